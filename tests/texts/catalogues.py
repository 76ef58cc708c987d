"""The catalogues as data: every text with the facts it names and the texts it quotes."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

import bot.texts

FOLDER = Path(bot.texts.__file__).parent


@dataclass(frozen=True)
class Text:
    """One message: where it stands, what it says (as written), the facts it names, the texts it quotes."""

    key: str
    file: str
    written: str
    facts: frozenset[str]
    quoted: frozenset[str]


@cache
def texts(language: str) -> dict[str, Text]:
    """Every text in this language by its key; a key that stands in two files is an error of its own test."""
    return {text.key: text for text in every_text(language)}


def every_text(language: str) -> Iterator[Text]:
    """The texts file by file. Raises ``ValueError`` for lines that are no text."""
    for path in sorted((FOLDER / language).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            if isinstance(entry, ast.Junk):
                raise ValueError(f"{path.name}: {entry.content}")
            if isinstance(entry, ast.Message):
                yield _text(entry, path.name)


def _text(message: ast.Message, file: str) -> Text:
    seen = _Seen()
    seen.visit(message)
    return Text(message.id.name, file, "".join(seen.written), frozenset(seen.facts), frozenset(seen.quoted))


class _Seen(Visitor):
    def __init__(self) -> None:
        self.written: list[str] = []
        self.facts: set[str] = set()
        self.quoted: set[str] = set()

    def visit_TextElement(self, node: ast.TextElement) -> None:  # noqa: N802  # the visitor's own names
        self.written.append(node.value)

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.facts.add(node.id.name)

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802
        self.quoted.add(node.id.name)
