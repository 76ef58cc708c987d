"""What follows for a case from how its ticket is now. Pure: it reads, compares and says; nothing is done here.

Our own entries are told apart when the ticket is read, and where our own changes put the ticket is where the case says
it should be, so nothing we do ever comes back as news.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.case import Case
from bot.request import Move, Request
from bot.routing import Organisation, Party
from bot.ticket import Difference, Differs, Seen, TicketEntry, TicketNow, ToldInTicket


@dataclass(frozen=True)
class TakenInTicket:
    """Somebody of an asked party put the ticket in their own name, or with their group."""

    request: str
    person: str


@dataclass(frozen=True)
class AnsweredInTicket:
    """Who is consulted, and has the ticket, wrote what they found in it."""

    request: str
    person: str
    text: str


@dataclass(frozen=True)
class StudentWrote:
    """The student added something. To a closed case it means that the student comes back."""

    text: str


@dataclass(frozen=True)
class StudentTold:
    """Staff wrote something the student sees. ``counts`` says that the organisation takes that as the feedback."""

    told: ToldInTicket
    counts: bool = False


News = TakenInTicket | AnsweredInTicket | StudentWrote | StudentTold
"""What happened in the ticket since the last look."""


def conclusions(
    before: Seen | None, now: TicketNow, case: Case, organisation: Organisation, *, settled: bool
) -> list[News]:
    """What happened in the ticket, in the order in which the case should follow it.

    *settled* says that nothing of ours was under way or got stuck: else whose it is may still be what it was before
    somebody let go.
    """
    if now.deleted:
        return []
    taken = list(_taken(now, case, organisation)) if case.is_open and settled else []
    return [
        *taken,
        *(news for entry in new_entries(before, now, case) for news in _said(entry, now, case, organisation)),
    ]


def seen_now(before: Seen | None, now: TicketNow, *, settled: bool) -> Seen:
    """What to remember of this look; ``settled`` says that it could tell whether ticket and case agree."""
    newest = {entry.id: entry.at for entry in now.entries}
    if before and before.last_at:  # of two looks at the same time the older one may be noted last
        newest |= dict.fromkeys(before.last_ids, before.last_at)
    last_at = max(newest.values(), default=None)
    return Seen(
        first_group=before.first_group if before else now.group,
        modified_at=now.modified_at if settled else None,
        last_at=last_at,
        last_ids=tuple(entry for entry, at in newest.items() if at == last_at),
    )


def new_entries(before: Seen | None, now: TicketNow, case: Case) -> list[TicketEntry]:
    """What others wrote since the last look, oldest first. At the first look: since the case was opened."""
    since, known = (before.last_at, before.last_ids) if before else (None, ())
    since = since or case.opened_at
    fresh = (e for e in now.entries if e.at > since or (before and e.at == since and e.id not in known))
    return sorted((entry for entry in fresh if not entry.ours), key=_when)


def _when(entry: TicketEntry) -> datetime:
    return entry.at


# -- who has it ----------------------------------------------------------------------------------------------


def party_of_group(now: TicketNow, organisation: Organisation) -> Party | None:
    """The party whose operator group has the ticket."""
    return next((party for party in organisation.parties if _is_with(now, party)), None)


def _is_with(now: TicketNow, party: Party) -> bool:
    names = {name.casefold() for name in (now.group, now.group_name) if name}
    return bool(party.operator_group) and str(party.operator_group).casefold() in names


def _asked(now: TicketNow, case: Case, organisation: Organisation) -> Request | None:
    """What the party that has the ticket is being asked."""
    party = party_of_group(now, organisation)
    return case.active_request_of(party.key) if party else None


def _taken(now: TicketNow, case: Case, organisation: Organisation) -> Iterator[TakenInTicket]:
    request = _asked(now, case, organisation)
    if request is None or request.claimant is not None or now.closed or now.archived:
        return
    # We put it with the group that was handed the question, so there only a name of a person says something.
    person = now.operator or (now.modifier if request.move is Move.CONSULTATION else None)
    if person in organisation.party(request.party).members:
        yield TakenInTicket(request.id, str(person))


# -- what was written ----------------------------------------------------------------------------------------


def _said(entry: TicketEntry, now: TicketNow, case: Case, organisation: Organisation) -> Iterator[News]:
    if entry.by_student:
        yield StudentWrote(entry.text)
    elif not case.is_open or not entry.text.strip():
        return
    elif entry.visible:
        if _may_be_the_answer(entry, case, organisation):
            told = ToldInTicket(entry.text, entry.person, entry.at)
            owes = entry.person in _members(case.feedback.party, organisation)
            yield StudentTold(told, counts=owes and organisation.topdesk.reply_is_feedback)
    else:
        yield from _found(entry, now, case, organisation)


def _may_be_the_answer(entry: TicketEntry, case: Case, organisation: Organisation) -> bool:
    """Who owes the answer or is asked for it wrote it, or the answer is there and somebody passed it on."""
    asked = {request.party for request in case.requests if request.is_active}
    theirs = frozenset[str]().union(*(_members(party, organisation) for party in {*asked, case.feedback.party}))
    found = case.problem_answer or any(request.answer for request in case.requests)
    return bool(found) or entry.person in theirs


def _found(entry: TicketEntry, now: TicketNow, case: Case, organisation: Organisation) -> Iterator[AnsweredInTicket]:
    """Only while the ticket is in their hands: who works in chat may leave a note in it that is no answer."""
    request = _asked(now, case, organisation)
    if request is None or request.move is not Move.CONSULTATION or entry.person is None:
        return
    if entry.person in _members(request.party, organisation) and request.claimant in {None, entry.person}:
        yield AnsweredInTicket(request.id, entry.person, entry.text)


def _members(party: str, organisation: Organisation) -> frozenset[str]:
    return organisation.party(party).members if organisation.knows_party(party) else frozenset()


# -- where they do not agree ---------------------------------------------------------------------------------


def difference(before: Seen | None, now: TicketNow, case: Case, organisation: Organisation) -> Difference | None:
    """The gravest thing ticket and case do not agree on. A closed case asks nothing of its ticket."""
    if not case.is_open:
        return None
    if now.deleted:
        return Difference(Differs.DELETED)
    if now.archived:
        return Difference(Differs.ARCHIVED, note=now.archived_because)
    if now.closed:
        return Difference(Differs.CLOSED)
    return _moved(before, now, case, organisation) or _held(now, case, organisation)


def _moved(before: Seen | None, now: TicketNow, case: Case, organisation: Organisation) -> Difference | None:
    owner = organisation.party(case.feedback.party) if organisation.knows_party(case.feedback.party) else None
    if owner is None or owner.operator_group is None or now.group is None:
        return None
    asked = (organisation.party(r.party) for r in case.requests if r.is_active and organisation.knows_party(r.party))
    if any(_is_with(now, party) for party in (owner, *asked)) or _never_left(before, now, case):
        return None
    party = party_of_group(now, organisation)
    return Difference(Differs.MOVED, party=party.key if party else now.group_name or now.group)


def _never_left(before: Seen | None, now: TicketNow, case: Case) -> bool:
    """A question that was only ever asked about stays where its desk had it, which may be a group of its own."""
    handed_over = any(request.move is Move.HAND_OVER for request in case.requests)
    first = before.first_group if before else now.group
    return not handed_over and case.feedback.party == case.question.intake and now.group == first


def _held(now: TicketNow, case: Case, organisation: Organisation) -> Difference | None:
    request = _asked(now, case, organisation)
    if request is None or request.claimant is None or now.operator in {None, request.claimant}:
        return None
    if now.operator not in _members(request.party, organisation):
        return None  # somebody we do not know: the group is right, and that is all we can say
    return Difference(Differs.HELD, party=request.party, person=now.operator)
