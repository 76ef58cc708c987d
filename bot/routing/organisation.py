"""The organisation as its file describes it: parties, faculties, kinds of question, rules and what goes with them.

Everything here is a frozen value; ``bot.routing.organisation_file`` builds it and finds what is wrong with a file.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from bot.case import Move

ANY = "any"
"""Written in a row where every kind, faculty or party will do."""

FACULTY_REFERENCE = "faculty:"
"""Starts a reference to a party through the faculty's own row, as in ``faculty:usis``."""

EDUCATION_ADMINISTRATION = "education-administration"
"""The one reference a programme may answer itself, before its faculty does."""

Words = Mapping[str, str]
"""Language code to text."""


def in_language(words: Words, language: str | None, default: str) -> str:
    """The text in the asked language, else in *default* (the organisation's first language), else in any."""
    for wanted in (language, default):
        if wanted is not None and wanted in words:
            return words[wanted]
    return next(iter(words.values()))


def folded(text: str) -> str:
    """*text* for comparing only: no capitals, no accents, and one space where anything but letters or digits stood."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())


def row(table: str, index: int, key: str | None) -> str:
    """How messages name a row of the file, as in ``rules[3] "portal-at-helpdesk"``; rows count from 0."""
    return f"{table}[{index}]" if key is None else f'{table}[{index}] "{key}"'


class Role(StrEnum):
    FIRST_LINE = "first-line"
    EDUCATION_ADMINISTRATION = "education-administration"
    SECOND_LINE = "second-line"

    @property
    def is_intake(self) -> bool:
        """Questions of students come in here, so a case can start here."""
        return self is not Role.SECOND_LINE


@dataclass(frozen=True)
class Channel:
    """A place on a chat platform (``slack`` or ``teams``); *name* is for people, *id* is the platform's own."""

    platform: str
    id: str
    name: str | None = None


@dataclass(frozen=True)
class MemberSource:
    """Where a party's people are also listed: a ``channel`` or a ``user-group`` of a chat platform, by its own id."""

    platform: str
    kind: str
    id: str

    @property
    def name(self) -> str:
        """``slack:user-group:S02PORTAL``, by which a list is kept."""
        return f"{self.platform}:{self.kind}:{self.id}"


@dataclass(frozen=True)
class Contact:
    email: str | None = None
    phone: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Party:
    """A desk or team that takes part. *members* are e-mail addresses in small letters.

    In the organisation in use they are also those of *members_from*, as far as these have been read.
    """

    key: str
    name: Words = field(hash=False)
    role: Role
    channels: tuple[Channel, ...] = ()
    members: frozenset[str] = frozenset()
    contact: Contact | None = None
    operator_group: str | None = None
    language: str | None = None
    members_from: tuple[MemberSource, ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of question. A keyword (per language) that ends in ``*`` stands for every ending."""

    key: str
    title: Words = field(hash=False)
    description: Words = field(hash=False)
    keywords: Mapping[str, tuple[str, ...]] = field(hash=False)


@dataclass(frozen=True)
class Programme:
    key: str
    title: Words = field(hash=False)
    education_administration: str | None = None


@dataclass(frozen=True)
class Faculty:
    """*aliases* are the names TOPdesk uses; *parties* says who fills a reference, as in ``{"usis": "fb-usis-law"}``."""

    key: str
    title: Words = field(hash=False)
    aliases: tuple[str, ...] = ()
    parties: Mapping[str, str] = field(default_factory=dict, hash=False)
    programmes: tuple[Programme, ...] = ()


@dataclass(frozen=True)
class Rule:
    """One arrangement: for these questions at this desk, this move to these parties.

    *intake* is a role or the key of one party. *asked* and *redirect_to* hold party keys or references such as
    ``faculty:usis``. Of the asked parties *at_least* to *at_most* may be chosen.
    """

    key: str
    intake: str
    kinds: tuple[str, ...]
    move: Move
    source: str
    checked: date
    faculties: tuple[str, ...] = (ANY,)
    except_faculties: tuple[str, ...] = ()
    except_intake: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    preselected: tuple[str, ...] = ()
    at_least: int = 1
    at_most: int = 1
    redirect_to: str | None = None
    standard_answer: str | None = None

    @property
    def decides_by_faculty(self) -> bool:
        """Whether this rule fits some faculties and not others."""
        return self.faculties != (ANY,) or bool(self.except_faculties)


@dataclass(frozen=True)
class StandardAnswer:
    """A text for the student; *text* holds placeholders such as ``{education_administration.email}``."""

    key: str
    title: Words = field(hash=False)
    text: Words = field(hash=False)


@dataclass(frozen=True)
class Manual:
    """An article of the manuals that may answer the question before anyone is asked."""

    key: str
    title: Words = field(hash=False)
    address: Words = field(hash=False)
    kinds: tuple[str, ...]
    keywords: Mapping[str, tuple[str, ...]] = field(hash=False)


@dataclass(frozen=True)
class ServiceLevel:
    """How long a party may take, in office time; None where nothing was agreed."""

    key: str
    parties: tuple[str, ...] = (ANY,)
    kinds: tuple[str, ...] = (ANY,)
    claim_within: timedelta | None = None
    answer_within: timedelta | None = None
    feedback_within: timedelta | None = None

    def fits(self, party: str, kind: str) -> bool:
        return (ANY in self.parties or party in self.parties) and (ANY in self.kinds or kind in self.kinds)


@dataclass(frozen=True)
class TopdeskNames:
    """What this tenant's administrators call things in TOPdesk."""

    completed_status: str | None = None
    closure_code: str | None = None
    escalate_at_hand_over: bool = True
    escalation_reason: str | None = None
    deescalation_reason: str | None = None
    in_progress_status: str | None = None
    returned_status: str | None = None
    reply_is_feedback: bool = False
    ticket_address: str | None = None


@dataclass(frozen=True)
class Opening:
    """From *start* up to, but not including, *end* on the clock of the organisation's time zone."""

    start: time
    end: time


@dataclass(frozen=True)
class Organisation:
    """*office_hours* has the openings per weekday, Monday is 0; a day that is absent is a closed one."""

    name: Words
    languages: tuple[str, ...]
    time_zone: ZoneInfo
    office_hours: Mapping[int, tuple[Opening, ...]]
    closed_days: Mapping[date, Words]
    administrators: frozenset[str]
    parties: tuple[Party, ...]
    faculties: tuple[Faculty, ...]
    kinds: tuple[Kind, ...]
    rules: tuple[Rule, ...]
    standard_answers: tuple[StandardAnswer, ...] = ()
    manuals: tuple[Manual, ...] = ()
    service_levels: tuple[ServiceLevel, ...] = ()
    links: Mapping[str, Words] = field(default_factory=dict)
    topdesk: TopdeskNames = TopdeskNames()
    is_quiet_outside_office_hours: bool = True
    """Messages to one person wait until the desks open."""

    @property
    def language(self) -> str:
        """The language used where nothing says otherwise."""
        return self.languages[0]

    @cached_property
    def _parties(self) -> Mapping[str, Party]:
        return {party.key: party for party in self.parties}

    @cached_property
    def _faculties(self) -> Mapping[str, Faculty]:
        return {faculty.key: faculty for faculty in self.faculties}

    @cached_property
    def _kinds(self) -> Mapping[str, Kind]:
        return {kind.key: kind for kind in self.kinds}

    @cached_property
    def _programmes(self) -> Mapping[str, tuple[Faculty, Programme]]:
        return {p.key: (faculty, p) for faculty in self.faculties for p in faculty.programmes}

    @cached_property
    def _standard_answers(self) -> Mapping[str, StandardAnswer]:
        return {answer.key: answer for answer in self.standard_answers}

    @cached_property
    def _channels(self) -> Mapping[tuple[str, str], Party]:
        return {(channel.platform, channel.id): party for party in self.parties for channel in party.channels}

    def party(self, key: str) -> Party:
        """Raises KeyError."""
        return self._parties[key]

    def knows_party(self, key: str) -> bool:
        """Whether the file (still) has this party; an old case may name one that has left."""
        return key in self._parties

    def faculty(self, key: str) -> Faculty:
        """Raises KeyError."""
        return self._faculties[key]

    def knows_faculty(self, key: str) -> bool:
        return key in self._faculties

    def kind(self, key: str) -> Kind:
        """Raises KeyError."""
        return self._kinds[key]

    def knows_kind(self, key: str) -> bool:
        return key in self._kinds

    def programme(self, key: str) -> Programme:
        """Raises KeyError."""
        return self._programmes[key][1]

    def knows_programme(self, key: str) -> bool:
        return key in self._programmes

    def faculty_of_programme(self, key: str) -> Faculty:
        """Raises KeyError."""
        return self._programmes[key][0]

    def faculties_of(self, party: str) -> tuple[Faculty, ...]:
        """The faculties whose row, or whose programme's row, names this party."""
        return tuple(
            faculty
            for faculty in self.faculties
            if party in faculty.parties.values()
            or any(programme.education_administration == party for programme in faculty.programmes)
        )

    def answer_named(self, key: str) -> StandardAnswer:
        """Raises KeyError."""
        return self._standard_answers[key]

    def parties_of(self, email: str) -> tuple[Party, ...]:
        """The parties this person is a member of, in the order of the file."""
        member = email.strip().lower()
        return tuple(party for party in self.parties if member in party.members)

    @property
    def member_sources(self) -> tuple[MemberSource, ...]:
        """Every list of people the file names, once."""
        return tuple(dict.fromkeys(source for party in self.parties for source in party.members_from))

    def with_members(self, lists: Mapping[MemberSource, frozenset[str]]) -> "Organisation":
        """The same organisation with the people of these lists in the parties that name them."""
        if not self.member_sources:
            return self
        parties = (
            replace(party, members=party.members.union(*(lists.get(one, frozenset()) for one in party.members_from)))
            for party in self.parties
        )
        return replace(self, parties=tuple(parties))

    def party_in_channel(self, platform: str, channel_id: str) -> Party | None:
        return self._channels.get((platform, channel_id))

    def parties_with(self, role: Role) -> tuple[Party, ...]:
        return tuple(party for party in self.parties if party.role is role)

    @property
    def intake_desks(self) -> tuple[Party, ...]:
        return tuple(party for party in self.parties if party.role.is_intake)

    @property
    def second_line(self) -> tuple[Party, ...]:
        return self.parties_with(Role.SECOND_LINE)

    def faculty_named(self, names: Iterable[str]) -> str | None:
        """The key of the one faculty these names (of a ticket's branch and department) stand for, else None."""
        asked = {folded(name) for name in names} - {""}
        found = {faculty.key for faculty in self.faculties if asked & _names_of(faculty)}
        return found.pop() if len(found) == 1 else None

    def party_named(self, name: str) -> str | None:
        """The key of the one party that is called this, in any language, else None."""
        asked = folded(name)
        found = {p.key for p in self.parties if asked in {folded(one) for one in (p.key, *p.name.values())}}
        return found.pop() if len(found) == 1 else None

    def is_administrator(self, email: str) -> bool:
        return email.strip().lower() in self.administrators

    def language_of(self, party: Party) -> str:
        return party.language or self.language

    def words(self, words: Words, language: str | None) -> str:
        """*words* in this language, as far as the file has it."""
        return in_language(words, language, self.language)

    def service_level(self, *, party: str, kind: str) -> ServiceLevel | None:
        """What was agreed with this party about this kind: the first row of the file that fits."""
        return next((level for level in self.service_levels if level.fits(party, kind)), None)


def _names_of(faculty: Faculty) -> set[str]:
    return {folded(name) for name in (*faculty.aliases, *faculty.title.values())}
