"""Many people do whatever they like, rightly and wrongly, and the rules of the case hold after every step.

Runs through ``handle()`` on a real store, on both databases. ``make test ARGS='--hypothesis-profile=more
tests/test_case_machine.py'`` looks much longer, and elsewhere each time.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, ClassVar, Final

from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from bot import commands, events
from bot.actions import Action, Viewer, possible_actions
from bot.case import Actor, Case, Outcome, Question, TicketReference, ToldBy
from bot.commands import Command
from bot.demo import cast
from bot.errors import RefusedMove
from bot.handlers import HANDLERS
from bot.request import HELD, Move, Request
from bot.routing import Organisation
from tests.builders import EDUCATION_LAW, HELPDESK, STUDENT_PORTAL, USIS_LAW
from tests.desk import Desk, Seen, with_members

USIS_SCIENCE = "fb-usis-science"
NOOR, GERDA, ILSE = "noor.prins@example.org", "gerda.kok@example.org", "ilse.bos@example.org"

MEMBERS: Final = {
    HELPDESK: frozenset({cast.SANNE.email, cast.DAAN.email, ILSE}),
    STUDENT_PORTAL: frozenset({cast.ANNA.email, cast.BRAM.email, GERDA}),
    USIS_LAW: frozenset({cast.FATIMA.email, GERDA}),
    USIS_SCIENCE: frozenset({NOOR}),
    EDUCATION_LAW: frozenset({cast.JORIS.email, ILSE}),
}
PEOPLE: Final = (*(person.email for person in cast.PEOPLE), NOOR, GERDA, ILSE)
PARTIES: Final = (*MEMBERS, "no-such-party")
TEXTS: Final = ("Welk vak?", "Dit zit in uSis", "Knop 'Inschrijven' staat aan 👍\nProbeer opnieuw", "", " \n ")

WRONG_CASES: Final = ("SL-2611-9999", "sl", "")
WRONG_REQUESTS: Final = ("SL-2611-9999/1", "SL/1", "/", "")
WRONG_PROBLEMS: Final = ("PR-2611-9999", "")

ORIGINS: Final = st.sampled_from(["slack", "teams", "board"])
OPENING: Final = (commands.OpenCase, commands.RedirectQuestion)
ON_CASES: Final = tuple(
    kind for kind in HANDLERS if kind not in OPENING and not issubclass(kind, commands.TicketCommand)
)
CLOSING: Final[Mapping[type[Command], Outcome]] = {
    commands.GiveFeedback: Outcome.FEEDBACK_GIVEN,
    commands.Redirect: Outcome.REDIRECTED,
    commands.Withdraw: Outcome.WITHDRAWN,
    commands.RedirectQuestion: Outcome.REDIRECTED,
}
PRESS_MADE: Final[Mapping[Action, type[Command]]] = {
    Action(name): kind
    for kind in ON_CASES
    if (name := "".join(f"-{c.lower()}" if c.isupper() else c for c in kind.__name__).lstrip("-")) in list(Action)
}
MOVES_FEEDBACK: Final = (
    commands.HandOver,
    commands.TakeFeedback,
    commands.AcceptFeedback,
    commands.GiveFeedback,
    commands.Reopen,
)
"""Commands on the whole case that may change who owes the student the answer."""

SECOND_LINE: Final = (STUDENT_PORTAL, USIS_LAW, USIS_SCIENCE)
ASKING: Final = (commands.PassOn, commands.Consult, commands.HandOver)
ASIDE: Final = frozenset(
    {
        *(Action.ADD_NOTE, Action.OPEN_PROBLEM, Action.LINK_PROBLEM, Action.UNLINK_PROBLEM, Action.ANSWER_PROBLEM),
        *(Action.GIVE_FEEDBACK, Action.REDIRECT, Action.WITHDRAW),
    }
)
"""What is pressed less often here: it ends the case, or says little about who owes the answer."""

REPEATABLE: Final = (commands.AddNote, commands.OpenProblem, *OPENING)
"""A second press on these, without a key, is a second note, problem or question."""


class PeopleAtWork(RuleBasedStateMachine):
    """Some people, a few cases, and anything anybody can press."""

    organisation: ClassVar[Organisation]
    desk: ClassVar[Desk]

    def __init__(self) -> None:
        super().__init__()
        self.desk.organisation = with_members(self.organisation, MEMBERS)
        self.desk.examples += 1
        self.cases: list[str] = []
        self.presses = 0
        self.seen = self._look()
        self.last: Command | None = None
        self.repeats: Command | None = None

    # -- what people do --------------------------------------------------------------------------------------

    @initialize(before=st.sampled_from(["", "claimed", "passed on", "came back", "offered", "closed", "consulting"]))
    def people_have_been_at_work(self, before: str) -> None:
        """Each example starts somewhere else, so that few presses lead far."""
        sanne, anna, fatima = (self.desk.actor(person.email) for person in (cast.SANNE, cast.ANNA, cast.FATIMA))
        self.do(commands.OpenCase(actor=sanne, question=self._question(HELPDESK, "portal", "law", ticket=1)))
        case, first, second = self.cases[0], f"{self.cases[0]}/1", f"{self.cases[0]}/2"
        steps: dict[str, tuple[Command, ...]] = {
            "claimed": (commands.Claim(actor=anna, request=first),),
            "passed on": (commands.PassOn(actor=anna, request=first, party=USIS_LAW, reason="uSis"),),
            "came back": (commands.Decline(actor=fatima, request=second, reason="Toch het portaal"),),
            "offered": (commands.OfferFeedback(actor=anna, case=case, party=USIS_LAW, reason="Jullie weten het"),),
            "closed": (commands.GiveFeedback(actor=anna, case=case, how=ToldBy.PHONE),),
            "consulting": (
                commands.Claim(actor=anna, request=first),
                commands.Consult(actor=anna, case=case, parties=(USIS_LAW, USIS_SCIENCE), question="Klopt dit?"),
            ),
        }
        earlier = {"passed on": ("claimed",), "came back": ("claimed", "passed on"), "closed": ("claimed",)}
        for step in (*earlier.get(before, ()), *([before] if before else ())):
            for command in steps[step]:
                self.do(command)
        joris = self.desk.actor(cast.JORIS.email)
        question = self._question(EDUCATION_LAW, "content", "law", ticket=None)
        self.do(commands.OpenCase(actor=joris, question=question, asked=(STUDENT_PORTAL, USIS_LAW)))

    @rule(data=st.data())
    def anybody_escalates_anything(self, data: st.DataObject) -> None:
        intake = data.draw(st.sampled_from(PARTIES), "desk")
        kind = data.draw(st.sampled_from(["portal", "content", "no-such-kind"]), "kind")
        faculty = data.draw(st.sampled_from(["law", "science", None]), "faculty")
        ticket = data.draw(st.sampled_from([1, 2, None]), "ticket")
        question = self._question(intake, kind, faculty, ticket, spelling=data.draw(st.booleans(), "spelling"))
        if data.draw(st.booleans(), "blank subject"):
            question = replace(question, subject=data.draw(st.sampled_from(TEXTS), "subject"))
        actor = self.desk.actor(data.draw(st.sampled_from(PEOPLE), "who"))
        if data.draw(st.booleans(), "redirects"):
            text = data.draw(st.sampled_from(TEXTS), "text")
            self.do(commands.RedirectQuestion(actor=actor, question=question, text=text))
        else:
            asked = data.draw(st.lists(st.sampled_from(PARTIES), max_size=3).map(tuple), "asked")
            self.do(commands.OpenCase(actor=actor, question=question, asked=asked))

    @rule(data=st.data(), presses=st.integers(1, 8))
    def people_press_what_their_cards_offer(self, data: st.DataObject, presses: int) -> None:
        """Several presses at a time: deep states are where rules may break."""
        for _ in range(presses):
            self._press_what_a_card_offers(data)

    def _press_what_a_card_offers(self, data: st.DataObject) -> None:
        case = self.seen.cases[data.draw(st.sampled_from(self.cases), "case")]
        involved = [p for p in PEOPLE if set(case.parties) & self.desk.actor(p).parties]
        actor = self.desk.actor(data.draw(st.sampled_from([*involved, cast.MARIJKE.email]), "who"), data.draw(ORIGINS))
        offered = possible_actions(case, Viewer(actor.parties, actor.person, actor.administrator))
        presses = [one for one in offered if one.action in PRESS_MADE for _ in range(1 if one.action in ASIDE else 4)]
        if presses:
            pressed = data.draw(st.sampled_from(presses), "pressed")
            self.do(self._command(PRESS_MADE[pressed.action], actor, data, pressed.target))

    @rule(data=st.data(), kind=st.sampled_from(ON_CASES))
    def anybody_presses_anything(self, data: st.DataObject, kind: type[Command]) -> None:
        actor = self.desk.actor(data.draw(st.sampled_from(PEOPLE), "who"), data.draw(ORIGINS))
        self.do(self._command(kind, actor, data, target=None))

    @rule(data=st.data(), kind=st.sampled_from(ON_CASES), presses=st.integers(1, 3))
    def people_press_what_their_cards_do_not_offer(
        self, data: st.DataObject, kind: type[Command], presses: int
    ) -> None:
        """From a card that is old, or by a colleague: everything fits, except that it may not be allowed."""
        for _ in range(presses):
            case = self.seen.cases[data.draw(st.sampled_from(self.cases), "case")]
            on_request = issubclass(kind, commands.OnRequest)
            targets = [request.id for request in case.requests] if on_request else [case.number]
            if kind is not commands.AnswerProblem and targets:
                actor = self.desk.actor(data.draw(st.sampled_from(PEOPLE), "who"), data.draw(ORIGINS))
                target = data.draw(st.sampled_from(targets), "pressed on")
                self.do(self._command(kind, actor, data, target))

    @precondition(lambda self: self.last is not None)
    @rule()
    def the_platform_sends_the_last_press_again(self) -> None:
        assert self.last is not None
        again = self.desk.do(self.last)
        assert again.repeated
        assert self._look() == self.seen

    @precondition(lambda self: self.repeats is not None)
    @rule()
    def the_same_person_presses_it_again(self) -> None:
        assert self.repeats is not None
        before = self.seen
        self.do(self.repeats)
        assert self.seen == before

    @rule(party=st.sampled_from(list(MEMBERS)), person=st.sampled_from(PEOPLE))
    def somebody_leaves_or_joins_a_party(self, party: str, person: str) -> None:
        members = self.desk.organisation.party(party).members ^ {person}
        self.desk.organisation = with_members(self.desk.organisation, {party: members})
        self.repeats = None

    # -- how it is done --------------------------------------------------------------------------------------

    def _question(
        self, intake: str, kind: str, faculty: str | None, ticket: int | None, *, spelling: bool = True
    ) -> Question:
        number = f"M{self.desk.examples:04} {ticket or 0:04}"
        return Question(
            intake=intake,
            kind=kind,
            subject="Inschrijven lukt niet",
            text="De knop blijft grijs.",
            faculty=faculty,
            ticket=TicketReference(
                number if spelling else number.replace(" ", "-"), f"id-of-{self.desk.examples}-{ticket}"
            )
            if ticket
            else None,
            reference=None if ticket else "Mail van maandag",
        )

    def _command(self, kind: type[Command], actor: Actor, data: st.DataObject, target: str | None) -> Command:
        """A command with whatever belongs in its fields, or does not; *target* is what a card says it is about."""
        given: dict[str, Any] = {"actor": actor}
        if target is not None:
            names = {field.name for field in fields(kind)}
            given[next(name for name in ("case", "request", "problem", "told") if name in names)] = target
        for field in fields(kind):
            if field.name not in {*given, "key"}:
                drawn = self._fitting(kind, field.name) if target is not None else self._anything(field.name)
                given[field.name] = data.draw(drawn, field.name)
        return kind(**given)

    def _fitting(self, kind: type[Command], field: str) -> st.SearchStrategy[Any]:
        """What a form lets people choose."""
        parties = SECOND_LINE if kind in ASKING else tuple(MEMBERS)
        known = sorted({case.problem for case in self.seen.cases.values() if case.problem})
        match field:
            case "problem" if known:
                return st.sampled_from(known)
            case "party" | "to":
                return st.sampled_from(parties)
            case "parties":
                return st.lists(st.sampled_from(parties), min_size=1, max_size=2).map(tuple)
            case "cases":
                return st.lists(st.sampled_from(self.cases), max_size=3).map(tuple)
            case "person" | "how" | "ticket" | "origin_names":
                return self._anything(field)
            case _:
                return st.sampled_from(TEXTS[:3])

    def _of_a_ticket(self, field: str) -> st.SearchStrategy[Any]:
        match field:
            case "told":
                return st.sampled_from([*self.cases, *(f"{number}/9" for number in self.cases), *WRONG_CASES])
            case "ticket":
                return st.sampled_from([TicketReference(f"M{self.desk.examples:04} {n:04}") for n in range(1, 4)])
            case _:
                return st.just(())

    def _anything(self, field: str) -> st.SearchStrategy[Any]:
        match field:
            case "case":
                return st.sampled_from([*self.cases, *WRONG_CASES])
            case "request":
                ids = [request.id for case in self.seen.cases.values() for request in case.requests]
                return st.sampled_from([*ids, *(f"{number}/9" for number in self.cases), *WRONG_REQUESTS])
            case "problem":
                known = {case.problem for case in self.seen.cases.values() if case.problem}
                return st.sampled_from([*sorted(known), *WRONG_PROBLEMS])
            case "told" | "ticket" | "origin_names":
                return self._of_a_ticket(field)
            case "person":
                return st.sampled_from(PEOPLE)
            case "party" | "to":
                return st.sampled_from(PARTIES)
            case "parties":
                return st.lists(st.sampled_from(PARTIES), max_size=3).map(tuple)
            case "cases":
                return st.lists(st.sampled_from([*self.cases, *WRONG_CASES]), max_size=3).map(tuple)
            case "how":
                return st.sampled_from(ToldBy)
            case _:
                return st.sampled_from(TEXTS)

    def _look(self) -> Seen:
        return self.desk.look(self.cases)

    def do(self, command: Command) -> None:
        """Carry it out under a key of its own; whatever comes of it, every rule holds."""
        self.presses += 1
        keyed = replace(command, key=f"press-{self.desk.examples}-{self.presses}")
        before = self.seen
        try:
            handled = self.desk.do(keyed)
        except RefusedMove as refused:
            event(f"{type(command).__name__} refused: {type(refused).__name__}")
            assert self._look() == before, "a refused command left a trace"
            return
        event(f"{type(command).__name__} done")
        assert not handled.repeated
        if isinstance(command, OPENING):
            self.cases.append(handled.number)
        after = self.seen = self._look()
        for number in self.cases:
            rules_of_a_state(after.cases[number], after)
            rules_of_a_change(before.cases.get(number), after.cases[number], keyed)
            rules_of_who(before.cases.get(number), after.cases[number], keyed)
            rules_of_the_timeline(before, after, number, keyed, self.desk)
            self._people_belong(before.cases.get(number), after.cases[number])
        one_open_case_per_ticket(after)
        self.last = keyed
        self.repeats = None if isinstance(command, REPEATABLE) else command

    def _people_belong(self, before: Case | None, after: Case) -> None:
        """Who newly holds a request, or newly owes the feedback in person, belongs to that party at that moment."""
        for request in after.requests:
            if request.claimant is not None and request.claimant != _claimant(before, request):
                assert self.desk.is_member(request.claimant, request.party)
        owner = after.feedback
        was = before.feedback if before else None
        if owner.person is not None and (was is None or (owner.party, owner.person) != (was.party, was.person)):
            assert self.desk.is_member(owner.person, owner.party)


def _claimant(case: Case | None, request: Request) -> str | None:
    known = case.requests if case else ()
    return next((one.claimant for one in known if one.id == request.id), None)


def rules_of_a_state(case: Case, seen: Seen) -> None:
    """Rules 1, 2, 3 and 5 as far as one look at a case shows them, and that every card will show this state."""
    assert case.feedback.party in case.parties
    assert case.feedback.party in MEMBERS
    assert case.is_open == (case.closed_at is None)
    active = [request for request in case.requests if request.is_active]
    for request in case.requests:
        assert (request.claimant is not None) == (request.state in HELD)
    handed_over = [request for request in active if request.move is Move.HAND_OVER]
    assert len(handed_over) <= 1
    for request in handed_over:
        assert (request.party, request.claimant) == (case.feedback.party, case.feedback.person)
    asked = [request.party for request in active]
    assert len(asked) == len(set(asked)), "a party is asked twice at once"
    consulted = [request.party for request in active if request.move is Move.CONSULTATION]
    assert case.feedback.party not in consulted, "who owes the answer is being asked for it"
    if not case.is_open:
        assert not active
        assert case.offer is None
    assert case.offer is None or case.offer.to != case.feedback.party
    assert seen.cards_wanted[case.number] == {case.version}, "a card was left with an older state"


def rules_of_a_change(before: Case | None, after: Case, command: Command) -> None:
    """Rules 3, 4, 5 and 6: who may move the feedback, and what closes and reopens."""
    if before is None:
        assert isinstance(command, OPENING)
        assert after.is_open == isinstance(command, commands.OpenCase)
        return
    if before.is_open and not after.is_open:
        assert after.outcome is CLOSING[type(command)]
    if after.is_open and not before.is_open:
        assert isinstance(command, commands.Reopen)
        assert after.feedback.party == before.feedback.party
        assert after.feedback.person in {before.feedback.person, None}
    if (before.feedback.party, before.feedback.person) != (after.feedback.party, after.feedback.person):
        moved_by_request = (
            isinstance(command, commands.OnRequest) and before.request(command.request).move is Move.HAND_OVER
        )
        assert moved_by_request or isinstance(command, MOVES_FEEDBACK)
    assert after.question == before.question
    assert (after.opened_by, after.opened_at, after.move) == (before.opened_by, before.opened_at, before.move)


def rules_of_who(before: Case | None, after: Case, command: Command) -> None:
    """Rules 2, 3 and 5: a request leaves the hands of its claimant, and a case closes, only by who may do that."""
    if before is None or before.version == after.version:
        return
    actor = command.actor
    if isinstance(command, commands.Release | commands.PassOn | commands.Decline):
        holder = before.request(command.request).claimant
        assert actor.administrator or actor.person == holder or (holder is None and actor.parties)
    if isinstance(command, commands.GiveFeedback | commands.Redirect | commands.Consult | commands.HandOver):
        assert before.is_open
        assert before.feedback.party in actor.parties
    if isinstance(command, commands.Withdraw):
        assert actor.person == before.opened_by
    if not before.is_open:
        assert isinstance(command, commands.Reopen | commands.AddNote)


def rules_of_the_timeline(before: Seen, after: Seen, number: str, command: Command, desk: Desk) -> None:
    """Rule 8: every change has its row with who, when and from where, and nothing there is ever rewritten."""
    old, new = before.timelines.get(number, ()), after.timelines[number]
    assert new[: len(old)] == old
    assert [entry.number for entry in new] == list(range(1, len(new) + 1))
    was, now = before.cases.get(number), after.cases[number]
    changed = was is None or replace(was, version=0) != replace(now, version=0)
    added = new[len(old) :]
    assert added or not changed
    steps = now.version - (was.version if was else 0)
    assert (steps >= 1) == bool(added)
    assert steps <= len(added)
    for entry in added:
        assert (entry.person, entry.origin, entry.at) == (command.actor.person, command.actor.origin, desk.clock())
    if was is not None and was.feedback.party != now.feedback.party:
        assert any(isinstance(entry.event, events.FeedbackMoved) for entry in added)


def one_open_case_per_ticket(seen: Seen) -> None:
    """Rule 7."""
    tickets = [case.question.ticket.key for case in seen.cases.values() if case.is_open and case.question.ticket]
    assert len(tickets) == len(set(tickets))


def test_the_rules_hold_whatever_people_do(address: str, organisation: Organisation) -> None:
    profile = settings()
    with Desk(address, organisation) as desk:
        PeopleAtWork.organisation, PeopleAtWork.desk = organisation, desk
        run_state_machine_as_test(
            PeopleAtWork,
            settings=settings(
                profile,
                max_examples=profile.max_examples // 4,
                stateful_step_count=20,
                suppress_health_check=list(HealthCheck),
            ),
        )
