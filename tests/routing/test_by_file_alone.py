"""What an administrator can add without the program being touched."""

from bot.case import Move
from bot.routing import Organisation, Question, Role, check, parse, route, standard_answer, suggest_kind

PARTY = """
[[parties]]
key = "{key}"
name = "{key}"
role = "{role}"
members = ["pim.de.boer@example.org"]
channels = [{{ platform = "slack", id = "C-{key}" }}]
contact = {{ email = "{key}@example.org" }}
"""

RULE = """
[[rules]]
key = "{key}"
intake = "{intake}"
kinds = "{kind}"
move = "{move}"
asked = "{asked}"
source = "agreed with the library"
checked = 2026-11-20
"""

KIND = """
[[kinds]]
key = "{key}"
title = "{key}"
description = "{key}"
keywords = {{ nl = ["{word}"], en = ["{word}"] }}
"""


def organisation_with(text: str, *added: str) -> Organisation:
    organisation = parse(text + "".join(added))
    assert check(organisation).errors == ()
    return organisation


def test_a_faculty(example_text: str) -> None:
    organisation = organisation_with(
        example_text,
        PARTY.format(key="oa-theology", role="education-administration"),
        PARTY.format(key="fb-usis-theology", role="second-line"),
        '[[faculties]]\nkey = "theology"\ntitle = { nl = "Godgeleerdheid", en = "Theology" }\n'
        'parties = { education-administration = "oa-theology", usis = "fb-usis-theology" }\n',
    )
    assert route(organisation, Question("oa-theology", "content")).asked == ("fb-studentenportaal", "fb-usis-theology")
    assert route(organisation, Question("issc-helpdesk", "content", "theology")).redirect_to == "oa-theology"
    assert organisation.faculty_named(["godgeleerdheid"]) == "theology"


def test_a_party_and_a_name_for_it_in_the_rows_of_the_faculties(example_text: str) -> None:
    text = (
        example_text.replace(', usis = "', ', schedulers = "timetables", usis = "')
        .replace(
            'asked = ["fb-studentenportaal", "faculty:usis"]\npreselected = "faculty:usis" ',
            'asked = ["fb-studentenportaal", "faculty:usis", "faculty:schedulers"]\nat_most = 3 #',
        )
        .replace("\nat_most = 2\n", "\n")
    )
    organisation = organisation_with(text, PARTY.format(key="timetables", role="second-line"))
    assert organisation.party("timetables").role is Role.SECOND_LINE
    assert "timetables" in route(organisation, Question("oa-law", "content")).asked


def test_a_third_and_a_fourth_kind_of_question_with_their_rules(example_text: str) -> None:
    desks = ("first-line", "education-administration")
    kinds = {"library-card": "pasje", "exam-facilities": "tentamenvoorziening"}
    organisation = organisation_with(
        example_text,
        PARTY.format(key="library", role="second-line"),
        *(KIND.format(key=kind, word=word) for kind, word in kinds.items()),
        *(
            RULE.format(key=f"{kind}-{desk}", intake=desk, kind=kind, move="hand-over", asked="library")
            for kind in kinds
            for desk in desks
        ),
    )
    outcome = route(organisation, Question("issc-helpdesk", "exam-facilities"))
    assert (outcome.move, outcome.asked) == (Move.HAND_OVER, ("library",))
    suggestion = suggest_kind(organisation, "Mijn pasje werkt niet", "nl")
    assert suggestion is not None
    assert suggestion.kind == "library-card"


def test_another_arrangement_for_one_faculty(example_text: str) -> None:
    text = example_text.replace(
        'kinds = "content"\nmove = "consultation"',
        'kinds = "content"\nexcept_faculties = "lumc"\nmove = "consultation"',
    )
    rule = RULE.format(
        key="lumc", intake="education-administration", kind="content", move="hand-over", asked="faculty:usis"
    )
    organisation = organisation_with(text, rule + 'faculties = "lumc"\n')
    assert route(organisation, Question("oa-lumc", "content")).move is Move.HAND_OVER
    assert route(organisation, Question("oa-law", "content")).move is Move.CONSULTATION


def test_a_standard_answer(example_text: str) -> None:
    organisation = organisation_with(
        example_text.replace('standard_answer = "use-the-helpdesk-form"', 'standard_answer = "short"'),
        '[[standard_answers]]\nkey = "short"\ntitle = "Kort"\ntext = "Zie {helpdesk_form}."\n',
    )
    outcome = route(organisation, Question("oa-law", "portal"))
    assert outcome.standard_answer == "short"
    assert standard_answer(organisation, "short", "nl") == "Zie https://helpdesk.universiteitleiden.nl."
