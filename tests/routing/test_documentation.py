"""The page about the organisation file says everything about it, and nothing that is no longer so."""

import re
from pathlib import Path

import pytest

from bot.routing import file_rows
from bot.routing.file_rows import Header, Row
from bot.routing.standard_answers import DETAILS, PLAIN

PAGE = (Path(__file__).parents[2] / "docs" / "organisation-file.md").read_text(encoding="utf-8")

SECTIONS: dict[str, type[Row]] = {
    "At the top": Header,
    "`[office_hours]`": file_rows.OfficeHoursRow,
    "`[topdesk]`": file_rows.TopdeskRow,
    "`[[faculties.programmes]]`": file_rows.ProgrammeRow,
    "`channels`": file_rows.ChannelRow,
    "`members_from`": file_rows.MembersRow,
    "`contact`": file_rows.ContactRow,
    **{f"`[[{table}]]`": model for table, model in file_rows.TABLES.items()},
}


def documented(section: str) -> dict[str, bool]:
    """The keys in the table of this section, and whether the page calls them required."""
    _, found, rest = PAGE.partition(f"# {section}\n")
    assert found, f"the page has no section {section}"
    text = re.split(r"^#", rest, maxsplit=1, flags=re.MULTILINE)[0]
    return {key: needed == "yes" for key, needed in re.findall(r"^\| `(\w+)` \| (yes|no) \|", text, re.MULTILINE)}


@pytest.mark.parametrize("section", SECTIONS)
def test_every_key_is_documented_with_whether_it_is_required(section: str) -> None:
    fields = {name: field.is_required() for name, field in SECTIONS[section].model_fields.items()}
    assert documented(section) == fields


def test_every_table_has_a_section() -> None:
    assert set(SECTIONS.values()) == set(Row.__subclasses__())


@pytest.mark.parametrize("name", [*PLAIN, *DETAILS])
def test_every_placeholder_is_documented(name: str) -> None:
    assert re.search(rf"[{{.]{name}[}}`]", PAGE)
