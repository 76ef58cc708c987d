"""Every word people read exists in both languages, gets the facts it names, and is used."""

import re
from collections import Counter
from fnmatch import fnmatchcase

import pytest

from bot.texts import LANGUAGES, say
from tests.texts import in_code
from tests.texts.catalogues import every_text, texts

SHARED = frozenset(
    f"{subject}.ftl"
    for subject in ("card", "done", "fields", "forms", "help", "intake", "lines", "lists", "notices", "refusals")
)
"""What people read on every platform. The other files belong to one platform, or to who runs the program."""

CORE_MODULES = ("conversation/", "card.py", "lines.py", "delivery.py", "announcements.py", "handlers/", "forms.py")


def test_every_text_exists_in_both_languages() -> None:
    assert texts("nl").keys() == texts("en").keys()


def test_a_text_stands_in_the_same_file_in_both_languages() -> None:
    places = [{key: text.file for key, text in texts(language).items()} for language in LANGUAGES]
    assert places[0] == places[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_stands_there_twice(language: str) -> None:
    count = Counter(text.key for text in every_text(language))
    assert [key for key, times in count.items() if times > 1] == []


def test_both_languages_name_the_same_facts_and_quote_the_same_buttons() -> None:
    english = texts("en")
    different = {
        key: (sorted(text.facts ^ english[key].facts), sorted(text.quoted ^ english[key].quoted))
        for key, text in texts("nl").items()
        if (text.facts, text.quoted) != (english[key].facts, english[key].quoted)
    }
    assert different == {}


def test_every_key_in_the_code_has_a_text() -> None:
    missing = {(one.where, one.key) for one in in_code.said() if "*" not in one.key and one.key not in texts("nl")}
    assert missing == set()


def test_every_key_the_core_puts_together_has_a_text() -> None:
    wanted = frozenset[str]().union(*in_code.families().values()) | in_code.refusal_keys()
    assert wanted - texts("nl").keys() == set()


def test_the_core_puts_together_no_keys_these_tests_do_not_know() -> None:
    patterns = {one.key for one in in_code.said() if "*" in one.key and one.where.startswith(CORE_MODULES)}
    assert patterns - in_code.families().keys() == set()


def test_every_text_gets_the_facts_it_names() -> None:
    lacking = {
        (one.where, key): sorted(texts("nl")[key].facts - one.facts)
        for one in in_code.said()
        if one.facts is not None
        for key in in_code.families().get(one.key, {one.key})
        if key in texts("nl") and not texts("nl")[key].facts <= one.facts
    }
    assert lacking == {}


def test_every_text_is_used() -> None:
    used = frozenset[str]().union(*in_code.families().values()) | in_code.refusal_keys() | in_code.constants()
    by_adapters = in_code.patterns() - in_code.families().keys()
    quoted = frozenset[str]().union(*(text.quoted for text in texts("nl").values()))
    pages = in_code.templates()
    unused = {
        key
        for key in texts("nl")
        if key not in used | quoted and key not in pages and not any(fnmatchcase(key, p) for p in by_adapters)
    }
    assert unused == set()


LIMITS = {"form-*": 24, "submit-*": 24, "action-*": 30, "told-by-*": 75, "state-*": 75}
"""Characters. A window's title and its button: 24, by Slack; a button among three others: 30, so that all are seen."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pattern", LIMITS)
def test_short_texts_stay_inside_what_platforms_show(language: str, pattern: str) -> None:
    said = {key: say(language, key) for key in in_code.families()[pattern]}
    assert {key: text for key, text in said.items() if len(text) > LIMITS[pattern]} == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["form-cancel", "card-more", "list-previous", "list-next", "list-show", "notice-show"])
def test_other_buttons_are_short_too(language: str, key: str) -> None:
    assert len(say(language, key)) <= 24


def test_the_two_buttons_everybody_knows_have_their_names() -> None:
    assert (say("en", "action-claim"), say("en", "action-give-feedback")) == ("Claim", "Feedback given")
    assert (say("nl", "action-claim"), say("nl", "action-give-feedback")) == ("Oppakken", "Teruggekoppeld")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pattern", ["form-*", "submit-*", "action-*", "field-*"])
def test_a_label_does_not_end_in_a_full_stop(language: str, pattern: str) -> None:
    assert [key for key in in_code.families()[pattern] if say(language, key).endswith(".")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_buttons_never_say_the_same(language: str) -> None:
    labels = Counter(say(language, key) for key in in_code.families()["action-*"])
    assert [label for label, times in labels.items() if times > 1] == []


SHOUTED_OR_JARGON = re.compile(r"!|\b(errors?|fouten|exceptions?|invalid|ongeldig|null|payload)\b", re.IGNORECASE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_shouts_or_speaks_of_errors(language: str) -> None:
    assert [
        text.key for text in texts(language).values() if text.file in SHARED and SHOUTED_OR_JARGON.search(text.written)
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_the_core_names_a_chat_platform_but_where_something_came_from(language: str) -> None:
    naming = {
        text.key
        for text in texts(language).values()
        if text.file in SHARED and re.search(r"\b(Slack|Teams)\b", text.written)
    }
    assert naming == {"origin-slack", "origin-teams"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_button_is_quoted_by_its_key_so_that_its_name_can_change(language: str) -> None:
    labels = {say(language, key) for key in in_code.families()["action-*"]}
    quoting = {
        text.key
        for text in texts(language).values()
        if text.file in SHARED and any(f"‘{label}’" in text.written for label in labels)
    }
    assert quoting == set()


SAME_WORD = frozenset(
    """
    card-title fact-ticket owner origin-board origin-slack origin-teams origin-topdesk line-dated notice row-closed
    line-dated-alone slash remark-ticket goes-of-faculty list-named action-for-party line-note-added-in-thread
    """.split()  # noqa: SIM905  # a list of keys reads as words
)
"""Shared texts that are the same in Dutch and English."""


def test_every_other_text_was_translated() -> None:
    same = {
        key
        for key, text in texts("nl").items()
        if text.file in SHARED and text.written == texts("en")[key].written and text.written.strip()
    }
    assert same <= SAME_WORD
