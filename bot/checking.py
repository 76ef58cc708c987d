"""What a look at the outside found: whether it is as the organisation file and the manifest say it should be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.texts import say


class Weight(StrEnum):
    """How much it matters: an error keeps something from working."""

    RIGHT = "right"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Finding:
    """``key`` names the sentence (``check-<key>``), which says what is wrong and what to do."""

    weight: Weight
    key: str
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)

    def in_words(self, language: str) -> str:
        """The sentence, with how much it matters before it."""
        sentence = say(language, f"check-{self.key}", **self.facts)
        if self.weight is Weight.RIGHT:
            return sentence
        return say(language, f"check-is-{self.weight}", finding=sentence)


def right(key: str, /, **facts: str) -> Finding:
    """It is as it should be."""
    return Finding(Weight.RIGHT, key, facts)


def warning(key: str, /, **facts: str) -> Finding:
    """It works, but somebody should look at it."""
    return Finding(Weight.WARNING, key, facts)


def error(key: str, /, **facts: str) -> Finding:
    """It does not work."""
    return Finding(Weight.ERROR, key, facts)


def errors_in(findings: Iterable[Finding]) -> int:
    """How many keep something from working."""
    return sum(finding.weight is Weight.ERROR for finding in findings)
