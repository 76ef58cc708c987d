"""What points at a student is masked; what the desk needs stays."""

import time
import timeit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.masking import DEFAULT_MARKS, mask

PHONES = [
    "06-12345678",
    "06 12345678",
    "06 12 34 56 78",
    "06-1234 5678",
    "06.12.34.56.78",
    "0612345678",
    "0612 345678",
    "+31 6 12 34 56 78",
    "+31612345678",
    "+31 (0)6 12345678",
    "(+31) 6 12345678",
    "0031 6 12345678",
    "0031612345678",
    "071-527 1234",
    "071-5271234",
    "071 527 12 34",
    "(071) 527 12 34",
    "(071)5271234",
    "0172-123456",
    "0172 12 34 56",
    "+31 71 527 1234",
    "088-1234567",
    "+44 7700 900123",
    "+39 06 1234 5678",
    "0049 30 1234567",
]
STUDENT_NUMBERS = ["s1234567", "S1234567", "s 1234567", "s.1234567", "S-1234567", "1234567", "s123 4567"]
ADDRESSES = [
    "s.dewit@example.org",
    "S.deWit+portaal@vuw.leidenuniv.nl",
    "sanne_de-wit@sub.example.org",
    "o'connor@example.org",
    "josé@example.org",
    "sanne (at) example.org",
    "sanne[at]example.org",
    "sanne @ example.org",
]
KEPT = [
    "M2611 0042",
    "m2611 0042",
    "M2611-0042",
    "M26110042",
    "I 2011 007",
    "I 1909 123",
    "I1811-123",
    "I-250520-058",
    "200410-004",
    "Pedido 1901-002914",
    "SL-2611-0042",
    "12-11-2026",
    "01-11-2026 12 uur",
    "06-11-2026 12 34",
    "2026-11-06 10:30",
    "6/11/2026",
    "2026-11-19T09:26:00.000+0000",
    "20:15",
    "2025-2026",
    "1083HMTY",
    "4032ANALY",
    "course 5181",
    "€ 1.234,56",
    "€ 1234567",
    "1234567 euro",
    "1.234.567 EC",
    "ec9ed6de-9a4b-5a2d-808f-99a1d78f3d6b",
    "550e8400-e29b-41d4-a716-446655440000",
    "https://example.org/tas/1234567/s1234567/0612345678",
    "https://example.org/tas/secure/incident?unid=ec9ed6de9a4b5a2d808f99a1d78f3d6b",
    "https://example.org/zaken?nr=1234567",
    "www.example.org/s1234567",
    "5 EC, 30 studiepunten, 3 keer",
    "@channel",
]


@pytest.mark.parametrize("phone", PHONES)
def test_a_phone_number_is_masked_as_people_write_it(phone: str) -> None:
    masked = mask(f"Bel mij op {phone}, graag na 17:00.")
    assert masked.text == "Bel mij op [tel.], graag na 17:00."
    assert masked.found == ("phone",)


@pytest.mark.parametrize("number", STUDENT_NUMBERS)
def test_a_student_number_is_masked_with_and_without_its_letter(number: str) -> None:
    masked = mask(f"Mijn nummer is {number}.")
    assert masked.text == "Mijn nummer is [studentnr.]."
    assert masked.found == ("student-number",)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_email_address_is_masked(address: str) -> None:
    masked = mask(f"Mail naar {address}.")
    assert masked.text == "Mail naar [e-mail]."
    assert masked.found == ("email",)


@pytest.mark.parametrize("text", KEPT)
def test_what_the_desk_needs_stays(text: str) -> None:
    assert mask(f"Zie {text} ook").text == f"Zie {text} ook"
    assert mask(text).found == ()


def test_a_phone_number_right_after_a_ticket_number_leaves_the_ticket_number() -> None:
    assert mask("M2611 0042 06-12345678").text == "M2611 0042 [tel.]"


def test_an_email_address_in_the_query_of_a_link_is_masked_and_the_path_stays() -> None:
    link = "https://example.org/form/1234567?mail=f.dejong@example.org&student=s2718281"
    assert mask(link).text == "https://example.org/form/1234567?mail=[e-mail]&student=[studentnr.]"


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("ｓ１２３４５６７", "[studentnr.]"),
        ("s1234567＠example.org", "[e-mail]"),
        ("f.dejong＠example．org", "[e-mail]"),
        ("06\u00a012\u00a034\u00a056\u00a078", "[tel.]"),
        ("06–12345678", "[tel.]"),
        ("06‑12345678", "[tel.]"),
        ("s12\u200b34\u00ad567", "[studentnr.]"),
        ("٠٦١٢٣٤٥٦٧٨", "[tel.]"),
        ("f.de\u200bjong@example.org", "[e-mail]"),
    ],
)
def test_look_alikes_are_seen_for_what_they_are(written: str, left: str) -> None:
    assert mask(f"({written})").text == f"({left})"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Groet, Sanne de Wit", "Groet, [naam]"),
        ("groet, sanne de wit", "groet, [naam]"),
        ("SANNE DE WIT", "[naam]"),
        ("Wit, Sanne de", "[naam]"),
        ("S. de Wit heeft gebeld", "[naam] heeft gebeld"),
        ("Sanne heeft gebeld", "[naam] heeft gebeld"),
        ("Sanne's rooster", "[naam]'s rooster"),
        ("Mevrouw De Wit", "Mevrouw [naam]"),
        ("groetjes sanne", "groetjes [naam]"),
        ("Alvast bedankt!\n\nsanne\n", "Alvast bedankt!\n\n[naam]\n"),
        ("het scherm blijft wit", "het scherm blijft wit"),
        ("Witte vlekken in de lijst", "Witte vlekken in de lijst"),
        ("De inschrijving is de eerste stap", "De inschrijving is de eerste stap"),
    ],
)
def test_the_name_of_the_caller_is_masked_and_ordinary_words_stay(text: str, left: str) -> None:
    assert mask(text, ["Sanne de Wit"]).text == left


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("Jong, Femke de", "Met groet,\nFemke de Jong", "Met groet,\n[naam]"),
        ("José García", "Jose Garcia", "[naam]"),
        ("Jose Garcia", "José García", "[naam]"),
        ("Liam O'Connor", "Regards, Liam O’Connor", "Regards, [naam]"),
        ("Mei-Ling Chen", "Mei-Ling", "[naam]"),
        ("Jan van den Berg", "Jan v.d. Berg", "[naam] v.d. [naam]"),
        ("Bo", "Bo", "[naam]"),
        ("A. Li", "Ik heet Li", "Ik heet [naam]"),
        ("Will May", "Where will I find it? Students may ask.", "Where will I find it? Students may ask."),
    ],
)
def test_names_are_recognised_in_the_forms_people_write_them(name: str, text: str, left: str) -> None:
    assert mask(text, [name]).text == left


def test_a_name_next_to_an_email_address_is_masked_too() -> None:
    assert mask("Sanne Wit.s@example.org", ["Sanne Wit"]).text == "[naam] [e-mail]"


def test_what_was_found_is_named_once_per_sort_in_alphabetical_order() -> None:
    text = "Femke, s1234567, s7654321, 06-12345678, f@example.org"
    assert mask(text, ["Femke"]).found == ("email", "name", "phone", "student-number")


def test_the_marks_can_be_in_the_language_of_the_ticket() -> None:
    marks = {"student-number": "[student no.]"}
    assert mask("s1234567 f@example.org", marks=marks).text == "[student no.] [e-mail]"


def test_an_empty_name_masks_nothing() -> None:
    assert mask("Hallo allemaal", ["", " , ", "de"]).text == "Hallo allemaal"


people = st.sampled_from(["Femke de Jong", "Jong, Femke de", "Noor van den Berg", "Chidi Okafor"])
texts = st.text(st.characters(codec="utf-8"), max_size=80)
signs = st.text("s0123456789 -.+()@/:?#=&€MmSLaeA\n\u00a0１＠é\u0301\u200b'", max_size=60)


@given(st.one_of(texts, signs), st.lists(people, max_size=2))
@example("Ａ＠ａ.b", [])
@example("s1234567\u0301", [])
def test_masking_what_is_masked_changes_nothing(text: str, names: list[str]) -> None:
    once = mask(text, names)
    assert mask(once.text, names).text == once.text


@given(st.one_of(texts, signs), st.lists(people, max_size=2))
def test_a_text_is_unchanged_exactly_when_nothing_was_found(text: str, names: list[str]) -> None:
    masked = mask(text, names)
    assert (masked.text == text) == (masked.found == ())
    assert set(masked.found) <= set(DEFAULT_MARKS)


@given(texts.filter(lambda text: not any(map(str.isnumeric, text))))
def test_a_text_without_digits_at_signs_and_names_stays(text: str) -> None:
    plain = text.replace("@", "").replace("＠", "").replace("﹫", "")
    assert mask(plain).text == plain


words = st.lists(st.sampled_from("de het vak portaal weer niet Beste met vraag over inschrijven".split()), max_size=8)  # noqa: SIM905
secrets = st.one_of(
    st.from_regex(r"[a-z]{1,8}(\.[a-z]{1,8})?@[a-z]{2,8}\.(nl|org)", fullmatch=True),
    st.from_regex(r"[sS][ .]?[0-9]{7}", fullmatch=True),
    st.from_regex(r"(06|\+31 6|0031 6)[ -]?[1-9][0-9]{7}", fullmatch=True),
    st.from_regex(r"(\(0(71|70)\)|0(20|10))[ -]?[1-9][0-9]{2} ?[0-9]{4}", fullmatch=True),
)


@given(words, secrets, words)
def test_a_secret_between_ordinary_words_goes_and_the_words_stay(
    before: list[str], secret: str, after: list[str]
) -> None:
    left = mask(" ".join([*before, secret, *after])).text
    marks = [word for word in left.split() if word in DEFAULT_MARKS.values()]
    assert len(marks) == 1
    assert left.split() == [*before, *marks, *after]


@given(words, st.from_regex(r"[A-HJ-Z][0-9]{2}(0[1-9]|1[0-2])[ -][0-9]{4}", fullmatch=True), words)
def test_a_ticket_number_between_ordinary_words_stays(before: list[str], number: str, after: list[str]) -> None:
    text = " ".join([*before, number.replace("S", "M"), *after])
    assert mask(text).text == text


@pytest.mark.parametrize(
    "piece",
    [
        "a@",
        "0 ",
        "+1",
        "1 ",
        "A. ",
        "de ",
        "http://",
        "s1 ",
        "(at",
        "M26",
        "06-",
        "00",
        "\u0301",
        "a.",
        "Sanne de ",
        "1-",
    ],
)
def test_hostile_text_takes_time_in_proportion_to_its_length(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        times = timeit.repeat(lambda: mask(text, ["Sanne de Wit", "A. A. A. A. A."]), number=1, timer=time.process_time)
        return min(times)  # without what the rest of the process has to tidy up meanwhile

    # Four times the text in at most some twelve times the time; were it quadratic it would be sixteen and seconds long.
    assert seconds(80_000) < 12 * seconds(20_000) + 0.2
