"""The rules that only a store, and the conversation before it, can keep: 7, 8 and 9. Rule 10 is in test_delivery.py."""

import pytest
from sqlalchemy import Connection, select
from sqlmodel import SQLModel

from bot.actions import Action
from bot.adapters.sql.store import SqlStore
from bot.card import case_card, names_in
from bot.case import ToldBy
from bot.commands import (
    Claim,
    Decline,
    GiveFeedback,
    OfferFeedback,
    OpenCase,
    PassOn,
    RedirectQuestion,
    RefuseFeedback,
    Reopen,
    Withdraw,
)
from bot.conversation import acting, escalation
from bot.conversation.core import Core, words_for
from bot.conversation.replies import Done
from bot.demo import cast
from bot.forms import Form, Sort, Values
from bot.handlers import handle
from bot.lines import line_of
from bot.refusals import TicketHasOpenCase
from tests.builders import (
    ANNA,
    BRAM,
    DAAN,
    FATIMA,
    JORIS,
    NOW,
    SANNE,
    STUDENT_PORTAL,
    USIS_LAW,
    Ticking,
    a_content_question,
    a_question,
    a_speaker,
    an_escalation,
)


async def escalated(store: SqlStore) -> str:
    return (await store.run(handle(an_escalation()))).number


class TestRule7OneOpenCasePerTicket:
    async def test_a_case_is_not_reopened_while_the_ticket_has_another(self, store: SqlStore) -> None:
        first = await escalated(store)
        await store.run(handle(GiveFeedback(actor=ANNA, case=first, how=ToldBy.TICKET)))
        second = await escalated(store)
        reopening = Reopen(actor=SANNE, case=first, reason="Het lukt nog niet")

        with pytest.raises(TicketHasOpenCase, match=second):
            await store.run(handle(reopening))
        assert not (await store.queries.case(first)).is_open

        await store.run(handle(Withdraw(actor=SANNE, case=second, reason="Hoort bij de eerste")))
        await store.run(handle(reopening))
        assert (await store.queries.case(first)).is_open

    async def test_the_student_is_not_sent_elsewhere_while_the_ticket_has_an_open_case(self, store: SqlStore) -> None:
        number = await escalated(store)
        question = a_question(kind="content")
        with pytest.raises(TicketHasOpenCase, match=number):
            await store.run(handle(RedirectQuestion(actor=DAAN, question=question, text="Beste student")))

    async def test_looking_for_the_ticket_finds_the_open_case_also_when_a_newer_one_was_closed(
        self, store: SqlStore, clock: Ticking
    ) -> None:
        first = await escalated(store)
        await store.run(handle(Withdraw(actor=SANNE, case=first, reason="Opgelost")))
        clock.pass_time(NOW - NOW.replace(hour=8))
        second = await escalated(store)
        assert await store.queries.latest_case_of_ticket("m2611-0042") == second
        await store.run(handle(Withdraw(actor=SANNE, case=second, reason="Opgelost")))
        await store.run(handle(Reopen(actor=SANNE, case=first, reason="Toch niet")))
        assert await store.queries.latest_case_of_ticket("m2611-0042") == first

    async def test_cases_without_a_ticket_do_not_get_in_each_others_way(self, store: SqlStore) -> None:
        opening = OpenCase(actor=JORIS, question=a_content_question())
        assert len({(await store.run(handle(opening))).number for _ in range(3)}) == 3


class TestRule8EveryChangeIsInTheTimeline:
    async def test_with_who_when_and_from_where(self, store: SqlStore, clock: Ticking) -> None:
        number = await escalated(store)
        clock.pass_time(NOW - NOW.replace(hour=8))
        await store.run(handle(Claim(actor=BRAM, request=f"{number}/1")))
        entries = await store.queries.timeline(number)
        assert {(entry.person, entry.at, entry.origin) for entry in entries} == {
            (SANNE.person, NOW, "slack"),
            (BRAM.person, clock(), "teams"),
        }

    async def test_what_happened_comes_back_as_it_was(self, store: SqlStore) -> None:
        number = await escalated(store)
        await store.run(handle(PassOn(actor=ANNA, request=f"{number}/1", party=USIS_LAW, reason="Zit in 'uSis' 👍\n2")))
        reasons = [getattr(entry.event, "reason", None) for entry in await store.queries.timeline(number)]
        assert "Zit in 'uSis' 👍\n2" in reasons

    async def test_a_hand_over_that_was_passed_on_comes_back_in_one_change(self, store: SqlStore) -> None:
        """Two requests change places here, and between two statements, too, only one may be active."""
        number = await escalated(store)
        await store.run(handle(Claim(actor=ANNA, request=f"{number}/1")))
        await store.run(handle(PassOn(actor=ANNA, request=f"{number}/1", party=USIS_LAW, reason="uSis")))
        await store.run(handle(Decline(actor=FATIMA, request=f"{number}/2", reason="Toch het portaal")))
        case = await store.queries.case(number)
        assert (case.feedback.party, case.feedback.person) == (STUDENT_PORTAL, ANNA.person)
        assert case.version == 4


STUDENT = ("s1234567", "eva.jansen@umail.example.org", "06-12345678", "+31 6 87654321")
STUDENT_WRITES = f"Ik ben {STUDENT[0]}, mail {STUDENT[1]} of bel {STUDENT[2]} / {STUDENT[3]}."


class TestRule9NothingAboutTheStudentIsStoredOrShown:
    async def test_not_from_an_escalation(self, core: Core, store: SqlStore) -> None:
        sanne = a_speaker(cast.SANNE, core)
        form = await escalation.begin(core, sanne, "", text=STUDENT_WRITES)
        assert isinstance(form, Form)
        values = {"subject": STUDENT_WRITES[:100], "question": STUDENT_WRITES, "kind": "portal"}
        seen = await escalation.submit(core, sanne, form.name, form.state, values)
        assert isinstance(seen, Form)
        assert not any(detail in str(seen) for detail in STUDENT)
        done = await escalation.submit(core, sanne, seen.name, seen.state, values)
        assert isinstance(done, Done)
        await nothing_about_the_student(core, store, done.case)

    async def test_not_from_a_redirect_whose_desk_stays_readable(self, core: Core, store: SqlStore) -> None:
        sanne = a_speaker(cast.SANNE, core)
        form = await escalation.begin(core, sanne, "M2611 0042")
        assert isinstance(form, Form)
        preview = await escalation.submit(core, sanne, form.name, form.state, {"kind": "content"})
        assert isinstance(preview, Form)
        text = f"{preview.field('text').value}\n{STUDENT_WRITES}"
        done = await escalation.submit(core, sanne, preview.name, preview.state, {"text": text})
        assert isinstance(done, Done)
        await nothing_about_the_student(core, store, done.case)
        assert "oa-law@example.org" in await store.read(_everything)

    @pytest.mark.parametrize(
        ("person", "action", "others"),
        [
            (cast.ANNA, Action.PASS_ON, {"party": USIS_LAW}),
            (cast.ANNA, Action.DECLINE, {}),
            (cast.ANNA, Action.ASK_BACK, {}),
            (cast.ANNA, Action.CONSULT, {"parties": (USIS_LAW,)}),
            (cast.ANNA, Action.OFFER_FEEDBACK, {"party": USIS_LAW}),
            (cast.ANNA, Action.GIVE_FEEDBACK, {"how": "phone"}),
            (cast.SANNE, Action.WITHDRAW, {}),
            (cast.SANNE, Action.ADD_NOTE, {}),
            (cast.SANNE, Action.OPEN_PROBLEM, {}),
        ],
    )
    async def test_not_from_whatever_is_typed_into_a_form(
        self, core: Core, store: SqlStore, person: cast.Person, action: Action, others: Values
    ) -> None:
        number = await escalated(store)
        await store.run(handle(Claim(actor=ANNA, request=f"{number}/1")))
        target = f"{number}/1" if action in {Action.PASS_ON, Action.DECLINE, Action.ASK_BACK} else number
        who = a_speaker(person, core)
        form = await acting.press(core, who, action, target)
        assert isinstance(form, Form)
        typed = {f.name: STUDENT_WRITES for f in form.fields if f.sort in {Sort.LINE, Sort.TEXT}}
        assert typed
        done = await acting.submit(core, who, form.name, form.state, {**typed, **others})
        assert isinstance(done, Done), done
        await nothing_about_the_student(core, store, number)
        assert all(data not in done.text for data in STUDENT)


async def nothing_about_the_student(core: Core, store: SqlStore, number: str) -> None:
    """Neither in any table nor in what is rendered of it, while the rest of the text is there."""
    case = await store.queries.case(number)
    entries = await store.queries.timeline(number)
    words = await words_for(core, "nl", names_in(case))
    shown = f"{case_card(case, a_speaker(cast.ANNA, core).viewer, words)} {[line_of(e, words) for e in entries]}"
    stored = await store.read(_everything)
    for data in STUDENT:
        assert data not in stored
        assert data not in shown
    assert "Ik ben" in stored


def _everything(connection: Connection) -> str:
    """All rows of all tables; as plain tuples, because a row of SQLAlchemy shortens what it shows of itself."""
    tables = SQLModel.metadata.sorted_tables
    return str([tuple(row) for table in tables for row in connection.execute(select(table))])


async def test_what_was_asked_of_a_party_does_not_stay_on_its_card_when_it_has_no_part_any_more(
    store: SqlStore,
) -> None:
    """A card with an offer that was refused is replaced as well, though its party left the case."""
    opening = OpenCase(actor=JORIS, question=a_content_question(), asked=(USIS_LAW,))
    number = (await store.run(handle(opening))).number
    await store.run(handle(OfferFeedback(actor=JORIS, case=number, party=STUDENT_PORTAL, reason="Jullie weten het")))
    await store.run(handle(RefuseFeedback(actor=ANNA, case=number, reason="Dit is van de opleiding")))

    def wanted(connection: Connection) -> set[tuple[str, int]]:
        delivery = SQLModel.metadata.tables["delivery"].c
        cards = select(delivery.party, delivery.want).where(delivery.purpose == "card")
        return {(row.party, row.want) for row in connection.execute(cards)}

    assert {version for _, version in await store.read(wanted)} == {3}
    assert STUDENT_PORTAL in {party for party, _ in await store.read(wanted)}
    assert STUDENT_PORTAL not in (await store.queries.case(number)).parties
