"""TOPdesk calls us after a change by somebody else: once, twice, late or never."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import ClientSession, web

from bot.demo.topdesk import SECRET_HEADER, Calls, Double, start
from tests.demo.topdesk.conftest import Caller

TICKET = "M2611 0042"


@dataclass
class Listener:
    """The address that is called, and what it was told."""

    url: str = ""
    status: int = 204
    heard: list[tuple[str | None, Any]] = field(default_factory=list)

    async def hear(self, request: web.Request) -> web.Response:
        self.heard.append((request.headers.get(SECRET_HEADER), await request.json()))
        return web.Response(status=self.status)


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    listening = Listener()
    app = web.Application()
    app.router.add_post("/topdesk/events", listening.hear)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    listening.url = f"http://127.0.0.1:{runner.addresses[0][1]}/topdesk/events"
    yield listening
    await runner.cleanup()


@pytest.fixture
async def double(listener: Listener) -> AsyncIterator[Double]:
    running = await start(event_url=listener.url, event_secret="geheim")
    yield running
    await running.stop()


async def test_a_change_by_somebody_else_is_told_with_the_secret(double: Double, listener: Listener) -> None:
    double.editor.closes(TICKET)
    await double.events.settled()
    expected = {"event": "edit", "number": TICKET, "id": double.store.by_number(TICKET).id}
    assert listener.heard == [("geheim", expected)]
    assert [(sent.body, sent.status) for sent in double.events.sent] == [(expected, 204)]


@pytest.mark.parametrize(
    ("change", "value"),
    [
        ("operator", "bram.mulder@example.org"),
        ("group", "Functioneel beheer uSis Rechten"),
        ("status", "Wacht op melder"),
        ("close", ""),
        ("reopen", ""),
        ("archive", ""),
        ("note", "Gebeld met de student"),
        ("answer", "Het is opgelost"),
        ("reply", "Het werkt weer"),
    ],
)
async def test_every_change_behind_our_back_is_told(
    caller: Caller, double: Double, listener: Listener, change: str, value: str
) -> None:
    status, _ = await caller.control("POST", "edits", {"number": TICKET, "change": change, "value": value})
    assert status == 204
    await double.events.settled()
    assert len(listener.heard) == 1


@pytest.mark.parametrize(
    ("change", "value"), [("group", "Onbekende groep"), ("status", "Onbekend")], ids=["group", "status"]
)
async def test_a_change_that_cannot_be_made_is_not_told(
    caller: Caller, double: Double, listener: Listener, change: str, value: str
) -> None:
    assert (await caller.control("POST", "edits", {"number": TICKET, "change": change, "value": value}))[0] in (
        400,
        404,
    )
    await double.events.settled()
    assert listener.heard == []


async def test_our_own_changes_are_not_told_to_us(caller: Caller, double: Double, listener: Listener) -> None:
    await caller.api("PATCH", f"/incidents/number/{TICKET}", {"action": "van ons"})
    await double.events.settled()
    assert listener.heard == []


@pytest.mark.parametrize(("calls", "times"), [(Calls.ONCE, 1), (Calls.TWICE, 2), (Calls.NEVER, 0)])
async def test_a_call_may_come_twice_or_not_at_all(
    double: Double, listener: Listener, calls: Calls, times: int
) -> None:
    double.events.calls = calls
    double.editor.closes(TICKET)
    await double.events.settled()
    assert len(listener.heard) == times


async def test_a_call_may_come_late(caller: Caller, double: Double, listener: Listener) -> None:
    double.events.late_s = 1.0
    await caller.control("POST", "edits", {"calls": "late", "number": TICKET, "change": "close"})
    assert listener.heard == []
    await double.events.settled()
    assert len(listener.heard) == 1


async def test_a_call_that_is_refused_or_not_heard_is_not_made_again(double: Double, listener: Listener) -> None:
    listener.status = 500
    double.editor.closes(TICKET)
    await double.events.settled()
    double.events.url = "http://127.0.0.1:1/"
    double.editor.reopens(TICKET)
    await double.events.settled()
    assert [sent.status for sent in double.events.sent] == [500, None]


async def test_the_foreign_editor_moves_a_ticket_to_a_colleague_and_their_group(double: Double) -> None:
    double.editor.takes_over(TICKET, "fatima.el.idrissi@example.org")
    fields = double.store.by_number(TICKET).fields
    assert fields["operatorGroup"]["name"] == "Functioneel beheer uSis Rechten"
    assert fields["operator"]["name"] == "Idrissi, Fatima el"
    assert fields["modifier"]["name"] == "Bakker, Daan"


async def test_a_reply_may_reopen_a_closed_ticket_where_the_tenant_wants_so(double: Double) -> None:
    double.editor.closes(TICKET)
    double.editor.changes(TICKET, "reply", "Toch niet")
    assert double.store.by_number(TICKET).fields["closed"] is True
    double.switches.reply_reopens = True
    double.editor.changes(TICKET, "reply", "Nog steeds niet")
    assert double.store.by_number(TICKET).fields["closed"] is False


async def test_a_double_that_stops_forgets_the_calls_it_still_owed(listener: Listener) -> None:
    running = await start(event_url=listener.url)
    running.events.calls = Calls.LATE
    running.editor.closes(TICKET)
    await running.stop()
    assert listener.heard == []


async def test_without_a_secret_none_is_sent(listener: Listener) -> None:
    running = await start(event_url=listener.url)
    running.editor.closes(TICKET)
    await running.events.settled()
    await running.stop()
    assert [secret for secret, _ in listener.heard] == [None]


@pytest.fixture
async def caller(double: Double) -> AsyncIterator[Caller]:
    async with ClientSession() as session:
        yield Caller(double, session)
