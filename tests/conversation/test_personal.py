"""What people choose for themselves: their language, what they are told, and until when they are away."""

from datetime import UTC, datetime

import pytest

from bot.conversation import acting
from bot.conversation.core import Core, speaking
from bot.conversation.looking import look
from bot.conversation.personal import AS_THE_PLATFORM, BACK, FORM, LANGUAGE, NOTICES
from bot.conversation.replies import Reply, Said
from bot.demo import cast
from bot.forms import Form, Values
from bot.ports import Person
from bot.preferences import NoticeKind, Preferences
from bot.words import ChangeSettings
from tests.builders import Ticking, a_speaker

PERSON = Person(cast.ANNA.email, cast.ANNA.name, "nl")


@pytest.fixture
async def desk(core: Core) -> Core:
    await core.store.remember_person(PERSON, "slack", {"id": "U03ANNA"})
    return core


async def form_of(core: Core, person: cast.Person = cast.ANNA) -> Form:
    reply = await look(core, a_speaker(person, core), ChangeSettings())
    assert isinstance(reply, Form)
    return reply


async def chosen(core: Core) -> Preferences:
    return (await core.store.queries.preferences([cast.ANNA.email]))[cast.ANNA.email]


async def submit(core: Core, values: Values, person: cast.Person = cast.ANNA) -> Reply:
    form = await form_of(core)
    return await acting.submit(core, a_speaker(person, core), FORM, form.state, values)


async def test_what_was_chosen_is_shown_the_next_time(desk: Core) -> None:
    await submit(desk, {LANGUAGE: "en", NOTICES: ("assigned",), BACK: "2026-11-30"})
    form = await form_of(desk)
    assert form.field(LANGUAGE).value == "en"
    assert form.field(NOTICES).value == ("assigned",)
    assert form.field(BACK).value == "2026-11-30"


async def test_nothing_is_chosen_at_first(desk: Core) -> None:
    form = await form_of(desk)
    assert form.field(LANGUAGE).value == AS_THE_PLATFORM
    assert set(form.field(NOTICES).value) == set(NoticeKind)
    assert form.field(BACK).value == ""


async def test_a_language_goes_before_the_one_of_the_platform(desk: Core) -> None:
    said = await submit(desk, {LANGUAGE: "en"})
    assert isinstance(said, Said)
    assert said.text.startswith("Your settings")
    assert (await speaking(desk, PERSON, "slack")).language == "en"
    await submit(desk, {LANGUAGE: AS_THE_PLATFORM})
    assert (await speaking(desk, PERSON, "slack")).language == "nl"


async def test_who_is_away_is_back_at_the_beginning_of_the_day(desk: Core) -> None:
    said = await submit(desk, {BACK: "2026-11-30"})
    assert isinstance(said, Said)
    assert "30 nov" in said.text
    assert (await chosen(desk)).absent_until == datetime(2026, 11, 29, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize("back", ["", "2026-11-23", "2026-01-01"])
async def test_a_day_that_is_not_to_come_means_that_they_are_there(desk: Core, back: str) -> None:
    await submit(desk, {BACK: "2026-11-30"})
    await submit(desk, {BACK: back})
    assert (await chosen(desk)).absent_until is None


async def test_an_absence_that_is_over_is_no_longer_shown(desk: Core, clock: Ticking) -> None:
    await submit(desk, {BACK: "2026-11-30"})
    clock.now = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
    assert (await form_of(desk)).field(BACK).value == ""


async def test_what_is_no_date_is_said_at_the_field(desk: Core) -> None:
    form = await submit(desk, {BACK: "volgende week"})
    assert isinstance(form, Form)
    assert set(form.errors) == {BACK}


async def test_the_form_of_a_colleague_changes_nothing(desk: Core) -> None:
    """In a channel anybody can press it."""
    said = await submit(desk, {LANGUAGE: "en"}, cast.BRAM)
    assert isinstance(said, Said)
    assert said.is_refusal
    assert await desk.store.queries.preferences([cast.ANNA.email, cast.BRAM.email]) == {}


async def test_who_is_away_is_shown_so_where_a_colleague_is_chosen(desk: Core) -> None:
    from bot.actions import Action
    from bot.handlers import handle
    from tests.builders import an_escalation

    number = (await desk.store.run(handle(an_escalation()))).number
    await submit(desk, {BACK: "2026-11-30"})
    form = await acting.press(desk, a_speaker(cast.BRAM, desk), Action.ASSIGN, f"{number}/1")
    assert isinstance(form, Form)
    labels = {option.value: option.label for option in form.field("person").options}
    assert labels[cast.ANNA.email] == "Anna Visser (afwezig tot ma 30 nov)"
    assert "afwezig" not in labels[cast.BRAM.email]
