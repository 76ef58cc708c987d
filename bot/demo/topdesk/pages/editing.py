"""What people may try on the pages: work as an operator, and let TOPdesk fail."""

from aiohttp import web

from bot.demo.topdesk.access import STORE
from bot.demo.topdesk.events import Calls, EventCaller, ForeignEditor
from bot.demo.topdesk.faults import FAULTS, FaultKind
from bot.demo.topdesk.fields import Refusal
from bot.demo.topdesk.store import Incident, Json

EDITOR: web.AppKey[ForeignEditor] = web.AppKey("editor", ForeignEditor)
EVENTS: web.AppKey[EventCaller] = web.AppKey("events", EventCaller)

WITH_TEXT = frozenset({"note", "answer"})
CHANGES = WITH_TEXT | {"operator", "group", "close", "reopen", "archive", "unarchive", "delete"}


async def edit_as_operator(request: web.Request, incident: Incident) -> bool:
    """What somebody of TOPdesk presses; whether the ticket is still there. Raises ``Refusal``."""
    form = await request.post()
    change, text = str(form.get("change", "")), str(form.get("text", "")).strip()
    if change not in CHANGES:
        raise Refusal(400, f"Unknown change {change}.")
    editor = request.app[EDITOR]
    who = str(form.get("who", editor.operator))
    if who in {operator.email for operator in request.app[STORE].reference.operators.values()}:
        editor.operator = who
    value = {"operator": editor.operator, "group": str(form.get("group", ""))}.get(change, text)
    if text or change not in WITH_TEXT:
        editor.changes(incident.number, change, value)
    return change != "delete"


async def set_faults(request: web.Request) -> web.Response:
    """Exactly the faults that are ticked strike, until they are taken away."""
    form = await request.post()
    faults = request.app[FAULTS]
    faults.switch_off()
    for kind in FaultKind:
        if kind in form.getall("kind", []):
            faults.switch_on(kind, times=None)
    if form.get("calls") in set(Calls):
        request.app[EVENTS].calls = Calls(str(form["calls"]))
    raise web.HTTPSeeOther("/")


def to_try(app: web.Application) -> Json:
    """What the pages offer."""
    return {
        "fault_kinds": list(FaultKind),
        "faults": [fault.kind for fault in app[FAULTS].active],
        "calls": list(Calls),
        "calls_now": app[EVENTS].calls,
    }


def operators_to_be(app: web.Application) -> Json:
    """Who one can be, and where a ticket can go."""
    reference = app[STORE].reference
    people = [one for one in reference.operators.values() if reference.groups_of(one.id)]
    return {"operators": people, "groups": list(reference.groups.values()), "who": app[EDITOR].operator}
