"""Cards, lists and forms to draw: ordinary ones, and the longest there can be."""

from bot.actions import Action
from bot.card import Button, Card, Fact, Section, Tone
from bot.conversation.replies import Line, Listed, ShownCase
from bot.forms import LONGEST_TEXT, Field, Form, Option, Sort
from bot.home import Choice, Home, HomeLine
from bot.home import Section as HomeSection

LONG_WORD = "Onderwijsadministratie<&>"
LONG = f"{LONG_WORD} " * 400
"""10,000 characters, of which one in eight grows when it is escaped."""


def a_card(
    *, status: str = "FB is de student het antwoord schuldig.", tone: Tone = Tone.WAITING, more: int = 0
) -> Card:
    """The card of a case with one button, and *more* under a menu."""
    return Card(
        case="SL-2611-0001",
        version=1,
        language="nl",
        title="SL-2611-0001 · Inschrijven voor een vak lukt niet",
        status=status,
        tone=tone,
        facts=(Fact("Ticket", "M2611 0042", "https://topdesk.example.org/?unid=42&x=1"), Fact("Faculteit", "Rechten")),
        sections=(Section("Vraag", "De knop Inschrijven blijft grijs."),),
        buttons=(Button(Action.CLAIM, "SL-2611-0001/1", "Oppakken", is_main=True, opens_form=False),),
        more=tuple(Button(list(Action)[n], "SL-2611-0001", f"Actie {n}") for n in range(5, 5 + more)),
        more_label="Meer",
        summary="SL-2611-0001 · Inschrijven voor een vak lukt niet. FB is de student het antwoord schuldig.",
    )


def the_longest_card(language: str = "nl") -> Card:
    """More of everything than any card has."""
    return Card(
        case="SL-2611-0001",
        version=1,
        language=language,
        title=LONG,
        status=LONG,
        tone=Tone.ASKED_BACK,
        facts=tuple(Fact(LONG, LONG, f"https://example.org/{n}" if n % 2 else None) for n in range(23)),
        sections=tuple(Section(LONG, LONG) for _ in range(12)),
        buttons=tuple(Button(action, "SL-2611-0001/1", LONG, is_risky=True) for action in list(Action)[:3]),
        more=tuple(Button(action, "SL-2611-0001/1", LONG) for action in list(Action)[3:]),
        more_label=LONG,
        summary=LONG,
    )


def the_longest_case(language: str = "nl") -> ShownCase:
    """A case on which a whole department worked for a year."""
    return ShownCase(the_longest_card(language), tuple(f"{n}: {LONG}" for n in range(300)), LONG)


def the_longest_list() -> Listed:
    """A full page of the longest lines."""
    lines = tuple(Line(f"SL-2611-{n:04}", LONG, LONG, LONG) for n in range(8))
    return Listed(LONG, lines, LONG, LONG, LONG, "open 1", "open 3", LONG, LONG)


def a_home(*lines: HomeLine, **changes: object) -> Home:
    """The Home of somebody with these cases."""
    sections = (HomeSection("Jij bent de student het antwoord schuldig (1)", lines),) if lines else ()
    facts = {"language": "nl", "title": "Jouw zaken", "summary": "Open: 1 zaak.", "words": "mine", "show": "Bekijken"}
    return Home(**{**facts, "claim": "Oppakken", "sections": sections, **changes})  # type: ignore[arg-type]


def the_longest_home() -> Home:
    """A full page, under every heading there is, of an administrator of many parties."""
    lines = [HomeLine(f"SL-2611-{n:04}", LONG, LONG, LONG, f"SL-2611-{n:04}/1", is_overdue=True) for n in range(8)]
    sections = tuple(HomeSection(LONG, tuple(lines[n : n + 2])) for n in range(0, 8, 2))
    filters = tuple(Choice(LONG, f"mine @{'x' * 60}{n}", is_chosen=True) for n in range(7))
    pages = (Choice(LONG, "mine 1"), Choice(LONG, "mine 3"))
    settings = Choice(LONG, "settings")
    long = LONG[:3_000]
    return Home(
        "nl", LONG, long, "mine", sections, (long, long, long), filters, pages, LONG, LONG, LONG, settings, LONG
    )


def a_form(*fields: Field, **changes: object) -> Form:
    """A form with these fields."""
    facts = {"name": "decline", "language": "nl", "title": "Niet aannemen", "submit": "Niet aannemen"}
    return Form(**{**facts, "cancel": "Annuleren", "fields": fields, **changes})  # type: ignore[arg-type]


def a_choice(name: str, options: int, *, required: bool = True, value: str = "") -> Field:
    """One of so many."""
    return Field(
        name, Sort.CHOICE, "Keuze", value, tuple(Option(f"o{n}", f"Optie {n}") for n in range(options)), required
    )


def the_longest_form() -> Form:
    """Every sort of field, as long as it can be."""
    options = tuple(Option(f"option-{n}{'x' * 300 if n < 2 else ''}", LONG) for n in range(130))
    fields = (
        Field("remark", Sort.REMARK, value=LONG),
        Field("line", Sort.LINE, LONG, LONG, hint=LONG, longest=150),
        Field("text", Sort.TEXT, LONG, LONG, hint=LONG),
        Field("choice", Sort.CHOICE, LONG, options[7].value, options, hint=LONG),
        Field("few", Sort.CHOICE, LONG, options[1].value, options[:3]),
        Field("boxes", Sort.CHOICES, LONG, (options[0].value, options[2].value), options[:3]),
        Field("many", Sort.CHOICES, LONG, (options[0].value,), options[:20]),
        Field("day", Sort.DATE, LONG, "2026-11-30", required=False, hint=LONG),
        Field("none", Sort.CHOICE, LONG[:2_000], "", ()),
        Field("outcome", Sort.REMARK, value=LONG, stands_out=True),
        Field("kind", Sort.CHOICE, LONG, options[1].value, options[:3], hint=LONG, live=True),
    )
    errors = {"": LONG, **{one.name: LONG for one in fields if one.sort is not Sort.REMARK}}
    return a_form(*fields, title=LONG, submit=LONG, cancel=LONG, state={"question": "x" * LONGEST_TEXT}, errors=errors)
