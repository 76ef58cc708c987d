"""What has to be so when all is quiet again: the history against the database, and that against the platforms."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, select

from bot import events
from bot.actions import Action
from bot.adapters.slack import blocks
from bot.adapters.sql import rows
from bot.adapters.sql.engine import lift_limits
from bot.adapters.sql.store import SqlStore
from bot.adapters.teams import cards
from bot.adapters.teams.elements import text_message
from bot.announcements import Purpose, channel_destination, headlines
from bot.card import Words, card_for_party
from bot.case import Case, Move, feedback_owner
from bot.lines import line_of
from bot.routing import Organisation
from bot.timeline import Entry
from tests.faults.teams import without_viewers
from tests.soak.history import OK, Command, commands_in, noted_in
from tests.soak.slack_service import SoakSlack
from tests.soak.teams_service import SoakTeams

Json = dict[str, Any]
Press = tuple[Entry, ...]
"""What one command led to: the rows of the timeline that were written together."""

KINDS: tuple[tuple[type[events.Event], str], ...] = (
    (events.CaseOpened, "escalate"),
    (events.NoteAdded, Action.ADD_NOTE),
    (events.FeedbackGiven, Action.GIVE_FEEDBACK),
    (events.CaseWithdrawn, Action.WITHDRAW),
    (events.CaseReopened, Action.REOPEN),
    (events.Answered, Action.ANSWER),
    (events.AskedBack, Action.ASK_BACK),
    (events.InformationGiven, Action.GIVE_INFORMATION),
    (events.FeedbackAccepted, Action.ACCEPT_FEEDBACK),
    (events.FeedbackOffered, Action.OFFER_FEEDBACK),
    (events.FeedbackRefused, Action.REFUSE_FEEDBACK),
    (events.PassedOn, Action.PASS_ON),
    (events.Declined, Action.DECLINE),
    (events.Released, Action.RELEASE),
    (events.Assigned, Action.ASSIGN),
    (events.Claimed, Action.CLAIM),
    (events.RequestMade, Action.CONSULT),
    (events.RequestWithdrawn, Action.WITHDRAW_REQUEST),
    (events.FeedbackMoved, Action.ASSIGN),
    (events.FeedbackOfferWithdrawn, Action.WITHDRAW_OFFER),
    (events.TicketCorrected, Action.CORRECT_TICKET),
)
"""By which row a command is known, the most telling first."""

SAME = {Action.TAKE_FEEDBACK: Action.ASSIGN, Action.HAND_OVER: Action.CONSULT}
"""Commands that leave the same rows as another."""

WITHOUT_WORDS = frozenset(
    {Action.CLAIM, Action.RELEASE, Action.ASSIGN, Action.TAKE_FEEDBACK, Action.ACCEPT_FEEDBACK, Action.WITHDRAW_OFFER}
)

CLOCK_MARGIN = timedelta(seconds=0.2)


@dataclass
class Report:
    """``problems`` are broken promises; ``counts`` tell how much was tried."""

    problems: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Stored:
    """Everything the database holds at the end."""

    cases: Mapping[str, Case]
    timelines: Mapping[str, tuple[Entry, ...]]
    deliveries: Sequence[Row[Any]]
    destinations: Sequence[Row[Any]]
    names: Mapping[str, str]


async def stored(store: SqlStore) -> Stored:
    """In one snapshot. After a long soak that takes longer than the store lets people wait."""
    return await asyncio.to_thread(_all_at_once, store)


def _all_at_once(store: SqlStore) -> Stored:
    with store.writer.execution_options(isolation_level="REPEATABLE READ").begin() as connection:
        lift_limits(connection)
        return _stored(connection)


def _stored(connection: Connection) -> Stored:
    requests = defaultdict(list)
    for row in connection.execute(select(rows.requests).order_by(rows.requests.c.case, rows.requests.c.position)):
        requests[row.case].append(row)
    timelines: dict[str, list[Entry]] = defaultdict(list)
    for row in connection.execute(select(rows.timeline).order_by(rows.timeline.c.case, rows.timeline.c.number)):
        timelines[row.case].append(rows.entry_from_row(row))
    return Stored(
        {row.number: rows.case_from_rows(row, requests[row.number]) for row in connection.execute(select(rows.cases))},
        {number: tuple(entries) for number, entries in timelines.items()},
        connection.execute(select(rows.deliveries).order_by(rows.deliveries.c.id)).all(),
        connection.execute(select(rows.destinations)).all(),
        {row.email: row.name for row in connection.execute(select(rows.persons))},
    )


def check(found: Stored, organisation: Organisation, history: Path, slack: SoakSlack, teams: SoakTeams) -> Report:
    """Everything below."""
    commands = tuple(commands_in(history))
    report = Report(counts=_counts(commands, history, found, slack))
    report.problems += _commands_happened_once(commands, found)
    report.problems += _timelines_add_up(found)
    report.problems += _deliveries_are_done(found)
    report.problems += _slack_shows_it(found, organisation, slack)
    teams_problems, doubled = _teams_shows_it(found, organisation, teams)
    report.problems += teams_problems
    report.counts |= doubled
    return report


def _counts(commands: Sequence[Command], history: Path, found: Stored, slack: SoakSlack) -> dict[str, int]:
    outcomes = Counter(command.outcome for command in commands)
    presses = Counter(f"{command.command} {command.outcome}" for command in commands)
    gaps = [b - a for times in slack.posted_at.values() for a, b in pairwise(times)]
    return {
        "commands": len(commands),
        **outcomes,
        **dict(sorted(presses.items())),
        "unclear attempts": sum(command.unclear for command in commands),
        "faults": len(noted_in(history, "fault")),
        "kills": len(noted_in(history, "kill")),
        "cases": len(found.cases),
        "timeline": sum(map(len, found.timelines.values())),
        "deliveries": len(found.deliveries),
        "posts within 0.9 s of another in the channel": sum(gap < 0.9 for gap in gaps),
        "leases that ran out unnoticed": sum(row.lease_by is not None for row in found.destinations),
    }


# -- what people were told ---------------------------------------------------------------------------------------


def presses_of(timeline: Iterable[Entry]) -> list[Press]:
    """The rows that were written together, a press each."""
    return [tuple(rows_) for _, rows_ in groupby(timeline, key=lambda entry: (entry.at, entry.person))]


def kind_of(press: Press) -> str:
    """Which command it was."""
    kinds = {type(entry.event) for entry in press}
    return next(str(name) for event, name in KINDS if event in kinds)


def _commands_happened_once(commands: Sequence[Command], found: Stored) -> Iterator[str]:
    presses = [press for timeline in found.timelines.values() for press in presses_of(timeline)]
    by_key: dict[str, list[Press]] = defaultdict(list)
    wordless: Counter[tuple[str, str, str]] = Counter()
    for press in presses:
        kind = kind_of(press)
        if kind in WITHOUT_WORDS:
            wordless[press[0].case, press[0].person, kind] += 1
        else:
            by_key[_key_in(press, found.cases[press[0].case])].append(press)
    yield from _with_words(commands, by_key)
    yield from _without_words(commands, wordless)


def _key_in(press: Press, case: Case) -> str:
    """The word of the command; that of an escalation stands in its subject."""
    if kind_of(press) == "escalate":
        return case.question.subject.split(" ", 1)[0]
    telling = {event for event, name in KINDS if name == kind_of(press)}
    event = next(entry.event for entry in press if type(entry.event) in telling)
    for name in ("reason", "answer", "question", "information", "text", "ticket"):
        words = str(getattr(event, name, ""))
        if words.startswith("kenmerk"):
            return words.split(" ", 1)[0]
    return f"nothing in {event}"


def _with_words(commands: Sequence[Command], by_key: Mapping[str, list[Press]]) -> Iterator[str]:
    known = {command.key: command for command in commands}
    for command in commands:
        if command.command in WITHOUT_WORDS:
            continue
        happened = by_key.get(command.key, [])
        most = 1 if command.outcome == OK or command.unclear else 0
        least = 1 if command.outcome == OK else 0
        if not least <= len(happened) <= most:
            yield f"{_named(command)} happened {len(happened)} times, not {least} to {most}"
        for press in happened:
            yield from _is_of(command, press)
    for key, happened in by_key.items():
        if key not in known:
            yield f"nobody gave the command behind {key}: {happened[0][0]}"


def _is_of(command: Command, press: Press) -> Iterator[str]:
    first, ended = press[0], command.ended or command.began
    kind = SAME.get(Action(command.command), command.command) if command.command in set(Action) else command.command
    if (first.person, kind_of(press)) != (command.actor, str(kind)) or command.case not in {"", first.case}:
        yield f"{_named(command)} became {kind_of(press)} by {first.person} in {first.case}"
    if not command.began.at - CLOCK_MARGIN <= first.at <= ended.at + CLOCK_MARGIN and command.outcome == OK:
        yield f"{_named(command)} happened at {first.at}, outside {command.began.wall} to {ended.wall}"


def _without_words(commands: Sequence[Command], wordless: Counter[tuple[str, str, str]]) -> Iterator[str]:
    done: Counter[tuple[str, str, str]] = Counter()
    perhaps: Counter[tuple[str, str, str]] = Counter()
    for command in commands:
        if command.command in WITHOUT_WORDS:
            kind = str(SAME.get(Action(command.command), command.command))
            done[command.case, command.actor, kind] += command.outcome == OK
            perhaps[command.case, command.actor, kind] += command.unclear
    for what in done.keys() | wordless.keys():
        if not done[what] <= wordless[what] <= done[what] + perhaps[what]:
            case, person, kind = what
            times = f"{wordless[what]} times, not {done[what]} to {done[what] + perhaps[what]}"
            yield f"{kind} of {case} by {person} happened {times}"


def _named(command: Command) -> str:
    return f"{command.command} {command.key} of {command.case or '-'} by {command.actor} ({command.outcome})"


# -- the rules of a case -----------------------------------------------------------------------------------------


def _timelines_add_up(found: Stored) -> Iterator[str]:
    for number, case in found.cases.items():
        timeline = found.timelines.get(number, ())
        if [entry.number for entry in timeline] != list(range(1, len(timeline) + 1)):
            yield f"{number}: the timeline has holes"
        if case.version != len(presses_of(timeline)):
            yield f"{number}: version {case.version} after {len(presses_of(timeline))} changes"
        yield from _owner_is_known(case, timeline)
        yield from _one_claimant(case, timeline)


def _owner_is_known(case: Case, timeline: Sequence[Entry]) -> Iterator[str]:
    owner, person = "", None
    for entry in timeline:
        match entry.event:
            case events.CaseOpened(move=move, intake=intake, asked=asked):
                owner = feedback_owner(Move(move), asking=intake, asked=asked[0])
                person = entry.person if owner == intake else None
            case events.FeedbackMoved(party=party, person=to, from_party=before, from_person=by):
                if (before, by) != (owner, person) or not party:
                    yield f"{case.number}/{entry.number}: the feedback moved from {before}, but {owner} owed it"
                owner, person = party, to
        if not owner:
            yield f"{case.number}/{entry.number}: nobody owes the feedback"
    if (owner, person) != (case.feedback.party, case.feedback.person):
        yield f"{case.number}: {case.feedback} owes the feedback, by the timeline {owner} {person}"


def _one_claimant(case: Case, timeline: Sequence[Entry]) -> Iterator[str]:
    held: dict[str, str | None] = {}
    for entry in timeline:
        match entry.event:
            case events.Claimed(request=request, person=person):
                if held.get(request) is not None:
                    yield f"{request}: claimed by {person} while {held[request]} had it"
                held[request] = person
            case events.Assigned(request=request, person=person, before=before):
                if held.get(request) != before:
                    yield f"{request}: taken from {before} while {held.get(request)} had it"
                held[request] = person
            case events.HandedBack(request=request, person=back) | events.RequestResumed(request=request, person=back):
                held[request] = back
            case (
                events.Released(request=request)
                | events.Answered(request=request)
                | events.Declined(request=request)
                | events.PassedOn(request=request)
                | events.RequestWithdrawn(request=request)
                | events.RequestCompleted(request=request)
            ):
                held[request] = None
    for one in case.requests:
        if held.get(one.id) != one.claimant:
            yield f"{one.id}: {one.claimant} has it, by the timeline {held.get(one.id)}"


# -- what was delivered ------------------------------------------------------------------------------------------


def _deliveries_are_done(found: Stored) -> Iterator[str]:
    for row in found.deliveries:
        if row.parked is not None:
            yield f"{row.key} is parked: {row.parked}"
        elif row.shown != row.want:
            yield f"{row.key} shows version {row.shown} of {row.want}"
        if row.sweep_at is not None:
            yield f"{row.key} is still to be swept"


def _slack_shows_it(found: Stored, organisation: Organisation, slack: SoakSlack) -> Iterator[str]:
    lines = _expected_lines(found)
    by_key: dict[str, list[Json]] = defaultdict(list)
    for messages in (*slack.roots.values(), *slack.threads.values()):
        for message in messages:
            by_key[slack.keyed(message)].append(message)
    for row in found.deliveries:
        if row.purpose == Purpose.CARD and row.destination.startswith("slack:"):
            yield from _slack_card(row, found, organisation, by_key)
            thread = by_key[row.key][0]["ts"] if by_key[row.key] else ""
            posted = slack.threads.get((row.destination.split(":", 2)[2], thread), [])
            shown = [slack.keyed(message) for message in posted]
            yield from _lines_in_order(row, shown, lines[row.key])
        told_in_slack = row.purpose == Purpose.NOTICE and row.remote_ref and "ts" in row.remote_ref
        if told_in_slack and len(by_key[row.key]) != 1:
            yield f"{row.key}: told {len(by_key[row.key])} times in Slack"
    known = {row.key for row in found.deliveries}
    yield from (f"{key}: nobody knows this message" for key in by_key if key and key not in known)
    yield from _everybody_has_a_card(found, organisation)


def _everybody_has_a_card(found: Stored, organisation: Organisation) -> Iterator[str]:
    made = {row.key for row in found.deliveries}
    for case in found.cases.values():
        for key in case.parties:
            for channel in organisation.party(key).channels:
                card = f"card:{case.number}:{key}:{channel_destination(channel.platform, channel.id)}"
                if card not in made:
                    yield f"{card} was never wanted"


def _slack_card(
    row: Row[Any], found: Stored, organisation: Organisation, by_key: Mapping[str, list[Json]]
) -> Iterator[str]:
    messages = by_key[row.key]
    if len(messages) != 1:
        yield f"{row.key}: {len(messages)} messages"
        return
    card = card_for_party(found.cases[row.case], organisation.party(row.party), organisation, found.names)
    wanted = (blocks.card_summary(card), blocks.card_blocks(card))
    if (messages[0]["text"], messages[0]["blocks"]) != wanted:
        yield f"{row.key}: shows {messages[0]['text']!r}, not {wanted[0]!r}"


def _expected_lines(found: Stored) -> Mapping[str, list[tuple[str, bool]]]:
    """By card: the keys of its lines in order, and whether each must be there.

    A party that has a part in the case has every line from the press that brought it in; one that was merely offered
    the feedback has those of while it was.
    """
    expected: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for row in found.deliveries:
        if row.purpose != Purpose.CARD:
            continue
        case = found.cases[row.case]
        lasting = {case.question.intake, *(request.party for request in case.requests)}
        inside = row.party == case.question.intake
        for press in presses_of(found.timelines[row.case]):
            inside = inside or any(_asks(entry.event, row.party) for entry in press)
            for entry in headlines(press):
                key = f"line:{row.case}:{entry.number}:{row.party}:{row.destination}"
                expected[row.key].append((key, inside and row.party in lasting))
    return expected


def _asks(event: events.Event, party: str) -> bool:
    return isinstance(event, events.RequestMade) and event.party == party


def _lines_in_order(row: Row[Any], shown: Sequence[str], expected: Sequence[tuple[str, bool]]) -> Iterator[str]:
    there = Counter(shown)
    for key, must in expected:
        if there[key] > 1 or (must and there[key] != 1):
            yield f"{key}: {there[key]} times"
    order = [key for key, _ in expected if key in there]
    if list(dict.fromkeys(shown)) != order:
        yield f"{row.key}: its lines are not in order: {shown}, not {order}"


def _teams_shows_it(found: Stored, organisation: Organisation, teams: SoakTeams) -> tuple[list[str], dict[str, int]]:
    """Teams has no way to look a message up, so what came twice is counted and is no problem; what is wrong is."""
    problems: list[str] = []
    wanted_cards = [r for r in found.deliveries if r.purpose == Purpose.CARD and r.destination.startswith("teams:")]
    doubled_lines = 0
    lines_at: dict[tuple[str, str, str], list[Row[Any]]] = defaultdict(list)
    for line in (r for r in found.deliveries if r.purpose == Purpose.LINE):
        lines_at[line.case, line.party, line.destination].append(line)
    said_in: dict[str, list[tuple[str, Any]]] = defaultdict(list)
    for (place, number), message in teams.messages.items():
        said_in[place].append((number, message.get("text")))
    for row in wanted_cards:
        if not row.remote_ref:
            problems.append(f"{row.key}: stands nowhere")
            continue
        party = organisation.party(row.party)
        conversation, ref = row.remote_ref["conversation"], row.remote_ref
        shown = without_viewers(teams.messages[conversation, ref["id"]]["attachments"][0]["content"])
        wanted = without_viewers(
            cards.kept_card(card_for_party(found.cases[row.case], party, organisation, found.names))
        )
        if shown != wanted:
            problems.append(f"{row.key}: shows {shown['speak']!r}, not {wanted['speak']!r}")
        words = Words(organisation.language_of(party), organisation, found.names)
        posted = Counter(text for number, text in said_in[conversation] if number != ref["id"])
        entries = {entry.number: entry for entry in found.timelines[row.case]}
        lines = lines_at[row.case, row.party, row.destination]
        texts = Counter(text_message(line_of(entries[r.payload["entry"]], words))["text"] for r in lines)
        problems += [f"{row.key}: lacks the line {text!r}" for text in texts if posted[text] < texts[text]]
        doubled_lines += sum((posted - texts).values())
    threads = sum(map(len, teams.threads.values()))
    return problems, {
        "Teams cards": threads,
        "Teams cards twice": threads - len(wanted_cards),
        "Teams lines twice": doubled_lines,
    }
