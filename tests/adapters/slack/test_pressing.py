"""Buttons on cards, and the forms they open."""

from typing import Any

import pytest

from bot.commands import Claim
from bot.demo import cast
from bot.handlers import handle
from tests.adapters.slack.conftest import Workspace, words_in
from tests.adapters.slack.web_api import SERVER_ERROR, Fault
from tests.builders import BRAM

Json = dict[str, Any]


async def claimant(workspace: Workspace, number: str = "SL-2611-0001") -> str | None:
    return (await workspace.core.store.queries.case(number)).requests[0].claimant


async def test_a_claim_is_committed_and_only_the_card_shows_it(workspace: Workspace) -> None:
    await workspace.a_case()
    answered = await workspace.press(cast.ANNA, "act:claim", "SL-2611-0001/1")
    assert answered.body == ""
    assert await claimant(workspace) == "anna.visser@example.org"
    assert workspace.slack.responses == []
    assert [call.method for call in workspace.slack.calls] == ["auth.test", "users.info"]


async def test_a_claim_asks_the_database_once_who_claims_and_nothing_else(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    await workspace.a_case()
    await workspace.press(cast.ANNA, "act:claim", "SL-2611-0001/1")
    asked: list[str] = []
    queries = workspace.core.store.queries

    def noting(name: str, ask: Any) -> Any:
        async def note(*args: Any, **named: Any) -> Any:
            asked.append(name)
            return await ask(*args, **named)

        return note

    for name in ("met", "person_on", "identity", "last_platform", "preferences", "persons", "case"):
        monkeypatch.setattr(queries, name, noting(name, getattr(queries, name)))
    await workspace.press(cast.ANNA, "act:release", "SL-2611-0001/1")
    assert asked == ["met"]


async def test_a_second_claim_is_refused_to_that_person_alone_with_the_name_of_the_first(workspace: Workspace) -> None:
    await workspace.a_case()
    await workspace.core.store.run(handle(Claim(actor=BRAM, request="SL-2611-0001/1")))
    await workspace.press(cast.ANNA, "act:claim", "SL-2611-0001/1")
    (said,) = workspace.slack.responses
    assert (said["response_type"], said["replace_original"]) == ("ephemeral", False)
    assert "Bram Mulder" in said["text"]


async def test_a_claim_is_made_though_slack_is_down(workspace: Workspace) -> None:
    await workspace.a_case()
    await workspace.press(cast.ANNA, "act:claim", "SL-2611-0001/1")
    await workspace.press(cast.ANNA, "act:release", "SL-2611-0001/1")
    for method in ("users.info", "chat.postEphemeral", "views.open"):
        workspace.slack.fail(method, SERVER_ERROR)
    await workspace.press(cast.ANNA, "act:claim", "SL-2611-0001/1")
    assert await claimant(workspace) == "anna.visser@example.org"


async def test_a_button_that_asks_for_more_opens_its_form(workspace: Workspace) -> None:
    await workspace.a_case()
    await workspace.press(cast.ANNA, "act:decline", "SL-2611-0001/1")
    form = workspace.slack.view_now()
    assert form["callback_id"] == "form:decline"
    answered = await workspace.submit(cast.ANNA, form, {"reason": "Dit gaat over uSis."})
    assert answered.json == {"response_action": "clear"}
    whispered = workspace.slack.called("chat.postEphemeral")[0]
    assert whispered["channel"] == "C02PORTAL"
    case = await workspace.core.store.queries.case("SL-2611-0001")
    assert case.requests[0].reason == "Dit gaat over uSis."


async def test_what_became_impossible_is_said_above_the_form_and_what_was_written_stays(workspace: Workspace) -> None:
    await workspace.a_case()
    await workspace.press(cast.ANNA, "act:decline", "SL-2611-0001/1")
    form = workspace.slack.view_now()
    await workspace.core.store.run(handle(Claim(actor=BRAM, request="SL-2611-0001/1")))
    answered = await workspace.submit(cast.ANNA, form, {"reason": "Dit gaat over uSis."})
    assert answered.json["response_action"] == "update"
    warning, field = answered.view["blocks"]
    assert "⚠️" in warning["text"]["text"]
    assert "Bram Mulder" in warning["text"]["text"]
    assert field["element"]["initial_value"] == "Dit gaat over uSis."
    assert answered.view["private_metadata"] == form["private_metadata"]


async def test_a_form_that_opens_too_late_is_said_to_be_pressed_again(workspace: Workspace) -> None:
    await workspace.a_case()
    workspace.slack.fail("views.open", Fault("expired_trigger_id"))
    await workspace.press(cast.ANNA, "act:decline", "SL-2611-0001/1")
    (said,) = workspace.slack.responses
    assert "te weinig tijd" in said["text"]


async def test_a_button_of_an_action_that_is_no_more_says_what_to_do(workspace: Workspace) -> None:
    await workspace.press(cast.ANNA, "act:escalate-to-the-moon", "SL-2611-0001")
    assert "oudere versie" in workspace.slack.responses[0]["text"]


async def test_a_case_that_was_asked_for_is_shown_anew_after_a_press(workspace: Workspace) -> None:
    """Delivery keeps the card in the channel new, not the one somebody looks at."""
    await workspace.a_case()
    await workspace.press(cast.ANNA, "act:claim", "SL-2611-0001/1", block="look:SL-2611-0001")
    (shown,) = workspace.slack.responses
    assert shown["replace_original"] is True
    assert "Anna Visser" in words_in(shown)


async def test_the_timeline_opens_in_a_modal(workspace: Workspace) -> None:
    await workspace.a_case()
    await workspace.press(cast.ANNA, "act:show-timeline", "SL-2611-0001")
    shown = workspace.slack.view_now()
    assert "Tijdlijn" in words_in(shown)
    assert "Sanne De Wit" in words_in(shown) or "Sanne de Wit" in words_in(shown)


# -- more than fits on the card ------------------------------------------------------------------------------


async def the_menu(workspace: Workspace, person: cast.Person = cast.ANNA) -> Json:
    await workspace.a_case()
    await workspace.press(person, "menu", "SL-2611-0001")
    return workspace.slack.view_now()


def what_can_be_done(view: Json) -> set[str]:
    (choice,) = [block for block in view["blocks"] if block.get("block_id") == "do"]
    return {option["value"] for option in choice["element"]["options"]}


async def test_the_menu_offers_what_this_person_may_do(workspace: Workspace) -> None:
    assert "claim SL-2611-0001/1" in what_can_be_done(await the_menu(workspace))


async def test_the_menu_offers_another_person_something_else(workspace: Workspace) -> None:
    offered = what_can_be_done(await the_menu(workspace, cast.SANNE))
    assert "claim SL-2611-0001/1" not in offered
    assert "withdraw SL-2611-0001" in offered


async def test_a_choice_that_needs_nothing_more_is_done_and_the_menu_closes(workspace: Workspace) -> None:
    answered = await workspace.submit(cast.ANNA, await the_menu(workspace), {"do": "claim SL-2611-0001/1"})
    assert answered.json == {"response_action": "clear"}
    assert await claimant(workspace) == "anna.visser@example.org"


async def test_a_choice_that_asks_for_more_puts_its_form_on_top(workspace: Workspace) -> None:
    answered = await workspace.submit(cast.ANNA, await the_menu(workspace), {"do": "decline SL-2611-0001/1"})
    assert (answered.json["response_action"], answered.view["callback_id"]) == ("push", "form:decline")
    await workspace.submit(cast.ANNA, {**answered.view, "id": "V2"}, {"reason": "Niet van ons."})
    assert workspace.slack.called("chat.postEphemeral")[0]["channel"] == "C02PORTAL"


async def test_a_choice_that_is_refused_says_why_at_the_choice(workspace: Workspace) -> None:
    menu = await the_menu(workspace)
    await workspace.core.store.run(handle(Claim(actor=BRAM, request="SL-2611-0001/1")))
    answered = await workspace.submit(cast.ANNA, menu, {"do": "claim SL-2611-0001/1"})
    assert "Bram Mulder" in answered.json["errors"]["do"]


async def test_a_menu_that_is_sent_without_a_choice_asks_for_one(workspace: Workspace) -> None:
    answered = await workspace.submit(cast.ANNA, await the_menu(workspace))
    assert answered.json["errors"] == {"do": "Kies eerst wat je wilt doen."}


async def test_what_is_done_from_the_view_of_a_case_shows_there(workspace: Workspace) -> None:
    await workspace.a_case()
    await workspace.press(cast.ANNA, "show-case", "SL-2611-0001", block="b")
    answered = await workspace.submit(cast.ANNA, workspace.slack.view_now(), {"do": "claim SL-2611-0001/1"})
    assert answered.json["response_action"] == "update"
    assert "Je hebt SL-2611-0001 opgepakt" in words_in(answered.view["blocks"][0])
    assert "release SL-2611-0001/1" in what_can_be_done(answered.view)
