"""Every refusal is a sentence that says what is so and who can, in both languages."""

import dataclasses
import re
from collections.abc import Iterator

import pytest

from bot.conversation.refusals import PEOPLE, refusal_in_words, text_key
from bot.demo import cast
from bot.errors import RefusedMove
from bot.refusals import (
    AlreadyClaimed,
    NotAllowed,
    NotFeedbackOwner,
    NotInParty,
    NotPossible,
    TextMissing,
)
from bot.request import RequestState
from bot.routing import AmbiguousRoute, CannotFill, NoRoute, Organisation, Question
from bot.texts import LANGUAGES
from tests.builders import HELPDESK, STUDENT_PORTAL, USIS_LAW
from tests.texts.in_code import fields_asked, first_arguments, may_name_nobody, refusal_keys, refusals
from tests.texts.words_for_tests import the_words

ANNA = cast.ANNA.email
LONGEST = 420
"""Characters of a refusal with the longest names: more is not read by who just wants to go on."""

NOT_WORDS = re.compile(r"@|\b(fb|oa|issc)-[a-z]|/1\b|[{}\[\]]|None|Question\(|Rule\(|  |: *$|: \.|\(\)")


def examples(organisation: Organisation) -> Iterator[RefusedMove]:
    """Each refusal with every fact it may carry."""
    for kind in refusals():
        names = [one.name for one in dataclasses.fields(kind)]
        facts = {name: values(name, organisation) for name in names}
        longest = max(map(len, facts.values()), default=1)
        for turn in range(longest):
            yield kind(**{name: found[turn % len(found)] for name, found in facts.items()})
        if may_name_nobody(kind):
            yield kind(**{name: None if name in PEOPLE else found[0] for name, found in facts.items()})


def values(name: str, organisation: Organisation) -> list[object]:
    """What may stand in a fact of this name. Raises ``KeyError`` for a name these tests do not know yet."""
    longest = max(organisation.parties, key=lambda party: len(party.name["nl"])).key
    known: dict[str, list[object]] = {
        "request": ["SL-2611-0042/1"],
        "case": ["SL-2611-0042"],
        "ticket": ["M2611 0042"],
        "problem": ["PR-2611-0003"],
        "party": [STUDENT_PORTAL, USIS_LAW, longest],
        "parties": [(HELPDESK, STUDENT_PORTAL, longest), ()],
        "state": list(RequestState),
        "what": list(first_arguments("AlreadyDone")),
        "field": list(fields_asked()),
        "question": [Question(HELPDESK, "portal", "law"), Question(HELPDESK, "portal")],
        "rule": [organisation.rules[0]],
        "rules": [organisation.rules[:2]],
        "reference": ["usis"],
        "sorts": [("email", "phone")],
        "standard_answer": [organisation.standard_answers[0].key],
        "placeholder": ["education_administration.email"],
        **{person: [ANNA] for person in PEOPLE},
    }
    return known[name]


def test_every_refusal_and_every_one_about_nobody_is_tried_here(organisation: Organisation) -> None:
    assert {text_key(refused) for refused in examples(organisation)} == refusal_keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_is_a_sentence_of_readable_length(language: str, organisation: Organisation) -> None:
    for refused in examples(organisation):
        text = refusal_in_words(refused, the_words(language, organisation))
        assert text.endswith("."), text
        assert not NOT_WORDS.search(text), text
        assert len(text) <= LONGEST, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_person_who_is_named_stands_in_the_sentence(language: str, organisation: Organisation) -> None:
    for refused in examples(organisation):
        named = {fact for name, fact in refused.facts.items() if name in PEOPLE and fact}
        if named and text_key(refused) not in {
            "refused-no-intake-desk",
            "refused-no-party",
        }:  # those speak to the person
            assert "Anna Visser" in refusal_in_words(refused, the_words(language, organisation))


def said(refused: RefusedMove, organisation: Organisation, language: str = "nl") -> str:
    return refusal_in_words(refused, the_words(language, organisation))


def test_who_comes_second_is_told_who_was_first(organisation: Organisation) -> None:
    assert said(AlreadyClaimed("SL-2611-0042/1", ANNA), organisation).startswith("Anna Visser heeft dit verzoek al")
    assert said(AlreadyClaimed("SL-2611-0042/1", ANNA), organisation, "en").startswith("Anna Visser has already")


def test_what_only_a_party_may_do_names_its_people(organisation: Organisation) -> None:
    assert said(NotInParty(STUDENT_PORTAL), organisation).endswith(": Anna Visser en Bram Mulder.")


def test_of_a_large_party_five_people_are_named_and_the_rest_is_counted(organisation: Organisation) -> None:
    party = organisation.party(STUDENT_PORTAL)
    people = frozenset(f"{name}@example.org" for name in ("anna", "bram", "cato", "dirk", "eva", "fien", "gijs"))
    large = dataclasses.replace(
        organisation,
        parties=tuple(dataclasses.replace(p, members=people) if p == party else p for p in organisation.parties),
    )
    text = refusal_in_words(NotInParty(STUDENT_PORTAL), the_words("nl", large))
    assert text.endswith(": Anna, Bram, Cato, Dirk, Eva en nog 2 collega’s.")


def test_a_party_without_people_leads_to_the_administrators(organisation: Organisation) -> None:
    empty = next(party.key for party in organisation.parties if not party.members)
    assert said(NotInParty(empty), organisation).endswith("een beheerder kan mensen toevoegen: Marijke Vos.")


def test_a_party_that_has_left_the_organisation_file_is_no_bug(organisation: Organisation) -> None:
    assert "oude-partij" in said(NotInParty("oude-partij"), organisation)


def test_what_only_the_feedback_owner_may_do_names_the_person_or_else_the_people(organisation: Organisation) -> None:
    assert "Anna Visser is daar" in said(NotFeedbackOwner(STUDENT_PORTAL, ANNA), organisation)
    assert "Anna Visser en Bram Mulder" in said(NotFeedbackOwner(STUDENT_PORTAL, None), organisation)


def test_without_any_party_only_an_administrator_can(organisation: Organisation) -> None:
    assert said(NotAllowed(()), organisation) == "Dit kan alleen een beheerder: Marijke Vos."


def test_a_request_that_is_over_says_in_which_state_it_is(organisation: Organisation) -> None:
    refused = NotPossible("SL-2611-0042/1", USIS_LAW, RequestState.ANSWERED)
    assert "al beantwoord" in said(refused, organisation)


def test_a_missing_text_is_named_as_the_form_names_it(organisation: Organisation) -> None:
    assert "‘Reden’" in said(TextMissing("reason"), organisation)
    assert "‘Reason’" in said(TextMissing("reason"), organisation, "en")


def test_a_question_without_a_rule_says_which_question_and_who_can_add_it(organisation: Organisation) -> None:
    text = said(NoRoute(Question(HELPDESK, "portal", "law")), organisation)
    parts = ("studentenportaal", "Rechtsgeleerdheid", "ISSC", "Marijke Vos")
    assert [part for part in parts if part not in text] == []


def test_rules_that_overlap_are_named(organisation: Organisation) -> None:
    one, other = organisation.rules[:2]
    text = said(AmbiguousRoute(Question(HELPDESK, "portal"), (one, other)), organisation)
    assert f"{one.key} en {other.key}" in text


def test_a_standard_answer_is_named_by_its_title(organisation: Organisation) -> None:
    answer = organisation.standard_answers[0]
    text = said(CannotFill(answer.key, "education_administration.email"), organisation)
    assert organisation.words(answer.title, "nl") in text
    assert "education_administration.email" in text
