"""Text in Slack: escaped, linked, cut, and read back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.mrkdwn import as_typed, escaped, link, linked, pieces, plain, shortened

TEXTS = st.text(alphabet=st.sampled_from("ab<>&| \n*_https://é😀.,"), max_size=600)


@pytest.mark.parametrize(
    "attack",
    ["<!channel>", "<@U03ANNA>", "<#C01HELPDESK>", "<https://evil.example.org|https://example.org>", "<!subteam^S1>"],
)
def test_nothing_a_person_wrote_becomes_a_mention_or_a_disguised_link(attack: str) -> None:
    shown = linked(f"kijk: {attack}")
    assert [mark for mark in re.findall(r"<([^>]*)>", shown) if not mark.startswith("https://") or "|" in mark] == []


@given(TEXTS)
def test_every_link_shows_where_it_leads(text: str) -> None:
    for mark in re.findall(r"<([^>]*)>", linked(text)):
        assert re.fullmatch(r"https?://[^|]+", mark)


@given(TEXTS)
def test_escaped_text_reads_as_it_was_written(text: str) -> None:
    assert "<" not in escaped(text)
    assert as_typed(escaped(text)) == text.replace("\u00a0", " ").strip()


def test_the_full_stop_after_an_address_is_no_part_of_it() -> None:
    assert linked("Zie https://example.org/a?b=1&c=2.") == "Zie <https://example.org/a?b=1&amp;c=2>."


def test_only_web_addresses_become_links_of_ours() -> None:
    assert link("M2611 0042", "https://topdesk.example.org/1") == "<https://topdesk.example.org/1|M2611 0042>"
    assert link("M2611 0042", "javascript:alert(1)") == "M2611 0042"
    assert link("a>|b", None) == "a&gt;|b"


@given(TEXTS, st.integers(min_value=2, max_value=300))
def test_a_shortened_text_fits_and_says_that_it_was_cut(text: str, limit: int) -> None:
    shown = shortened(text, limit)
    assert len(shown) <= limit
    assert shown == text or shown.endswith("…")


@given(TEXTS, st.integers(min_value=20, max_value=300))
def test_what_is_cut_is_never_cut_inside_an_escaped_sign(text: str, limit: int) -> None:
    shown = shortened(text, limit, escaped)
    assert len(shown) <= limit
    assert re.sub(r"&(amp|lt|gt);", "", shown).count("&") == 0


@given(TEXTS, st.integers(min_value=40, max_value=300))
def test_a_long_text_is_whole_in_its_pieces(text: str, limit: int) -> None:
    parts = list(pieces(text, limit, escaped))
    assert all(len(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(escaped(text).split())


def test_a_long_text_is_cut_between_words() -> None:
    assert list(pieces("een twee drie vier vijf zes", 12)) == ["een twee", "drie vier", "vijf zes"] or all(
        part.split() for part in pieces("een twee drie vier vijf zes", 12)
    )


def test_a_short_label_is_not_cut() -> None:
    assert plain("Oppakken", 8) == {"type": "plain_text", "text": "Oppakken"}
    assert plain("Oppakken!", 8)["text"] == "Oppakke…"


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("<@U00SECONDLINE> zaak mijn", "zaak mijn"),
        ("<@U00SECONDLINE|secondline>  zaak mijn", "zaak mijn"),
        ("escaleer <tel:26110042|2611 0042>", "escaleer 2611 0042"),
        ("zie <https://example.org/a?b=1&amp;c=2>", "zie https://example.org/a?b=1&c=2"),
        ("mail <mailto:a@example.org|a@example.org>", "mail a@example.org"),
        ("in <#C01HELPDESK|issc-helpdesk>", "in #issc-helpdesk"),
        ("in <#C01HELPDESK>", "in"),
        ("<!here> en <!subteam^S1|@helpdesk>", "@here en @helpdesk"),
        ("1 &lt; 2 &amp; 3 &amp;lt; 4", "1 < 2 & 3 &lt; 4"),
        ("zaak\u00a0mijn", "zaak mijn"),
    ],
)
def test_slacks_own_marks_are_taken_out_of_what_people_type(sent: str, typed: str) -> None:
    assert as_typed(sent) == typed
