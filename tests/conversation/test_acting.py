"""A press on a card, and the form that is asked first."""

from dataclasses import dataclass, field

import pytest

from bot import ticket_moves
from bot.actions import AT_ONCE, LOOKING, Action
from bot.case import Outcome, ToldBy
from bot.commands import AskBack, Claim, Consult, Decline, OfferFeedback, OpenCase, OpenProblem
from bot.conversation import acting
from bot.conversation.core import Core
from bot.conversation.replies import Done, Listed, Reply, Said, ShownCase
from bot.demo import cast
from bot.events import FeedbackGiven
from bot.forms import Form, Sort, Values
from bot.handlers import handle
from bot.ports import Person, Work
from bot.ticket import Difference, Differs
from tests.builders import (
    ANNA,
    EDUCATION_LAW,
    FATIMA,
    HELPDESK,
    JORIS,
    SANNE,
    STUDENT_PORTAL,
    USIS_LAW,
    a_content_question,
    a_speaker,
    an_escalation,
)

HANDED_OVER, CONSULTED = "SL-2611-0001", "SL-2611-0002"


@pytest.fixture
async def desk(sqlite_core: Core) -> Core:
    """A case that Anna holds by a hand-over, and one of Joris that consults two parties."""
    core = sqlite_core
    await core.store.run(handle(an_escalation()))
    await core.store.run(handle(Claim(actor=ANNA, request=f"{HANDED_OVER}/1")))
    question = a_content_question()
    await core.store.run(handle(OpenCase(actor=JORIS, question=question, asked=(STUDENT_PORTAL, USIS_LAW))))
    return core


@dataclass(frozen=True)
class Asked:
    """An action that asks something first: who presses it where, and what they fill in."""

    action: Action
    person: cast.Person
    target: str
    values: Values
    optional: Values = field(default_factory=dict)


ASKED = (
    Asked(Action.ASSIGN, cast.BRAM, f"{CONSULTED}/1", {"person": cast.ANNA.email}),
    Asked(Action.PASS_ON, cast.ANNA, f"{HANDED_OVER}/1", {"party": USIS_LAW, "reason": "Dit zit in uSis"}),
    Asked(Action.DECLINE, cast.FATIMA, f"{CONSULTED}/2", {"reason": "Niet van ons"}),
    Asked(Action.ASK_BACK, cast.FATIMA, f"{CONSULTED}/2", {"question": "Welk vak?"}),
    Asked(Action.ANSWER, cast.FATIMA, f"{CONSULTED}/2", {"answer": "Het vak is vol"}),
    Asked(Action.WITHDRAW_REQUEST, cast.JORIS, f"{CONSULTED}/2", {"reason": "Al gevonden"}),
    Asked(Action.CONSULT, cast.ANNA, HANDED_OVER, {"parties": (USIS_LAW,), "question": "Staat het vak open?"}),
    Asked(Action.HAND_OVER, cast.JORIS, CONSULTED, {"party": "fb-usis-science", "question": "Neem je dit over?"}),
    Asked(Action.OFFER_FEEDBACK, cast.JORIS, CONSULTED, {"party": STUDENT_PORTAL, "reason": "Jullie weten het"}),
    Asked(Action.GIVE_FEEDBACK, cast.ANNA, HANDED_OVER, {"how": ToldBy.PHONE}, {"answer": "De knop staat aan"}),
    Asked(Action.SEND_ANSWER, cast.ANNA, HANDED_OVER, {"message": "De knop staat aan"}, {"closes": ("closes",)}),
    Asked(Action.WITHDRAW, cast.SANNE, HANDED_OVER, {"reason": "Student belde: opgelost"}),
    Asked(Action.ADD_NOTE, cast.DAAN, HANDED_OVER, {"text": "Komt vaker voor"}),
    Asked(Action.OPEN_PROBLEM, cast.ANNA, HANDED_OVER, {"title": "Grijze knop"}),
)


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.action)
class TestAFormIsAskedFirst:
    async def test_and_what_is_filled_in_is_done(self, desk: Core, asked: Asked) -> None:
        who = a_speaker(asked.person, desk)
        before = await desk.store.queries.timeline(asked.target.partition("/")[0])
        form = await acting.press(desk, who, asked.action, asked.target)
        assert isinstance(form, Form), form
        assert (form.name, form.state["target"]) == (asked.action, asked.target)
        done = await acting.submit(desk, who, form.name, form.state, {**asked.values, **asked.optional}, key="v-1")
        assert isinstance(done, Done), done
        assert done.text.strip()
        assert len(await desk.store.queries.timeline(done.case)) > len(before)

    async def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(
        self, desk: Core, asked: Asked
    ) -> None:
        who = a_speaker(asked.person, desk)
        form = await acting.press(desk, who, asked.action, asked.target)
        assert isinstance(form, Form)
        for missing in asked.values:
            values = {**asked.values, missing: () if isinstance(asked.values[missing], tuple) else " "}
            again = await acting.submit(desk, who, form.name, form.state, values)
            assert isinstance(again, Form), again
            assert list(again.errors) == [missing]
            for name, value in values.items():
                assert again.field(name).value == value

    async def test_who_has_no_part_in_anything_fills_in_no_form(self, desk: Core, asked: Asked) -> None:
        pim = a_speaker(cast.PIM, desk)
        form = await acting.press(desk, a_speaker(asked.person, desk), asked.action, asked.target)
        assert isinstance(form, Form)
        before = await desk.store.queries.timeline(asked.target.partition("/")[0])
        pressed = await acting.press(desk, pim, asked.action, asked.target)
        sent = await acting.submit(desk, pim, form.name, form.state, asked.values)
        for said in (pressed, sent):
            assert isinstance(said, Said)
            assert said.is_refusal
        assert await desk.store.queries.timeline(asked.target.partition("/")[0]) == before


async def test_a_form_is_not_opened_for_who_may_not_do_it(desk: Core) -> None:
    said = await acting.press(desk, a_speaker(cast.FATIMA, desk), Action.DECLINE, f"{HANDED_OVER}/1")
    assert isinstance(said, Said)
    assert "Functioneel beheer studentenportaal" in said.text


async def test_a_form_of_an_older_version_is_answered_in_words(desk: Core) -> None:
    for name in ("claim", "no-such-form"):
        said = await acting.submit(desk, a_speaker(cast.ANNA, desk), name, {"target": HANDED_OVER}, {})
        assert isinstance(said, Said)
        assert said.is_refusal


async def test_every_action_is_tried_here_or_below() -> None:
    below = {
        *(Action.GIVE_INFORMATION, Action.REFUSE_FEEDBACK, Action.REDIRECT, Action.REOPEN),
        *(Action.LINK_PROBLEM, Action.ANSWER_PROBLEM, Action.SETTLE_DIFFERENCE, Action.CORRECT_TICKET),
    }
    assert {asked.action for asked in ASKED} | below == set(Action) - AT_ONCE - LOOKING


async def filled_in(core: Core, person: cast.Person, action: Action, target: str, values: Values) -> Reply:
    """What follows when this person presses, and fills in what is asked."""
    form = await acting.press(core, a_speaker(person, core), action, target)
    assert isinstance(form, Form), form
    return await acting.submit(core, a_speaker(person, core), form.name, form.state, values)


class TestAtOnce:
    async def test_a_claim_is_done_and_says_who_owes_the_student_the_answer(self, sqlite_core: Core) -> None:
        core = sqlite_core
        await core.store.run(handle(an_escalation()))
        done = await acting.press(core, a_speaker(cast.ANNA, core), Action.CLAIM, f"{HANDED_OVER}/1", key="press-1")
        assert isinstance(done, Done)
        assert HANDED_OVER in done.text
        assert (await core.store.queries.case(HANDED_OVER)).feedback.person == cast.ANNA.email

    async def test_the_second_to_claim_is_told_who_was_first(self, desk: Core) -> None:
        await desk.store.remember_person(Person(cast.ANNA.email, cast.ANNA.name), "slack", {"id": cast.ANNA.slack_id})
        said = await acting.press(desk, a_speaker(cast.BRAM, desk), Action.CLAIM, f"{HANDED_OVER}/1")
        assert isinstance(said, Said)
        assert said.is_refusal
        assert "Anna Visser" in said.text

    async def test_releasing_taking_and_accepting(self, desk: Core) -> None:
        for person, action, target in (
            (cast.ANNA, Action.RELEASE, f"{HANDED_OVER}/1"),
            (cast.BRAM, Action.TAKE_FEEDBACK, HANDED_OVER),
        ):
            done = await acting.press(desk, a_speaker(person, desk), action, target)
            assert isinstance(done, Done)
        assert (await desk.store.queries.case(HANDED_OVER)).feedback.person == cast.BRAM.email
        await desk.store.run(handle(OfferFeedback(actor=JORIS, case=CONSULTED, party=USIS_LAW, reason="Druk")))
        accepted = await acting.press(desk, a_speaker(cast.FATIMA, desk), Action.ACCEPT_FEEDBACK, CONSULTED)
        assert isinstance(accepted, Done)
        assert (await desk.store.queries.case(CONSULTED)).feedback.party == USIS_LAW

    async def test_an_offer_is_taken_back(self, desk: Core) -> None:
        await desk.store.run(handle(OfferFeedback(actor=JORIS, case=CONSULTED, party=USIS_LAW, reason="Druk")))
        done = await acting.press(desk, a_speaker(cast.JORIS, desk), Action.WITHDRAW_OFFER, CONSULTED)
        assert isinstance(done, Done)
        assert (await desk.store.queries.case(CONSULTED)).offer is None

    @pytest.mark.parametrize(
        ("action", "target"),
        [
            *((action, "SL-2611-9999") for action in (Action.SHOW_TIMELINE, Action.GIVE_FEEDBACK)),
            *((action, "SL-2611-9999/1") for action in (Action.CLAIM, Action.ASSIGN)),
            *((action, f"{HANDED_OVER}/9") for action in (Action.CLAIM, Action.ASSIGN, Action.ANSWER)),
            (Action.SHOW_PROBLEM, "PR-2611-9999"),
            (Action.ANSWER_PROBLEM, "PR-2611-9999"),
        ],
    )
    async def test_what_is_not_there_is_said(self, desk: Core, action: Action, target: str) -> None:
        said = await acting.press(desk, a_speaker(cast.ANNA, desk), action, target)
        assert isinstance(said, Said)
        assert said.is_refusal
        assert target in said.text or target.partition("/")[0] in said.text


class TestTheOtherForms:
    async def test_information_is_given_where_it_was_asked(self, desk: Core) -> None:
        await desk.store.run(handle(AskBack(actor=FATIMA, request=f"{CONSULTED}/2", question="Welk vak?")))
        form = await acting.press(desk, a_speaker(cast.JORIS, desk), Action.GIVE_INFORMATION, f"{CONSULTED}/2")
        assert isinstance(form, Form)
        assert "Welk vak?" in [f.value for f in form.fields if f.sort is Sort.REMARK]
        done = await filled_in(
            desk, cast.JORIS, Action.GIVE_INFORMATION, f"{CONSULTED}/2", {"information": "Staatsrecht"}
        )
        assert isinstance(done, Done)

    async def test_an_offer_is_refused_with_a_reason(self, desk: Core) -> None:
        await desk.store.run(handle(OfferFeedback(actor=JORIS, case=CONSULTED, party=USIS_LAW, reason="Druk")))
        done = await filled_in(desk, cast.FATIMA, Action.REFUSE_FEEDBACK, CONSULTED, {"reason": "Wij ook"})
        assert isinstance(done, Done)
        assert (await desk.store.queries.case(CONSULTED)).offer is None

    async def test_a_case_that_came_back_is_redirected_after_a_last_look_at_the_text(self, desk: Core) -> None:
        await desk.store.run(handle(Decline(actor=ANNA, request=f"{HANDED_OVER}/1", reason="Gaat over een cijfer")))
        sanne = a_speaker(cast.SANNE, desk)
        form = await acting.press(desk, sanne, Action.REDIRECT, HANDED_OVER)
        assert isinstance(form, Form)
        nothing = await acting.submit(desk, sanne, form.name, form.state, {})
        assert isinstance(nothing, Form)
        assert list(nothing.errors) == ["standard_answer"]
        values = {"standard_answer": "ask-your-education-administration"}
        preview = await acting.submit(desk, sanne, form.name, form.state, values)
        assert isinstance(preview, Form)
        assert "oa-law@example.org" in str(preview.field("text").value)
        empty = await acting.submit(desk, sanne, preview.name, preview.state, {"text": " "})
        assert isinstance(empty, Form)
        assert list(empty.errors) == ["text"]
        done = await acting.submit(desk, sanne, preview.name, preview.state, {})
        assert isinstance(done, Done)
        assert (await desk.store.queries.case(HANDED_OVER)).outcome is Outcome.REDIRECTED

    async def test_a_closed_case_is_reopened_with_a_reason(self, desk: Core) -> None:
        await filled_in(desk, cast.ANNA, Action.GIVE_FEEDBACK, HANDED_OVER, {"how": "phone"})
        done = await filled_in(desk, cast.SANNE, Action.REOPEN, HANDED_OVER, {"reason": "Het lukt nog niet"})
        assert isinstance(done, Done)
        assert (await desk.store.queries.case(HANDED_OVER)).is_open

    async def test_the_answer_of_the_second_line_stands_ready_for_who_tells_the_student(self, desk: Core) -> None:
        await filled_in(desk, cast.FATIMA, Action.ANSWER, f"{CONSULTED}/2", {"answer": "Het vak is vol"})
        form = await acting.press(desk, a_speaker(cast.JORIS, desk), Action.GIVE_FEEDBACK, CONSULTED)
        assert isinstance(form, Form)
        assert form.field("answer").value == "Het vak is vol"

    async def test_a_manual_that_was_ticked_goes_with_the_answer(self, desk: Core) -> None:
        form = await acting.press(desk, a_speaker(cast.ANNA, desk), Action.GIVE_FEEDBACK, HANDED_OVER)
        assert isinstance(form, Form)
        manual = form.field("manuals").options[0].value
        values: Values = {"how": "email", "answer": "Zo werkt het", "manuals": (manual,)}
        await filled_in(desk, cast.ANNA, Action.GIVE_FEEDBACK, HANDED_OVER, values)
        entries = await desk.store.queries.timeline(HANDED_OVER)
        assert FeedbackGiven("email", f"Zo werkt het\n{manual}") in [entry.event for entry in entries]

    async def test_a_party_that_is_asked_already_is_not_offered(self, desk: Core) -> None:
        await desk.store.run(handle(Consult(actor=ANNA, case=HANDED_OVER, parties=(USIS_LAW,), question="Open?")))
        form = await acting.press(desk, a_speaker(cast.ANNA, desk), Action.CONSULT, HANDED_OVER)
        assert isinstance(form, Form)
        assert {USIS_LAW, STUDENT_PORTAL, HELPDESK, EDUCATION_LAW}.isdisjoint(
            option.value for option in form.field("parties").options
        )


class TestProblems:
    async def test_cases_that_look_alike_are_offered_and_answered_together(self, desk: Core) -> None:
        await desk.store.run(handle(an_escalation(ticket="M2611 0043")))
        form = await acting.press(desk, a_speaker(cast.ANNA, desk), Action.OPEN_PROBLEM, HANDED_OVER)
        assert isinstance(form, Form)
        assert "SL-2611-0003" in [option.value for option in form.field("cases").options]
        await filled_in(
            desk, cast.ANNA, Action.OPEN_PROBLEM, HANDED_OVER, {"title": "Grijze knop", "cases": ("SL-2611-0003",)}
        )
        said = await filled_in(desk, cast.ANNA, Action.ANSWER_PROBLEM, "PR-2611-0001", {"answer": "Morgen hersteld"})
        assert isinstance(said, Said)
        assert not said.is_refusal
        shown = await acting.press(desk, a_speaker(cast.ANNA, desk), Action.SHOW_PROBLEM, "PR-2611-0001")
        assert isinstance(shown, Listed)
        assert {line.case for line in shown.lines} == {HANDED_OVER, "SL-2611-0003"}
        assert "Morgen hersteld" in shown.title

    async def test_a_case_is_linked_to_a_problem_that_is_known_and_unlinked(self, desk: Core) -> None:
        await desk.store.run(handle(OpenProblem(actor=SANNE, case=HANDED_OVER, title="Grijze knop")))
        linked = await filled_in(desk, cast.JORIS, Action.LINK_PROBLEM, CONSULTED, {"problem": "PR-2611-0001"})
        assert isinstance(linked, Done)
        assert (await desk.store.queries.case(CONSULTED)).problem == "PR-2611-0001"
        unlinked = await acting.press(desk, a_speaker(cast.JORIS, desk), Action.UNLINK_PROBLEM, CONSULTED)
        assert isinstance(unlinked, Done)
        assert (await desk.store.queries.case(CONSULTED)).problem is None


async def test_the_timeline_is_shown_in_lines(desk: Core) -> None:
    shown = await acting.press(desk, a_speaker(cast.DAAN, desk), Action.SHOW_TIMELINE, HANDED_OVER)
    assert isinstance(shown, ShownCase)
    assert len(shown.timeline) == len(await desk.store.queries.timeline(HANDED_OVER))
    assert all(line.strip() for line in shown.timeline)


async def test_only_what_a_form_offers_can_be_chosen(desk: Core) -> None:
    who = a_speaker(cast.ANNA, desk)
    await acting.press(desk, who, Action.CLAIM, f"{HANDED_OVER}/1")
    form = await acting.press(desk, who, Action.GIVE_FEEDBACK, HANDED_OVER)
    assert isinstance(form, Form)
    again = await acting.submit(desk, who, form.name, form.state, {"how": "carrier-pigeon"})
    assert isinstance(again, Form)
    assert list(again.errors) == ["how"]


class TestTheTicketSaysSomethingElse:
    """The ticket lies with another group than the case says."""

    async def different(self, desk: Core, party: str) -> None:
        def moved(work: Work) -> None:
            case = work.case(HANDED_OVER)
            change = ticket_moves.differs(case, Difference(Differs.MOVED, party=party))
            work.save(*change, ticket_moves.the_ticket_system(case))

        await desk.store.run(moved)

    async def test_the_form_says_what_follows_and_that_is_done(self, desk: Core) -> None:
        await self.different(desk, USIS_LAW)
        anna = a_speaker(cast.ANNA, desk)
        form = await acting.press(desk, anna, Action.SETTLE_DIFFERENCE, HANDED_OVER)
        assert isinstance(form, Form), form
        assert [option.value for option in form.field("right").options] == ["ticket", "case"]
        done = await acting.submit(desk, anna, form.name, form.state, {"right": "ticket"})
        assert isinstance(done, Done), done
        assert (await desk.store.queries.case(HANDED_OVER)).feedback.party == USIS_LAW

    async def test_nothing_follows_the_ticket_to_where_nobody_saw_it(self, desk: Core) -> None:
        """It was moved once more while the form was open."""
        await self.different(desk, USIS_LAW)
        anna = a_speaker(cast.ANNA, desk)
        form = await acting.press(desk, anna, Action.SETTLE_DIFFERENCE, HANDED_OVER)
        assert isinstance(form, Form)
        owner = (await desk.store.queries.case(HANDED_OVER)).feedback
        await self.different(desk, HELPDESK)
        again = await acting.submit(desk, anna, form.name, form.state, {"right": "ticket"})
        assert isinstance(again, Form)
        assert again.errors
        case = await desk.store.queries.case(HANDED_OVER)
        assert (case.feedback, case.difference) == (owner, Difference(Differs.MOVED, party=HELPDESK))

    async def test_a_group_that_is_no_party_cannot_get_the_question(self, desk: Core) -> None:
        await self.different(desk, "Elders")
        form = await acting.press(desk, a_speaker(cast.ANNA, desk), Action.SETTLE_DIFFERENCE, HANDED_OVER)
        assert isinstance(form, Form)
        assert [option.value for option in form.field("right").options] == ["case"]

    @pytest.mark.parametrize(
        ("closes", "told"), [(("closes",), f"sluit {HANDED_OVER}"), ((), f"{HANDED_OVER} en het ticket blijven open")]
    )
    async def test_who_sends_the_answer_reads_whether_case_and_ticket_close_with_it(
        self, desk: Core, closes: tuple[str, ...], told: str
    ) -> None:
        anna = a_speaker(cast.ANNA, desk)
        form = await acting.press(desk, anna, Action.SEND_ANSWER, HANDED_OVER)
        assert isinstance(form, Form)
        values: Values = {"message": "De knop staat weer aan.", "closes": closes}
        sent = await acting.submit(desk, anna, form.name, form.state, values)
        assert isinstance(sent, Done)
        assert told in sent.text
        assert "ticket" in sent.text.removeprefix("Het bericht gaat via het ticket").lower()

    async def test_a_message_to_the_student_holds_no_data_of_the_student(self, desk: Core) -> None:
        anna = a_speaker(cast.ANNA, desk)
        form = await acting.press(desk, anna, Action.SEND_ANSWER, HANDED_OVER)
        assert isinstance(form, Form)
        typed = "Mail naar femke@student.example.org"
        again = await acting.submit(desk, anna, form.name, form.state, {"message": typed})
        assert isinstance(again, Form)
        assert "e-mailadressen" in again.errors["message"]
        assert again.field("message").value == typed
