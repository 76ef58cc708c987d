"""A case as a line in somebody's Home: who must do what, since when and until when."""

from datetime import datetime

from bot.card import Words
from bot.conversation.core import Speaker
from bot.home import HomeLine
from bot.ports import CaseRow, Part
from bot.request import Request, RequestState
from bot.texts import duration, listed, moment

LONGEST_QUESTION = 200
"""Characters; the card has all of it."""


class Lines:
    """The lines of one person's Home."""

    def __init__(self, speaker: Speaker, words: Words, now: datetime) -> None:
        self._person = speaker.actor.person
        self._parties = speaker.actor.parties
        self._words = words
        self._now = now

    def line(self, part: Part, row: CaseRow) -> HomeLine:
        """The line of this case, in this part of the Home."""
        words = self._words
        is_overdue = row.feedback_due is not None and row.feedback_due < self._now
        status = f"{self._who_must(part, row)} {self._until(row, is_overdue=is_overdue)}".strip()
        facts = (row.ticket or "", words.kind(row.kind), words.faculty(row.faculty) if row.faculty else "")
        free = self._free(row)
        return HomeLine(
            row.number,
            words.say("card-title", number=row.number, subject=row.subject),
            status,
            " · ".join(fact for fact in facts if fact),
            claim=free.id if free else "",
            is_overdue=is_overdue,
        )

    def _until(self, row: CaseRow, *, is_overdue: bool) -> str:
        if row.feedback_due is None:
            return ""
        due = moment(self._words.language, row.feedback_due, self._words.organisation.time_zone)
        return self._words.say("home-overdue" if is_overdue else "home-due", due=due)

    def _who_must(self, part: Part, row: CaseRow) -> str:
        match part:
            case Part.OWED:
                return self._owed(row)
            case Part.ASKED:
                return self._asked(row)
            case Part.CLAIMED:
                return self._claimed(row)
            case Part.WAITING:
                return self._waiting(row)
            case Part.ELSEWHERE:
                return self._others(row)

    def _owed(self, row: CaseRow) -> str:
        waited = self._waited(row.feedback_since)
        asked_back = next((r for r in row.active if r.state is RequestState.ASKED_BACK), None)
        if asked_back is not None:
            of = self._words.awaited(asked_back.asked_by, asked_back.asked_by_person)
            return self._words.say("home-line-owed-asked-back", of=of, waited=waited)
        others = [self._words.awaited(r.party, r.claimant) for r in row.active if r.claimant != self._person]
        if others:
            parties = listed(self._words.language, others)
            return self._words.say("home-line-owed-consulting", parties=parties, waited=waited)
        return self._words.say("home-line-owed-answered" if row.answer else "home-line-owed", waited=waited)

    def _asked(self, row: CaseRow) -> str:
        asking = (r for r in row.active if r.state is RequestState.ASKED_BACK and r.asked_by_person == self._person)
        request = next(asking)
        asker = self._words.awaited(request.party, request.claimant)
        return self._words.say("home-line-asked", asker=asker, question=_begin(request.asked_back or ""))

    def _claimed(self, row: CaseRow) -> str:
        request = next(r for r in row.active if r.claimant == self._person)
        of = self._words.awaited(request.asked_by, request.asked_by_person)
        is_back = request.state is RequestState.ASKED_BACK
        key = "home-line-claimed-asked-back" if is_back else "home-line-claimed"
        return self._words.say(key, of=of, waited=self._waited(request.claimed_at or request.asked_at))

    def _waiting(self, row: CaseRow) -> str:
        offer, free = row.offer, self._free(row)
        if offer is not None and offer.to in self._parties:
            return self._words.say(
                "home-line-offered",
                offerer=self._words.owner(row.feedback_party, offer.by),
                party=self._words.party(offer.to),
                waited=self._waited(offer.at),
            )
        if free is not None:
            party = self._words.party(free.party)
            return self._words.say("home-line-waiting", party=party, waited=self._waited(free.asked_at))
        held = next((r for r in row.active if r.party in self._parties and r.claimant), None)
        if held is not None and row.feedback_party not in self._parties:
            who = self._words.awaited(held.party, held.claimant)
            return self._words.say("home-line-held", who=who, waited=self._waited(held.claimed_at or held.asked_at))
        return self._others(row)

    def _others(self, row: CaseRow) -> str:
        owner = self._words.awaited(row.feedback_party, row.feedback_person)
        return self._words.say("home-line-others", owner=owner, waited=self._waited(row.feedback_since))

    def _free(self, row: CaseRow) -> Request | None:
        """What a person of these parties can claim."""
        return next((r for r in row.active if r.state is RequestState.OPEN and r.party in self._parties), None)

    def _waited(self, since: datetime) -> str:
        return duration(self._words.language, self._now - since)


def _begin(question: str) -> str:
    """As much of a question as tells what it is about."""
    return question if len(question) <= LONGEST_QUESTION else f"{question[:LONGEST_QUESTION].rstrip()}…"
