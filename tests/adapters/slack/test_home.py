"""The Home tab: drawn within Slack's limits, shown and kept up to date by delivery, and what can be pressed on it."""

import asyncio
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.adapters.slack.home import home_message, home_view, refusal_view
from bot.adapters.sql.deliveries import SqlDeliveries
from bot.adapters.sql.store import SqlStore
from bot.conversation.personal import BACK, LANGUAGE, NOTICES
from bot.delivery import Delivery
from bot.demo import cast
from bot.home import Choice, HomeLine
from tests.adapters.slack.cards import LONG, a_home, the_longest_home
from tests.adapters.slack.conftest import Workspace, words_in
from tests.adapters.slack.limits import problems_in_message, problems_in_view
from tests.builders import Ticking

Json = dict[str, Any]
ON_THE_TAB: Json = {"channel": None, "response_url": None, "view": {"id": "V9", "type": "home"}}


async def delivered(workspace: Workspace, store: SqlStore, clock: Ticking) -> None:
    """Let delivery do what is due on the Home tabs."""
    platforms = {"slack": workspace.adapter.platform}
    delivery = Delivery(workspace.core, SqlDeliveries(store, clock), platforms, holder="one", public_url="")
    before = len(workspace.slack.called("views.publish"))
    running = asyncio.create_task(delivery.run())
    async with asyncio.timeout(10):
        while len(workspace.slack.called("views.publish")) == before:  # noqa: ASYNC110  # it is another's list
            await asyncio.sleep(0.01)
    await delivery.stop()
    await running


async def opened(workspace: Workspace, store: SqlStore, clock: Ticking) -> Json:
    """The Home tab that Anna opened."""
    await workspace.event("app_home_opened")
    await delivered(workspace, store, clock)
    view: Json = workspace.slack.homes["U03ANNA"]
    assert problems_in_view(view) == []
    return view


def buttons(view: Json) -> dict[str, Json]:
    """What can be pressed, by what it says."""
    found = [element for block in view["blocks"] if block["type"] == "actions" for element in block["elements"]]
    found += [block["accessory"] for block in view["blocks"] if "accessory" in block]
    return {button["text"]["text"]: button for button in found}


class TestDrawing:
    def test_the_longest_stays_within_the_limits(self) -> None:
        assert problems_in_view(home_view(the_longest_home())) == []
        assert problems_in_message(home_message(the_longest_home())) == []
        assert problems_in_view(refusal_view(LONG)) == []

    def test_the_shortest_too(self) -> None:
        assert problems_in_view(home_view(a_home())) == []
        assert problems_in_message(home_message(a_home())) == []

    def test_no_line_of_a_full_page_is_left_out(self) -> None:
        for shown in (home_view(the_longest_home()), home_message(the_longest_home())):
            assert sum("SL-2611-" in str(block.get("block_id", "")) for block in shown["blocks"]) == 8

    def test_what_is_overdue_is_not_told_by_a_colour_alone(self) -> None:
        line = HomeLine("SL-1", "SL-1 · Vraag", "Te laat: het had maandag gemoeten.", "M1", is_overdue=True)
        shown = words_in(home_view(a_home(line)))
        assert "🔴" in shown
        assert "Te laat" in shown

    def test_what_is_shown_now_is_marked(self) -> None:
        filters = (Choice("Alles", "mine"), Choice("Te laat", "mine overdue", is_chosen=True))
        found = buttons(home_view(a_home(filters=filters)))
        assert set(found) == {"Alles", "✓ Te laat"}
        assert "style" not in found["Alles"]

    def test_no_mention_comes_out_of_a_subject(self) -> None:
        line = HomeLine("SL-1", "<!channel> <@U1>", "<!here>", "<https://example.org|klik>")
        assert "<!" not in words_in(home_view(a_home(line)))
        assert "<@" not in words_in(home_view(a_home(line)))


async def test_it_shows_what_is_the_persons_own(workspace: Workspace, store: SqlStore, clock: Ticking) -> None:
    await workspace.a_case()
    view = await opened(workspace, store, clock)
    assert "SL-2611-0001 · Inschrijven voor een vak lukt niet" in words_in(view)
    assert buttons(view)["Oppakken"]["value"] == "SL-2611-0001/1"


async def test_what_is_claimed_there_is_shown_there(workspace: Workspace, store: SqlStore, clock: Ticking) -> None:
    await workspace.a_case()
    claim = buttons(await opened(workspace, store, clock))["Oppakken"]
    await workspace.press(cast.ANNA, claim["action_id"], claim["value"], block="home:SL-2611-0001:mine", **ON_THE_TAB)
    await delivered(workspace, store, clock)
    shown = workspace.slack.homes["U03ANNA"]
    assert "Jij bent de student het antwoord schuldig (1)" in words_in(shown)
    assert workspace.slack.responses == []


async def test_a_case_opens_from_there(workspace: Workspace) -> None:
    await workspace.a_case()
    await workspace.press(cast.ANNA, "show-case", "SL-2611-0001", block="b", **ON_THE_TAB)
    assert workspace.slack.view_now()["title"]["text"] == "SL-2611-0001"


async def test_less_of_it_can_be_shown(workspace: Workspace, store: SqlStore, clock: Ticking) -> None:
    await workspace.a_case()
    late = buttons(await opened(workspace, store, clock))["Te laat"]
    await workspace.press(cast.ANNA, late["action_id"], late["value"], block="b", **ON_THE_TAB)
    await delivered(workspace, store, clock)
    shown = workspace.slack.homes["U03ANNA"]
    assert "✓ Te laat" in buttons(shown)
    assert "SL-2611-0001" not in words_in(shown)


async def test_the_other_tabs_are_left_alone(workspace: Workspace, store: SqlStore) -> None:
    await workspace.event("app_home_opened", tab="messages")
    assert await store.read(lambda c: c.exec_driver_sql("SELECT count(*) FROM delivery").scalar_one()) == 0


async def test_somebody_of_no_party_reads_whom_to_ask(workspace: Workspace, store: SqlStore, clock: Ticking) -> None:
    await workspace.event("app_home_opened", user=cast.PIM.slack_id)
    await delivered(workspace, store, clock)
    assert "Welcome to secondline" in words_in(workspace.slack.homes[cast.PIM.slack_id])


async def test_a_guest_reads_why_there_is_nothing(workspace: Workspace) -> None:
    workspace.slack.users["U03ANNA"]["is_restricted"] = True
    await workspace.event("app_home_opened")
    assert "gast" in words_in(workspace.slack.homes["U03ANNA"]).lower()


class TestTyped:
    async def test_case_shows_the_same_to_who_typed_it_alone(self, workspace: Workspace) -> None:
        await workspace.a_case()
        answered = (await workspace.command(cast.ANNA, "/case")).json
        assert problems_in_message(answered) == []
        assert answered["response_type"] == "ephemeral"
        assert "SL-2611-0001" in words_in(answered)

    async def test_less_of_it_takes_its_place(self, workspace: Workspace) -> None:
        await workspace.a_case()
        await workspace.press(cast.ANNA, "home:filter-1", "mine overdue", block="b")
        (shown,) = workspace.slack.responses
        assert shown["replace_original"] is True
        assert "✓ Te laat" in buttons(shown)

    async def test_what_is_claimed_there_is_shown_there(self, workspace: Workspace) -> None:
        await workspace.a_case()
        await workspace.press(cast.ANNA, "act:claim", "SL-2611-0001/1", block="home:SL-2611-0001:mine")
        (shown,) = workspace.slack.responses
        assert "Jij bent de student het antwoord schuldig (1)" in words_in(shown)


class TestSettings:
    async def opened(self, workspace: Workspace) -> Json:
        await workspace.press(cast.ANNA, "settings", "settings", block="b", **ON_THE_TAB)
        view: Json = workspace.slack.view_now()
        assert problems_in_view(view) == []
        return view

    async def test_are_a_form(self, workspace: Workspace) -> None:
        view = await self.opened(workspace)
        assert view["callback_id"] == "form:settings"
        sorts = {b["block_id"]: b["element"]["type"] for b in view["blocks"] if b["type"] == "input"}
        assert sorts == {LANGUAGE: "radio_buttons", NOTICES: "checkboxes", BACK: "datepicker"}

    async def test_by_a_command_too(self, workspace: Workspace) -> None:
        await workspace.command(cast.ANNA, "/case", "instellingen")
        assert workspace.slack.view_now()["callback_id"] == "form:settings"

    async def test_in_a_message_there_is_a_button_first(self, workspace: Workspace) -> None:
        await workspace.event("direct_message", text="case settings")
        (answer,) = workspace.slack.called("chat.postMessage")
        assert list(buttons(answer)) == ["Instellingen"]

    async def test_are_kept_and_said_in_the_language_that_was_chosen(self, workspace: Workspace) -> None:
        view = await self.opened(workspace)
        await workspace.submit(cast.ANNA, view, {LANGUAGE: "en"})
        assert "Your settings are saved" in words_in(workspace.slack.called("chat.postMessage")[-1])
        answered = await workspace.command(cast.ANNA, "/case")
        assert "Your cases" in answered.json["text"]


@pytest.mark.parametrize("block", ["home:SL-2611-0001", "home:", "card:SL-2611-0001"])
async def test_a_block_of_another_version_breaks_nothing(workspace: Workspace, block: str) -> None:
    await workspace.a_case()
    with capture_logs() as logs:
        await workspace.press(cast.ANNA, "act:claim", "SL-2611-0001/1", block=block)
    assert [entry for entry in logs if entry["log_level"] == "error"] == []
