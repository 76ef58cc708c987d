"""Everything that can go wrong can be switched on, from Python and through the control addresses."""

import aiohttp
import pytest

from bot.demo.topdesk import Double, FaultKind
from tests.demo.topdesk.conftest import Caller, login

ONE = "/incidents/number/M2611 0042"


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("unauthorized", 401),
        ("forbidden", 403),
        ("not-found", 404),
        ("refused-newer-form", 400),
        ("rate-limited", 429),
        ("server-error", 500),
        ("bad-gateway", 502),
    ],
)
async def test_a_fault_strikes_once_and_then_all_is_well(
    caller: Caller, double: Double, kind: str, status: int
) -> None:
    assert (await caller.control("POST", "faults", {"kind": kind}))[0] == 201
    async with caller.session.get(f"{double.url}/tas/api/version", headers=login()) as response:
        assert response.status == status
    assert (await caller.api("GET", "/version"))[0] == 200


async def test_a_rate_limit_names_its_wait_when_it_has_one(caller: Caller, double: Double) -> None:
    double.faults.switch_on(FaultKind.RATE_LIMITED, wait_s=3)
    double.faults.switch_on(FaultKind.RATE_LIMITED)
    assert (await caller.api("GET", "/version"))[2]["Retry-After"] == "3"
    assert "Retry-After" not in (await caller.api("GET", "/version"))[2]


async def test_a_fault_can_be_for_writes_only_or_for_one_address(caller: Caller, double: Double) -> None:
    double.faults.switch_on(FaultKind.FORBIDDEN, writes=True)
    double.faults.switch_on(FaultKind.NOT_FOUND, path="/actions")
    assert (await caller.api("GET", ONE))[0] == 200
    assert (await caller.api("PATCH", ONE, {}))[0] == 403
    assert (await caller.api("GET", f"{ONE}/actions"))[0] == 404


async def test_faults_can_be_seen_and_switched_off_again(caller: Caller) -> None:
    await caller.control("POST", "faults", {"kind": "forbidden", "times": None})
    await caller.control("POST", "faults", {"kind": "not-found", "times": None})
    _, active = await caller.control("GET", "faults")
    assert [fault["kind"] for fault in active] == ["forbidden", "not-found"]
    await caller.control("DELETE", "faults?kind=forbidden")
    assert (await caller.api("GET", ONE))[0] == 404
    await caller.control("DELETE", "faults")
    assert (await caller.api("GET", ONE))[0] == 200


async def test_a_connection_breaks_before_or_after_the_work_was_done(caller: Caller, double: Double) -> None:
    for kind, text in ((FaultKind.DROPPED_BEFORE, "niet gedaan"), (FaultKind.DROPPED_AFTER, "wel gedaan")):
        double.faults.switch_on(kind)
        with pytest.raises(aiohttp.ClientError):
            await caller.api("PATCH", ONE, {"action": text})
    assert [entry["plainText"] for entry in double.store.by_number("M2611 0042").trail][-1] == "wel gedaan"
    assert "niet gedaan" not in str(double.store.by_number("M2611 0042").trail)


async def test_the_address_of_the_next_page_can_be_left_out(caller: Caller, double: Double) -> None:
    double.faults.switch_on(FaultKind.NO_NEXT_PAGE_HEADER)
    status, _, headers = await caller.api("GET", "/incidents")
    assert status == 206
    assert "x-next-page-url" not in headers


async def test_all_objects_can_be_null(caller: Caller, double: Double) -> None:
    double.faults.switch_on(FaultKind.NULL_OBJECTS)
    _, incident, _ = await caller.api("GET", ONE)
    assert incident["number"] == "M2611 0042"
    assert not any(isinstance(value, dict | list) for value in incident.values())


async def test_a_page_can_stand_where_data_was_asked_for(caller: Caller, double: Double) -> None:
    double.faults.switch_on(FaultKind.MAINTENANCE_PAGE)
    async with caller.session.get(f"{double.url}/tas/api/version", headers=login()) as response:
        assert (response.status, response.content_type) == (200, "text/html")


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("faults", {"kind": "fire"}),
        ("faults", {"kind": "forbidden", "often": 3}),
        ("faults", []),
        ("switches", {"colour": "red"}),
        ("edits", {"number": "M2611 0042", "change": "explode"}),
        ("edits", {"calls": "sometimes"}),
    ],
)
async def test_a_control_call_that_cannot_be_is_refused(caller: Caller, address: str, body: object) -> None:
    assert (await caller.control("POST", address, body))[0] == 400


async def test_what_differs_between_tenants_can_be_switched(caller: Caller) -> None:
    body = {"patch_status": 200, "number_shape": "I yymm nnn"}
    _, switches = await caller.control("POST", "switches", body)
    assert body.items() <= switches.items()
    assert (await caller.api("PATCH", ONE, {}))[0] == 200
