"""Looking at cases: one, or a list. Nothing changes."""

from dataclasses import replace

from bot.card import Words, case_card, names_in
from bot.conversation.core import Core, Speaker, must_take_part, words_for
from bot.conversation.refusals import refusal_text
from bot.conversation.replies import Line, Listed, Reply, Said, ShownCase
from bot.errors import RefusedMove
from bot.lines import dated_line_of, names_in_entry
from bot.ports import CaseFilter, CaseRow
from bot.refusals import UnknownCase
from bot.routing import Organisation
from bot.texts import duration, moment, say
from bot.words import CASE_NUMBER, PAGE_NUMBER, Escalate, Help, ListCases, ShowCase, ShowProblem, View, Wanted

PAGE = 8
"""Cases on one page of a list: with a button each they stay inside every platform's limits."""


async def look(core: Core, speaker: Speaker, wanted: Wanted) -> Reply:
    """What a person typed after ``case``, answered."""
    try:
        if not isinstance(wanted, Help | Escalate):
            must_take_part(speaker)
        match wanted:
            case ShowCase(number=number):
                return await show_case(core, speaker, number)
            case ShowProblem(number=number, page=page):
                return await show_problem(core, speaker, number, page)
            case ListCases():
                return await show_list(core, speaker, wanted)
            case Help(unknown=unknown) if unknown:
                return Said(say(speaker.language, "help-unknown", words=unknown), is_refusal=True)
            case Help() | Escalate():
                return Said(say(speaker.language, "help"))
    except RefusedMove as refused:
        return Said(await refusal_text(core, refused, speaker.language), is_refusal=True)


async def show_case(core: Core, speaker: Speaker, number: str, text: str = "") -> ShownCase:
    """One case by its own number or its ticket's, with its timeline. Raises ``UnknownCase``."""
    if not CASE_NUMBER.fullmatch(number):
        found = await core.store.queries.latest_case_of_ticket(number)
        if found is None:
            raise UnknownCase(number)
        number = found
    case = await core.store.queries.case(number)
    entries = await core.store.queries.timeline(number)
    people = names_in(case).union(*(names_in_entry(entry) for entry in entries))
    words = await words_for(core, speaker.language, people)
    timeline = tuple(dated_line_of(entry, words) for entry in entries)
    return ShownCase(case_card(case, speaker.viewer, words), timeline, text)


async def show_problem(core: Core, speaker: Speaker, number: str, page: int = 0) -> Listed:
    """The open cases of a problem: who still must be told. Raises ``UnknownProblem``."""
    problem = await core.store.queries.problem(number)
    found = await core.store.queries.cases(CaseFilter(open=True, problem=number, limit=PAGE, offset=page * PAGE))
    answer = problem.answer or say(speaker.language, "problem-no-answer")
    title = say(speaker.language, "list-problem", number=number, title=problem.title, answer=answer, total=found.total)
    listed = await _listed(core, speaker, found.rows, title, say(speaker.language, "list-problem-empty"))
    return _paged(listed, f"{number} ", page, found.total, speaker.language)


async def show_list(core: Core, speaker: Speaker, wanted: ListCases) -> Listed:
    """A page of a list. The page is the last word people may add: ``open 2``."""
    words, page = _page(wanted)
    organisation = core.organisation()
    asked = _filter(wanted.view, words, speaker, organisation, core)
    found = await core.store.queries.cases(replace(asked, limit=PAGE, offset=page * PAGE))
    if found.total and not found.rows:  # the list became shorter since the page was asked for
        page = (found.total - 1) // PAGE
        found = await core.store.queries.cases(replace(asked, limit=PAGE, offset=page * PAGE))
    title = say(speaker.language, f"list-{wanted.view}", total=found.total)
    if words:
        title = say(speaker.language, "list-named", title=title, words=words)
    listed = await _listed(core, speaker, found.rows, title, say(speaker.language, f"list-{wanted.view}-empty"))
    sign = " #" if wanted.view is View.FIND else " "
    return _paged(listed, f"{wanted.view} {words}".strip() + sign, page, found.total, speaker.language)


def _page(wanted: ListCases) -> tuple[str, int]:
    """The words without the page. A number may be what is looked for, so there the page is written ``#2``."""
    head, _, last = wanted.words.rpartition(" ")
    if PAGE_NUMBER.fullmatch(last) and (last.startswith("#") or wanted.view is not View.FIND):
        return head, max(int(last.lstrip("#")) - 1, 0)
    return wanted.words, wanted.page


def _paged(listed: Listed, base: str, page: int, total: int, language: str) -> Listed:
    """*base* are the words that show the list; with a number right behind them they show that page."""
    pages = (total + PAGE - 1) // PAGE
    if pages <= 1:
        return listed
    return replace(
        listed,
        position=say(language, "list-position", page=page + 1, pages=pages),
        previous=f"{base}{page}" if page else None,
        next=f"{base}{page + 2}" if page + 1 < pages else None,
        previous_label=say(language, "list-previous"),
        next_label=say(language, "list-next"),
    )


def _filter(view: View, words: str, speaker: Speaker, organisation: Organisation, core: Core) -> CaseFilter:
    person = speaker.actor.person
    match view:
        case View.MINE:
            mine = tuple(sorted(speaker.actor.parties))
            return CaseFilter(open=True, owed_by=person, held_by=person, asked_back_from=person, offered_to=mine)
        case View.OPEN:
            return _named(words, organisation)
        case View.OVERDUE:
            return CaseFilter(open=True, overdue_at=core.clock())
        case View.FIND:
            return replace(_named(words, organisation), open=None)


def _named(words: str, organisation: Organisation) -> CaseFilter:
    """Open cases of a party or faculty that is named, or with these words."""
    wanted = words.casefold()
    if not wanted:
        return CaseFilter(open=True)
    for party in organisation.parties:
        if wanted == party.key or any(wanted == name.casefold() for name in party.name.values()):
            return CaseFilter(open=True, parties=(party.key,))
    faculty = organisation.faculty_named([words])
    for one in organisation.faculties:
        if wanted == one.key:
            faculty = one.key
    return CaseFilter(open=True, faculty=faculty) if faculty else CaseFilter(open=True, words=words)


async def _listed(core: Core, speaker: Speaker, rows: tuple[CaseRow, ...], title: str, empty: str) -> Listed:
    people = {p for row in rows for p in (row.feedback_person, *row.claimed_by) if p}
    words = await words_for(core, speaker.language, people)
    lines = tuple(_line(row, words, core) for row in rows)
    return Listed(title, lines, empty, say(speaker.language, "list-show"))


def _line(row: CaseRow, words: Words, core: Core) -> Line:
    zone = words.organisation.time_zone
    if row.outcome is not None and row.closed_at is not None:
        status = words.say(
            "row-closed", outcome=words.say(f"outcome-{row.outcome}"), at=moment(words.language, row.closed_at, zone)
        )
    else:
        owner = words.owner(row.feedback_party, row.feedback_person)
        waited = duration(words.language, core.clock() - row.feedback_since)
        status = words.say("row-open", owner=owner, waited=waited)
        if row.feedback_due is not None and row.feedback_due < core.clock():
            status = f"{status} {words.say('row-overdue')}"
        if row.asked_back:
            status = f"{status} {words.say('row-asked-back')}"
    details = " · ".join(
        part
        for part in (row.ticket or "", words.kind(row.kind), words.faculty(row.faculty) if row.faculty else "")
        if part
    )
    return Line(row.number, words.say("card-title", number=row.number, subject=row.subject), status, details)
