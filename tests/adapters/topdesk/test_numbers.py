"""Numbers as people type and paste them, in every shape a tenant may use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.topdesk.numbers import id_from, normalised, number_in_link, typed_number, variants

ID = "ec9ed6de-9a4b-5a2d-808f-99a1d78f3d6b"
SHAPES = ["I 2011 007", "I 1909 123", "I1811-123", "I-250520-058", "200410-004", "Pedido 1901-002914", "M2611 0042"]


@pytest.mark.parametrize("number", SHAPES)
def test_a_number_without_its_separators_gets_those_of_the_tenant(number: str) -> None:
    assert [found.upper() for found in variants(normalised(number).lower(), [number])] == [number.upper()]


@pytest.mark.parametrize("typed", ["m26110042", "M2611-0042", "M 2611 0042", "m2611.0042", "M-2611-0042", "26110042"])
def test_what_people_make_of_a_number_leads_to_the_number(typed: str) -> None:
    assert variants(typed, ["M2611 0044", "M2610 0987"]) == ["M2611 0042"]


@pytest.mark.parametrize("typed", ["M2611 0042", "X26110042", "M2611042", "m2611 004200", "hallo 1"])
def test_a_number_that_fits_no_shape_or_is_already_in_it_has_no_variants(typed: str) -> None:
    assert variants(typed, ["M2611 0044"]) == []


@given(st.sampled_from(SHAPES), st.text(" .-", max_size=1))
def test_numbers_are_compared_without_case_spaces_dots_and_dashes(number: str, separator: str) -> None:
    written = separator.join(sign for sign in number.lower() if sign.isalnum())
    assert normalised(written) == normalised(number)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("  M2611 0042 ", "M2611 0042"),
        ("`M2611 0042`.", "M2611 0042"),
        ("*M2611\u00a00042*", "M2611 0042"),
        ("#M2611 0042,", "M2611 0042"),
        ("Ｍ２６１１　００４２", "M2611 0042"),
        ("I‑250520–058", "I-250520-058"),
        ("M2611\u200b 0042", "M2611 0042"),
    ],
)
def test_what_stands_around_a_number_is_dropped(typed: str, number: str) -> None:
    assert typed_number(typed) == number


@pytest.mark.parametrize("typed", ["", "  ", "hallo", "..", "9" * 61, "\u200b"])
def test_what_cannot_be_a_number_is_none(typed: str) -> None:
    assert typed_number(typed) is None


@pytest.mark.parametrize(
    "pasted",
    [
        "https://tenant.topdesk.net/tas/secure/incident?unid=ec9ed6de9a4b5a2d808f99a1d78f3d6b",
        "<https://tenant.topdesk.net/tas/secure/incident?action=show&amp;unid=ec9ed6de9a4b5a2d808f99a1d78f3d6b>",
        "kijk: https://tenant.topdesk.net/tas/secure/incident?unid=EC9ED6DE9A4B5A2D808F99A1D78F3D6B&x=1 alsjeblieft",
        ID,
        ID.upper(),
    ],
)
def test_a_pasted_link_or_id_leads_to_the_id(pasted: str) -> None:
    assert id_from(pasted) == ID


@pytest.mark.parametrize(
    "pasted", ["https://tenant.topdesk.net/tas/secure/incident?unid=1", "unid=" + ID, "M2611 0042", ""]
)
def test_what_holds_no_id_gives_none(pasted: str) -> None:
    assert id_from(pasted) is None


def test_a_link_that_looks_a_number_up_leads_to_the_number() -> None:
    link = "https://t.topdesk.net/tas/secure/incident?action=lookup&lookup=naam&lookupValue=M2611%200042"
    assert number_in_link(link) == "M2611 0042"
    assert number_in_link("M2611 0042") is None
