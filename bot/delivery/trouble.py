"""What administrators are told when something cannot be delivered.

Once for a place, a reason and a day, and with what to do about it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.announcements import Announcement, Purpose, person_destination
from bot.delivery.due import Due
from bot.routing import Organisation
from bot.texts import say

TROUBLE = "trouble"
"""In the payload of a notice: that it is about deliveries, and not about a case."""


ADVICE: Mapping[str, str] = {
    "not_in_channel": "invite",
    "channel_not_found": "invite",
    "BotNotInConversationRoster": "invite",
    "ConversationNotFound": "invite",
    "is_archived": "archived",
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


def advice_for(reason: str) -> str:
    """Which advice fits a reason such as ``403 BotNotInConversationRoster``."""
    return next((advice for code, advice in ADVICE.items() if code in reason.split()), "other")


def tell_administrators(due: Due, reason: str, organisation: Organisation, now: datetime) -> tuple[Announcement, ...]:
    """The notices for every administrator. About a notice that cannot be delivered there are none."""
    if due.purpose is Purpose.NOTICE:
        return ()
    place = due.destination if due.purpose is not Purpose.TICKET else "ticket"
    payload = {TROUBLE: reason, "place": place}
    return tuple(
        Announcement(
            f"trouble:{place}:{reason}:{now.date()}:{administrator}"[:300],
            person_destination(administrator),
            Purpose.NOTICE,
            due.case,
            None,
            payload,
        )
        for administrator in sorted(organisation.administrators)
    )


def trouble_in_words(payload: Mapping[str, Any], case: str, language: str, organisation: Organisation) -> str:
    """What is wrong, where, and what to do about it."""
    reason, place = str(payload[TROUBLE]), str(payload["place"])
    where = place_in_words(place, language, organisation)
    advice = say(language, f"trouble-{advice_for(reason)}", reason=reason)
    return say(language, "trouble", place=where, advice=advice, case=case)


def place_in_words(place: str, language: str, organisation: Organisation) -> str:
    """``#fb-studentenportaal (Slack)``, as far as the organisation file names the channel."""
    if place == "ticket":
        return "TOPdesk"
    platform, _, channel = place.split(":", 2)
    party = organisation.party_in_channel(platform, channel)
    names = [c.name for c in party.channels if c.platform == platform and c.id == channel and c.name] if party else []
    return say(language, "trouble-place", channel=names[0] if names else channel, platform=platform.capitalize())
