"""The language of a question, and an honest None when it cannot be told."""

import pytest

from bot.adapters.topdesk.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ik kan mij niet inschrijven voor het vak", "nl"),
        ("Beste helpdesk, het cijfer staat er niet", "nl"),
        ("I cannot enrol in the course", "en"),
        ("Dear helpdesk, when is my grade visible?", "en"),
        ("", None),
        ("Moot Court", None),
        ("s1234567", None),
        ("uSis error 404", None),
        ("Ik krijg een melding: you are not allowed", None),
        ("Ich kann mich nicht anmelden", None),
    ],
)
def test_the_small_words_tell_the_language(text: str, language: str | None) -> None:
    assert language_of(text) == language
