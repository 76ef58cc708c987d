"""What the words of a question suggest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.routing import Organisation, Suggestion, manuals_for, parse, suggest_kind
from tests.routing.small_file import changed

QUESTIONS = [
    ("nl", "Hoe werkt het inschrijven in het studentenportaal?", "portal"),
    ("nl", "Ik krijg een lege pagina na het inloggen", "portal"),
    ("nl", "Mijn cijfer voor het tentamen staat er niet in", "content"),
    ("nl", "Mijn vak ontbreekt in de planning", "content"),
    ("nl", "Ik kan me niet inschrijven voor een vak", "content"),
    ("en", "How do I sign in to the student portal?", "portal"),
    ("en", "My grade for the exam is missing", "content"),
    ("en", "A course is missing from my planning", "content"),
    ("en", "I can't enrol in a course", "content"),
]


@pytest.mark.parametrize(("language", "text", "kind"), QUESTIONS)
def test_the_example_file_recognises_the_questions_of_the_arrangements(
    leiden: Organisation, language: str, text: str, kind: str
) -> None:
    suggestion = suggest_kind(leiden, text, language)
    assert suggestion is not None
    assert suggestion.kind == kind


def test_a_suggestion_comes_with_the_words_it_rests_on(leiden: Organisation) -> None:
    assert suggest_kind(leiden, "Mijn RÉSULTATEN voor twee tentamens", "nl") == Suggestion(
        "content", ("resultaten", "tentamen*")
    )


def test_nothing_is_suggested_without_a_keyword(leiden: Organisation) -> None:
    assert suggest_kind(leiden, "Goedemiddag, ik heb een vraag", "nl") is None


def test_nothing_is_suggested_when_two_kinds_have_as_much_in_their_favour() -> None:
    assert suggest_kind(parse(changed()), "een vak in het portaal", "nl") is None


def test_a_keyword_is_a_whole_word_unless_it_ends_in_a_star() -> None:
    organisation = parse(changed())
    assert suggest_kind(organisation, "portaalbeheer", "nl") is None
    assert suggest_kind(organisation, "de vakken", "nl") == Suggestion("content", ("vak*",))


def test_words_of_another_language_count_when_the_language_is_unknown() -> None:
    organisation = parse(changed())
    assert suggest_kind(organisation, "my course", "nl") is None
    assert suggest_kind(organisation, "my course", None) == Suggestion("content", ("course*",))


def test_the_manual_that_fits_best_comes_first(leiden: Organisation) -> None:
    manuals = manuals_for(leiden, kind=None, text="Mijn vak ontbreekt in de planning", language="nl")
    assert [manual.key for manual in manuals] == ["missing-course", "make-a-study-plan"]


def test_only_manuals_for_the_kind_of_question_are_shown(leiden: Organisation) -> None:
    manuals = manuals_for(leiden, kind="content", text="Mijn vak ontbreekt in de planning", language="nl")
    assert [manual.key for manual in manuals] == ["missing-course"]


def test_no_more_manuals_are_shown_than_asked_for(leiden: Organisation) -> None:
    text = "inloggen, planning, inschrijven, cijfers, lege pagina"
    assert len(manuals_for(leiden, kind=None, text=text, language="nl", limit=10)) == 5
    assert len(manuals_for(leiden, kind=None, text=text, language="nl")) == 3


def test_no_manual_is_shown_for_a_question_without_keywords(leiden: Organisation) -> None:
    assert manuals_for(leiden, kind="portal", text="Goedemiddag", language="nl") == ()


@given(st.text(), st.sampled_from(["nl", "en", "de", None]))
def test_a_suggestion_always_has_a_reason(text: str, language: str | None) -> None:
    suggestion = suggest_kind(parse(changed()), text, language)
    assert suggestion is None or suggestion.keywords
