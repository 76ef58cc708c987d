"""What people do in Teams, through the real route."""

import asyncio
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.adapters.teams.app import PATH
from bot.card import card_for_party
from bot.case import Outcome, ToldBy
from bot.commands import AddNote, GiveFeedback, OpenProblem
from bot.demo import cast
from bot.errors import Unavailable
from bot.handlers import handle
from bot.ports import Notice, Person
from bot.request import RequestState
from bot.words import CASE_NUMBER
from tests.adapters.teams.bot_connector import a_member
from tests.adapters.teams.conftest import (
    GENERAL,
    PAYLOADS,
    Teams,
    actions,
    button,
    inputs,
    payload,
    sends,
    sent_by,
    words,
)
from tests.builders import Ticking, an_actor, an_escalation

RECORDED = sorted(path.stem for path in PAYLOADS.glob("*.json") if not path.stem.startswith("from-bot"))
MESSAGE = "application/vnd.microsoft.activity.message"
CARD = "application/vnd.microsoft.card.adaptive"


@pytest.mark.parametrize("name", RECORDED)
async def test_every_recorded_activity_is_answered(teams: Teams, name: str) -> None:
    teams.connector.members["29:1-hanna-helpdesk"] = {"name": "Hanna", "email": "hanna@example.org"}
    response = await teams.post(payload(name) | {"serviceUrl": teams.connector.url})
    assert response.status == (200 if name.startswith("invoke") else 201)


@pytest.mark.parametrize("name", ["task/fetch", "task/submit", "signin/verifyState", ""])
async def test_an_invoke_that_is_not_known_is_said_to_be_so(teams: Teams, name: str) -> None:
    response = await teams.post(teams.activity("invoke-adaptiveCard-action", name=name))
    assert response.status == 501
    assert await response.text() == ""


@pytest.mark.parametrize("kind", ["typing", "messageReaction", "event", "endOfConversation"])
async def test_other_activities_are_taken_and_left_at_that(teams: Teams, kind: str) -> None:
    assert (await teams.post(teams.activity("message-personal", type=kind))).status == 201
    assert teams.connector.calls == []


# -- words ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["case SL-2611-0001", "/case SL-2611-0001", "zaak m2611 0042", "SL-2611-0001"])
async def test_a_case_is_shown_with_what_happened_to_it(teams: Teams, escalated: str, typed: str) -> None:
    await teams.says(typed)
    assert escalated in words(teams.last_card)
    assert "Sanne de Wit" in words(teams.last_card)
    assert "\nTijdlijn\n" in words(teams.last_card)


async def test_words_in_a_channel_are_answered_in_their_thread(teams: Teams, escalated: str) -> None:
    text = f"<at>Escalation Bot</at> case {escalated}"
    await teams.post(teams.activity("message-channel", text=text))
    thread = payload("message-channel")["conversation"]["id"]
    assert teams.connector.sent()[-1].place.startswith(f"/{thread}/activities")
    assert escalated in words(teams.last_card)


async def test_words_in_a_group_chat_are_answered_there(teams: Teams) -> None:
    await teams.post(teams.activity("message-group", text="<at>Escalation Bot</at> case open"))
    assert teams.connector.sent()[-1].place.startswith("/19:groupchat@thread.v2/activities")


async def test_the_bot_alone_in_a_mention_is_asked_for_help(teams: Teams) -> None:
    await teams.post(teams.activity("message-channel", text="<at>Escalation Bot</at>&nbsp;"))
    assert "case SL-2611-0042" in teams.last["text"]
    assert "/case" not in teams.last["text"]


async def test_what_is_not_understood_is_repeated_in_public_without_student_data(teams: Teams) -> None:
    text = "<at>Escalation Bot</at> Jan (s1234567, jan@umail.example.org, 06-12345678) over M2611 0042"
    await teams.post(teams.activity("message-channel", text=text))
    assert "M2611 0042" in teams.last["text"]
    for private in ("1234567", "umail", "12345678"):
        assert private not in teams.last["text"]


@pytest.mark.parametrize("typed", ["case s1234567 jan@umail.example.org", "escalate s1234567"])
async def test_a_number_that_leads_nowhere_is_repeated_without_student_data(teams: Teams, typed: str) -> None:
    await replace(teams, person=cast.SANNE).says(typed)
    answer = str(teams.last)
    assert "1234567" not in answer
    assert "umail" not in answer


@pytest.mark.parametrize("typed", ["lorem ipsum " * 500, "case " + "lorem 1 " * 500])
async def test_of_a_long_story_only_the_beginning_is_repeated(teams: Teams, typed: str) -> None:
    await teams.says(typed)
    assert 1 <= teams.last["text"].count("lorem") <= 8


async def test_half_a_character_does_no_harm(teams: Teams) -> None:
    await teams.says("case zoek \ud800\x00 iets")
    assert "iets" in words(teams.last_card)


async def test_what_is_not_understood_is_repeated_as_it_was_typed(teams: Teams) -> None:
    await teams.says("<b>vet</b> *plan*")
    assert "&lt;b&gt;vet&lt;/b&gt; &#42;plan&#42;" in teams.last["text"]


async def test_a_message_of_a_person_is_read_in_their_language(teams: Teams) -> None:
    await replace(teams, locale="en-GB").says("case open")
    assert "Open cases" in words(teams.last_card)


async def test_a_prepared_card_that_is_sent_is_not_taken_for_words(teams: Teams) -> None:
    card = {"contentType": CARD, "content": {"type": "AdaptiveCard", "version": "1.5"}}
    text = '\n<span class="inline-compose-card" itemid="0"></span>'
    await teams.post(teams.activity("message-personal", text=text, attachments=[card]))
    assert teams.connector.sent() == []


# -- a press on the party's card -----------------------------------------------------------------------------


async def the_party_card(teams: Teams, number: str) -> dict[str, Any]:
    """The card as delivery posts it in the channel of functional management student portal."""
    organisation = teams.core.organisation()
    case = await teams.case(number)
    await teams.adapter.platform.post_card(
        GENERAL, card_for_party(case, organisation.party(cast.STUDENT_PORTAL), organisation, {}), key="card"
    )
    return teams.last_card


async def test_a_claim_is_answered_with_the_new_card(teams: Teams, escalated: str) -> None:
    answer = await teams.presses(await the_party_card(teams, escalated), "Oppakken", channel=GENERAL)
    assert (await teams.case()).feedback.person == cast.BRAM.email
    assert (answer["statusCode"], answer["type"]) == (200, CARD)
    assert "Bram Mulder" in words(answer["value"])
    assert "Je hebt SL-2611-0001 opgepakt" in words(answer["value"])


async def test_the_answer_to_a_press_in_the_channel_is_the_card_of_the_party(teams: Teams, escalated: str) -> None:
    answer = await teams.presses(await the_party_card(teams, escalated), "Oppakken", channel=GENERAL)
    assert "\nTijdlijn\n" not in words(answer["value"])
    assert button(answer["value"], "Teruggekoppeld")["data"]["standing"] == {"case": escalated, "home": escalated}


async def test_delivery_and_not_the_answer_changes_the_card_of_the_party(teams: Teams, escalated: str) -> None:
    await teams.presses(await the_party_card(teams, escalated), "Oppakken", channel=GENERAL)
    assert teams.connector.sent("PUT") == []


async def test_who_comes_second_is_told_who_was_first(teams: Teams, escalated: str) -> None:
    card = await the_party_card(teams, escalated)
    await replace(teams, person=cast.ANNA).presses(card, "Oppakken", channel=GENERAL)
    answer = await teams.presses(card, "Oppakken", channel=GENERAL)
    assert (answer["statusCode"], answer["type"]) == (200, MESSAGE)
    assert "Anna Visser" in answer["value"]


async def test_somebody_of_another_party_is_refused_with_a_sentence(teams: Teams, escalated: str) -> None:
    card = await the_party_card(teams, escalated)
    answer = await replace(teams, person=cast.FATIMA).presses(card, "Oppakken", channel=GENERAL)
    assert answer["type"] == MESSAGE
    assert "Functioneel beheer studentenportaal" in answer["value"]
    assert (await teams.case()).feedback.person is None


async def test_the_same_press_that_arrives_twice_is_answered_twice_and_done_once(teams: Teams, escalated: str) -> None:
    action = button(await the_party_card(teams, escalated), "Oppakken")
    press = teams.activity("invoke-adaptiveCard-action", value={"action": action})
    answers = [await (await teams.post(press)).json() for _ in range(2)]
    assert [answer["type"] for answer in answers] == [CARD, CARD]


@pytest.mark.parametrize("value", [{}, {"action": {"verb": "claim", "data": {"ticket": "T-1"}}}, {"action": []}])
async def test_a_press_on_something_else_is_an_error_in_words(teams: Teams, value: dict[str, Any]) -> None:
    response = await teams.post(teams.activity("invoke-adaptiveCard-action", value=value))
    answer = await response.json()
    assert (response.status, answer["statusCode"], answer["type"]) == (200, 400, "application/vnd.microsoft.error")
    assert "Deze knop werkt niet meer" in answer["value"]["message"]


# -- forms ---------------------------------------------------------------------------------------------------


async def claimed(teams: Teams, number: str) -> dict[str, Any]:
    """The party's card after Bram took the request."""
    answer = await teams.presses(await the_party_card(teams, number), "Oppakken", channel=GENERAL)
    card: dict[str, Any] = answer["value"]
    return card


async def test_a_form_takes_the_place_of_the_card_and_says_which_case_it_is_about(teams: Teams, escalated: str) -> None:
    card = await claimed(teams, escalated)
    form = (await teams.presses(card, "Teruggekoppeld", channel=GENERAL))["value"]
    assert set(inputs(form)) >= {"one:how", "one:answer"}
    assert escalated in words(form)


async def test_leaving_a_form_brings_the_card_of_the_party_back(teams: Teams, escalated: str) -> None:
    card = await claimed(teams, escalated)
    form = (await teams.presses(card, "Teruggekoppeld", channel=GENERAL))["value"]
    back = (await teams.presses(form, "Annuleren", channel=GENERAL))["value"]
    assert button(back, "Teruggekoppeld")["data"]["standing"]["home"] == escalated
    assert "Je hebt" not in words(back)


async def test_a_form_that_is_sent_is_done_and_answered_with_the_new_card(teams: Teams, escalated: str) -> None:
    card = await claimed(teams, escalated)
    form = (await teams.presses(card, "Teruggekoppeld", channel=GENERAL))["value"]
    given = {"one:how": "phone", "one:answer": "Wis de cache van de browser."}
    answer = (await teams.presses(form, "Zaak sluiten", channel=GENERAL, **given))["value"]
    assert (await teams.case()).outcome is Outcome.FEEDBACK_GIVEN
    assert "is gesloten: de student heeft het antwoord" in words(answer)
    assert button(answer, "Heropenen")


async def test_a_form_for_a_case_that_changed_meanwhile_counts_if_the_case_still_allows_it(
    teams: Teams, escalated: str
) -> None:
    card = await claimed(teams, escalated)
    form = (await teams.presses(card, "Meer informatie vragen", channel=GENERAL))["value"]
    noted = AddNote(case=escalated, text="Speelt vaker.", actor=an_actor(cast.ANNA))
    await teams.core.store.run(handle(noted))
    await teams.presses(form, "Vragen", channel=GENERAL, **{"one:question": "Welke browser?"})
    assert (await teams.case()).requests[0].asked_back == "Welke browser?"


async def test_a_form_that_came_too_late_says_why_and_loses_nothing_that_was_typed(
    teams: Teams, escalated: str
) -> None:
    card = await claimed(teams, escalated)
    form = (await teams.presses(card, "Meer informatie vragen", channel=GENERAL))["value"]
    told = GiveFeedback(case=escalated, how=ToldBy.PHONE, answer="", actor=an_actor(cast.ANNA))
    await teams.core.store.run(handle(told))
    again = (await teams.presses(form, "Vragen", channel=GENERAL, **{"one:question": "Welke browser?"}))["value"]
    assert inputs(again)["one:question"]["value"] == "Welke browser?"
    assert "gesloten" in words(next(part for part in again["body"] if part.get("style") == "attention"))
    assert (await teams.case()).requests[0].asked_back is None


async def test_what_is_missing_in_a_form_is_said_and_the_rest_stays(teams: Teams, escalated: str) -> None:
    card = await claimed(teams, escalated)
    form = (await teams.presses(card, "Overdragen aan andere partij", channel=GENERAL))["value"]
    again = (await teams.presses(form, "Overdragen", channel=GENERAL, **{"one:party": cast.USIS_LAW}))["value"]
    assert inputs(again)["one:party"]["value"] == cast.USIS_LAW
    at = next(index for index, part in enumerate(again["body"]) if part.get("id") == "one:reason")
    assert again["body"][at + 1]["style"] == "attention"
    assert (await teams.case()).requests[0].state is RequestState.CLAIMED


async def test_what_was_typed_is_cleared_of_student_data(teams: Teams, escalated: str) -> None:
    card = await claimed(teams, escalated)
    form = (await teams.presses(card, "Meer informatie vragen", channel=GENERAL))["value"]
    question = "Welke browser gebruikt jan@umail.example.org?"
    answer = (await teams.presses(form, "Vragen", channel=GENERAL, **{"one:question": question}))["value"]
    assert "jan@umail" not in words(answer)
    assert "Welke browser" in words(answer)


# -- looking around ------------------------------------------------------------------------------------------


async def test_the_timeline_takes_the_place_of_the_card_and_the_card_comes_back(teams: Teams, escalated: str) -> None:
    card = await the_party_card(teams, escalated)
    shown = (await teams.presses(card, "Tijdlijn bekijken", channel=GENERAL))["value"]
    assert "\nTijdlijn\n" in words(shown)
    back = (await teams.presses(shown, "Terug", channel=GENERAL))["value"]
    assert "\nTijdlijn\n" not in words(back)
    assert button(back, "Oppakken")["data"] == button(card, "Oppakken")["data"]


async def test_a_case_of_a_list_is_shown_in_its_place_and_the_list_comes_back(teams: Teams, escalated: str) -> None:
    await teams.says("case open")
    listed = teams.last_card
    shown = (await teams.presses(listed, "Bekijken"))["value"]
    assert "\nTijdlijn\n" in words(shown)
    assert words((await teams.presses(shown, "Terug naar de lijst"))["value"]) == words(listed)


async def a_problem_of(teams: Teams, *cases: str) -> None:
    """Anna links the cases to a new problem."""
    anna = an_actor(cast.ANNA)
    await teams.core.store.run(handle(OpenProblem(actor=anna, case=cases[0], title="Storing", cases=cases[1:])))


async def test_another_case_that_is_looked_at_from_a_card_does_not_take_that_cards_place_for_good(
    teams: Teams, escalated: str
) -> None:
    other = (await teams.core.store.run(handle(an_escalation("M2611 0043")))).number
    await a_problem_of(teams, escalated, other)
    card = await the_party_card(teams, escalated)
    listed = (await teams.presses(card, "Probleem bekijken", channel=GENERAL))["value"]
    look = [action for action in actions(listed) if action["data"].get("words") == other]
    shown = (await teams.presses({"actions": look}, "Bekijken", channel=GENERAL))["value"]
    taken = (await teams.presses(shown, "Oppakken", channel=GENERAL))["value"]
    assert (await teams.case(other)).feedback.person == cast.BRAM.email
    assert other in taken["speak"]
    assert escalated in (await teams.presses(taken, "Terug", channel=GENERAL))["value"]["speak"]


async def test_the_answer_to_a_problem_is_confirmed_on_the_card_it_was_given_from(teams: Teams, escalated: str) -> None:
    await a_problem_of(teams, escalated)
    card = await the_party_card(teams, escalated)
    form = (await teams.presses(card, "Probleem beantwoorden", channel=GENERAL))["value"]
    answer = await teams.presses(form, "Antwoord geven", channel=GENERAL, **{"one:answer": "De storing is voorbij."})
    assert answer["type"] == CARD
    assert "Het antwoord staat bij alle open zaken" in words(answer["value"])
    assert escalated in answer["value"]["speak"]


async def test_what_is_done_with_a_case_in_a_chat_stays_when_the_chat_is_opened_again(
    teams: Teams, escalated: str
) -> None:
    await teams.says(f"case {escalated}")
    answer = await teams.presses(teams.last_card, "Oppakken")
    (replaced,) = teams.connector.sent("PUT")
    assert replaced.place == f"/a:1personal-chat/activities/{payload('invoke-adaptiveCard-action')['replyToId']}"
    assert replaced.card == answer["value"]


async def test_a_notice_opens_its_case(teams: Teams, escalated: str) -> None:
    notice = Notice("Het verzoek ligt bij jou.", escalated, "Zaak bekijken")
    await teams.adapter.platform.tell({"id": cast.BRAM.teams_id}, notice, key="notice")
    assert "\nTijdlijn\n" in words((await teams.presses(teams.last_card, "Zaak bekijken"))["value"])


# -- escalating ----------------------------------------------------------------------------------------------

FILLED_IN = {
    "one:subject": "Kan niet inloggen",
    "one:kind": "portal",
    "one:faculty": "law",
    "one:question": "Het scherm blijft wit.",
}


async def test_escalating_asks_in_the_chat_and_confirms_in_the_same_place(teams: Teams) -> None:
    sanne = replace(teams, person=cast.SANNE)
    await sanne.says("escalate M2611 0042")
    assert inputs(sanne.last_card)["one:ticket"]["value"] == "M2611 0042"
    answer = await sanne.escalates(sanne.last_card, **{"one:ticket": "M2611 0042", **FILLED_IN})
    case = await sanne.case()
    assert (case.feedback.party, case.opened_by) == (cast.STUDENT_PORTAL, cast.SANNE.email)
    assert "is doorgezet naar Functioneel beheer studentenportaal" in words(answer)
    assert sanne.connector.sent("PUT")[-1].card == answer


async def test_a_question_that_needs_a_faculty_says_so_at_the_field(teams: Teams) -> None:
    sanne = replace(teams, person=cast.SANNE)
    await sanne.says("escaleren")
    given = FILLED_IN | {"one:kind": "content", "one:faculty": "-"}
    again = await sanne.escalates(sanne.last_card, **given)
    at = next(index for index, part in enumerate(again["body"]) if part.get("id") == "one:faculty")
    assert again["body"][at + 1]["style"] == "attention"
    assert inputs(again)["one:subject"]["value"] == "Kan niet inloggen"


async def test_two_parties_are_consulted_once_it_shows_who_can_be(teams: Teams) -> None:
    joris = replace(teams, person=cast.JORIS)
    await joris.says("escalate")
    values = FILLED_IN | {"one:kind": "content"}
    look = (await joris.presses(joris.last_card, "Toon naar wie dit gaat", **values))["value"]
    both = f"{cast.STUDENT_PORTAL},{cast.USIS_LAW}"
    await joris.escalates(look, **{"many:parties": both})
    case = await joris.case()
    assert {request.party for request in case.requests} == {cast.STUDENT_PORTAL, cast.USIS_LAW}
    assert case.feedback.party == cast.EDUCATION_LAW


async def test_a_ticket_that_was_escalated_shows_its_case(teams: Teams, escalated: str) -> None:
    sanne = replace(teams, person=cast.SANNE)
    await sanne.says("escalate M2611-0042")
    assert escalated in words(sanne.last_card)


async def test_who_is_at_no_desk_is_refused(teams: Teams) -> None:
    await teams.says("escalate")
    assert "Marijke Vos" in teams.last["text"]


async def test_leaving_the_form_leaves_a_sentence_for_good(teams: Teams) -> None:
    sanne = replace(teams, person=cast.SANNE)
    await sanne.says("escalate")
    answer = (await sanne.presses(sanne.last_card, "Annuleren"))["value"]
    assert words(answer) == "Gestopt. Er is niets gebeurd."
    assert sanne.connector.sent("PUT")[-1].card == answer


async def test_a_form_that_comes_as_a_submitted_message_is_a_form_too(teams: Teams) -> None:
    sanne = replace(teams, person=cast.SANNE)
    await sanne.says("escalate")
    for _ in range(2):  # where it goes is shown first
        data = sent_by(sanne.last_card, sends(sanne.last_card)) | {"verb": "form"} | FILLED_IN
        await sanne.post(sanne.activity("message-action-submit", value=data))
        if "is doorgezet naar" in words(sanne.last_card):
            break
    assert (await sanne.case()).opened_by == cast.SANNE.email


# -- the message extension -----------------------------------------------------------------------------------


async def test_a_message_is_escalated_from_its_own_menu(teams: Teams) -> None:
    sanne = replace(teams, person=cast.SANNE)
    activity = sanne.activity("invoke-composeExtension-fetchTask-message")
    activity["value"]["messagePayload"]["body"]["content"] = "<p>Portaal is leeg voor s1234567</p>"
    answer = await (await sanne.post(activity)).json()
    task = answer["task"]
    assert task["type"] == "continue"
    assert "Portaal is leeg" in inputs(task["value"]["card"]["content"])["one:question"]["value"]
    assert "1234567" not in words(task)


async def test_the_dialog_of_the_message_extension_leaves_the_case_in_the_compose_box(teams: Teams) -> None:
    sanne = replace(teams, person=cast.SANNE)
    opened = await (await sanne.post(sanne.activity("invoke-composeExtension-fetchTask-message"))).json()
    answer = opened
    for _ in range(2):  # where it goes is shown first
        card = answer["task"]["value"]["card"]["content"]
        data = sent_by(card, sends(card)) | FILLED_IN
        activity = sanne.activity("invoke-composeExtension-submitAction")
        activity["value"]["data"] = data
        answer = await (await sanne.post(activity)).json()
        if "task" not in answer:
            break
    (attachment,) = answer["composeExtension"]["attachments"]
    assert CASE_NUMBER.search(words(attachment["content"]))
    shown = [action["title"] for action in actions(attachment["content"]["actions"])]
    assert shown == ["Zaak bekijken"], "everybody in the chat sees it, and what the sender may do is the sender's"
    assert "jij hoeft niets meer te doen" not in words(attachment["content"])


async def test_a_standard_answer_to_pass_on_is_shown_to_the_sender_and_left_in_no_chat(teams: Teams) -> None:
    joris = replace(teams, person=cast.JORIS)
    answer = await (await joris.post(joris.activity("invoke-composeExtension-fetchTask-message"))).json()
    given = FILLED_IN
    for _ in range(2):  # the question, then the standard answer
        activity = joris.activity("invoke-composeExtension-submitAction")
        card = answer["task"]["value"]["card"]["content"]
        activity["value"]["data"] = sent_by(card, sends(card)) | given
        answer = await (await joris.post(activity)).json()
        given = {}
    assert (await joris.case()).outcome is Outcome.REDIRECTED
    assert "Stuur dit antwoord nog zelf naar de student" in words(answer["task"]["value"]["card"]["content"])


async def test_an_error_in_the_dialog_is_shown_in_the_dialog(teams: Teams) -> None:
    sanne = replace(teams, person=cast.SANNE)
    opened = await (await sanne.post(sanne.activity("invoke-composeExtension-fetchTask-message"))).json()
    data = button(opened["task"]["value"]["card"]["content"], "Verder")["data"]
    activity = sanne.activity("invoke-composeExtension-submitAction")
    activity["value"]["data"] = data | FILLED_IN | {"one:subject": ""}
    answer = await (await sanne.post(activity)).json()
    body = answer["task"]["value"]["card"]["content"]["body"]
    assert any(part.get("style") == "attention" for part in body)


async def test_who_is_at_no_desk_reads_so_in_the_dialog(teams: Teams) -> None:
    answer = await (await teams.post(teams.activity("invoke-composeExtension-fetchTask-message"))).json()
    assert "Marijke Vos" in words(answer["task"]["value"]["card"]["content"])


# -- people --------------------------------------------------------------------------------------------------


async def test_a_user_of_teams_is_the_person_with_their_address(teams: Teams) -> None:
    await teams.says("case open")
    person = await teams.core.store.queries.person_on("teams", str(cast.BRAM.teams_id))
    assert person == Person(cast.BRAM.email, cast.BRAM.name, "nl")


async def test_somebody_is_looked_up_once(teams: Teams) -> None:
    for _ in range(3):
        await teams.says("case open")
    assert [call.method for call in teams.connector.calls].count("GET") == 1


async def test_somebody_is_looked_up_again_after_a_day_without_being_made_to_wait(
    teams: Teams, clock: Ticking, escalated: str
) -> None:
    card = await the_party_card(teams, escalated)
    await teams.says("case open")
    clock.pass_time(timedelta(days=1, minutes=1))
    teams.connector.calls.clear()
    teams.connector.wait_s = 3.0
    action = button(card, "Tijdlijn bekijken")
    began = time.monotonic()
    response = await teams.client.post(
        PATH, json=teams.activity("invoke-adaptiveCard-action", value={"action": action})
    )
    assert response.status == 200
    assert time.monotonic() - began < 2.5
    await teams.adapter.close()
    assert [call.method for call in teams.connector.calls].count("GET") == 1


async def test_who_has_another_address_since_is_that_person_from_then_on(teams: Teams, clock: Ticking) -> None:
    await teams.says("case open")
    await teams.post(teams.activity("message-channel"))
    teams.connector.members[str(cast.BRAM.teams_id)]["email"] = "b.mulder@example.org"
    clock.pass_time(timedelta(days=1, minutes=1))
    await teams.post(teams.activity("message-channel"))
    queries = teams.core.store.queries
    person = await queries.person_on("teams", str(cast.BRAM.teams_id))
    assert person == Person("b.mulder@example.org", cast.BRAM.name, "nl")
    identity = await queries.identity("teams", "b.mulder@example.org")
    assert identity is not None
    assert (identity["id"], identity["reference"]["conversation"]) == (cast.BRAM.teams_id, "a:1personal-chat")
    assert await queries.identity("teams", cast.BRAM.email) is None


async def test_who_belongs_to_another_organisation_since_is_nobody_from_then_on(
    teams: Teams, clock: Ticking, escalated: str
) -> None:
    card = await the_party_card(teams, escalated)
    await teams.says("case open")
    teams.connector.members[str(cast.BRAM.teams_id)] = a_member(cast.BRAM, tenant="another")
    clock.pass_time(timedelta(days=1, minutes=1))
    await teams.says("case open")
    assert "geen e-mailadres" in (await teams.presses(card, "Oppakken", channel=GENERAL))["value"]
    teams.connector.members[str(cast.BRAM.teams_id)] = a_member(cast.BRAM)
    assert (await teams.presses(card, "Oppakken", channel=GENERAL))["type"] == CARD


async def test_a_look_up_that_failed_is_tried_again_later(teams: Teams, clock: Ticking) -> None:
    await teams.says("case open")
    clock.pass_time(timedelta(days=1, minutes=1))
    del teams.connector.members[str(cast.BRAM.teams_id)]
    for _ in range(3):
        await teams.says("case open")
    assert [call.method for call in teams.connector.calls].count("GET") == 2
    clock.pass_time(timedelta(hours=1, minutes=1))
    await teams.says("case open")
    assert [call.method for call in teams.connector.calls].count("GET") == 3


async def test_the_language_of_a_person_is_the_one_teams_said_last(teams: Teams, escalated: str) -> None:
    card = await the_party_card(teams, escalated)
    await teams.says("case open")
    english = replace(teams, locale="en-US")
    answer = await english.presses(card, "Tijdlijn bekijken", channel=GENERAL)
    assert "Timeline" in words(answer["value"])
    assert (await teams.core.store.queries.persons([cast.BRAM.email]))[cast.BRAM.email].language == "en"
    await teams.says("case open")
    assert (await teams.core.store.queries.persons([cast.BRAM.email]))[cast.BRAM.email].language == "nl"


async def test_the_language_teams_says_goes_before_the_one_slack_said(teams: Teams) -> None:
    await teams.core.store.remember_person(Person(cast.BRAM.email, cast.BRAM.name, "en"), "slack", {"id": "U1"})
    await teams.says("case open")
    assert "Open zaken" in words(teams.last_card)
    assert (await teams.core.store.queries.persons([cast.BRAM.email]))[cast.BRAM.email].language == "nl"


async def test_where_teams_says_no_language_of_ours_the_one_slack_said_stays(teams: Teams) -> None:
    await teams.core.store.remember_person(Person(cast.BRAM.email, cast.BRAM.name, "en"), "slack", {"id": "U1"})
    await replace(teams, locale="fr-FR").says("case open")
    assert "Open cases" in words(teams.last_card)


async def test_nothing_is_written_for_somebody_who_has_not_changed(
    teams: Teams, monkeypatch: pytest.MonkeyPatch
) -> None:
    await teams.says("case open")
    writes: list[Any] = []

    async def write(*args: Any) -> None:
        writes.append(args)

    monkeypatch.setattr(teams.core.store, "remember_person", write)
    await teams.says("case open")
    assert writes == []


async def test_who_was_in_slack_meanwhile_is_in_teams_again(teams: Teams) -> None:
    await teams.says("case open")
    person = Person(cast.BRAM.email, cast.BRAM.name, "nl")
    await teams.core.store.remember_person(person, "slack", {"id": cast.BRAM.slack_id})
    await teams.says("case open")
    assert await teams.core.store.queries.last_platform(cast.BRAM.email) == "teams"


async def test_the_chat_with_somebody_stays_known_when_they_speak_in_a_channel(teams: Teams) -> None:
    await teams.says("case open")
    await teams.post(teams.activity("message-channel"))
    identity = await teams.core.store.queries.identity("teams", cast.BRAM.email)
    assert identity is not None
    assert identity["reference"]["conversation"] == "a:1personal-chat"


async def test_who_has_no_address_in_this_organisation_is_nobody(teams: Teams) -> None:
    teams.connector.members[str(cast.BRAM.teams_id)] = {"name": "Bram Mulder"}
    await teams.says("case open")
    assert "geen e-mailadres" in teams.last["text"]


async def test_a_guest_of_another_tenant_cannot_be_somebody_here(teams: Teams, escalated: str) -> None:
    card = await the_party_card(teams, escalated)
    await teams.says("case open")  # the bot now knows its tenant
    anna = replace(teams, person=cast.ANNA)
    teams.connector.members[str(cast.ANNA.teams_id)] = a_member(cast.ANNA, tenant="another")
    assert "geen e-mailadres" in (await anna.presses(card, "Oppakken", channel=GENERAL))["value"]
    assert (await teams.case()).feedback.person is None


# -- installing ----------------------------------------------------------------------------------------------


async def test_the_bot_says_what_it_does_when_a_person_installs_it(teams: Teams) -> None:
    await teams.post(teams.activity("installationUpdate-personal"))
    assert "Hallo!" in teams.last["text"]
    assert "case SL-2611-0042" in teams.last["text"]
    assert "/case" not in teams.last["text"]


async def test_who_installs_the_bot_can_be_told_things_from_then_on(teams: Teams) -> None:
    await teams.post(teams.activity("installationUpdate-personal"))
    identity = await teams.core.store.queries.identity("teams", cast.BRAM.email)
    assert identity is not None
    assert identity["reference"]["conversation"] == "a:1personal-chat"


async def test_a_new_version_of_the_app_is_not_announced(teams: Teams) -> None:
    await teams.post(teams.activity("installationUpdate-personal", action="add-upgrade"))
    assert teams.connector.sent() == []


@pytest.mark.parametrize("name", ["installationUpdate-channel", "conversationUpdate-channel"])
async def test_a_channel_is_left_in_peace_when_the_bot_is_installed(teams: Teams, name: str) -> None:
    await teams.post(teams.activity(name))
    assert teams.connector.sent() == []


async def test_removing_the_bot_is_not_answered(teams: Teams) -> None:
    await teams.post(teams.activity("installationUpdate-personal", action="remove"))
    assert teams.connector.sent() == []


# -- what goes wrong -----------------------------------------------------------------------------------------


async def test_a_press_of_an_unknown_person_is_answered_while_teams_cannot_be_asked(teams: Teams) -> None:
    teams.connector.refuse(503)
    action = {"verb": "look", "data": {"words": "open"}}
    response = await teams.post(teams.activity("invoke-adaptiveCard-action", value={"action": action}))
    assert "lukt nu even niet" in (await response.json())["value"]


@pytest.mark.parametrize(("locale", "first"), [("nl-NL", "Kijk over een minuut"), ("en-GB", "In a minute, look at")])
async def test_where_it_is_not_certain_what_was_saved_people_are_told_to_look_first(
    teams: Teams, escalated: str, monkeypatch: pytest.MonkeyPatch, locale: str, first: str
) -> None:
    card = await the_party_card(teams, escalated)

    async def committed_unseen(_handler: Any) -> Any:
        raise Unavailable("database: no answer", unclear=True)

    monkeypatch.setattr(teams.core.store, "run", committed_unseen)
    answer = await replace(teams, locale=locale).presses(card, "Oppakken", channel=GENERAL)
    assert first in answer["value"]


async def test_what_was_done_but_cannot_be_shown_now_is_answered_too(
    teams: Teams, escalated: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = await the_party_card(teams, escalated)

    async def away(_emails: Any) -> Any:
        raise Unavailable("database: no answer")

    await teams.says("case open")
    monkeypatch.setattr(teams.core.store.queries, "case", away)
    answer = await teams.presses(card, "Oppakken", channel=GENERAL)
    assert "Kijk over een minuut" in answer["value"]


async def test_a_message_is_to_be_sent_again_when_its_answer_could_not_be_posted(teams: Teams) -> None:
    await teams.says("case open")
    teams.connector.refuse(502)
    assert (await teams.post(teams.activity("message-personal", text="case open"))).status == 503


async def test_a_message_is_not_sent_again_when_the_bot_was_thrown_out(teams: Teams) -> None:
    await teams.says("case open")
    teams.connector.refuse(403, "BotNotInConversationRoster")
    assert (await teams.post(teams.activity("message-personal", text="case open"))).status == 201


async def test_a_card_in_a_chat_that_cannot_be_kept_was_answered_all_the_same(teams: Teams, escalated: str) -> None:
    await teams.says(f"case {escalated}")
    teams.connector.refuse(404, "ActivityNotFoundInConversation")
    answer = await teams.presses(teams.last_card, "Oppakken")
    assert answer["type"] == CARD


async def test_a_teams_that_says_nothing_does_not_hold_up_the_end_of_the_program(
    teams: Teams, escalated: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What everybody sees of a press is brought there after it was answered, and may take its time."""
    await teams.says(escalated)
    card = teams.last_card
    monkeypatch.setattr("bot.adapters.teams.app.DRAIN_S", 0.05)
    teams.connector.wait_s = 0.5  # shorter than a call may take, so that only the end of the program ends it
    with capture_logs() as logs:
        claimed = await teams.presses(card, "Oppakken", channel=GENERAL)
    assert "Teruggeven" in [action["title"] for action in actions(claimed["value"])]
    given_up = [line for line in logs if line["event"] == "task_cancelled"]
    assert ("teams", "replace_card") in {(line["platform"], line["task"]) for line in given_up}
    await asyncio.sleep(0.6)  # the thread that still waits ends before the test does
