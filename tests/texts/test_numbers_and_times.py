"""Numbers, dates and stretches of time read as people of the language write them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.texts import BadText, dated, duration, listed, moment, say, supported

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.mark.parametrize(
    ("language", "total", "title"),
    [
        ("nl", 0, "Zoeken in zaken"),
        ("nl", 1, "1 zaak gevonden"),
        ("nl", 2, "2 zaken gevonden"),
        ("nl", 1200, "1.200 zaken gevonden"),
        ("en", 0, "Search in cases"),
        ("en", 1, "1 case found"),
        ("en", 2, "2 cases found"),
        ("en", 1200, "1,200 cases found"),
    ],
)
def test_a_list_counts_its_cases(language: str, total: int, title: str) -> None:
    assert say(language, "list-find", total=total) == title


@pytest.mark.parametrize(
    ("language", "total", "end"),
    [
        ("nl", 0, "Nog 0 studenten moeten het horen."),
        ("nl", 1, "Nog 1 student moet het horen."),
        ("nl", 2, "Nog 2 studenten moeten het horen."),
        ("en", 0, "0 students still have to hear it."),
        ("en", 1, "1 student still has to hear it."),
        ("en", 2, "2 students still have to hear it."),
    ],
)
def test_a_problem_counts_the_students_who_do_not_know_yet(language: str, total: int, end: str) -> None:
    facts = {"number": "PR-2611-0003", "title": "Grijze knop", "answer": "nog niet gevonden"}
    assert say(language, "list-problem", total=total, **facts).endswith(end)


@pytest.mark.parametrize("key", ["list-open", "list-overdue"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_none_one_and_two_cases_are_three_titles(language: str, key: str) -> None:
    assert len({say(language, key, total=total) for total in (0, 1, 2)}) == 3


@pytest.mark.parametrize(("language", "text"), [("nl", "ma 23 nov 14:05"), ("en", "Mon 23 Nov 14:05")])
def test_a_moment_is_on_the_clock_of_the_desk(language: str, text: str) -> None:
    assert moment(language, datetime(2026, 11, 23, 13, 5, tzinfo=UTC), AMSTERDAM) == text


@pytest.mark.parametrize(("language", "text"), [("nl", "2 november 2026"), ("en", "2 November 2026")])
def test_a_day_long_ago_is_written_out_with_its_year(language: str, text: str) -> None:
    assert dated(language, date(2026, 11, 2)) == text


def test_summer_time_takes_care_of_itself() -> None:
    assert moment("nl", datetime(2026, 7, 1, 13, 5, tzinfo=UTC), AMSTERDAM) == "wo 1 jul 15:05"


@pytest.mark.parametrize(
    ("span", "dutch", "english"),
    [
        (timedelta(seconds=40), "40 seconden", "40 seconds"),
        (timedelta(minutes=5), "5 minuten", "5 minutes"),
        (timedelta(hours=3), "3 uur", "3 hours"),
        (timedelta(days=2), "2 dagen", "2 days"),
    ],
)
def test_a_wait_is_told_in_its_largest_unit(span: timedelta, dutch: str, english: str) -> None:
    assert (duration("nl", span), duration("en", span)) == (dutch, english)


@pytest.mark.parametrize(
    ("items", "dutch", "english"),
    [([], "", ""), (["a"], "a", "a"), (["a", "b"], "a en b", "a and b"), (["a", "b", "c"], "a, b en c", "a, b, and c")],
)
def test_an_enumeration_ends_in_and(items: list[str], dutch: str, english: str) -> None:
    assert (listed("nl", items), listed("en", items)) == (dutch, english)


def test_a_locale_finds_its_language_and_any_other_finds_dutch() -> None:
    assert [supported(locale) for locale in ("nl-NL", "en_GB", "EN", "fr-FR", None)] == ["nl", "en", "en", None, None]
    assert say("fr-FR", "action-claim") == "Oppakken"


def test_a_text_without_its_facts_is_a_bug_not_a_gap() -> None:
    with pytest.raises(BadText, match="card-title"):
        say("nl", "card-title", number="SL-2611-0042")
    with pytest.raises(BadText, match="no-such-text"):
        say("nl", "no-such-text")


def test_what_people_wrote_is_shown_as_it_is() -> None:
    strange = "{ $number } \u202e <b>*vet*</b> 𝒜"
    assert say("nl", "card-title", number="SL-2611-0042", subject=strange) == f"SL-2611-0042 · {strange}"


def test_a_long_answer_is_said_whole() -> None:
    answer = "Zo gaat het. " * 400

    assert say("nl", "line-note-added", actor="Anna", text=answer) == f"Notitie van Anna: {answer}"
