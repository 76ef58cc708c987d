"""Every possible question is tried against the rules, and what fails is named by row."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.routing import (
    AmbiguousRoute,
    FacultyNeeded,
    NoRoute,
    Question,
    check,
    every_question,
    parse,
    route,
)
from tests.routing.small_file import changed

RULE = """
[[rules]]
key = "{key}"
intake = "{intake}"
kinds = "{kinds}"
faculties = "{faculties}"
move = "hand-over"
asked = "fb-usis"
source = "agreed"
checked = 2026-11-02
"""


def test_the_small_file_has_nothing_to_report() -> None:
    assert check(parse(changed()), today=date(2026, 11, 23)).errors == ()
    assert check(parse(changed()), today=date(2026, 11, 23)).warnings == ()


def test_a_gap_names_the_desk_the_kind_and_the_faculties() -> None:
    organisation = parse(changed(('kinds = "portal"', 'kinds = "portal"\nfaculties = "law"')))
    assert check(organisation).errors == (
        'parties[0] "helpdesk" with kinds[0] "portal": no rule fits (faculty science)',
    )


def test_an_overlap_names_both_rules() -> None:
    extra = RULE.format(key="law-itself", intake="first-line", kinds="portal", faculties="law")
    assert check(parse(changed(add=extra))).errors == (
        (
            'rules[0] "portal" and rules[3] "law-itself": all fit parties[0] "helpdesk" with kinds[0] "portal" '
            "(faculty law)"
        ),
    )


def test_an_exception_for_a_faculty_takes_the_overlap_away() -> None:
    extra = RULE.format(key="law-itself", intake="first-line", kinds="portal", faculties="law")
    organisation = parse(changed(('kinds = "portal"', 'kinds = "portal"\nexcept_faculties = "law"'), add=extra))
    assert check(organisation).errors == ()
    assert route(organisation, Question("helpdesk", "portal", "law")).asked == ("fb-usis",)
    assert route(organisation, Question("helpdesk", "portal", "science")).asked == ("fb-portal",)


def test_an_exception_for_a_desk_takes_the_overlap_away() -> None:
    extra = RULE.format(key="oa-itself", intake="oa", kinds="any", faculties="any")
    organisation = parse(changed(('kinds = "any"', 'kinds = "any"\nexcept_intake = "oa"'), add=extra))
    assert check(organisation).errors == ('rules[2] "at-administration": no question ever reaches this rule',)
    assert route(organisation, Question("oa", "portal", "law")).rule.key == "oa-itself"


@pytest.mark.parametrize("faculties", ['faculties = ["law", "science"]', 'except_faculties = "law"'])
def test_a_rule_for_some_faculties_is_not_applied_before_the_faculty_is_known(faculties: str) -> None:
    organisation = parse(changed(('kinds = "portal"', f'kinds = "portal"\n{faculties}')))
    with pytest.raises(FacultyNeeded):
        route(organisation, Question("helpdesk", "portal"))
    assert route(organisation, Question("helpdesk", "portal", "science")).asked == ("fb-portal",)


def test_a_rule_that_nothing_reaches_is_reported() -> None:
    extra = RULE.format(key="nowhere", intake="education-administration", kinds="any", faculties="any")
    organisation = parse(changed(add=extra + 'except_intake = "oa"'))
    assert check(organisation).errors == ('rules[3] "nowhere": no question ever reaches this rule',)


def test_a_faculty_that_names_nobody_for_a_reference_is_reported_with_the_rule() -> None:
    organisation = parse(changed((', usis = "fb-usis"', "")))
    assert check(organisation).errors == (
        'rules[2] "at-administration": nobody is named for "faculty:usis" (faculty law)',
    )


def test_a_standard_answer_that_some_question_cannot_fill_is_reported_with_the_language() -> None:
    organisation = parse(changed(('contact = { email = "oa@example.org" }', "")))
    assert check(organisation).errors == tuple(
        f'standard_answers[0] "ask-there": text.{language}: nothing to put in the place of '
        "{education_administration.email} (faculty law; faculty science)"
        for language in ("nl", "en")
    )


def test_a_consultation_that_comes_down_to_one_party_twice_is_reported() -> None:
    organisation = parse(changed(('usis = "fb-usis"', 'usis = "fb-portal"')))
    assert check(organisation).errors == ('rules[2] "at-administration": asks the same party twice (faculty law)',)


def test_a_reference_that_comes_down_to_a_desk_is_reported() -> None:
    organisation = parse(changed(('usis = "fb-usis"', 'usis = "helpdesk"')))
    assert check(organisation).errors == (
        'rules[2] "at-administration": asks "helpdesk", which is not a second-line party (faculty law)',
    )


def test_a_redirect_to_the_desk_itself_is_reported() -> None:
    organisation = parse(changed(('"faculty:education-administration"', '"helpdesk"')))
    assert (
        check(organisation)
        .errors[0]
        .startswith(
            'rules[1] "content-at-helpdesk": sends a question at "helpdesk" back to that desk itself (no faculty;'
        )
    )


def test_a_second_line_party_without_a_channel_or_members_is_a_warning_only() -> None:
    organisation = parse(
        changed(('members = ["Anna.Visser@example.org"]', ""), ('channels = [{ platform = "slack", id = "C2" }]', ""))
    )
    findings = check(organisation)
    assert findings.errors == ()
    assert findings.warnings == (
        'parties[2] "fb-portal": has no members (nobody can claim)',
        'parties[3] "fb-usis": has no channel (its requests are seen on the board only)',
    )


def test_an_arrangement_nobody_looked_at_for_a_year_is_a_warning() -> None:
    organisation = parse(changed(("checked = 2026-11-02", "checked = 2025-11-02")))
    assert check(organisation, today=date(2026, 11, 23)).warnings == (
        'rules[0] "portal": last checked on 2025-11-02, more than a year ago',
    )


rules = st.builds(
    RULE.format,
    key=st.sampled_from(["one", "two", "three"]),
    intake=st.sampled_from(["first-line", "education-administration", "helpdesk", "oa"]),
    kinds=st.sampled_from(["portal", "content", "any"]),
    faculties=st.sampled_from(["law", "science", "any"]),
)


@given(st.lists(rules, min_size=1, max_size=3, unique_by=lambda text: text.split('"')[1]))
def test_no_question_is_left_without_one_rule_where_the_check_finds_no_gap_and_no_overlap(table: list[str]) -> None:
    before, _, after = changed().partition("[[rules]]")
    organisation = parse(before + "".join(table) + after[after.index("[[standard_answers]]") :])
    failed = set()
    for question in every_question(organisation):
        try:
            route(organisation, question)
        except (NoRoute, AmbiguousRoute) as error:
            failed.add(type(error))
        except FacultyNeeded:
            assert question.faculty is None
    errors = " ".join(check(organisation).errors)
    assert ("no rule fits" in errors) == (NoRoute in failed)
    assert ("all fit" in errors) == (AmbiguousRoute in failed)
