"""Builders that state only what matters to a test, in the words of the desk."""

from datetime import UTC, datetime, timedelta

from bot.case import Actor, Case, Question, TicketReference
from bot.commands import OpenCase
from bot.conversation.core import Core, Speaker, speaker
from bot.demo import cast
from bot.ports import Person, Ticket
from bot.request import Move

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

HELPDESK, STUDENT_PORTAL, USIS_LAW, EDUCATION_LAW = (
    cast.HELPDESK,
    cast.STUDENT_PORTAL,
    cast.USIS_LAW,
    cast.EDUCATION_LAW,
)


class Ticking:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, span: timedelta) -> None:
        """Let time go by."""
        self.now += span


def an_actor(person: cast.Person, *, origin: str = "slack") -> Actor:
    """A person of the cast, as the organisation file knows them."""
    parties = frozenset({person.party}) if person.party else frozenset()
    return Actor(person.email, parties, person.administrator, origin)


SANNE, DAAN = an_actor(cast.SANNE), an_actor(cast.DAAN)
ANNA, BRAM = an_actor(cast.ANNA), an_actor(cast.BRAM, origin="teams")
FATIMA, JORIS = an_actor(cast.FATIMA), an_actor(cast.JORIS)
MARIJKE, PIM = an_actor(cast.MARIJKE), an_actor(cast.PIM)


def a_question(
    *,
    intake: str = HELPDESK,
    kind: str = "portal",
    faculty: str | None = "law",
    ticket: str | None = "M2611 0042",
    subject: str = "Inschrijven voor een vak lukt niet",
    text: str = "De knop Inschrijven blijft grijs.",
) -> Question:
    """A portal question at the helpdesk about ticket M2611 0042."""
    reference = TicketReference(ticket, f"id-of-{ticket}") if ticket else None
    return Question(
        intake=intake,
        kind=kind,
        subject=subject,
        text=text,
        faculty=faculty,
        ticket=reference,
        reference=None if ticket else "Mail van 23 november",
    )


def a_content_question(**changes: str | None) -> Question:
    """A content question at the education administration of Law, without a ticket."""
    facts: dict[str, str | None] = {"intake": EDUCATION_LAW, "kind": "content", "ticket": None} | changes
    return a_question(**facts)  # type: ignore[arg-type]  # the named facts of a question


def a_hand_over(number: str = "SL-2611-0001") -> Case:
    """The helpdesk handed a question over to functional management student portal."""
    case, _ = Case.open(number, a_question(), Move.HAND_OVER, [STUDENT_PORTAL], SANNE, NOW)
    return case


def a_consultation(*parties: str, number: str = "SL-2611-0002") -> Case:
    """The education administration of Law consults one or two parties."""
    asked = parties or (STUDENT_PORTAL, USIS_LAW)
    case, _ = Case.open(number, a_content_question(), Move.CONSULTATION, asked, JORIS, NOW)
    return case


A_TICKET = Ticket(
    id="id-of-M2611 0042",
    number="M2611 0042",
    subject="Inschrijven voor een vak lukt niet",
    question="De knop Inschrijven blijft grijs.",
    origin_names=("Rechten",),
    language="nl",
    url="https://topdesk.example.org/M2611-0042",
)
A_TICKET_WITHOUT_FACULTY = Ticket(id="id-of-M2611 0050", number="M2611 0050", subject="", question="Cijfer ontbreekt")


def a_speaker(person: cast.Person, core: Core, *, origin: str = "slack") -> Speaker:
    """A person of the cast who types and presses."""
    return speaker(core, Person(person.email, person.name, person.language), origin)


def an_escalation(ticket: str | None = "M2611 0042", key: str | None = None) -> OpenCase:
    """Sanne escalates a portal question."""
    return OpenCase(actor=SANNE, key=key, question=a_question(ticket=ticket))
