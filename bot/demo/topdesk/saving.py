"""Keeps the incidents in a file beside the double, so a demonstration survives a restart of it.

Only the incident that changed is turned into JSON in the event loop; the file is written in a thread, to a name of
its own that replaces the old file at the end.
"""

import asyncio
import json
import logging
from collections.abc import Iterable
from pathlib import Path

from bot.demo.topdesk.store import Change, Incident, Store

logger = logging.getLogger(__name__)


def read_state(path: Path) -> dict[str, Incident] | None:
    """The incidents in this file, or None when there is no such file yet."""
    if not path.exists():
        return None
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return {row["fields"]["id"]: Incident(row["fields"], row["trail"]) for row in rows}


class Saver:
    """Writes soon after a change; changes that come while a write is under way are in the next one."""

    def __init__(self, path: Path, store: Store, *, soon_s: float = 0.05) -> None:
        self._path = path
        self._store = store
        self._soon_s = soon_s
        self._rows = {incident.id: _row(incident) for incident in store.incidents.values()}
        self._changed = asyncio.Event()
        self._changed.set()
        self._stopping = False
        self._writing = asyncio.get_running_loop().create_task(self._keep_writing())

    def on_change(self, change: Change) -> None:
        if change.incident.id in self._store.incidents:
            self._rows[change.incident.id] = _row(change.incident)
        else:
            self._rows.pop(change.incident.id, None)
        self._changed.set()

    async def stop(self) -> None:
        """Everything is in the file when this returns. Raises OSError when it could not be written."""
        self._stopping = True
        self._changed.set()
        await self._writing

    async def _keep_writing(self) -> None:
        last = False
        while not last:
            await self._changed.wait()
            await asyncio.sleep(0 if self._stopping else self._soon_s)
            self._changed.clear()
            last = self._stopping
            try:
                await asyncio.to_thread(_write, self._path, list(self._rows.values()))
            except OSError as error:
                if last:
                    raise
                logger.warning("topdesk double: tickets are not saved: %s", error)


def _row(incident: Incident) -> str:
    return json.dumps({"fields": incident.fields, "trail": incident.trail}, ensure_ascii=False)


def _write(path: Path, rows: Iterable[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    beside.write_text("".join(f"{row}\n" for row in rows), "utf-8")
    beside.replace(path)
