"""The desks of a soak: many small ones, so that a channel's pace (about one post a second) is not what is tested."""

from dataclasses import dataclass
from pathlib import Path

from bot.demo.cast import SLACK_TEAM

Json = dict[str, object]

GIVEN_NAMES = ("Anna", "Bram", "Cato", "Daan", "Els", "Fien")

HEAD = """
name = "Universiteit"
languages = ["nl", "en"]
time_zone = "Europe/Amsterdam"
administrators = ["marijke.vos@example.org"]
quiet_outside_office_hours = false

[office_hours]
monday = "09:00-17:00"

[[kinds]]
key = "portal"
title = "Portaal"
description = "Portaal"
keywords = { nl = ["portaal"], en = ["portal"] }

[[rules]]
key = "at-a-helpdesk"
intake = "first-line"
kinds = "any"
move = "hand-over"
asked = "faculty:usis"
source = "the soak"
checked = 2026-11-02

[[rules]]
key = "at-an-administration"
intake = "education-administration"
kinds = "any"
move = "consultation"
asked = ["faculty:usis", "faculty:neighbour"]
preselected = "faculty:usis"
at_least = 1
at_most = 2
source = "the soak"
checked = 2026-11-02
"""


@dataclass(frozen=True)
class Member:
    """Somebody at work. ``teams_id`` is empty for who is in Slack alone."""

    name: str
    email: str
    party: str
    slack_id: str
    teams_id: str = ""


@dataclass(frozen=True)
class Desk:
    """A party with its channels; ``teams_channel`` is empty where it has none."""

    key: str
    role: str
    members: tuple[Member, ...]
    slack_channel: str
    teams_channel: str = ""

    @property
    def is_intake(self) -> bool:
        """Questions come in here."""
        return self.role != "second-line"


@dataclass(frozen=True)
class Desks:
    """Everybody who takes part."""

    parties: tuple[Desk, ...]
    faculties: int

    @property
    def members(self) -> tuple[Member, ...]:
        """All people, each in one party."""
        return tuple(member for party in self.parties for member in party.members)

    def written_in(self, folder: Path) -> Path:
        """The organisation file as a file in this folder, which is made if need be."""
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "organisation.toml"
        file.write_text(self.as_toml(), encoding="utf-8")
        return file.resolve()

    def as_toml(self) -> str:
        """The organisation file."""
        faculties = (_faculty(number, self.faculties) for number in range(1, self.faculties + 1))
        return "\n".join([HEAD, *map(_party, self.parties), *faculties])


def desks(faculties: int, helpdesks: int, teams: int, members: int = 3) -> Desks:
    """*faculties* with an administration and a uSis management each, of which the first *teams* are in Teams too."""
    parties = [_desk(f"helpdesk-{number:02}", "first-line", members) for number in range(1, helpdesks + 1)]
    for number in range(1, faculties + 1):
        parties.append(_desk(f"oa-{number:02}", "education-administration", members))
        parties.append(_desk(f"usis-{number:02}", "second-line", members, in_teams=number <= teams))
    return Desks(tuple(parties), faculties)


def _desk(key: str, role: str, members: int, *, in_teams: bool = False) -> Desk:
    code = key.replace("-", "").upper()
    people = tuple(
        Member(
            f"{given} {key.title()}",
            f"{given.lower()}.{key}@example.org",
            key,
            f"U{code}{given.upper()}",
            f"29:1-{given.lower()}-{key}" if in_teams else "",
        )
        for given in GIVEN_NAMES[:members]
    )
    return Desk(key, role, people, f"C{code}", f"19:{key}@thread.tacv2" if in_teams else "")


def _party(desk: Desk) -> str:
    channels = [f'{{ platform = "slack", id = "{desk.slack_channel}", name = "{desk.key}" }}']
    if desk.teams_channel:
        channels.append(f'{{ platform = "teams", id = "{desk.teams_channel}", name = "{desk.key}" }}')
    members = ", ".join(f'"{member.email}"' for member in desk.members)
    return (
        f'[[parties]]\nkey = "{desk.key}"\nname = "Party {desk.key}"\nrole = "{desk.role}"\n'
        f"channels = [{', '.join(channels)}]\nmembers = [{members}]\n"
    )


def _faculty(number: int, faculties: int) -> str:
    neighbour = number % faculties + 1
    named = f'usis = "usis-{number:02}", neighbour = "usis-{neighbour:02}", education-administration = "oa-{number:02}"'
    return f'[[faculties]]\nkey = "f{number:02}"\ntitle = "Faculty {number:02}"\nparties = {{ {named} }}\n'


def slack_user(member: Member) -> Json:
    """As ``users.info`` tells it."""
    profile = {"email": member.email, "real_name": member.name}
    user = {"id": member.slack_id, "team_id": SLACK_TEAM, "name": member.email.partition("@")[0], "profile": profile}
    return {**user, "deleted": False, "is_bot": False, "locale": "nl-NL"}
