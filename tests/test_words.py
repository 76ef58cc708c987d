"""What people type, with or without a slash, in Dutch or English."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.words import Escalate, Help, ListCases, ShowCase, ShowProblem, View, Wanted, about_case, typed


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("escalate", Escalate()),
        ("/escalate M2611 0042", Escalate("M2611 0042")),
        ("  Escaleer   m2611 0042 ", Escalate("m2611 0042")),
        ("escaleren M2611 0042", Escalate("M2611 0042")),
        ("case", ListCases(View.MINE)),
        ("zaak mijn", ListCases(View.MINE)),
        ("/case SL-2611-0042", ShowCase("SL-2611-0042")),
        ("case sl-2611-0042", ShowCase("SL-2611-0042")),
        ("sl-2611-0042", ShowCase("SL-2611-0042")),
        ("case M2611 0042", ShowCase("M2611 0042")),
        ("case pr-2611-0003", ShowProblem("PR-2611-0003")),
        ("pr-2611-0003", ShowProblem("PR-2611-0003")),
        ("mine", ListCases(View.MINE)),
        ("case open rechten", ListCases(View.OPEN, "rechten")),
        ("open", ListCases(View.OPEN)),
        ("telaat", ListCases(View.OVERDUE)),
        ("case find grijze knop", ListCases(View.FIND, "grijze knop")),
        ("zoek grijze knop", ListCases(View.FIND, "grijze knop")),
        ("case grijze knop", ListCases(View.FIND, "grijze knop")),
        ("case help", Help()),
        ("case ?", Help()),
        ("", Help()),
        ("hallo", Help("hallo")),
        ("koffie graag", Help("koffie graag")),
    ],
)
def test_what_people_type_is_understood(text: str, wanted: Wanted) -> None:
    assert typed(text) == wanted


@pytest.mark.parametrize("view", ["mine", "open", "overdue", "mijn", "telaat"])
def test_a_page_can_be_asked_for(view: str) -> None:
    wanted = about_case(f"{view} 2")
    assert isinstance(wanted, ListCases)
    assert wanted.words == "2"


def test_mine_with_more_words_is_looked_for() -> None:
    assert about_case("mine clearance") == ListCases(View.FIND, "mine clearance")


@given(st.text())
def test_a_slash_before_it_and_spaces_around_it_change_nothing(text: str) -> None:
    wanted = typed(text)
    slashed = typed(f"  /{text.strip().lstrip('/')} ")
    assert slashed == wanted or (isinstance(slashed, Help) and isinstance(wanted, Help))


@given(st.text(st.characters(categories=["L"]), min_size=1))
def test_words_that_are_no_order_are_repeated(text: str) -> None:
    wanted = typed(f"hallo {text}")
    assert wanted == Help(f"hallo {text}".strip())
