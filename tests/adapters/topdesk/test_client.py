"""The client against the double: every call, every fault, and the way back from it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.adapters.topdesk.client import TopdeskClient, tenant_of
from bot.adapters.topdesk.errors import Forbidden, NotFound
from bot.demo.topdesk import READER, WRITER, Double, FaultKind
from bot.errors import NoAccess, Rejected, Unavailable
from tests.adapters.topdesk.desk import ARCHIVED, PORTAL_GROUP, PORTAL_QUESTION, entries, fields_of, id_of


@asynccontextmanager
async def hurried(double: Double, limit_s: float = 0.2) -> AsyncIterator[TopdeskClient]:
    """A client that waits only this long."""
    client = TopdeskClient(
        double.url, WRITER.login, WRITER.password, read_limit_s=limit_s, write_limit_s=limit_s, pause_s=0.001
    )
    async with client:
        yield client


@pytest.mark.parametrize(
    ("url", "tenant"),
    [
        ("https://tenant.topdesk.net", "https://tenant.topdesk.net"),
        ("https://tenant.topdesk.net/", "https://tenant.topdesk.net"),
        ("https://tenant.topdesk.net/tas/api/", "https://tenant.topdesk.net"),
        (" http://127.0.0.1:8090 ", "http://127.0.0.1:8090"),
        ("https://example.org/topdesk/tas/api", "https://example.org/topdesk"),
    ],
)
def test_the_address_may_be_given_with_or_without_the_path_of_the_api(url: str, tenant: str) -> None:
    assert tenant_of(url) == tenant


@pytest.mark.parametrize("url", ["tenant.topdesk.net", "", "ftp://tenant.topdesk.net", "https://"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="not an address"):
        tenant_of(url)


async def test_a_ticket_is_read_by_number_whatever_its_case(client: TopdeskClient) -> None:
    assert (await client.incident_by_number("m2611 0042")).number == PORTAL_QUESTION


@pytest.mark.parametrize("number", ["M2611 9999", "../../version", "M2611/0042", "?", "%", "a#b", "x;y"])
async def test_an_unknown_number_is_not_found_whatever_signs_it_holds(client: TopdeskClient, number: str) -> None:
    with pytest.raises(NotFound):
        await client.incident_by_number(number)


async def test_the_client_knows_who_it_is_and_what_it_talks_to(client: TopdeskClient) -> None:
    assert await client.version() == "4.2.6"
    assert await client.current_operator_id() == WRITER.operator


async def test_lists_are_read_by_name(client: TopdeskClient) -> None:
    assert "Gereed" in await client.names_in_list("statuses")
    assert "Beantwoord" in await client.names_in_list("closure_codes")


async def test_all_operator_groups_are_read(client: TopdeskClient, double: Double) -> None:
    groups = await client.operator_groups()
    assert {group.id for group in groups} == set(double.store.reference.groups)
    assert "Helpdesk ISSC" in {group.name for group in groups}


async def test_a_list_is_read_to_its_end_page_after_page(client: TopdeskClient) -> None:
    query = "closed==false"
    changed = [incident async for incident in client.changed_incidents(query, page_size=5)]
    assert len(changed) == 12
    assert [incident.modified_at for incident in changed] == sorted(
        incident.modified_at for incident in changed if incident.modified_at
    )


async def test_a_page_without_the_address_of_the_next_one_is_not_the_last(
    client: TopdeskClient, double: Double
) -> None:
    double.faults.switch_on(FaultKind.NO_NEXT_PAGE_HEADER, times=None)
    assert len([incident async for incident in client.changed_incidents("closed==false", page_size=5)]) == 12


async def test_a_filter_with_every_sign_in_it_arrives_as_it_was_written(client: TopdeskClient) -> None:
    query = (
        "processingStatus.name=out=('Gereed','In behandeling');(number==\"M2611 0031\",briefDescription=sw='How do')"
    )
    assert [incident.number async for incident in client.changed_incidents(query)] == ["M2611 0031", "M2611 0037"]


async def test_nothing_found_is_an_empty_list(client: TopdeskClient) -> None:
    assert [incident async for incident in client.changed_incidents("number=='x'")] == []


async def test_a_trail_of_more_than_a_page_is_read_whole(client: TopdeskClient, double: Double) -> None:
    for count in range(230):
        double.editor.writes(PORTAL_QUESTION, f"regel {count}")
    trail = await client.progress_trail(id_of(double))
    assert len(trail) == len(double.store.by_number(PORTAL_QUESTION).trail)
    assert len({entry.id for entry in trail}) == len(trail)


async def test_an_entry_is_invisible_unless_the_other_method_is_called(client: TopdeskClient, double: Double) -> None:
    await client.add_invisible_entry(id_of(double), "alleen wij")
    await client.add_entry_the_student_sees(id_of(double), "ook de student")
    await client.update(id_of(double), action="kale wijziging")
    seen = {
        entry["plainText"]: not entry["invisibleForCaller"]
        for entry in double.store.by_number(PORTAL_QUESTION).trail[-3:]
    }
    assert seen == {"alleen wij": False, "ook de student": True, "kale wijziging": False}


async def test_text_that_looks_like_markup_reaches_the_reader_as_it_was_typed(
    client: TopdeskClient, double: Double
) -> None:
    await client.add_invisible_entry(id_of(double), "5 < 6 & <b>niet vet</b>\nregel 2 <script>")
    [entry] = entries(double, "5 < 6")
    assert entry["plainText"] == "5 < 6 & <b>niet vet</b>\nregel 2 <script>"
    assert "<script" not in entry["memoText"]


@pytest.mark.parametrize("status", [200, 201])
async def test_a_change_succeeds_with_either_status(client: TopdeskClient, double: Double, status: int) -> None:
    double.switches.patch_status = status
    await client.update(id_of(double), briefDescription="Nieuw onderwerp")
    assert fields_of(double)["briefDescription"] == "Nieuw onderwerp"


async def test_a_ticket_is_escalated_back_and_archived(client: TopdeskClient, double: Double) -> None:
    await client.escalate(id_of(double), reason="Kennis niet aanwezig")
    assert (fields_of(double)["status"], fields_of(double)["escalationStatus"]) == ("secondLine", "Escalated")
    await client.deescalate(id_of(double))
    assert (fields_of(double)["status"], fields_of(double)["escalationStatus"]) == ("firstLine", "Deescalated")
    await client.archive(id_of(double))
    assert fields_of(double)["status"] == "firstLineArchived"


async def test_a_new_ticket_gets_the_next_number(client: TopdeskClient, double: Double) -> None:
    made = await client.create(briefDescription="Nieuw", request="Vraag", caller={"dynamicName": "Iemand"})
    assert double.store.by_number(made.number).fields["briefDescription"] == "Nieuw"


async def test_a_refusal_carries_the_sentence_of_topdesk(client: TopdeskClient, double: Double) -> None:
    with pytest.raises(Rejected, match="briefDescription can be at most 80 characters"):
        await client.update(id_of(double), briefDescription="x" * 81)
    with pytest.raises(Rejected, match="not a member of the operator group"):
        await client.update(id_of(double), operatorGroup={"id": PORTAL_GROUP}, operator={"id": WRITER.operator})
    with pytest.raises(Rejected, match="status"):
        await client.update(id_of(double), status="secondLine")


async def test_a_change_to_an_archived_ticket_is_forbidden(client: TopdeskClient, double: Double) -> None:
    with pytest.raises(Forbidden, match="archived"):
        await client.update(id_of(double, ARCHIVED), briefDescription="Nieuw")


async def test_an_account_that_only_reads_may_not_write(double: Double) -> None:
    async with TopdeskClient(double.url, READER.login, READER.password) as client:
        assert (await client.incident_by_number(PORTAL_QUESTION)).number == PORTAL_QUESTION
        with pytest.raises(Forbidden):
            await client.add_invisible_entry(id_of(double), "x")


async def test_a_wrong_password_is_rejected_and_not_shown(double: Double) -> None:
    async with TopdeskClient(double.url, WRITER.login, "geheim-1") as client:
        with pytest.raises(NoAccess, match="401") as refused:
            await client.version()
    assert "geheim-1" not in str(refused.value)
    assert "geheim-1" not in repr(client)


@pytest.mark.parametrize(
    "fault",
    [
        FaultKind.SERVER_ERROR,
        FaultKind.BAD_GATEWAY,
        FaultKind.DROPPED_BEFORE,
        FaultKind.DROPPED_AFTER,
        FaultKind.MAINTENANCE_PAGE,
    ],
)
async def test_a_read_is_repeated_after_passing_trouble(
    client: TopdeskClient, double: Double, fault: FaultKind
) -> None:
    double.faults.switch_on(fault, times=2)
    assert (await client.incident_by_number(PORTAL_QUESTION)).number == PORTAL_QUESTION


@pytest.mark.parametrize(
    "fault", [FaultKind.SERVER_ERROR, FaultKind.BAD_GATEWAY, FaultKind.DROPPED_BEFORE, FaultKind.MAINTENANCE_PAGE]
)
async def test_a_read_gives_up_when_the_trouble_stays_and_works_again_later(
    client: TopdeskClient, double: Double, fault: FaultKind
) -> None:
    double.faults.switch_on(fault, times=None)
    with pytest.raises(Unavailable) as failed:
        await client.incident_by_number(PORTAL_QUESTION)
    assert not failed.value.unclear
    double.faults.switch_off()
    assert (await client.incident_by_number(PORTAL_QUESTION)).number == PORTAL_QUESTION


@pytest.mark.parametrize(
    "fault", [FaultKind.SERVER_ERROR, FaultKind.BAD_GATEWAY, FaultKind.DROPPED_BEFORE, FaultKind.MAINTENANCE_PAGE]
)
async def test_a_write_is_never_repeated_and_counts_as_unclear(
    client: TopdeskClient, double: Double, fault: FaultKind
) -> None:
    double.faults.switch_on(fault, writes=True)
    with pytest.raises(Unavailable) as failed:
        await client.add_invisible_entry(id_of(double), "een keer")
    assert failed.value.unclear
    assert entries(double, "een keer") == []


async def test_a_write_whose_answer_was_lost_is_done_once_and_unclear(client: TopdeskClient, double: Double) -> None:
    double.faults.switch_on(FaultKind.DROPPED_AFTER, writes=True)
    with pytest.raises(Unavailable) as failed:
        await client.add_invisible_entry(id_of(double), "een keer")
    assert failed.value.unclear
    assert len(entries(double, "een keer")) == 1


async def test_a_write_on_a_kept_connection_that_died_is_not_sent_again_by_the_library(
    client: TopdeskClient, double: Double
) -> None:
    await client.version()  # the connection is now kept for the next call
    double.faults.switch_on(FaultKind.DROPPED_AFTER, writes=True)
    with pytest.raises(Unavailable):
        await client.add_invisible_entry(id_of(double), "een keer")
    assert len(entries(double, "een keer")) == 1


@pytest.mark.parametrize(("named", "wait_s"), [(7, 7.0), (None, 60.0)])
async def test_a_rate_limit_is_obeyed_at_once(
    client: TopdeskClient, double: Double, named: float | None, wait_s: float
) -> None:
    double.faults.switch_on(FaultKind.RATE_LIMITED, wait_s=named)
    with pytest.raises(Unavailable) as failed:
        await client.incident_by_number(PORTAL_QUESTION)
    assert (failed.value.retry_after_s, failed.value.unclear) == (wait_s, False)


async def test_a_slow_read_ends_at_its_limit(double: Double) -> None:
    double.faults.switch_on(FaultKind.SLOW, times=None, wait_s=1)
    async with hurried(double) as client:
        with pytest.raises(Unavailable, match=r"no answer in 0\.2 s") as failed:
            await client.incident_by_number(PORTAL_QUESTION)
    assert not failed.value.unclear


async def test_a_slow_write_ends_at_its_limit_and_is_unclear(double: Double) -> None:
    double.faults.switch_on(FaultKind.SLOW, wait_s=0.4)
    async with hurried(double) as client:
        with pytest.raises(Unavailable, match=r"no answer in 0\.2 s") as failed:
            await client.add_invisible_entry(id_of(double), "te laat")
    assert failed.value.unclear


async def test_a_slow_write_does_not_hold_up_who_reads(client: TopdeskClient, double: Double) -> None:
    double.faults.switch_on(FaultKind.SLOW, writes=True, wait_s=2.0)
    writing = asyncio.create_task(client.add_invisible_entry(id_of(double), "later"))
    await asyncio.sleep(0.05)
    assert (await client.incident_by_number(PORTAL_QUESTION)).number == PORTAL_QUESTION
    assert not writing.done()
    await writing


async def test_writes_go_one_at_a_time_in_order(client: TopdeskClient, double: Double) -> None:
    double.faults.switch_on(FaultKind.SLOW, writes=True, wait_s=0.1)
    await asyncio.gather(*(client.add_invisible_entry(id_of(double), f"regel {count}") for count in range(5)))
    assert [entry["plainText"] for entry in entries(double, "regel")] == [f"regel {count}" for count in range(5)]


async def test_a_server_that_is_not_there_is_unavailable_and_nothing_is_unclear(double: Double) -> None:
    async with TopdeskClient("http://127.0.0.1:1", "a", "b", pause_s=0.001) as client:
        with pytest.raises(Unavailable, match="cannot be reached") as failed:
            await client.add_invisible_entry(id_of(double), "x")
        assert not failed.value.unclear
        with pytest.raises(Unavailable, match="cannot be reached"):
            await client.version()


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (FaultKind.UNAUTHORIZED, NoAccess),
        (FaultKind.FORBIDDEN, Forbidden),
        (FaultKind.NOT_FOUND, NotFound),
        (FaultKind.REFUSED_NEWER_FORM, Rejected),
    ],
)
async def test_a_refusal_is_not_repeated(
    client: TopdeskClient, double: Double, fault: FaultKind, error: type[Rejected]
) -> None:
    double.faults.switch_on(fault)  # strikes once, so a repetition would succeed
    with pytest.raises(error):
        await client.incident_by_number(PORTAL_QUESTION)


async def test_an_incident_with_nulls_for_all_objects_is_read(client: TopdeskClient, double: Double) -> None:
    double.faults.switch_on(FaultKind.NULL_OBJECTS)
    incident = await client.incident_by_number(PORTAL_QUESTION)
    assert (incident.caller_name, incident.operator_group, incident.branch) == (None, None, None)


@asynccontextmanager
async def something_else(status: int, body: str, location: str = "") -> AsyncIterator[TopdeskClient]:
    """A client of a server that gives this answer to everything."""

    async def answer(_request: web.Request) -> web.Response:
        headers = {"Location": location} if location else {}
        return web.Response(status=status, text=body, headers=headers, content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with TopdeskClient(f"http://127.0.0.1:{runner.addresses[0][1]}", "a", "b", pause_s=0.001) as client:
        yield client
    await runner.cleanup()


@pytest.mark.parametrize("body", ["{}", "[]", "7", '{"id": "a"}', ""])
async def test_an_answer_that_is_no_incident_is_rejected(body: str) -> None:
    async with something_else(200, body) as client:
        with pytest.raises(Rejected, match="no id and number"):
            await client.incident_by_number(PORTAL_QUESTION)


async def test_an_answer_that_is_no_list_is_rejected() -> None:
    async with something_else(200, "{}") as client:
        with pytest.raises(Rejected, match="no list"):
            await client.operator_groups()


async def test_a_list_without_an_end_is_rejected() -> None:
    async with something_else(206, '[{"id": "a", "groupName": "b"}]') as client:
        with pytest.raises(Rejected, match="more than 50 pages"):
            await client.operator_groups()


@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_every_answer_in_the_two_hundreds_is_success_for_a_write_even_without_a_body(status: int) -> None:
    async with something_else(status, "") as client:
        await client.add_invisible_entry("a", "x")


async def test_a_redirect_is_not_followed_with_our_login(double: Double) -> None:
    async with something_else(302, "", location=f"{double.url}/tas/api/version") as client:
        with pytest.raises(Rejected, match="302"):
            await client.version()


async def test_the_way_back_from_an_error_is_open(client: TopdeskClient, double: Double) -> None:
    double.faults.switch_on(FaultKind.SERVER_ERROR, writes=True)
    with pytest.raises(Unavailable):
        await client.add_invisible_entry(id_of(double), "tweede poging")
    await client.add_invisible_entry(id_of(double), "tweede poging")
    assert len(entries(double, "tweede poging")) == 1
