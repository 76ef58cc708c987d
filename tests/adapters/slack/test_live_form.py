"""The form to escalate follows what is chosen in it: signed requests, as Slack sends them for ``dispatch_action``."""

import asyncio
import re
import time
from typing import Any

import pytest

from bot.adapters.slack.listeners import submits
from bot.adapters.slack.modals import values_from_view
from bot.demo import cast
from bot.ports import CaseFilter
from bot.texts import say
from tests.adapters.slack.conftest import Workspace, words_in
from tests.adapters.slack.payloads import payload
from tests.adapters.slack.web_api import RATE_LIMITED, SERVER_ERROR, Fault, permalink

Json = dict[str, Any]

TYPED = {"subject": "Inloggen", "question": "Hoe log ik in?"}
PORTAL = {**TYPED, "kind": "portal"}
CONTENT = {**TYPED, "kind": "content"}
TO_PORTAL = "Dit gaat naar Functioneel beheer studentenportaal"


async def opened(workspace: Workspace, person: cast.Person = cast.SANNE) -> Json:
    await workspace.command(person, "/escalate")
    return workspace.slack.view_now()


def block(view: Json, name: str) -> Json:
    found: Json = next(one for one in view["blocks"] if one.get("block_id", "").partition("~")[0] == name)
    return found


async def cases(workspace: Workspace) -> int:
    return (await workspace.core.store.queries.cases(CaseFilter(open=None))).total


# -- what is shown -------------------------------------------------------------------------------------------


async def test_only_what_decides_tells_of_itself(workspace: Workspace) -> None:
    view = await opened(workspace)
    live = {one["block_id"] for one in view["blocks"] if one.get("dispatch_action")}
    assert live == {"kind", "faculty"}


async def test_a_choice_shows_where_the_question_goes_and_what_the_button_will_do(workspace: Workspace) -> None:
    form = await opened(workspace)
    assert say("nl", "goes-not-yet") in words_in(form)
    answered = await workspace.choose(cast.SANNE, form, PORTAL)
    assert answered.body == ""
    shown = workspace.slack.view_now()
    assert TO_PORTAL in words_in(shown)
    assert "portal-at-helpdesk" in words_in(shown)
    assert shown["submit"]["text"] == "Doorzetten"
    assert shown["callback_id"] == form["callback_id"]


async def test_what_was_typed_stays_under_the_same_names(workspace: Workspace) -> None:
    """Slack keeps what stands in a block whose ``block_id`` and ``action_id`` stay; what it draws agrees with that."""
    form = await opened(workspace)
    await workspace.choose(cast.SANNE, form, PORTAL)
    shown = workspace.slack.view_now()
    names = [[one["block_id"] for one in view["blocks"] if one["type"] == "input"] for view in (form, shown)]
    assert names[0] == names[1]
    assert values_from_view({**shown, "state": {"values": {}}}) | PORTAL == values_from_view(shown)


async def test_parties_are_ticked_in_the_same_form(workspace: Workspace) -> None:
    form = await opened(workspace, cast.JORIS)
    await workspace.choose(cast.JORIS, form, CONTENT)
    shown = workspace.slack.view_now()
    both = {**CONTENT, "parties": [cast.STUDENT_PORTAL, cast.USIS_LAW]}
    assert (await workspace.submit(cast.JORIS, shown, both)).json == {"response_action": "clear"}
    case = await workspace.core.store.queries.case("SL-2611-0001")
    assert [request.party for request in case.requests] == [cast.STUDENT_PORTAL, cast.USIS_LAW]


async def test_boxes_for_other_parties_are_other_boxes(workspace: Workspace) -> None:
    """Slack would keep the tick of a party that is no longer offered."""
    form = await opened(workspace, cast.JORIS)
    names = []
    for at, faculty in enumerate(("law", "science")):
        await workspace.choose(cast.JORIS, form, {**CONTENT, "faculty": faculty}, at=f"1795420815.00010{at}")
        names.append(block(workspace.slack.view_now(), "parties")["block_id"])
    assert names[0] != names[1]


async def test_no_party_ticked_is_said_at_the_boxes(workspace: Workspace) -> None:
    await workspace.choose(cast.JORIS, await opened(workspace, cast.JORIS), CONTENT)
    shown = workspace.slack.view_now()
    answered = await workspace.submit(cast.JORIS, shown, {**CONTENT, "parties": []})
    assert list(answered.json["errors"]) == [block(shown, "parties")["block_id"]]


async def test_help_and_what_the_words_suggest_come_along(workspace: Workspace) -> None:
    values = {**PORTAL, "question": "Inschrijven voor een vak lukt niet"}
    await workspace.choose(cast.SANNE, await opened(workspace), values)
    shown = workspace.slack.view_now()
    assert re.search(r"<https://[^|>]+\|Misschien helpt deze handleiding: [^:>]+>", words_in(shown))
    assert "Het lijkt te gaan om" in block(shown, "kind")["hint"]["text"]


async def test_who_saw_it_opens_the_case_at_once_and_who_did_not_sees_it_first(workspace: Workspace) -> None:
    form = await opened(workspace)
    unseen = await workspace.submit(cast.SANNE, form, PORTAL)
    assert unseen.json["response_action"] == "update"
    assert TO_PORTAL in words_in(unseen.view)
    assert say("nl", "remark-look-first") in words_in(unseen.view)
    assert values_from_view(unseen.view) | PORTAL == values_from_view(unseen.view)
    assert await cases(workspace) == 0
    seen = await workspace.submit(cast.SANNE, {**unseen.view, "id": form["id"]}, PORTAL)
    assert seen.json == {"response_action": "clear"}
    assert await cases(workspace) == 1


async def test_in_english_for_who_reads_english(workspace: Workspace) -> None:
    workspace.slack.users[cast.DAAN.slack_id]["locale"] = "en-GB"
    await workspace.choose(cast.DAAN, await opened(workspace, cast.DAAN), PORTAL)
    assert workspace.slack.view_now()["submit"]["text"] == "Hand over"
    assert "From then on they owe the student the answer" in words_in(workspace.slack.view_now())


# -- choices that follow each other --------------------------------------------------------------------------


async def test_two_choices_before_the_first_is_drawn_end_with_the_second(workspace: Workspace) -> None:
    """Both come from the form as it was at first, so both carry its hash."""
    form = await opened(workspace)
    await workspace.choose(cast.SANNE, form, PORTAL, at="1795420815.000100")
    await workspace.choose(cast.SANNE, form, {**CONTENT, "faculty": "law"}, at="1795420816.000100")
    assert "Onderwijsadministratie Rechtsgeleerdheid" in words_in(workspace.slack.view_now())


async def test_a_late_choice_does_not_take_the_place_of_a_newer_one(workspace: Workspace) -> None:
    form = await opened(workspace)
    await workspace.choose(cast.SANNE, form, {**CONTENT, "faculty": "law"}, at="1795420816.000100")
    await workspace.choose(cast.SANNE, form, PORTAL, at="1795420815.000100")
    assert TO_PORTAL not in words_in(workspace.slack.view_now())


async def test_a_slow_answer_does_not_take_the_place_of_a_newer_one(workspace: Workspace) -> None:
    form = await opened(workspace)
    workspace.slack.fail("views.update", Fault(slow_s=0.3))
    await workspace.choose(cast.SANNE, form, PORTAL, at="1795420815.000100", settled=False)
    while not workspace.slack.called("views.update"):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    await workspace.choose(cast.SANNE, form, {**CONTENT, "faculty": "law"}, at="1795420816.000100")
    assert TO_PORTAL not in words_in(workspace.slack.view_now())
    assert len(workspace.slack.called("views.update")) == 2


async def test_what_somebody_else_drew_since_is_left_alone(workspace: Workspace) -> None:
    """Another replica, or the answer to a submit."""
    form = await opened(workspace)
    newer = {**form, "hash": "1795420817.newer", "submit": {"type": "plain_text", "text": "Nieuwer"}}
    workspace.slack.views[form["id"]] = newer
    await workspace.choose(cast.SANNE, form, PORTAL)
    assert workspace.slack.view_now() == newer


async def test_the_form_follows_also_after_it_came_back_from_a_submit(workspace: Workspace) -> None:
    form = await opened(workspace)
    await workspace.choose(cast.SANNE, form, PORTAL, at="1795420815.000100")
    back = {**workspace.slack.view_now(), "hash": "1795420818.back"}
    workspace.slack.views[form["id"]] = back
    await workspace.choose(cast.SANNE, back, {**CONTENT, "faculty": "law"}, at="1795420819.000100")
    assert "Onderwijsadministratie Rechtsgeleerdheid" in words_in(workspace.slack.view_now())


async def test_a_form_that_was_closed_meanwhile_is_let_go(workspace: Workspace) -> None:
    form = await opened(workspace)
    workspace.slack.views.clear()
    await workspace.choose(cast.SANNE, form, PORTAL)
    assert len(workspace.slack.called("views.update")) == 1


@pytest.mark.parametrize("fault", [SERVER_ERROR, Fault("ratelimited", status=429, retry_after=1)])
async def test_a_stumble_of_slack_is_made_good(workspace: Workspace, fault: Fault) -> None:
    form = await opened(workspace)
    workspace.slack.fail("views.update", fault)
    await workspace.choose(cast.SANNE, form, PORTAL)
    assert TO_PORTAL in words_in(workspace.slack.view_now())


async def test_what_could_not_be_drawn_is_seen_before_the_case_is_opened(workspace: Workspace) -> None:
    form = await opened(workspace)
    workspace.slack.fail("views.update", Fault("hash_conflict"))
    await workspace.choose(cast.SANNE, form, PORTAL)
    unseen = await workspace.submit(cast.SANNE, form, PORTAL)
    assert TO_PORTAL in words_in(unseen.view)
    assert await cases(workspace) == 0


async def test_a_guest_changes_nothing_by_choosing(workspace: Workspace) -> None:
    form = await opened(workspace)
    await workspace.choose(cast.PIM, form, PORTAL)
    assert workspace.slack.called("views.update") == []


async def test_a_choice_in_a_form_that_does_not_follow_is_only_acknowledged(workspace: Workspace) -> None:
    number = await workspace.a_case()
    await workspace.press(cast.ANNA, "act:decline", f"{number}/1")
    await workspace.choose(cast.ANNA, workspace.slack.view_now(), {}, field="reason")
    assert workspace.slack.called("views.update") == []


# -- what is looked up first ---------------------------------------------------------------------------------


async def test_a_message_opens_a_modal_at_once_and_its_place_goes_along_to_the_card(workspace: Workspace) -> None:
    workspace.slack.fail("chat.getPermalink", Fault(slow_s=2.0))
    begun = time.monotonic()
    await workspace.interact(payload("message_shortcut"), settled=False)
    while not workspace.slack.called("chat.getPermalink"):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    assert time.monotonic() - begun < 2.0
    assert say("nl", "slack-reading-message") in words_in(workspace.slack.view_now())
    await workspace.adapter.drain()
    form = workspace.slack.view_now()
    assert "s1234567" not in words_in(form)
    values = {"subject": "Vak ontbreekt", "kind": "content"}
    await workspace.choose(cast.JORIS, form, values)
    assert (await workspace.submit(cast.JORIS, workspace.slack.view_now(), values)).json["response_action"] == "clear"
    case = await workspace.core.store.queries.case("SL-2611-0001")
    assert case.question.origin_url == permalink("C04OALAW", "1795420811.000100")


@pytest.mark.parametrize("fault", [Fault("message_not_found"), SERVER_ERROR, RATE_LIMITED])
async def test_a_message_can_be_escalated_also_when_slack_does_not_tell_its_place(
    workspace: Workspace, fault: Fault
) -> None:
    workspace.slack.fail("chat.getPermalink", fault)
    await workspace.interact(payload("message_shortcut"))
    assert workspace.slack.view_now()["callback_id"] == "form:escalate"


async def test_who_may_not_escalate_gets_no_modal_from_a_shortcut(workspace: Workspace) -> None:
    user = {"id": cast.ANNA.slack_id, "team_id": cast.SLACK_TEAM}
    await workspace.interact(payload("message_shortcut", user=user, response_url=f"{workspace.slack.url}/response/1"))
    assert workspace.slack.called("views.open") == []
    assert "loket" in workspace.slack.responses[0]["text"]


async def test_a_ticket_typed_into_the_form_is_looked_up_when_it_is_sent(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(submits, "LOOK_UP_LIMIT_S", 2.0)
    form = await opened(workspace)
    await workspace.choose(cast.SANNE, form, PORTAL)
    answered = await workspace.submit(cast.SANNE, workspace.slack.view_now(), {**PORTAL, "ticket": "M2611 9999"})
    assert list(answered.json["errors"]) == ["ticket"]
    answered = await workspace.submit(cast.SANNE, workspace.slack.view_now(), {**PORTAL, "ticket": "M2611 0042"})
    assert answered.json == {"response_action": "clear"}
