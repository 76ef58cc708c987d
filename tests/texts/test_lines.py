"""Every event is one line, every turn is one notice, in both languages and without a key, an address or a gap."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot import events
from bot.announcements import Purpose, Reach, announce
from bot.case import Actor, Case, Change, TicketReference, ToldBy
from bot.demo import cast
from bot.events import Event, event_types
from bot.lines import dated_line_of, line_of, notice_of, text_key, ticket_note_of
from bot.request import Move
from bot.routing import Organisation
from bot.texts import LANGUAGES
from bot.ticket import Difference, Differs, Right, ToldInTicket
from bot.ticket_moves import WITHOUT_THE_TICKET, checked, differs, student_wrote, the_ticket_system, told_in_ticket
from bot.timeline import Entry
from tests.builders import (
    ANNA,
    BRAM,
    DAAN,
    EDUCATION_LAW,
    FATIMA,
    HELPDESK,
    JORIS,
    MARIJKE,
    NOW,
    STUDENT_PORTAL,
    USIS_LAW,
    a_consultation,
    a_hand_over,
)
from tests.texts.in_code import LINES, NOTICES, ORIGINS
from tests.texts.words_for_tests import the_words

CASE, REQUEST = "SL-2611-0001", "SL-2611-0001/1"
ANNA_S, BRAM_S = cast.ANNA.email, cast.BRAM.email

EVERY_EVENT: tuple[Event, ...] = (
    events.CaseOpened(Move.HAND_OVER, HELPDESK, (STUDENT_PORTAL,)),
    events.CaseOpened(Move.REDIRECT, HELPDESK, ()),
    events.RequestMade(REQUEST, USIS_LAW, Move.CONSULTATION, EDUCATION_LAW, "Waarom ontbreekt het vak?"),
    events.RequestMade(REQUEST, STUDENT_PORTAL, Move.HAND_OVER, HELPDESK, "Waarom is de knop grijs?"),
    events.Claimed(REQUEST, STUDENT_PORTAL, ANNA_S),
    events.Released(REQUEST, STUDENT_PORTAL, ANNA_S),
    events.Released(REQUEST, STUDENT_PORTAL, BRAM_S),
    events.Assigned(REQUEST, STUDENT_PORTAL, BRAM_S, None),
    events.Assigned(REQUEST, STUDENT_PORTAL, BRAM_S, ANNA_S),
    events.Assigned(REQUEST, STUDENT_PORTAL, BRAM_S, cast.MARIJKE.email),
    events.Assigned(REQUEST, STUDENT_PORTAL, ANNA_S, BRAM_S),
    events.Assigned(REQUEST, STUDENT_PORTAL, ANNA_S, None),
    events.PassedOn(REQUEST, STUDENT_PORTAL, USIS_LAW, "Dit zit in uSis."),
    events.Declined(REQUEST, STUDENT_PORTAL, HELPDESK, "Dit gaat niet over het portaal."),
    events.HandedBack(REQUEST, STUDENT_PORTAL, ANNA_S),
    events.HandedBack(REQUEST, STUDENT_PORTAL, None),
    events.AskedBack(REQUEST, STUDENT_PORTAL, "Welk vak is het?", HELPDESK),
    events.InformationGiven(REQUEST, STUDENT_PORTAL, "Het vak is Staatsrecht."),
    events.Answered(REQUEST, USIS_LAW, "Het vak staat er morgen in."),
    events.RequestWithdrawn(REQUEST, USIS_LAW, "Al opgelost."),
    events.RequestWithdrawn(REQUEST, USIS_LAW, ""),
    events.RequestCompleted(REQUEST, STUDENT_PORTAL),
    events.RequestResumed(REQUEST, STUDENT_PORTAL, ANNA_S),
    events.RequestResumed(REQUEST, STUDENT_PORTAL, None),
    events.FeedbackMoved(STUDENT_PORTAL, ANNA_S, HELPDESK, cast.SANNE.email),
    events.FeedbackMoved(STUDENT_PORTAL, None, HELPDESK, None),
    events.FeedbackOffered(USIS_LAW, "De oorzaak zit in uSis."),
    events.FeedbackAccepted(USIS_LAW, cast.FATIMA.email),
    events.FeedbackRefused(USIS_LAW, "Wij mailen geen studenten."),
    events.FeedbackOfferWithdrawn(USIS_LAW),
    *(events.FeedbackGiven(way, "") for way in ToldBy),
    events.FeedbackGiven(ToldBy.TICKET, "De knop werkt weer."),
    events.CaseRedirected(EDUCATION_LAW, "ask-there", "Mail de onderwijsadministratie."),
    events.CaseWithdrawn("Dubbel gemeld."),
    events.CaseReopened("De student mailde opnieuw."),
    events.CaseReopened("Het lukt nog niet.", by_student=True),
    events.NoteAdded("Speelt vaker op maandag."),
    events.NoteAdded("Speelt vaker op maandag.", "slack:channel:C02PORTAL", STUDENT_PORTAL),
    events.NoteCorrected("Speelt vaker op dinsdag.", "slack:channel:C02PORTAL", STUDENT_PORTAL),
    events.ProblemLinked("PR-2611-0003"),
    events.ProblemUnlinked("PR-2611-0003"),
    events.TicketChecked("M2611 0042"),
    events.TicketChecked("M2611 0042", "Vak verdwijnt uit mijn planning"),
    events.TicketCorrected("M2611 0042", "M2611 0024"),
    events.TicketCorrected("M2611 0042", "M2611 0024", "Vak verdwijnt uit mijn planning"),
    events.TicketLetGo("M2611 0042"),
    events.TicketDiffers(Differs.UNKNOWN, None, None, "M2611 0042"),
    events.TicketDiffers(Differs.DUPLICATE, None, None, "SL-2611-0007"),
    events.TicketDiffers(Differs.DELETED, None, None, ""),
    events.TicketDiffers(Differs.ARCHIVED, None, None, "Dubbel"),
    events.TicketDiffers(Differs.CLOSED, None, None, ""),
    events.TicketDiffers(Differs.MOVED, USIS_LAW, None, ""),
    events.TicketDiffers(Differs.HELD, STUDENT_PORTAL, BRAM_S, ""),
    *(events.DifferenceSettled(Differs.MOVED, right) for right in Right),
    events.DifferenceGone(Differs.MOVED),
    events.StudentWrote("Het lukt nog steeds niet."),
    events.StudentToldInTicket("De knop werkt weer."),
    events.NotYetAnswered(),
    events.AnswerSent("De knop werkt weer.", closes=True),
    events.ProblemAnswered("PR-2611-0003", "De nieuwe versie is teruggezet."),
)

NOT_WORDS = re.compile(r"@|\b(fb|oa|issc)-[a-z]|SL-2611-0001/|[{}\[\]]|None|  | \.|\(\)|: *$")
"""Addresses, keys of parties, ids of requests, and the holes a missing fact leaves behind."""


def an_entry(event: Event, person: str = ANNA_S, origin: str = "slack") -> Entry:
    """Anna did it, in Slack."""
    return Entry(CASE, 1, event, person, NOW, origin)


def test_every_kind_of_event_and_every_variant_is_tried_here() -> None:
    assert {type(event) for event in EVERY_EVENT} == set(event_types().values()) - {events.RequestEvent}
    assert {text_key(an_entry(event)) for event in EVERY_EVENT} == LINES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("event", EVERY_EVENT, ids=lambda event: text_key(an_entry(event)))
def test_an_event_is_a_line_in_words(event: Event, language: str, organisation: Organisation) -> None:
    line = line_of(an_entry(event), the_words(language, organisation))
    assert line
    assert not NOT_WORDS.search(line), line


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_wrote_stands_in_the_line(language: str, organisation: Organisation) -> None:
    texts = {"reason", "question", "information", "answer", "text"}
    for event in EVERY_EVENT:
        if isinstance(event, events.RequestMade | events.CaseRedirected):
            continue  # the card has the question, the ticket the standard answer
        line = line_of(an_entry(event), the_words(language, organisation))
        assert all(getattr(event, name) in line for name in texts if hasattr(event, name)), line


def test_where_it_happened_is_said_once(organisation: Organisation) -> None:
    for event in EVERY_EVENT:
        said = dated_line_of(an_entry(event), the_words("nl", organisation))
        assert said.count("Slack") == 1, said


def test_an_answer_that_went_through_the_ticket_is_not_repeated_when_the_case_closes(
    organisation: Organisation,
) -> None:
    sent, closed = (
        events.AnswerSent("Klaar.", closes=True),
        events.FeedbackGiven(ToldBy.TICKET, "Klaar.", in_ticket=True),
    )
    assert "Klaar." in line(sent, ANNA_S, organisation)
    assert line(closed, ANNA_S, organisation) == line(events.FeedbackGiven(ToldBy.TICKET, ""), ANNA_S, organisation)


def line(event: Event, actor: str, organisation: Organisation, language: str = "nl") -> str:
    return line_of(an_entry(event, actor), the_words(language, organisation))


def test_who_hands_a_request_to_whom_is_clear(organisation: Organisation) -> None:
    free = events.Assigned(REQUEST, STUDENT_PORTAL, BRAM_S, None)
    held = events.Assigned(REQUEST, STUDENT_PORTAL, BRAM_S, ANNA_S)
    said = [line(event, actor, organisation) for event in (free, held) for actor in (BRAM_S, ANNA_S, cast.DAAN.email)]
    assert [re.sub(r" (voor|\().*", "", one) for one in said] == [
        "Bram Mulder heeft het verzoek opgepakt",
        "Anna Visser heeft het verzoek overgedragen aan Bram Mulder",
        "Daan Bakker heeft het verzoek overgedragen aan Bram Mulder",
        "Bram Mulder heeft het verzoek overgenomen van Anna Visser",
        "Anna Visser heeft het verzoek overgedragen aan Bram Mulder",
        "Daan Bakker heeft het verzoek van Anna Visser overgedragen aan Bram Mulder",
    ]


def test_a_request_released_by_somebody_else_names_who_had_it(organisation: Organisation) -> None:
    released = events.Released(REQUEST, STUDENT_PORTAL, BRAM_S)
    assert "Bram" in line(released, cast.MARIJKE.email, organisation)


def test_a_hand_over_says_who_owes_the_answer_and_a_consultation_that_nothing_changes(
    organisation: Organisation,
) -> None:
    handed = events.RequestMade(REQUEST, STUDENT_PORTAL, Move.HAND_OVER, HELPDESK, "Vraag")
    consulted = events.RequestMade(REQUEST, STUDENT_PORTAL, Move.CONSULTATION, HELPDESK, "Vraag")
    assert "now owes the student the answer" in line(handed, cast.SANNE.email, organisation, "en")
    assert "does not change" in line(consulted, cast.SANNE.email, organisation, "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("origin", ORIGINS)
def test_a_dated_line_says_when_and_from_where(origin: str, language: str, organisation: Organisation) -> None:
    entry = an_entry(events.Claimed(REQUEST, STUDENT_PORTAL, ANNA_S), origin=origin)
    dated = dated_line_of(entry, the_words(language, organisation))
    assert "23" in dated
    assert "10:00" in dated, "the clock of the organisation, not UTC"
    assert line_of(entry, the_words(language, organisation)) in dated


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_note_in_the_ticket_says_what_happened_and_leads_to_the_case(
    language: str, organisation: Organisation
) -> None:
    entry = an_entry(events.Declined(REQUEST, STUDENT_PORTAL, HELPDESK, "Niet van ons."))
    url = "https://secondline.example.org/cases/SL-2611-0001"
    note = ticket_note_of(entry, CASE, url, the_words(language, organisation))
    assert [part in note for part in (CASE, url, "Niet van ons.", "Anna Visser")] == [True] * 4


# -- notices -------------------------------------------------------------------------------------------------

FIRST, SECOND, CONSULTED = "SL-2611-0001/1", "SL-2611-0001/2", "SL-2611-0002/1"


def is_member(person: str, party: str) -> bool:
    return any(one.email == person and one.party == party for one in cast.PEOPLE)


def changes() -> Iterator[tuple[Actor, Change]]:
    """Everything after which one person has to know whose turn it is: who did it, and what came of it."""
    claimed, _ = a_hand_over().claim(FIRST, ANNA, NOW)
    asked_back, _ = claimed.ask_back(FIRST, "Welk vak?", ANNA, NOW)
    passed_on, _ = claimed.pass_on(FIRST, USIS_LAW, "Het zit in uSis.", ANNA, NOW)
    offered, _ = claimed.offer_feedback(USIS_LAW, "Het zit in uSis.", ANNA, NOW)
    closed, _ = claimed.give_feedback(ToldBy.TICKET, "", ANNA, NOW)
    consulted, _ = a_consultation(USIS_LAW).claim(CONSULTED, FATIMA, NOW)
    linked, _ = consulted.link_problem("PR-2611-0003", JORIS)
    yield ANNA, a_hand_over().assign(FIRST, BRAM_S, ANNA, NOW, is_member=is_member)
    yield MARIJKE, claimed.assign(FIRST, BRAM_S, MARIJKE, NOW, is_member=is_member)
    yield ANNA, claimed.decline(FIRST, "Niet van ons.", ANNA, NOW, is_member=is_member)
    yield FATIMA, passed_on.decline(SECOND, "Niet van ons.", FATIMA, NOW, is_member=is_member)
    yield ANNA, claimed.ask_back(FIRST, "Welk vak?", ANNA, NOW)
    yield DAAN, asked_back.give_information(FIRST, "Staatsrecht.", DAAN)
    yield FATIMA, consulted.answer(CONSULTED, "Morgen staat het erin.", FATIMA, NOW)
    yield FATIMA, linked.answered_with_problem("De nieuwe versie is teruggezet.")
    yield BRAM, closed.reopen("De student mailde opnieuw.", BRAM, NOW, is_member=is_member)
    yield MARIJKE, claimed.pass_on(FIRST, USIS_LAW, "Het zit in uSis.", MARIJKE, NOW)
    yield FATIMA, offered.accept_feedback(FATIMA, NOW)
    yield FATIMA, offered.refuse_feedback("Wij mailen geen studenten.", FATIMA)
    yield ANNA, claimed.offer_feedback(USIS_LAW, "Het zit in uSis.", ANNA, NOW)
    unclaimed, _ = a_hand_over().pass_on(FIRST, USIS_LAW, "Het zit in uSis.", ANNA, NOW)
    yield FATIMA, unclaimed.decline(SECOND, "Niet van ons.", FATIMA, NOW, is_member=lambda _person, _party: False)
    yield from from_the_ticket(claimed, closed)


def from_the_ticket(claimed: Case, closed: Case) -> Iterator[tuple[Actor, Change]]:
    """What happens in TOPdesk and asks something of somebody here."""
    topdesk = the_ticket_system(claimed)
    yield topdesk, student_wrote(claimed, "Het lukt nog niet.", NOW, is_member=is_member)
    yield topdesk, student_wrote(closed, "Het lukt nog niet.", NOW, is_member=is_member)
    yield topdesk, told_in_ticket(claimed, ToldInTicket("De knop werkt weer.", None, NOW))
    unchecked = replace(claimed, question=replace(claimed.question, ticket=TicketReference("M2611 0042")))
    yield topdesk, checked(unchecked, TicketReference("M2611 0042", "id"), None, "Vak verdwijnt uit mijn planning")
    for kind in Differs:
        party = {Differs.MOVED: USIS_LAW, Differs.HELD: STUDENT_PORTAL}.get(kind)
        note = "M2611 0042" if kind in WITHOUT_THE_TICKET else ""
        person = BRAM_S if kind is Differs.HELD else None
        yield topdesk, differs(claimed, Difference(kind, party, person, note))


def turns(organisation: Organisation) -> Iterator[tuple[str, Entry]]:
    """Who is told about which entry."""
    for actor, (case, happened) in changes():
        entries = tuple(
            Entry(case.number, place, event, actor.person, NOW, "slack") for place, event in enumerate(happened, 1)
        )
        for announced in announce(case, entries, organisation, Reach()):
            if announced.purpose is Purpose.NOTICE:
                yield announced.destination, entries[announced.payload["entry"] - 1]


def test_these_are_all_the_notices_there_are(organisation: Organisation) -> None:
    assert {text_key(entry) for _, entry in turns(organisation)} == NOTICES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notice_names_its_case_and_what_happened(language: str, organisation: Organisation) -> None:
    for _, entry in turns(organisation):
        said = notice_of(entry, CASE, "De knop blijft grijs", the_words(language, organisation))
        title, _, text = said.partition("\n")
        assert title == f"{CASE} · De knop blijft grijs"
        assert text
        assert not NOT_WORDS.search(text), text


def test_a_notice_of_an_answer_says_what_to_press_when_the_student_was_told(organisation: Organisation) -> None:
    [entry] = [entry for _, entry in turns(organisation) if isinstance(entry.event, events.Answered)]
    assert "‘Teruggekoppeld’" in notice_of(entry, CASE, "Onderwerp", the_words("nl", organisation))
    assert "‘Feedback given’" in notice_of(entry, CASE, "Subject", the_words("en", organisation))
