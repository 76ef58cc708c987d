"""How the cast is called in a language, by the example organisation."""

from bot.card import Words
from bot.demo import cast
from bot.routing import Organisation

NAMES = {person.email: person.name for person in cast.PEOPLE}


def the_words(language: str, organisation: Organisation) -> Words:
    """With everybody of the cast known by name."""
    return Words(language, organisation, NAMES)
