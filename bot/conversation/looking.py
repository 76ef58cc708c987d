"""Looking at cases: one, or a list. Nothing changes."""

from dataclasses import replace

from bot.card import Words, case_card, names_in
from bot.conversation.core import Core, Speaker, must_take_part, words_for
from bot.conversation.home import home
from bot.conversation.personal import settings_form
from bot.conversation.refusals import refusal_text
from bot.conversation.replies import Line, Listed, Reply, Said, ShownCase
from bot.errors import RefusedMove
from bot.lines import dated_line_of, names_in_entry
from bot.ports import CaseFilter, CaseRow
from bot.refusals import UnknownCase
from bot.routing import Organisation
from bot.texts import duration, moment, say
from bot.words import (
    CASE_NUMBER,
    PAGE_NUMBER,
    ChangeSettings,
    Escalate,
    Help,
    ListCases,
    ShowCase,
    ShowProblem,
    View,
    Wanted,
)

PAGE = 8
"""Cases on one page of a list: with a button each they stay inside every platform's limits."""


async def look(core: Core, speaker: Speaker, wanted: Wanted) -> Reply:
    """What a person typed after ``case``, answered."""
    try:
        if not isinstance(wanted, OPEN_TO_ALL) and not _is_home(wanted):
            must_take_part(speaker)
        match wanted:
            case ShowCase(number=number):
                return await show_case(core, speaker, number)
            case ShowProblem(number=number, page=page):
                return await show_problem(core, speaker, number, page)
            case ListCases(view=View.MINE, words=words):
                return await home(core, speaker, words)
            case ChangeSettings():
                return await settings_form(core, speaker)
            case ListCases():
                return await show_list(core, speaker, wanted)
            case Help(unknown=unknown) if unknown:
                return Said(say(speaker.language, "help-unknown", words=unknown, slash=speaker.slash), is_refusal=True)
            case Help() | Escalate():
                return Said(say(speaker.language, "help", slash=speaker.slash, origin=speaker.actor.origin))
    except RefusedMove as refused:
        return Said(await refusal_text(core, refused, speaker.language), is_refusal=True)


OPEN_TO_ALL = Help | Escalate | ChangeSettings


def _is_home(wanted: Wanted) -> bool:
    """Somebody of no party reads there what this is, and who can let them in."""
    return isinstance(wanted, ListCases) and wanted.view is View.MINE


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
    asked = _filter(wanted.view, words, organisation, core)
    found = await core.store.queries.cases(replace(asked, limit=PAGE, offset=page * PAGE))
    if found.total and not found.rows:  # the list became shorter since the page was asked for
        page = (found.total - 1) // PAGE
        found = await core.store.queries.cases(replace(asked, limit=PAGE, offset=page * PAGE))
    title = say(speaker.language, "list-find-more" if found.more else f"list-{wanted.view}", total=found.total)
    if words:
        title = say(speaker.language, "list-named", title=title, words=words)
    empty = say(speaker.language, f"list-{wanted.view}-empty", slash=speaker.slash)
    listed = await _listed(core, speaker, found.rows, title, empty)
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


def _filter(view: View, words: str, organisation: Organisation, core: Core) -> CaseFilter:
    match view:
        case View.MINE:
            raise ValueError("what is somebody's own is shown by their Home")
        case View.OPEN:
            return named(words, organisation)
        case View.OVERDUE:
            return CaseFilter(open=True, overdue_at=core.clock())
        case View.CLOSED:
            return replace(named(words, organisation), open=False)
        case View.FIND:
            return replace(named(words, organisation), open=None)


def named(words: str, organisation: Organisation) -> CaseFilter:
    """Open cases of the party or faculty with which the words begin, in which the other words stand."""
    each = words.split()
    for count in range(len(each), 0, -1):
        name, rest = " ".join(each[:count]), " ".join(each[count:]) or None
        if (party := organisation.party_named(name)) is not None:
            return CaseFilter(open=True, parties=(party,), words=rest)
        if (faculty := organisation.faculty_named([name]) or _faculty_by_key(name, organisation)) is not None:
            return CaseFilter(open=True, faculty=faculty, words=rest)
    return CaseFilter(open=True, words=words or None)


def _faculty_by_key(name: str, organisation: Organisation) -> str | None:
    key = name.lower()
    return key if organisation.knows_faculty(key) else None


async def _listed(core: Core, speaker: Speaker, rows: tuple[CaseRow, ...], title: str, empty: str) -> Listed:
    people = {p for row in rows for p in (row.feedback_person, *row.claimed_by) if p}
    words = await words_for(core, speaker.language, people)
    lines = tuple(line_of_row(row, words, core) for row in rows)
    return Listed(title, lines, empty, say(speaker.language, "list-show"))


def line_of_row(row: CaseRow, words: Words, core: Core) -> Line:
    """A case in a list: what it is, and who must do what."""
    zone = words.organisation.time_zone
    if row.outcome is not None and row.closed_at is not None:
        status = words.say(
            "row-closed", outcome=words.say(f"outcome-{row.outcome}"), at=moment(words.language, row.closed_at, zone)
        )
    else:
        owner = words.awaited(row.feedback_party, row.feedback_person)
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
