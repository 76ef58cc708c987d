"""The pages show a ticket as staff see it beside what the student sees."""

import re

import pytest

from bot.demo.topdesk import Double, FaultKind
from tests.demo.topdesk.conftest import Caller

TICKET = "M2611 0042"
ADDRESS = "/tickets/M2611%200042"


def side(page: str, name: str) -> str:
    """The part of the page with this id, without its tags."""
    found = re.search(rf'<section id="{name}".*?</section>', page, re.DOTALL)
    assert found is not None
    return re.sub(r"<[^>]+>", " ", found[0])


async def test_the_list_names_every_ticket_and_leads_to_it(caller: Caller, double: Double) -> None:
    status, page = await caller.page("/")
    assert status == 200
    for incident in double.store.incidents.values():
        assert f'href="/tickets/{incident.number.replace(" ", "%20")}"' in page
    assert "Vak verdwijnt uit mijn planning" in page


@pytest.mark.parametrize("address", [ADDRESS, "/tickets/m26110042", "/tickets/M2611-0042"])
async def test_a_ticket_is_shown_however_its_number_is_written_in_the_address(caller: Caller, address: str) -> None:
    status, page = await caller.page(address)
    assert status == 200
    assert "Femke de Jong" in side(page, "operator")


async def test_the_student_does_not_see_what_is_between_staff(caller: Caller, double: Double) -> None:
    double.editor.writes(TICKET, "Onder ons gezegd")
    double.editor.writes(TICKET, "Voor de student", invisible=False)
    _, page = await caller.page(ADDRESS)
    assert "Onder ons gezegd" in side(page, "operator")
    assert "Onzichtbaar voor aanmelder" in side(page, "operator")
    assert "Voor de student" in side(page, "operator")
    assert "Voor de student" in side(page, "student")
    assert "Onder ons gezegd" not in side(page, "student")
    assert "Daan" not in side(page, "student")


async def test_a_reply_of_the_student_is_in_both_views(caller: Caller, double: Double) -> None:
    status, page = await caller.page(f"{ADDRESS}/reply", "POST", text="Het werkt nog niet <b>echt</b>")
    assert status == 200
    assert "Het werkt nog niet &lt;b&gt;echt&lt;/b&gt;" in side(page, "student")
    assert "Het werkt nog niet" in side(page, "operator")
    assert double.store.by_number(TICKET).trail[-1]["person"]["name"] == "Femke de Jong"


async def test_an_empty_reply_adds_nothing(caller: Caller, double: Double) -> None:
    before = len(double.store.by_number(TICKET).trail)
    status, _ = await caller.page(f"{ADDRESS}/reply", "POST", text="  ")
    assert status == 200
    assert len(double.store.by_number(TICKET).trail) == before


async def test_text_cannot_become_markup(caller: Caller, double: Double) -> None:
    double.editor.writes(TICKET, "<script>alert(1)</script>", invisible=False)
    double.store.by_number(TICKET).fields["briefDescription"] = "<img src=x onerror=alert(1)>"
    for address in ("/", ADDRESS):
        _, page = await caller.page(address)
        assert "<script>alert" not in page
        assert "<img" not in page


async def test_an_archived_ticket_takes_no_reply(caller: Caller, double: Double) -> None:
    status, page = await caller.page("/tickets/M2609%200412")
    assert status == 200
    assert "/reply" not in page
    before = len(double.store.by_number("M2609 0412").trail)
    await caller.page("/tickets/M2609%200412/reply", "POST", text="Toch nog iets")
    assert len(double.store.by_number("M2609 0412").trail) == before


async def test_a_closed_ticket_says_so_to_both(caller: Caller, double: Double) -> None:
    double.editor.closes(TICKET)
    _, page = await caller.page(ADDRESS)
    assert "gesloten op" in side(page, "operator")
    assert "afgehandeld" in side(page, "student")


async def test_the_link_topdesk_gives_leads_to_the_page(caller: Caller, double: Double) -> None:
    unid = double.store.by_number(TICKET).id.replace("-", "")
    status, page = await caller.page(f"/tas/secure/incident?unid={unid}")
    assert status == 200
    assert TICKET in page


@pytest.mark.parametrize("address", ["/tickets/M2611%209999", "/tas/secure/incident?unid=1", "/tas/secure/incident"])
async def test_a_ticket_that_is_not_there_is_said_in_words(caller: Caller, address: str) -> None:
    status, page = await caller.page(address)
    assert status == 404
    assert "Melding niet gevonden" in page


async def test_a_reply_to_a_ticket_that_is_not_there_is_said_in_words(caller: Caller) -> None:
    status, page = await caller.page("/tickets/M2611%209999/reply", "POST", text="x")
    assert status == 404
    assert "Melding niet gevonden" in page


async def test_the_style_is_served_and_nothing_comes_from_elsewhere(caller: Caller) -> None:
    assert (await caller.page("/style.css"))[0] == 200
    for address in ("/", ADDRESS):
        _, page = await caller.page(address)
        assert not re.search(r'(?:src|href)="https?:', page)


async def test_people_work_on_the_page_as_an_operator(caller: Caller, double: Double) -> None:
    bram = {"who": "bram.mulder@example.org"}
    portal = "Functioneel beheer studentenportaal"
    await caller.page(f"{ADDRESS}/edit", "POST", change="group", group=portal, **bram)
    await caller.page(f"{ADDRESS}/edit", "POST", change="operator", **bram)
    await caller.page(f"{ADDRESS}/edit", "POST", change="note", text="Ik kijk ernaar", **bram)
    status, page = await caller.page(f"{ADDRESS}/edit", "POST", change="answer", text="Het is opgelost", **bram)
    assert status == 200
    assert "Het is opgelost" in side(page, "student")
    assert "Ik kijk ernaar" not in side(page, "student")
    fields = double.store.by_number(TICKET).fields
    assert (fields["operatorGroup"]["name"], fields["operator"]["name"]) == (portal, "Mulder, Bram")


async def test_a_ticket_is_closed_archived_and_deleted_on_the_page(caller: Caller, double: Double) -> None:
    for change in ("close", "reopen", "archive", "unarchive"):
        status, _ = await caller.page(f"{ADDRESS}/edit", "POST", change=change)
        assert status == 200, change
    await caller.page(f"{ADDRESS}/edit", "POST", change="delete")
    assert (await caller.page(ADDRESS))[0] == 404


async def test_every_fault_has_a_switch(caller: Caller, double: Double) -> None:
    _, page = await caller.page("/")
    assert all(f'value="{kind}"' in page for kind in FaultKind)
    await caller.page("/faults", "POST", kind="slow", calls="never")
    assert [fault.kind for fault in double.faults.active] == [FaultKind.SLOW]
    assert double.events.calls == "never"
    await caller.page("/faults", "POST", calls="once")
    assert double.faults.active == []
