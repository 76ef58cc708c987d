"""What a TOPdesk tenant has set up besides its incidents: operators, groups, accounts and the lists to choose from."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

NAMESPACE = uuid.UUID("5ec0d11e-0000-4000-8000-000000000000")


def stable_id(kind: str, name: str) -> str:
    """The same identifier for the same name in every run."""
    return str(uuid.uuid5(NAMESPACE, f"{kind}/{name}"))


@dataclass(frozen=True)
class Account:
    """A login of the API. *operator* is the id of the operator it acts as."""

    login: str
    password: str = field(repr=False)
    operator: str
    may_write: bool = True


WRITER = Account("secondline", "application-password", "5ec0d11e-0002-4000-8000-000000000090")
READER = Account("lezen", "reading-password", "5ec0d11e-0002-4000-8000-000000000091", may_write=False)


@dataclass(frozen=True)
class Operator:
    id: str
    name: str
    email: str

    @property
    def reference(self) -> Json:
        return {"id": self.id, "name": self.name}

    @property
    def in_incident(self) -> Json:
        return {"id": self.id, "status": "operator", "name": self.name}

    @property
    def card(self) -> Json:
        login = self.email.split("@")[0]
        return {
            "id": self.id,
            "status": "operator",
            "dynamicName": self.name,
            "email": self.email,
            "loginName": login,
            "networkLoginName": login,
            "firstLineCallOperator": True,
            "secondLineCallOperator": True,
            "archived": False,
        }


@dataclass(frozen=True)
class OperatorGroup:
    id: str
    name: str
    members: frozenset[str] = frozenset()
    """Ids of operators."""
    first_line: bool = False

    @property
    def reference(self) -> Json:
        return {"id": self.id, "name": self.name}

    @property
    def in_operator_field(self) -> Json:
        return {"id": self.id, "status": "operatorGroup", "name": self.name}

    @property
    def card(self) -> Json:
        """The name stands in ``groupName`` here and in ``name`` within an incident."""
        return {
            "id": self.id,
            "status": "operatorGroup",
            "groupName": self.name,
            "branch": None,
            "contact": None,
            "firstLineCallOperator": self.first_line,
            "secondLineCallOperator": not self.first_line,
        }


@dataclass(frozen=True)
class Reference:
    operators: Mapping[str, Operator]
    groups: Mapping[str, OperatorGroup]
    lists: Mapping[str, list[Json]]
    """``statuses``, ``closure_codes``, ``categories`` and the like: rows with ``id`` and ``name``."""

    def operator_by_email(self, email: str) -> Operator:
        return next(operator for operator in self.operators.values() if operator.email == email)

    def groups_of(self, operator: str) -> list[OperatorGroup]:
        return [group for group in self.groups.values() if operator in group.members]

    def in_operator_field(self) -> list[Json]:
        """Everything that may stand in the operator field: operators and groups."""
        operators = [operator.in_incident for operator in self.operators.values()]
        return operators + [group.in_operator_field for group in self.groups.values()]

    def named(self, name: str, kind: str) -> Json:
        """The row of this list with this name."""
        return next({"id": row["id"], "name": row["name"]} for row in self.lists[kind] if row["name"] == name)


def named_rows(kind: str, names: Iterable[str]) -> list[Json]:
    return [{"id": stable_id(kind, name), "name": name} for name in names]
