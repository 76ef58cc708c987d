from pathlib import Path

import pytest

from bot.routing import Organisation, load

EXAMPLE = Path(__file__).parents[2] / "bot" / "demo" / "organisation.toml"


@pytest.fixture(scope="session")
def example_text() -> str:
    """The example for Leiden University as it ships."""
    return EXAMPLE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def leiden() -> Organisation:
    return load(EXAMPLE)
