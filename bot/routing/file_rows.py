"""The shape of the organisation file: one model per table. ``docs/organisation-file.md`` explains every key."""

import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    StringConstraints,
    ValidationInfo,
    model_validator,
)

from bot.case import Move
from bot.routing.organisation import ANY, Opening, Role

DURATION = re.compile(r"(?:(?P<hours>\d+)h)?(?:(?P<minutes>\d+)m)?")
OPENING = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")


def _one_or_more(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _words(value: object, info: ValidationInfo) -> object:
    """One text serves every language; a table must have them all and no other."""
    languages: tuple[str, ...] = (info.context or {}).get("languages", ())
    if isinstance(value, str):
        return dict.fromkeys(languages, value)
    if isinstance(value, Mapping):
        _same_languages(value, languages)
    return value


def _keywords(value: object, info: ValidationInfo) -> object:
    if isinstance(value, Mapping):
        _same_languages(value, (info.context or {}).get("languages", ()))
    return value


def _same_languages(value: Mapping[Any, object], languages: tuple[str, ...]) -> None:
    if not languages:
        return  # the file's list of languages is bad itself, and that is said once
    if missing := [language for language in languages if language not in value]:
        raise ValueError(f"missing in {' and '.join(missing)}")
    if strange := [str(language) for language in value if language not in languages]:
        raise ValueError(f"{' and '.join(strange)} is not one of the languages of the file")


def _email(value: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", value):
        raise ValueError(f'"{value}" is not an e-mail address')
    return value.lower()


def _zone(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f'"{value}" is not a time zone such as "Europe/Amsterdam"') from error


def _duration(value: object) -> object:
    found = DURATION.fullmatch(value) if isinstance(value, str) else None
    if found is None or not value:
        raise ValueError(f'"{value}" is not a length of office time such as "4h" or "1h30m"')
    return timedelta(hours=int(found["hours"] or 0), minutes=int(found["minutes"] or 0))


def _openings(value: object) -> object:
    texts = (value,) if isinstance(value, str) else value
    if not isinstance(texts, list | tuple):
        return value
    openings = tuple(_opening(text) for text in texts)
    if any(later.start < earlier.end for earlier, later in pairwise(openings)):
        raise ValueError("the openings of a day overlap or are out of order")
    return openings


def _opening(text: object) -> Opening:
    found = OPENING.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError(f'"{text}" is not an opening such as "09:00-17:00"')
    start, end = (time.fromisoformat(clock) for clock in found.groups())
    if start >= end:
        raise ValueError(f'"{text}" ends before it starts')
    return Opening(start, end)


def _slack_channel(value: str) -> str:
    if not re.fullmatch(r"[CG][A-Z0-9]+", value):
        where = "in Slack it stands at the bottom of the channel's details, under About"
        raise ValueError(f'"{value}" is not the identity of a channel (C...); {where}')
    return value


def _user_group(value: str) -> str:
    if not re.fullmatch(r"S[A-Z0-9]+", value):
        where = "in Slack, choose Copy group ID in the menu of the group"
        raise ValueError(f'"{value}" is not the identity of a user group (S...); {where}')
    return value


SlackChannel = Annotated[str, AfterValidator(_slack_channel)]
UserGroup = Annotated[str, AfterValidator(_user_group)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
LinkName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Texts = Annotated[dict[str, Text], BeforeValidator(_words)]
Keywords = Annotated[dict[str, tuple[Text, ...]], BeforeValidator(_keywords)]
Names = Annotated[tuple[Text, ...], BeforeValidator(_one_or_more)]
Email = Annotated[str, AfterValidator(_email)]
OfficeTime = Annotated[timedelta, BeforeValidator(_duration)]
Openings = Annotated[tuple[InstanceOf[Opening], ...], BeforeValidator(_openings)]
Zone = Annotated[InstanceOf[ZoneInfo], BeforeValidator(_zone)]


class Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OfficeHoursRow(Row):
    monday: Openings = ()
    tuesday: Openings = ()
    wednesday: Openings = ()
    thursday: Openings = ()
    friday: Openings = ()
    saturday: Openings = ()
    sunday: Openings = ()

    @model_validator(mode="after")
    def _open_at_all(self) -> Self:
        if not any(self.by_weekday().values()):
            raise ValueError("no day has an opening")
        return self

    def by_weekday(self) -> dict[int, tuple[Opening, ...]]:
        days = (self.monday, self.tuesday, self.wednesday, self.thursday, self.friday, self.saturday, self.sunday)
        return dict(enumerate(days))


class TopdeskRow(Row):
    completed_status: Text | None = None
    closure_code: Text | None = None
    escalate_at_hand_over: bool = True
    escalation_reason: Text | None = None
    deescalation_reason: Text | None = None
    in_progress_status: Text | None = None
    returned_status: Text | None = None
    reply_is_feedback: bool = False
    ticket_address: Text | None = None


class Header(Row):
    """What stands in the file outside the tables with rows."""

    name: Texts
    languages: Annotated[tuple[str, ...], Field(min_length=1)]
    time_zone: Zone
    administrators: Annotated[tuple[Email, ...], Field(min_length=1)]
    office_hours: OfficeHoursRow
    closed_days: dict[date, Texts] = {}
    links: dict[LinkName, Texts] = {}
    topdesk: TopdeskRow = TopdeskRow()
    quiet_outside_office_hours: bool = True


class ChannelRow(Row):
    platform: Literal["slack", "teams"]
    id: Text
    name: Text | None = None


class MembersRow(Row):
    """One list of people on a chat platform: of a channel, or of a user group."""

    platform: Literal["slack"]
    channel: SlackChannel | None = None
    user_group: UserGroup | None = None
    name: Text | None = None

    @model_validator(mode="after")
    def _one_list(self) -> Self:
        if (self.channel is None) == (self.user_group is None):
            raise ValueError("give either channel or user_group: one of the two")
        return self


class ContactRow(Row):
    email: Email | None = None
    phone: Text | None = None
    url: Text | None = None


class PartyRow(Row):
    key: Key
    name: Texts
    role: Role
    channels: tuple[ChannelRow, ...] = ()
    members: tuple[Email, ...] = ()
    members_from: tuple[MembersRow, ...] = ()
    contact: ContactRow | None = None
    operator_group: Text | None = None
    language: Text | None = None


class ProgrammeRow(Row):
    key: Key
    title: Texts
    education_administration: Key | None = None


class FacultyRow(Row):
    key: Key
    title: Texts
    aliases: tuple[Text, ...] = ()
    parties: dict[Key, Key] = {}
    programmes: tuple[ProgrammeRow, ...] = ()


class KindRow(Row):
    key: Key
    title: Texts
    description: Texts
    keywords: Keywords


class RuleRow(Row):
    key: Key
    intake: Key
    kinds: Names
    move: Move
    faculties: Names = (ANY,)
    except_faculties: Names = ()
    except_intake: Names = ()
    asked: Names = ()
    preselected: Names | None = None
    at_least: Annotated[int, Field(ge=1)] = 1
    at_most: Annotated[int, Field(ge=1)] | None = None
    redirect_to: Text | None = None
    standard_answer: Key | None = None
    source: Text
    checked: date

    @model_validator(mode="after")
    def _move_and_parties_agree(self) -> Self:
        match self.move:
            case Move.REDIRECT:
                self._redirects()
            case Move.HAND_OVER:
                self._asks()
                if len(self.asked) > 1:
                    raise ValueError("a hand-over has exactly one receiving party, so asked holds one")
            case Move.CONSULTATION:
                self._asks()
        return self

    def _redirects(self) -> None:
        if self.asked:
            raise ValueError("a redirect asks nobody; use redirect_to")
        if self.redirect_to is None:
            raise ValueError("a redirect needs redirect_to")

    def _asks(self) -> None:
        if not self.asked:
            raise ValueError(f"a {self.move} needs asked")
        if self.redirect_to is not None:
            raise ValueError("redirect_to belongs to a redirect only")
        if not self.at_least <= self.most <= len(self.asked):
            raise ValueError("at_least and at_most do not fit the number of parties in asked")
        if strange := [name for name in self.preselected or () if name not in self.asked]:
            raise ValueError(f'preselected "{strange[0]}" is not in asked')
        if len(self.first_choice) > self.most:
            raise ValueError("preselected holds more parties than at_most allows")

    @property
    def most(self) -> int:
        """How many of the asked parties may be chosen: all of them, unless the row says less."""
        return len(self.asked) if self.at_most is None else self.at_most

    @property
    def first_choice(self) -> tuple[str, ...]:
        """What a form shows as chosen: what the row says, else as many as may be chosen."""
        return self.asked[: self.most] if self.preselected is None else self.preselected


class StandardAnswerRow(Row):
    key: Key
    title: Texts
    text: Texts


class ManualRow(Row):
    key: Key
    title: Texts
    address: Texts
    kinds: Names = (ANY,)
    keywords: Keywords


class ServiceLevelRow(Row):
    key: Key
    parties: Names = (ANY,)
    kinds: Names = (ANY,)
    claim_within: OfficeTime | None = None
    answer_within: OfficeTime | None = None
    feedback_within: OfficeTime | None = None


TABLES: Mapping[str, type[Row]] = {
    "parties": PartyRow,
    "faculties": FacultyRow,
    "kinds": KindRow,
    "rules": RuleRow,
    "standard_answers": StandardAnswerRow,
    "manuals": ManualRow,
    "service_levels": ServiceLevelRow,
}
"""The tables with rows, each with the shape of its rows."""
