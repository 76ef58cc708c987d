"""Cases as people make them, told to a real store: what the seeding command copies over months."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import bot
from bot import commands
from bot.adapters.sql.store import SqlStore
from bot.announcements import Reach
from bot.case import Question, TicketReference, ToldBy
from bot.commands import Command
from bot.demo import cast
from bot.handlers import handle
from bot.ports import Person
from bot.routing import Organisation, load
from tests.builders import ANNA, BRAM, FATIMA, SANNE, USIS_LAW, Ticking

EVERYWHERE = Reach(frozenset({"slack", "teams"}), tickets=True)

SUBJECTS = (
    "Inschrijven voor een vak lukt niet",
    "Cijfer ontbreekt in het resultatenoverzicht",
    "Vak staat niet in de planning van het tweede blok",
    "Foutmelding bij het bevestigen van de studieplanning",
    "Aanmelden voor de herkansing kan niet meer",
    "Collegerooster toont een verkeerde werkgroep",
    "Minor is goedgekeurd maar niet zichtbaar",
    "Cannot enrol in the elective, the button stays grey",
)
TEXTS = (
    "De knop blijft grijs, ook na opnieuw aanmelden in een andere browser. De deadline is vrijdag.",
    "Het tentamen was drie weken geleden; de docent zegt dat de uitslag is doorgegeven aan de administratie.",
    "De opleiding heeft het vak vorige week toegevoegd, maar bij deze studente is het nergens te vinden.",
    "On the last page the portal says that the prerequisites are not met, while the courses are passed.",
)
FACULTIES = ("law", "humanities", "science", "archaeology")

Ending = Callable[[str], tuple[Command, ...]]


def _claimed_by_anna(case: str) -> tuple[Command, ...]:
    return (commands.Claim(actor=ANNA, request=f"{case}/1"),)


def _claimed_by_bram(case: str) -> tuple[Command, ...]:
    return (commands.Claim(actor=BRAM, request=f"{case}/1"),)


def _nobody_took_it(_: str) -> tuple[Command, ...]:
    return ()


def _asked_back(case: str) -> tuple[Command, ...]:
    return (
        *_claimed_by_bram(case),
        commands.AskBack(actor=BRAM, request=f"{case}/1", question="Om welk vak gaat het?"),
    )


def _told_the_student(case: str) -> tuple[Command, ...]:
    told = commands.GiveFeedback(
        actor=ANNA, case=case, how=ToldBy.TICKET, answer="Opgelost met de update van vanavond."
    )
    return (*_claimed_by_anna(case), told)


def _after_a_consultation(case: str) -> tuple[Command, ...]:
    return (
        *_claimed_by_anna(case),
        commands.Consult(actor=ANNA, case=case, parties=(USIS_LAW,), question="Klopt de inschrijving in uSis?"),
        commands.Claim(actor=FATIMA, request=f"{case}/2"),
        commands.Answer(actor=FATIMA, request=f"{case}/2", answer="In uSis is alles in orde."),
        commands.GiveFeedback(actor=ANNA, case=case, how=ToldBy.TICKET, answer="Hersteld."),
    )


FINISHED: tuple[Ending, ...] = (_told_the_student, _told_the_student, _after_a_consultation)
UNFINISHED: tuple[Ending, ...] = (_nobody_took_it, _claimed_by_anna, _claimed_by_bram, _nobody_took_it, _asked_back)


def organisation() -> Organisation:
    """The example that ships with the project."""
    return load(Path(bot.__file__).parent / "demo" / "organisation.toml")


def a_question(ticket: str, number: int = 0) -> Question:
    """One of the questions people ask the helpdesk about the portal."""
    return Question(
        intake=cast.HELPDESK,
        kind="portal",
        subject=SUBJECTS[number % len(SUBJECTS)],
        text=TEXTS[number // len(SUBJECTS) % len(TEXTS)],
        faculty=FACULTIES[number % len(FACULTIES)],
        language="nl",
        ticket=TicketReference(ticket, f"id-of-{ticket}", f"https://topdesk.example.org/{ticket}"),
    )


async def tell(store: SqlStore, clock: Ticking, endings: tuple[Ending, ...], how_many: int, sort: str) -> None:
    """So many cases, each opened at the same moment; *sort* is in the numbers of their tickets."""
    began: datetime = clock.now
    for number in range(how_many):
        clock.now = began
        opened = commands.OpenCase(actor=SANNE, question=a_question(f"M9{sort}{number:03}X", number))
        case = (await store.run(handle(opened))).number
        for command in endings[number % len(endings)](case):
            clock.pass_time(timedelta(hours=3, minutes=17))
            await store.run(handle(command))
    clock.now = began


async def meet(store: SqlStore) -> None:
    """The people of the example, as the platforms know them."""
    for person in cast.PEOPLE:
        known = Person(person.email, person.name, person.language)
        await store.remember_person(known, "slack", {"id": person.slack_id})
        if person.teams_id:
            await store.remember_person(known, "teams", {"id": person.teams_id})
