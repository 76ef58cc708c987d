"""What people write in the thread under a card, brought by signed events."""

import json
from typing import Any

import pytest
from sqlalchemy import update

from bot.adapters.slack.app import SlackAdapter
from bot.adapters.sql import rows
from bot.adapters.sql.store import SqlStore
from bot.announcements import Purpose
from bot.demo import cast
from bot.errors import Unavailable
from bot.events import Event, NoteAdded, NoteCorrected
from tests.adapters.slack.conftest import Answered, Workspace
from tests.adapters.slack.payloads import payload
from tests.adapters.slack.web_api import a_user

Json = dict[str, Any]

CARD, REPLY, IN_PORTAL = "1795420801.000100", "1795420900.000700", "slack:channel:C02PORTAL"
CASE = "SL-2611-0001"

pytestmark = pytest.mark.usefixtures("case")


@pytest.fixture
async def case(workspace: Workspace, store: SqlStore) -> str:
    """A case whose card stands in the channel of functional management student portal."""
    number = await workspace.a_case()
    await card_stands(store, IN_PORTAL, CARD)
    return number


async def card_stands(store: SqlStore, destination: str, ts: str) -> None:
    d = rows.deliveries.c
    of_card = update(rows.deliveries).where(d.destination == destination, d.purpose == Purpose.CARD)
    ref = {"channel": destination.rpartition(":")[2], "ts": ts}
    await store.write(lambda connection: connection.execute(of_card.values(remote_ref=ref)))


async def notes(workspace: Workspace) -> list[Event]:
    entries = await workspace.core.store.queries.timeline(CASE)
    return [entry.event for entry in entries if isinstance(entry.event, NoteAdded | NoteCorrected)]


def whispers(workspace: Workspace) -> list[str]:
    return [call["text"] for call in workspace.slack.called("chat.postEphemeral")]


async def lines_to(store: SqlStore, destination: str) -> int:
    d = rows.deliveries
    found = await store.read(lambda c: c.execute(d.select().where(d.c.purpose == Purpose.LINE)).all())
    return sum(row.destination == destination for row in found)


async def test_a_reply_becomes_a_note_on_the_case(workspace: Workspace, case: str) -> None:
    await workspace.event("thread_reply")
    assert await notes(workspace) == [NoteAdded("De student gebruikt Safari.", IN_PORTAL, cast.STUDENT_PORTAL)]
    (entry,) = [e for e in await workspace.core.store.queries.timeline(case) if isinstance(e.event, NoteAdded)]
    assert (entry.person, entry.origin) == (cast.ANNA.email, "slack")


async def test_a_note_goes_to_the_other_threads_and_not_to_the_one_it_came_from(
    workspace: Workspace, store: SqlStore
) -> None:
    at_portal, at_helpdesk = await lines_to(store, IN_PORTAL), await lines_to(store, "slack:channel:C01HELPDESK")
    await workspace.event("thread_reply")
    assert await lines_to(store, IN_PORTAL) == at_portal
    assert await lines_to(store, "slack:channel:C01HELPDESK") == at_helpdesk + 1


async def test_nothing_of_a_reply_reaches_the_ticket(workspace: Workspace, store: SqlStore, case: str) -> None:
    d = rows.deliveries
    in_ticket = d.select().where(d.c.purpose == Purpose.TICKET, d.c.case == case)
    before = await store.read(lambda c: c.execute(in_ticket).all())
    await workspace.event("thread_reply")
    assert await store.read(lambda c: c.execute(in_ticket).all()) == before


async def test_who_writes_for_the_first_time_is_told_where_it_goes_and_after_that_no_more(
    workspace: Workspace, case: str
) -> None:
    await workspace.event("thread_reply")
    await workspace.event("thread_reply", ts="1795420901.000100", text="En een iPad.", event_id="Ev2")
    (told,) = workspace.slack.called("chat.postEphemeral")
    assert (told["channel"], told["user"], told["thread_ts"]) == ("C02PORTAL", cast.ANNA.slack_id, CARD)
    assert "Helpdesk ISSC" in told["text"]
    assert case in told["text"]
    assert len(await notes(workspace)) == 2


async def test_a_message_that_slack_brings_again_is_one_note(workspace: Workspace) -> None:
    for event_id in ("Ev1", "Ev1", "Ev2"):  # again, and by another subscription
        await workspace.event("thread_reply", event_id=event_id)
    assert len(await notes(workspace)) == 1
    assert len(whispers(workspace)) == 1


async def test_student_data_is_no_part_of_the_note_and_the_writer_is_asked_to_take_it_away(
    workspace: Workspace,
) -> None:
    await workspace.event("thread_reply", text="Mail jan@student.example.org, s1234567")
    (note,) = await notes(workspace)
    assert isinstance(note, NoteAdded)
    assert "jan@" not in note.text
    assert "1234567" not in note.text
    assert "e-mailadressen en studentnummers" in whispers(workspace)[0]
    assert "haal ze daar weg" in whispers(workspace)[0]


async def test_people_who_are_named_have_their_name_in_the_note(workspace: Workspace, case: str) -> None:
    await workspace.command(cast.SANNE, "/case")
    await workspace.event("thread_reply", text=f"<@{cast.SANNE.slack_id}> en <@U0UNKNOWN> &amp; <!channel>: kijk")
    (note,) = await notes(workspace)
    assert isinstance(note, NoteAdded)
    assert note.text == "@Sanne de Wit en @iemand & @channel: kijk"


async def test_a_corrected_message_is_a_line_of_its_own_and_the_first_stays(workspace: Workspace) -> None:
    await workspace.event("thread_reply")
    for _ in range(2):
        await workspace.event("thread_reply_changed")
    assert await notes(workspace) == [
        NoteAdded("De student gebruikt Safari.", IN_PORTAL, cast.STUDENT_PORTAL),
        NoteCorrected("De student gebruikt Firefox.", IN_PORTAL, cast.STUDENT_PORTAL),
    ]


async def test_taking_student_data_out_of_a_message_changes_nothing_about_the_note(workspace: Workspace) -> None:
    changed = payload("thread_reply_changed")
    with_data = {**changed["previous_message"], "text": "Het is s1234567 niet gelukt."}
    without = {**changed["message"], "text": "Het is niet gelukt."}
    await workspace.event("thread_reply", text=with_data["text"])
    await workspace.event("thread_reply_changed", previous_message=with_data, message=without)
    assert len(await notes(workspace)) == 1


async def test_what_slack_changes_about_a_message_is_no_correction(workspace: Workspace) -> None:
    await workspace.event("thread_reply")
    same = {**payload("thread_reply_changed")["message"], "text": "De student gebruikt Safari.", "attachments": [{}]}
    await workspace.event("thread_reply_changed", message=same)
    assert len(await notes(workspace)) == 1


async def test_a_change_of_a_message_that_was_no_note_is_none_either(workspace: Workspace) -> None:
    await workspace.event("thread_reply_changed")
    assert await notes(workspace) == []


async def test_the_note_of_a_deleted_message_stays_and_its_writer_is_told(workspace: Workspace) -> None:
    await workspace.event("thread_reply")
    await workspace.event("thread_reply_deleted")
    assert len(await notes(workspace)) == 1
    assert "de notitie bij SL-2611-0001 blijft" in whispers(workspace)[-1]


@pytest.mark.parametrize(
    "changes",
    [
        {"bot_id": "B00OTHER"},
        {"user": "USLACKBOT"},
        {"subtype": "channel_join"},
        {"parent_user_id": "U03ANNA"},
        {"thread_ts": "1795420802.000100"},
        {"thread_ts": REPLY},
        {"thread_ts": None},
        {"channel": "C01HELPDESK"},
        {"text": "<@U00SECONDLINE> zaak open"},
    ],
    ids=[
        "a bot",
        "slackbot",
        "a notice",
        "thread of a person",
        "no card",
        "top",
        "no thread",
        "elsewhere",
        "a command",
    ],
)
async def test_other_messages_become_nothing_and_nobody_is_told(workspace: Workspace, changes: Json) -> None:
    await workspace.event("thread_reply", **changes)
    assert await notes(workspace) == []
    assert whispers(workspace) == []


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"is_restricted": True}, "Als gast"),
        ({"is_ultra_restricted": True}, "Als gast"),
        ({"is_stranger": True}, "andere organisatie"),
        ({"team_id": "T00ELDERS"}, "andere organisatie"),
    ],
    ids=["guest", "guest of one channel", "Slack Connect", "another workspace"],
)
async def test_guests_and_other_organisations_write_no_notes_and_are_told_so_once(
    workspace: Workspace, changes: Json, why: str
) -> None:
    workspace.slack.users[cast.ANNA.slack_id] = a_user(cast.ANNA, **changes)
    await workspace.event("thread_reply")
    await workspace.event("thread_reply", ts="1795420901.000100", event_id="Ev2")
    assert await notes(workspace) == []
    (told,) = whispers(workspace)
    assert why in told


async def test_who_has_no_part_in_the_case_writes_no_note_and_hears_who_does(workspace: Workspace) -> None:
    await workspace.event("thread_reply", user=cast.FATIMA.slack_id)
    assert await notes(workspace) == []
    (told,) = whispers(workspace)
    assert "geen notitie" in told
    assert "Functioneel beheer studentenportaal" in told


async def test_a_file_does_not_go_along_but_words_with_it_do(workspace: Workspace) -> None:
    await workspace.event("thread_reply", subtype="file_share", text="", files=[{"id": "F1"}])
    assert await notes(workspace) == []
    assert "Bestanden gaan niet mee" in whispers(workspace)[0]
    await workspace.event("thread_reply", subtype="file_share", files=[{"id": "F1"}], event_id="Ev2")
    assert len(await notes(workspace)) == 1


async def test_a_reply_that_is_also_sent_to_the_channel_is_a_note(workspace: Workspace) -> None:
    await workspace.event("thread_reply", subtype="thread_broadcast")
    assert len(await notes(workspace)) == 1


async def test_words_after_the_bots_name_that_are_no_command_are_a_note_under_a_card(workspace: Workspace) -> None:
    text = "<@U00SECONDLINE> student belde terug"
    await workspace.event("app_mention", text=text, user=cast.ANNA.slack_id, channel="C02PORTAL", thread_ts=CARD)
    (note,) = await notes(workspace)
    assert isinstance(note, NoteAdded)
    assert note.text == "student belde terug"
    assert workspace.slack.called("chat.postMessage") == []


async def _reply(workspace: Workspace, **headers: str) -> Answered:
    body = payload("event", event=payload("thread_reply"), event_id="Ev1")
    answered = await workspace.send(json.dumps(body), "application/json", headers=headers)
    await workspace.adapter.drain()
    return answered


async def test_a_reply_that_cannot_be_stored_is_not_acknowledged_so_that_slack_brings_it_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise Unavailable("database: away")

    with monkeypatch.context() as broken:
        broken.setattr(SqlStore, "run", away)
        assert (await _reply(workspace)).status == 500
        assert whispers(workspace) == []
        assert (await _reply(workspace, **{"x-slack-retry-num": "3"})).status == 200
    assert "door een storing" in whispers(workspace)[0]
    assert (await _reply(workspace)).status == 200
    assert len(await notes(workspace)) == 1


async def test_the_bots_own_lines_are_not_listened_to(workspace: Workspace, adapter: SlackAdapter) -> None:
    await workspace.event("thread_reply", user="U00SECONDLINE", bot_id="B00SECONDLINE")
    await adapter.drain()
    assert await notes(workspace) == []
    assert workspace.slack.called("users.info") == []
