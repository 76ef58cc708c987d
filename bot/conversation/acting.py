"""A press on a card: the command it means, the form that is asked first, and what was filled in there."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot import commands
from bot.actions import AT_ONCE, LOOKING, Action
from bot.case import Case, ToldBy
from bot.commands import Command
from bot.conversation import asking, looking, personal
from bot.conversation.core import Core, Speaker, must_take_part, words_for
from bot.conversation.correcting import corrected_ticket
from bot.conversation.refusals import refusal_text
from bot.conversation.replies import Done, Reply, Said
from bot.conversation.student_data import masked_text, without_student_data
from bot.errors import RefusedMove, TicketNotOpen
from bot.forms import Form, Values
from bot.handlers import handle
from bot.refusals import (
    NoSuchTicket,
    StudentDataInText,
    TextMissing,
    TicketHasOpenCase,
    TicketOfOtherCase,
    ToldSince,
)
from bot.texts import say
from bot.ticket import Differs, Right

Text = Mapping[str, Any]

COMMANDS: dict[Action, Callable[[str, Text, dict[str, Any]], Command]] = {
    Action.CLAIM: lambda target, _, who: commands.Claim(request=target, **who),
    Action.RELEASE: lambda target, _, who: commands.Release(request=target, **who),
    Action.TAKE_FEEDBACK: lambda target, _, who: commands.TakeFeedback(case=target, **who),
    Action.ACCEPT_FEEDBACK: lambda target, _, who: commands.AcceptFeedback(case=target, **who),
    Action.WITHDRAW_OFFER: lambda target, _, who: commands.WithdrawOffer(case=target, **who),
    Action.UNLINK_PROBLEM: lambda target, _, who: commands.UnlinkProblem(case=target, **who),
    Action.ASSIGN: lambda target, v, who: commands.Assign(request=target, person=v["person"], **who),
    Action.PASS_ON: lambda target, v, who: commands.PassOn(request=target, party=v["party"], reason=v["reason"], **who),
    Action.DECLINE: lambda target, v, who: commands.Decline(request=target, reason=v["reason"], **who),
    Action.ASK_BACK: lambda target, v, who: commands.AskBack(request=target, question=v["question"], **who),
    Action.GIVE_INFORMATION: lambda target, v, who: commands.GiveInformation(
        request=target, information=v["information"], **who
    ),
    Action.ANSWER: lambda target, v, who: commands.Answer(request=target, answer=asking.answer_in(v), **who),
    Action.WITHDRAW_REQUEST: lambda target, v, who: commands.WithdrawRequest(request=target, reason=v["reason"], **who),
    Action.CONSULT: lambda target, v, who: commands.Consult(
        case=target, parties=v["parties"], question=v["question"], **who
    ),
    Action.HAND_OVER: lambda target, v, who: commands.HandOver(
        case=target, party=v["party"], question=v["question"], **who
    ),
    Action.OFFER_FEEDBACK: lambda target, v, who: commands.OfferFeedback(
        case=target, party=v["party"], reason=v["reason"], **who
    ),
    Action.REFUSE_FEEDBACK: lambda target, v, who: commands.RefuseFeedback(case=target, reason=v["reason"], **who),
    Action.GIVE_FEEDBACK: lambda target, v, who: commands.GiveFeedback(
        case=target, how=ToldBy(v["how"]), answer=asking.answer_in(v), **who
    ),
    Action.WITHDRAW: lambda target, v, who: commands.Withdraw(case=target, reason=v["reason"], **who),
    Action.REOPEN: lambda target, v, who: commands.Reopen(case=target, reason=v["reason"], **who),
    Action.ADD_NOTE: lambda target, v, who: commands.AddNote(case=target, text=v["text"], **who),
    Action.OPEN_PROBLEM: lambda target, v, who: commands.OpenProblem(
        case=target, title=v["title"], cases=v.get("cases", ()), **who
    ),
    Action.LINK_PROBLEM: lambda target, v, who: commands.LinkProblem(case=target, problem=v["problem"], **who),
    Action.CONFIRM_FEEDBACK: lambda target, _, who: commands.ConfirmFeedback(told=target, **who),
    Action.DISMISS_FEEDBACK: lambda target, _, who: commands.DismissFeedback(told=target, **who),
    Action.SEND_ANSWER: lambda target, v, who: commands.SendAnswer(
        case=target, text=v["message"], closes=bool(v.get("closes")), **who
    ),
    Action.ANSWER_PROBLEM: lambda target, v, who: commands.AnswerProblem(
        problem=target, answer=asking.answer_in(v), **who
    ),
}
"""What each action means once everything that is asked was filled in. Redirecting has its own steps."""

WITH_A_FORM = frozenset(Action) - AT_ONCE - LOOKING


async def press(
    core: Core, speaker: Speaker, action: Action, target: str, *, key: str | None = None, in_words: bool = True
) -> Reply:
    """What a press leads to: it is done, or refused, or a form asks for more, or something is shown.

    Without *in_words* nothing is said of what was done: who pressed sees it on the card.
    """
    try:
        must_take_part(speaker)
        if action in AT_ONCE:
            command = COMMANDS[action](target, {}, {"actor": speaker.actor, "key": key})
            if not in_words:
                return Done((await core.store.run(handle(command))).number, "")
            return await carry_out(core, speaker, command, action)
        if action is Action.SHOW_TIMELINE:
            return await looking.show_case(core, speaker, target)
        if action is Action.SHOW_PROBLEM:
            return await looking.show_problem(core, speaker, target)
        await asking.must_be_possible(core, speaker, action, target)
        return await asking.form_for(core, speaker, action, target)
    except ToldSince as refused:
        why = await refusal_text(core, refused, speaker.language)
        return await looking.show_case(core, speaker, refused.case, why)
    except RefusedMove as refused:
        return Said(await refusal_text(core, refused, speaker.language), is_refusal=True)


async def submit(
    core: Core, speaker: Speaker, name: str, state: Mapping[str, str], values: Values, *, key: str | None = None
) -> Reply:
    """What a filled-in form leads to: it is done, or the same form with what is wrong, or the next step."""
    if name == personal.FORM:
        return await personal.submit(core, speaker, state, values)
    if name not in WITH_A_FORM or "target" not in state:
        return Said(say(speaker.language, "form-unknown"), is_refusal=True)
    action, target = Action(name), state["target"]
    form: Form | None = None
    try:
        must_take_part(speaker)
        form = await asking.form_for(core, speaker, action, target, state)
        filled = form.filled_in(values)
        missing = form.missing(filled)
        if missing is not None:
            raise TextMissing(missing)
        if action is Action.REDIRECT and "standard_answer" not in state:
            return await asking.redirect_preview(core, speaker, target, str(filled["standard_answer"]))
        clean, masked = without_student_data(form, filled, core.organisation())
        if action is Action.SEND_ANSWER and masked:
            raise StudentDataInText(masked)
        who: dict[str, Any] = {"actor": speaker.actor, "key": key}
        if action is Action.CORRECT_TICKET:
            ticket = await corrected_ticket(core, target, str(clean["ticket"]))
            return await carry_out(core, speaker, commands.CorrectTicket(case=target, **ticket, **who), action)
        command = _command(action, target, clean, form.state, who)
        return await carry_out(core, speaker, command, action, masked)
    except RefusedMove as refused:
        text = await refusal_text(core, refused, speaker.language)
        if form is None:
            return Said(text, is_refusal=True)
        field = _field_of(refused)
        shown = replace(
            form, fields=tuple(replace(f, value=filled_value(f.name, values, f.value)) for f in form.fields)
        )
        return replace(shown, errors={field if any(f.name == field for f in form.fields) else "": text})


def _field_of(refused: RefusedMove) -> str:
    """The field in which the error is."""
    match refused:
        case TextMissing(field=field) | StudentDataInText(field=field):
            return field
        case NoSuchTicket() | TicketNotOpen() | TicketHasOpenCase() | TicketOfOtherCase():
            return "ticket"
        case _:
            return ""


def filled_value(name: str, values: Values, shown: str | tuple[str, ...]) -> str | tuple[str, ...]:
    """What a field shows when the form comes back with an error: nothing a person typed is lost."""
    return values.get(name, shown)


def _command(action: Action, target: str, values: Text, state: Mapping[str, str], who: dict[str, Any]) -> Command:
    if action is Action.REDIRECT:
        return commands.Redirect(
            case=target, to=state["to"], standard_answer=state["standard_answer"], text=values["text"], **who
        )
    if action is Action.SETTLE_DIFFERENCE:
        kind, right = Differs(state["kind"]), Right(values["right"])
        party, person = state.get("party"), state.get("person")
        return commands.SettleDifference(case=target, kind=kind, right=right, party=party, person=person, **who)
    return COMMANDS[action](target, values, who)


async def carry_out(
    core: Core, speaker: Speaker, command: Command, action: Action, masked: tuple[str, ...] = ()
) -> Reply:
    """Do it. Raises ``RefusedMove``."""
    handled = await core.store.run(handle(command))
    number = handled.number if action is not Action.ANSWER_PROBLEM else ""
    case = await core.store.queries.case(number) if number else None
    text = await done_text(core, speaker, action, case, handled.number, masked)
    if isinstance(command, commands.Redirect) and case and not asking.through_ticket(core, case.question):
        text = say(speaker.language, "done-redirected-copy", number=case.number, text=command.text)
        text = f"{text} {masked_text(speaker.language, masked)}".strip()
    if isinstance(command, commands.SendAnswer) and command.closes:
        text = say(speaker.language, "done-send-answer-closing", number=handled.number)
    if isinstance(command, commands.CorrectTicket) and command.about:
        facts = {"ticket": command.ticket.number, "about": command.about}
        text = say(speaker.language, "done-correct-ticket-about", number=handled.number, **facts)
    return Done(handled.number, text, as_is=case) if case else Said(text)


async def done_text(
    core: Core, speaker: Speaker, action: Action, case: Case | None, number: str, masked: tuple[str, ...]
) -> str:
    """What the person who acted is told: what is so now, and what was masked in what they wrote."""
    people = {case.feedback.person or ""} if case else set()
    words = await words_for(core, speaker.language, people - {""})
    owner = words.owner(case.feedback.party, case.feedback.person) if case else ""
    ticket = case.question.ticket if case else None
    unchecked = action is Action.CORRECT_TICKET and ticket is not None and ticket.id is None
    key = "done-correct-ticket-unchecked" if unchecked else f"done-{action}"
    text = words.say(key, number=number, owner=owner, ticket=ticket.number if ticket else "")
    return f"{text} {masked_text(speaker.language, masked)}".strip()
