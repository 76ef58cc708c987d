"""What can go wrong, by who must act.

``RefusedMove``: the person asked for what cannot be; tell them. ``Unavailable``: the outside does not answer now;
wait and try again. ``Rejected``: the outside says no and will say no again; tell an administrator. Anything else is
a bug and rises to the top. Errors carry data; the words people read live in ``bot.texts``.
"""

from dataclasses import dataclass, field, fields


@dataclass(eq=False)
class RefusedMove(Exception):
    """A person asked for what the rules do not allow.

    The text for the person is the message ``refused-<name of the class in kebab case>`` with the fields as its facts.
    """

    @property
    def facts(self) -> dict[str, object]:
        """The named facts a text about this refusal may use."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    def __str__(self) -> str:
        return ", ".join(f"{name}={value}" for name, value in self.facts.items())


@dataclass(eq=False)
class Unavailable(Exception):
    """The outside does not answer now: a time-out, a refused connection, a rate limit, a server error.

    ``retry_after_s`` is the wait in seconds the platform named itself, if it did. ``unclear`` says that the request
    may have been carried out although no answer came, so it must be looked up before it is repeated.
    """

    reason: str
    retry_after_s: float | None = field(default=None, kw_only=True)
    unclear: bool = field(default=False, kw_only=True)

    def __str__(self) -> str:
        return self.reason


@dataclass(eq=False)
class Rejected(Exception):
    """The outside refuses, and repeating will not help: wrong token, unknown channel, no permission.

    ``reason`` is the platform's own code or sentence, for an administrator.
    """

    reason: str

    def __str__(self) -> str:
        return self.reason


@dataclass(eq=False)
class Gone(Rejected):
    """What was to be changed is no longer there: a deleted message, an archived channel."""


@dataclass(eq=False)
class NumberUnknown(Gone):
    """TOPdesk has no ticket with the number that was typed. Who typed it is told, and can correct it."""


@dataclass(eq=False)
class TicketNotFound(RefusedMove):
    """No ticket has this number."""

    ticket: str


@dataclass(eq=False)
class TicketNotOpen(RefusedMove):
    """The ticket is archived, so nothing can be written to it."""

    ticket: str


@dataclass(eq=False)
class NoAccess(Unavailable):
    """The outside does not accept the bot at all: a wrong or expired token, a missing permission.

    Nothing can arrive until an administrator acts, and everything can once they have, so it is tried again.
    """
