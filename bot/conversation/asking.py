"""The forms behind the actions: what is asked before something is done."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from bot.actions import Action, Possible, possible_actions, why_not
from bot.card import Words, difference_in_words, names_in
from bot.case import Case, Question, ToldBy
from bot.conversation.core import Core, Speaker, words_for
from bot.conversation.similar import similar_open_cases
from bot.forms import LONGEST_NUMBER, Field, Form, Option, Sort
from bot.ports import CaseFilter
from bot.refusals import AlreadyDone, NotAskable, UnknownProblem
from bot.request import Move, Request
from bot.routing import CannotFill, FacultyNeeded, Organisation, Rule, manuals_for, redirect_target, standard_answer
from bot.routing import Question as RoutingQuestion
from bot.texts import listed
from bot.ticket import Difference, Differs, Right
from bot.ticket_moves import WITHOUT_THE_TICKET, has_no_ticket
from bot.words import PROBLEM_NUMBER

LONGEST_OPTION = 75
"""What Slack shows of an option."""

MOST_OPTIONS = 100
"""Slack's limit for one select; longer lists are cut, which no known organisation reaches."""


class Context:
    """What a form is about."""

    def __init__(self, core: Core, speaker: Speaker, case: Case, target: str, words: Words) -> None:
        self.core = core
        self.speaker = speaker
        self.case = case
        self.target = target
        self.words = words
        self.organisation: Organisation = core.organisation()

    @property
    def request(self) -> Request:
        """The request the form is about. Raises ``KeyError`` where it is about the whole case."""
        return self.case.request(self.target)


async def form_for(
    core: Core, speaker: Speaker, action: Action, target: str, state: Mapping[str, str] | None = None
) -> Form:
    """The form that is asked before *action*. Raises ``RefusedMove`` where the case is not there."""
    case = await _case_of(core, target)
    members = {m for party in core.organisation().parties for m in party.members}
    words = await words_for(core, speaker.language, names_in(case) | members)
    context = Context(core, speaker, case, target, words)
    if action is Action.REDIRECT and state is not None and "standard_answer" in state:
        return await redirect_preview(core, speaker, target, state["standard_answer"])
    if action is Action.SETTLE_DIFFERENCE:
        form = _form(action, words, target, await _fields(action, context), **_difference_shown(case, state))
        return _without_ticket(form, words) if has_no_ticket(case) else form
    return _form(action, words, target, await _fields(action, context))


def _without_ticket(form: Form, words: Words) -> Form:
    """There is no ticket that could be right."""
    return replace(form, title=words.say("form-without-ticket"), submit=words.say("submit-without-ticket"))


def _difference_shown(case: Case, state: Mapping[str, str] | None) -> dict[str, str]:
    """What is settled is what was shown, also when something else differs by now."""
    if state is not None and "kind" in state:
        return {name: state[name] for name in ("kind", "party", "person") if name in state}
    found = case.difference
    shown = {"kind": found.kind, "party": found.party, "person": found.person} if found else {"kind": ""}
    return {name: value for name, value in shown.items() if value is not None}


async def must_be_possible(core: Core, speaker: Speaker, action: Action, target: str) -> None:
    """Nobody fills in a form for something they may not do. Raises ``RefusedMove``, saying why."""
    case = await _case_of(core, target)
    if "/" in target:
        case.request(target)
    if Possible(action, target) not in possible_actions(case, speaker.viewer):
        raise why_not(case, action, target, speaker.viewer)


def _form(action: Action, words: Words, target: str, fields: tuple[Field, ...], **state: str) -> Form:
    chooses = action is Action.REDIRECT and "standard_answer" not in state
    return Form(
        name=action,
        language=words.language,
        title=words.say(f"form-{action}"),
        submit=words.say("submit-redirect-choose" if chooses else f"submit-{action}"),
        cancel=words.say("form-cancel"),
        fields=fields,
        state={"target": target, **state},
    )


async def _case_of(core: Core, target: str) -> Case:
    if PROBLEM_NUMBER.fullmatch(target):
        cases = await core.store.queries.cases(CaseFilter(open=True, problem=target, limit=1))
        if not cases.rows:
            raise UnknownProblem(target)
        return await core.store.queries.case(cases.rows[0].number)
    return await core.store.queries.case(target.partition("/")[0])


async def _fields(action: Action, context: Context) -> tuple[Field, ...]:
    if action in {Action.OPEN_PROBLEM, Action.LINK_PROBLEM}:
        return tuple(await _problem_fields(action, context))
    fields = tuple(FIELDS[action](context))
    if action in {Action.ANSWER, Action.GIVE_FEEDBACK} and context.case.problem is None:
        return (*fields, *await _same_cause(context))
    return fields


async def _same_cause(context: Context) -> list[Field]:
    """Other open cases that look like this one: one answer may serve them all."""
    alike = await similar_open_cases(context.core, context.case, limit=3)
    if not alike:
        return []
    numbers = listed(context.words.language, [row.number for row in alike])
    problem = context.words.say(f"action-{Action.OPEN_PROBLEM}")
    return [_remark(context.words.say("remark-same-cause", numbers=numbers, action=problem))]


def _text(context: Context, name: str, *, required: bool = True, value: str = "", hint: str = "") -> Field:
    return Field(name, Sort.TEXT, context.words.say(f"field-{name}"), value, required=required, hint=hint)


def _reason(context: Context) -> Iterator[Field]:
    yield _text(context, "reason")


def _colleague(context: Context) -> Iterator[Field]:
    if not context.organisation.knows_party(context.request.party):
        raise NotAskable(context.request.party)
    party = context.organisation.party(context.request.party)
    others = party.members - {context.request.claimant}
    options = sorted((Option(m, context.words.to_choose(m)) for m in others), key=lambda option: option.label)
    yield _choice(context, "person", options)


def _other_party(context: Context) -> Iterator[Field]:
    yield _choice(context, "party", _second_line(context))
    yield from _reason(context)


def _any_party(context: Context) -> Iterator[Field]:
    parties = (p for p in context.organisation.parties if p.key != context.case.feedback.party)
    yield _choice(context, "party", [Option(p.key, context.words.party(p.key)) for p in parties])
    yield from _reason(context)


def _consultation(context: Context) -> Iterator[Field]:
    label = context.words.say("field-parties")
    yield Field("parties", Sort.CHOICES, label, (), tuple(_second_line(context)))
    yield _text(context, "question", value=context.case.question.text)


def _hand_over(context: Context) -> Iterator[Field]:
    yield _choice(context, "party", _second_line(context))
    yield _text(context, "question", value=context.case.question.text)


def _question_back(context: Context) -> Iterator[Field]:
    asker = context.words.awaited(context.request.asked_by, context.request.asked_by_person)
    yield _text(context, "question", hint=context.words.say("hint-ask-back", asker=asker))


def _information(context: Context) -> Iterator[Field]:
    yield _remark(context.words.say("remark-asked-back", party=context.words.party(context.request.party)))
    yield _remark(context.request.asked_back or "")
    yield _text(context, "information")


def _answer(context: Context) -> Iterator[Field]:
    request = context.request
    yield _remark(context.words.say("remark-question", asker=context.words.party(request.asked_by)))
    yield _remark(request.question)
    owner = context.words.owner(context.case.feedback.party, context.case.feedback.person)
    yield _text(context, "answer", hint=context.words.say("hint-answer", owner=owner))
    yield from _manuals(context)


def _feedback_given(context: Context) -> Iterator[Field]:
    ways = [Option(way, context.words.say(f"told-by-{way}")) for way in ToldBy]
    first = ToldBy.TICKET if context.case.question.ticket else ToldBy.EMAIL
    yield Field("how", Sort.CHOICE, context.words.say("field-how"), first, tuple(ways))
    value = context.case.problem_answer or _found_answer(context)
    yield _text(context, "answer", required=False, value=value, hint=context.words.say("hint-answer-given"))
    yield from _manuals(context, were_sent=True)


def _answer_to_send(context: Context) -> Iterator[Field]:
    """What the student will see, to look at once more."""
    ticket = context.case.question.ticket
    yield _remark(context.words.say("remark-student-sees", ticket=ticket.number if ticket else ""))
    value = context.case.problem_answer or _found_answer(context)
    label, hint = context.words.say("field-message"), context.words.say("hint-message")
    yield Field("message", Sort.TEXT, label, value, hint=hint)
    option = Option("closes", context.words.say("closes-case"))
    yield Field("closes", Sort.CHOICES, context.words.say("field-closes"), ("closes",), (option,), required=False)


def _found_answer(context: Context) -> str:
    found = [request.answer for request in context.case.requests if request.answer]
    return found[-1] if found else ""


def _which_is_right(context: Context) -> Iterator[Field]:
    found = context.case.difference
    if found is None:
        raise AlreadyDone("settle-difference")
    yield _remark(difference_in_words(found, context.case, context.words))
    rights = list(_rights(found, context))
    options = tuple(Option(right, _what_follows(found, right, context)) for right in rights)
    label = context.words.say("field-without-ticket" if has_no_ticket(context.case) else "field-right")
    yield Field("right", Sort.CHOICE, label, rights[0] if len(rights) == 1 else "", options)


def _rights(found: Difference, context: Context) -> Iterator[Right]:
    """The ticket can only be right where the case is able to follow it."""
    held = context.case.handed_over
    elsewhere = found.kind is Differs.MOVED and not (
        found.party in {party.key for party in context.organisation.second_line}
        or (held is not None and found.party == held.asked_by)
    )
    if not elsewhere:
        yield Right.TICKET
    if found.kind not in WITHOUT_THE_TICKET:
        yield Right.CASE


def _what_follows(found: Difference, right: Right, context: Context) -> str:
    party = context.words.party(found.party) if found.party else ""
    person = context.words.person(found.person) if found.person else ""
    owner = context.words.party(context.case.feedback.party)
    return context.words.say(f"right-{found.kind}-{right}", party=party, person=person, owner=owner)[:LONGEST_OPTION]


def _ticket_number(context: Context) -> Iterator[Field]:
    ticket = context.case.question.ticket
    label, hint = context.words.say("field-ticket"), context.words.say("hint-correct-ticket")
    yield Field("ticket", Sort.LINE, label, ticket.number if ticket else "", hint=hint, longest=LONGEST_NUMBER)


def _problem_answer(context: Context) -> Iterator[Field]:
    yield _text(context, "answer", hint=context.words.say("hint-problem-answer"))
    yield from _manuals(context)


def _manuals(context: Context, *, were_sent: bool = False) -> Iterator[Field]:
    question, language = context.case.question, context.words.language
    found = manuals_for(context.organisation, kind=question.kind, text=f"{question.subject} {question.text}")
    options = []
    for manual in found:
        title = context.organisation.words(manual.title, language)
        address = context.organisation.words(manual.address, question.language or language)
        options.append(Option(f"{title}: {address}", title))
    if options:
        label = context.words.say("field-manuals-sent" if were_sent else "field-manuals")
        yield Field("manuals", Sort.CHOICES, label, (), tuple(options), required=False)


def answer_in(values: Mapping[str, Any]) -> str:
    """The answer with the links to the manuals that were ticked below it."""
    return "\n".join([str(values["answer"]).strip(), *values.get("manuals", ())]).strip()


def _note(context: Context) -> Iterator[Field]:
    yield _text(context, "text", hint=context.words.say("hint-note"))


def _redirect(context: Context) -> Iterator[Field]:
    answers = [Option(a.key, context.organisation.words(a.title, context.words.language)) for a in _ways_out(context)]
    yield _choice(context, "standard_answer", answers)


async def redirect_preview(core: Core, speaker: Speaker, target: str, key: str) -> Form:
    """The standard answer for a last look before it is sent. Raises ``CannotFill``, ``FacultyNeeded``."""
    case = await _case_of(core, target)
    words = await words_for(core, speaker.language, names_in(case))
    context = Context(core, speaker, case, target, words)
    question = case.question
    rule = next((r for r in _redirecting_rules(context) if r.standard_answer == key), None)
    to = rule and redirect_target(context.organisation, rule, question.faculty, question.programme)
    if not to:
        raise FacultyNeeded(RoutingQuestion(question.intake, question.kind, question.faculty, question.programme))
    text = standard_answer(
        context.organisation,
        key,
        question.language,
        faculty=question.faculty,
        programme=question.programme,
        intake=question.intake,
    )
    fields = (
        _remark(words.say("remark-redirect-ticket" if through_ticket(core, question) else "remark-redirect-copy")),
        Field("text", Sort.TEXT, words.say("field-standard_answer"), text),
    )
    return _form(Action.REDIRECT, words, target, fields, standard_answer=key, to=to)


def through_ticket(core: Core, question: Question) -> bool:
    """Whether a text can reach the student by the ticket; else who redirects has to send it."""
    return core.tickets is not None and question.ticket is not None and question.ticket.id is not None


def _ways_out(context: Context) -> Iterator[Any]:
    """The standard answers of the rules that redirect, as far as they can be filled in for this case."""
    question, organisation = context.case.question, context.organisation
    keys = dict.fromkeys(rule.standard_answer for rule in _redirecting_rules(context))
    for key in keys:
        if key is None:
            continue
        try:
            standard_answer(
                organisation,
                key,
                question.language,
                faculty=question.faculty,
                programme=question.programme,
                intake=question.intake,
            )
        except CannotFill:
            continue  # there is nothing to send the student: without a faculty there is no desk to name
        yield organisation.answer_named(key)


def _redirecting_rules(context: Context) -> Iterator[Rule]:
    """The rules by which the desk where the question came in sends students elsewhere."""
    question, organisation = context.case.question, context.organisation
    if organisation.knows_party(question.intake):
        desk = {question.intake, str(organisation.party(question.intake).role)}
        for rule in organisation.rules:
            if rule.move is Move.REDIRECT and rule.intake in desk and question.intake not in rule.except_intake:
                yield rule


async def _problem_fields(action: Action, context: Context) -> list[Field]:
    if action is Action.LINK_PROBLEM:
        problems = await context.core.store.queries.open_problems()
        options = [Option(p.number, f"{p.number} · {p.title}"[:75]) for p in problems]
        return [_choice(context, "problem", options)]
    title = Field("title", Sort.LINE, context.words.say("field-title"), context.case.question.subject)
    parties = None if context.speaker.actor.administrator else tuple(sorted(context.speaker.actor.parties))
    alike = await similar_open_cases(context.core, context.case, parties=parties)
    options = [Option(row.number, f"{row.number} · {row.subject}"[:75]) for row in alike]
    if not options:
        return [title, Field("cases", Sort.REMARK, value=context.words.say("remark-no-similar-cases"))]
    label = context.words.say("field-cases")
    return [title, Field("cases", Sort.CHOICES, label, (), tuple(options), required=False)]


def _second_line(context: Context) -> list[Option]:
    case = context.case
    busy = {request.party for request in case.requests if request.is_active} | {case.feedback.party}
    parties = (p for p in context.organisation.second_line if p.key not in busy)
    return [Option(p.key, context.words.party(p.key)) for p in parties]


def _choice(context: Context, name: str, options: list[Option]) -> Field:
    return Field(name, Sort.CHOICE, context.words.say(f"field-{name}"), "", tuple(options[:MOST_OPTIONS]))


def _remark(text: str) -> Field:
    return Field("remark", Sort.REMARK, value=text)


FIELDS: dict[Action, Callable[[Context], Iterator[Field]]] = {
    Action.ASSIGN: _colleague,
    Action.PASS_ON: _other_party,
    Action.DECLINE: _reason,
    Action.ASK_BACK: _question_back,
    Action.GIVE_INFORMATION: _information,
    Action.ANSWER: _answer,
    Action.GIVE_FEEDBACK: _feedback_given,
    Action.SEND_ANSWER: _answer_to_send,
    Action.SETTLE_DIFFERENCE: _which_is_right,
    Action.CORRECT_TICKET: _ticket_number,
    Action.CONSULT: _consultation,
    Action.HAND_OVER: _hand_over,
    Action.OFFER_FEEDBACK: _any_party,
    Action.REFUSE_FEEDBACK: _reason,
    Action.WITHDRAW_REQUEST: _reason,
    Action.WITHDRAW: _reason,
    Action.REOPEN: _reason,
    Action.ADD_NOTE: _note,
    Action.ANSWER_PROBLEM: _problem_answer,
    Action.REDIRECT: _redirect,
}
