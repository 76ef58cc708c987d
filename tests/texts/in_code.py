"""What the program says: the keys in its ``say(...)`` calls, and those it puts together from its own enumerations."""

import ast
import importlib
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import bot
from bot import masking
from bot.actions import AT_ONCE, LOOKING, Action
from bot.case import Outcome, ToldBy
from bot.conversation.escalation import FORMS
from bot.conversation.refusals import PEOPLE
from bot.delivery.trouble import ADVICE
from bot.errors import RefusedMove
from bot.events import event_types
from bot.ports import Part
from bot.preferences import NoticeKind
from bot.request import Move, RequestState
from bot.texts import LANGUAGES
from bot.ticket import Differs, Right
from bot.ticket_moves import WITHOUT_THE_TICKET
from bot.words import View

FOLDER = Path(bot.__file__).parent
ORIGINS = ("slack", "teams", "topdesk", "board", "command-line")
SHORTEST_BEGINNING = 6
"""Characters that tell a family of keys from any other text."""

WITH_A_FORM = frozenset(Action) - AT_ONCE - LOOKING


@dataclass(frozen=True)
class Said:
    """One ``say(...)`` call. ``key`` is whole, or ends in ``*`` where the program fills in the rest.

    ``facts`` is None where the call passes on whatever it was given.
    """

    where: str
    key: str
    facts: frozenset[str] | None


@cache
def sources() -> dict[str, ast.Module]:
    """The modules of the program, by their path."""
    paths = sorted(FOLDER.rglob("*.py"))
    return {str(path.relative_to(FOLDER)): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


@cache
def said() -> tuple[Said, ...]:
    """Every ``say(...)`` call whose key can be read from the code."""
    return tuple(
        Said(where, key, facts)
        for where, module in sources().items()
        if not _has_a_say_of_its_own(module)
        for call, within in _calls(module, "say")
        for facts in [_facts_of(call)]
        for argument in [_key_argument(call)]
        if argument is not None
        for key in _keys(argument, within)
    )


def _has_a_say_of_its_own(module: ast.Module) -> bool:
    """Some of the demonstration prints lines for its developer with a ``say`` that has no keys."""
    arguments = (argument for node in ast.walk(module) if isinstance(node, ast.arguments) for argument in node.args)
    return any(argument.arg == "say" for argument in arguments)


def _calls(module: ast.Module, name: str) -> Iterator[tuple[ast.Call, ast.AST]]:
    """The calls of a function or method of this name, each with the function around it."""
    functions = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    around = {id(inner): function for function in functions for inner in ast.walk(function)}
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and _name(node.func) == name:
            yield node, around.get(id(node), module)


def _name(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _key_argument(call: ast.Call) -> ast.expr | None:
    """``say(language, key)`` of the texts, ``words.say(key)`` of a card's words."""
    place = 0 if isinstance(call.func, ast.Attribute) else 1
    return call.args[place] if len(call.args) > place else None


def _facts_of(call: ast.Call) -> frozenset[str] | None:
    names = [keyword.arg for keyword in call.keywords]
    return None if None in names else frozenset(name for name in names if name)


def _keys(argument: ast.expr, within: ast.AST) -> Iterator[str]:
    match argument:
        case ast.Constant(value=str(key)):
            yield key
        case ast.JoinedStr():
            yield _pattern(argument)
        case ast.IfExp(body=one, orelse=other):
            yield from _keys(one, within)
            yield from _keys(other, within)
        case ast.Name(id=name):
            for node in ast.walk(within):
                if isinstance(node, ast.Assign) and any(_name(target) == name for target in node.targets):
                    yield from _keys(node.value, within)


def _pattern(text: ast.JoinedStr) -> str:
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in text.values)


def patterns() -> frozenset[str]:
    """Every text the program fills in from a beginning of its own: an adapter may hand such a key on to who says it."""
    nodes = (node for module in sources().values() for node in ast.walk(module))
    found = {_pattern(node) for node in nodes if isinstance(node, ast.JoinedStr)}
    return frozenset(one for one in found if one.find("*") >= SHORTEST_BEGINNING)


@cache
def constants() -> frozenset[str]:
    """Every string that stands in the program."""
    return frozenset(
        node.value
        for module in sources().values()
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def templates() -> str:
    """The pages, in which texts are named too."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.rglob("*.html")))


@cache
def families() -> dict[str, frozenset[str]]:
    """The keys the core puts together, by the pattern that stands in its code."""
    with_forms = {*WITH_A_FORM, *FORMS}
    return {
        "action-*": _each("action-", Action),
        "form-*": _each("form-", with_forms),
        "submit-*": _each("submit-", with_forms),
        "done-*": _each("done-", frozenset(Action) - LOOKING),
        "done-escalate-*": _each("done-escalate-", (Move.HAND_OVER, Move.CONSULTATION)),
        "submit-escalate-*": _each("submit-escalate-", (Move.HAND_OVER, Move.CONSULTATION)),
        "goes-*": _each("goes-", Move),
        "section-request-*": _each("section-request-", RequestState),
        "state-*": _each("state-", RequestState),
        "outcome-*": _each("outcome-", Outcome),
        "list-*": _each("list-", LISTS),
        "list-*-empty": frozenset(f"list-{view}-empty" for view in LISTS),
        "home-*": _each("home-", Part),
        "home-count-*": _each("home-count-", Part),
        "told-of-*": _each("told-of-", NoticeKind),
        "told-by-*": _each("told-by-", ToldBy),
        "how-*": _each("how-", ToldBy),
        "origin-*": _each("origin-", ORIGINS),
        "masked-*": _each("masked-", (masking.EMAIL, masking.PHONE, masking.STUDENT_NUMBER, masking.NAME)),
        "already-*": _each("already-", first_arguments("AlreadyDone")),
        "field-*": _each("field-", fields_asked()),
        "line-*": _each("line-", LINES),
        "notice-*": _each("notice-", NOTICES),
        "difference-*": _each("difference-", Differs),
        "right-*-*": frozenset(f"right-{kind}-{right}" for kind in Differs for right in _rights_of(kind)),
        "language-*": _each("language-", LANGUAGES),
        "trouble-*": _each("trouble-", {*ADVICE.values(), "other"}),
    }


def _rights_of(kind: Differs) -> tuple[Right, ...]:
    """Where there is no ticket, it is that the case goes on without it."""
    return (Right.TICKET,) if kind in WITHOUT_THE_TICKET else tuple(Right)


def _each(prefix: str, names: typing.Iterable[str]) -> frozenset[str]:
    return frozenset(f"{prefix}{name}" for name in names)


@cache
def first_arguments(error: str) -> frozenset[str]:
    """What stands first where the program raises this error."""
    found = (call.args[0] for module in sources().values() for call, _ in _calls(module, error) if call.args)
    return frozenset(one.value for one in found if isinstance(one, ast.Constant) and isinstance(one.value, str))


@cache
def fields_asked() -> frozenset[str]:
    """The names of everything a form asks or a move wants to be told, by which a refusal names what is missing."""
    names = set(first_arguments("TextMissing"))
    for where in ("case.py", "conversation/asking.py", "conversation/escalation/forms.py"):
        for maker in ("_text", "_choice"):
            names |= {text for call, _ in _calls(sources()[where], maker) for text in _strings(call.args[1:2])}
        for call, _ in _calls(sources()[where], "Field"):
            if len(call.args) > 1 and ast.unparse(call.args[1]) != "Sort.REMARK":
                names |= set(_strings(call.args[:1]))
    return frozenset(names)


def _strings(arguments: list[ast.expr]) -> Iterator[str]:
    for one in arguments:
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.value


def event_name(kind: type) -> str:
    """``CaseOpened`` as ``case-opened``."""
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in kind.__name__).lstrip("-")


LINE_VARIANTS = frozenset(
    {
        "request-handed-over",
        "request-lapsed",
        "released-for",
        "assigned-from",
        "taken-over",
        "handed-back-to-party",
        "request-resumed-to-party",
        "feedback-moved-to-party",
        "feedback-given-with-answer",
        "note-added-in-thread",
        "case-reopened-by-student",
        "ticket-checked-about",
        "ticket-corrected-about",
        *(f"ticket-differs-{kind}" for kind in Differs),
        *(f"difference-settled-{right}" for right in Right),
    }
)
LISTS = frozenset(View) - {View.MINE}
"""What is somebody's own is no list but their Home."""
NOT_ON_THEIR_OWN = frozenset({"ticket-differs", "difference-settled", "event", "request-event"})
LINES = (frozenset(map(event_name, event_types().values())) | LINE_VARIANTS) - NOT_ON_THEIR_OWN
NOTICES = frozenset(
    {
        "assigned",
        "assigned-from",
        "handed-back",
        "handed-back-to-party",
        "feedback-offered",
        "declined",
        "asked-back",
        "information-given",
        "answered",
        "problem-answered",
        "case-reopened",
        "case-reopened-by-student",
        "student-wrote",
        "student-told-in-ticket",
        "ticket-checked-about",
        *(f"ticket-differs-{kind}" for kind in Differs),
        "feedback-refused",
        "feedback-moved",
        "feedback-moved-to-party",
    }
)
"""The events after which one person has to know that it is their turn, or no longer is."""


@cache
def refusals() -> tuple[type[RefusedMove], ...]:
    """Every refusal there is, wherever in the program it is defined."""
    for where, module in sources().items():
        bases = {_name(base) for node in ast.walk(module) if isinstance(node, ast.ClassDef) for base in node.bases}
        if "RefusedMove" in bases:
            importlib.import_module("bot." + where.removesuffix(".py").replace("/", ".").removesuffix(".__init__"))
    return tuple(_below(RefusedMove))


def _below(kind: type[RefusedMove]) -> Iterator[type[RefusedMove]]:
    for child in kind.__subclasses__():
        if child.__module__.startswith("bot."):
            yield child
            yield from _below(child)


@cache
def refusal_keys() -> frozenset[str]:
    """The keys of all refusals, with those for a person who is not there."""
    return frozenset(key for kind in refusals() for key in _keys_of(kind))


def _keys_of(kind: type[RefusedMove]) -> Iterator[str]:
    yield f"refused-{event_name(kind)}"
    if may_name_nobody(kind):
        yield f"refused-{event_name(kind)}-nobody"


def may_name_nobody(kind: type[RefusedMove]) -> bool:
    """Whether the person this refusal names may be absent."""
    hints = typing.get_type_hints(kind)
    return any(type(None) in typing.get_args(hint) for name, hint in hints.items() if name in PEOPLE)
