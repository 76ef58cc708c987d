"""Reads the organisation file, and says of everything that is wrong with it in which row it stands."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.routing.file_rows import (
    TABLES,
    ChannelRow,
    FacultyRow,
    Header,
    KindRow,
    ManualRow,
    MembersRow,
    PartyRow,
    Row,
    RuleRow,
    ServiceLevelRow,
    StandardAnswerRow,
)
from bot.routing.organisation import (
    ANY,
    EDUCATION_ADMINISTRATION,
    FACULTY_REFERENCE,
    Channel,
    Contact,
    Faculty,
    Kind,
    Manual,
    MemberSource,
    Organisation,
    Party,
    Programme,
    Role,
    Rule,
    ServiceLevel,
    StandardAnswer,
    TopdeskNames,
    folded,
    row,
)
from bot.routing.standard_answers import PLAIN, placeholders, unknown_placeholders

R = TypeVar("R", bound=Row)
Rows = list[tuple[str, R]]
"""Rows of a table, each with the name a message gives it."""


@dataclass(eq=False)
class BadOrganisation(Exception):
    """The organisation file cannot be used; each problem names its row."""

    problems: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(self.problems)


def load(path: Path | str, *, channels: Mapping[str, str] | None = None) -> Organisation:
    """The organisation in this file. Raises BadOrganisation with every problem there is.

    *channels* puts other channel ids in the place of those written in the file (written id to id in use), for a
    workspace whose ids are only known once it runs.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadOrganisation((f"{path}: {error}",)) from error
    return parse(text, channels=channels)


def parse(text: str, *, channels: Mapping[str, str] | None = None) -> Organisation:
    """The organisation described by this TOML. Raises BadOrganisation."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadOrganisation((f"not TOML: {error}",)) from error
    return _Reading(raw, channels or {}).organisation()


class _Reading:
    """One reading of a file: what could be read of it, and the problems met on the way."""

    def __init__(self, raw: dict[str, Any], channels: Mapping[str, str]) -> None:
        self.raw = raw
        self.channels = channels
        self.problems: list[str] = []
        languages = raw.get("languages")
        usable = isinstance(languages, list) and all(isinstance(code, str) for code in languages)
        self.languages: tuple[str, ...] = tuple(languages) if usable and languages else ()
        self.header = self._header()
        self.parties = self._rows("parties", PartyRow)
        self.faculties = self._rows("faculties", FacultyRow)
        self.kinds = self._rows("kinds", KindRow)
        self.rules = self._rows("rules", RuleRow)
        self.answers = self._rows("standard_answers", StandardAnswerRow)
        self.manuals = self._rows("manuals", ManualRow)
        self.levels = self._rows("service_levels", ServiceLevelRow)

    def organisation(self) -> Organisation:
        self.problems += chain(
            _repeated_keys(self.raw),
            self._needed_rows(),
            self._party_problems(),
            self._faculty_problems(),
            self._rule_problems(),
            self._answer_problems(),
            self._kind_problems(),
        )
        if self.problems or self.header is None:
            raise BadOrganisation(tuple(self.problems))
        return self._built(self.header)

    # Reading rows

    def _header(self) -> Header | None:
        outside = {name: value for name, value in self.raw.items() if name not in TABLES}
        try:
            return Header.model_validate(outside, context={"languages": self.languages})
        except ValidationError as error:
            self.problems += (_problem(None, each, Header) for each in error.errors())
            return None

    def _rows(self, table: str, model: type[R]) -> Rows[R]:
        rows = self.raw.get(table, [])
        if not isinstance(rows, list):
            self.problems.append(f"{table}: must be a list of rows, each starting with [[{table}]]")
            return []
        return [read for index, raw in enumerate(rows) if (read := self._row(table, index, raw, model))]

    def _row(self, table: str, index: int, raw: object, model: type[R]) -> tuple[str, R] | None:
        name = row(table, index, _key_of(raw))
        try:
            return name, model.model_validate(raw, context={"languages": self.languages})
        except ValidationError as error:
            self.problems += (_problem(name, each, model) for each in error.errors())
            return None

    # Names that one row uses and another must have. Rows that could not be read still count as known.

    def _keys(self, table: str) -> tuple[str, ...]:
        rows = self.raw.get(table, [])
        return tuple(key for each in rows if (key := _key_of(each))) if isinstance(rows, list) else ()

    def _references(self) -> tuple[str, ...]:
        rows = self.raw.get("faculties", [])
        parties = (each.get("parties") for each in rows if isinstance(each, dict)) if isinstance(rows, list) else ()
        of_faculties = (name for named in parties if isinstance(named, dict) for name in named)
        return tuple(dict.fromkeys((EDUCATION_ADMINISTRATION, *of_faculties)))

    def _unknown(self, where: str, what: str, names: Iterable[str], known: Iterable[str]) -> Iterator[str]:
        known = tuple(known)
        return (f'{where}: unknown {what} "{name}"{_hint(name, known)}' for name in names if name not in known)

    def _unknown_party(self, where: str, names: Iterable[str]) -> Iterator[str]:
        references = tuple(FACULTY_REFERENCE + name for name in self._references())
        return self._unknown(where, "party", names, (*self._keys("parties"), *references))

    def _wrong_role(self, where: str, names: Iterable[str], allowed: tuple[Role, ...]) -> Iterator[str]:
        roles = {party.key: party.role for _, party in self.parties}
        for name in names:
            if name in roles and roles[name] not in allowed:
                yield f'{where}: "{name}" is {roles[name]}, and must be {" or ".join(allowed)}'

    def _needed_rows(self) -> Iterator[str]:
        return (f"{table}: the file has no row" for table in ("parties", "kinds", "rules") if not self.raw.get(table))

    def _party_problems(self) -> Iterator[str]:
        for where, party in self.parties:
            if party.key == ANY or party.key in list(Role):
                yield f'{where}: "{party.key}" has a meaning of its own and cannot be the key of a party'
            if party.language is not None:
                yield from self._unknown(where, "language", (party.language,), self.languages)
        yield from self._channel_problems()

    def _channel_problems(self) -> Iterator[str]:
        taken: dict[tuple[str, str], str] = {}
        for where, party in self.parties:
            for channel in party.channels:
                first = taken.setdefault((channel.platform, channel.id), where)
                if first != where:
                    yield f'{where}: {channel.platform} channel "{channel.id}" already belongs to {first}'
        written = {channel for _, channel in taken}
        yield from self._unknown("channels", "channel id", self.channels, written)

    def _faculty_problems(self) -> Iterator[str]:
        names: dict[str, str] = {}
        programmes: dict[str, str] = {}
        for where, faculty in self.faculties:
            for alias in dict.fromkeys(folded(name) for name in (*faculty.aliases, *faculty.title.values())):
                if (first := names.setdefault(alias, where)) != where:
                    yield f'{where}: the name "{alias}" also stands for {first}'
            yield from self._unknown_party_key(where, faculty.parties.values())
            administration = faculty.parties.get(EDUCATION_ADMINISTRATION)
            yield from self._not_an_administration(where, administration)
            for index, programme in enumerate(faculty.programmes):
                here = f"{where}, {row('programmes', index, programme.key)}"
                if (first := programmes.setdefault(programme.key, here)) != here:
                    yield f'{here}: key "{programme.key}" is already used by {first}'
                if programme.education_administration is not None:
                    yield from self._unknown_party_key(here, (programme.education_administration,))
                    yield from self._not_an_administration(here, programme.education_administration)

    def _unknown_party_key(self, where: str, names: Iterable[str]) -> Iterator[str]:
        return self._unknown(where, "party", names, self._keys("parties"))

    def _not_an_administration(self, where: str, party: str | None) -> Iterator[str]:
        names = () if party is None else (party,)
        return self._wrong_role(where, names, (Role.EDUCATION_ADMINISTRATION,))

    def _rule_problems(self) -> Iterator[str]:
        desks = (Role.FIRST_LINE, Role.EDUCATION_ADMINISTRATION)
        for where, rule in self.rules:
            intake = (rule.intake, *rule.except_intake)
            yield from self._unknown(where, "intake", intake, (*desks, *self._keys("parties")))
            yield from self._wrong_role(where, intake, desks)
            yield from self._unknown(where, "kind", rule.kinds, (ANY, *self._keys("kinds")))
            yield from self._unknown(where, "faculty", rule.faculties, (ANY, *self._keys("faculties")))
            yield from self._unknown(where, "faculty", rule.except_faculties, self._keys("faculties"))
            yield from self._unknown_party(where, rule.asked)
            yield from self._wrong_role(where, rule.asked, (Role.SECOND_LINE,))
            if rule.redirect_to is not None:
                yield from self._unknown_party(where, (rule.redirect_to,))
                yield from self._wrong_role(where, (rule.redirect_to,), desks)
            if rule.standard_answer is not None:
                answers = self._keys("standard_answers")
                yield from self._unknown(where, "standard answer", (rule.standard_answer,), answers)

    def _answer_problems(self) -> Iterator[str]:
        written = self.raw.get("links", {})
        links = tuple(written) if isinstance(written, dict) else ()
        yield from (f'links: "{name}" has a meaning of its own and cannot be a link' for name in links if name in PLAIN)
        known = placeholders(links, self._references())
        for where, answer in self.answers:
            for language, text in answer.text.items():
                for name in unknown_placeholders(text, known):
                    yield f'{where}: text.{language}: unknown placeholder "{{{name}}}"{_hint(name, known)}'

    def _kind_problems(self) -> Iterator[str]:
        for where, manual in self.manuals:
            yield from self._unknown(where, "kind", manual.kinds, (ANY, *self._keys("kinds")))
        for where, level in self.levels:
            yield from self._unknown(where, "kind", level.kinds, (ANY, *self._keys("kinds")))
            yield from self._unknown(where, "party", level.parties, (ANY, *self._keys("parties")))

    # Building

    def _built(self, header: Header) -> Organisation:
        return Organisation(
            name=header.name,
            languages=header.languages,
            time_zone=header.time_zone,
            office_hours=header.office_hours.by_weekday(),
            closed_days=header.closed_days,
            administrators=frozenset(header.administrators),
            parties=tuple(self._party(party) for _, party in self.parties),
            faculties=tuple(_faculty(faculty) for _, faculty in self.faculties),
            kinds=tuple(Kind(**kind.model_dump()) for _, kind in self.kinds),
            rules=tuple(_rule(rule) for _, rule in self.rules),
            standard_answers=tuple(StandardAnswer(**answer.model_dump()) for _, answer in self.answers),
            manuals=tuple(Manual(**manual.model_dump()) for _, manual in self.manuals),
            service_levels=tuple(ServiceLevel(**level.model_dump()) for _, level in self.levels),
            links=header.links,
            topdesk=TopdeskNames(**header.topdesk.model_dump()),
            is_quiet_outside_office_hours=header.quiet_outside_office_hours,
        )

    def _party(self, party: PartyRow) -> Party:
        contact = None if party.contact is None else Contact(**party.contact.model_dump())
        return Party(
            key=party.key,
            name=party.name,
            role=party.role,
            channels=tuple(self._channel(channel) for channel in party.channels),
            members=frozenset(party.members),
            contact=contact,
            operator_group=party.operator_group,
            language=party.language,
            members_from=tuple(self._source(source) for source in party.members_from),
        )

    def _source(self, source: MembersRow) -> MemberSource:
        if source.channel is not None:
            return MemberSource(source.platform, "channel", self.channels.get(source.channel, source.channel))
        return MemberSource(source.platform, "user-group", str(source.user_group))

    def _channel(self, channel: ChannelRow) -> Channel:
        return Channel(channel.platform, self.channels.get(channel.id, channel.id), channel.name)


def _faculty(faculty: FacultyRow) -> Faculty:
    programmes = tuple(Programme(**programme.model_dump()) for programme in faculty.programmes)
    return Faculty(faculty.key, faculty.title, faculty.aliases, faculty.parties, programmes)


def _rule(rule: RuleRow) -> Rule:
    return Rule(**{**rule.model_dump(), "at_most": rule.most, "preselected": rule.first_choice})


def _key_of(raw: object) -> str | None:
    key = raw.get("key") if isinstance(raw, dict) else None
    return key if isinstance(key, str) else None


def _repeated_keys(raw: Mapping[str, Any]) -> Iterator[str]:
    for table in TABLES:
        first: dict[str, str] = {}
        rows = raw.get(table, [])
        for index, each in enumerate(rows if isinstance(rows, list) else ()):
            key = _key_of(each)
            if key is not None and (before := first.setdefault(key, f"{table}[{index}]")) != f"{table}[{index}]":
                yield f"{row(table, index, key)}: this key is already used by {before}"


def _hint(name: str, known: Iterable[str]) -> str:
    """A name of the file that looks like the unknown one."""
    close = get_close_matches(name, list(known), n=1)
    return f'; did you mean "{close[0]}"?' if close else ""


def _problem(where: str | None, error: ErrorDetails, model: type[Row]) -> str:
    """What pydantic found, in the words of the file."""
    path = [str(part) for part in error["loc"]]
    match error["type"]:
        case "missing":
            found = f'"{path.pop()}" is missing'
        case "extra_forbidden":
            name = path.pop()
            known = () if path else model.model_fields
            found = f'unknown key "{name}"{_hint(name, (*known, *(() if where else TABLES)))}'
        case _:
            found = error["msg"].removeprefix("Value error, ")
    return ": ".join(part for part in (where, ".".join(path), found) if part)
