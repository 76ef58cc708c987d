"""What administrators are told when something cannot be delivered.

Once for a place, a reason and a day, and with what to do about it.
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from bot.announcements import Announcement, Purpose, person_destination
from bot.conversation.places import place_in_words
from bot.delivery.due import Due
from bot.routing import Organisation
from bot.texts import say

TROUBLE = "trouble"
"""In the payload of a notice: that it is about deliveries, and not about a case."""


CARD_NOT_POSTED = "the card this line belongs to could not be posted"
"""Why a line is parked that would have nothing to stand under."""

ADVICE: Mapping[str, str] = {
    "not_in_channel": "invite",
    "channel_not_found": "invite",
    "BotNotInConversationRoster": "invite",
    "ConversationNotFound": "invite",
    "is_archived": "archived",
    "is_inactive": "archived",
    "TeamArchived": "archived",
    "ChannelDeleted": "deleted",
    "TeamDeleted": "deleted",
    "BotRemoved": "invite",
    "invalid_auth": "token",
    "not_authed": "token",
    "account_inactive": "token",
    "token_expired": "token",
    "token_revoked": "token",
    "Unauthorized": "token",
    "missing_scope": "permission",
    "no_permission": "permission",
    "Forbidden": "permission",
}
"""What a platform's code asks an administrator to do; anything else is shown as the platform says it."""

EVERYWHERE = frozenset({"token", "permission"})
"""Advice about a whole platform, whichever channel it was noticed in."""


def advice_for(reason: str) -> str:
    """Which advice fits a reason such as ``403 BotNotInConversationRoster``."""
    return next((advice for code, advice in ADVICE.items() if code in reason.split()), "other")


def tell_administrators(due: Due, reason: str, organisation: Organisation, now: datetime) -> tuple[Announcement, ...]:
    """The notices for every administrator.

    There are none about a notice that cannot be delivered, nor about a line whose card could not be posted: they were
    told about that card.
    """
    if due.purpose in {Purpose.NOTICE, Purpose.HOME} or reason == CARD_NOT_POSTED:
        return ()
    place = due.destination if due.purpose is not Purpose.TICKET else "ticket"
    return tell_of_place(place, due.case, reason, organisation, now)


def tell_of_place(
    place: str, case: str, reason: str, organisation: Organisation, now: datetime
) -> tuple[Announcement, ...]:
    """The notices that nothing can be delivered at *place*; *case* is one that has to be shown there."""
    advice = advice_for(reason)
    place = place.partition(":")[0] if advice in EVERYWHERE else place
    payload = {TROUBLE: reason, "place": place}
    what = reason if advice == "other" else advice
    same = sha256(f"{place}\n{what}".encode()).hexdigest()[:32]  # both may be longer than a platform takes in a key
    return tuple(
        Announcement(
            f"trouble:{now.date()}:{administrator}:{same}",
            person_destination(administrator),
            Purpose.NOTICE,
            case,
            None,
            payload,
        )
        for administrator in sorted(organisation.administrators)
    )


def platform_in_trouble(payload: Mapping[str, Any]) -> str | None:
    """The platform a notice is about that does not let the bot in: a bad place to say so."""
    if TROUBLE in payload and advice_for(str(payload[TROUBLE])) in EVERYWHERE:
        return str(payload["place"])
    return None


def trouble_in_words(payload: Mapping[str, Any], case: str, language: str, organisation: Organisation) -> str:
    """What is wrong, where, and what to do about it."""
    reason, place = str(payload[TROUBLE]), str(payload["place"])
    where = place_in_words(place, language, organisation)
    advice = say(language, f"trouble-{advice_for(reason)}", reason=reason)
    return say(language, "trouble", place=where, advice=advice, case=case)
