"""Who is who: looking up parties, members, channels and faculties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo import cast
from bot.routing import Organisation, Role, in_language, parse
from bot.routing.organisation import folded
from tests.routing.small_file import changed

LEIDEN_FACULTIES = {
    "Faculteit der Rechtsgeleerdheid": "law",
    "faculteit der  rechtsgeleerdheid": "law",
    "Rechten": "law",
    "Leiden University Medical Center": "lumc",
    "Geesteswetenschappen": "humanities",
    "Faculty of Social and Behavioural Sciences": "social-sciences",
}


@pytest.mark.parametrize(("name", "faculty"), LEIDEN_FACULTIES.items())
def test_a_faculty_is_recognised_by_the_names_topdesk_uses(leiden: Organisation, name: str, faculty: str) -> None:
    assert leiden.faculty_named(["Universiteit Leiden", name]) == faculty


def test_no_faculty_is_guessed_when_the_names_point_at_two(leiden: Organisation) -> None:
    assert leiden.faculty_named(["Rechten", "Geesteswetenschappen"]) is None


def test_no_faculty_is_guessed_from_unknown_or_empty_names(leiden: Organisation) -> None:
    assert leiden.faculty_named(["Bibliotheek", "", " - "]) is None


def test_accents_do_not_hide_a_faculty() -> None:
    organisation = parse(changed(('nl = "Rechten"', 'nl = "Financiën"')))
    assert organisation.faculty_named(["FINANCIEN"]) == "law"


def test_a_member_is_found_whatever_the_capitals_of_the_address(leiden: Organisation) -> None:
    assert [party.key for party in leiden.parties_of(" Anna.Visser@Example.org ")] == ["fb-studentenportaal"]
    assert parse(changed()).is_administrator("marijke.vos@EXAMPLE.org")


def test_somebody_may_be_a_member_of_two_parties() -> None:
    organisation = parse(changed(('["fatima.el.idrissi@example.org"]', '["anna.visser@example.org"]')))
    assert [party.key for party in organisation.parties_of("anna.visser@example.org")] == ["fb-portal", "fb-usis"]


def test_a_channel_belongs_to_its_party_on_that_platform_only(leiden: Organisation) -> None:
    channel = cast.slack_channel("oa-law").id
    assert leiden.party_in_channel("slack", channel) == leiden.party("oa-law")
    assert leiden.party_in_channel("teams", channel) is None


def test_a_party_has_its_own_language_or_the_first_of_the_organisation(leiden: Organisation) -> None:
    assert leiden.language_of(leiden.party("oa-international-studies")) == "en"
    assert leiden.language_of(leiden.party("oa-law")) == "nl"


def test_a_text_falls_back_on_the_default_language_and_then_on_any() -> None:
    assert in_language({"nl": "zaak", "en": "case"}, "en", "nl") == "case"
    assert in_language({"nl": "zaak", "en": "case"}, "de", "nl") == "zaak"
    assert in_language({"en": "case"}, None, "nl") == "case"


def test_desks_where_questions_come_in_are_the_first_line_and_the_education_administrations(
    leiden: Organisation,
) -> None:
    assert {party.role for party in leiden.intake_desks} == {Role.FIRST_LINE, Role.EDUCATION_ADMINISTRATION}
    assert {party.role for party in leiden.second_line} == {Role.SECOND_LINE}


def test_the_first_service_level_that_fits_counts(leiden: Organisation) -> None:
    keys = [
        level.key if (level := leiden.service_level(party=party, kind=kind)) else None
        for party, kind in [("fb-studentenportaal", "portal"), ("fb-studentenportaal", "content"), ("oa-law", "portal")]
    ]
    assert keys == ["portal-at-functional-management", "everything-else", "everything-else"]


def test_without_a_service_level_nothing_was_agreed() -> None:
    assert parse(changed()).service_level(party="fb-usis", kind="portal") is None


def test_the_example_file_knows_the_people_of_the_demonstration(leiden: Organisation) -> None:
    parties = {person.email: [party.key for party in leiden.parties_of(person.email)] for person in cast.PEOPLE}
    assert parties == {person.email: [person.party] if person.party else [] for person in cast.PEOPLE}
    assert leiden.administrators == {person.email for person in cast.PEOPLE if person.administrator}


def test_the_example_file_knows_the_channels_of_the_demonstration(leiden: Organisation) -> None:
    written = {(c.platform, c.id, c.name, party.key) for party in leiden.parties for c in party.channels}
    slack = {("slack", channel.id, channel.name, channel.party) for channel in cast.SLACK_CHANNELS}
    assert written == slack | {("teams", channel.id, channel.name, channel.party) for channel in cast.TEAMS_CHANNELS}


@given(st.text())
def test_names_once_made_comparable_stay_the_same(name: str) -> None:
    assert folded(folded(name)) == folded(name)
    assert folded(name.upper().lower()) == folded(name.upper())
