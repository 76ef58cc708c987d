"""Where something has to be delivered, as people call it."""

from bot.routing import Organisation
from bot.texts import say


def place_in_words(place: str, language: str, organisation: Organisation) -> str:
    """``#fb-studentenportaal (Slack)``, as far as the organisation file names the channel."""
    kind, _, rest = place.partition(":")
    if kind == "ticket":
        return "TOPdesk"
    if kind == "person":
        return rest
    if not rest:
        return place.capitalize()
    platform, _, channel = place.split(":", 2)
    party = organisation.party_in_channel(platform, channel)
    names = [c.name for c in party.channels if c.platform == platform and c.id == channel and c.name] if party else []
    return say(language, "trouble-place", channel=names[0] if names else channel, platform=platform.capitalize())
