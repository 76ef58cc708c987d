"""The double answers as the TOPdesk API does."""

import pytest

from bot.demo.topdesk import READER, Account, Double
from tests.demo.topdesk.conftest import Caller, login

ONE = "/incidents/number/M2611 0042"
HELPDESK = "5ec0d11e-0001-4000-8000-000000000001"
PORTAL = "5ec0d11e-0001-4000-8000-000000000002"
ANNA = "5ec0d11e-0002-4000-8000-000000000003"
UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize("account", [None, Account("secondline", "wrong", ""), Account("", "", "")])
async def test_who_does_not_log_in_is_refused_with_a_sentence(caller: Caller, account: Account | None) -> None:
    status, content, _ = await caller.api("GET", ONE, account=account)
    assert status == 401
    assert content[0]["message"]


async def test_a_login_in_another_form_is_refused(caller: Caller, double: Double) -> None:
    for header in ("Basic", "Basic %%%", 'TOKEN id="1"', "Basic w6k="):
        async with caller.session.get(f"{double.url}/tas/api/version", headers={"Authorization": header}) as response:
            assert response.status == 401


async def test_the_reading_account_reads_and_does_not_write(caller: Caller) -> None:
    assert (await caller.api("GET", ONE, account=READER))[0] == 200
    assert (await caller.api("PATCH", ONE, {"briefDescription": "x"}, account=READER))[0] == 403


@pytest.mark.parametrize("number", ["M2611 0042", "m2611%200042", "M2611%200042"])
async def test_a_ticket_is_found_by_number_after_decoding_and_whatever_its_case(caller: Caller, number: str) -> None:
    _, content, _ = await caller.api("GET", f"/incidents/number/{number}")
    assert content["number"] == "M2611 0042"
    assert (await caller.api("GET", f"/incidents/id/{content['id']}"))[1] == content


@pytest.mark.parametrize(
    "address",
    ["/incidents/number/M26110042", f"/incidents/id/{UNKNOWN}", "/incidents/nothing", "/nothing", f"{ONE}/notes"],
)
async def test_what_is_not_there_is_a_404_with_a_sentence(caller: Caller, address: str) -> None:
    status, content, _ = await caller.api("GET", address)
    assert status == 404
    assert content[0]["message"]


async def test_a_list_is_206_with_the_next_address_while_there_is_more_then_200_then_204(caller: Caller) -> None:
    status, first, headers = await caller.api("GET", "/incidents", parameters={"pageSize": "10"})
    assert (status, len(first)) == (206, 10)
    assert "pageStart=10" in headers["x-next-page-url"]
    status, second, headers = await caller.api("GET", "/incidents", parameters={"pageSize": "10", "pageStart": "10"})
    assert (status, len(second)) == (200, 3)
    assert "x-next-page-url" not in headers
    status, content, _ = await caller.api("GET", "/incidents", parameters={"pageStart": "13"})
    assert (status, content) == (204, None)


async def test_archived_tickets_are_in_the_list_only_when_asked_for(caller: Caller) -> None:
    _, usual, _ = await caller.api("GET", "/incidents", parameters={"pageSize": "100"})
    _, every, _ = await caller.api("GET", "/incidents", parameters={"pageSize": "100", "all": "true"})
    assert {card["number"] for card in every} - {card["number"] for card in usual} == {"M2609 0412"}


async def test_a_list_can_be_narrowed_sorted_and_dated_otherwise(caller: Caller) -> None:
    parameters = {"fields": "number,callDate", "sort": "callDate:asc", "pageSize": "1", "dateFormat": "iso8601"}
    _, content, _ = await caller.api("GET", "/incidents", parameters=parameters)
    assert content == [{"number": "M2610 0987", "callDate": "2026-10-29T08:00:00Z"}]
    _, content, _ = await caller.api(
        "GET", "/incidents", parameters=(parameters | {"dateFormat": "", "sort": "callDate:desc"})
    )
    assert content == [{"number": "M2611 0044", "callDate": "2026-11-20T15:25:00.000+0000"}]


@pytest.mark.parametrize(
    "parameters",
    [
        {"pageSize": "0"},
        {"pageSize": "10001"},
        {"pageStart": "-1"},
        {"pageSize": "veel"},
        {"fields": "nothing"},
        {"sort": "nothing:asc"},
        {"sort": "callDate:up"},
        {"query": "number=="},
        {"query": "nothing==1"},
    ],
)
async def test_a_list_asked_for_wrongly_is_a_400(caller: Caller, parameters: dict[str, str]) -> None:
    assert (await caller.api("GET", "/incidents", parameters=parameters))[0] == 400


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
async def test_a_change_touches_only_what_it_names(caller: Caller, method: str) -> None:
    _, before, _ = await caller.api("GET", ONE)
    status, after, _ = await caller.api(method, ONE, {"briefDescription": "Nieuw"})
    assert status == (201 if method == "PATCH" else 200)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"briefDescription", "modificationDate", "modifier"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"status": "secondLine"}, 400),
        ({"mainIncident": {"id": UNKNOWN}}, 400),
        ({"notes": "x"}, 400),
        ([], 400),
        ({"briefDescription": "x" * 81}, 400),
        ({"externalNumber": "x" * 61}, 400),
        ({"action": 7}, 400),
        ({"closed": "true"}, 400),
        ({"targetDate": "morgen"}, 400),
        ({"costs": "7"}, 400),
        ({"operatorGroup": "Helpdesk ISSC"}, 400),
        ({"operatorGroup": {"name": "Helpdesk ISSC"}}, 400),
        ({"operatorGroup": {"id": UNKNOWN}}, 404),
        ({"operator": {"id": UNKNOWN}}, 404),
        ({"operator": {"id": ANNA}}, 400),
        ({"operatorGroup": {"id": PORTAL}, "operator": {"id": HELPDESK}}, 400),
        ({"processingStatus": {"id": UNKNOWN}}, 404),
        ({"processingStatus": {"name": "Onbekend"}}, 400),
        ({"closureCode": {}}, 400),
        ({"feedbackRating": 6}, 403),
        ({"optionalFields1": {"text6": "x"}}, 400),
        ({"callerLookup": {}}, 400),
        ({"callerLookup": {"email": "niemand@example.org"}}, 404),
        ({"supplier": {"id": UNKNOWN}}, 404),
    ],
)
async def test_a_change_that_cannot_be_made_is_refused_and_changes_nothing(
    caller: Caller, body: object, status: int
) -> None:
    _, before, _ = await caller.api("GET", ONE)
    good = {"briefDescription": "Zou niet moeten", "action": "Zou niet moeten"}
    refused, content, _ = await caller.api("PATCH", ONE, {**good, **body} if isinstance(body, dict) else body)
    assert refused == status
    assert content[0]["message"]
    assert (await caller.api("GET", ONE))[1] == before
    assert "Zou niet moeten" not in str(
        (await caller.api("GET", f"{ONE}/progresstrail", parameters={"page_size": "100"}))[1]
    )


async def test_an_operator_of_the_group_may_have_the_ticket(caller: Caller) -> None:
    body = {"operatorGroup": {"id": PORTAL}, "operator": {"id": ANNA}, "optionalFields1": {"text1": "SL-2611-0042"}}
    _, incident, _ = await caller.api("PATCH", ONE, body)
    assert incident["operator"] == {"id": ANNA, "status": "operator", "name": "Visser, Anna"}
    assert incident["operatorGroup"]["name"] == "Functioneel beheer studentenportaal"


async def test_an_entry_is_visible_to_the_student_unless_told_otherwise(caller: Caller) -> None:
    await caller.api("PATCH", ONE, {"action": "De val"})
    await caller.api("PATCH", ONE, {"action": "Onder ons", "actionInvisibleForCaller": True})
    _, [newest, before, *_], _ = await caller.api("GET", f"{ONE}/actions")
    assert (newest["plainText"], newest["invisibleForCaller"]) == ("Onder ons", True)
    assert (before["plainText"], before["invisibleForCaller"]) == ("De val", False)


async def test_a_few_tags_mean_something_and_every_other_is_shown(caller: Caller) -> None:
    await caller.api("PATCH", ONE, {"action": "<b>Let op</b><br/>5 &lt; 6 <script>x</script>"})
    _, [entry, *_], _ = await caller.api("GET", f"{ONE}/actions")
    assert entry["memoText"] == "<b>Let op</b><br>5 &lt; 6 &lt;script&gt;x&lt;/script&gt;"
    assert entry["plainText"] == "Let op\n5 < 6 <script>x</script>"


async def test_the_trail_holds_the_question_the_answers_and_the_replies(caller: Caller, double: Double) -> None:
    double.editor.changes("M2611 0042", "reply", "Het werkt weer, dank!")
    _, trail, _ = await caller.api("GET", f"{ONE}/progresstrail")
    assert trail[0]["plainText"] == "Het werkt weer, dank!"
    assert trail[0]["person"]["name"] == "Femke de Jong"
    assert trail[-1]["person"]["name"] == "Femke de Jong"
    assert [entry["operator"] is None for entry in trail] == [True, False, False, True]
    assert (await caller.api("GET", f"{ONE}/progresstrail/count"))[1] == {"count": 4}
    _, requests, _ = await caller.api("GET", f"{ONE}/requests")
    assert [entry["id"] for entry in requests] == [trail[-1]["id"]]
    assert "invisibleForCaller" not in requests[0]


async def test_the_pages_of_a_trail_have_their_own_parameters_and_bounds(caller: Caller) -> None:
    assert (await caller.api("GET", f"{ONE}/progresstrail", parameters={"page_size": "1"}))[0] == 206
    assert (await caller.api("GET", f"{ONE}/progresstrail", parameters={"page_size": "101"}))[0] == 400
    assert (await caller.api("GET", f"{ONE}/requests", parameters={"page_size": "11"}))[0] == 400
    assert (await caller.api("GET", f"{ONE}/progresstrail", parameters={"start": "99"}))[0] == 204


async def test_an_entry_can_be_deleted(caller: Caller) -> None:
    _, [entry, *_], _ = await caller.api("GET", f"{ONE}/actions")
    assert (await caller.api("DELETE", f"{ONE}/actions/{entry['id']}"))[0] == 204
    assert (await caller.api("DELETE", f"{ONE}/actions/{entry['id']}"))[0] == 404


async def test_escalating_changes_the_line_and_deescalating_changes_it_back(caller: Caller) -> None:
    _, up, _ = await caller.api("PUT", f"{ONE}/escalate", {"name": "Kennis niet aanwezig"})
    assert (up["status"], up["escalationStatus"]) == ("secondLine", "Escalated")
    assert up["escalationReason"]["name"] == "Kennis niet aanwezig"
    assert up["escalationOperator"]["name"] == "Koppeling secondline"
    _, down, _ = await caller.api("PATCH", f"{ONE}/deescalate")
    assert (down["status"], down["escalationStatus"]) == ("firstLine", "Deescalated")


async def test_a_mandatory_reason_must_be_given(caller: Caller, double: Double) -> None:
    double.switches.escalation_reason_required = True
    assert (await caller.api("PATCH", f"{ONE}/escalate", {}))[0] == 400
    assert (await caller.api("PATCH", f"{ONE}/escalate", {"name": "Onbekend"}))[0] == 400
    assert (await caller.api("PATCH", f"{ONE}/escalate", {"name": "Kennis niet aanwezig"}))[0] == 200


async def test_an_archived_ticket_refuses_everything_until_it_is_brought_back(caller: Caller) -> None:
    _, archived, _ = await caller.api("PATCH", f"{ONE}/archive", {"name": "Opgelost"})
    assert (archived["status"], archived["archivingReason"]["name"]) == ("firstLineArchived", "Opgelost")
    for address in (ONE, f"{ONE}/escalate", f"{ONE}/deescalate", f"{ONE}/archive"):
        assert (await caller.api("PATCH", address, {}))[0] == 403
    _, back, _ = await caller.api("PATCH", f"{ONE}/unarchive")
    assert (back["status"], back["archivingReason"]) == ("firstLine", None)


async def test_a_new_ticket_has_what_was_given_and_the_next_number(caller: Caller, double: Double) -> None:
    double.switches.number_shape = "Iyymm-nnn"
    body = {
        "caller": {"dynamicName": "Iemand Anders", "email": "iemand@example.org"},
        "briefDescription": "Nieuw",
        "request": "Waarom?",
        "status": "secondLine",
        "category": {"name": "uSis"},
    }
    status, first, _ = await caller.api("POST", "/incidents", body)
    assert status == 201
    assert (first["status"], first["category"]["name"], first["request"]) == ("secondLine", "uSis", "Waarom?")
    _, second, _ = await caller.api("POST", "/incidents", {"callerLookup": {"email": "f.dejong@example.org"}})
    assert second["caller"]["dynamicName"] == "Femke de Jong"
    assert int(second["number"][-3:]) == int(first["number"][-3:]) + 1


@pytest.mark.parametrize(
    "body", [{"status": "thirdLine"}, {"caller": {"email": "x@example.org"}}, {"callDate": "2026-11-01T00:00:00Z"}]
)
async def test_a_new_ticket_that_cannot_be_is_refused(caller: Caller, body: object) -> None:
    assert (await caller.api("POST", "/incidents", body))[0] == 400


async def test_operators_and_groups_are_listed_with_their_own_names_of_fields(caller: Caller) -> None:
    _, groups, _ = await caller.api("GET", "/operatorgroups", parameters={"page_size": "100"})
    assert {"id": PORTAL, "groupName": "Functioneel beheer studentenportaal"}.items() <= groups[1].items()
    _, members, _ = await caller.api("GET", f"/operatorgroups/id/{PORTAL}/operators")
    assert members[0] == {"id": ANNA, "name": "Visser, Anna"}
    _, of_anna, _ = await caller.api("GET", f"/operators/id/{ANNA}/operatorgroups")
    assert [group["id"] for group in of_anna] == [PORTAL]
    query = "email=='anna.visser@example.org';archived==false"
    assert [card["id"] for card in (await caller.api("GET", "/operators", parameters={"query": query}))[1]] == [ANNA]
    _, found, _ = await caller.api("GET", "/operatorgroups/lookup", parameters={"name": "Helpdesk"})
    assert found == {"results": [{"id": HELPDESK, "name": "Helpdesk ISSC"}]}
    assert (await caller.api("GET", "/operators/current", account=READER))[1]["dynamicName"] == "Koppeling alleen lezen"
    assert (await caller.api("GET", f"/operatorgroups/id/{UNKNOWN}/operators"))[0] == 404
    assert (await caller.api("GET", f"/operators/id/{UNKNOWN}/operatorgroups"))[0] == 404


@pytest.mark.parametrize(
    ("name", "row"),
    [("statuses", "Gereed"), ("closure_codes", "Beantwoord"), ("escalation-reasons", "Kennis niet aanwezig")],
)
async def test_the_lists_to_choose_from_are_there(caller: Caller, name: str, row: str) -> None:
    _, rows, _ = await caller.api("GET", f"/incidents/{name}")
    assert row in {found["name"] for found in rows}


async def test_a_body_that_is_not_json_is_refused(caller: Caller, double: Double) -> None:
    _, incident, _ = await caller.api("GET", ONE)
    url = f"{double.url}/tas/api/incidents/id/{incident['id']}"
    async with caller.session.patch(url, data="{", headers=login()) as response:
        assert response.status == 400
