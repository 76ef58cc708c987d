"""``/escalate`` in Slack, from the command to the case."""

import time
from typing import Any

import pytest

from bot.adapters.slack.listeners import submits
from bot.demo import cast
from bot.ports import CaseFilter
from tests.adapters.slack.conftest import FewTickets, Workspace, words_in
from tests.adapters.slack.payloads import payload
from tests.adapters.slack.web_api import LOST_ANSWER, RATE_LIMITED, SERVER_ERROR, Fault, a_user

Json = dict[str, Any]
PORTAL = {"kind": "portal", "faculty": "law"}
CONTENT = {"kind": "content", "faculty": "law"}


async def the_form(workspace: Workspace, ticket: str = "M2611 0042", person: cast.Person = cast.SANNE) -> Json:
    await workspace.command(person, "/escalate", ticket)
    return workspace.slack.view_now()


async def seen_form(workspace: Workspace, values: Json, person: cast.Person = cast.SANNE) -> Json:
    """The form of the ticket, with what was chosen, after it showed where that goes."""
    await workspace.choose(person, await the_form(workspace, person=person), values)
    return workspace.slack.view_now()


async def cases(workspace: Workspace) -> int:
    return (await workspace.core.store.queries.cases(CaseFilter(open=None))).total


# -- opening the form ----------------------------------------------------------------------------------------


async def test_the_form_opens_at_once_without_a_ticket(workspace: Workspace) -> None:
    await workspace.command(cast.SANNE, "/escalate")
    opened = workspace.slack.called("views.open")[0]["view"]
    assert opened["callback_id"] == "form:escalate"
    assert [b["block_id"] for b in opened["blocks"] if b["type"] == "input"] == [
        "ticket",
        "subject",
        "question",
        "language",
        "kind",
        "faculty",
    ]


async def test_a_modal_opens_before_topdesk_is_asked(workspace: Workspace, tickets: FewTickets) -> None:
    """The trigger lasts 3 seconds; TOPdesk may take longer."""
    tickets.slow_s = 2.0
    begun = time.monotonic()
    await workspace.command(cast.SANNE, "/escalate", "M2611 0042", settled=False)
    await tickets.asked.wait()
    assert time.monotonic() - begun < 2.0
    assert "M2611 0042 wordt opgezocht" in words_in(workspace.slack.view_now())
    await workspace.adapter.drain()
    assert workspace.slack.view_now()["callback_id"] == "form:escalate"
    assert "De knop Inschrijven blijft grijs." in words_in(workspace.slack.view_now())


async def test_the_modal_becomes_a_form_when_topdesk_is_away(workspace: Workspace, tickets: FewTickets) -> None:
    tickets.away = True
    form = await the_form(workspace)
    assert form["callback_id"] == "form:escalate"
    assert "TOPdesk antwoordt nu niet" in words_in(form)


async def test_a_ticket_that_is_not_there_is_said_at_its_field_and_the_form_can_be_used(workspace: Workspace) -> None:
    shown = await the_form(workspace, "M2611 9999")
    ticket = next(index for index, block in enumerate(shown["blocks"]) if block.get("block_id") == "ticket")
    assert shown["blocks"][ticket]["element"]["initial_value"] == "M2611 9999"
    assert "M2611 9999 staat niet in TOPdesk" in words_in(shown["blocks"][ticket + 1])
    values = {**PORTAL, "ticket": "", "subject": "Inloggen", "question": "Hoe?"}
    await workspace.choose(cast.SANNE, shown, values)
    assert (await workspace.submit(cast.SANNE, workspace.slack.view_now(), values)).json == {"response_action": "clear"}


async def test_the_modal_does_not_stay_waiting_when_something_breaks_here(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("bot.conversation.escalation.begin", broken)
    assert "er is niets veranderd" in words_in(await the_form(workspace))


async def test_a_guest_gets_no_modal_but_a_sentence(workspace: Workspace) -> None:
    workspace.slack.users["U01SANNE"] = a_user(cast.SANNE, is_restricted=True)
    await workspace.command(cast.SANNE, "/escalate", "M2611 0042")
    assert "Als gast" in workspace.slack.responses[0]["text"]
    assert workspace.slack.called("views.open") == []


@pytest.mark.parametrize("fault", [SERVER_ERROR, LOST_ANSWER, Fault("internal_error")])
async def test_the_modal_does_not_stay_waiting_when_slack_stumbles(workspace: Workspace, fault: Fault) -> None:
    workspace.slack.fail("views.update", fault, fault)
    assert (await the_form(workspace))["callback_id"] == "form:escalate"


async def test_the_modal_waits_as_long_as_slack_asks(workspace: Workspace) -> None:
    workspace.slack.fail("views.update", Fault("ratelimited", status=429, retry_after=1))
    begun = time.monotonic()
    assert (await the_form(workspace))["callback_id"] == "form:escalate"
    assert time.monotonic() - begun >= 1.0


async def test_a_modal_closed_while_it_was_filled_is_let_go(workspace: Workspace) -> None:
    workspace.slack.fail("views.update", Fault("not_found"))
    await the_form(workspace)
    assert len(workspace.slack.called("views.update")) == 1


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault("expired_trigger_id"), "te weinig tijd"),
        (Fault(slow_s=2.0), "Probeer het"),
        (RATE_LIMITED, "Probeer het"),
        (Fault("invalid_arguments"), "logboek"),
    ],
)
async def test_who_gets_no_modal_is_told_why(workspace: Workspace, fault: Fault, said: str) -> None:
    workspace.slack.fail("views.open", fault)
    await workspace.command(cast.SANNE, "/escalate", "M2611 0042")
    (told,) = workspace.slack.responses
    assert told["response_type"] == "ephemeral"
    assert said.lower() in told["text"].lower()


async def test_a_ticket_with_an_open_case_shows_that_case(workspace: Workspace) -> None:
    number = await workspace.a_case()
    shown = await the_form(workspace)
    assert shown["title"]["text"] == number
    assert "heeft al een open zaak" in words_in(shown)
    assert await cases(workspace) == 1


async def test_who_belongs_to_no_desk_is_told_who_can_change_that(workspace: Workspace) -> None:
    await workspace.command(cast.ANNA, "/escalate")
    assert "marijke" in workspace.slack.responses[0]["text"].lower()
    assert workspace.slack.called("views.open") == []


async def test_help_for_escalate_says_what_can_be_typed(workspace: Workspace) -> None:
    answered = await workspace.command(cast.SANNE, "/escalate", "help")
    assert "/case open" in answered.json["text"]


async def test_the_form_is_in_the_language_of_who_opens_it(workspace: Workspace) -> None:
    workspace.slack.users[cast.DAAN.slack_id]["locale"] = "en-US"
    await workspace.command(cast.DAAN, "/escalate")
    assert workspace.slack.called("views.open")[0]["view"]["title"]["text"] == "Escalate a question"


# -- shortcuts and buttons -----------------------------------------------------------------------------------


async def test_the_global_shortcut_opens_the_form(workspace: Workspace) -> None:
    await workspace.interact(payload("global_shortcut"))
    assert workspace.slack.called("views.open")[0]["view"]["callback_id"] == "form:escalate"


async def test_a_message_can_be_escalated_and_is_masked_first(workspace: Workspace) -> None:
    await workspace.interact(payload("message_shortcut"))
    shown = words_in(workspace.slack.view_now())
    assert "Strafrecht & Criminologie ontbreekt" in shown
    assert "s1234567" not in shown


async def test_the_button_under_a_mention_opens_the_form(workspace: Workspace) -> None:
    await workspace.press(cast.SANNE, "escalate", "M2611 0042", block="b")
    assert workspace.slack.view_now()["callback_id"] == "form:escalate"
    assert "De knop Inschrijven" in words_in(workspace.slack.view_now())


# -- sending it ----------------------------------------------------------------------------------------------


async def test_a_filled_in_form_opens_the_case_and_whispers_what_is_so_now(workspace: Workspace) -> None:
    answered = await workspace.submit(cast.SANNE, await seen_form(workspace, PORTAL), PORTAL)
    assert answered.json == {"response_action": "clear"}
    case = await workspace.core.store.queries.case("SL-2611-0001")
    assert (case.question.ticket and case.question.ticket.number, case.question.text) == (
        "M2611 0042",
        "De knop Inschrijven blijft grijs.\nWat nu?",
    )
    whispered = workspace.slack.called("chat.postEphemeral")[0]
    assert (whispered["channel"], whispered["user"]) == ("C01HELPDESK", "U01SANNE")
    assert "SL-2611-0001" in whispered["text"]


async def test_a_form_that_arrives_twice_opens_one_case(workspace: Workspace) -> None:
    await workspace.command(cast.JORIS, "/escalate", channel="C04OALAW")
    filled_in = {**PORTAL, "kind": "portal", "subject": "Portaal", "question": "Hoe werkt het?"}
    await workspace.choose(cast.JORIS, workspace.slack.view_now(), filled_in)
    form = workspace.slack.view_now()
    first = await workspace.submit(cast.JORIS, form, filled_in)
    if first.json["response_action"] == "push":
        form, filled_in = {**first.view, "id": "V00002"}, {}
        first = await workspace.submit(cast.JORIS, form, filled_in)
    again = await workspace.submit(cast.JORIS, form, filled_in)
    assert (first.json, again.json) == ({"response_action": "clear"}, {"response_action": "clear"})
    assert await cases(workspace) == 1


async def test_a_second_form_for_the_same_question_is_another_one(workspace: Workspace) -> None:
    """A form has a name of its own each time it opens, whatever Slack calls the view."""
    keys = {(await the_form(workspace))["private_metadata"] for _ in range(2)}
    assert len(keys) == 2


async def test_what_is_missing_is_said_at_its_field(workspace: Workspace) -> None:
    answered = await workspace.submit(cast.SANNE, await the_form(workspace), {"faculty": "law"})
    assert answered.json["response_action"] == "errors"
    assert list(answered.json["errors"]) == ["kind"]


async def test_a_wrong_desk_is_a_second_step_with_the_standard_answer(workspace: Workspace) -> None:
    form = await the_form(workspace)
    pushed = await workspace.submit(cast.SANNE, form, CONTENT)
    assert pushed.json["response_action"] == "push"
    assert pushed.view["callback_id"] == "form:escalate-redirect"
    assert pushed.view["close"]["text"] == "Terug"
    answered = await workspace.submit(cast.SANNE, {**pushed.view, "id": "V00002"})
    assert answered.json == {"response_action": "clear"}
    case = await workspace.core.store.queries.case("SL-2611-0001")
    assert case.outcome == "redirected"


async def test_what_was_written_in_the_first_step_is_there_after_the_second(workspace: Workspace) -> None:
    form = await the_form(workspace)
    pushed = await workspace.submit(cast.SANNE, form, {**CONTENT, "question": 'Zij zegt: "het <kan> & moet".\n' * 30})
    await workspace.submit(cast.SANNE, {**pushed.view, "id": "V00002"})
    case = await workspace.core.store.queries.case("SL-2611-0001")
    assert case.question.text.count('Zij zegt: "het <kan> & moet".') == 30


async def test_who_is_not_in_the_channel_is_told_directly(workspace: Workspace) -> None:
    workspace.slack.fail("chat.postEphemeral", Fault("user_not_in_channel"))
    await workspace.submit(cast.SANNE, await seen_form(workspace, PORTAL), PORTAL)
    assert "SL-2611-0001" in workspace.slack.messages["D01SANNE"][0]["text"]


async def test_a_whisper_that_fails_changes_nothing_about_what_was_done(workspace: Workspace) -> None:
    workspace.slack.fail("chat.postEphemeral", SERVER_ERROR)
    answered = await workspace.submit(cast.SANNE, await seen_form(workspace, PORTAL), PORTAL)
    assert answered.json == {"response_action": "clear"}
    assert await cases(workspace) == 1


# -- when it takes long --------------------------------------------------------------------------------------


async def test_a_submit_that_waits_for_topdesk_is_acknowledged_in_time(
    workspace: Workspace, tickets: FewTickets, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(submits, "LOOK_UP_LIMIT_S", 0.05)
    await workspace.command(cast.SANNE, "/escalate")
    form = workspace.slack.view_now()
    filled_in = {**PORTAL, "ticket": "M2611 0042", "subject": "Portaal", "question": "Hoe werkt het?"}
    await workspace.choose(cast.SANNE, form, filled_in)
    form = workspace.slack.view_now()
    tickets.slow_s = 0.3
    waiting = await workspace.submit(cast.SANNE, form, filled_in, settled=False)
    assert waiting.json["response_action"] == "update"
    assert "geduld" in words_in(waiting.view)
    assert "submit" not in waiting.view
    await workspace.adapter.drain()
    assert "SL-2611-0001 is doorgezet" in words_in(workspace.slack.view_now())


async def test_what_is_wrong_after_waiting_stands_at_its_field(
    workspace: Workspace, tickets: FewTickets, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(submits, "LOOK_UP_LIMIT_S", 0.05)
    await workspace.command(cast.SANNE, "/escalate")
    form = workspace.slack.view_now()
    tickets.slow_s = 0.2
    filled_in = {**PORTAL, "ticket": "M2611 9999", "subject": "Portaal", "question": "Hoe werkt het?"}
    await workspace.submit(cast.SANNE, form, filled_in)
    shown = workspace.slack.view_now()
    assert shown["callback_id"] == "form:escalate"
    assert "staat niet in TOPdesk" in words_in(shown["blocks"][1])
    assert "Hoe werkt het?" in words_in(shown)


async def test_what_was_begun_is_finished_before_the_bot_stops(workspace: Workspace, tickets: FewTickets) -> None:
    tickets.slow_s = 0.3
    await workspace.command(cast.SANNE, "/escalate", "M2611 0042", settled=False)
    await tickets.asked.wait()
    await workspace.adapter.stop()
    assert workspace.slack.view_now()["callback_id"] == "form:escalate"
