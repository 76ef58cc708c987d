"""What a conversation with a person needs: the state, the organisation, the tickets, the time, and their words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from bot.actions import Viewer
from bot.card import Words
from bot.case import Actor
from bot.ports import Clock, Person, Store, Tickets
from bot.preferences import Preferences
from bot.refusals import NoParty
from bot.routing import Organisation
from bot.texts import say, supported


@dataclass(frozen=True)
class Core:
    """The parts of the core an adapter talks to. ``tickets`` is None where no ticket system is connected."""

    store: Store
    organisation: Callable[[], Organisation]
    tickets: Tickets | None
    clock: Clock


@dataclass(frozen=True)
class Speaker:
    """The person who acts, and the language they read."""

    actor: Actor
    language: str

    @property
    def viewer(self) -> Viewer:
        """How cards are shown to this person."""
        return Viewer(self.actor.parties, self.actor.person, self.actor.administrator)

    @property
    def slash(self) -> str:
        """What a command begins with where this person types it."""
        return say(self.language, "slash", origin=self.actor.origin)


def speaker(core: Core, person: Person, origin: str) -> Speaker:
    """Who this person is today, by the organisation file in use."""
    organisation = core.organisation()
    email = person.email.lower()
    parties = frozenset(party.key for party in organisation.parties_of(email))
    actor = Actor(email, parties, organisation.is_administrator(email), origin)
    return Speaker(actor, supported(person.language) or organisation.language)


async def speaking(core: Core, person: Person, origin: str) -> Speaker:
    """The same, in the language they chose for themselves."""
    chosen = (await core.store.queries.preferences([person.email.lower()])).get(person.email.lower(), Preferences())
    return speaker(core, replace(person, language=chosen.language or person.language), origin)


def must_take_part(speaker: Speaker) -> None:
    """Cases are for the people of the parties. Raises ``NoParty`` for anybody else who can reach the bot."""
    if not speaker.actor.parties and not speaker.actor.administrator:
        raise NoParty(speaker.actor.person)


async def words_for(core: Core, language: str, people: Iterable[str]) -> Words:
    """How to call these people, and every party, in this language."""
    named = set(people)
    return words_with(core, language, await core.store.queries.persons(named) if named else {})


def words_with(core: Core, language: str, seen: Mapping[str, Person]) -> Words:
    """The same, with what is known of these people."""
    now = core.clock()
    away = {email: one.absent_until for email, one in seen.items() if one.absent_until and one.absent_until > now}
    return Words(language, core.organisation(), {email: person.name for email, person in seen.items()}, away)
