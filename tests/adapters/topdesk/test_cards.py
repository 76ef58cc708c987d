"""TOPdesk's answers as values: recorded forms, nulls, both forms of date."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.topdesk.cards import Incident, OperatorGroup, TrailEntry, memo_from_text, moment, plain_text
from bot.demo.topdesk.entries import memo_text
from bot.demo.topdesk.entries import plain_text as shown_text

# The form of a public recording of the API: nearly every field null. Names replaced.
MOSTLY_NULL = {
    "id": "4c9a2e0a-7a5e-4b6e-8d57-6f2f2f1f0b11",
    "status": "firstLine",
    "number": "I 2102 021",
    "request": None,
    "requests": "/tas/api/incidents/id/4c9a2e0a-7a5e-4b6e-8d57-6f2f2f1f0b11/requests",
    "action": "/tas/api/incidents/id/4c9a2e0a-7a5e-4b6e-8d57-6f2f2f1f0b11/actions",
    "caller": {"id": None, "dynamicName": "Chris Voorbeeld", "email": None, "branch": None, "department": None},
    "callerBranch": None,
    "briefDescription": None,
    "category": None,
    "operator": {"id": "f5a3c5e1-0000-4000-8000-000000000001", "status": "operator", "name": "Koppeling"},
    "operatorGroup": None,
    "processingStatus": None,
    "completed": False,
    "closed": False,
    "modificationDate": "2021-02-08T07:59:54.000+0000",
}


def test_an_incident_that_is_mostly_null_is_read() -> None:
    incident = Incident.from_answer(MOSTLY_NULL)
    assert incident.number == "I 2102 021"
    assert (incident.brief_description, incident.request, incident.branch, incident.operator_group) == (
        "",
        "",
        None,
        None,
    )
    assert incident.modified_at == datetime(2021, 2, 8, 7, 59, 54, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "archived", "in_second_line"),
    [
        ("firstLine", False, False),
        ("secondLine", False, True),
        ("partial", False, False),
        ("firstLineArchived", True, False),
        ("secondLineArchived", True, True),
        ("partialArchived", True, False),
    ],
)
def test_the_line_says_where_a_ticket_is_and_whether_it_is_archived(
    line: str, archived: bool, in_second_line: bool
) -> None:
    incident = Incident.from_answer(MOSTLY_NULL | {"status": line})
    assert (incident.archived, incident.in_second_line) == (archived, in_second_line)


@pytest.mark.parametrize("text", ["2020-10-01T14:10:00.000+0000", "2020-10-01T14:10:00Z", "2020-10-01T16:10:00+02:00"])
def test_both_forms_of_date_are_the_same_moment(text: str) -> None:
    assert moment(text) == datetime(2020, 10, 1, 14, 10, tzinfo=UTC)


@pytest.mark.parametrize("value", [None, "", "gisteren", 7])
def test_what_is_no_date_is_none(value: object) -> None:
    assert moment(value) is None


def test_what_no_database_stores_is_left_out_of_every_text() -> None:
    """Else one such sign of a student's would keep the bot from following the ticket."""
    entry = TrailEntry.from_answer({"id": "a", "plainText": "Het lukt\x00 niet\ud83d!"})
    assert entry.text == "Het lukt niet!"
    assert TrailEntry.from_answer({"id": "a", "plainText": "\x00", "fileName": "scherm.png"}).text == ""


def test_an_entry_without_a_text_is_an_attachment_and_reads_as_empty() -> None:
    entry = TrailEntry.from_answer({"id": "a", "memoText": None, "fileName": "scherm.png"})
    assert (entry.text, entry.visible, entry.by_caller) == ("", True, False)


def test_the_name_of_a_group_stands_in_two_places() -> None:
    assert OperatorGroup.from_answer({"id": "a", "groupName": "Helpdesk"}) == OperatorGroup("a", "Helpdesk")
    assert OperatorGroup.from_answer({"id": "a", "name": "Helpdesk"}) == OperatorGroup("a", "Helpdesk")


@pytest.mark.parametrize(
    ("memo", "plain"),
    [
        ("Regel 1<br>Regel 2<br/>3", "Regel 1\nRegel 2\n3"),
        ("<b>Let op</b>: 5 &lt; 6 &amp; 7", "Let op: 5 < 6 & 7"),
        ("als x < 5 en y > 3", "als x < 5 en y > 3"),
        ('<img src="data:image/png;base64,AAAA">klaar', "klaar"),
        ("<h5>Kop</h5>tekst", "Kop\ntekst"),
    ],
)
def test_a_memo_is_read_without_its_tags(memo: str, plain: str) -> None:
    assert plain_text(memo) == plain


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=60))
def test_whatever_is_written_is_shown_as_it_was_written(text: str) -> None:
    assert shown_text(memo_text(memo_from_text(text))) == text
