"""What people of different parties do with one case between its opening and its end, on both platforms."""

from playwright.async_api import expect

from bot.case import Outcome
from bot.demo import cast
from tests.journeys.desk import Desk
from tests.journeys.slack_page import SlackPage
from tests.journeys.steps import (
    PORTAL_MANAGEMENT,
    USIS_LAW,
    at,
    at_the_helpdesk,
    claim_in_teams,
    fill_in_slack,
    fill_in_teams,
    hand_over,
    look_at_general,
    nl,
    open_in_teams,
    owner,
)
from tests.journeys.teams_page import TeamsPage

HELPDESK = "Helpdesk ISSC"
BRAM = owner("Bram Mulder", PORTAL_MANAGEMENT)
SANNE = owner("Sanne de Wit", HELPDESK)


async def test_a_request_is_released_assigned_asked_back_passed_on_and_comes_home(
    desk: Desk, slack_page: SlackPage, teams_page: TeamsPage
) -> None:
    await look_at_general(teams_page)
    number = await hand_over(slack_page, desk)
    in_slack, in_teams = slack_page.card(number), teams_page.card(number)
    await claim_in_teams(teams_page, number)
    await teams_page.press(number, nl("action-release"))
    await expect(in_teams).to_contain_text(nl("status-nobody-yet", party=PORTAL_MANAGEMENT))

    await at(slack_page, cast.ANNA, cast.STUDENT_PORTAL)
    await slack_page.press(number, nl("action-claim"))
    await expect(in_slack).to_contain_text("Anna Visser")
    await slack_page.act(number, nl("action-assign"))
    await slack_page.choose(nl("field-person"), "Bram Mulder")
    await slack_page.submit()
    await slack_page.modal_closed()
    await expect(in_teams).to_contain_text(nl("status-owed", owner=BRAM))

    await fill_in_teams(teams_page, desk, number, "ask-back", question="Welke browser gebruikt de student?")
    await expect(in_teams).to_contain_text("Welke browser gebruikt de student?")
    await at_the_helpdesk(slack_page)
    await expect(in_slack).to_contain_text(nl("status-asked-back", party=HELPDESK, owner=BRAM))
    await fill_in_slack(slack_page, number, "give-information", information="Firefox, de nieuwste versie.")
    await expect(in_teams).to_contain_text(nl("status-owed", owner=BRAM))

    await open_in_teams(teams_page, desk, number, "pass-on")
    await teams_page.choose(nl("field-party"), USIS_LAW)
    await teams_page.fill(nl("field-reason"), "Het gaat mis in uSis.")
    await teams_page.press(number, nl("submit-pass-on"))
    await expect(in_teams).to_contain_text(nl("status-nobody-yet", party=USIS_LAW))
    await at(slack_page, cast.FATIMA, cast.USIS_LAW)
    await fill_in_slack(slack_page, number, "decline", reason="In uSis staat alles goed.")
    await expect(in_teams).to_contain_text(nl("status-owed", owner=BRAM))

    await fill_in_teams(teams_page, desk, number, "decline", reason="Het portaal toont wat in uSis staat.")
    await at_the_helpdesk(slack_page)
    await expect(in_slack).to_contain_text(nl("status-owed", owner=SANNE))
    await slack_page.go_to_direct_messages(cast.SANNE)
    for told in ("Welke browser gebruikt de student?", "Het portaal toont wat in uSis staat."):
        await expect(slack_page.message(told)).to_be_visible()
    await teams_page.go_to_personal_chat()
    for told in (nl("notice-assigned", actor="Anna Visser"), "Firefox, de nieuwste versie."):
        await expect(teams_page.message(told)).to_be_visible()


async def test_who_owes_the_answer_may_consult_and_only_an_accepted_offer_moves_the_feedback(
    desk: Desk, slack_page: SlackPage, teams_page: TeamsPage
) -> None:
    await look_at_general(teams_page)
    number = await hand_over(slack_page, desk)
    in_slack, in_teams = slack_page.card(number), teams_page.card(number)
    await claim_in_teams(teams_page, number)
    await open_in_teams(teams_page, desk, number, "consult")
    await teams_page.choose(nl("field-parties"), USIS_LAW)
    await teams_page.fill(nl("field-question"), "Staat het vak goed in uSis?")
    await teams_page.press(number, nl("submit-consult"))
    await expect(in_teams).to_contain_text(nl("status-consulting", owner=BRAM, parties=USIS_LAW))
    await at(slack_page, cast.FATIMA, cast.USIS_LAW)
    await expect(in_slack).to_contain_text("Staat het vak goed in uSis?")
    await fill_in_slack(slack_page, number, "answer", answer="Ja, sinds vanochtend.")
    await expect(in_teams).to_contain_text("Ja, sinds vanochtend.")
    await expect(in_teams).to_contain_text(nl("status-owed", owner=BRAM))

    await _offer_feedback_to_the_helpdesk(teams_page, desk, number)
    await at_the_helpdesk(slack_page)
    await fill_in_slack(slack_page, number, "refuse-feedback", reason="Wij kennen het antwoord niet.")
    await expect(in_teams).not_to_contain_text(nl("section-offer", person="Bram Mulder", party=HELPDESK))
    await expect(in_teams).to_contain_text(nl("status-owed", owner=BRAM))
    await _offer_feedback_to_the_helpdesk(teams_page, desk, number)
    await slack_page.act(number, nl("action-accept-feedback"))
    await expect(in_slack).to_contain_text(nl("status-owed", owner=SANNE))
    await expect(in_teams).to_contain_text(nl("status-owed", owner=SANNE))

    await slack_page.act(number, nl("action-give-feedback"))
    await slack_page.choose(nl("field-how"), nl("told-by-phone"))
    await slack_page.submit()
    await slack_page.modal_closed()
    await expect(in_teams).to_contain_text(nl("status-feedback-given", owner=SANNE))
    await fill_in_slack(slack_page, number, "reopen", reason="De student ziet het vak nog niet.")
    await expect(in_teams).to_contain_text(nl("status-owed", owner=SANNE))
    await fill_in_slack(slack_page, number, "withdraw", reason="De student heeft het zelf gevonden.")
    await expect(in_slack).to_contain_text(nl("status-withdrawn"))
    await expect(in_teams).to_contain_text(nl("status-withdrawn"))
    assert (await desk.only_case()).outcome is Outcome.WITHDRAWN


async def _offer_feedback_to_the_helpdesk(teams: TeamsPage, desk: Desk, number: str) -> None:
    await open_in_teams(teams, desk, number, "offer-feedback")
    await teams.choose(nl("field-party"), HELPDESK)
    await teams.fill(nl("field-reason"), "De student belt de helpdesk.")
    await teams.press(number, nl("submit-offer-feedback"))
    await expect(teams.card(number)).to_contain_text(nl("section-offer", person="Bram Mulder", party=HELPDESK))


async def test_one_answer_serves_two_cases_with_one_cause_and_each_keeps_its_own_feedback(
    desk: Desk, slack_page: SlackPage, teams_page: TeamsPage
) -> None:
    await look_at_general(teams_page)
    first = await hand_over(slack_page, desk, "M2611 0042")
    second = await hand_over(slack_page, desk, "M2611 0036")
    await claim_in_teams(teams_page, first)
    await at(slack_page, cast.ANNA, cast.STUDENT_PORTAL)
    await slack_page.press(second, nl("action-claim"))
    await expect(slack_page.card(second)).to_contain_text("Anna Visser")

    await open_in_teams(teams_page, desk, first, "open-problem")
    await teams_page.fill(nl("field-title"), "Vakken verdwijnen uit de planning")
    await teams_page.choose(nl("field-cases"), second)
    await teams_page.press(first, nl("submit-open-problem"))
    problem = "PR-" + first[3:7] + "-0001"
    for number in (first, second):
        await expect(teams_page.card(number)).to_contain_text(problem)

    await fill_in_slack(slack_page, second, "answer-problem", answer="Vannacht hersteld; opnieuw inloggen is genoeg.")
    await teams_page.go_to_personal_chat()
    await expect(teams_page.message("Vannacht hersteld; opnieuw inloggen is genoeg.")).to_be_visible()
    await teams_page.say(f"case {problem}")
    listed = teams_page.card(problem)
    await expect(listed).to_contain_text(first)
    await expect(listed).to_contain_text(second)

    await fill_in_slack(slack_page, second, "give-feedback")
    await expect(slack_page.card(second)).to_contain_text(
        nl("status-feedback-given", owner=owner("Anna Visser", PORTAL_MANAGEMENT))
    )
    assert [case.is_open for case in await desk.cases()] == [True, False]
    await teams_page.say(f"case {problem}")
    await expect(teams_page.message("Vannacht").last).not_to_contain_text(second)
