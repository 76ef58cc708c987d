"""Turns ``seed.toml`` into the operators, lists and incidents the double starts with."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.demo.topdesk.entries import caller_entry, request_entry, staff_entry, timestamp
from bot.demo.topdesk.reference import Operator, OperatorGroup, Reference, named_rows, stable_id
from bot.demo.topdesk.store import Incident, Line, blank_caller, blank_incident

Json = dict[str, Any]

SEED = Path(__file__).with_name("seed.toml")


def read_seed(path: Path = SEED) -> tuple[Reference, dict[str, Incident]]:
    content = tomllib.loads(path.read_text("utf-8"))
    reference = _reference(content)
    incidents = [_incident(row, reference) for row in content["ticket"]]
    return reference, {incident.id: incident for incident in incidents}


def _reference(content: Json) -> Reference:
    operators = {row["id"]: Operator(row["id"], row["name"], row["email"]) for row in content["operator"]}
    id_of = {operator.email: operator.id for operator in operators.values()}
    groups = {
        row["id"]: OperatorGroup(
            row["id"],
            row["name"],
            frozenset(id_of[email] for email in row.get("members", ())),
            row.get("first_line", False),
        )
        for row in content["group"]
    }
    lists = {kind: named_rows(kind, names) for kind, names in content["lists"].items()}
    lists["statuses"] = [_status(row) for row in content["status"]]
    return Reference(operators, groups, lists)


def _status(row: Json) -> Json:
    blank = {"onHold": False, "response": False, "default": False}
    return {"id": stable_id("statuses", row["name"]), **blank, **row}


def _incident(row: Json, reference: Reference) -> Incident:
    called: datetime = row["called"]
    incident = Incident(blank_incident(stable_id("ticket", row["number"]), row["number"], called))
    person = _caller(row)
    group = next(group for group in reference.groups.values() if group.name == row["group"])
    operator = reference.operator_by_email(row["operator"]).in_incident if "operator" in row else None
    text = row["request"].strip()
    incident.fields |= {
        "status": Line.FIRST + ("Archived" if row.get("archived") else ""),
        "briefDescription": row["brief"],
        "request": text,
        "caller": person,
        "callerBranch": person["branch"],
        "category": reference.named(row["category"], "categories"),
        "processingStatus": reference.named(row["status"], "statuses"),
        "entryType": reference.named("Formulier helpdesk", "entry_types"),
        "operatorGroup": group.reference,
        "operator": operator or group.in_operator_field,
    }
    if "closed" in row:
        ended = timestamp(row["closed"])
        incident.fields |= {"completed": True, "completedDate": ended, "closed": True, "closedDate": ended}
        incident.fields["closureCode"] = reference.named(row["closure_code"], "closure_codes")
    incident.trail = [request_entry(text, _reference_of(person), called)]
    incident.trail += [_entry(entry, person, reference) for entry in row.get("trail", ())]
    incident.fields["modificationDate"] = incident.trail[-1]["creationDate"]
    return incident


def _caller(row: Json) -> Json:
    given, branch, department = row["caller"], row["branch"], row["department"]
    return blank_caller() | {
        "id": stable_id("person", given["email"]),
        "dynamicName": given["name"],
        "email": given["email"],
        "phoneNumber": given.get("phone"),
        "branch": {"id": stable_id("branch", branch), "name": branch, "clientReferenceNumber": "", "timeZone": None},
        "department": {"id": stable_id("department", department), "name": department},
    }


def _reference_of(person: Json) -> Json:
    return {"id": person["id"], "name": person["dynamicName"]}


def _entry(row: Json, person: Json, reference: Reference) -> Json:
    if row["by"] == "caller":
        return caller_entry(row["text"], _reference_of(person), row["at"])
    operator = reference.operator_by_email(row["by"])
    return staff_entry(row["text"], operator.reference, row["at"], invisible=row.get("invisible", False))
