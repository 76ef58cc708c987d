"""From the first form to the case: what each step leads to."""

from dataclasses import replace

from bot.commands import OpenCase, RedirectQuestion
from bot.conversation import looking
from bot.conversation.asking import through_ticket
from bot.conversation.core import Core, Speaker, words_for
from bot.conversation.escalation.forms import (
    FORM,
    HELPED,
    SEEN,
    form_named,
    question_form,
    redirect_form,
)
from bot.conversation.escalation.helping import help_fields
from bot.conversation.escalation.question import Filled, State, desks_of, outcome_of, question_in, with_filled
from bot.conversation.escalation.showing import has_to_be_chosen, named
from bot.conversation.escalation.ticket import MASKED, OF_A_TICKET, TOLD, UNREAD, state_from_ticket, with_ticket
from bot.conversation.refusals import refusal_text
from bot.conversation.replies import Done, Reply, Said
from bot.conversation.similar import similar_open_cases
from bot.conversation.student_data import masked_except_desks, masked_text, without_student_data
from bot.errors import RefusedMove, TicketNotFound, TicketNotOpen
from bot.forms import LONGEST_NUMBER, LONGEST_TEXT, Field, Form, Sort, Values
from bot.handlers import handle
from bot.refusals import TextMissing, TicketHasOpenCase
from bot.request import Move
from bot.routing import FacultyNeeded
from bot.texts import listed, say


async def why_not(core: Core, speaker: Speaker) -> Said | None:
    """Why this person cannot escalate anything; None where they can."""
    try:
        desks_of(core.organisation(), speaker)
    except RefusedMove as refused:
        return Said(await refusal_text(core, refused, speaker.language), is_refusal=True)
    return None


async def begin(core: Core, speaker: Speaker, ticket: str, *, text: str = "", origin: str = "") -> Reply:
    """The form for this ticket, as a person typed its number; empty where there is none yet.

    A ticket with an open case shows that case; one that cannot be escalated is said at its field. *text* is a message
    that is escalated, which is masked first, and *origin* where that message stands.
    """
    number = ticket.strip()
    try:
        desks_of(core.organisation(), speaker)
        state = await state_from_ticket(core, number)
    except TicketHasOpenCase as refused:
        return await _existing(core, speaker, refused)
    except (TicketNotFound, TicketNotOpen) as refused:
        state = {"ticket": number[:LONGEST_NUMBER]}
        form = await question_form(core, speaker, _with_message(core, state, text, origin))
        return replace(form, errors={"ticket": await refusal_text(core, refused, speaker.language)})
    except RefusedMove as refused:
        return Said(await refusal_text(core, refused, speaker.language), is_refusal=True)
    return await question_form(core, speaker, _with_message(core, state, text, origin))


def _with_message(core: Core, state: State, text: str, origin: str) -> State:
    """What the ticket asks goes before what somebody wrote about it."""
    known = dict(state)
    if text:
        clean, found = masked_except_desks(text, core.organisation())
        known["question"] = state.get("question") or clean[:LONGEST_TEXT]
        sorts = {*filter(None, state.get(MASKED, "").split(",")), *found}
        known[MASKED] = ",".join(sorted(sorts))
    if origin:
        known["origin"] = origin
    return {name: value for name, value in known.items() if value}


async def changed(core: Core, speaker: Speaker, name: str, state: State, values: Values) -> Reply:
    """The form for what is filled in so far: what follows from it is shown, and nothing typed is lost or refused.

    Student data is masked here too: where a form stands in a channel, what comes back stands there.
    """
    try:
        form = await form_named(core, speaker, name, state)
        filled, _ = without_student_data(form, form.filled_in(values), core.organisation())
        return await question_form(core, speaker, state, filled) if name == FORM else _with_values(form, filled)
    except RefusedMove as refused:
        return Said(await refusal_text(core, refused, speaker.language), is_refusal=True)


async def submit(
    core: Core, speaker: Speaker, name: str, state: State, values: Values, *, key: str | None = None
) -> Reply:
    """The next step, or the case that was opened, or the form again with what is wrong at its field."""
    try:
        form = await form_named(core, speaker, name, state)
    except RefusedMove as refused:
        return Said(await refusal_text(core, refused, speaker.language), is_refusal=True)
    filled, masked = without_student_data(form, form.filled_in(values), core.organisation())
    try:
        if name == FORM:
            return await _question_sent(core, speaker, form, filled, masked, key)
        return await _redirect_sent(core, speaker, form, filled, masked, key)
    except TicketHasOpenCase as refused:
        return await _existing(core, speaker, refused)
    except RefusedMove as refused:
        return await _again(core, speaker, form, filled, refused)


# -- the question was sent -----------------------------------------------------------------------------------


async def _question_sent(
    core: Core, speaker: Speaker, form: Form, filled: Filled, masked: tuple[str, ...], key: str | None
) -> Reply:
    """Raises what may be wrong with it."""
    missing = form.missing({**filled, "parties": filled.get("parties") or ("later",)})  # that hangs on the outcome
    if missing is not None:
        raise TextMissing(missing)
    state = await with_ticket(core, with_filled(form.state, filled))
    outcome = outcome_of(core.organisation(), state)
    if outcome.move is Move.REDIRECT:
        return await redirect_form(core, speaker, state, outcome)
    if form.state.get(SEEN) != named(outcome) or await _may_be_helped(core, speaker, state):
        return await _last_look(core, speaker, form, state, filled)
    if has_to_be_chosen(outcome) and not filled.get("parties"):
        raise TextMissing("parties")
    command = OpenCase(
        actor=speaker.actor,
        key=key,
        question=question_in(core, speaker, state),
        asked=tuple(filled.get("parties", ())) if has_to_be_chosen(outcome) else (),
    )
    handled = await core.store.run(handle(command))
    return Done(handled.number, await _opened(core, speaker, handled.number, masked))


async def _may_be_helped(core: Core, speaker: Speaker, state: State) -> bool:
    """Whether there is something to look at first that the form did not show; it holds nobody up twice."""
    return HELPED not in state and bool(await help_fields(core, speaker.language, state))


async def _last_look(core: Core, speaker: Speaker, form: Form, state: State, filled: Filled) -> Form:
    """The form once more: nobody opens a case without having seen where it goes."""
    of_ticket = OF_A_TICKET if "ticket_id" in state else (TOLD, UNREAD)
    kept = {**form.state, **{name: state[name] for name in of_ticket if name in state}}
    again = await question_form(core, speaker, kept, {**filled, **_faculty_of_ticket(state, filled)})
    look = Field("look", Sort.REMARK, value=say(speaker.language, "remark-look-first"), stands_out=True)
    return replace(again, fields=(look, *again.fields))


def _faculty_of_ticket(state: State, filled: Filled) -> dict[str, str]:
    """A faculty that only the ticket told is filled in, so that it can be seen."""
    if filled.get("faculty") or not state.get("faculty"):
        return {}
    return {"faculty": state["faculty"]}


async def _redirect_sent(
    core: Core, speaker: Speaker, form: Form, filled: Filled, masked: tuple[str, ...], key: str | None
) -> Reply:
    """Raises what may be wrong with it."""
    missing = form.missing(filled)
    if missing is not None:
        raise TextMissing(missing)
    question, text = question_in(core, speaker, form.state), str(filled["text"])
    handled = await core.store.run(handle(RedirectQuestion(actor=speaker.actor, key=key, question=question, text=text)))
    by_ticket = through_ticket(core, question)
    done = "done-redirected-ticket" if by_ticket else "done-redirected-copy"
    said = f"{say(speaker.language, done, number=handled.number, text=text)} {masked_text(speaker.language, masked)}"
    return Done(handled.number, said.strip(), is_to_pass_on=not by_ticket)


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


# -- what stands in the way ----------------------------------------------------------------------------------


async def _existing(core: Core, speaker: Speaker, refused: TicketHasOpenCase) -> Reply:
    text = await refusal_text(core, refused, speaker.language)
    return await looking.show_case(core, speaker, refused.case, text)


async def _again(core: Core, speaker: Speaker, form: Form, filled: Filled, refused: RefusedMove) -> Form:
    """The form with what was filled in, and the error at its field."""
    text = await refusal_text(core, refused, speaker.language)
    field = _field_of(refused)
    shown = _with_values(form, filled)
    return replace(shown, errors={field if any(one.name == field for one in form.fields) else "": text})


def _with_values(form: Form, filled: Filled) -> Form:
    return replace(form, fields=tuple(replace(one, value=filled.get(one.name, one.value)) for one in form.fields))


def _field_of(refused: RefusedMove) -> str:
    """The field a refusal is about; empty where it is about the whole form."""
    match refused:
        case TextMissing(field="asked"):
            return "parties"
        case TextMissing(field=field):
            return field
        case FacultyNeeded():
            return "faculty"
        case TicketNotFound() | TicketNotOpen():
            return "ticket"
        case _:
            return ""
