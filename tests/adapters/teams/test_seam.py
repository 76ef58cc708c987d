"""Another SDK can take the place of Bot Framework: few modules know it."""

import ast
from pathlib import Path

import pytest

import bot

SDK = {"botbuilder", "botframework", "msrest", "azure", "msal", "jwt"}
KNOW_IT = {"connector.py", "authentication.py", "credentials.py", "errors.py"}
TEAMS = Path(bot.__file__).parent / "adapters" / "teams"
SOURCES = sorted(Path(bot.__file__).parent.rglob("*.py"))


def imported(source: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def knows_the_sdk(source: Path) -> bool:
    return source.parent == TEAMS and source.name in KNOW_IT


@pytest.mark.parametrize("source", [s for s in SOURCES if not knows_the_sdk(s)], ids=lambda s: s.name)
def test_everything_else_does_without_the_sdk(source: Path) -> None:
    assert not imported(source) & SDK


def test_the_modules_that_may_know_the_sdk_are_there() -> None:
    assert {source.name for source in SOURCES if knows_the_sdk(source)} == KNOW_IT
