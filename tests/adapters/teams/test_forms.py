"""A form that was drawn counts once, and only as it was drawn."""

from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.adapters.teams.cards import size
from bot.adapters.teams.forms import form_card
from bot.adapters.teams.inbound import Standing
from bot.adapters.teams.sealing import Seals, Stamp, new_nonce
from bot.card import card_for_party
from bot.demo import cast
from bot.forms import Field, Form, Option, Sort
from bot.ports import CaseFilter
from tests.adapters.teams.conftest import GENERAL, Teams, button, inputs, sends, sent_by, words

LINK = "https://teams.microsoft.com/l/message/19:x@thread.tacv2/1700000000000?tenantId=t&groupId=g"
MESSAGE = "application/vnd.microsoft.activity.message"
FILLED_IN = {
    "one:subject": "Kan niet inloggen",
    "one:kind": "portal",
    "one:faculty": "law",
    "one:question": "Het scherm blijft wit.",
}


async def a_note_form(teams: Teams, number: str) -> dict[str, Any]:
    """The form for a note, as it stands in the place of the party's card."""
    organisation = teams.core.organisation()
    card = card_for_party(await teams.case(number), organisation.party(cast.STUDENT_PORTAL), organisation, {})
    await teams.adapter.platform.post_card(GENERAL, card, key="card")
    answer = await teams.presses(teams.last_card, "Notitie toevoegen", channel=GENERAL)
    form: dict[str, Any] = answer["value"]
    return form


async def cases(teams: Teams) -> int:
    return (await teams.core.store.queries.cases(CaseFilter(open=None))).total


async def notes(teams: Teams, number: str) -> int:
    lines = await teams.core.store.queries.timeline(number)
    return sum(type(entry.event).__name__ == "NoteAdded" for entry in lines)


def data_of(form: dict[str, Any], title: str = "Verder") -> dict[str, Any]:
    return sent_by(form, title)


# -- once ----------------------------------------------------------------------------------------------------


async def test_a_form_that_is_sent_twice_opens_one_case(teams: Teams) -> None:
    sanne = replace(teams, person=cast.SANNE)
    await sanne.says("escalate")
    form = sanne.last_card
    answers = [await sanne.escalates(form, **FILLED_IN) for _ in range(2)]
    assert await cases(teams) == 1
    assert words(answers[0]) == words(answers[1])


async def test_two_people_at_one_form_in_a_channel_open_one_case(teams: Teams) -> None:
    user = "29:1-daan-bakker"
    teams.connector.members[user] = {"id": user, "name": cast.DAAN.name, "email": cast.DAAN.email}
    sanne, daan = replace(teams, person=cast.SANNE), replace(teams, person=replace(cast.DAAN, teams_id=user))
    await sanne.post(sanne.activity("message-channel", text="<at>Escalation Bot</at> escalate"))
    form = sanne.last_card
    await sanne.escalates(form, **FILLED_IN)
    await daan.escalates(form, **FILLED_IN)
    assert await cases(teams) == 1


async def test_a_note_that_is_sent_twice_is_written_once(teams: Teams, escalated: str) -> None:
    form = await a_note_form(teams, escalated)
    send = form["actions"][0]["title"]
    for _ in range(2):
        await teams.presses(form, send, channel=GENERAL, **{"one:text": "De leverancier is gebeld."})
    assert await notes(teams, escalated) == 1


async def test_the_same_form_drawn_again_is_another_form(teams: Teams, escalated: str) -> None:
    for _ in range(2):
        form = await a_note_form(teams, escalated)
        send = form["actions"][0]["title"]
        await teams.presses(form, send, channel=GENERAL, **{"one:text": "De leverancier is gebeld."})
    assert await notes(teams, escalated) == 2


async def test_a_form_keeps_its_name_through_errors_and_steps(teams: Teams) -> None:
    joris = replace(teams, person=cast.JORIS)
    await joris.says("escalate")
    first = joris.last_card
    again = (await joris.presses(first, "Verder", **FILLED_IN | {"one:subject": ""}))["value"]
    look = (await joris.presses(again, "Verder", **FILLED_IN | {"one:kind": "content"}))["value"]
    nonces = {data_of(first)["nonce"], data_of(again)["nonce"], data_of(look, "Afstemmen")["nonce"]}
    assert len(nonces) == 1
    await joris.says("escalate")
    assert data_of(joris.last_card)["nonce"] not in nonces


async def test_a_dialog_keeps_its_name_too(teams: Teams) -> None:
    sanne = replace(teams, person=cast.SANNE)
    opened = await (await sanne.post(sanne.activity("invoke-composeExtension-fetchTask-message"))).json()
    activity = sanne.activity("invoke-composeExtension-submitAction")
    first = data_of(opened["task"]["value"]["card"]["content"])
    activity["value"]["data"] = first | FILLED_IN | {"one:subject": ""}
    again = data_of((await (await sanne.post(activity)).json())["task"]["value"]["card"]["content"])
    assert len(first["nonce"]) >= 16
    assert again["nonce"] == first["nonce"]


# -- where it goes -------------------------------------------------------------------------------------------

TO_PORTAL = "Dit gaat naar Functioneel beheer studentenportaal"


async def test_a_quiet_button_shows_where_it_goes_and_loses_nothing(teams: Teams) -> None:
    sanne = replace(teams, person=cast.SANNE)
    await sanne.says("escalate")
    filled_in = FILLED_IN | {"one:ticket": "M99", "one:language": "en"}
    answer = await sanne.presses(sanne.last_card, "Toon naar wie dit gaat", **filled_in)
    form = answer["value"]
    assert TO_PORTAL in words(form)
    assert {name: inputs(form)[name]["value"] for name in filled_in} == filled_in
    assert sends(form) == "Doorzetten"
    assert await cases(teams) == 0
    await sanne.presses(form, "Doorzetten", **FILLED_IN)
    assert await cases(teams) == 1, "it was seen"


async def test_the_button_can_be_pressed_while_something_is_missing(teams: Teams) -> None:
    """A client stops every button while a required input is empty, so the form itself says what is missing."""
    sanne = replace(teams, person=cast.SANNE)
    await sanne.says("escalate")
    assert not [one for one in inputs(sanne.last_card).values() if one["isRequired"]]
    answer = await sanne.presses(sanne.last_card, "Toon naar wie dit gaat")
    assert "Kies de soort vraag" in words(answer["value"])
    again = (await sanne.presses(answer["value"], "Verder"))["value"]
    at = next(index for index, part in enumerate(again["body"]) if part.get("id") == "one:subject")
    assert again["body"][at + 1]["style"] == "attention"


async def test_what_comes_back_to_a_channel_has_no_student_data(teams: Teams) -> None:
    sanne = replace(teams, person=cast.SANNE)
    await sanne.post(sanne.activity("message-channel", text="<at>Escalation Bot</at> escalate"))
    filled_in = FILLED_IN | {"one:question": "s1234567 kan niet inloggen"}
    answer = await sanne.presses(sanne.last_card, "Toon naar wie dit gaat", channel=GENERAL, **filled_in)
    assert "1234567" not in str(answer)


async def test_a_form_that_was_changed_shows_nothing(teams: Teams) -> None:
    sanne = replace(teams, person=cast.SANNE)
    await sanne.says("escalate")
    action = button(sanne.last_card, "Toon naar wie dit gaat")
    sent = {**action, "data": changed(action["data"], {"state": {"seen": "x"}}) | FILLED_IN}
    answer = await (await sanne.post(sanne.activity("invoke-adaptiveCard-action", value={"action": sent}))).json()
    assert "Dit formulier is te oud" in answer["value"]


async def test_a_dialog_shows_where_it_goes_before_the_case_is_opened(teams: Teams) -> None:
    sanne = replace(teams, person=cast.SANNE)
    activity = sanne.activity("invoke-composeExtension-fetchTask-message")
    activity["value"]["messagePayload"]["linkToMessage"] = LINK
    opened = await (await sanne.post(activity)).json()
    card = opened["task"]["value"]["card"]["content"]
    for title in ("Toon naar wie dit gaat", "Doorzetten"):
        sent = sanne.activity("invoke-composeExtension-submitAction")
        sent["value"]["data"] = sent_by(card, title) | FILLED_IN
        answer = await (await sanne.post(sent)).json()
        if "task" in answer:
            card = answer["task"]["value"]["card"]["content"]
            assert TO_PORTAL in words(card)
            assert await cases(teams) == 0
    assert "composeExtension" in answer
    assert (await teams.case()).question.origin_url == LINK


async def test_a_dialog_that_is_sent_at_once_shows_it_too(teams: Teams) -> None:
    sanne = replace(teams, person=cast.SANNE)
    opened = await (await sanne.post(sanne.activity("invoke-composeExtension-fetchTask-message"))).json()
    sent = sanne.activity("invoke-composeExtension-submitAction")
    sent["value"]["data"] = sent_by(opened["task"]["value"]["card"]["content"], "Verder") | FILLED_IN
    answer = await (await sanne.post(sent)).json()
    assert TO_PORTAL in words(answer["task"]["value"]["card"]["content"])
    assert await cases(teams) == 0


@pytest.mark.parametrize("link", ["http://teams.microsoft.com/x", "https://evil.example/l/message", "javascript:x", ""])
async def test_only_a_link_of_teams_itself_comes_along(teams: Teams, link: str) -> None:
    sanne = replace(teams, person=cast.SANNE)
    activity = sanne.activity("invoke-composeExtension-fetchTask-message")
    activity["value"]["messagePayload"]["linkToMessage"] = link
    opened = await (await sanne.post(activity)).json()
    assert "origin" not in data_of(opened["task"]["value"]["card"]["content"])["state"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_longest_form_to_escalate_fits_and_says_every_error_below_its_field(language: str) -> None:
    text = "Onderwijsadministratie & <uSis> *Rechten* " * 45
    options = tuple(Option(f"o{n}", text[:75]) for n in range(100))
    fields = (
        Field("remark", Sort.REMARK, value=text[:300]),
        Field("ticket", Sort.LINE, text[:60], text[:60], required=False, hint=text[:300], longest=60),
        Field("question", Sort.TEXT, text[:60], text[:1_900], hint=text[:300]),
        Field("kind", Sort.CHOICE, text[:60], "o1", options[:5], hint=text[:300], live=True),
        Field("faculty", Sort.CHOICE, text[:60], "o9", options, hint=text[:300], live=True),
        Field("outcome", Sort.REMARK, value=text[:900], stands_out=True),
        Field("parties", Sort.CHOICES, text[:60], ("o1", "o2"), options[:9], hint=text[:300]),
    )
    asked = [field for field in fields if field.sort is not Sort.REMARK]
    errors = {field.name: text[:300] for field in asked}
    form = Form("escalate", language, text[:24], text[:24], text[:24], fields, {"question": text[:1_900]}, errors)
    card = form_card(form, Standing(), Stamp("n" * 22, "s" * 64))
    assert size(card) < 28_000
    at = {part.get("id"): index for index, part in enumerate(card["body"])}
    for field in asked:
        prefix = "many:" if field.sort is Sort.CHOICES else "one:"
        assert card["body"][at[f"{prefix}{field.name}"] + 1]["style"] == "attention"


def test_what_is_told_with_an_address_leads_there_and_shows_its_title() -> None:
    told = Field("help", Sort.REMARK, value="Misschien helpt: Inschrijven", link="https://manuals.example.org/1")
    card = form_card(Form("escalate", "nl", "a", "b", "c", (told,), {}), Standing(), Stamp("n", "s"))
    assert card["body"][-1]["text"] == "[Misschien helpt: Inschrijven](https://manuals.example.org/1)"


# -- as it was drawn -----------------------------------------------------------------------------------------

CHANGES: dict[str, dict[str, Any]] = {
    "another ticket": {"state": {"ticket_id": "somebody-elses"}},
    "another address": {"state": {"ticket_url": "https://evil.example"}},
    "an unmasked text": {"state": {"subject": "Jan, s1234567"}},
    "another desk": {"state": {"intake": cast.EDUCATION_LAW}},
    "another name": {"name": "escalate-redirect"},
    "another nonce": {"nonce": new_nonce()},
    "no nonce": {"nonce": None},
    "no seal": {"seal": None},
    "half a character for a seal": {"seal": "\ud800"},
}


def changed(data: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    state = {**data["state"], **change.get("state", {})}
    return {**data, **change, "state": state}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_a_form_that_was_changed_on_its_way_does_nothing(teams: Teams, change: dict[str, Any]) -> None:
    sanne = replace(teams, person=cast.SANNE)
    await sanne.says("escalate")
    action = button(sanne.last_card, "Verder")
    sent = {**action, "data": changed(action["data"], change) | FILLED_IN}
    with capture_logs() as logs:
        answer = await (await sanne.post(sanne.activity("invoke-adaptiveCard-action", value={"action": sent}))).json()
    assert (answer["statusCode"], answer["type"]) == (200, MESSAGE)
    assert "Dit formulier is te oud" in answer["value"]
    assert await cases(teams) == 0
    assert [line["event"] for line in logs if line["log_level"] == "warning"] == ["teams_form_refused"]
    for content in ("somebody-elses", "evil.example", "1234567", "inloggen"):
        assert content not in str(logs)


async def test_a_redirect_cannot_be_sent_to_somebody_elses_ticket(teams: Teams) -> None:
    sealed = Seals("secret")
    form = Form("redirect", "nl", "", "", "", (), {"target": "SL-2611-0001", "standard_answer": "a", "to": "oa-law"})
    stamp = sealed.stamp(form, "nonce")
    assert sealed.fit(stamp, form.name, form.state)
    for change in ({"to": "oa-science"}, {"target": "SL-2611-0002"}, {"ticket_id": "x"}):
        assert not sealed.fit(stamp, form.name, {**form.state, **change})


async def test_who_reads_english_is_told_so_in_english(teams: Teams) -> None:
    sanne = replace(teams, person=cast.SANNE, locale="en-GB")
    await sanne.says("escalate")
    data = changed(data_of(sanne.last_card, "Continue"), {"seal": ""}) | {"verb": "form"} | FILLED_IN
    await sanne.post(sanne.activity("message-action-submit", value=data))
    assert "This form is too old" in sanne.last["text"]
    assert await cases(teams) == 0


async def test_a_dialog_that_was_changed_says_so_in_the_dialog(teams: Teams) -> None:
    sanne = replace(teams, person=cast.SANNE)
    opened = await (await sanne.post(sanne.activity("invoke-composeExtension-fetchTask-message"))).json()
    activity = sanne.activity("invoke-composeExtension-submitAction")
    data = data_of(opened["task"]["value"]["card"]["content"])
    activity["value"]["data"] = changed(data, {"state": {"ticket_id": "x"}}) | FILLED_IN
    answer = await (await sanne.post(activity)).json()
    assert "Dit formulier is te oud" in words(answer["task"]["value"]["card"]["content"])
    assert await cases(teams) == 0


def test_every_process_with_the_password_knows_the_seal_and_no_other() -> None:
    form = Form("answer", "nl", "", "", "", (), {"target": "SL-2611-0001/1", "b": "é", "a": "\ud800"})
    stamp = Seals("secret").stamp(form, "nonce")
    shuffled = dict(sorted(form.state.items()))
    assert Seals("secret").fit(stamp, form.name, shuffled)
    assert not Seals("another").fit(stamp, form.name, form.state)


def test_without_a_password_a_seal_lasts_as_long_as_the_process() -> None:
    form = Form("answer", "nl", "", "", "", (), {})
    ours, before = Seals(""), Seals("")
    assert ours.fit(ours.stamp(form, "nonce"), form.name, {})
    assert not ours.fit(before.stamp(form, "nonce"), form.name, {})
    assert not ours.fit(Stamp(), form.name, {})


# -- what is left of another version -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["merge", "claim", "show-timeline", "escalate-old", ""])
async def test_a_form_of_another_version_is_answered_with_a_sentence(
    teams: Teams, escalated: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Seals, "fit", lambda *_: True)
    data = {"name": name, "state": {"target": escalated}, "fields": [], "nonce": "n", "seal": "s"}
    action = {"type": "Action.Execute", "title": "x", "verb": "form", "data": data}
    answer = await teams.presses({"actions": [action]}, "x")
    assert (answer["statusCode"], answer["type"]) == (200, MESSAGE)
    assert "ormulier" in answer["value"]


@pytest.mark.parametrize(
    "standing",
    [{"case": "SL-9999-9999"}, {"case": "SL-9999-9999", "home": "SL-9999-9999"}, {"case": "x' --"}, {"words": {}}, 3],
)
async def test_a_form_is_left_also_where_its_case_is_no_more(teams: Teams, standing: Any) -> None:
    action = {"type": "Action.Execute", "title": "x", "verb": "cancel", "data": {"standing": standing}}
    answer = await teams.presses({"actions": [action]}, "x", channel=GENERAL)
    assert answer["statusCode"] == 200
    assert words(answer["value"])


@pytest.mark.parametrize(
    "target", ["", "x", "SL-2611-0001", "SL-2611-0001/9", "SL-9999-9999/1", "PR-9999-9999", "/", "\ud800"]
)
@pytest.mark.parametrize(
    "action",
    [
        "claim",
        "assign",
        "answer",
        "redirect",
        "answer-problem",
        "show-problem",
        "link-problem",
        "show-timeline",
        "give-information",
    ],
)
async def test_a_press_on_what_is_not_there_is_answered_with_a_sentence(
    teams: Teams, escalated: str, action: str, target: str
) -> None:
    pressed = {"type": "Action.Execute", "title": "x", "verb": "act", "data": {"action": action, "target": target}}
    answer = await teams.presses({"actions": [pressed]}, "x", channel=GENERAL)
    assert answer["statusCode"] == 200
