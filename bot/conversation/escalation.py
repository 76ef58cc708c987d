"""Escalating: from a ticket number to an open case, or to the other desk.

Three steps at the most. First what the question is about; the rule that fits then says whether that is all (a
hand-over), whether parties can be chosen (a consultation), or that the student belongs at the other desk (a redirect,
whose standard answer gets a last look). What was filled in goes along in the form's state, so nothing is kept here.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.case import Question, TicketReference
from bot.commands import OpenCase, RedirectQuestion
from bot.conversation import looking
from bot.conversation.asking import through_ticket
from bot.conversation.core import Core, Speaker, words_for
from bot.conversation.refusals import refusal_text
from bot.conversation.replies import Done, Reply, Said
from bot.conversation.similar import similar_cases, similar_open_cases
from bot.conversation.student_data import masked_except_desks, masked_text, without_student_data
from bot.errors import RefusedMove, Rejected, TicketNotFound, TicketNotOpen, Unavailable
from bot.forms import LONGEST_LINE, LONGEST_TEXT, Field, Form, Option, Sort, Values
from bot.handlers import handle
from bot.ports import Ticket
from bot.refusals import NoIntakeDesk, TextMissing, TicketHasOpenCase
from bot.request import Move
from bot.routing import FacultyNeeded, Organisation, Outcome, Party, manuals_for, route, standard_answer, suggest_kind
from bot.routing import Question as RoutingQuestion
from bot.texts import listed, moment, say

FORM, CONSULT, REDIRECT = "escalate", "escalate-consult", "escalate-redirect"
FORMS = frozenset({FORM, CONSULT, REDIRECT})

HELPED = "helped"
"""In the state: what may make the escalation unnecessary was shown."""

TICKET_WAIT_S = 5.0
"""Longer than this an escalation does not wait for TOPdesk."""

State = Mapping[str, str]


async def begin(core: Core, speaker: Speaker, ticket: str, *, text: str = "") -> Reply:
    """The form for this ticket, as a person typed its number; empty where there is none yet.

    A ticket with an open case shows that case. *text* is a message that is escalated, which is masked first.
    """
    try:
        desks = _desks(core.organisation(), speaker)
        state, remarks = await _read_ticket(core, speaker, ticket.strip())
        if text:
            clean, found = masked_except_desks(text, core.organisation())
            state = {**state, "question": state.get("question") or clean[:LONGEST_TEXT]}
            remarks = (*remarks, *filter(None, [masked_text(speaker.language, found)]))
        return await _first_form(core, speaker, desks, state, remarks)
    except TicketHasOpenCase as refused:
        return await _existing(core, speaker, refused)
    except RefusedMove as refused:
        return Said(await refusal_text(core, refused, speaker.language), is_refusal=True)


async def submit(
    core: Core, speaker: Speaker, name: str, state: State, values: Values, *, key: str | None = None
) -> Reply:
    """The next step, or the case that was opened, or the form again with what is wrong at its field."""
    try:
        form = await _form_of(core, speaker, name, state)
    except RefusedMove as refused:
        return Said(await refusal_text(core, refused, speaker.language), is_refusal=True)
    filled, masked = without_student_data(form, form.filled_in(values), core.organisation())
    try:
        return await _next(core, speaker, form, {**state, **_texts(filled)}, filled, masked, key)
    except TicketHasOpenCase as refused:
        return await _existing(core, speaker, refused)
    except RefusedMove as refused:
        return await _again(core, speaker, form, filled, _field_of(refused), refused)


def _field_of(refused: RefusedMove) -> str:
    """The field a refusal is about; empty where it is about the whole form."""
    match refused:
        case TextMissing(field=field):
            return field
        case FacultyNeeded():
            return "faculty"
        case TicketNotFound() | TicketNotOpen():
            return "ticket"
        case _:
            return ""


async def _next(
    core: Core,
    speaker: Speaker,
    form: Form,
    state: State,
    filled: Mapping[str, str | tuple[str, ...]],
    masked: tuple[str, ...],
    key: str | None,
) -> Reply:
    missing = form.missing(filled)
    if missing is not None:
        raise TextMissing(missing)
    if form.name == FORM:
        state = await _with_ticket(core, state)
    question = _question(core, speaker, state)
    outcome = _outcome(core, question)
    if form.name == FORM and HELPED not in state and (helped := await _with_help(core, speaker, state)) is not None:
        return helped
    if form.name == FORM and outcome.move is Move.REDIRECT:
        return await _redirect_form(core, speaker, state, outcome)
    if form.name == FORM and outcome.move is Move.CONSULTATION and len(outcome.asked) > 1:
        return await _consult_form(core, speaker, state, outcome)
    if outcome.move is Move.REDIRECT:
        text = str(filled["text"])
        handled = await core.store.run(
            handle(RedirectQuestion(actor=speaker.actor, key=key, question=question, text=text))
        )
        return Done(handled.number, _redirected(core, speaker, handled.number, question, text, masked))
    asked = filled.get("parties", ())
    command = OpenCase(actor=speaker.actor, key=key, question=question, asked=tuple(asked) if asked else ())
    handled = await core.store.run(handle(command))
    return Done(handled.number, await _opened(core, speaker, handled.number, masked))


async def _with_help(core: Core, speaker: Speaker, state: State) -> Form | None:
    """The form once more, when what was typed meets a manual or a case like it: perhaps nobody has to be asked."""
    found = await _help_fields(core, speaker.language, state)
    if not found:
        return None
    desks = _desks(core.organisation(), speaker)
    state = {**state, HELPED: "yes"}
    return await _first_form(core, speaker, desks, state, (say(speaker.language, "remark-look-first"),))


# -- the ticket ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Read:
    ticket: Ticket | None
    why_not: str = ""


async def _look_up(core: Core, number: str) -> _Read:
    """The ticket, as far as TOPdesk answers in time: an escalation does not wait for it. Raises ``TicketNotFound``."""
    if core.tickets is None:
        return _Read(None, "ticket-not-connected")
    try:
        async with asyncio.timeout(TICKET_WAIT_S):
            return _Read(await core.tickets.find(number))
    except (TimeoutError, Unavailable, Rejected):
        return _Read(None, "ticket-not-read")


async def _read_ticket(core: Core, speaker: Speaker, number: str) -> tuple[dict[str, str], tuple[str, ...]]:
    if not number:
        return {}, ()
    await _must_have_no_open_case(core, number)
    read = await _look_up(core, number)
    if read.ticket is None:
        return {"ticket": number}, (say(speaker.language, read.why_not),)
    _must_be_writable(read.ticket)
    await _must_have_no_open_case(core, read.ticket.number)
    state = _state_of(read.ticket, core.organisation())
    hidden = masked_text(speaker.language, read.ticket.masked)
    closed = say(speaker.language, "remark-ticket-closed") if read.ticket.closed else ""
    return state, tuple(remark for remark in (closed, hidden) if remark)


def _state_of(ticket: Ticket, organisation: Organisation) -> dict[str, str]:
    known = {
        "ticket": ticket.number,
        "ticket_id": ticket.id,
        "ticket_url": ticket.url or "",
        "subject": ticket.subject[:LONGEST_LINE],
        "question": ticket.question[:LONGEST_TEXT],
        "language": ticket.language or "",
        "faculty": organisation.faculty_named(ticket.origin_names) or "",
    }
    return {name: value for name, value in known.items() if value}


async def _with_ticket(core: Core, state: State) -> State:
    """The state with the ticket that was typed into the form, where it was not read before."""
    number = state.get("ticket", "")
    if not number or "ticket_id" in state:
        return state
    await _must_have_no_open_case(core, number)
    read = await _look_up(core, number)
    if read.ticket is None:
        return state
    _must_be_writable(read.ticket)
    await _must_have_no_open_case(core, read.ticket.number)
    return {**_state_of(read.ticket, core.organisation()), **{n: v for n, v in state.items() if v and n != "ticket"}}


def _must_be_writable(ticket: Ticket) -> None:
    if ticket.archived:
        raise TicketNotOpen(ticket.number)


async def _must_have_no_open_case(core: Core, ticket: str) -> None:
    number = await core.store.queries.latest_case_of_ticket(ticket)
    if number is not None and (await core.store.queries.case(number)).is_open:
        raise TicketHasOpenCase(ticket, number)


async def _existing(core: Core, speaker: Speaker, refused: TicketHasOpenCase) -> Reply:
    text = await refusal_text(core, refused, speaker.language)
    return await looking.show_case(core, speaker, refused.case, text)


# -- the forms -----------------------------------------------------------------------------------------------


def _desks(organisation: Organisation, speaker: Speaker) -> tuple[Party, ...]:
    """The desks at which this person takes questions in. Raises ``NoIntakeDesk``."""
    desks = tuple(party for party in organisation.intake_desks if party.key in speaker.actor.parties)
    if not desks:
        raise NoIntakeDesk(speaker.actor.person)
    return desks


async def _form_of(core: Core, speaker: Speaker, name: str, state: State) -> Form:
    desks = _desks(core.organisation(), speaker)
    if name == FORM:
        return await _first_form(core, speaker, desks, state, ())
    outcome = _outcome(core, _question(core, speaker, state))
    if name == CONSULT:
        return await _consult_form(core, speaker, state, outcome)
    return await _redirect_form(core, speaker, state, outcome)


async def _first_form(
    core: Core, speaker: Speaker, desks: tuple[Party, ...], state: State, remarks: tuple[str, ...]
) -> Form:
    organisation, language = core.organisation(), speaker.language
    fields = [Field("about", Sort.REMARK, value=_about(state, language))] if "ticket_id" in state else []
    fields += [Field("remark", Sort.REMARK, value=remark) for remark in remarks]
    if len(desks) > 1:
        options = tuple(Option(desk.key, organisation.words(desk.name, language)) for desk in desks)
        fields.append(Field("intake", Sort.CHOICE, say(language, "field-intake"), state.get("intake", ""), options))
    fields += _ticket_fields(state, language)
    fields.append(_kind_field(organisation, language, state))
    fields.append(_faculty_field(organisation, language, state))
    label, hint = say(language, "field-question"), say(language, "hint-question")
    fields.append(Field("question", Sort.TEXT, label, state.get("question", ""), hint=hint))
    if "ticket_id" not in state:
        fields.append(_language_field(organisation, language, state))
    found = await _help_fields(core, language, state)
    fields += found
    state = {**state, "intake": state.get("intake") or desks[0].key, **({HELPED: "yes"} if found else {})}
    return _form(FORM, language, tuple(fields), state)


def _about(state: State, language: str) -> str:
    return say(language, "remark-ticket", ticket=state["ticket"], subject=state.get("subject", ""))


def _ticket_fields(state: State, language: str) -> list[Field]:
    label, hint = say(language, "field-subject"), say(language, "hint-subject")
    subject = Field("subject", Sort.LINE, label, state.get("subject", ""), hint=hint, longest=LONGEST_LINE)
    if "ticket_id" in state:
        return [] if state.get("subject") else [subject]  # a ticket may have come without one
    ticket = Field(
        "ticket",
        Sort.LINE,
        say(language, "field-ticket"),
        state.get("ticket", ""),
        required=False,
        hint=say(language, "hint-ticket"),
        longest=60,
    )
    return [ticket, subject]


def _kind_field(organisation: Organisation, language: str, state: State) -> Field:
    options = tuple(Option(kind.key, organisation.words(kind.title, language)) for kind in organisation.kinds)
    text = f"{state.get('subject', '')} {state.get('question', '')}"
    suggested = suggest_kind(organisation, text)
    hint = ""
    if suggested is not None:
        title = organisation.words(organisation.kind(suggested.kind).title, language)
        hint = say(language, "hint-kind", kind=title, words=listed(language, _as_written(suggested.keywords)))
    return Field("kind", Sort.CHOICE, say(language, "field-kind"), state.get("kind", ""), options, hint=hint)


def _as_written(keywords: tuple[str, ...]) -> tuple[str, ...]:
    """Keywords as people write them: without the sign for any ending, and none that starts another."""
    words = dict.fromkeys(keyword.rstrip("*") for keyword in keywords)
    return tuple(word for word in words if not any(other != word and other.startswith(word) for other in words))


def _language_field(organisation: Organisation, language: str, state: State) -> Field:
    """In which the student is answered; a ticket tells it by itself."""
    options = tuple(Option(code, say(language, f"language-{code}")) for code in organisation.languages)
    shown = state.get("language") or organisation.language
    return Field("language", Sort.CHOICE, say(language, "field-language"), shown, options)


def _faculty_field(organisation: Organisation, language: str, state: State) -> Field:
    options: list[Option] = []
    for faculty in organisation.faculties:
        title = organisation.words(faculty.title, language)
        options.append(Option(faculty.key, title))
        options += [
            Option(f"{faculty.key}/{p.key}", f"{title} › {organisation.words(p.title, language)}"[:75])
            for p in faculty.programmes
        ]
    shown = "/".join(part for part in (state.get("faculty"), state.get("programme")) if part)
    label, hint = say(language, "field-faculty"), say(language, "hint-faculty")
    # What the ticket says stands unless somebody chooses otherwise, also with a client that sends no untouched field.
    return Field("faculty", Sort.CHOICE, label, shown, tuple(options[:100]), required=bool(shown), hint=hint)


async def _help_fields(core: Core, language: str, state: State) -> list[Field]:
    """What may make the escalation unnecessary: manuals that fit, and what others were answered."""
    text = f"{state.get('subject', '')} {state.get('question', '')}"
    if not text.strip():
        return []
    organisation = core.organisation()
    found = []
    for manual in manuals_for(organisation, kind=None, text=text):
        title, address = organisation.words(manual.title, language), organisation.words(manual.address, language)
        found.append(say(language, "remark-manual", title=title, address=address))
    for row in await similar_cases(core, text, kind=state.get("kind"), faculty=state.get("faculty")):
        answer = (row.answer or say(language, "similar-no-answer"))[:200]
        found.append(say(language, "remark-similar", number=row.number, subject=row.subject, answer=answer))
    return [Field("help", Sort.REMARK, value=text) for text in found]


async def _consult_form(core: Core, speaker: Speaker, state: State, outcome: Outcome) -> Form:
    words = await words_for(core, speaker.language, [speaker.actor.person])
    options = tuple(Option(party, words.party(party)) for party in outcome.asked)
    intake = words.party(outcome.question.intake)
    fields = (
        Field("remark", Sort.REMARK, value=words.say("remark-consultation", intake=intake)),
        Field("parties", Sort.CHOICES, words.say("field-parties"), outcome.preselected, options),
    )
    return _form(CONSULT, speaker.language, fields, state)


async def _redirect_form(core: Core, speaker: Speaker, state: State, outcome: Outcome) -> Form:
    words = await words_for(core, speaker.language, [])
    question = outcome.question
    text = standard_answer(
        core.organisation(),
        outcome.standard_answer or "",
        state.get("language") or core.organisation().language,
        faculty=question.faculty,
        programme=question.programme,
        intake=question.intake,
    )
    why = words.say("remark-redirect", party=words.party(outcome.redirect_to or ""))
    how = words.say(
        "remark-redirect-ticket" if through_ticket(core, _question(core, speaker, state)) else "remark-redirect-copy"
    )
    fields = (
        Field("remark", Sort.REMARK, value=f"{why} {how}"),
        Field("text", Sort.TEXT, words.say("field-standard_answer"), text),
    )
    return _form(REDIRECT, speaker.language, fields, state)


def _form(name: str, language: str, fields: tuple[Field, ...], state: State) -> Form:
    return Form(
        name=name,
        language=language,
        title=say(language, f"form-{name}"),
        submit=say(language, f"submit-{name}"),
        cancel=say(language, "form-cancel"),
        fields=fields,
        state=state,
    )


async def _again(
    core: Core,
    speaker: Speaker,
    form: Form,
    filled: Mapping[str, str | tuple[str, ...]],
    field: str,
    refused: RefusedMove,
) -> Form:
    """The form with what was filled in, and the error at its field."""
    text = await refusal_text(core, refused, speaker.language)
    fields = tuple(replace(one, value=filled.get(one.name, one.value)) for one in form.fields)
    at = field if any(one.name == field for one in fields) else ""
    return replace(form, fields=fields, errors={at: text})


# -- what was asked ------------------------------------------------------------------------------------------


def _texts(filled: Mapping[str, str | tuple[str, ...]]) -> dict[str, str]:
    """What goes along in the state: the choice of faculty split into faculty and programme."""
    texts = {name: value for name, value in filled.items() if isinstance(value, str) and name != "text"}
    if "faculty" in texts:
        texts["faculty"], _, texts["programme"] = texts["faculty"].partition("/")
    return texts


def _question(core: Core, speaker: Speaker, state: State) -> Question:
    ticket = None
    if state.get("ticket"):
        ticket = TicketReference(state["ticket"], state.get("ticket_id"), state.get("ticket_url"))
    subject = state.get("subject", "")
    today = moment(speaker.language, core.clock(), core.organisation().time_zone)
    return Question(
        intake=state.get("intake", ""),
        kind=state.get("kind", ""),
        subject=subject,
        text=state.get("question", ""),
        faculty=state.get("faculty") or None,
        programme=state.get("programme") or None,
        language=state.get("language") or None,
        ticket=ticket,
        reference=None if ticket else f"{subject}, {today}",
    )


def _outcome(core: Core, question: Question) -> Outcome:
    asked = RoutingQuestion(question.intake, question.kind, question.faculty, question.programme)
    return route(core.organisation(), asked)


async def _opened(core: Core, speaker: Speaker, number: str, masked: tuple[str, ...]) -> str:
    case = await core.store.queries.case(number)
    words = await words_for(core, speaker.language, [case.opened_by])
    parties = listed(speaker.language, [words.party(request.party) for request in case.requests])
    owner = words.owner(case.feedback.party, case.feedback.person)
    text = words.say(f"done-escalate-{case.move}", number=number, parties=parties, owner=owner)
    alike = await similar_open_cases(core, case, limit=3)
    if alike:
        text = f"{text} {words.say('done-similar', numbers=listed(speaker.language, [row.number for row in alike]))}"
    return f"{text} {masked_text(speaker.language, masked)}".strip()


def _redirected(
    core: Core, speaker: Speaker, number: str, question: Question, text: str, masked: tuple[str, ...]
) -> str:
    key = "done-redirected-ticket" if through_ticket(core, question) else "done-redirected-copy"
    said = say(speaker.language, key, number=number, text=text)
    return f"{said} {masked_text(speaker.language, masked)}".strip()
