"""What the demonstration tells whoever started it, in their language."""

from typing import Protocol

from bot.texts import DEFAULT, say


class Tell(Protocol):
    """Says a line of progress."""

    def __call__(self, key: str, *, what: str | None = None, **facts: object) -> None:
        """*key* names the text, *what* the text that names the part of the demonstration it is about."""
        ...


def in_words(language: str, key: str, *, what: str | None = None, **facts: object) -> str:
    """The text *key*, about the part of the demonstration that the text *what* names."""
    named = {"what": say(language, what)} if what else {}
    return say(language, key, **named, **facts)


def telling(language: str) -> Tell:
    """Says each line at once, also where the output goes to a file."""

    def tell(key: str, *, what: str | None = None, **facts: object) -> None:
        print(in_words(language, key, what=what, **facts), flush=True)

    return tell


class Trouble(Exception):
    """Why the demonstration, or a part of it, cannot run; takes what ``in_words`` takes."""

    def __init__(self, key: str, *, what: str | None = None, **facts: object) -> None:
        super().__init__(key)
        self._key, self._what, self._facts = key, what, facts

    def in_words(self, language: str) -> str:
        """For whoever started it."""
        return in_words(language, self._key, what=self._what, **self._facts)

    def __str__(self) -> str:
        return self.in_words(DEFAULT)
