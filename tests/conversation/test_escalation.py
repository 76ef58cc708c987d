"""Escalating, as both platforms do it: from a ticket number to a case, or to the other desk."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar

import pytest

from bot.case import Outcome
from bot.conversation import escalation, looking
from bot.conversation.core import Core, Speaker
from bot.conversation.replies import Done, Reply, Said, ShownCase
from bot.demo import cast
from bot.errors import Unavailable
from bot.forms import Form, Sort, Values
from bot.ports import CaseFilter
from bot.request import Move
from bot.texts import say
from tests.builders import (
    A_TICKET,
    EDUCATION_LAW,
    HELPDESK,
    STUDENT_PORTAL,
    USIS_LAW,
    Ticking,
    a_speaker,
)
from tests.fakes import FakeTickets


async def begun(core: Core, who: Speaker, ticket: str = "") -> Form:
    form = await escalation.begin(core, who, ticket)
    assert isinstance(form, Form)
    return form


async def submitted(core: Core, who: Speaker, form: Form, values: Values, *, key: str | None = None) -> Reply:
    """What follows when this form comes back filled in, and where it goes was looked at."""
    reply = await escalation.submit(core, who, form.name, form.state, values, key=key)
    if isinstance(reply, Form) and reply.name == escalation.FORM and not reply.errors:
        return await escalation.submit(core, who, reply.name, reply.state, {**filled_in(reply), **values}, key=key)
    return reply


def filled_in(form: Form) -> Values:
    """What a client sends of a form that nobody touched."""
    return {field.name: field.value for field in form.fields if field.sort is not Sort.REMARK}


async def chosen(core: Core, who: Speaker, form: Form, values: Values) -> Form:
    """What the form shows when these were filled in, on a platform that draws it anew."""
    reply = await escalation.changed(core, who, form.name, form.state, values)
    assert isinstance(reply, Form), reply
    return reply


def outcome_in(form: Form) -> str:
    return str(form.field("outcome").value)


async def next_form(core: Core, who: Speaker, form: Form, values: Values) -> Form:
    following = await submitted(core, who, form, values)
    assert isinstance(following, Form)
    return following


async def opened(core: Core, who: Speaker, form: Form, values: Values) -> str:
    done = await submitted(core, who, form, values)
    assert isinstance(done, Done), done
    return done.case


class TestTheFourArrangements:
    """Sections 2 and 3 of the domain: what kind of question came in at which desk."""

    async def test_a_portal_question_at_the_helpdesk_is_handed_over_at_once(self, core: Core) -> None:
        sanne = a_speaker(cast.SANNE, core)
        form = await begun(core, sanne, "m2611 0042")
        number = await opened(core, sanne, form, {"kind": "portal"})

        case = await core.store.queries.case(number)
        assert case.move is Move.HAND_OVER
        assert case.feedback.party == STUDENT_PORTAL
        assert case.question.ticket is not None
        assert case.question.ticket.id == A_TICKET.id
        assert case.question.faculty == "law"

    async def test_a_content_question_at_the_education_administration_is_a_consultation(self, core: Core) -> None:
        joris = a_speaker(cast.JORIS, core)
        form = await begun(core, joris)
        values = {"subject": "Cijfer ontbreekt", "kind": "content", "question": "Waar is het cijfer?"}
        asked = await chosen(core, joris, form, values)
        assert asked.field("parties").value == (USIS_LAW,)
        number = await opened(core, joris, asked, {**values, "parties": (STUDENT_PORTAL, USIS_LAW)})

        case = await core.store.queries.case(number)
        assert case.move is Move.CONSULTATION
        assert (case.feedback.party, case.feedback.person) == (EDUCATION_LAW, cast.JORIS.email)
        assert [request.party for request in case.requests] == [STUDENT_PORTAL, USIS_LAW]
        assert {request.question for request in case.requests} == {"Waar is het cijfer?"}

    async def test_a_content_question_at_the_helpdesk_goes_to_the_education_administration(self, core: Core) -> None:
        sanne = a_speaker(cast.SANNE, core)
        form = await begun(core, sanne, "M2611 0042")
        preview = await next_form(core, sanne, form, {"kind": "content"})
        assert preview.name == escalation.REDIRECT
        assert "oa-law@example.org" in str(preview.field("text").value)
        number = await opened(core, sanne, preview, {})

        case = await core.store.queries.case(number)
        assert case.outcome is Outcome.REDIRECTED
        assert case.requests == ()
        (entry,) = [e for e in await core.store.queries.timeline(number) if type(e.event).__name__ == "CaseRedirected"]
        assert getattr(entry.event, "to") == EDUCATION_LAW  # noqa: B009  # the event is one of many

    async def test_a_portal_question_at_the_education_administration_goes_to_the_helpdesk_form(
        self, core: Core
    ) -> None:
        joris = a_speaker(cast.JORIS, core)
        form = await begun(core, joris)
        preview = await next_form(
            core, joris, form, {"subject": "Inloggen", "kind": "portal", "question": "Inloggen lukt niet"}
        )
        text = str(preview.field("text").value)
        assert "https://helpdesk.universiteitleiden.nl" in text
        done = await submitted(core, joris, preview, {})

        assert isinstance(done, Done)
        assert text.strip() in done.text, "without a ticket the text has to be copied by hand"
        assert (await core.store.queries.case(done.case)).outcome is Outcome.REDIRECTED

    async def test_the_standard_answer_can_be_made_to_fit(self, core: Core) -> None:
        sanne = a_speaker(cast.SANNE, core)
        preview = await next_form(core, sanne, await begun(core, sanne, "M2611 0042"), {"kind": "content"})
        number = await opened(core, sanne, preview, {"text": "Beste student, mail oa-law@example.org."})
        entries = await core.store.queries.timeline(number)
        assert "Beste student, mail oa-law@example.org." in [getattr(e.event, "text", "") for e in entries]


class TestTheForm:
    async def test_a_ticket_that_was_read_is_not_asked_for_again(self, sqlite_core: Core) -> None:
        form = await begun(sqlite_core, a_speaker(cast.SANNE, sqlite_core), "M2611 0042")
        assert {field.name for field in form.fields if field.sort is not Sort.REMARK} == {"kind", "faculty", "question"}
        assert form.field("question").value == A_TICKET.question
        assert form.field("faculty").value == "law"

    async def test_a_ticket_without_a_subject_gets_one(self, sqlite_core: Core) -> None:
        sanne = a_speaker(cast.SANNE, sqlite_core)
        form = await begun(sqlite_core, sanne, "M2611 0050")
        again = await next_form(sqlite_core, sanne, form, {"kind": "portal"})
        assert list(again.errors) == ["subject"]
        number = await opened(sqlite_core, sanne, again, {"kind": "portal", "subject": "Inloggen"})
        case = await sqlite_core.store.queries.case(number)
        assert case.question.subject == "Inloggen"
        assert case.question.ticket is not None
        assert case.question.ticket.id == "id-of-M2611 0050"

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"kind": "portal", "question": "Hoe?"}, "subject"),
            ({"kind": "portal", "question": "Hoe?", "subject": "   "}, "subject"),
            ({"subject": "Inloggen", "question": "Hoe?"}, "kind"),
            ({"subject": "Inloggen", "kind": "portal"}, "question"),
            ({"subject": "Cijfer", "kind": "content", "question": "Hoe?"}, "faculty"),
            ({"subject": "Inloggen", "kind": "portal", "question": "Hoe?", "ticket": "M9999 9999"}, "ticket"),
        ],
    )
    async def test_what_is_missing_or_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
        self, sqlite_core: Core, values: dict[str, str], field: str
    ) -> None:
        sanne = a_speaker(cast.SANNE, sqlite_core)
        again = await next_form(sqlite_core, sanne, await begun(sqlite_core, sanne), values)
        assert list(again.errors) == [field]
        assert again.errors[field].strip()
        assert {name: again.field(name).value for name in values} == values

    async def test_a_form_that_was_corrected_is_accepted(self, sqlite_core: Core) -> None:
        sanne = a_speaker(cast.SANNE, sqlite_core)
        again = await next_form(
            sqlite_core, sanne, await begun(sqlite_core, sanne), {"subject": "Inloggen", "question": "Hoe?"}
        )
        number = await opened(
            sqlite_core, sanne, again, {"subject": "Inloggen", "question": "Hoe log ik in?", "kind": "portal"}
        )
        assert (await sqlite_core.store.queries.case(number)).question.text == "Hoe log ik in?"

    async def test_too_few_parties_are_said_at_the_parties(self, sqlite_core: Core) -> None:
        joris = a_speaker(cast.JORIS, sqlite_core)
        form = await begun(sqlite_core, joris)
        values: Values = {"subject": "Cijfer", "kind": "content", "question": "Waar is het?"}
        asked = await chosen(sqlite_core, joris, form, values)
        again = await next_form(sqlite_core, joris, asked, {**values, "parties": ()})
        assert list(again.errors) == ["parties"]

    async def test_the_same_submit_twice_opens_one_case(self, core: Core) -> None:
        sanne = a_speaker(cast.SANNE, core)
        form = await begun(core, sanne)
        values = {"subject": "Inloggen", "question": "Hoe?", "kind": "portal"}
        first = await submitted(core, sanne, form, values, key="view-1")
        second = await submitted(core, sanne, form, values, key="view-1")
        assert first == second
        assert (await core.store.queries.cases(CaseFilter())).total == 1

    async def test_a_manual_that_fits_is_shown_before_anybody_is_asked(self, sqlite_core: Core) -> None:
        form = await begun(sqlite_core, a_speaker(cast.SANNE, sqlite_core), "M2611 0042")
        assert any("Inschrijven voor een vak" in str(f.value) for f in form.fields if f.name == "help")

    async def test_a_manual_that_fits_what_was_typed_is_shown_once_before_anybody_is_asked(
        self, sqlite_core: Core
    ) -> None:
        joris = a_speaker(cast.SANNE, sqlite_core)
        values = {"subject": "Inloggen", "question": "Inloggen lukt niet", "kind": "portal"}
        form = await begun(sqlite_core, joris)
        helped = await escalation.submit(sqlite_core, joris, form.name, form.state, values)
        assert isinstance(helped, Form)
        assert not helped.errors
        assert any(field.name == "help" for field in helped.fields)
        assert helped.field("subject").value == "Inloggen"
        done = await escalation.submit(sqlite_core, joris, helped.name, helped.state, values)
        assert isinstance(done, Done)

    async def test_an_archived_ticket_is_said_at_its_field_and_everything_else_can_be_used(
        self, sqlite_core: Core, tickets: FakeTickets
    ) -> None:
        tickets.tickets = {key: replace(ticket, archived=True) for key, ticket in tickets.tickets.items()}
        form = await begun(sqlite_core, a_speaker(cast.SANNE, sqlite_core), A_TICKET.number)
        assert "gearchiveerd" in form.errors["ticket"]
        assert form.field("ticket").value == A_TICKET.number

    async def test_without_a_ticket_the_language_of_the_student_is_asked(self, sqlite_core: Core) -> None:
        joris = a_speaker(cast.JORIS, sqlite_core)
        form = await begun(sqlite_core, joris)
        values = {"subject": "Login", "kind": "portal", "question": "I cannot log in", "language": "en"}
        preview = await next_form(sqlite_core, joris, form, values)
        assert str(preview.field("text").value).startswith("Dear student")

    async def test_a_message_that_is_escalated_fills_in_the_question(self, sqlite_core: Core) -> None:
        form = await escalation.begin(sqlite_core, a_speaker(cast.SANNE, sqlite_core), "", text="Hoe log ik in?")
        assert isinstance(form, Form)
        assert form.field("question").value == "Hoe log ik in?"

    async def test_people_read_it_in_their_own_language(self, sqlite_core: Core) -> None:
        dutch = a_speaker(cast.SANNE, sqlite_core)
        english = replace(dutch, language="en")
        assert (await begun(sqlite_core, dutch)).title != (await begun(sqlite_core, english)).title

    async def test_who_works_at_two_desks_is_asked_at_which(self, sqlite_core: Core) -> None:
        sanne = a_speaker(cast.SANNE, sqlite_core)
        both = replace(sanne, actor=replace(sanne.actor, parties=frozenset({HELPDESK, EDUCATION_LAW})))
        form = await begun(sqlite_core, both)
        assert {option.value for option in form.field("intake").options} == {HELPDESK, EDUCATION_LAW}
        preview = await next_form(
            sqlite_core,
            both,
            form,
            {"intake": EDUCATION_LAW, "subject": "Inloggen", "kind": "portal", "question": "Hoe?"},
        )
        assert preview.name == escalation.REDIRECT


class TestWhereItGoes:
    """Who is asked, who will owe the student the answer, and why, in the form itself."""

    async def test_without_a_kind_the_form_says_what_it_waits_for(self, sqlite_core: Core) -> None:
        form = await begun(sqlite_core, a_speaker(cast.SANNE, sqlite_core))
        assert outcome_in(form) == say("nl", "goes-not-yet")
        assert form.submit == say("nl", "submit-escalate")

    async def test_a_hand_over_names_who_is_asked_and_will_owe_the_answer_and_the_rule(self, sqlite_core: Core) -> None:
        sanne = a_speaker(cast.SANNE, sqlite_core)
        form = await chosen(sqlite_core, sanne, await begun(sqlite_core, sanne), {"kind": "portal"})
        where, hours, why = outcome_in(form).splitlines()
        assert where == say("nl", "goes-hand-over", parties="Functioneel beheer studentenportaal")
        assert "kantoortijd" in hours
        assert "Helpdesk ISSC" in why
        assert "portal-at-helpdesk" in why
        assert form.submit == "Doorzetten"

    async def test_what_is_shown_follows_the_kind_back_and_forth(self, sqlite_core: Core) -> None:
        sanne = a_speaker(cast.SANNE, sqlite_core)
        form = await begun(sqlite_core, sanne, "M2611 0042")
        handed_over = await chosen(sqlite_core, sanne, form, {"kind": "portal"})
        redirected = await chosen(sqlite_core, sanne, handed_over, {"kind": "content"})
        assert "Onderwijsadministratie Rechtsgeleerdheid" in outcome_in(redirected)
        again = await chosen(sqlite_core, sanne, redirected, {"kind": "portal"})
        assert outcome_in(again) == outcome_in(handed_over)
        assert again.state == handed_over.state

    async def test_a_faculty_that_decides_is_asked_for(self, sqlite_core: Core) -> None:
        sanne = a_speaker(cast.SANNE, sqlite_core)
        form = await chosen(sqlite_core, sanne, await begun(sqlite_core, sanne), {"kind": "content"})
        assert outcome_in(form) == say("nl", "refused-faculty-needed")
        law = await chosen(sqlite_core, sanne, form, {"kind": "content", "faculty": "law"})
        assert "Rechtsgeleerdheid" in outcome_in(law)

    async def test_a_consultation_keeps_the_duty_and_lets_the_parties_be_ticked_in_the_same_form(
        self, sqlite_core: Core
    ) -> None:
        joris = a_speaker(cast.JORIS, sqlite_core)
        form = await chosen(sqlite_core, joris, await begun(sqlite_core, joris), {"kind": "content"})
        assert "Joris Smit (Onderwijsadministratie Rechtsgeleerdheid)" in outcome_in(form)
        assert "fb-studentenportaal" in {option.value for option in form.field("parties").options}
        both = await chosen(
            sqlite_core, joris, form, {"kind": "content", "parties": (STUDENT_PORTAL, USIS_LAW), "subject": "Cijfer"}
        )
        assert both.field("parties").value == (STUDENT_PORTAL, USIS_LAW)
        assert both.field("subject").value == "Cijfer"

    async def test_the_desk_decides_too(self, sqlite_core: Core) -> None:
        sanne = a_speaker(cast.SANNE, sqlite_core)
        both = replace(sanne, actor=replace(sanne.actor, parties=frozenset({HELPDESK, EDUCATION_LAW})))
        form = await begun(sqlite_core, both)
        assert form.field("intake").live
        at_helpdesk = await chosen(sqlite_core, both, form, {"intake": HELPDESK, "kind": "portal"})
        elsewhere = await chosen(sqlite_core, both, at_helpdesk, {"intake": EDUCATION_LAW, "kind": "portal"})
        assert outcome_in(at_helpdesk) != outcome_in(elsewhere)

    async def test_it_says_when_somebody_is_there(self, sqlite_core: Core, clock: Ticking) -> None:
        sanne = a_speaker(cast.SANNE, sqlite_core)
        form = await begun(sqlite_core, sanne)
        for hour, words in ((9, "Het is nu kantoortijd"), (21, "Het is nu geen kantoortijd")):
            clock.now = datetime(2026, 11, 24, hour, 30, tzinfo=UTC)
            assert words in outcome_in(await chosen(sqlite_core, sanne, form, {"kind": "portal"}))

    async def test_nothing_typed_is_lost_and_nothing_is_refused(self, sqlite_core: Core) -> None:
        sanne = a_speaker(cast.SANNE, sqlite_core)
        typed = {"subject": "Inl", "question": "s1234567 kan niet", "ticket": "M99", "language": "en", "kind": "portal"}
        form = await chosen(sqlite_core, sanne, await begun(sqlite_core, sanne), typed)
        shown = {**typed, "question": "[studentnr.] kan niet"}
        assert {name: form.field(name).value for name in typed} == shown
        assert not form.errors
        assert "s1234567" not in str(form.state), "what was typed and not yet sent is not kept"

    async def test_what_the_words_suggest_and_what_may_help_come_along(self, sqlite_core: Core) -> None:
        sanne = a_speaker(cast.SANNE, sqlite_core)
        values = {"subject": "Inloggen", "question": "Inloggen lukt niet", "kind": "portal"}
        form = await chosen(sqlite_core, sanne, await begun(sqlite_core, sanne), values)
        assert "inlog" in form.field("kind").hint.lower()
        assert any(field.name == "help" for field in form.fields)
        done = await escalation.submit(sqlite_core, sanne, form.name, form.state, values)
        assert isinstance(done, Done), "it was shown already"


class TestNobodyOpensACaseUnseen:
    VALUES: ClassVar[Values] = {"subject": "Vraag", "question": "Hoe dan?", "kind": "portal"}

    async def test_who_did_not_see_where_it_goes_sees_it_first(self, sqlite_core: Core) -> None:
        sanne = a_speaker(cast.SANNE, sqlite_core)
        form = await begun(sqlite_core, sanne)
        look = await escalation.submit(sqlite_core, sanne, form.name, form.state, self.VALUES)
        assert isinstance(look, Form)
        assert not look.errors
        assert look.fields[0].value == say("nl", "remark-look-first")
        assert "Functioneel beheer studentenportaal" in outcome_in(look)
        assert (await sqlite_core.store.queries.cases(CaseFilter())).total == 0
        done = await escalation.submit(sqlite_core, sanne, look.name, look.state, self.VALUES)
        assert isinstance(done, Done)

    async def test_who_saw_it_is_not_held_up(self, sqlite_core: Core) -> None:
        sanne = a_speaker(cast.SANNE, sqlite_core)
        form = await chosen(sqlite_core, sanne, await begun(sqlite_core, sanne), self.VALUES)
        assert isinstance(await escalation.submit(sqlite_core, sanne, form.name, form.state, self.VALUES), Done)

    async def test_what_was_changed_after_looking_is_looked_at_again(self, sqlite_core: Core) -> None:
        joris = a_speaker(cast.JORIS, sqlite_core)
        values = {**self.VALUES, "kind": "content", "faculty": "law"}
        form = await chosen(sqlite_core, joris, await begun(sqlite_core, joris), values)
        elsewhere = {**values, "faculty": "science", "parties": (USIS_LAW,)}
        look = await escalation.submit(sqlite_core, joris, form.name, form.state, elsewhere)
        assert isinstance(look, Form)
        assert not look.errors
        assert USIS_LAW not in look.field("parties").value

    async def test_a_ticket_read_at_the_end_that_decides_otherwise_is_looked_at(self, sqlite_core: Core) -> None:
        """Only the ticket told the faculty."""
        sanne = a_speaker(cast.SANNE, sqlite_core)
        form = await begun(sqlite_core, sanne)
        values = {**self.VALUES, "ticket": "M2611 0042"}
        look = await escalation.submit(sqlite_core, sanne, form.name, form.state, values)
        assert isinstance(look, Form)
        assert look.field("faculty").value == "law"
        assert look.state["ticket_id"] == A_TICKET.id
        done = await escalation.submit(sqlite_core, sanne, look.name, look.state, filled_in(look))
        assert isinstance(done, Done)

    async def test_topdesk_that_does_not_answer_is_waited_for_once_after_sending(
        self, sqlite_core: Core, tickets: FakeTickets
    ) -> None:
        tickets.fail(Unavailable("502"), times=1)
        sanne = a_speaker(cast.SANNE, sqlite_core)
        form = await begun(sqlite_core, sanne)
        values = {**self.VALUES, "ticket": "M2611 0042"}
        look = await escalation.submit(sqlite_core, sanne, form.name, form.state, values)
        assert isinstance(look, Form)
        assert any(field.value == say("nl", "ticket-not-read") for field in look.fields)
        done = await escalation.submit(sqlite_core, sanne, look.name, look.state, {**filled_in(look), **values})
        assert isinstance(done, Done)
        ticket = (await sqlite_core.store.queries.case(done.case)).question.ticket
        assert (ticket and ticket.number, ticket and ticket.id) == ("M2611 0042", None)

    @pytest.mark.parametrize("language", ["nl", "en"])
    async def test_in_the_language_of_who_reads_it(self, sqlite_core: Core, language: str) -> None:
        sanne = replace(a_speaker(cast.SANNE, sqlite_core), language=language)
        form = await begun(sqlite_core, sanne)
        look = await escalation.submit(sqlite_core, sanne, form.name, form.state, self.VALUES)
        assert isinstance(look, Form)
        assert look.submit == say(language, "submit-escalate-hand-over")


class TestAMessage:
    LINK = "https://universiteit-leiden.slack.com/archives/C01HELPDESK/p1795420811000100"

    async def test_its_words_are_masked_and_its_place_is_kept_on_the_case(self, core: Core) -> None:
        sanne = a_speaker(cast.SANNE, core)
        form = await escalation.begin(core, sanne, "", text="Vraag van s1234567: hoe dan?", origin=self.LINK)
        assert isinstance(form, Form)
        assert "s1234567" not in str(form)
        number = await opened(core, sanne, form, {"subject": "Vraag", "kind": "portal"})
        case = await core.store.queries.case(number)
        assert case.question.origin_url == self.LINK
        card = (await looking.show_case(core, sanne, number)).card
        assert self.LINK in {fact.url for fact in card.facts}


class TestTheTicket:
    async def test_a_ticket_with_an_open_case_shows_that_case(self, core: Core) -> None:
        sanne = a_speaker(cast.SANNE, core)
        number = await opened(core, sanne, await begun(core, sanne, "M2611 0042"), {"kind": "portal"})
        shown = await escalation.begin(core, a_speaker(cast.DAAN, core), "m2611-0042")
        assert isinstance(shown, ShownCase)
        assert shown.card.case == number
        assert shown.text.strip()

    async def test_also_when_it_was_typed_into_the_form(self, sqlite_core: Core) -> None:
        sanne, daan = a_speaker(cast.SANNE, sqlite_core), a_speaker(cast.DAAN, sqlite_core)
        form = await begun(sqlite_core, daan)
        number = await opened(sqlite_core, sanne, await begun(sqlite_core, sanne, "M2611 0042"), {"kind": "portal"})
        shown = await submitted(
            sqlite_core, daan, form, {"ticket": "M2611 0042", "subject": "Vak", "kind": "portal", "question": "Hoe?"}
        )
        assert isinstance(shown, ShownCase)
        assert shown.card.case == number

    async def test_a_ticket_that_was_typed_into_the_form_is_read(self, sqlite_core: Core) -> None:
        sanne = a_speaker(cast.SANNE, sqlite_core)
        values = {"ticket": "m2611 0042", "subject": "Vak", "kind": "portal", "question": "Hoe?"}
        number = await opened(sqlite_core, sanne, await begun(sqlite_core, sanne), values)
        case = await sqlite_core.store.queries.case(number)
        assert case.question.ticket is not None
        assert case.question.ticket.id == A_TICKET.id
        assert case.question.subject == "Vak"

    @pytest.mark.parametrize("failure", [Unavailable("502"), TimeoutError()])
    async def test_topdesk_away_keeps_nobody_from_escalating(
        self, sqlite_core: Core, tickets: FakeTickets, failure: Exception
    ) -> None:
        tickets.fail(failure, times=2)
        sanne = a_speaker(cast.SANNE, sqlite_core)
        form = await begun(sqlite_core, sanne, "M2611 0042")
        assert form.field("ticket").value == "M2611 0042"
        assert any(f.sort is Sort.REMARK and f.value for f in form.fields)
        number = await opened(
            sqlite_core, sanne, form, {"subject": "Vak", "kind": "portal", "question": "Hoe?", "faculty": "law"}
        )
        case = await sqlite_core.store.queries.case(number)
        assert case.question.ticket is not None
        assert (case.question.ticket.number, case.question.ticket.id) == ("M2611 0042", None)

    async def test_topdesk_that_does_not_answer_is_not_waited_for(
        self, sqlite_core: Core, tickets: FakeTickets, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.conversation.escalation.ticket.TICKET_WAIT_S", 0.01)
        tickets.answers_after_s = 5.0
        form = await begun(sqlite_core, a_speaker(cast.SANNE, sqlite_core), "M2611 0042")
        assert form.field("ticket").value == "M2611 0042"

    async def test_an_unknown_ticket_is_said_at_its_field_and_everything_else_can_be_used(
        self, sqlite_core: Core
    ) -> None:
        sanne = a_speaker(cast.SANNE, sqlite_core)
        form = await begun(sqlite_core, sanne, "M9999 9999")
        assert list(form.errors) == ["ticket"]
        assert "M9999 9999" in form.errors["ticket"]
        assert form.field("ticket").value == "M9999 9999"
        values = {"ticket": "", "subject": "Inloggen", "kind": "portal", "question": "Hoe?"}
        number = await opened(sqlite_core, sanne, form, values)
        assert (await sqlite_core.store.queries.case(number)).question.ticket is None


class TestWhoMayEscalate:
    @pytest.mark.parametrize("person", [cast.PIM, cast.ANNA, cast.MARIJKE])
    async def test_who_works_at_no_desk_is_told_so(self, sqlite_core: Core, person: cast.Person) -> None:
        for reply in (
            await escalation.begin(sqlite_core, a_speaker(person, sqlite_core), "M2611 0042"),
            await escalation.submit(sqlite_core, a_speaker(person, sqlite_core), escalation.FORM, {}, {}),
        ):
            assert isinstance(reply, Said)
            assert reply.is_refusal
