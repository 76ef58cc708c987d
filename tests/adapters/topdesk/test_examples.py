"""The examples of TOPdesk's documentation: the double takes each of them, and the client sends exactly these."""

import json
from base64 import b64encode
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest
from yarl import URL

from bot.adapters.topdesk.client import TopdeskClient
from bot.adapters.topdesk.tickets import TopdeskTickets
from bot.demo.topdesk import WRITER, Double
from bot.ticket import Hands
from tests.adapters.topdesk.desk import PORTAL_GROUP, PORTAL_QUESTION, fields_of, id_of

BY_NUMBER = f"/tas/api/incidents/number/{quote(PORTAL_QUESTION)}"

VISIBLE = {"action": "Goedemiddag, je vak staat erin.", "actionInvisibleForCaller": False}
INVISIBLE = {"action": "Gebeld met uSis.", "actionInvisibleForCaller": True}
TO_THE_GROUP = {"operatorGroup": {"id": PORTAL_GROUP}, "operator": {"id": PORTAL_GROUP}}
DONE = {
    "processingStatus": {"name": "Gereed"},
    "closureCode": {"name": "Beantwoord"},
    "completed": True,
    "closed": True,
}
NOT_ARCHIVED = {"completed": False, "closed": False}


async def asked(double: Double, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """What the double answers to a request that was not made by our client."""
    login = b64encode(f"{WRITER.login}:{WRITER.password}".encode()).decode()
    async with aiohttp.ClientSession(headers={"Authorization": f"Basic {login}"}) as session:
        answer = await session.request(method, URL(f"{double.url}{path}", encoded=True), json=body)
        text = await answer.text()
        return answer.status, json.loads(text) if text else None


@pytest.mark.parametrize("body", [VISIBLE, INVISIBLE, TO_THE_GROUP, {**VISIBLE, **DONE}, NOT_ARCHIVED])
async def test_the_double_takes_every_example_of_a_change(double: Double, body: dict[str, Any]) -> None:
    status, incident = await asked(double, "PATCH", BY_NUMBER, body)
    assert status == 201
    shown = {name: value for name, value in body.items() if not name.startswith("action")}
    assert {name: _as_given(incident[name], value) for name, value in shown.items()} == shown


def _as_given(shown: Any, given: Any) -> Any:
    """What the answer shows of a field, as far as the request named it."""
    return {name: shown[name] for name in given} if isinstance(given, dict) else shown


@pytest.mark.parametrize("body", [{}, {"name": "Kennis niet aanwezig"}])
@pytest.mark.parametrize(("step", "line"), [("escalate", "secondLine"), ("deescalate", "firstLine")])
async def test_the_double_moves_between_lines_as_in_the_examples(
    double: Double, step: str, line: str, body: dict[str, str]
) -> None:
    reason = {"name": "Verkeerde lijn"} if body and step == "deescalate" else body
    status, incident = await asked(double, "PATCH", f"{BY_NUMBER}/{step}", reason)
    assert (status, incident["status"]) == (200, line)


@pytest.mark.parametrize(
    "query",
    [
        f"operatorGroup.id=={PORTAL_GROUP};closed==false",
        "modificationDate=ge=2025-10-01T00:00:00Z",
        "processingStatus.name=out=('Gereed','Afgesloten')",
        f"operatorGroup.id=={PORTAL_GROUP};modificationDate=ge=2025-10-01T00:00:00Z",
    ],
)
async def test_the_double_understands_the_examples_of_filters(double: Double, query: str) -> None:
    address = f"/tas/api/incidents?query={quote(query, safe='')}&sort=modificationDate:asc&pageSize=100"
    status, _ = await asked(double, "GET", address)
    assert status in {200, 204, 206}


Call = Callable[[TopdeskTickets, TopdeskClient, str], Awaitable[None]]


@pytest.mark.parametrize(
    ("call", "sent"),
    [
        (lambda _, client, ticket: client.add_entry_the_student_sees(ticket, VISIBLE["action"]), [VISIBLE]),
        (lambda _, client, ticket: client.add_invisible_entry(ticket, INVISIBLE["action"]), [INVISIBLE]),
        (lambda tickets, _, ticket: tickets.hand_over(ticket, Hands(PORTAL_GROUP)), [{}, TO_THE_GROUP]),
        (lambda tickets, _, ticket: tickets.close(ticket), [DONE]),
    ],
    ids=["visible", "invisible", "to the group", "done"],
)
async def test_the_client_sends_the_examples(
    tickets: TopdeskTickets, client: TopdeskClient, double: Double, call: Call, sent: list[Any]
) -> None:
    await call(tickets, client, id_of(double))
    assert [one.body for one in double.written] == sent
    assert {one.method for one in double.written} == {"PATCH"}


async def test_what_was_closed_is_opened_again(tickets: TopdeskTickets, double: Double) -> None:
    await tickets.close(id_of(double))
    double.editor.archives(PORTAL_QUESTION)
    await tickets.reopen(id_of(double))
    assert (fields_of(double)["status"], fields_of(double)["closed"]) == ("firstLine", False)
    assert double.written[-1].body == NOT_ARCHIVED
    double.written.clear()
    await tickets.reopen(id_of(double))
    assert list(double.written) == []
