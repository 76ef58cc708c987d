"""The addresses of the API under ``/tas/api``."""

import json
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from bot.demo.topdesk.access import STORE, acting_operator
from bot.demo.topdesk.entries import shown
from bot.demo.topdesk.faults import API, Handler, refusal
from bot.demo.topdesk.fields import SHOWN, Refusal
from bot.demo.topdesk.fiql import BadQuery, matcher
from bot.demo.topdesk.store import Incident, Line

Json = dict[str, Any]

ONE = API + "/incidents/{by:id|number}/{key}"
DEFAULT_DATE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d{3}\+0000")

NAMED_LISTS = {
    "statuses": "statuses",
    "escalation-reasons": "escalation_reasons",
    "deescalation-reasons": "deescalation_reasons",
    "closure_codes": "closure_codes",
    "call_types": "call_types",
    "entry_types": "entry_types",
    "categories": "categories",
    "impacts": "impacts",
    "urgencies": "urgencies",
    "priorities": "priorities",
    "durations": "durations",
}


def add_api(app: web.Application) -> None:
    routes: list[web.AbstractRouteDef] = [
        web.get(f"{API}/version", version),
        web.get(f"{API}/productVersion", product_version),
        web.get(f"{API}/operators/current", current_operator),
        web.get(f"{API}/operators", operators),
        web.get(f"{API}/operators/id/{{id}}/operatorgroups", groups_of_operator),
        web.get(f"{API}/operatorgroups", operator_groups),
        web.get(f"{API}/operatorgroups/lookup", operator_group_lookup),
        web.get(f"{API}/operatorgroups/id/{{id}}/operators", members_of_group),
        web.get(f"{API}/archiving-reasons", archiving_reasons),
        web.get(f"{API}/incidents", list_incidents),
        web.post(f"{API}/incidents", create),
        web.get(f"{API}/incidents/{{list:[a-z_-]+}}", named_list),
        web.get(ONE, read),
        web.get(f"{ONE}/progresstrail", progress_trail),
        web.get(f"{ONE}/progresstrail/count", progress_trail_count),
        web.get(f"{ONE}/actions", actions),
        web.delete(f"{ONE}/actions/{{entry}}", delete_action),
        web.get(f"{ONE}/requests", requests),
    ]
    for method in ("PATCH", "PUT"):
        routes += [
            web.route(method, ONE, update),
            web.route(method, f"{ONE}/escalate", escalate),
            web.route(method, f"{ONE}/deescalate", deescalate),
            web.route(method, f"{ONE}/archive", archive),
            web.route(method, f"{ONE}/unarchive", unarchive),
        ]
    app.add_routes(routes)


@web.middleware
async def refusals_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refusals become the answers of the API, also those of the router."""
    try:
        return await handler(request)
    except Refusal as refused:
        return refusal(refused.status, refused.message)
    except web.HTTPClientError as error:
        return refusal(error.status, error.reason) if request.path.startswith(API) else error


async def version(_request: web.Request) -> web.Response:
    return web.json_response({"version": "4.2.6"})


async def product_version(_request: web.Request) -> web.Response:
    return web.json_response({"major": 14, "minor": 6, "patch": 0})


async def current_operator(request: web.Request) -> web.Response:
    return web.json_response(acting_operator(request).card)


async def operators(request: web.Request) -> web.Response:
    cards = [operator.card for operator in request.app[STORE].reference.operators.values()]
    return partial_answer(request, filtered(request, cards), start="start", size="page_size", largest=100)


async def groups_of_operator(request: web.Request) -> web.Response:
    reference = request.app[STORE].reference
    identifier = request.match_info["id"]
    if identifier not in reference.operators:
        raise Refusal(404, "The operator was not found.")
    return web.json_response([group.card for group in reference.groups_of(identifier)])


async def operator_groups(request: web.Request) -> web.Response:
    cards = [group.card for group in request.app[STORE].reference.groups.values()]
    return partial_answer(request, filtered(request, cards), start="start", size="page_size", largest=100)


async def operator_group_lookup(request: web.Request) -> web.Response:
    prefix = request.query.get("name", "")
    groups = [group.reference for group in request.app[STORE].reference.groups.values()]
    return web.json_response({"results": [group for group in groups if group["name"].startswith(prefix)]})


async def members_of_group(request: web.Request) -> web.Response:
    reference = request.app[STORE].reference
    group = reference.groups.get(request.match_info["id"])
    if group is None:
        raise Refusal(404, "The operator group was not found.")
    return web.json_response([reference.operators[member].reference for member in sorted(group.members)])


async def archiving_reasons(request: web.Request) -> web.Response:
    return web.json_response(request.app[STORE].reference.lists["archiving_reasons"])


async def named_list(request: web.Request) -> web.Response:
    kind = NAMED_LISTS.get(request.match_info["list"])
    if kind is None:
        raise Refusal(404, "There is no such list.")
    return web.json_response(request.app[STORE].reference.lists[kind])


async def list_incidents(request: web.Request) -> web.Response:
    incidents = request.app[STORE].newest_first()
    if request.query.get("all") != "true":
        incidents = [incident for incident in incidents if not (incident.archived or incident.partial)]
    cards = filtered(request, [incident.fields for incident in incidents])
    cards = [narrowed(card, request.query.get("fields")) for card in in_order(cards, request.query.get("sort"))]
    return partial_answer(request, cards, start="pageStart", size="pageSize", largest=10000, next_page=True)


async def create(request: web.Request) -> web.Response:
    incident = request.app[STORE].create(await body_of(request), acting_operator(request))
    return web.json_response(incident.fields, status=201)


async def read(request: web.Request) -> web.Response:
    return web.json_response(incident_of(request).fields)


async def update(request: web.Request) -> web.Response:
    store = request.app[STORE]
    incident = store.update(incident_of(request), await body_of(request), acting_operator(request))
    return web.json_response(incident.fields, status=store.switches.patch_status if request.method == "PATCH" else 200)


async def escalate(request: web.Request) -> web.Response:
    return await _line_moved(request, Line.SECOND)


async def deescalate(request: web.Request) -> web.Response:
    return await _line_moved(request, Line.FIRST)


async def archive(request: web.Request) -> web.Response:
    incident, by = incident_of(request), acting_operator(request)
    return web.json_response(request.app[STORE].archive(incident, await body_of(request), by).fields)


async def unarchive(request: web.Request) -> web.Response:
    incident = request.app[STORE].unarchive(incident_of(request), acting_operator(request))
    return web.json_response(incident.fields)


async def progress_trail(request: web.Request) -> web.Response:
    entries = [shown(entry) for entry in reversed(incident_of(request).trail)]
    return partial_answer(request, entries, start="start", size="page_size", largest=100)


async def progress_trail_count(request: web.Request) -> web.Response:
    return web.json_response({"count": len(incident_of(request).trail)})


async def actions(request: web.Request) -> web.Response:
    entries = [shown(entry) for entry in reversed(incident_of(request).trail) if entry["kind"] == "action"]
    return partial_answer(request, entries, start="start", size="page_size", largest=100)


async def requests(request: web.Request) -> web.Response:
    entries = [shown(entry) for entry in reversed(incident_of(request).trail) if entry["kind"] == "request"]
    return partial_answer(request, entries, start="start", size="page_size", largest=10)


async def delete_action(request: web.Request) -> web.Response:
    request.app[STORE].delete_entry(incident_of(request), request.match_info["entry"])
    return web.Response(status=204)


def incident_of(request: web.Request) -> Incident:
    store, key = request.app[STORE], request.match_info["key"]
    return store.by_id(key) if request.match_info["by"] == "id" else store.by_number(key)


async def body_of(request: web.Request) -> object:
    """The JSON of the body; an empty body counts as ``{}``. Raises Refusal."""
    text = await request.text()
    try:
        return json.loads(text) if text.strip() else {}
    except ValueError as error:
        raise Refusal(400, "The request body is not JSON.") from error


async def _line_moved(request: web.Request, to: Line) -> web.Response:
    incident, by = incident_of(request), acting_operator(request)
    return web.json_response(request.app[STORE].move_line(incident, await body_of(request), by, to=to).fields)


def filtered(request: web.Request, cards: Sequence[Json]) -> list[Json]:
    query = request.query.get("query")
    if not query or not cards:
        return list(cards)
    try:
        fits = matcher(query, frozenset(cards[0]))
        return [card for card in cards if fits(card)]
    except BadQuery as error:
        raise Refusal(400, str(error)) from error


def in_order(cards: list[Json], sort: str | None) -> list[Json]:
    """*sort* as in ``modificationDate:desc,number``: the first named counts most."""
    for part in reversed(sort.split(",") if sort else []):
        name, _, direction = part.partition(":")
        if name not in SHOWN or direction not in ("", "asc", "desc"):
            raise Refusal(400, f"Cannot sort by {part}.")
        cards = sorted(cards, key=lambda card: str(card[name] or ""), reverse=direction == "desc")
    return cards


def narrowed(card: Json, fields: str | None) -> Json:
    if not fields:
        return card
    wanted = fields.split(",")
    if unknown := set(wanted) - set(SHOWN):
        raise Refusal(400, f"Unknown fields: {', '.join(sorted(unknown))}.")
    return {name: card[name] for name in wanted}


def partial_answer(
    request: web.Request, rows: Sequence[Json], *, start: str, size: str, largest: int, next_page: bool = False
) -> web.Response:
    """200 for the last page, 206 when there is more, 204 without a body when there is nothing."""
    first, count = whole_number(request, start, 0, 0, 10**9), whole_number(request, size, 10, 1, largest)
    page = rows[first : first + count]
    if not page:
        return web.Response(status=204)
    more = len(rows) > first + count
    headers = {}
    if more and next_page:
        parameters = {**request.query, start: str(first + count), size: str(count)}
        headers["x-next-page-url"] = f"{request.url.origin()}{request.path}?{urlencode(parameters)}"
    text = json.dumps(list(page))
    if request.query.get("dateFormat") == "iso8601":
        text = DEFAULT_DATE.sub(r"\1Z", text)
    return web.Response(status=206 if more else 200, text=text, content_type="application/json", headers=headers)


def whole_number(request: web.Request, name: str, default: int, least: int, largest: int) -> int:
    text = request.query.get(name, str(default))
    if not text.isdecimal() or not least <= int(text) <= largest:
        raise Refusal(400, f"{name} must be a whole number from {least} to {largest}.")
    return int(text)
