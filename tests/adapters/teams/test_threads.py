"""What people write in the thread under a card in Teams: when they name the bot, and when it may read the channel."""

import pytest
from sqlalchemy import update

from bot.adapters.sql import rows
from bot.adapters.sql.store import SqlStore
from bot.announcements import Purpose
from bot.conversation.core import Core
from bot.demo import cast
from bot.events import Event, NoteAdded, NoteCorrected
from tests.adapters.teams.bot_connector import Json
from tests.adapters.teams.conftest import GENERAL, Teams

IN_GENERAL = f"teams:channel:{GENERAL}"
THREAD = f"{GENERAL};messageid=1001"
BOT = "<at>Escalation Bot</at>"


@pytest.fixture(autouse=True)
async def _card(escalated: str, core: Core) -> None:
    """The card of a case stands in the channel of functional management student portal."""
    store = core.store
    assert isinstance(store, SqlStore)
    assert escalated == "SL-2611-0001"
    d = rows.deliveries.c
    of_card = update(rows.deliveries).where(d.destination == IN_GENERAL, d.purpose == Purpose.CARD)
    ref = {"conversation": THREAD, "id": "1001"}
    await store.write(lambda connection: connection.execute(of_card.values(remote_ref=ref)))


def said_in(teams: Teams, text: str, thread: str = THREAD, **changes: object) -> Json:
    """A message in the channel; the bot's name is a mention, as in the recorded activity."""
    recorded = teams.activity("message-channel", text=text, **changes)
    recorded["conversation"] = {**recorded["conversation"], "id": thread}
    recorded["channelData"] = {**recorded["channelData"], "channel": {"id": GENERAL}}
    if BOT not in text:
        recorded["entities"] = [one for one in recorded["entities"] if one["type"] != "mention"]
    return recorded


async def notes(teams: Teams) -> list[Event]:
    entries = await teams.core.store.queries.timeline("SL-2611-0001")
    return [entry.event for entry in entries if isinstance(entry.event, NoteAdded | NoteCorrected)]


async def test_words_after_the_bots_name_under_a_card_are_a_note_and_it_says_so(teams: Teams) -> None:
    await teams.post(said_in(teams, f"{BOT} de student gebruikt Safari"))
    assert await notes(teams) == [NoteAdded("de student gebruikt Safari", IN_GENERAL, cast.STUDENT_PORTAL)]
    assert "notitie bij SL-2611-0001" in teams.last["text"]


async def test_a_command_under_a_card_stays_a_command(teams: Teams) -> None:
    await teams.post(said_in(teams, f"{BOT} zaak open"))
    assert await notes(teams) == []


async def test_words_after_the_bots_name_elsewhere_are_no_note(teams: Teams) -> None:
    await teams.post(said_in(teams, f"{BOT} de student gebruikt Safari", f"{GENERAL};messageid=2002"))
    assert await notes(teams) == []
    assert "Safari" in teams.last["text"]


async def test_where_the_bot_reads_the_channel_a_reply_is_a_note_in_silence_after_the_first(teams: Teams) -> None:
    await teams.post(said_in(teams, "De student gebruikt Safari"))
    told = len(teams.connector.sent())
    await teams.post(said_in(teams, "En een iPad"))
    assert [note.text for note in await notes(teams)] == ["De student gebruikt Safari", "En een iPad"]  # type: ignore[attr-defined]
    assert len(teams.connector.sent()) == told == 1


async def test_what_people_say_elsewhere_in_the_channel_is_not_for_the_bot(teams: Teams) -> None:
    await teams.post(said_in(teams, "Wie wil er koffie?", f"{GENERAL};messageid=2002"))
    assert await notes(teams) == []
    assert teams.connector.sent() == []


async def test_a_message_that_teams_brings_again_is_one_note(teams: Teams) -> None:
    again = said_in(teams, "De student gebruikt Safari")
    await teams.post(again)
    await teams.post(again)
    assert len(await notes(teams)) == 1


async def test_student_data_is_no_part_of_the_note_and_the_writer_is_asked_to_take_it_away(teams: Teams) -> None:
    await teams.post(said_in(teams, "Het gaat om s1234567"))
    (note,) = await notes(teams)
    assert isinstance(note, NoteAdded)
    assert "1234567" not in note.text
    assert "haal ze daar weg" in teams.last["text"]


async def test_a_changed_message_is_a_line_of_its_own(teams: Teams) -> None:
    first = said_in(teams, "De student gebruikt Safari")
    await teams.post(first)
    changed = {
        **first,
        "type": "messageUpdate",
        "text": "De student gebruikt Firefox",
        "timestamp": "2026-11-23T10:00:00.000Z",
    }
    changed["channelData"] = {**first["channelData"], "eventType": "editMessage"}
    await teams.post(changed)
    await teams.post(changed)
    assert [type(note) for note in await notes(teams)] == [NoteAdded, NoteCorrected]


async def test_a_visitor_who_talks_to_the_others_under_a_card_is_not_answered(teams: Teams) -> None:
    somebody = {"id": "29:1-visitor", "name": "Bezoeker", "aadObjectId": "a0000000-0000-4000-8000-0000000000ff"}
    await teams.post(said_in(teams, "Hoi, ik kijk even mee") | {"from": somebody})
    assert await notes(teams) == []
    assert teams.connector.sent() == []
