"""What the double starts with is fit to show and gives the masking something to do."""

import re
from datetime import UTC, datetime

import pytest

from bot.demo.cast import PEOPLE
from bot.demo.topdesk.numbers import next_number
from bot.demo.topdesk.seed import read_seed


def test_the_portal_question_of_the_story_is_there_in_dutch() -> None:
    _, incidents = read_seed()
    [incident] = [incident for incident in incidents.values() if incident.number == "M2611 0042"]
    assert incident.fields["category"]["name"] == "Studentenportaal"
    assert incident.fields["callerBranch"]["name"] == "Faculteit der Rechtsgeleerdheid"
    assert "studentenportaal" in incident.fields["request"]


def test_the_same_ticket_has_the_same_id_in_every_run() -> None:
    assert list(read_seed()[1]) == list(read_seed()[1])


def test_everybody_in_it_has_an_address_at_example_org() -> None:
    reference, incidents = read_seed()
    text = str([(incident.fields, incident.trail) for incident in incidents.values()])
    addresses = re.findall(r"[\w.+-]+@[\w.-]+\w", text) + [person.email for person in reference.operators.values()]
    assert addresses
    assert {address.split("@")[1] for address in addresses} == {"example.org"}


def test_the_operators_are_people_of_the_cast_and_the_accounts_of_the_api() -> None:
    reference, _ = read_seed()
    cast = {person.email for person in PEOPLE}
    assert {person.email for person in reference.operators.values()} - cast == {
        "secondline@example.org",
        "lezen@example.org",
    }


NOVEMBER = datetime(2026, 11, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("shape", "first", "second"),
    [
        ("Myymm nnnn", "M2611 0001", "M2611 0002"),
        ("I yymm nnn", "I 2611 001", "I 2611 002"),
        ("Iyymm-nnn", "I2611-001", "I2611-002"),
        ("I-yymmdd-nnn", "I-261105-001", "I-261105-002"),
        ("nnn/yy", "001/26", "002/26"),
    ],
)
def test_numbers_are_made_in_the_shape_of_the_tenant(shape: str, first: str, second: str) -> None:
    assert next_number(shape, NOVEMBER, ["M2610 0987", "other"]) == first
    assert next_number(shape, NOVEMBER, [first, "other"]) == second
