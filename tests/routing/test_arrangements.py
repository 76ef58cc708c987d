"""Which question goes where: a sentence for each row of the arrangements of the university, on the example file."""

from datetime import date

import pytest

from bot.case import Move
from bot.routing import (
    FacultyNeeded,
    NoRoute,
    Organisation,
    Question,
    check,
    explain,
    needs_faculty,
    route,
    standard_answer,
)
from bot.routing.rules import Criterion, Miss

FACULTIES = ("archaeology", "governance", "humanities", "law", "lumc", "science", "social-sciences")


def test_a_portal_question_at_the_helpdesk_is_handed_over_to_functional_management_of_the_portal(
    leiden: Organisation,
) -> None:
    outcome = route(leiden, Question("issc-helpdesk", "portal"))
    assert (outcome.move, outcome.asked) == (Move.HAND_OVER, ("fb-studentenportaal",))


def test_at_an_education_administration_a_content_question_may_go_to_the_portal_and_to_the_faculty_usis_management(
    leiden: Organisation,
) -> None:
    outcome = route(leiden, Question("oa-law", "content", "law"))
    assert (outcome.move, outcome.asked) == (Move.CONSULTATION, ("fb-studentenportaal", "fb-usis-law"))


@pytest.mark.parametrize(
    ("chosen", "allowed"),
    [
        (("fb-studentenportaal",), True),
        (("fb-usis-law",), True),
        (("fb-studentenportaal", "fb-usis-law"), True),
        ((), False),
        (("fb-usis-humanities",), False),
    ],
)
def test_an_education_administration_consults_one_or_both_but_nobody_else(
    leiden: Organisation, chosen: tuple[str, ...], allowed: bool
) -> None:
    assert route(leiden, Question("oa-law", "content")).allows(chosen) is allowed


def test_the_faculty_usis_management_is_chosen_beforehand_in_a_consultation(leiden: Organisation) -> None:
    assert route(leiden, Question("oa-law", "content")).preselected == ("fb-usis-law",)


@pytest.mark.parametrize("faculty", FACULTIES)
def test_a_content_question_at_the_helpdesk_is_redirected_to_the_education_administration_of_the_faculty(
    leiden: Organisation, faculty: str
) -> None:
    outcome = route(leiden, Question("issc-helpdesk", "content", faculty))
    assert (outcome.move, outcome.redirect_to, outcome.asked) == (Move.REDIRECT, f"oa-{faculty}", ())


@pytest.mark.parametrize(
    ("programme", "administration"),
    [
        ("criminology", "oa-criminology"),
        ("tax-law", "oa-law"),
        ("international-studies", "oa-international-studies"),
        ("history", "oa-humanities"),
    ],
)
def test_a_programme_with_its_own_education_administration_goes_before_its_faculty(
    leiden: Organisation, programme: str, administration: str
) -> None:
    outcome = route(leiden, Question("issc-helpdesk", "content", programme=programme))
    assert outcome.redirect_to == administration


@pytest.mark.parametrize(("language", "greeting"), [("nl", "Beste student"), ("en", "Dear student")])
def test_the_student_gets_the_contact_details_of_the_faculty_education_administration(
    leiden: Organisation, language: str, greeting: str
) -> None:
    outcome = route(leiden, Question("issc-helpdesk", "content", "humanities"))
    assert outcome.standard_answer is not None
    text = standard_answer(
        leiden, outcome.standard_answer, language, faculty="humanities", intake=outcome.question.intake
    )
    assert text.startswith(greeting)
    assert "oa-humanities@example.org" in text


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_portal_question_at_an_education_administration_is_redirected_to_the_helpdesk_form(
    leiden: Organisation, language: str
) -> None:
    outcome = route(leiden, Question("oa-law", "portal"))
    assert (outcome.move, outcome.redirect_to) == (Move.REDIRECT, "issc-helpdesk")
    assert outcome.standard_answer is not None
    text = standard_answer(leiden, outcome.standard_answer, language, faculty="law", intake="oa-law")
    assert "https://helpdesk.universiteitleiden.nl" in text


def test_the_second_line_is_no_intake_desk(leiden: Organisation) -> None:
    with pytest.raises(NoRoute):
        route(leiden, Question("fb-studentenportaal", "content", "law"))


def test_the_helpdesk_must_know_the_faculty_before_it_can_redirect(leiden: Organisation) -> None:
    with pytest.raises(FacultyNeeded):
        route(leiden, Question("issc-helpdesk", "content"))


@pytest.mark.parametrize(
    ("intake", "kind", "needed"),
    [
        ("issc-helpdesk", "content", True),
        ("issc-helpdesk", "portal", False),
        ("oa-law", "content", False),
        ("fb-studentenportaal", "content", False),
    ],
)
def test_a_form_asks_for_the_faculty_only_where_the_destination_depends_on_it(
    leiden: Organisation, intake: str, kind: str, needed: bool
) -> None:
    assert needs_faculty(leiden, intake=intake, kind=kind) is needed


def test_the_faculty_of_an_education_administration_need_not_be_said(leiden: Organisation) -> None:
    assert route(leiden, Question("oa-criminology", "content")).question.faculty == "law"


@pytest.mark.parametrize(
    "question",
    [
        Question("no-such-desk", "portal"),
        Question("issc-helpdesk", "no-such-kind"),
        Question("issc-helpdesk", "portal", "no-such-faculty"),
        Question("issc-helpdesk", "portal", programme="no-such-programme"),
        Question("issc-helpdesk", "content", "humanities", "criminology"),
    ],
)
def test_a_question_with_unknown_or_contradicting_names_is_refused(leiden: Organisation, question: Question) -> None:
    with pytest.raises(NoRoute) as refused:
        route(leiden, question)
    assert refused.value.question == question


def test_it_can_be_explained_why_each_rule_fits_or_not(leiden: Organisation) -> None:
    explained = {each.rule.key: each for each in explain(leiden, Question("issc-helpdesk", "content", "law"))}
    assert [key for key, each in explained.items() if each.fits] == ["content-at-helpdesk"]
    assert explained["portal-at-helpdesk"].misses == (Miss(Criterion.KIND, ("portal",), "content"),)
    assert explained["content-at-education-administration"].misses == (
        Miss(Criterion.INTAKE, ("education-administration",), "issc-helpdesk"),
    )


def test_the_example_file_has_no_errors(leiden: Organisation) -> None:
    assert check(leiden, today=date(2026, 11, 23)).errors == ()
