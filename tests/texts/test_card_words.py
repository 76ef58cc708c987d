"""A card says the same in both languages: in words, in every state a case and a request can be in."""

import re
from collections.abc import Mapping

import pytest

from bot.actions import Action, Viewer
from bot.card import Card, case_card
from bot.case import Case, Outcome, ToldBy
from bot.demo import cast
from bot.request import RequestState
from bot.routing import Organisation
from bot.texts import LANGUAGES
from bot.ticket import Difference, Differs, ToldInTicket
from bot.ticket_moves import differs, told_in_ticket
from tests.builders import (
    ANNA,
    BRAM,
    DAAN,
    EDUCATION_LAW,
    FATIMA,
    HELPDESK,
    JORIS,
    NOW,
    SANNE,
    STUDENT_PORTAL,
    USIS_LAW,
    a_consultation,
    a_hand_over,
)
from tests.texts.words_for_tests import the_words

NOT_WORDS = re.compile(r"@|\b(fb|oa|issc)-[a-z]|[{}\[\]]|None|  |\(\)")
EVERYBODY = Viewer(frozenset({HELPDESK, STUDENT_PORTAL, USIS_LAW, EDUCATION_LAW}), administrator=True)
FIRST, CONSULTED = "SL-2611-0001/1", "SL-2611-0002/1"


def is_member(person: str, party: str) -> bool:
    return any(one.email == person and one.party == party for one in cast.PEOPLE)


def cases() -> Mapping[str, Case]:
    """A case in every situation, by what has happened to it."""
    claimed, _ = a_hand_over().claim(FIRST, ANNA, NOW)
    declined, _ = claimed.decline(FIRST, "Niet van ons.", ANNA, NOW, is_member=is_member)
    passed_on, _ = claimed.pass_on(FIRST, USIS_LAW, "Het zit in uSis.", ANNA, NOW)
    consultation = a_consultation(USIS_LAW)
    return {
        "handed over": a_hand_over(),
        "claimed": claimed,
        "asked back": claimed.ask_back(FIRST, "Welk vak?", ANNA, NOW)[0],
        "declined": declined,
        "passed on": passed_on,
        "came back": passed_on.decline("SL-2611-0001/2", "Ook niet.", FATIMA, NOW, is_member=is_member)[0],
        "told in the ticket": told_in_ticket(claimed, ToldInTicket("De knop werkt weer.", BRAM.person, NOW))[0],
        "moved in TOPdesk": differs(claimed, Difference(Differs.MOVED, party=USIS_LAW))[0],
        "held by another in TOPdesk": differs(
            claimed, Difference(Differs.HELD, party=STUDENT_PORTAL, person=BRAM.person)
        )[0],
        "closed in TOPdesk": differs(claimed, Difference(Differs.CLOSED))[0],
        "no such ticket": differs(claimed, Difference(Differs.UNKNOWN, note="M2611 0042"))[0],
        "the ticket of another case": differs(claimed, Difference(Differs.DUPLICATE, note="SL-2611-0007"))[0],
        "deleted in TOPdesk": differs(claimed, Difference(Differs.DELETED))[0],
        "archived in TOPdesk": differs(claimed, Difference(Differs.ARCHIVED))[0],
        "archived in TOPdesk for a reason": differs(claimed, Difference(Differs.ARCHIVED, note="Dubbel"))[0],
        "offered": claimed.offer_feedback(USIS_LAW, "Het zit in uSis.", ANNA, NOW)[0],
        "problem": claimed.link_problem("PR-2611-0003", ANNA)[0],
        "consulting": a_consultation(),
        "consulting and claimed": consultation.claim(CONSULTED, FATIMA, NOW)[0],
        "answered": consultation.answer(CONSULTED, "Morgen staat het erin.", FATIMA, NOW)[0],
        "request withdrawn": consultation.withdraw_request(CONSULTED, "Al opgelost.", JORIS)[0],
        "feedback given": consultation.give_feedback(ToldBy.EMAIL, "", JORIS, NOW)[0],
        "completed": claimed.give_feedback(ToldBy.TICKET, "", ANNA, NOW)[0],
        "redirected": declined.redirect(EDUCATION_LAW, "ask-there", "Mail daarheen.", SANNE, NOW)[0],
        "withdrawn": a_hand_over().withdraw("Dubbel gemeld.", SANNE, NOW)[0],
    }


def card_of(situation: str, language: str, organisation: Organisation) -> Card:
    return case_card(cases()[situation], EVERYBODY, the_words(language, organisation))


def all_words(card: Card) -> list[str]:
    """Everything somebody reads on the card."""
    facts = [text for fact in card.facts for text in (fact.name, fact.value)]
    sections = [text for section in card.sections for text in (section.heading, section.text)]
    buttons = [button.label for button in (*card.buttons, *card.more)]
    return [card.title, card.status, card.summary, card.more_label, *facts, *sections, *buttons]


def test_these_cases_are_in_every_state_there_is() -> None:
    assert {case.outcome for case in cases().values()} == {*Outcome, None}
    assert {request.state for case in cases().values() for request in case.requests} == set(RequestState)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("situation", cases())
def test_a_card_is_in_words(situation: str, language: str, organisation: Organisation) -> None:
    card = card_of(situation, language, organisation)
    assert [text for text in all_words(card) if NOT_WORDS.search(text)] == []
    assert [fact.name for fact in card.facts if not fact.value] == []
    assert card.status.endswith(".")


def test_every_button_is_seen_on_one_of_these_cards(organisation: Organisation) -> None:
    cards = [card_of(situation, "nl", organisation) for situation in cases()]
    assert {button.action for card in cards for button in (*card.buttons, *card.more)} == set(Action)


@pytest.mark.parametrize(
    ("situation", "status"),
    [
        (
            "handed over",
            "Functioneel beheer studentenportaal is de student het antwoord schuldig. Nog niemand heeft dit opgepakt.",
        ),
        ("claimed", "Anna Visser (Functioneel beheer studentenportaal) is de student het antwoord schuldig."),
        (
            "asked back",
            (
                "Er is meer informatie nodig van Helpdesk ISSC. "
                "Anna Visser (Functioneel beheer studentenportaal) is de student het antwoord schuldig."
            ),
        ),
        (
            "consulting",
            (
                "Joris Smit (Onderwijsadministratie Rechtsgeleerdheid) is de student het antwoord schuldig en stemt "
                "af met Functioneel beheer studentenportaal en Functioneel beheer uSis Rechtsgeleerdheid."
            ),
        ),
        ("declined", "Sanne de Wit (Helpdesk ISSC) is de student het antwoord schuldig."),
        (
            "completed",
            "Gesloten: Anna Visser (Functioneel beheer studentenportaal) heeft de student het antwoord gegeven.",
        ),
        ("redirected", "Gesloten: de student is doorgestuurd naar het andere loket."),
        ("withdrawn", "Gesloten: de zaak is ingetrokken."),
    ],
)
def test_the_status_says_who_owes_the_student_the_answer(
    situation: str, status: str, organisation: Organisation
) -> None:
    assert card_of(situation, "nl", organisation).status == status


def sections(situation: str, organisation: Organisation) -> dict[str, str]:
    return {section.heading: section.text for section in card_of(situation, "nl", organisation).sections}


def test_an_answer_stands_under_who_gave_it(organisation: Organisation) -> None:
    said = sections("answered", organisation)
    assert (
        said["Antwoord van Fatima el Idrissi (Functioneel beheer uSis Rechtsgeleerdheid)"] == "Morgen staat het erin."
    )


def test_a_request_that_came_back_no_longer_shows_why_it_was_passed_on(organisation: Organisation) -> None:
    assert "Het zit in uSis." in sections("passed on", organisation).values()
    assert "Het zit in uSis." not in sections("came back", organisation).values()


def test_information_that_was_given_is_no_longer_asked_for(organisation: Organisation) -> None:
    given, _ = cases()["asked back"].give_information(FIRST, "Staatsrecht.", DAAN)
    card = case_card(given, EVERYBODY, the_words("nl", organisation))
    assert [section.heading for section in card.sections] == ["Vraag"]
