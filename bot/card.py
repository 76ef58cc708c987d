"""A case as a card: the same facts in the same order everywhere. Pure: data in, words out.

A platform may draw a card its own way; it may not add facts. All texts are plain and have to be escaped.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.actions import AT_ONCE, LOOKING, Action, Possible, Viewer, possible_actions
from bot.case import Case, Outcome
from bot.request import Move, Request, RequestState
from bot.routing import Organisation, Party
from bot.texts import day, listed, moment, say
from bot.ticket import TICKET_SYSTEM, Difference, Differs
from bot.ticket_moves import has_no_ticket

MOST_BUTTONS = 3
"""More than this many buttons in a row and nobody sees which one counts; the rest goes under a menu."""


class Tone(StrEnum):
    """How urgent a card looks. Never the only signal: ``status`` says the same in words."""

    WAITING = "waiting"
    BUSY = "busy"
    ASKED_BACK = "asked-back"
    CLOSED = "closed"


@dataclass(frozen=True)
class Fact:
    """One fact with its name, and an address where there is more to see."""

    name: str
    value: str
    url: str | None = None


@dataclass(frozen=True)
class Section:
    """A longer text under a small heading."""

    heading: str
    text: str


@dataclass(frozen=True)
class Button:
    """Something to press. ``target`` comes back with the press; ``opens_form`` says that more is asked first."""

    action: Action
    target: str
    label: str
    is_main: bool = False
    is_risky: bool = False
    opens_form: bool = True


@dataclass(frozen=True)
class Card:
    """What is shown of a case. ``summary`` is the whole card in one sentence, for notifications and screen readers."""

    case: str
    version: int
    language: str
    title: str
    status: str
    tone: Tone
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    buttons: tuple[Button, ...]
    more: tuple[Button, ...]
    more_label: str
    summary: str


RISKY = frozenset({Action.DECLINE, Action.WITHDRAW, Action.REFUSE_FEEDBACK, Action.REDIRECT, Action.WITHDRAW_REQUEST})
MAIN = frozenset(
    {
        Action.CONFIRM_FEEDBACK,
        Action.SETTLE_DIFFERENCE,
        Action.CLAIM,
        Action.GIVE_FEEDBACK,
        Action.ANSWER,
        Action.GIVE_INFORMATION,
        Action.ACCEPT_FEEDBACK,
        Action.REOPEN,
    }
)


class Words:
    """How people and parties are called in one language."""

    def __init__(
        self,
        language: str,
        organisation: Organisation,
        names: Mapping[str, str],
        away: Mapping[str, datetime] | None = None,
    ) -> None:
        """*away* says of those who are absent when they will be back."""
        self.language = language
        self.organisation = organisation
        self._names = names
        self._away = away or {}

    def say(self, key: str, **facts: object) -> str:
        """The text in this language."""
        return say(self.language, key, **facts)

    def person(self, email: str) -> str:
        """The name of a person, as far as it was ever seen; else what stands before the @."""
        if email == TICKET_SYSTEM:
            return self.say(f"origin-{TICKET_SYSTEM}")
        known = self._names.get(email)
        return known or email.partition("@")[0].replace(".", " ").title()

    def party(self, key: str) -> str:
        """The name of a party; a party that has left the organisation file keeps its key."""
        if not self.organisation.knows_party(key):
            return key
        return self.organisation.words(self.organisation.party(key).name, self.language)

    def owner(self, party: str, person: str | None) -> str:
        """``Anna Visser (FB studentenportaal)``, or the party alone."""
        return self.say("owner", person=self.person(person), party=self.party(party)) if person else self.party(party)

    def awaited(self, party: str, person: str | None) -> str:
        """The same of who has to do something: whether they are away, too."""
        if person is None or person not in self._away:
            return self.owner(party, person)
        return self.say("owner-away", person=self.person(person), party=self.party(party), back=self.back(person))

    def to_choose(self, person: str) -> str:
        """The name of a person who can be given something to do: whether they are away, too."""
        if person not in self._away:
            return self.person(person)
        return self.say("person-away", person=self.person(person), back=self.back(person))

    def back(self, person: str) -> str:
        """The day on which somebody who is away will be back."""
        return day(self.language, self._away[person], self.organisation.time_zone)

    def kind(self, key: str) -> str:
        """The title of a kind of question."""
        if not self.organisation.knows_kind(key):
            return key
        return self.organisation.words(self.organisation.kind(key).title, self.language)

    def faculty(self, key: str | None, programme: str | None = None) -> str:
        """The faculty's name, with the programme where one is known."""
        if key is None:
            return self.say("no-faculty")
        known = self.organisation.knows_faculty(key)
        name = self.organisation.words(self.organisation.faculty(key).title, self.language) if known else key
        if programme is None or not self.organisation.knows_programme(programme):
            return name
        return f"{name}, {self.organisation.words(self.organisation.programme(programme).title, self.language)}"


def names_in(case: Case) -> set[str]:
    """Everybody whose name a card or line of this case may show, by e-mail address."""
    persons = {case.opened_by, case.feedback.person}
    for request in case.requests:
        persons |= {request.asked_by_person, request.claimant, request.answered_by}
    if case.offer is not None:
        persons.add(case.offer.by)
    if case.told is not None:
        persons.add(case.told.person)
    if case.difference is not None:
        persons.add(case.difference.person)
    return {person for person in persons if person}


def case_card(case: Case, viewer: Viewer, words: Words) -> Card:
    """The card as this viewer should see it."""
    possible = possible_actions(case, viewer)
    buttons = tuple(_button(one, possible, case, words) for one in possible)
    first = [button for button in buttons if button.action not in LOOKING][:MOST_BUTTONS]
    status = status_of(case, words)
    title = words.say("card-title", number=case.number, subject=case.question.subject)
    return Card(
        case=case.number,
        version=case.version,
        language=words.language,
        title=title,
        status=status,
        tone=tone_of(case),
        facts=_facts(case, words),
        sections=_sections(case, words),
        buttons=tuple(first),
        more=tuple(button for button in buttons if button not in first),
        more_label=words.say("card-more"),
        summary=f"{title}. {status}",
    )


def _button(one: Possible, possible: tuple[Possible, ...], case: Case, words: Words) -> Button:
    without = one.action is Action.SETTLE_DIFFERENCE and has_no_ticket(case)
    label = words.say("action-without-ticket" if without else f"action-{one.action}")
    if sum(other.action is one.action for other in possible) > 1:
        label = words.say("action-for-party", action=label, party=words.party(case.request(one.target).party))
    return Button(
        one.action,
        one.target,
        label,
        is_main=_is_main(one.action, case),
        is_risky=one.action in RISKY,
        opens_form=one.action not in AT_ONCE | LOOKING,
    )


def _is_main(action: Action, case: Case) -> bool:
    """Where there is no such ticket, the right number is wanted first."""
    if action in {Action.SETTLE_DIFFERENCE, Action.CORRECT_TICKET}:
        return (action is Action.CORRECT_TICKET) == has_no_ticket(case)
    return action in MAIN


def card_for_party(case: Case, party: Party, organisation: Organisation, names: Mapping[str, str]) -> Card:
    """The card in a party's channel, in the party's language."""
    words = Words(organisation.language_of(party), organisation, names)
    return case_card(case, Viewer(frozenset({party.key})), words)


def tone_of(case: Case) -> Tone:
    """How the card looks."""
    if not case.is_open:
        return Tone.CLOSED
    active = [request for request in case.requests if request.is_active]
    if any(request.state is RequestState.ASKED_BACK for request in active):
        return Tone.ASKED_BACK
    if any(request.state is RequestState.OPEN for request in active) or case.feedback.person is None:
        return Tone.WAITING
    return Tone.BUSY


def status_of(case: Case, words: Words) -> str:
    """Who must do what, in one sentence."""
    match case.outcome:
        case Outcome.FEEDBACK_GIVEN:
            owner = words.owner(case.feedback.party, case.feedback.person)
            return words.say("status-feedback-given", owner=owner)
        case Outcome.REDIRECTED:
            return words.say("status-redirected")
        case Outcome.WITHDRAWN:
            return words.say("status-withdrawn")
        case None:
            return _status_while_open(case, words)


def _status_while_open(case: Case, words: Words) -> str:
    owner = words.awaited(case.feedback.party, case.feedback.person)
    active = [request for request in case.requests if request.is_active]
    asked_back = next((r for r in active if r.state is RequestState.ASKED_BACK), None)
    if asked_back is not None:
        return words.say("status-asked-back", party=words.party(asked_back.asked_by), owner=owner)
    if case.feedback.person is None:
        return words.say("status-nobody-yet", party=words.party(case.feedback.party))
    waiting = [words.party(r.party) for r in active if r.move is Move.CONSULTATION]
    if waiting:
        return words.say("status-consulting", owner=owner, parties=listed(words.language, waiting))
    return words.say("status-owed", owner=owner)


def _facts(case: Case, words: Words) -> tuple[Fact, ...]:
    question, zone = case.question, words.organisation.time_zone
    ticket = question.ticket
    facts = [
        Fact(words.say("fact-ticket"), ticket.number, ticket.url)
        if ticket
        else Fact(words.say("fact-reference"), question.reference or ""),
        Fact(words.say("fact-kind"), words.kind(question.kind)),
        Fact(words.say("fact-faculty"), words.faculty(question.faculty, question.programme)),
        Fact(words.say("fact-asked-by"), words.owner(question.intake, case.opened_by)),
        Fact(words.say("fact-feedback"), _owner_of(case, words)),
        Fact(words.say("fact-since"), moment(words.language, case.feedback.since, zone)),
    ]
    if question.origin_url:
        facts.append(Fact(words.say("fact-origin"), words.say("origin-message"), question.origin_url))
    if ticket and ticket.id is None and case.difference is None:
        facts.append(Fact(words.say("fact-ticket-state"), words.say("ticket-not-checked")))
    if case.problem:
        facts.append(Fact(words.say("fact-problem"), case.problem))
    return tuple(facts)


def _owner_of(case: Case, words: Words) -> str:
    """Who owes the feedback; once it is given nobody waits for them."""
    named = words.awaited if case.is_open else words.owner
    return named(case.feedback.party, case.feedback.person)


def _sections(case: Case, words: Words) -> tuple[Section, ...]:
    sections = [Section(words.say("section-question"), case.question.text)] if case.question.text else []
    sections.extend(
        _request_section(request, case, words)
        for request in case.requests
        if request.move is Move.CONSULTATION or _said_about(request)
    )
    if case.problem and case.problem_answer:
        sections.append(Section(words.say("section-problem-answer", problem=case.problem), case.problem_answer))
    sections.extend(_from_the_ticket(case, words))
    if case.offer is not None and case.is_open:
        offer = case.offer
        heading = words.say("section-offer", party=words.party(offer.to), person=words.person(offer.by))
        sections.append(Section(heading, offer.reason))
    return tuple(sections)


def _from_the_ticket(case: Case, words: Words) -> Iterator[Section]:
    """What the ticket says and the case does not, with both sides."""
    if case.told is not None:
        person = words.person(case.told.person or TICKET_SYSTEM)
        yield Section(words.say("section-told-in-ticket", person=person), case.told.text)
    if case.difference is not None:
        heading = words.say("section-no-ticket" if has_no_ticket(case) else "section-difference")
        yield Section(heading, difference_in_words(case.difference, case, words))


def difference_in_words(found: Difference, case: Case, words: Words) -> str:
    """What the ticket says, and what the case says."""
    request = case.active_request_of(found.party or "")
    owner = words.owner(case.feedback.party, case.feedback.person)
    if found.kind is Differs.ARCHIVED and found.note:
        return words.say("difference-archived-because", owner=owner, note=found.note)
    return words.say(
        f"difference-{found.kind}",
        number=case.question.ticket.number if case.question.ticket else "",
        owner=owner,
        party=words.party(found.party) if found.party else "",
        person=words.person(found.person) if found.person else "",
        claimant=words.person(request.claimant) if request and request.claimant else "",
        note=found.note,
    )


def _request_section(request: Request, case: Case, words: Words) -> Section:
    facts = {
        "party": words.party(request.party),
        "asker": words.party(request.asked_by),
        "person": words.person(request.claimant or request.answered_by or request.asked_by_person),
    }
    heading = words.say(f"section-request-{request.state}", **facts)
    own_question = request.question if request.question != case.question.text else ""
    return Section(heading, _said_about(request) or own_question)


def _said_about(request: Request) -> str:
    """What the party last said about the request; a reason of before it came back is history."""
    match request.state:
        case RequestState.ANSWERED:
            return request.answer or ""
        case RequestState.ASKED_BACK:
            return request.asked_back or ""
        case RequestState.DECLINED | RequestState.PASSED_ON | RequestState.WITHDRAWN:
            return request.reason or ""
        case _:
            return ""
