"""TOPdesk's answers as values. Source: Incident API 4.2.6; every field may be absent or null."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

Json = Mapping[str, Any]

BREAK = re.compile(r"<br\s*/?>|</h[56]>", re.IGNORECASE)
TAG = re.compile(r"</?(?:i|em|b|strong|u|br|h5|h6|img|a|p|div|span)\b[^<>]{0,300}>", re.IGNORECASE)


@dataclass(frozen=True)
class Incident:
    """*line* is the API's ``status``; *processing_status* is the state people see."""

    id: str
    number: str
    line: str = ""
    brief_description: str = ""
    request: str = ""
    caller_name: str | None = None
    branch: str | None = None
    department: str | None = None
    operator_group: str | None = None
    operator_group_id: str | None = None
    operator_id: str | None = None
    """A person; None while a group stands in that field."""
    processing_status: str | None = None
    completed: bool = False
    closed: bool = False
    modified_at: datetime | None = None
    modifier_id: str | None = None
    archiving_reason: str = ""

    @property
    def archived(self) -> bool:
        return self.line.endswith("Archived")

    @property
    def in_second_line(self) -> bool:
        return self.line.startswith("secondLine")

    @classmethod
    def from_answer(cls, answer: Json) -> Self:
        caller = part(answer, "caller")
        branch = text(part(answer, "callerBranch"), "name") or text(part(caller, "branch"), "name")
        operator = part(answer, "operator")
        is_group = (text(operator, "status") or "").startswith("operatorGroup")
        group = part(answer, "operatorGroup") or (operator if is_group else {})
        return cls(
            id=str(answer["id"]),
            number=str(answer["number"]),
            line=text(answer, "status") or "",
            brief_description=text(answer, "briefDescription") or "",
            request=text(answer, "request") or "",
            caller_name=text(caller, "dynamicName"),
            branch=branch,
            department=text(part(caller, "department"), "name"),
            operator_group=text(group, "name"),
            operator_group_id=text(group, "id"),
            operator_id=None if is_group else text(operator, "id"),
            processing_status=text(part(answer, "processingStatus"), "name"),
            completed=answer.get("completed") is True,
            closed=answer.get("closed") is True,
            modified_at=moment(answer.get("modificationDate")),
            modifier_id=text(part(answer, "modifier"), "id"),
            archiving_reason=text(part(answer, "archivingReason"), "name") or "",
        )


@dataclass(frozen=True)
class TrailEntry:
    """One entry of the progress trail. *by_caller* says that the student wrote it."""

    id: str
    text: str
    visible: bool
    by_caller: bool
    entered_at: datetime | None = None
    operator_id: str | None = None
    file: str = ""
    """The name of an attachment, or the subject of an e-mail."""
    is_action: bool = True
    """The question itself stands in the trail too: what the API calls a request."""

    @classmethod
    def from_answer(cls, answer: Json) -> Self:
        return cls(
            id=str(answer.get("id") or ""),
            text=text(answer, "plainText") or plain_text(text(answer, "memoText") or ""),
            file=text(answer, "fileName") or text(answer, "title") or "",
            visible=answer.get("invisibleForCaller") is not True,
            by_caller=answer.get("person") is not None,
            is_action="invisibleForCaller" in answer,
            entered_at=moment(answer.get("creationDate")) or moment(answer.get("entryDate")),
            operator_id=text(part(answer, "operator"), "id"),
        )


@dataclass(frozen=True)
class Operator:
    id: str
    email: str

    @classmethod
    def from_answer(cls, answer: Json) -> Self:
        return cls(id=str(answer["id"]), email=(text(answer, "email") or "").strip().lower())


@dataclass(frozen=True)
class OperatorGroup:
    id: str
    name: str

    @classmethod
    def from_answer(cls, answer: Json) -> Self:
        """The name stands in ``groupName`` in the list of groups."""
        return cls(id=str(answer["id"]), name=text(answer, "groupName") or text(answer, "name") or "")


def part(answer: Json, name: str) -> Json:
    """The object under this name, empty where it is null or absent."""
    value = answer.get(name)
    return value if isinstance(value, Mapping) else {}


def text(answer: Json, name: str) -> str | None:
    """Without what no database stores: NUL, and halves of characters."""
    value = answer.get(name)
    return value.replace("\0", "").encode(errors="ignore").decode() or None if isinstance(value, str) else None


def moment(value: object) -> datetime | None:
    """Both forms TOPdesk writes: ``2020-10-01T14:10:00.000+0000`` and ``2020-10-01T14:10:00Z``."""
    if not isinstance(value, str):
        return None
    try:
        parsed = datetime.fromisoformat(value)
    except ValueError:
        return None
    return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def memo_from_text(plain: str) -> str:
    """Plain text as a memo: a few tags mean something there, so every sign that could make one is escaped."""
    return html.escape(plain, quote=False).replace("\r\n", "\n").replace("\n", "<br>")


def plain_text(memo: str) -> str:
    """A memo without its tags; text that only looks like a tag, as in ``5 < 6``, stays."""
    return html.unescape(TAG.sub("", BREAK.sub("\n", memo))).strip()
