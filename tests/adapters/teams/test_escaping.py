"""What people wrote shows as they wrote it."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.teams.escaping import in_card, in_message, link


@pytest.mark.parametrize(
    ("written", "escaped"),
    [
        ("[hier](https://evil.example)", r"\[hier\](https://evil.example)"),
        ("<at>Bram</at>", r"\<at\>Bram\</at\>"),
        ("Tom &amp; Jerry", r"Tom \&amp; Jerry"),
        ("*vet* _schuin_ ~~weg~~ `code`", r"\*vet\* \_schuin\_ \~\~weg\~\~ \`code\`"),
        ("1. eerst", r"1\. eerst"),
        ("# kop", r"\# kop"),
        ("- streep", r"\- streep"),
        (r"C:\map", r"C:\\map"),
        ("in 2026. Daarna - later", "in 2026. Daarna - later"),
    ],
)
def test_markdown_means_nothing_on_a_card(written: str, escaped: str) -> None:
    assert in_card(written) == escaped


def test_a_line_stays_a_line_on_a_card() -> None:
    assert in_card("een\ntwee") == "een\n\ntwee"


def test_a_card_fills_in_no_date_where_somebody_wrote_the_function_for_it() -> None:
    assert "{{DATE" not in in_card("{{DATE(2026-11-23T09:00:00Z, SHORT)}}")


@given(st.text())
def test_nothing_is_lost_from_a_text_on_a_card(written: str) -> None:
    shown = re.sub(r"\\(.)", r"\1", in_card(written)).replace("\N{ZERO WIDTH SPACE}", "")
    assert shown.split() == written.replace("\N{ZERO WIDTH SPACE}", "").split()


@given(st.text())
def test_a_text_on_a_card_opens_no_link_and_no_tag(written: str) -> None:
    bare = re.sub(r"\\.", "", in_card(written))
    assert not set("[]<>&*_`") & set(bare)


@given(st.text())
def test_nothing_is_lost_from_a_message(written: str) -> None:
    shown = html.unescape(in_message(written).replace("<br/>", "\n"))
    assert shown.split() == written.split()


@given(st.text())
def test_a_message_has_no_tags_but_its_own_line_breaks(written: str) -> None:
    bare = re.sub(r"&(#\d+|amp|lt|gt);", "", in_message(written).replace("<br/>", ""))
    assert not set("<>&*_[]`") & set(bare)


def test_the_address_of_a_link_cannot_end_before_it_ends() -> None:
    assert link("M2611 0042", "https://topdesk.example.org/x?a=(1)") == (
        "[M2611 0042](https://topdesk.example.org/x?a=%281%29)"
    )


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript://example.org/%0aalert(1)",
        "data:text/html,<b>x</b>",
        "msteams://example.org",
        "//evil.example",
        "https://",
        "https://[::1",
        "https://example.org/\n[x]",
        "https://example.org/<at>",
        "",
    ],
)
def test_what_is_no_address_of_the_web_is_no_link(url: str) -> None:
    assert link("M2611 [0042]", url) == r"M2611 \[0042\]"


@pytest.mark.parametrize("url", ["http://topdesk.example.org", "HTTPS://topdesk.example.org/x?a=1&b=2#c"])
def test_an_address_of_the_web_is_a_link(url: str) -> None:
    assert link("M2611 0042", url) == f"[M2611 0042]({url})"


def test_a_space_in_an_address_does_not_end_it() -> None:
    assert link("x", "https://topdesk.example.org/M2611 0042") == "[x](https://topdesk.example.org/M2611%200042)"
