"""The incidents of the double and the rules TOPdesk keeps them by."""

import html
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from bot.demo.topdesk.entries import caller_entry, request_entry, staff_entry, timestamp
from bot.demo.topdesk.fields import BY_ID_OR_NAME, ON_CREATE, ON_UPDATE, SHOWN, Refusal, check_body, referred
from bot.demo.topdesk.numbers import DEFAULT_SHAPE, next_number, normalised
from bot.demo.topdesk.reference import Operator, Reference

Json = dict[str, Any]

LIST_OF = {
    "entryType": "entry_types",
    "callType": "call_types",
    "category": "categories",
    "subcategory": "subcategories",
    "impact": "impacts",
    "urgency": "urgencies",
    "priority": "priorities",
    "duration": "durations",
    "processingStatus": "statuses",
    "closureCode": "closure_codes",
}


class Line(StrEnum):
    FIRST = "firstLine"
    SECOND = "secondLine"
    PARTIAL = "partial"


@dataclass
class Switches:
    """What differs from tenant to tenant."""

    number_shape: str = DEFAULT_SHAPE
    patch_status: int = 201
    escalation_reason_required: bool = False
    reply_reopens: bool = False

    def set(self, **values: Any) -> None:
        for name, value in values.items():
            if name not in self.__dataclass_fields__:
                raise Refusal(400, f"Unknown switch {name}.")
            setattr(self, name, value)


@dataclass
class Incident:
    """*fields* are those of the API's answer; *trail* is oldest first."""

    fields: Json
    trail: list[Json] = field(default_factory=list)

    @property
    def id(self) -> str:
        return str(self.fields["id"])

    @property
    def number(self) -> str:
        return str(self.fields["number"])

    @property
    def archived(self) -> bool:
        return str(self.fields["status"]).endswith("Archived")

    @property
    def partial(self) -> bool:
        return str(self.fields["status"]).startswith(Line.PARTIAL)


@dataclass(frozen=True)
class Change:
    """*event* is ``new`` or ``edit``; *by* is the operator's id, or None for the caller."""

    event: str
    incident: Incident
    by: str | None


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Store:
    reference: Reference
    switches: Switches = field(default_factory=Switches)
    now: Callable[[], datetime] = utc_now
    incidents: dict[str, Incident] = field(default_factory=dict)
    listeners: list[Callable[[Change], None]] = field(default_factory=list)
    deleted: set[str] = field(default_factory=set)
    """Numbers that are never given out again."""

    def by_id(self, identifier: str) -> Incident:
        """Raises Refusal."""
        if identifier not in self.incidents:
            raise Refusal(404, f"The incident with id {identifier} was not found.")
        return self.incidents[identifier]

    def by_number(self, number: str) -> Incident:
        """Raises Refusal."""
        for incident in self.incidents.values():
            if normalised(incident.number) == normalised(number):
                return incident
        raise Refusal(404, f"The incident with number {number} was not found.")

    def newest_first(self) -> list[Incident]:
        return sorted(self.incidents.values(), key=lambda incident: str(incident.fields["callDate"]), reverse=True)

    def create(self, body: object, by: Operator) -> Incident:
        """Raises Refusal."""
        fields = check_body(body, ON_CREATE)
        now = self.now()
        taken = (*(other.number for other in self.incidents.values()), *self.deleted)
        number = next_number(self.switches.number_shape, now, taken)
        incident = Incident(blank_incident(str(uuid4()), number, now))
        incident.fields["status"] = _line(fields.get("status", Line.FIRST))
        incident.fields["creator"] = by.reference
        self._write(incident, {name: value for name, value in fields.items() if name != "status"}, by)
        self.incidents[incident.id] = incident
        self._changed(incident, "new", by)
        return incident

    def update(self, incident: Incident, body: object, by: Operator) -> Incident:
        """Only what the body names changes, or nothing at all. Raises Refusal."""
        fields = check_body(body, ON_UPDATE)
        refuse_archived(incident)
        self._write(incident, fields, by)
        self._changed(incident, "edit", by)
        return incident

    def move_line(self, incident: Incident, body: object, by: Operator, *, to: Line) -> Incident:
        """Escalate (to the second line) or de-escalate (to the first). Raises Refusal."""
        refuse_archived(incident)
        given = check_body(body, {"id", "name"})
        reasons = self.reference.lists["escalation_reasons" if to == Line.SECOND else "deescalation_reasons"]
        if not given and self.switches.escalation_reason_required:
            raise Refusal(400, "A reason is mandatory.")
        reason = referred("reason", given, reasons, by_name=True) if given else None
        incident.fields |= {
            "status": to,
            "escalationStatus": "Escalated" if to == Line.SECOND else "Deescalated",
            "escalationReason": reason,
            "escalationOperator": by.reference,
        }
        self._changed(incident, "edit", by)
        return incident

    def archive(self, incident: Incident, body: object, by: Operator) -> Incident:
        """Raises Refusal."""
        refuse_archived(incident)
        given = check_body(body, {"id", "name"})
        reasons = self.reference.lists["archiving_reasons"]
        incident.fields["archivingReason"] = referred("reason", given, reasons, by_name=True) if given else None
        incident.fields["status"] += "Archived"
        self._changed(incident, "edit", by)
        return incident

    def unarchive(self, incident: Incident, by: Operator) -> Incident:
        incident.fields["status"] = incident.fields["status"].removesuffix("Archived")
        incident.fields["archivingReason"] = None
        self._changed(incident, "edit", by)
        return incident

    def delete(self, incident: Incident, by: Operator) -> None:
        """It is gone, as if it had never been there; an event for it still goes out."""
        del self.incidents[incident.id]
        self.deleted.add(incident.number)
        self._changed(incident, "edit", by)

    def caller_replies(self, incident: Incident, text: str) -> None:
        """What the student writes on the self-service page, as plain text. Raises Refusal."""
        refuse_archived(incident)
        caller = incident.fields["caller"] or {}
        person = {"id": caller.get("id"), "name": caller.get("dynamicName")}
        incident.trail.append(caller_entry(html.escape(text, quote=False), person, self.now()))
        if self.switches.reply_reopens:
            incident.fields |= {"closed": False, "closedDate": None, "completed": False, "completedDate": None}
        self._changed(incident, "edit", None)

    def delete_entry(self, incident: Incident, entry: str) -> None:
        """Raises Refusal."""
        remaining = [other for other in incident.trail if other["id"] != entry]
        if len(remaining) == len(incident.trail):
            raise Refusal(404, f"The action with id {entry} was not found.")
        incident.trail = remaining
        for listener in self.listeners:
            listener(Change("edit", incident, None))

    def _caller(self, fields: Json) -> Json:
        lookup, caller = fields.get("callerLookup"), fields.get("caller")
        if lookup is not None:
            return {"caller": self._registered_caller(lookup)}
        if caller is None:
            return {}
        if not caller.get("dynamicName"):
            raise Refusal(400, "caller needs a dynamicName.")
        return {"caller": blank_caller() | caller}

    def _registered_caller(self, lookup: Json) -> Json:
        if len(lookup) != 1 or not set(lookup) <= {"id", "email"}:
            raise Refusal(400, "callerLookup needs exactly one of id and email.")
        [(name, value)] = lookup.items()
        for incident in self.incidents.values():
            caller: Json | None = incident.fields["caller"]
            if caller is not None and caller.get(name) == value:
                return caller
        raise Refusal(404, f"There is no person with {name} {value}.")

    def _write(self, incident: Incident, fields: Json, by: Operator) -> None:
        """Everything is looked up before anything changes, so a refusal leaves the incident as it was."""
        new = self._looked_up(fields)
        self._check_operator(incident, new)
        now = self.now()
        incident.fields |= new
        for ends in ("completed", "closed"):
            if fields.get(ends) and not incident.fields[f"{ends}Date"]:
                incident.fields[f"{ends}Date"] = timestamp(now)
        if text := fields.get("action"):
            invisible = bool(fields.get("actionInvisibleForCaller", False))
            incident.trail.append(staff_entry(text, by.reference, now, invisible=invisible))
        if text := fields.get("request"):
            entry = request_entry(text, None, now)
            incident.trail.append(entry)
            incident.fields["request"] = "\n".join(filter(None, [entry["plainText"], incident.fields["request"]]))

    def _looked_up(self, fields: Json) -> Json:
        apart = {"action", "actionInvisibleForCaller", "request", "callerLookup", "caller", "mainIncident"}
        return {
            **{
                name: self._value(name, value) for name, value in fields.items() if name not in apart | {"externalLink"}
            },
            **({"externalLinks": [fields["externalLink"]]} if fields.get("externalLink") else {}),
            **self._caller(fields),
        }

    def _value(self, name: str, value: Any) -> Any:
        if value is None:
            return None
        if name == "operator":
            return referred(name, value, self.reference.in_operator_field(), by_name=False)
        if name == "operatorGroup":
            groups = (group.reference for group in self.reference.groups.values())
            return referred(name, value, groups, by_name=False)
        if name in BY_ID_OR_NAME:
            row = referred(name, value, self.reference.lists.get(LIST_OF[name], []), by_name=True)
            return {"id": row["id"], "name": row["name"]}
        if name in ("supplier", "sla", "location", "branch"):
            return referred(name, value, self.reference.lists.get(f"{name}s", []), by_name=False)
        return value

    def _check_operator(self, incident: Incident, new: Json) -> None:
        """An operator must belong to the group; a group may stand in the operator field itself."""
        if "operator" not in new and "operatorGroup" not in new:
            return
        group = new.get("operatorGroup", incident.fields["operatorGroup"])
        operator = new.get("operator", incident.fields["operator"])
        if operator is None or group is None or operator["id"] == group["id"]:
            return
        if operator["id"] not in self.reference.groups[group["id"]].members:
            if "operator" not in new:
                new["operator"] = self.reference.groups[group["id"]].in_operator_field
                return
            raise Refusal(400, "The operator is not a member of the operator group.")

    def _changed(self, incident: Incident, event: str, by: Operator | None) -> None:
        incident.fields["modificationDate"] = timestamp(self.now())
        incident.fields["modifier"] = by.reference if by else None
        for listener in self.listeners:
            listener(Change(event, incident, by.id if by else None))


def refuse_archived(incident: Incident) -> None:
    if incident.archived:
        raise Refusal(403, "The incident is archived.")


def blank_caller() -> Json:
    names = ("id", "dynamicName", "email", "phoneNumber", "mobileNumber", "branch", "department", "budgetHolder")
    return dict.fromkeys(names)


def blank_incident(identifier: str, number: str, now: datetime) -> Json:
    address = f"/tas/api/incidents/id/{identifier}"
    flags = ("onHold", "responded", "completed", "closed", "majorCall", "publishToSsd", "monitored", "bookmarked")
    return {
        **dict.fromkeys(SHOWN),
        **dict.fromkeys(flags, False),
        "id": identifier,
        "number": number,
        "requests": f"{address}/requests",
        "action": f"{address}/actions",
        "attachments": f"{address}/attachments",
        "callDate": timestamp(now),
        "creationDate": timestamp(now),
        "modificationDate": timestamp(now),
        "partialIncidents": [],
        "externalLinks": [],
    }


def _line(value: str) -> str:
    if value not in set(Line):
        raise Refusal(400, "status must be firstLine, secondLine or partial.")
    return value
