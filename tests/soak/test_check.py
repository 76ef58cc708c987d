"""The soak is worth what its check would notice."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot import events
from bot.actions import Action
from bot.case import Actor, Case, Change
from bot.events import Event
from bot.timeline import Entry
from tests.builders import ANNA, BRAM, NOW, SANNE, STUDENT_PORTAL, a_hand_over
from tests.soak import check
from tests.soak.history import FAIL, OK, REFUSED, Command, Moment

ANNAS, BRAMS = "kenmerkanna", "kenmerkbram"
REQUEST = "SL-2611-0001/1"


class Told:
    """A case with its timeline, a press each minute."""

    def __init__(self) -> None:
        self.case = a_hand_over()
        self.entries: list[Entry] = []
        opened = events.CaseOpened("hand-over", self.case.question.intake, (STUDENT_PORTAL,))
        self.happens(SANNE, opened)

    def does(self, actor: Actor, change: Change) -> None:
        """A move of the case."""
        self.case, happened = change
        self.happens(actor, *happened)

    def happens(self, actor: Actor, *happened: Event) -> None:
        """Rows are written, whether a case allows that or not."""
        at = NOW + timedelta(minutes=len(self.entries))
        first = len(self.entries) + 1
        self.entries += [
            Entry(self.case.number, number, event, actor.person, at, "slack")
            for number, event in enumerate(happened, start=first)
        ]

    def noted(self, actor: Actor, text: str) -> None:
        """A note."""
        self.does(actor, self.case.add_note(text, actor))

    def stored(self) -> check.Stored:
        """As the database would hold it."""
        return check.Stored({self.case.number: self.case}, {self.case.number: tuple(self.entries)}, (), (), {})


def a_note(outcome: str, *, unclear: int = 0, key: str = ANNAS) -> Command:
    """Anna wanted to add a note, some time on that day."""
    began, ended = Moment(0.0, NOW.isoformat()), Moment(1.0, (NOW + timedelta(hours=1)).isoformat())
    return Command(
        1, ANNA.person, "slack", Action.ADD_NOTE, key, began, "SL-2611-0001", "", outcome, 1, unclear, ended=ended
    )


def problems(commands: Sequence[Command], told: Told) -> list[str]:
    """What the check says of the notes; the escalation is left out of it."""
    found = check._commands_happened_once(commands, told.stored())
    return [problem for problem in found if "kenmerk" in problem]


@pytest.mark.parametrize(
    ("outcome", "unclear", "times", "is_right"),
    [
        (OK, 0, 1, True),
        (OK, 3, 1, True),
        (OK, 0, 0, False),
        (OK, 3, 2, False),
        (REFUSED, 0, 0, True),
        (REFUSED, 0, 1, False),
        (REFUSED, 1, 1, True),
        (FAIL, 0, 1, False),
        (FAIL, 2, 0, True),
        (FAIL, 2, 2, False),
    ],
)
def test_what_was_told_has_to_have_happened_once(outcome: str, unclear: int, times: int, is_right: bool) -> None:
    told = Told()
    for _ in range(times):
        told.noted(ANNA, f"{ANNAS} staat erin")
    assert (problems([a_note(outcome, unclear=unclear)], told) == []) is is_right


def test_what_nobody_asked_for_is_noticed() -> None:
    told = Told()
    told.noted(BRAM, f"{BRAMS} staat erin")
    assert any("nobody gave" in problem for problem in problems([], told))


def test_a_command_that_somebody_else_is_said_to_have_given_is_noticed() -> None:
    told = Told()
    told.noted(BRAM, f"{ANNAS} staat erin")
    assert any("became" in problem for problem in problems([a_note(OK)], told))


def claims(told: Told, case: Case) -> list[str]:
    return list(check._one_claimant(case, told.entries))


def test_a_second_claim_is_noticed() -> None:
    told = Told()
    told.does(ANNA, told.case.claim(REQUEST, ANNA, NOW))
    assert claims(told, told.case) == []
    told.happens(BRAM, events.Claimed(REQUEST, STUDENT_PORTAL, BRAM.person))
    assert any("claimed by" in problem for problem in claims(told, told.case))


def test_a_duty_that_moves_from_who_does_not_have_it_is_noticed() -> None:
    told = Told()
    told.does(ANNA, told.case.claim(REQUEST, ANNA, NOW))
    assert list(check._owner_is_known(told.case, told.entries)) == []
    told.happens(BRAM, events.FeedbackMoved("fb-usis-law", None, "oa-law", None))
    assert list(check._owner_is_known(told.case, told.entries))


@pytest.mark.parametrize(
    ("shown", "is_right"),
    [
        (["a", "b"], True),
        (["a", "b", "c"], True),
        (["b", "a"], False),
        (["a"], False),
        (["a", "b", "b"], False),
    ],
)
def test_lines_that_are_missing_doubled_or_out_of_order_are_noticed(shown: list[str], is_right: bool) -> None:
    """Of these the third may be missing: it was told to a party that had no part in the case any more."""
    row = type("Row", (), {"key": "card"})()
    found = list(check._lines_in_order(row, shown, [("a", True), ("b", True), ("c", False)]))
    assert (found == []) is is_right
