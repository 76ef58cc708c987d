"""Home: what a person owes, claimed and may be waited for, what is overdue first, and the way to their settings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.card import Words
from bot.conversation.core import Core, Speaker, words_for
from bot.conversation.home_lines import Lines
from bot.conversation.places import place_in_words
from bot.home import Choice, Home, Section
from bot.ports import CaseFilter, CaseList, CaseRow, ParkedDelivery, Part, PartCount, Role
from bot.preferences import Preferences
from bot.texts import day, listed, say
from bot.words import OF_MINE, OVERDUE, PAGE_NUMBER, PARTY_SIGN, WAITING, View

PAGE = 8
"""Cases on one page: with their buttons they stay inside every platform's limits."""

MOST_PARTIES = 4
"""Who is of more parties than this finds the others by typing."""

MOST_PARKED = 5


OWN: tuple[Part, ...] = (Part.OWED, Part.ASKED, Part.CLAIMED, Part.WAITING)


@dataclass(frozen=True)
class Looked:
    """What somebody looks at: everything of theirs, or less; and which page of it."""

    only: str = ""
    party: str = ""
    page: int = 0

    def words(self, page: int | None = None) -> str:
        """What shows this again, or another page of it."""
        party = f"{PARTY_SIGN}{self.party}" if self.party else ""
        number = str(page + 1) if page else ""
        return " ".join(part for part in (View.MINE, self.only, party, number) if part)


def looked_at(words: str) -> Looked:
    """What *words* ask to see, which may begin with ``mine``."""
    looked = Looked()
    for word in words.lower().split():
        if word in OF_MINE:
            looked = replace(looked, only=OF_MINE[word])
        elif word.startswith(PARTY_SIGN):
            looked = replace(looked, party=word.removeprefix(PARTY_SIGN))
        elif PAGE_NUMBER.fullmatch(word):
            looked = replace(looked, page=max(int(word.lstrip("#")) - 1, 0))
    return looked


async def home(core: Core, speaker: Speaker, words: str = "") -> Home:
    """The Home of this person as it is now."""
    if not speaker.actor.parties and not speaker.actor.administrator:
        return await _home_of_a_stranger(core, speaker)
    return await _Drawing(core, speaker, looked_at(words)).home()


async def _home_of_a_stranger(core: Core, speaker: Speaker) -> Home:
    """What this bot is, and who can let them in."""
    language, organisation = speaker.language, core.organisation()
    administrators = sorted(organisation.administrators)
    words = await words_for(core, language, administrators)
    who = listed(language, [words.person(administrator) for administrator in administrators])
    summary = say(
        language, "home-stranger", organisation=organisation.words(organisation.name, language), administrators=who
    )
    return Home(language, say(language, "home-title-stranger"), summary, View.MINE, settings=_settings_button(language))


def _settings_button(language: str) -> Choice:
    return Choice(say(language, "home-settings"), "settings")


class _Drawing:
    """One Home, while it is put together."""

    def __init__(self, core: Core, speaker: Speaker, looked: Looked) -> None:
        self._core = core
        self._speaker = speaker
        self._language = speaker.language
        self._organisation = core.organisation()
        self._now = core.clock()
        self._parties = speaker.actor.parties
        known = looked.party if looked.party in self._parties else ""
        self._looked = replace(looked, party=known)

    async def home(self) -> Home:
        colleagues = {m for key in self._parties for m in self._organisation.party(key).members}
        chosen = await self._core.store.queries.preferences(colleagues | {self._speaker.actor.person})
        away = frozenset(email for email, one in chosen.items() if one.is_absent(self._now))
        role = Role(Part.OWED, self._speaker.actor.person, self._parties, away - {self._speaker.actor.person})
        counts = await self._core.store.queries.parts(role, self._now)
        shown = self._parts_shown()
        totals = await self._totals(shown, role, counts)
        page = min(self._looked.page, max(sum(totals) - 1, 0) // PAGE)
        found = await self._page(shown, totals, page, role)
        people = {p for row in _rows(found) for p in _people_in(row)}
        words = await words_for(self._core, self._language, people)
        lines = Lines(self._speaker, words, self._now)
        drawn = tuple(
            Section(self._say(f"home-{part}", total=total), tuple(lines.line(part, row) for row in rows))
            for part, total, rows in found
        )
        return Home(
            language=self._language,
            title=say(self._language, "home-title"),
            summary=self._summary(self._how_many(counts)),
            words=self._looked.words(page),
            sections=drawn,
            remarks=await self._remarks(
                chosen.get(self._speaker.actor.person), is_empty=bool(self._how_many(counts)) and not drawn
            ),
            filters=self._filters(words),
            pages=self._pages(page, sum(totals)),
            position=self._position(page, sum(totals)),
            show=say(self._language, "list-show"),
            claim=say(self._language, "action-claim"),
            settings=_settings_button(self._language),
            hint=self._say("home-hint", slash=self._speaker.slash),
        )

    # -- what there is ---------------------------------------------------------------------------------------

    @property
    def _is_whole(self) -> bool:
        return not self._looked.only and not self._looked.party

    def _parts_shown(self) -> tuple[Part, ...]:
        if self._looked.only == WAITING:
            return (Part.WAITING,)
        everywhere = self._speaker.actor.administrator and not self._looked.party
        return (*OWN, Part.ELSEWHERE) if everywhere else OWN

    def _how_many(self, counts: Mapping[Part, PartCount]) -> dict[Part, PartCount]:
        """Of the cases of others only those that are overdue concern anybody, and that is an administrator."""
        found = {part: counts[part] for part in OWN if part in counts}
        late = counts.get(Part.ELSEWHERE, PartCount()).overdue
        return {**found, Part.ELSEWHERE: PartCount(late)} if late and self._speaker.actor.administrator else found

    async def _totals(self, parts: Sequence[Part], role: Role, counts: Mapping[Part, PartCount]) -> list[int]:
        """How many there are in each of these parts, as far as this person looks at them."""
        if self._looked.party:
            counts = await self._core.store.queries.parts(role, self._now, (self._looked.party,))
        overdue = self._looked.only == OVERDUE
        of = {part: counts.get(part, PartCount()) for part in parts}
        return [one.overdue if overdue or part is Part.ELSEWHERE else one.total for part, one in of.items()]

    async def _cases(self, part: Part, role: Role, limit: int, offset: int = 0) -> CaseList:
        overdue = self._looked.only == OVERDUE or part is Part.ELSEWHERE
        return await self._core.store.queries.cases(
            CaseFilter(
                open=True,
                role=replace(role, part=part),
                parties=(self._looked.party,) if self._looked.party else (),
                overdue_at=self._now if overdue else None,
                due_first=True,
                limit=limit,
                offset=offset,
            )
        )

    async def _page(
        self, parts: Sequence[Part], totals: Sequence[int], page: int, role: Role
    ) -> list[tuple[Part, int, tuple[CaseRow, ...]]]:
        """The parts go on below each other, and a page is a piece of all of them."""
        skip, room = page * PAGE, PAGE
        found = []
        for part, total in zip(parts, totals, strict=True):
            limit = min(max(total - skip, 0), room)
            if limit:
                found.append((part, total, (await self._cases(part, role, limit, skip)).rows))
            skip, room = max(skip - total, 0), room - limit
        return found

    # -- in words --------------------------------------------------------------------------------------------

    def _say(self, key: str, **facts: object) -> str:
        return say(self._language, key, **facts)

    def _summary(self, counts: Mapping[Part, PartCount]) -> str:
        if not counts:
            return self._empty()
        parts = [self._say(f"home-count-{part}", total=count.total) for part, count in counts.items()]
        overdue = sum(count.overdue for count in counts.values())
        late = self._say("home-count-overdue", total=overdue) if overdue else ""
        return f"{self._say('home-counts', parts=listed(self._language, parts))} {late}".strip()

    def _empty(self) -> str:
        key = "home-empty" if self._parties else "home-empty-administrator"
        return self._say(key, slash=self._speaker.slash)

    async def _remarks(self, own: Preferences | None, *, is_empty: bool) -> tuple[str, ...]:
        """*is_empty*: there is something, but not where this person looks."""
        remarks = []
        if is_empty:
            remarks.append(self._say("home-nothing-here"))
        if own is not None and own.absent_until is not None and own.is_absent(self._now):
            back = day(self._language, own.absent_until, self._organisation.time_zone)
            remarks.append(self._say("home-absent", back=back))
        if self._speaker.actor.administrator:
            remarks += self._parked(await self._core.store.queries.parked())
        return tuple(remarks)

    def _parked(self, parked: Sequence[ParkedDelivery]) -> list[str]:
        if not parked:
            return []
        places = dict.fromkeys(
            self._say(
                "home-parked-place",
                place=place_in_words(one.destination, self._language, self._organisation),
                reason=one.reason,
            )
            for one in parked
        )
        lines = "\n".join(list(places)[:MOST_PARKED])
        return [self._say("home-parked", total=len(parked), places=lines)]

    def _filters(self, words: Words) -> tuple[Choice, ...]:
        looked = self._looked
        choices = [
            Choice(self._say("home-filter-all"), Looked().words(), is_chosen=self._is_whole),
            Choice(self._say("home-filter-overdue"), Looked(OVERDUE).words(), is_chosen=looked.only == OVERDUE),
        ]
        if self._parties:
            waiting = Choice(self._say("home-filter-waiting"), Looked(WAITING).words(), looked.only == WAITING)
            choices.append(waiting)
        if len(self._parties) > 1:
            choices += [
                Choice(words.party(key), Looked(party=key).words(), is_chosen=looked.party == key)
                for key in sorted(self._parties)[:MOST_PARTIES]
            ]
        return tuple(choices)

    def _pages(self, page: int, total: int) -> tuple[Choice, ...]:
        before = (Choice(self._say("list-previous"), self._looked.words(page - 1)),) if page else ()
        more = (page + 1) * PAGE < total
        return (*before, Choice(self._say("list-next"), self._looked.words(page + 1))) if more else before

    def _position(self, page: int, total: int) -> str:
        pages = (total + PAGE - 1) // PAGE
        return self._say("list-position", page=page + 1, pages=pages) if pages > 1 else ""


def _rows(found: Iterable[tuple[Part, int, tuple[CaseRow, ...]]]) -> Iterable[CaseRow]:
    return (row for _, _, rows in found for row in rows)


def _people_in(row: CaseRow) -> set[str]:
    people = {row.feedback_person, row.offer.by if row.offer else None}
    for request in row.active:
        people |= {request.claimant, request.asked_by_person}
    return {person for person in people if person}
