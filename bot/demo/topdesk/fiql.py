"""The filter language of TOPdesk's lists: ``operatorGroup.name=='A';closed==false``.

``;`` is and, ``,`` is or, and ``;`` binds stronger; brackets group. Values with spaces or signs stand in quotes.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Test = Callable[[Mapping[str, Any]], bool]

TOKEN = re.compile(
    r"""\s*(?:
      (?P<operator>==|!=|=gt=|=ge=|=lt=|=le=|=sw=|=in=|=out=)
    | (?P<sign>[();,])
    | (?P<quoted>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
    | (?P<bare>[^\s'"();,=!~<>]+)
    )""",
    re.VERBOSE,
)
TEXT_FIELDS = frozenset({"id", "number"})
MEMO_FIELDS = frozenset({"request", "action"})


class BadQuery(ValueError):
    """The query cannot be read; the text says where."""


@dataclass
class _Reader:
    tokens: list[tuple[str, str]]
    known: Collection[str]

    def peek(self) -> tuple[str, str]:
        return self.tokens[0] if self.tokens else ("end", "")

    def take(self, kind: str, text: str | None = None) -> str:
        found_kind, found = self.peek()
        if found_kind != kind or (text is not None and found != text):
            raise BadQuery(f"Expected {text or kind}, found {found or 'the end'}.")
        del self.tokens[0]
        return found


def matcher(query: str, known: Collection[str]) -> Test:
    """A test for one card. *known* are the fields there are (the first part of dotted names). Raises BadQuery."""
    reader = _Reader(list(_tokens(query)), known)
    test = _any_of(reader)
    if reader.tokens:
        raise BadQuery(f"Unexpected {reader.tokens[0][1]}.")
    return test


def _tokens(query: str) -> list[tuple[str, str]]:
    found, position, end = [], 0, len(query.rstrip())
    while position < end:
        match = TOKEN.match(query, position)
        if match is None or match.lastgroup is None:
            raise BadQuery(f"Cannot read the query at: {query[position : position + 20]}")
        text = match[match.lastgroup]
        if match.lastgroup == "quoted":
            text = re.sub(r"\\(.)", r"\1", text[1:-1])
        found.append((match.lastgroup, text))
        position = match.end()
    return found


def _any_of(reader: _Reader) -> Test:
    tests = [_all_of(reader)]
    while reader.peek() == ("sign", ","):
        reader.take("sign", ",")
        tests.append(_all_of(reader))
    return lambda card: any(test(card) for test in tests)


def _all_of(reader: _Reader) -> Test:
    tests = [_one(reader)]
    while reader.peek() == ("sign", ";"):
        reader.take("sign", ";")
        tests.append(_one(reader))
    return lambda card: all(test(card) for test in tests)


def _one(reader: _Reader) -> Test:
    if reader.peek() == ("sign", "("):
        reader.take("sign", "(")
        test = _any_of(reader)
        reader.take("sign", ")")
        return test
    name = reader.take("bare")
    if name.split(".")[0] not in reader.known:
        raise BadQuery(f"Unknown field {name}.")
    operator = reader.take("operator")
    if operator in ("==", "!=") and name in MEMO_FIELDS:
        raise BadQuery(f"{name} is a memo field and cannot be compared with {operator}.")
    if operator in ("=in=", "=out="):
        values = _list(reader)
        wanted = operator == "=in="
        if name in TEXT_FIELDS:  # a list of a hundred ids is asked of ten thousand cards
            among = frozenset(values)
            return lambda card: (card[name] in among) == wanted
        return lambda card: any(_equal(value_of(card, name), value) for value in values) == wanted
    quoted = reader.peek()[0] == "quoted"
    value = reader.take(reader.peek()[0]) if quoted else reader.take("bare")
    return lambda card: _compare(value_of(card, name), operator, None if value == "null" and not quoted else value)


def _list(reader: _Reader) -> list[str]:
    reader.take("sign", "(")
    values = [reader.take("quoted" if reader.peek()[0] == "quoted" else "bare")]
    while reader.peek() == ("sign", ","):
        reader.take("sign", ",")
        values.append(reader.take("quoted" if reader.peek()[0] == "quoted" else "bare"))
    reader.take("sign", ")")
    return values


def value_of(card: Mapping[str, Any], name: str) -> Any:
    """The value under a dotted name; None where something on the way is absent."""
    value: Any = card
    for part in name.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def _equal(actual: Any, value: str | None) -> bool:
    match actual:
        case None:
            return value is None
        case bool():
            return value == ("true" if actual else "false")
        case int() | float():
            return value is not None and str(actual) == value
        case _:
            return str(actual) == value


def _compare(actual: Any, operator: str, value: str | None) -> bool:
    match operator:
        case "==":
            return _equal(actual, value)
        case "!=":
            return not _equal(actual, value)
        case "=sw=":
            return isinstance(actual, str) and value is not None and actual.startswith(value)
    if actual is None or value is None:
        return False
    difference = _difference(actual, value)
    return {"=gt=": difference > 0, "=ge=": difference >= 0, "=lt=": difference < 0, "=le=": difference <= 0}[operator]


def _difference(actual: Any, value: str) -> float:
    try:
        if isinstance(actual, str):
            return (datetime.fromisoformat(actual) - datetime.fromisoformat(value)).total_seconds()
        return float(actual) - float(value)
    except (ValueError, TypeError) as error:
        raise BadQuery(f"{value} is neither a date nor a number.") from error
