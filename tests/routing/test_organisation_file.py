"""Reading the file: everything wrong is reported at once, each problem with its row."""

from pathlib import Path

import pytest

from bot.case import Move
from bot.routing import BadOrganisation, Channel, load, parse
from tests.routing.small_file import changed, problems

Change = tuple[str, str]

UNKNOWN_NAMES: list[tuple[Change, str]] = [
    (
        ('asked = "fb-portal"', 'asked = "fb-portaal"'),
        'rules[0] "portal": unknown party "fb-portaal"; did you mean "fb-portal"?',
    ),
    (
        ('redirect_to = "faculty:education-administration"', 'redirect_to = "faculty:education"'),
        (
            'rules[1] "content-at-helpdesk": unknown party "faculty:education"; '
            'did you mean "faculty:education-administration"?'
        ),
    ),
    (
        ('intake = "first-line"', 'intake = "helpdek"'),
        'rules[0] "portal": unknown intake "helpdek"; did you mean "helpdesk"?',
    ),
    (('kinds = "content"', 'kinds = "x"'), 'rules[1] "content-at-helpdesk": unknown kind "x"'),
    (
        ('kinds = "any"', 'kinds = "any"\nfaculties = "laws"'),
        'rules[2] "at-administration": unknown faculty "laws"; did you mean "law"?',
    ),
    (
        ('kinds = "any"', 'kinds = "any"\nexcept_faculties = "laws"'),
        'rules[2] "at-administration": unknown faculty "laws"; did you mean "law"?',
    ),
    (
        ('standard_answer = "ask-there"', 'standard_answer = "ask-here"'),
        'rules[1] "content-at-helpdesk": unknown standard answer "ask-here"; did you mean "ask-there"?',
    ),
    (('usis = "fb-usis"', 'usis = "usis"'), 'faculties[0] "law": unknown party "usis"; did you mean "fb-usis"?'),
    (('move = "hand-over"', 'moove = "hand-over"'), 'rules[0] "portal": unknown key "moove"; did you mean "move"?'),
    (
        ('name = "Universiteit"', 'name = "Universiteit"\nlangauges = ["nl"]'),
        'unknown key "langauges"; did you mean "languages"?',
    ),
    (
        ("{education_administration.email}", "{education_administration.mail}"),
        (
            'standard_answers[0] "ask-there": text.nl: unknown placeholder "{education_administration.mail}"; '
            'did you mean "education_administration.email"?'
        ),
    ),
]


@pytest.mark.parametrize(("change", "problem"), UNKNOWN_NAMES)
def test_an_unknown_name_is_reported_with_its_row_and_the_name_that_was_probably_meant(
    change: Change, problem: str
) -> None:
    assert problem in problems(change)


WRONG_VALUES: list[tuple[Change, str]] = [
    (('key = "law"', 'title2 = "x"'), 'faculties[0]: "key" is missing'),
    (('move = "hand-over"', 'move = "shove"'), 'rules[0] "portal": move: Input should be'),
    (
        ('{ nl = "Rechten", en = "Law" }', '{ nl = "Rechten" }'),
        'faculties[0] "law": title: missing in en',
    ),
    (
        ('{ nl = "Rechten", en = "Law" }', '{ nl = "Rechten", en = "Law", de = "Jura" }'),
        'faculties[0] "law": title: de is not one of the languages of the file',
    ),
    (('{ nl = ["portaal"], en = ["portal"] }', "{ nl = [] }"), 'kinds[0] "portal": keywords: missing in en'),
    (('"Europe/Amsterdam"', '"Europe/Leiden"'), 'time_zone: "Europe/Leiden" is not a time zone'),
    (("Marijke.Vos@example.org", "Marijke Vos"), 'administrators.0: "Marijke Vos" is not an e-mail address'),
    (('"09:00-17:00"', '"9-17"'), 'office_hours.monday: "9-17" is not an opening'),
    (('"09:00-17:00"', '"17:00-09:00"'), 'office_hours.monday: "17:00-09:00" ends before it starts'),
    (
        ('"09:00-17:00"', '["09:00-13:00", "12:00-17:00"]'),
        "office_hours.monday: the openings of a day overlap or are out of order",
    ),
    (('"09:00-17:00"', "9"), "office_hours.monday: "),
    (('"Europe/Amsterdam"', "1"), "time_zone: "),
    (('title = "Portaal"', "title = 1"), 'kinds[0] "portal": title: '),
    (('{ nl = ["portaal"], en = ["portal"] }', '"portaal"'), 'kinds[0] "portal": keywords: '),
    (('"09:00-17:00"', "[]"), "office_hours: no day has an opening"),
    (('role = "first-line"', 'role = "first-line"\nlanguage = "de"'), 'parties[0] "helpdesk": unknown language "de"'),
    (('key = "helpdesk"', 'key = "any"'), 'parties[0] "any": "any" has a meaning of its own'),
    (('id = "C2"', 'id = "C1"'), 'parties[3] "fb-usis": slack channel "C1" already belongs to parties[2] "fb-portal"'),
    (('nl = "Natuurwetenschappen"', 'nl = "RECHTEN"'), 'faculties[1] "science": the name "rechten" also stands for'),
    (('key = "science"', 'key = "law"'), 'faculties[1] "law": this key is already used by faculties[0]'),
    (('helpdesk_form = "https', 'faculty = "https'), 'links: "faculty" has a meaning of its own'),
    (
        ('education-administration = "oa"', 'education-administration = "fb-usis"'),
        'faculties[0] "law": "fb-usis" is second-line, and must be education-administration',
    ),
    (
        ('asked = "fb-portal"', 'asked = "oa"'),
        'rules[0] "portal": "oa" is education-administration, and must be second-line',
    ),
    (
        ('intake = "first-line"', 'intake = "fb-usis"'),
        'rules[0] "portal": "fb-usis" is second-line, and must be first-line or education-administration',
    ),
    (
        ('asked = "fb-portal"', 'asked = ["fb-portal", "fb-usis"]'),
        'rules[0] "portal": a hand-over has exactly one receiving party',
    ),
    (('asked = "fb-portal"', ""), 'rules[0] "portal": a hand-over needs asked'),
    (
        ('asked = "fb-portal"', 'asked = "fb-portal"\nredirect_to = "oa"'),
        'rules[0] "portal": redirect_to belongs to a redirect only',
    ),
    (
        ('redirect_to = "faculty:education-administration"', ""),
        'rules[1] "content-at-helpdesk": a redirect needs redirect_to',
    ),
    (
        ('redirect_to = "faculty:education-administration"', 'redirect_to = "oa"\nasked = "fb-usis"'),
        'rules[1] "content-at-helpdesk": a redirect asks nobody',
    ),
    (
        ('asked = ["fb-portal", "faculty:usis"]', 'asked = ["fb-portal", "faculty:usis"]\nat_least = 3'),
        'rules[2] "at-administration": at_least and at_most do not fit',
    ),
    (
        ('asked = ["fb-portal", "faculty:usis"]', 'asked = ["fb-portal"]\npreselected = "fb-usis"'),
        'rules[2] "at-administration": preselected "fb-usis" is not in asked',
    ),
    (
        (
            'asked = ["fb-portal", "faculty:usis"]',
            'asked = ["fb-portal", "faculty:usis"]\nat_most = 1\npreselected = ["fb-portal", "faculty:usis"]',
        ),
        'rules[2] "at-administration": preselected holds more parties than at_most allows',
    ),
]


@pytest.mark.parametrize(("change", "problem"), WRONG_VALUES)
def test_a_wrong_value_is_reported_with_its_row(change: Change, problem: str) -> None:
    assert any(found.startswith(problem) for found in problems(change)), problems(change)


@pytest.mark.parametrize("amount", ["4", "4 hours", "", "-1h", "1d"])
def test_an_amount_of_office_time_has_hours_or_minutes(amount: str) -> None:
    row = f'[[service_levels]]\nkey = "all"\nclaim_within = "{amount}"'
    assert problems(add=row) == (
        f'service_levels[0] "all": claim_within: "{amount}" is not a length of office time such as "4h" or "1h30m"',
    )


def test_two_programmes_may_not_share_a_key_even_in_different_faculties() -> None:
    programme = '[[faculties.programmes]]\nkey = "master"\ntitle = "Master"\n\n'
    found = problems(
        ('[[faculties]]\nkey = "science"', programme + '[[faculties]]\nkey = "science"'),
        ("[[rules]]", programme + "[[rules]]"),
    )
    assert found == (
        (
            'faculties[1] "science", programmes[0] "master": key "master" is already used by '
            'faculties[0] "law", programmes[0] "master"'
        ),
    )


def test_all_problems_are_reported_at_once_and_a_bad_row_causes_no_others() -> None:
    found = problems(
        ('key = "fb-portal"\nname = "Functioneel beheer"', 'key = "fb-portal"'),
        ('kinds = "content"', 'kinds = "contents"'),
        ('languages = ["nl", "en"]', 'languages = ["nl", "en"]\ntime_zome = "x"'),
    )
    assert found == (
        'unknown key "time_zome"; did you mean "time_zone"?',
        'parties[2] "fb-portal": "name" is missing',
        'rules[1] "content-at-helpdesk": unknown kind "contents"; did you mean "content"?',
    )


def test_a_missing_list_of_languages_is_said_once() -> None:
    assert problems(('languages = ["nl", "en"]', "")) == ('"languages" is missing',)


def test_a_table_that_is_no_list_of_rows_is_reported() -> None:
    found = problems(('[[standard_answers]]\nkey = "ask-there"', "[standard_answers]"))
    assert found[0] == "standard_answers: must be a list of rows, each starting with [[standard_answers]]"


def test_an_empty_file_is_told_what_it_lacks() -> None:
    with pytest.raises(BadOrganisation) as error:
        parse("")
    assert {'"name" is missing', "parties: the file has no row", "rules: the file has no row"} <= set(
        error.value.problems
    )


def test_a_file_that_is_no_toml_is_reported_with_the_line() -> None:
    with pytest.raises(BadOrganisation, match=r"not TOML: .*line 2"):
        parse('name = "Universiteit"\nlanguages = nl')


def test_a_file_that_is_not_there_is_reported(tmp_path: Path) -> None:
    with pytest.raises(BadOrganisation, match=r"organisation\.toml"):
        load(tmp_path / "organisation.toml")


def test_one_text_serves_every_language() -> None:
    assert parse(changed()).party("fb-usis").name == {"nl": "uSis", "en": "uSis"}


def test_a_consultation_may_ask_all_its_parties_and_shows_them_all_as_chosen_unless_the_row_says_less() -> None:
    rule = parse(changed()).rules[2]
    assert (rule.move, rule.at_least, rule.at_most, rule.preselected) == (Move.CONSULTATION, 1, 2, rule.asked)


def test_channel_ids_of_a_running_workspace_take_the_place_of_the_written_ones() -> None:
    organisation = parse(changed(), channels={"C1": "C0RUNNING"})
    assert organisation.party("fb-portal").channels == (Channel("slack", "C0RUNNING"),)
    assert organisation.party("fb-usis").channels == (Channel("slack", "C2"),)


def test_an_id_to_replace_that_the_file_does_not_have_is_reported() -> None:
    with pytest.raises(BadOrganisation, match='unknown channel id "C3"'):
        parse(changed(), channels={"C3": "C0RUNNING"})


def with_members_from(rows: str) -> tuple[str, str]:
    return ('members = ["Anna.Visser@example.org"]', f"members_from = [{rows}]")


def test_the_people_of_a_party_may_be_kept_in_slack() -> None:
    rows = '{ platform = "slack", channel = "C02", name = "fb" }, { platform = "slack", user_group = "S02" }'
    party = parse(changed(with_members_from(rows))).party("fb-portal")
    assert [source.name for source in party.members_from] == ["slack:channel:C02", "slack:user-group:S02"]
    assert party.members == frozenset()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('{ platform = "slack", user_group = "@fb" }', '"@fb" is not the identity of a user group.*Copy group ID'),
        ('{ platform = "slack", channel = "#fb" }', '"#fb" is not the identity of a channel.*under About'),
        ('{ platform = "slack" }', "either channel or user_group"),
        ('{ platform = "slack", channel = "C1", user_group = "S1" }', "either channel or user_group"),
        ('{ platform = "teams", channel = "C1" }', "platform.*slack"),
        ('{ platform = "slack", usergroup = "S1" }', 'unknown key "usergroup"'),
    ],
)
def test_a_list_of_people_that_cannot_be_one_says_in_which_row_and_what_to_do(row: str, said: str) -> None:
    with pytest.raises(BadOrganisation, match=rf"(?s)parties\[2\] \"fb-portal\": members_from.*{said}"):
        parse(changed(with_members_from(row)))
