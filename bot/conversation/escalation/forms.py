"""The forms of an escalation: the question with where it goes, and the standard answer for who is at the wrong desk."""

from collections.abc import Iterator
from dataclasses import replace

from bot.conversation.asking import through_ticket
from bot.conversation.core import Core, Speaker, words_for
from bot.conversation.escalation.helping import help_fields, suggested_kind
from bot.conversation.escalation.question import Filled, State, desks_of, outcome_of, question_in, with_filled
from bot.conversation.escalation.showing import Shown, has_to_be_chosen, shown_outcome
from bot.conversation.escalation.ticket import MASKED, TOLD
from bot.conversation.student_data import masked_text
from bot.forms import LONGEST_LINE, LONGEST_NUMBER, Field, Form, Option, Sort
from bot.request import Move
from bot.routing import Organisation, Outcome, Party, standard_answer
from bot.texts import say

FORM, REDIRECT = "escalate", "escalate-redirect"
FORMS = frozenset({FORM, REDIRECT})

SEEN, HELPED = "seen", "helped"
"""In the state: which outcome the form showed, and whether it showed what may make the escalation unnecessary."""

DECIDING = ("intake", "kind", "faculty", "programme")
"""What goes into the state as soon as it is filled in: what the form shows follows from it."""


async def form_named(core: Core, speaker: Speaker, name: str, state: State) -> Form:
    """The form as it was drawn with this state. Raises ``NoIntakeDesk`` and what ``route`` raises."""
    if name == FORM:
        return await question_form(core, speaker, state)
    desks_of(core.organisation(), speaker)
    return await redirect_form(core, speaker, state, outcome_of(core.organisation(), state))


async def question_form(core: Core, speaker: Speaker, state: State, filled: Filled | None = None) -> Form:
    """The form to escalate, with what was filled in so far. Raises ``NoIntakeDesk``."""
    organisation, language = core.organisation(), speaker.language
    desks = desks_of(organisation, speaker)
    filled = filled or {}
    known = {"intake": desks[0].key, **with_filled(state, filled)}
    shown, found = await shown_outcome(core, speaker, known), await help_fields(core, language, known)
    fields = [
        *_told(language, state),
        *_intake_field(organisation, language, known, desks),
        *_question_fields(organisation, language, state, known),
        _kind_field(organisation, language, known),
        _faculty_field(organisation, language, known, state),
        Field("outcome", Sort.REMARK, value=shown.text, stands_out=True),
        *_parties_field(core, language, shown, filled, state),
        *found,
    ]
    following = {**state, **{name: known[name] for name in DECIDING if known.get(name)}, SEEN: shown.seen}
    if found:
        following[HELPED] = "yes"
    form = _form(FORM, language, tuple(fields), {name: value for name, value in following.items() if value})
    return _as_it_ends(form, shown)


def _as_it_ends(form: Form, shown: Shown) -> Form:
    """The button says what pressing it does, once that is known."""
    if shown.outcome is None or shown.outcome.move is Move.REDIRECT:
        return form
    return replace(form, submit=say(form.language, f"submit-escalate-{shown.outcome.move}"))


def _told(language: str, state: State) -> Iterator[Field]:
    """What has to be said before anything is asked."""
    remarks = []
    if "ticket_id" in state:
        remarks.append(say(language, "remark-ticket", ticket=state["ticket"], subject=state.get("subject", "")))
    if state.get(TOLD):
        remarks.append(say(language, state[TOLD]))
    if state.get("origin"):
        remarks.append(say(language, "remark-origin"))
    remarks.append(masked_text(language, tuple(filter(None, state.get(MASKED, "").split(",")))))
    yield from (Field("remark", Sort.REMARK, value=remark) for remark in remarks if remark)


def _intake_field(organisation: Organisation, language: str, known: State, desks: tuple[Party, ...]) -> Iterator[Field]:
    if len(desks) > 1:
        options = tuple(Option(desk.key, organisation.words(desk.name, language)) for desk in desks)
        yield Field("intake", Sort.CHOICE, say(language, "field-intake"), known["intake"], options, live=True)


def _question_fields(organisation: Organisation, language: str, state: State, known: State) -> Iterator[Field]:
    """What a ticket tells by itself is not asked; a ticket may have come without a subject."""
    read = "ticket_id" in state
    if not read:
        label, hint = say(language, "field-ticket"), say(language, "hint-ticket")
        number = known.get("ticket", "")
        yield Field("ticket", Sort.LINE, label, number, required=False, hint=hint, longest=LONGEST_NUMBER)
    if not (read and state.get("subject")):
        label, hint = say(language, "field-subject"), say(language, "hint-subject")
        yield Field("subject", Sort.LINE, label, known.get("subject", ""), hint=hint, longest=LONGEST_LINE)
    label, hint = say(language, "field-question"), say(language, "hint-question")
    yield Field("question", Sort.TEXT, label, known.get("question", ""), hint=hint)
    if not read:
        yield _language_field(organisation, language, known)


def _kind_field(organisation: Organisation, language: str, known: State) -> Field:
    options = tuple(Option(kind.key, organisation.words(kind.title, language)) for kind in organisation.kinds)
    hint = suggested_kind(organisation, language, known)
    label, value = say(language, "field-kind"), known.get("kind", "")
    return Field("kind", Sort.CHOICE, label, value, options, hint=hint, live=True)


def _language_field(organisation: Organisation, language: str, known: State) -> Field:
    """In which the student is answered; a ticket tells it by itself."""
    options = tuple(Option(code, say(language, f"language-{code}")) for code in organisation.languages)
    value = known.get("language") or organisation.language
    return Field("language", Sort.CHOICE, say(language, "field-language"), value, options)


def _faculty_field(organisation: Organisation, language: str, known: State, state: State) -> Field:
    options: list[Option] = []
    for faculty in organisation.faculties:
        title = organisation.words(faculty.title, language)
        options.append(Option(faculty.key, title))
        options += [
            Option(f"{faculty.key}/{p.key}", f"{title} › {organisation.words(p.title, language)}"[:75])
            for p in faculty.programmes
        ]
    value = "/".join(part for part in (known.get("faculty"), known.get("programme")) if part)
    label, hint = say(language, "field-faculty"), say(language, "hint-faculty")
    # What the ticket says stands unless somebody chooses otherwise, also with a client that sends no untouched field.
    required = "ticket_id" in state and bool(value)
    return Field("faculty", Sort.CHOICE, label, value, tuple(options[:100]), required=required, hint=hint, live=True)


def _parties_field(core: Core, language: str, shown: Shown, filled: Filled, state: State) -> Iterator[Field]:
    """Who is asked, where that is for a person to choose."""
    outcome = shown.outcome
    if outcome is None or not has_to_be_chosen(outcome):
        return
    organisation = core.organisation()
    options = tuple(Option(key, organisation.words(organisation.party(key).name, language)) for key in outcome.asked)
    same = state.get(SEEN) == shown.seen
    ticked = filled.get("parties", outcome.preselected) if same else outcome.preselected
    hint = say(language, "hint-parties", least=outcome.at_least, most=outcome.at_most)
    yield Field("parties", Sort.CHOICES, say(language, "field-parties"), tuple(ticked), options, hint=hint)


async def redirect_form(core: Core, speaker: Speaker, state: State, outcome: Outcome) -> Form:
    """The standard answer for the student, to look at and to make fit."""
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
    asked = question_in(core, speaker, state)
    how = words.say("remark-redirect-ticket" if through_ticket(core, asked) else "remark-redirect-copy")
    fields = (
        Field("remark", Sort.REMARK, value=f"{why} {how}", stands_out=True),
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
