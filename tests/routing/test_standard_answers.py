"""Standard answers: what is filled in, what is left out, what cannot be sent."""

import pytest

from bot.routing import CannotFill, parse, standard_answer
from tests.routing.small_file import changed

TEXT = '"Mail {education_administration.email}."'


def written(text: str, *, faculty: str | None = "law", programme: str | None = None, extra: str = "") -> str:
    """The small file's standard answer with this text, filled in for the helpdesk."""
    programmes = '[[faculties.programmes]]\nkey = "tax-law"\ntitle = "Fiscaal recht"\n\n' + extra
    file = changed(
        (TEXT, f'"""{text}"""'), ('[[faculties]]\nkey = "science"', programmes + '[[faculties]]\nkey = "science"')
    )
    return standard_answer(parse(file), "ask-there", "nl", faculty=faculty, programme=programme, intake="helpdesk")


@pytest.mark.parametrize(
    ("placeholder", "value"),
    [
        ("{organisation}", "Universiteit"),
        ("{faculty}", "Rechten"),
        ("{helpdesk_form}", "https://helpdesk.example.org"),
        ("{intake.name}", "Helpdesk"),
        ("{education_administration.name}", "Onderwijsadministratie"),
        ("{education_administration.email}", "oa@example.org"),
        ("{usis.name}", "uSis"),
    ],
)
def test_a_placeholder_is_replaced(placeholder: str, value: str) -> None:
    assert written(placeholder) == value


def test_the_faculty_of_a_programme_is_known_with_the_programme() -> None:
    assert written("{programme} ({faculty})", faculty=None, programme="tax-law") == "Fiscaal recht (Rechten)"


def test_a_line_with_an_optional_detail_that_is_not_there_is_left_out() -> None:
    text = "E-mail: {education_administration.email?}\nTelefoon: {education_administration.phone?}\nGroet"
    assert written(text) == "E-mail: oa@example.org\nGroet"


@pytest.mark.parametrize("placeholder", ["{education_administration.phone}", "{programme}", "{intake.email}"])
def test_a_text_that_lacks_a_detail_is_refused_rather_than_sent_with_a_hole(placeholder: str) -> None:
    with pytest.raises(CannotFill) as refused:
        written(f"Bel {placeholder}")
    assert refused.value.facts == {"standard_answer": "ask-there", "placeholder": placeholder.strip("{}")}


@pytest.mark.parametrize("placeholder", ["{faculty}", "{education_administration.name}", "{usis.name}"])
def test_a_text_about_the_faculty_is_refused_where_the_faculty_is_unknown(placeholder: str) -> None:
    with pytest.raises(CannotFill):
        written(placeholder, faculty=None)


def test_a_filled_in_text_is_not_filled_in_again() -> None:
    file = changed((TEXT, '"{education_administration.name}"'), ('"Onderwijsadministratie"', '"{faculty}"'))
    assert standard_answer(parse(file), "ask-there", "nl", faculty="law") == "{faculty}"


def test_a_language_the_file_does_not_have_falls_back_on_the_first() -> None:
    file = changed((TEXT, '{ nl = "Hallo", en = "Hello" }'))
    assert standard_answer(parse(file), "ask-there", "de") == "Hallo"
    assert standard_answer(parse(file), "ask-there", "en") == "Hello"
