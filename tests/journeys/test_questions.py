"""Which question goes where: a story for every row of the two tables of the arrangement."""

import re

from playwright.async_api import expect

from bot.case import Outcome
from bot.demo import cast
from bot.request import Move
from tests.journeys.desk import Desk
from tests.journeys.slack_page import SlackPage
from tests.journeys.steps import (
    CONTENT,
    PORTAL,
    PORTAL_MANAGEMENT,
    USIS_LAW,
    at,
    at_the_helpdesk,
    escalate,
    fill_in_slack,
    fill_in_teams,
    go_on_after_looking,
    hand_over,
    look_at_general,
    nl,
    owner,
)
from tests.journeys.teams_page import TeamsPage

EDUCATION_LAW = "Onderwijsadministratie Rechtsgeleerdheid"
JORIS = owner("Joris Smit", EDUCATION_LAW)


async def test_a_portal_question_at_the_helpdesk_is_handed_over_with_the_feedback(
    desk: Desk, slack_page: SlackPage
) -> None:
    number = await hand_over(slack_page, desk)
    await expect(slack_page.card(number)).to_contain_text(nl("status-nobody-yet", party=PORTAL_MANAGEMENT))
    case = await desk.only_case()
    assert (case.move, case.feedback.party, case.feedback.person) == (Move.HAND_OVER, cast.STUDENT_PORTAL, None)


async def test_a_content_question_at_the_education_administration_is_consulted_on_and_it_keeps_the_feedback(
    desk: Desk, slack_page: SlackPage, teams_page: TeamsPage
) -> None:
    await look_at_general(teams_page)
    await at(slack_page, cast.JORIS, cast.EDUCATION_LAW)
    await _ask_without_ticket(slack_page, CONTENT)
    await expect(slack_page.modal).to_contain_text(nl("goes-consultation", total=2, parties="", owner=JORIS))
    await slack_page.choose(nl("field-parties"), PORTAL_MANAGEMENT)
    await slack_page.choose(nl("field-parties"), USIS_LAW)
    await slack_page.submit()
    await slack_page.modal_closed()
    number = (await desk.only_case()).number
    card = slack_page.card(number)
    await expect(card).to_contain_text(JORIS)
    for party in (PORTAL_MANAGEMENT, USIS_LAW):
        await expect(card).to_contain_text(nl("section-request-open", party=party))

    await at(slack_page, cast.FATIMA, cast.USIS_LAW)
    await slack_page.press(number, nl("action-claim"))
    await expect(slack_page.card(number)).to_contain_text(
        nl("section-request-claimed", party=USIS_LAW, person="Fatima el Idrissi")
    )
    await fill_in_teams(teams_page, desk, number, "answer", answer="In het portaal staat het vak goed.")
    await expect(teams_page.card(number)).to_contain_text("In het portaal staat het vak goed.")

    await at(slack_page, cast.JORIS, cast.EDUCATION_LAW)
    await expect(card).to_contain_text(nl("section-request-answered", person="Bram Mulder", party=PORTAL_MANAGEMENT))
    await expect(card).to_contain_text(nl("section-request-claimed", party=USIS_LAW, person="Fatima el Idrissi"))
    await at(slack_page, cast.FATIMA, cast.USIS_LAW)
    await fill_in_slack(slack_page, number, "answer", answer="Het vak is vandaag aan het programma toegevoegd.")

    await at(slack_page, cast.JORIS, cast.EDUCATION_LAW)
    await expect(card).to_contain_text("Het vak is vandaag aan het programma toegevoegd.")
    await expect(card).to_contain_text(nl("status-owed", owner=JORIS))
    await fill_in_slack(slack_page, number, "give-feedback")
    await expect(card).to_contain_text(nl("status-feedback-given", owner=JORIS))
    await expect(teams_page.card(number)).to_contain_text(nl("status-feedback-given", owner=JORIS))
    await slack_page.go_to_direct_messages(cast.JORIS)
    await expect(slack_page.message("In het portaal staat het vak goed.")).to_be_visible()
    await expect(slack_page.message("Het vak is vandaag aan het programma toegevoegd.")).to_be_visible()
    owners = [event for event in await desk.happened(number) if event == "FeedbackMoved"]
    assert owners == []


async def test_a_consultation_asks_the_party_of_the_faculty_unless_somebody_chooses_otherwise(
    desk: Desk, slack_page: SlackPage
) -> None:
    await at(slack_page, cast.JORIS, cast.EDUCATION_LAW)
    await _ask_without_ticket(slack_page, CONTENT)
    await go_on_after_looking(slack_page)
    await slack_page.modal_closed()
    case = await desk.only_case()
    assert [request.party for request in case.requests] == [cast.USIS_LAW]
    await at(slack_page, cast.FATIMA, cast.USIS_LAW)
    await expect(slack_page.card(case.number)).to_contain_text(nl("section-request-open", party=USIS_LAW))


async def test_a_content_question_at_the_helpdesk_goes_to_the_education_administration_and_the_ticket_is_closed(
    desk: Desk, slack_page: SlackPage
) -> None:
    await at_the_helpdesk(slack_page)
    await escalate(slack_page, "M2611 0033", CONTENT)
    assert await slack_page.errors() == {"faculty": nl("refused-faculty-needed")}  # TOPdesk calls it by another name
    await slack_page.choose(nl("field-faculty"), "Faculteit der Archeologie")
    await slack_page.submit()
    await expect(slack_page.modal).to_contain_text(nl("form-escalate-redirect"))
    answer = slack_page.field(nl("field-standard_answer"))
    await expect(answer).to_have_value(_containing("Dear student", "oa-archaeology@example.org"))
    await slack_page.submit()
    await slack_page.modal_closed()
    case = await desk.only_case()
    await expect(slack_page.message(nl("done-redirected-ticket", number=case.number))).to_be_visible()
    assert case.outcome is Outcome.REDIRECTED
    await expect(slack_page.card(case.number)).to_contain_text(nl("status-redirected"))

    await desk.everything_is_delivered()
    ticket = desk.surroundings.tickets.store.by_number("M2611 0033")
    (sent,) = [entry for entry in ticket.trail if entry["kind"] == "action" and not entry["invisibleForCaller"]]
    assert "Education administration Archaeology" in sent["plainText"]
    assert "oa-archaeology@example.org" in sent["plainText"]
    assert (ticket.fields["closed"], ticket.fields["processingStatus"]["name"]) == (True, "Gereed")


async def test_a_portal_question_at_the_education_administration_gives_a_text_to_copy_and_nothing_stays_open(
    desk: Desk, slack_page: SlackPage
) -> None:
    await at(slack_page, cast.JORIS, cast.EDUCATION_LAW)
    await _ask_without_ticket(slack_page, PORTAL)
    answer = slack_page.field(nl("field-standard_answer"))
    await expect(answer).to_have_value(_containing("Beste student", "https://helpdesk.universiteitleiden.nl"))
    await slack_page.submit()
    await slack_page.modal_closed()
    told = slack_page.message("https://helpdesk.universiteitleiden.nl")
    await expect(told).to_contain_text("Beste student")
    await expect(told).to_contain_text("only visible to you")
    case = await desk.only_case()
    assert (case.outcome, case.move) == (Outcome.REDIRECTED, Move.REDIRECT)
    assert await desk.happened(case.number) == ["CaseOpened", "CaseRedirected"]


async def _ask_without_ticket(slack: SlackPage, kind: str) -> None:
    """A question that came in by e-mail, about Law."""
    await slack.type_command("/escalate")
    await slack.fill(nl("field-subject"), "Vak ontbreekt in de planning")
    await slack.choose(nl("field-kind"), kind)
    await slack.choose(nl("field-faculty"), "Faculteit der Rechtsgeleerdheid")
    await slack.fill(nl("field-question"), "Het vak Europees Recht staat niet in de planning.")
    await slack.submit()


def _containing(*words: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(word) for word in words), re.DOTALL)
