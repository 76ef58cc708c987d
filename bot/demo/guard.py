"""Outlives the demonstration by a moment, so that nothing else does.

Reads lines from standard input: ``+123`` says that process group 123 was started, ``-123`` that it is gone. The input
closes when whoever started this program ends, in whatever way, also by SIGKILL; then the groups still listed are
ended, the newest first. Standard library only: it is started with ``python -I -S`` to be quick and small.
"""

import os
import signal
import sys
import time
from collections.abc import Iterable

GRACE_S = 1.0


def listed(lines: Iterable[str]) -> list[int]:
    """The groups still running when the input closes, the newest first."""
    groups: list[int] = []
    for line in lines:
        sign, group = line[:1], int(line[1:])
        if sign == "+":
            groups.append(group)
        elif group in groups:
            groups.remove(group)
    return groups[::-1]


def reached(group: int, signal_number: int) -> bool:
    """Send a signal to a process group; False when nobody is left in it. Signal 0 only asks."""
    try:
        os.killpg(group, signal_number)
    except ProcessLookupError:
        return False
    return True


def end(groups: Iterable[int]) -> None:
    remaining = [group for group in groups if reached(group, signal.SIGTERM)]
    deadline = time.monotonic() + GRACE_S
    while remaining and time.monotonic() < deadline:
        time.sleep(0.02)
        remaining = [group for group in remaining if reached(group, 0)]
    for group in remaining:
        reached(group, signal.SIGKILL)


if __name__ == "__main__":
    end(listed(sys.stdin))
