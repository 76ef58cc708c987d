"""The people and places of the demonstration: one list, from which both local clients and the tests are fed.

Everybody is invented and has an address at ``example.org``. Identifiers are chosen here, so a test can name a person
or a channel before any client runs; their forms are those of the platforms (Slack: ``U...``, ``C...`` in capitals
and digits; Teams: ``29:...`` for a person, ``28:...`` for a bot, ``19:...@thread.tacv2`` for a channel).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Somebody at work. ``party`` is a key of the organisation file, or None for who is in no party.

    ``language`` is what this person reads, ``nl`` or ``en``. ``teams_id`` and ``teams_object_id`` are None for who is
    only in Slack: the local Teams client knows exactly six people.
    """

    name: str
    email: str
    slack_id: str
    party: str | None = None
    language: str = "nl"
    administrator: bool = False
    teams_id: str | None = None
    teams_object_id: str | None = None

    @property
    def given_name(self) -> str:
        return self.name.split(" ", 1)[0]

    @property
    def surname(self) -> str:
        return self.name.split(" ", 1)[1]

    @property
    def slack_name(self) -> str:
        """The handle: ``sanne.de.wit``."""
        return self.email.split("@", 1)[0]


@dataclass(frozen=True)
class Channel:
    """Where one party works on one platform. ``id`` is the platform's, ``name`` what people see."""

    party: str
    id: str
    name: str
    members: tuple[Person, ...]


HELPDESK = "issc-helpdesk"
STUDENT_PORTAL = "fb-studentenportaal"
USIS_LAW = "fb-usis-law"
EDUCATION_LAW = "oa-law"

SANNE = Person(
    "Sanne de Wit",
    "sanne.de.wit@example.org",
    "U01SANNE",
    HELPDESK,
    teams_id="29:1-sanne-de-wit",
    teams_object_id="a0000000-0000-4000-8000-000000000001",
)
DAAN = Person("Daan Bakker", "daan.bakker@example.org", "U02DAAN", HELPDESK)
ANNA = Person(
    "Anna Visser",
    "anna.visser@example.org",
    "U03ANNA",
    STUDENT_PORTAL,
    teams_id="29:1-anna-visser",
    teams_object_id="a0000000-0000-4000-8000-000000000003",
)
BRAM = Person(
    "Bram Mulder",
    "bram.mulder@example.org",
    "U04BRAM",
    STUDENT_PORTAL,
    teams_id="29:1-bram-mulder",
    teams_object_id="a0000000-0000-4000-8000-000000000004",
)
FATIMA = Person(
    "Fatima el Idrissi",
    "fatima.el.idrissi@example.org",
    "U05FATIMA",
    USIS_LAW,
    teams_id="29:1-fatima-el-idrissi",
    teams_object_id="a0000000-0000-4000-8000-000000000005",
)
JORIS = Person(
    "Joris Smit",
    "joris.smit@example.org",
    "U06JORIS",
    EDUCATION_LAW,
    teams_id="29:1-joris-smit",
    teams_object_id="a0000000-0000-4000-8000-000000000006",
)
MARIJKE = Person(
    "Marijke Vos",
    "marijke.vos@example.org",
    "U07MARIJKE",
    administrator=True,
    teams_id="29:1-marijke-vos",
    teams_object_id="a0000000-0000-4000-8000-000000000007",
)
PIM = Person("Pim de Boer", "pim.de.boer@example.org", "U08PIM", language="en")

PEOPLE = (SANNE, DAAN, ANNA, BRAM, FATIMA, JORIS, MARIJKE, PIM)

SLACK_CHANNELS = (
    Channel(HELPDESK, "C01HELPDESK", "issc-helpdesk", (SANNE, DAAN, MARIJKE)),
    Channel(STUDENT_PORTAL, "C02PORTAL", "fb-studentenportaal", (ANNA, BRAM, MARIJKE)),
    Channel(USIS_LAW, "C03USISLAW", "fb-usis-law", (FATIMA, MARIJKE)),
    Channel(EDUCATION_LAW, "C04OALAW", "oa-law", (JORIS, MARIJKE)),
)


def slack_channel(party: str) -> Channel:
    """The Slack channel of this party. Raises KeyError for a party that has none."""
    return {channel.party: channel for channel in SLACK_CHANNELS}[party]


TEAMS_CURRENT = BRAM
"""Who sits behind the local Teams client: it plays one person only."""

TEAMS_OTHERS = (SANNE, ANNA, FATIMA, JORIS, MARIJKE)
"""The client wants exactly five people beside the current one."""

TEAMS_TENANT = "b0000000-0000-4000-8000-000000000000"
TEAMS_TEAM = "Tweede lijn"
TEAMS_TEAM_OBJECT_ID = "c0000000-0000-4000-8000-000000000000"
TEAMS_PERSONAL_CHAT = "a:1secondline-bram-mulder"
TEAMS_GROUP_CHAT = "19:tweede-lijn-groep@thread.v2"

_TEAMS_MEMBERS = (TEAMS_CURRENT, *TEAMS_OTHERS)
TEAMS_GENERAL = Channel(STUDENT_PORTAL, "19:tweede-lijn-general@thread.tacv2", "General", _TEAMS_MEMBERS)
"""The team's own channel: in Teams its id is also the id of the team."""
TEAMS_USIS_LAW = Channel(USIS_LAW, "19:tweede-lijn-usis-rechten@thread.tacv2", "uSis Rechten", _TEAMS_MEMBERS)
TEAMS_CHANNELS = (TEAMS_GENERAL, TEAMS_USIS_LAW)

BOT_NAME = "secondline"
SLACK_BOT_USER = "U00SECONDLINE"
SLACK_APP = "A00SECONDLINE"
SLACK_TEAM = "T00LEIDEN"
SLACK_WORKSPACE = "Universiteit Leiden"
TEAMS_BOT = "28:d0000000-0000-4000-8000-000000000000"
