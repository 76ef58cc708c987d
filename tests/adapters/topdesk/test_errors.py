"""TOPdesk's three forms of error become sentences and errors of ours."""

import pytest

from bot.adapters.topdesk.errors import Forbidden, NotFound, error_from_answer, sentence_from_body
from bot.errors import Gone, NoAccess, Rejected, Unavailable


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ('[{"message": "The incident is archived."}]', "The incident is archived."),
        ('[{"message": "One."}, {"message": "Two."}]', "One. Two."),
        (
            '{"errors": [{"errorCode": "E1", "errorMessage": "Too long.", "appliesTo": ["briefDescription"]}]}',
            "Too long. (briefDescription)",
        ),
        ('{"errors": [{"errorCode": "E1", "appliesTo": []}]}', "E1"),
        ('{"message": "Not here."}', "Not here."),
        ("", ""),
        ("<html><h1>502</h1></html>", ""),
        ('{"errors": "none"}', ""),
        ('[null, "x", {"message": null}]', ""),
        ("null", ""),
    ],
)
def test_every_form_of_error_body_becomes_a_sentence(body: str, sentence: str) -> None:
    assert sentence_from_body(body) == sentence


def test_a_long_error_is_cut_to_something_an_administrator_reads() -> None:
    assert len(sentence_from_body('[{"message": "' + "a b\\n" * 1000 + '"}]')) == 300


def test_an_error_without_a_body_is_named_by_its_status() -> None:
    assert str(error_from_answer(400, {}, "", write=True)) == "TOPdesk 400: Bad Request"
    assert str(error_from_answer(499, {}, "", write=True)) == "TOPdesk 499: no explanation"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (302, Rejected),
        (400, Rejected),
        (401, NoAccess),
        (403, Forbidden),
        (404, NotFound),
        (409, Rejected),
        (412, Rejected),
    ],
)
def test_an_answer_that_will_not_change_is_a_rejection(status: int, kind: type[Rejected]) -> None:
    assert type(error_from_answer(status, {}, "", write=True)) is kind


def test_what_is_not_found_is_gone_for_who_wanted_to_change_it() -> None:
    assert isinstance(error_from_answer(404, {}, "", write=True), Gone)


@pytest.mark.parametrize(
    ("header", "wait_s"), [("7", 7.0), (" 12 ", 12.0), ("Wed, 21 Oct 2026 07:28:00 GMT", 60.0), (None, 60.0)]
)
def test_a_rate_limit_names_its_wait_or_counts_as_a_minute(header: str | None, wait_s: float) -> None:
    error = error_from_answer(429, {} if header is None else {"Retry-After": header}, "", write=True)
    assert isinstance(error, Unavailable)
    assert (error.retry_after_s, error.unclear) == (wait_s, False)


@pytest.mark.parametrize(
    ("status", "write", "unclear"),
    [
        (500, True, True),
        (502, True, True),
        (504, True, True),
        (503, True, False),
        (500, False, False),
        (504, False, False),
    ],
)
def test_after_a_server_error_a_write_may_have_been_done(status: int, write: bool, unclear: bool) -> None:
    error = error_from_answer(status, {}, "", write=write)
    assert isinstance(error, Unavailable)
    assert error.unclear is unclear
