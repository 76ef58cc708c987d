"""Lists of TOPdesk that change rarely."""

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Row = TypeVar("Row")


class Remembered(Generic[Row]):
    """A list that is fetched again when it is older than *for_s* seconds."""

    def __init__(self, for_s: float) -> None:
        self._for_s = for_s
        self._rows: Sequence[Row] = ()
        self._fetched_at: float | None = None

    async def get(self, fetch: Callable[[], Awaitable[Sequence[Row]]]) -> Sequence[Row]:
        if self._fetched_at is None or time.monotonic() - self._fetched_at > self._for_s:
            self._rows = await fetch()
            self._fetched_at = time.monotonic()
        return self._rows
