"""The ticket system as the core knows it: what is found, masked, written once, handed over and closed."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.topdesk.client import TopdeskClient
from bot.adapters.topdesk.tickets import Arrangement, TopdeskTickets
from bot.demo.topdesk import READER, WRITER, Double, FaultKind
from bot.errors import Gone, Rejected, TicketNotFound, Unavailable
from bot.ports import Tickets
from bot.ticket import Hands
from tests.adapters.topdesk.desk import ARCHIVED, CLOSED, PORTAL_GROUP, PORTAL_QUESTION, entries, fields_of, id_of

ANSWER = "Beste student,\n\nJe vak staat weer in je planning.\n\nGroet, de helpdesk"


def a_minute_later() -> datetime:
    return datetime.now(UTC) + timedelta(minutes=1)


def test_it_is_the_ticket_system_the_core_asks_for(tickets: TopdeskTickets) -> None:
    port: Tickets = tickets
    assert port is tickets


# Finding


@pytest.mark.parametrize(
    "typed",
    ["M2611 0042", "m2611 0042", "M2611-0042", "m26110042", " `M2611.0042` ", "26110042", "M2611\u00a00042"],
)
async def test_a_ticket_is_found_as_people_type_its_number(tickets: TopdeskTickets, typed: str) -> None:
    assert (await tickets.find(typed)).number == PORTAL_QUESTION


async def test_a_ticket_is_found_by_a_pasted_link(tickets: TopdeskTickets, double: Double) -> None:
    found = await tickets.find(PORTAL_QUESTION)
    assert found.url == f"{double.url}/tas/secure/incident?unid={found.id.replace('-', '')}"
    assert await tickets.find(f"<{found.url}>") == found
    assert await tickets.find(f"{double.url}/tas/secure/incident?action=lookup&lookupValue=M2611%200042") == found


@pytest.mark.parametrize("shape", ["I yymm nnn", "Iyymm-nnn", "I-yymmdd-nnn", "yymmdd-nnn", "Pedido yymm-nnnnnn"])
async def test_a_number_of_another_shape_is_found_without_its_separators(
    client: TopdeskClient, double: Double, shape: str
) -> None:
    double.switches.number_shape = shape
    made = await client.create(briefDescription="Nieuw", request="Vraag")
    typed = "".join(filter(str.isalnum, made.number)).lower()
    assert (await TopdeskTickets(client).find(typed)).number == made.number


@pytest.mark.parametrize(
    "typed", ["M2611 9999", "M26119999", "hallo", "", "https://example.org/1", "../../version 1", "7"]
)
async def test_what_is_no_ticket_is_not_found(tickets: TopdeskTickets, typed: str) -> None:
    with pytest.raises(TicketNotFound):
        await tickets.find(typed)


async def test_a_link_to_a_ticket_that_is_not_there_is_not_found(tickets: TopdeskTickets, double: Double) -> None:
    with pytest.raises(TicketNotFound):
        await tickets.find(f"{double.url}/tas/secure/incident?unid={'0' * 32}")


async def test_a_login_that_may_not_list_tickets_still_finds_exact_numbers(
    tickets: TopdeskTickets, double: Double
) -> None:
    double.faults.switch_on(FaultKind.FORBIDDEN, times=None, path="/tas/api/incidents", writes=False)
    with pytest.raises(Rejected):
        await tickets.find(PORTAL_QUESTION)
    double.faults.switch_off()
    double.faults.switch_on(FaultKind.NOT_FOUND, path="/number/")
    double.faults.switch_on(FaultKind.FORBIDDEN, times=None, path="/tas/api/incidents")
    with pytest.raises(TicketNotFound):
        await tickets.find("m26110042")


async def test_what_points_at_the_student_is_masked(tickets: TopdeskTickets, double: Double) -> None:
    double.store.by_number(PORTAL_QUESTION).fields["briefDescription"] = "Planning van Femke de Jong (s2718281)"
    ticket = await tickets.find(PORTAL_QUESTION)
    assert ticket.subject == "Planning van [naam] ([studentnr.])"
    for secret in ("2718281", "f.dejong@example.org", "06-12345678", "Femke", "Jong"):
        assert secret not in repr(ticket)
    assert ticket.masked == ("email", "name", "phone", "student-number")


async def test_the_marks_are_in_the_language_of_the_ticket(client: TopdeskClient) -> None:
    marks = {"nl": {"name": "[student]"}, "en": {"name": "[the student]"}}
    tickets = TopdeskTickets(client, marks_for=lambda language: marks[language or "nl"])
    assert (await tickets.find("M2611 0042")).question.endswith("[student]")
    assert (await tickets.find("M2611 0037")).question.endswith("[the student]")


@pytest.mark.parametrize(
    ("number", "language", "faculty"),
    [
        ("M2611 0042", "nl", "Faculteit der Rechtsgeleerdheid"),
        ("M2611 0033", "en", "Faculteit Archeologie"),
        ("M2611 0040", "nl", "Leids Universitair Medisch Centrum"),
    ],
)
async def test_the_language_and_the_faculty_are_told(
    tickets: TopdeskTickets, number: str, language: str, faculty: str
) -> None:
    ticket = await tickets.find(number)
    assert ticket.language == language
    assert ticket.origin_names[0] == faculty


async def test_the_question_has_no_markup(tickets: TopdeskTickets, double: Double) -> None:
    double.store.by_number(PORTAL_QUESTION).fields["request"] = "<b>Let op</b><br>5 &lt; 6"
    assert (await tickets.find(PORTAL_QUESTION)).question == "Let op\n5 < 6"


async def test_a_ticket_says_whether_it_is_closed_or_archived(tickets: TopdeskTickets) -> None:
    states = {number: await tickets.find(number) for number in (PORTAL_QUESTION, CLOSED, ARCHIVED)}
    assert {number: (ticket.closed, ticket.archived) for number, ticket in states.items()} == {
        PORTAL_QUESTION: (False, False),
        CLOSED: (True, False),
        ARCHIVED: (True, True),
    }
    assert states[PORTAL_QUESTION].status == "In behandeling"
    assert states[PORTAL_QUESTION].operator_group == "Helpdesk ISSC"


async def test_a_ticket_with_nulls_for_all_objects_is_found(tickets: TopdeskTickets, double: Double) -> None:
    double.faults.switch_on(FaultKind.NULL_OBJECTS)
    ticket = await tickets.find(PORTAL_QUESTION)
    assert (ticket.origin_names, ticket.operator_group, ticket.status) == ((), None, None)


async def test_the_address_of_a_ticket_follows_the_arrangement(client: TopdeskClient) -> None:
    tickets = TopdeskTickets(client, Arrangement(ticket_address="https://example.org/{number}?id={id}"))
    ticket = await tickets.find(PORTAL_QUESTION)
    assert ticket.url == f"https://example.org/M2611%200042?id={ticket.id}"


async def test_finding_ends_at_its_limit_even_when_every_step_stays_within_its_own(
    client: TopdeskClient, double: Double
) -> None:
    double.faults.switch_on(FaultKind.SLOW, times=None, wait_s=0.15)
    with pytest.raises(Unavailable, match="no answer"):
        await TopdeskTickets(client, find_limit_s=0.25).find("m26110042")


# Writing once


async def test_a_note_is_not_seen_by_the_student(tickets: TopdeskTickets, double: Double) -> None:
    await tickets.note(id_of(double), "Overgedragen aan functioneel beheer", key="1")
    [entry] = entries(double, "Overgedragen aan")
    assert entry["invisibleForCaller"] is True


async def test_a_message_to_the_student_is_seen_by_the_student_and_carries_nothing_strange(
    tickets: TopdeskTickets, double: Double
) -> None:
    await tickets.send_to_student(id_of(double), ANSWER, key="1")
    [entry] = entries(double, "Je vak staat weer")
    assert entry["invisibleForCaller"] is False
    assert entry["plainText"] == ANSWER


async def test_the_same_key_adds_one_note_and_another_key_adds_another(tickets: TopdeskTickets, double: Double) -> None:
    for key in ("1", "1", "2"):
        await tickets.note(id_of(double), "Zelfde tekst", key=key)
    assert len(entries(double, "Zelfde tekst")) == 2


@pytest.mark.parametrize("fault", [FaultKind.DROPPED_AFTER, FaultKind.DROPPED_BEFORE, FaultKind.SERVER_ERROR])
async def test_a_note_whose_answer_was_lost_stands_there_once_after_the_repeat(
    tickets: TopdeskTickets, double: Double, fault: FaultKind
) -> None:
    double.faults.switch_on(fault, writes=True)
    with pytest.raises(Unavailable) as failed:
        await tickets.note(id_of(double), "Eén keer", key="1")
    assert failed.value.unclear
    await tickets.note(id_of(double), "Eén keer", key="1")
    assert len(entries(double, "Eén keer")) == 1


@pytest.mark.parametrize("fault", [FaultKind.DROPPED_AFTER, FaultKind.DROPPED_BEFORE, FaultKind.SERVER_ERROR])
async def test_a_message_to_the_student_whose_answer_was_lost_arrives_once(
    tickets: TopdeskTickets, double: Double, fault: FaultKind
) -> None:
    double.faults.switch_on(fault, writes=True)
    with pytest.raises(Unavailable):
        await tickets.send_to_student(id_of(double), ANSWER, key="1")
    await tickets.send_to_student(id_of(double), ANSWER, key="1")
    await tickets.send_to_student(id_of(double), ANSWER, key="1")
    assert len(entries(double, "Je vak staat weer")) == 1


async def test_a_message_whose_answer_was_lost_is_not_repeated_by_a_new_process(
    client: TopdeskClient, double: Double
) -> None:
    double.faults.switch_on(FaultKind.DROPPED_AFTER, writes=True)
    with pytest.raises(Unavailable):
        await TopdeskTickets(client).send_to_student(id_of(double), ANSWER, key="1")
    await TopdeskTickets(client).send_to_student(id_of(double), ANSWER, key="1")
    assert len(entries(double, "Je vak staat weer")) == 1


async def test_a_student_who_replies_before_the_repeat_does_not_get_it_twice(
    tickets: TopdeskTickets, double: Double
) -> None:
    double.faults.switch_on(FaultKind.DROPPED_AFTER, writes=True)
    with pytest.raises(Unavailable):
        await tickets.send_to_student(id_of(double), ANSWER, key="1")
    double.store.now = a_minute_later
    double.editor.changes(PORTAL_QUESTION, "reply", "Dank je wel!")
    await tickets.send_to_student(id_of(double), ANSWER, key="1")
    assert len(entries(double, "Je vak staat weer")) == 1


async def test_a_student_who_wrote_back_may_get_the_same_text_again(tickets: TopdeskTickets, double: Double) -> None:
    await tickets.send_to_student(id_of(double), ANSWER, key="1")
    double.store.now = a_minute_later
    double.editor.changes(PORTAL_QUESTION, "reply", "Het is weer weg.")
    await tickets.send_to_student(id_of(double), ANSWER, key="2")
    assert len(entries(double, "Je vak staat weer")) == 2


async def test_a_note_does_not_count_as_a_message_to_the_student(tickets: TopdeskTickets, double: Double) -> None:
    double.editor.writes(PORTAL_QUESTION, ANSWER)
    await tickets.send_to_student(id_of(double), ANSWER, key="1")
    assert len(entries(double, "Je vak staat weer")) == 2


async def test_a_note_is_found_again_in_a_long_trail(tickets: TopdeskTickets, double: Double) -> None:
    await tickets.note(id_of(double), "Eén keer", key="1")
    for count in range(120):
        double.editor.writes(PORTAL_QUESTION, f"regel {count}")
    await tickets.note(id_of(double), "Eén keer", key="1")
    assert len(entries(double, "Eén keer")) == 1


async def test_a_ticket_may_be_named_by_its_number_too(tickets: TopdeskTickets, double: Double) -> None:
    await tickets.note(PORTAL_QUESTION, "Via het nummer", key="1")
    assert len(entries(double, "Via het nummer")) == 1


@pytest.mark.parametrize("number", ["M2611 9999", "00000000-0000-4000-8000-000000000000"])
async def test_writing_to_a_ticket_that_is_not_there_says_it_is_gone(tickets: TopdeskTickets, number: str) -> None:
    with pytest.raises(Gone):
        await tickets.note(number, "x", key="1")


async def test_writing_to_an_archived_ticket_says_so(tickets: TopdeskTickets, double: Double) -> None:
    with pytest.raises(Gone, match="archived"):
        await tickets.note(id_of(double, ARCHIVED), "x", key="1")
    with pytest.raises(Gone, match="archived"):
        await tickets.hand_over(id_of(double, ARCHIVED), Hands(PORTAL_GROUP))


async def test_no_permission_is_told_as_that_and_not_as_archived(double: Double) -> None:
    async with TopdeskClient(double.url, READER.login, READER.password) as client:
        with pytest.raises(Rejected, match="permission"):
            await TopdeskTickets(client).note(id_of(double), "x", key="1")


# Handing over and closing


@pytest.mark.parametrize("group", [PORTAL_GROUP, "Functioneel beheer studentenportaal"])
async def test_a_hand_over_puts_the_ticket_in_the_second_line_with_the_group(
    tickets: TopdeskTickets, double: Double, group: str
) -> None:
    await tickets.hand_over(id_of(double), Hands(group))
    fields = fields_of(double)
    assert fields["status"] == "secondLine"
    assert fields["operatorGroup"]["id"] == PORTAL_GROUP
    assert fields["operator"] == {
        "id": PORTAL_GROUP,
        "status": "operatorGroup",
        "name": "Functioneel beheer studentenportaal",
    }


async def test_a_hand_over_that_broke_off_half_way_is_finished_by_the_repeat(
    tickets: TopdeskTickets, double: Double
) -> None:
    double.faults.switch_on(FaultKind.DROPPED_AFTER, path="/escalate")
    with pytest.raises(Unavailable):
        await tickets.hand_over(id_of(double), Hands(PORTAL_GROUP))
    await tickets.hand_over(id_of(double), Hands(PORTAL_GROUP))
    assert (fields_of(double)["status"], fields_of(double)["operatorGroup"]["id"]) == ("secondLine", PORTAL_GROUP)


async def test_a_repeated_hand_over_leaves_the_colleague_who_took_it(tickets: TopdeskTickets, double: Double) -> None:
    await tickets.hand_over(id_of(double), Hands(PORTAL_GROUP))
    double.editor.takes_over(PORTAL_QUESTION, "bram.mulder@example.org")
    await tickets.hand_over(id_of(double), Hands(PORTAL_GROUP))
    assert fields_of(double)["operator"]["name"] == "Mulder, Bram"


async def test_a_tenant_may_hand_over_without_changing_lines(client: TopdeskClient, double: Double) -> None:
    await TopdeskTickets(client, Arrangement(escalate_at_hand_over=False)).hand_over(id_of(double), Hands(PORTAL_GROUP))
    assert (fields_of(double)["status"], fields_of(double)["operatorGroup"]["id"]) == ("firstLine", PORTAL_GROUP)


async def test_a_tenant_that_wants_a_reason_gets_the_one_agreed(client: TopdeskClient, double: Double) -> None:
    double.switches.escalation_reason_required = True
    with pytest.raises(Rejected, match="mandatory"):
        await TopdeskTickets(client).hand_over(id_of(double), Hands(PORTAL_GROUP))
    tickets = TopdeskTickets(client, Arrangement(escalation_reason="Kennis niet aanwezig"))
    await tickets.hand_over(id_of(double), Hands(PORTAL_GROUP))
    assert fields_of(double)["escalationReason"]["name"] == "Kennis niet aanwezig"


@pytest.mark.parametrize("group", ["Bestaat niet", "5ec0d11e-0001-4000-8000-0000000000ff"])
async def test_an_unknown_group_is_rejected(tickets: TopdeskTickets, double: Double, group: str) -> None:
    with pytest.raises(Rejected):
        await tickets.hand_over(id_of(double), Hands(group))
    assert fields_of(double)["operatorGroup"]["name"] == "Helpdesk ISSC"


async def test_a_closed_ticket_is_completed_and_has_the_agreed_status_and_code(
    tickets: TopdeskTickets, double: Double
) -> None:
    await tickets.close(id_of(double))
    fields = fields_of(double)
    assert (fields["completed"], fields["closed"]) == (True, True)
    assert (fields["processingStatus"]["name"], fields["closureCode"]["name"]) == ("Gereed", "Beantwoord")


async def test_the_status_and_the_code_are_optional(client: TopdeskClient, double: Double) -> None:
    await TopdeskTickets(client).close(id_of(double))
    fields = fields_of(double)
    assert (fields["closed"], fields["processingStatus"]["name"], fields["closureCode"]) == (
        True,
        "In behandeling",
        None,
    )


@pytest.mark.parametrize("number", [CLOSED, ARCHIVED])
async def test_closing_a_closed_ticket_does_nothing(tickets: TopdeskTickets, double: Double, number: str) -> None:
    before = dict(fields_of(double, number))
    await tickets.close(id_of(double, number))
    assert fields_of(double, number) == before


async def test_a_ticket_reopened_by_others_can_be_closed_again(tickets: TopdeskTickets, double: Double) -> None:
    await tickets.close(id_of(double))
    double.editor.reopens(PORTAL_QUESTION)
    await tickets.close(id_of(double))
    assert fields_of(double)["closed"] is True


async def test_the_writing_account_is_the_one_that_is_named_in_the_trail(
    tickets: TopdeskTickets, double: Double
) -> None:
    await tickets.note(id_of(double), "Van wie", key="1")
    [entry] = entries(double, "Van wie")
    assert entry["operator"]["id"] == WRITER.operator
