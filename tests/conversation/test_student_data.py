"""What stays of a text that people write: the desks' own contact details, and nothing of a student."""

import pytest

from bot.conversation.student_data import masked_except_desks
from bot.routing import Organisation


def desk_address(organisation: Organisation) -> str:
    return next(p.contact.email for p in organisation.parties if p.contact and p.contact.email)


@pytest.mark.parametrize("around", ["{}", "Mail {}.", "({})", "<{}>", "{}, of bel", "van:{}"])
def test_the_address_of_a_desk_stays(organisation: Organisation, around: str) -> None:
    text = around.format(desk_address(organisation))
    assert masked_except_desks(text, organisation) == (text, ())


@pytest.mark.parametrize("around", ["piet.{}", "piet+{}", "piet-{}", "{}.evil.example", "{}ization"])
def test_an_address_that_only_contains_the_address_of_a_desk_is_masked(organisation: Organisation, around: str) -> None:
    clean, found = masked_except_desks(around.format(desk_address(organisation)), organisation)
    assert "@" not in clean
    assert found == ("email",)
