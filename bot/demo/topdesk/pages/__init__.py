"""Pages that show a ticket as staff see it and as the student sees it, and let the student reply."""

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from bot.demo.topdesk.access import STORE
from bot.demo.topdesk.pages.editing import edit_as_operator, operators_to_be, set_faults, to_try
from bot.demo.topdesk.store import Incident, Line

Json = dict[str, Any]

HERE = Path(__file__).parent
LEIDEN = ZoneInfo("Europe/Amsterdam")
LIST: web.AppKey[Template] = web.AppKey("list", Template)
TICKET: web.AppKey[Template] = web.AppKey("ticket", Template)
MISSING: web.AppKey[Template] = web.AppKey("missing", Template)
STYLE: web.AppKey[str] = web.AppKey("style", str)
LONGEST_REPLY = 10_000


def add_pages(app: web.Application, link_to: str | None) -> None:
    environment = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)
    environment.filters["moment"] = moment
    environment.globals["link_to"] = link_to
    app[LIST] = environment.get_template("list.html")
    app[TICKET] = environment.get_template("ticket.html")
    app[MISSING] = environment.get_template("missing.html")
    app[STYLE] = (HERE / "style.css").read_text("utf-8")
    app.add_routes(
        [
            web.get("/", show_list, name="list"),
            web.get("/style.css", style),
            web.get("/tickets/{number}", show_ticket, name="ticket"),
            web.post("/tickets/{number}/reply", reply),
            web.post("/tickets/{number}/edit", edit),
            web.post("/faults", set_faults),
            web.get("/tas/secure/incident", follow_link),
        ]
    )


def moment(text: str | None) -> str:
    """A date of the API as people read it: ``19-11-2026 09:26``, Dutch time."""
    return f"{datetime.fromisoformat(text).astimezone(LEIDEN):%d-%m-%Y %H:%M}" if text else "–"


async def show_list(request: web.Request) -> web.Response:
    rows = [row(incident) for incident in request.app[STORE].newest_first()]
    return page(request.app[LIST].render(rows=rows, **to_try(request.app)))


async def show_ticket(request: web.Request) -> web.Response:
    incident = found(request)
    if incident is None:
        return page(request.app[MISSING].render(number=request.match_info["number"]), status=404)
    return page(
        request.app[TICKET].render(
            ticket=row(incident),
            fields=incident.fields,
            trail=list(reversed(incident.trail)),
            seen_by_student=[entry for entry in reversed(incident.trail) if seen_by_student(entry)],
            **operators_to_be(request.app),
        )
    )


async def reply(request: web.Request) -> web.Response:
    incident = found(request)
    if incident is None:
        return page(request.app[MISSING].render(number=request.match_info["number"]), status=404)
    text = str((await request.post()).get("text", "")).strip()
    if text and not incident.archived:
        request.app[STORE].caller_replies(incident, text[:LONGEST_REPLY])
    address = request.app.router["ticket"].url_for(number=incident.number)
    raise web.HTTPSeeOther(str(address) + "#student")


async def edit(request: web.Request) -> web.Response:
    incident = found(request)
    if incident is None:
        return page(request.app[MISSING].render(number=request.match_info["number"]), status=404)
    if not await edit_as_operator(request, incident):
        raise web.HTTPSeeOther("/")
    raise web.HTTPSeeOther(str(request.app.router["ticket"].url_for(number=incident.number)) + "#operator")


async def follow_link(request: web.Request) -> web.Response:
    """The links TOPdesk itself gives: ``/tas/secure/incident?unid=<id without dashes>``."""
    unid = request.query.get("unid", "").replace("-", "")
    for incident in request.app[STORE].incidents.values():
        if incident.id.replace("-", "") == unid:
            raise web.HTTPFound(request.app.router["ticket"].url_for(number=incident.number))
    return page(request.app[MISSING].render(number=unid), status=404)


async def style(request: web.Request) -> web.Response:
    return web.Response(text=request.app[STYLE], content_type="text/css")


def page(text: str, *, status: int = 200) -> web.Response:
    return web.Response(text=text, content_type="text/html", status=status)


def found(request: web.Request) -> Incident | None:
    """Finds the number also without its spaces, for who types an address."""
    wanted = compact(request.match_info["number"])
    incidents = request.app[STORE].incidents.values()
    return next((incident for incident in incidents if compact(incident.number) == wanted), None)


def compact(number: str) -> str:
    return "".join(filter(str.isalnum, number)).upper()


def seen_by_student(entry: Json) -> bool:
    return not entry.get("invisibleForCaller", False)


def row(incident: Incident) -> Json:
    fields = incident.fields
    return {
        "number": incident.number,
        "subject": fields["briefDescription"] or "",
        "caller": name_in(fields["caller"], "dynamicName"),
        "faculty": name_in(fields["callerBranch"], "name"),
        "programme": name_in((fields["caller"] or {}).get("department"), "name"),
        "group": name_in(fields["operatorGroup"], "name"),
        "operator": name_in(fields["operator"], "name"),
        "status": name_in(fields["processingStatus"], "name"),
        "second_line": str(fields["status"]).startswith(Line.SECOND),
        "closed": bool(fields["closed"]),
        "archived": incident.archived,
        "called": fields["callDate"],
        "changed": fields["modificationDate"],
    }


def name_in(value: Json | None, key: str) -> str:
    return str((value or {}).get(key) or "–")
