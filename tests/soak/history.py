"""What was done to the bot, as JSON lines that anybody can check without this program.

One line for each command somebody gave, with ``outcome``:

- ``ok``: the bot said that it was done;
- ``refused``: the bot said why not;
- ``fail``: no clear answer came, however often it was tried: it was done once, or not at all.

``attempts`` of these were sent, of which ``unclear`` may have been carried out without a word of it. ``key`` is a word
that stands in whatever the person wrote, and so in the timeline. ``began`` and ``ended`` have the time of a clock that
never jumps (``mono``, seconds) and of the wall. Faults, kills and starts have a line each as well.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

Json = dict[str, Any]

OK, REFUSED, FAIL = "ok", "refused", "fail"


@dataclass(frozen=True)
class Moment:
    """Now, on both clocks."""

    mono: float
    wall: str

    @classmethod
    def now(cls) -> "Moment":
        """This very moment."""
        return cls(time.monotonic(), datetime.now(UTC).isoformat())

    @property
    def at(self) -> datetime:
        """The wall's time, aware."""
        return datetime.fromisoformat(self.wall)


@dataclass
class Command:
    """What somebody wanted. ``case`` is empty for an escalation: its number is not known before."""

    number: int
    actor: str
    platform: str
    command: str
    key: str
    began: Moment
    case: str = ""
    target: str = ""
    outcome: str = FAIL
    attempts: int = 0
    unclear: int = 0
    why: str = ""
    ended: Moment | None = None


class History:
    """The file, open for writing."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("w", encoding="utf-8")
        self._number = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def begin(self, actor: str, platform: str, command: str, key: str, *, target: str = "") -> Command:
        """Somebody is about to do something."""
        self._number += 1
        case = target.partition("/")[0]
        return Command(self._number, actor, platform, command, key, Moment.now(), case, target)

    def end(self, command: Command) -> None:
        """What became of it."""
        command.ended = Moment.now()
        self.note("command", **asdict(command))

    def note(self, sort: str, **facts: Any) -> None:
        """Anything else that happened."""
        if sort != "command":
            facts = {**facts, "at": asdict(Moment.now())}
        self._file.write(json.dumps({"sort": sort, **facts}, ensure_ascii=False) + "\n")
        self._file.flush()


def commands_in(path: Path) -> Iterator[Command]:
    """The commands of a history."""
    for line in path.read_text(encoding="utf-8").splitlines():
        found: Json = json.loads(line)
        if found.pop("sort") == "command":
            began, ended = Moment(**found.pop("began")), Moment(**found.pop("ended"))
            yield Command(**found, began=began, ended=ended)


def noted_in(path: Path, sort: str) -> list[Json]:
    """Everything else of one sort."""
    lines = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line["sort"] == sort]
