"""The fields of an incident: what each may hold, who may write it, and what TOPdesk says when it may not."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Json = dict[str, Any]


@dataclass(eq=False)
class Refusal(Exception):
    """What the API answers instead: *status* is the HTTP status, *message* the sentence for people."""

    status: int
    message: str


READ_ONLY = [
    "id",
    "number",
    "status",
    "requests",
    "action",
    "attachments",
    "responded",
    "responseDate",
    "onHoldDate",
    "onHoldDuration",
    "escalationStatus",
    "escalationReason",
    "escalationOperator",
    "creator",
    "creationDate",
    "modifier",
    "modificationDate",
    "archivingReason",
    "monitored",
    "expectedTimeSpent",
    "actualDuration",
    "timeSpent",
    "timeSpentFirstLine",
    "timeSpentSecondLine",
    "timeSpentPartial",
    "timeSpentLinkedPartials",
    "itemCosts",
    "objectCosts",
    "mainIncident",
    "partialIncidents",
    "externalLinks",
    "bookmarked",
    "callerBranch",
    "callerLocation",
    "asset",
]

OPTIONAL_FIELDS = {
    f"{kind}{n}" for kind in ("boolean", "number", "text", "memo", "date", "searchlist") for n in range(1, 6)
}

BY_ID_OR_NAME = frozenset(
    [
        "entryType",
        "callType",
        "category",
        "subcategory",
        "impact",
        "urgency",
        "priority",
        "duration",
        "processingStatus",
        "closureCode",
    ]
)
BY_ID = frozenset(["operator", "operatorGroup", "supplier", "sla", "location", "branch"])
FLAGS = frozenset(
    ["onHold", "responded", "completed", "closed", "majorCall", "publishToSsd", "actionInvisibleForCaller"]
)
DATES = frozenset(["targetDate", "responseDate", "completedDate", "closedDate", "callDate"])
LONGEST = {"briefDescription": 80, "externalNumber": 60}
TEXTS = frozenset({"request", "action", "briefDescription", "externalNumber", "feedbackMessage"})
NUMBERS = frozenset({"costs", "feedbackRating"})
OTHERS = frozenset(
    [
        "caller",
        "callerLookup",
        "object",
        "majorCallObject",
        "optionalFields1",
        "optionalFields2",
        "externalLink",
        "branchExtraFieldA",
        "branchExtraFieldB",
    ]
)

ON_UPDATE = BY_ID_OR_NAME | BY_ID | FLAGS | DATES | TEXTS | NUMBERS | OTHERS
ON_CREATE = (ON_UPDATE | {"status", "mainIncident"}) - {"callDate", "branchExtraFieldA", "branchExtraFieldB"}

NEVER_SHOWN = frozenset({"actionInvisibleForCaller", "callerLookup", "externalLink"})
SHOWN = tuple(sorted((ON_CREATE | ON_UPDATE | set(READ_ONLY)) - NEVER_SHOWN))


def check_body(body: object, allowed: Iterable[str]) -> Json:
    """The body when every field is known and has the right form. Raises Refusal."""
    if not isinstance(body, dict):
        raise Refusal(400, "The request body is not a JSON object.")
    for name, value in body.items():
        if name not in allowed:
            raise Refusal(400, f"Unknown field or field that cannot be set here: {name}.")
        if value is not None:
            _check_value(name, value)
    return body


def _check_value(name: str, value: object) -> None:
    if name in TEXTS:
        _check_text(name, value)
    elif name in FLAGS and not isinstance(value, bool):
        raise Refusal(400, f"{name} must be true or false.")
    elif name in DATES and not _is_date(value):
        raise Refusal(400, f"{name} must be a date and time.")
    elif name in NUMBERS and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise Refusal(400, f"{name} must be a number.")
    elif name in BY_ID_OR_NAME | BY_ID | OTHERS and not isinstance(value, Mapping):
        raise Refusal(400, f"{name} must be an object.")
    elif name == "feedbackRating" and value not in (1, 2, 3, 4, 5):
        raise Refusal(403, "The feedback rating must be 1 to 5.")
    elif name in ("optionalFields1", "optionalFields2") and not set(_keys(value)) <= OPTIONAL_FIELDS:
        raise Refusal(400, f"Unknown field in {name}.")


def _check_text(name: str, value: object) -> None:
    if not isinstance(value, str):
        raise Refusal(400, f"{name} must be a text.")
    longest = LONGEST.get(name)
    if longest is not None and len(value) > longest:
        raise Refusal(400, f"{name} can be at most {longest} characters long.")


def _keys(value: object) -> Iterable[str]:
    return value if isinstance(value, Mapping) else ()


def _is_date(value: object) -> bool:
    try:
        return datetime.fromisoformat(str(value)).tzinfo is not None
    except ValueError:
        return False


def referred(field: str, given: Mapping[str, Any], known: Iterable[Json], *, by_name: bool) -> Json:
    """The row that *given* (``{"id": ...}`` or ``{"name": ...}``) points at; the id wins. Raises Refusal."""
    rows = list(known)
    if (wanted := given.get("id")) is not None:
        return _only(rows, lambda row: row["id"] == wanted, Refusal(404, f"{field} with id {wanted} does not exist."))
    name = given.get("name")
    if not by_name or name is None:
        raise Refusal(400, f"{field} needs an id.")
    return _only(rows, lambda row: row["name"] == name, Refusal(400, f"{field} with name {name} does not exist."))


def _only(rows: Iterable[Json], fits: Callable[[Json], bool], refusal: Refusal) -> Json:
    for row in rows:
        if fits(row):
            return row
    raise refusal
