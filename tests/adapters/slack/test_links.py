"""A link to a ticket in a channel: who may escalate is offered to, once, and a ticket with a case shows that."""

from typing import Any

import pytest

from bot.demo import cast
from tests.adapters.slack.conftest import FewTickets, Workspace, words_in
from tests.adapters.slack.payloads import payload
from tests.adapters.slack.web_api import Fault, a_user

Json = dict[str, Any]


async def pasted(workspace: Workspace, *, event_id: str = "Ev1", **changes: Any) -> list[Json]:
    """What was whispered after a link to the ticket was pasted."""
    await workspace.event("link_shared", event_id=event_id, **changes)
    return workspace.slack.called("chat.postEphemeral")


def pressed(message: Json) -> Json:
    found: Json = message["blocks"][-1]["elements"][0]
    return found


async def test_escalating_is_offered_to_who_pasted_the_link(workspace: Workspace) -> None:
    (whispered,) = await pasted(workspace)
    assert (whispered["channel"], whispered["user"]) == ("C01HELPDESK", cast.SANNE.slack_id)
    assert "M2611 0042" in whispered["text"]
    button = pressed(whispered)
    await workspace.press(cast.SANNE, button["action_id"], button["value"], block="b")
    assert workspace.slack.view_now()["callback_id"] == "form:escalate"
    assert "De knop Inschrijven blijft grijs." in words_in(workspace.slack.view_now())


async def test_it_is_offered_in_the_thread_and_the_language_of_who_pasted_it(workspace: Workspace) -> None:
    workspace.slack.users[cast.SANNE.slack_id]["locale"] = "en-GB"
    (whispered,) = await pasted(workspace, thread_ts="1795420800.000100")
    assert whispered["thread_ts"] == "1795420800.000100"
    assert "You can escalate ticket M2611 0042" in whispered["text"]


async def test_it_is_offered_once_for_each_ticket_and_person(workspace: Workspace) -> None:
    await pasted(workspace)
    assert len(await pasted(workspace, event_id="Ev2")) == 1
    assert len(await pasted(workspace, event_id="Ev3", user=cast.DAAN.slack_id)) == 2


async def test_a_ticket_with_an_open_case_shows_that_case_instead(workspace: Workspace) -> None:
    number = await workspace.a_case()
    (whispered,) = await pasted(workspace)
    assert number in whispered["text"]
    button = pressed(whispered)
    assert button["value"] == number
    await workspace.press(cast.SANNE, button["action_id"], button["value"], block="b")
    assert workspace.slack.view_now()["title"]["text"] == number


@pytest.mark.parametrize("person", [cast.ANNA, cast.PIM])
async def test_who_may_not_escalate_is_left_in_peace(workspace: Workspace, person: cast.Person) -> None:
    assert await pasted(workspace, user=person.slack_id) == []
    assert workspace.slack.called("chat.postMessage") == []


async def test_a_guest_is_left_in_peace(workspace: Workspace) -> None:
    workspace.slack.users[cast.SANNE.slack_id] = a_user(cast.SANNE, is_restricted=True)
    assert await pasted(workspace) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"source": "composer", "channel": "COMPOSER"},
        {"links": [{"domain": "topdesk.example.org", "url": "https://topdesk.example.org/tas/secure/change?unid=77"}]},
        {"links": []},
    ],
    ids=["not sent yet", "no ticket", "no link"],
)
async def test_what_is_no_ticket_in_a_message_is_left_alone(workspace: Workspace, changes: Json) -> None:
    assert await pasted(workspace, **changes) == []


async def test_nothing_is_offered_while_topdesk_does_not_answer(workspace: Workspace, tickets: FewTickets) -> None:
    tickets.away = True
    assert await pasted(workspace) == []
    tickets.away = False
    assert len(await pasted(workspace, event_id="Ev2")) == 1


async def test_who_cannot_be_whispered_to_gets_no_direct_message(workspace: Workspace) -> None:
    workspace.slack.fail("chat.postEphemeral", Fault("user_not_in_channel"))
    await pasted(workspace)
    assert workspace.slack.called("chat.postMessage") == []


async def test_the_subject_cannot_call_a_whole_channel(workspace: Workspace, tickets: FewTickets) -> None:
    tickets.subject = "<!channel> kijk"
    (whispered,) = await pasted(workspace)
    assert "<!channel>" not in words_in(whispered)


def test_a_link_comes_as_slack_writes_it() -> None:
    assert "&amp;" in payload("link_shared")["links"][0]["url"]
