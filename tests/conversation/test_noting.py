"""What people write in the thread under a card, whichever platform brings it."""

from collections import Counter

import pytest
from sqlalchemy import select

from bot.adapters.sql import rows
from bot.adapters.sql.store import SqlStore
from bot.announcements import Purpose
from bot.commands import Withdraw
from bot.conversation import noting
from bot.conversation.core import Core
from bot.conversation.noting import LONGEST_NOTE, Written
from bot.demo import cast
from bot.events import NoteAdded, NoteCorrected
from bot.handlers import handle
from bot.lines import line_of
from bot.ports import CardPlace
from bot.texts import LANGUAGES
from tests.builders import SANNE, STUDENT_PORTAL, a_speaker, an_escalation
from tests.texts.words_for_tests import the_words

IN_SLACK, IN_TEAMS = "slack:channel:C02PORTAL", "teams:channel:19:tweede-lijn-general@thread.tacv2"
AT_HELPDESK = "slack:channel:C01HELPDESK"
CARD = CardPlace("SL-2611-0001", STUDENT_PORTAL, IN_SLACK, {"channel": "C02PORTAL", "ts": "1.5"})


@pytest.fixture(autouse=True)
async def _case(core: Core) -> None:
    await core.store.run(handle(an_escalation()))


async def notes(core: Core) -> list[NoteAdded | NoteCorrected]:
    entries = await core.store.queries.timeline(CARD.case)
    return [entry.event for entry in entries if isinstance(entry.event, NoteAdded | NoteCorrected)]


async def lines(store: SqlStore) -> Counter[str]:
    d = rows.deliveries.c
    query = select(d.destination).where(d.purpose == Purpose.LINE)
    return Counter(await store.read(lambda connection: connection.execute(query).scalars().all()))


async def test_a_note_reaches_the_other_threads_on_both_platforms_and_not_its_own(core: Core, store: SqlStore) -> None:
    before = await lines(store)
    await noting.note(core, a_speaker(cast.ANNA, core), Written(CARD, "Safari", "k1"))
    assert await lines(store) - before == Counter([AT_HELPDESK, IN_TEAMS])


@pytest.mark.parametrize("language", LANGUAGES)
async def test_there_it_says_who_wrote_it_and_where(core: Core, language: str) -> None:
    await noting.note(core, a_speaker(cast.ANNA, core), Written(CARD, "Safari", "k1"))
    entry = (await core.store.queries.timeline(CARD.case))[-1]
    words = the_words(language, core.organisation())
    assert line_of(entry, words) == f"Anna Visser ({words.party(STUDENT_PORTAL)}, in Slack): Safari"


async def test_a_message_is_noted_once_whoever_brings_it(core: Core) -> None:
    for _ in range(3):
        await noting.note(core, a_speaker(cast.ANNA, core), Written(CARD, "Safari", "k1"))
    assert len(await notes(core)) == 1


async def test_who_has_no_part_in_the_case_writes_no_note(core: Core) -> None:
    for person in (cast.FATIMA, cast.PIM):
        told = await noting.note(core, a_speaker(person, core), Written(CARD, "Safari", f"by {person.email}"))
        assert told is not None
        assert told.is_refusal
    assert await notes(core) == []


async def test_an_administrator_writes_where_they_like(core: Core) -> None:
    await noting.note(core, a_speaker(cast.MARIJKE, core), Written(CARD, "Safari", "k1"))
    assert len(await notes(core)) == 1


async def test_a_closed_case_still_takes_notes(core: Core) -> None:
    await core.store.run(handle(Withdraw(actor=SANNE, case=CARD.case, reason="Dubbel")))
    await noting.note(core, a_speaker(cast.ANNA, core), Written(CARD, "Toch niet dubbel", "k1"))
    assert len(await notes(core)) == 1


async def test_a_long_message_is_cut_and_says_so(core: Core) -> None:
    await noting.note(core, a_speaker(cast.ANNA, core), Written(CARD, "lang " * 4_000, "k1"))
    (note,) = await notes(core)
    assert len(note.text) == LONGEST_NOTE
    assert note.text.endswith("…")


async def test_what_no_database_takes_is_left_out(core: Core) -> None:
    await noting.note(core, a_speaker(cast.ANNA, core), Written(CARD, "Sa\x00fari", "k1"))
    assert (await notes(core))[0].text == "Safari"


async def test_a_correction_is_added_and_what_it_said_before_stays(core: Core) -> None:
    speaks = a_speaker(cast.ANNA, core)
    await noting.note(core, speaks, Written(CARD, "Safari", "k1"))
    for _ in range(2):
        await noting.correct(core, speaks, Written(CARD, "Firefox", "k1"), key="k1:2", before="Safari")
    assert [note.text for note in await notes(core)] == ["Safari", "Firefox"]


async def test_student_data_that_comes_with_a_correction_is_no_part_of_it_either(core: Core) -> None:
    speaks = a_speaker(cast.ANNA, core)
    await noting.note(core, speaks, Written(CARD, "Safari", "k1"))
    told = await noting.correct(core, speaks, Written(CARD, "Safari van s1234567", "k1"), key="k1:2", before="Safari")
    assert told is not None
    assert "haal ze daar weg" in told.text
    assert "1234567" not in (await notes(core))[-1].text


async def test_the_note_of_a_message_that_was_taken_away_stays(core: Core) -> None:
    assert await noting.taken_away(core, "nl", "k1") is None
    await noting.note(core, a_speaker(cast.ANNA, core), Written(CARD, "Safari", "k1"))
    told = await noting.taken_away(core, "nl", "k1")
    assert told is not None
    assert CARD.case in told.text
    assert len(await notes(core)) == 1
