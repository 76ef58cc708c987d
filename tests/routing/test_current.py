"""The organisation in use, and reading its file again."""

from pathlib import Path

import pytest

from bot.routing import BadOrganisation, CurrentOrganisation
from tests.routing.small_file import changed

RENAMED = ('name = "Universiteit"', 'name = "Hogeschool"')
UNKNOWN_PARTY = ('asked = "fb-portal"', 'asked = "fb-portaal"')
GAP = ('kinds = "any"', 'kinds = "portal"')


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "organisation.toml"
    path.write_text(changed(), encoding="utf-8")
    return path


def test_a_changed_file_is_in_use_after_reading_it_again(file: Path) -> None:
    current = CurrentOrganisation(file)
    file.write_text(changed(RENAMED), encoding="utf-8")
    assert current.organisation.name["nl"] == "Universiteit"
    assert current.reload() is current.organisation
    assert current.organisation.name["nl"] == "Hogeschool"


@pytest.mark.parametrize("mistake", [UNKNOWN_PARTY, GAP], ids=["unknown-name", "gap"])
def test_a_bad_file_says_why_and_leaves_the_old_organisation_in_use(file: Path, mistake: tuple[str, str]) -> None:
    current = CurrentOrganisation(file)
    in_use = current.organisation
    file.write_text(changed(RENAMED, mistake), encoding="utf-8")
    with pytest.raises(BadOrganisation, match=r"rules\[0\]|no rule fits"):
        current.reload()
    assert current.organisation is in_use


def test_a_repaired_file_is_taken_into_use_after_a_bad_one(file: Path) -> None:
    current = CurrentOrganisation(file)
    file.write_text(changed(UNKNOWN_PARTY), encoding="utf-8")
    with pytest.raises(BadOrganisation):
        current.reload()
    file.write_text(changed(RENAMED), encoding="utf-8")
    assert current.reload().name["nl"] == "Hogeschool"


def test_a_file_that_disappeared_leaves_the_old_organisation_in_use(file: Path) -> None:
    current = CurrentOrganisation(file)
    file.unlink()
    with pytest.raises(BadOrganisation):
        current.reload()
    assert current.organisation.name["nl"] == "Universiteit"


@pytest.mark.parametrize("mistake", [UNKNOWN_PARTY, GAP], ids=["unknown-name", "gap"])
def test_the_start_is_refused_with_a_bad_file(file: Path, mistake: tuple[str, str]) -> None:
    file.write_text(changed(mistake), encoding="utf-8")
    with pytest.raises(BadOrganisation):
        CurrentOrganisation(file)


def test_warnings_are_kept_for_who_asks(file: Path) -> None:
    file.write_text(changed(('members = ["Anna.Visser@example.org"]', "")), encoding="utf-8")
    assert CurrentOrganisation(file).warnings == ('parties[2] "fb-portal": has no members (nobody can claim)',)


def test_channel_ids_in_use_stay_in_use_when_the_file_is_read_again(file: Path) -> None:
    current = CurrentOrganisation(file, channels={"C1": "C0RUNNING"})
    current.reload()
    assert current.organisation.party_in_channel("slack", "C0RUNNING") is not None
