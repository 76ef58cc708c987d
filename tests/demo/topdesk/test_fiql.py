"""The filter language of TOPdesk's lists."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.topdesk.fiql import BadQuery, matcher

CARD: dict[str, Any] = {
    "number": "M2611 0042",
    "status": "firstLine",
    "closed": False,
    "costs": 12.5,
    "operatorGroup": {"id": "g-1", "name": "Beheer (portaal), dag & nacht"},
    "processingStatus": None,
    "modificationDate": "2026-11-19T08:26:00.000+0000",
    "request": "tekst",
    "action": None,
}


@pytest.mark.parametrize(
    "query",
    [
        "closed==false",
        "closed!=true",
        "number=='M2611 0042'",
        'number=="M2611 0042"',
        "number=sw='M2611'",
        "operatorGroup.id==g-1",
        "operatorGroup.name=='Beheer (portaal), dag & nacht'",
        "processingStatus==null",
        "processingStatus.name==null",
        "operatorGroup!=null",
        "costs=gt=12;costs=lt=13",
        "costs=ge=12.5;costs=le=12.5",
        "modificationDate=ge=2026-11-19T08:26:00Z",
        "modificationDate=lt=2026-11-20T00:00:00Z",
        "status=in=(firstLine,secondLine)",
        "status=out=('secondLine','partial')",
        "processingStatus.name=out=('Gereed','Afgesloten')",
        "closed==true,closed==false",
        "closed==true;closed==true,number=sw=M",
        "closed==false;(status==secondLine,status==firstLine)",
        " closed == false ; number =sw= M ",
        "request=sw=te",
    ],
)
def test_a_query_that_fits(query: str) -> None:
    assert matcher(query, CARD.keys())(CARD)


@pytest.mark.parametrize(
    "query",
    [
        "closed==true",
        "number=='m2611 0042'",
        "number=sw=2611",
        "operatorGroup.id==null",
        "processingStatus=='null'",
        "processingStatus.name==Gereed",
        "costs=gt=12.5",
        "modificationDate=gt=2026-11-19T08:26:00Z",
        "processingStatus=gt=1",
        "status=in=(secondLine,partial)",
        "closed==true;(closed==true,number=sw=M)",
    ],
)
def test_a_query_that_does_not_fit(query: str) -> None:
    assert not matcher(query, CARD.keys())(CARD)


def test_a_sign_in_quotes_can_be_escaped() -> None:
    assert matcher(r"number=='M\'1'", ["number"])({"number": "M'1"})


@pytest.mark.parametrize(
    "query",
    [
        "",
        "closed",
        "closed==",
        "closed=false",
        "(closed==false",
        "closed==false)",
        "closed==false;",
        "status=in=firstLine",
        "status=in=()",
        "nothing==1",
        "request=='tekst'",
        "action!=x",
        "number=='open",
        "a b==1",
    ],
)
def test_a_query_that_cannot_be_read_is_refused(query: str) -> None:
    with pytest.raises(BadQuery):
        matcher(query, CARD.keys())


@pytest.mark.parametrize("query", ["modificationDate=gt=gisteren", "costs=lt=veel", "modificationDate=gt=2026-11-19"])
def test_a_value_that_cannot_be_compared_is_refused(query: str) -> None:
    with pytest.raises(BadQuery):
        matcher(query, CARD.keys())(CARD)


@given(st.text(max_size=40))
def test_any_text_between_quotes_is_compared_as_it_is(value: str) -> None:
    quoted = value.replace("\\", "\\\\").replace("'", "\\'")
    assert matcher(f"number=='{quoted}'", ["number"])({"number": value})


@given(st.text("ab=!;,()'\"\\ .~<>", max_size=30))
def test_every_text_is_either_read_or_refused(query: str) -> None:
    with suppress(BadQuery):
        assert matcher(query, ["a", "b"])({"a": "a", "b": None}) in (True, False)
