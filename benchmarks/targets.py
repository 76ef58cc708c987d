"""What was promised, and whether it was met in this run."""

from collections.abc import Iterator
from typing import Any

Found = dict[str, Any]

STORE = {"sqlite": {"escalate": 5.0, "claim": 2.5}, "postgresql": {"escalate": 3.0, "claim": 3.0}}
THROUGHPUT, P99 = 0.6, 1.5
"""Of bolt that commits one row: at least so much of what it gets done, at most so many times its p99."""
VISIBLE_MS = 60.0
FLAT = 1.2
LIST_MS = 50.0
MEMORY_MIB = 150.0
START_S = 1.5


def targets(found: Found) -> list[Found]:
    """One line for each of what was measured: what, the bound, what was found, and whether that is inside it."""
    lines = [*_store(found), *_doors(found), *_visible(found), *_growth(found), *_process(found)]
    return [{"target": what, "bound": bound, "found": value, "met": met} for what, bound, value, met in lines]


Line = tuple[str, str, float, bool]


def _at_most(what: str, bound: float, value: float) -> Line:
    return what, f"<= {bound:g}", value, value <= bound


def _store(found: Found) -> Iterator[Line]:
    for database, bounds in STORE.items() if "store" in found else ():
        for command, bound in bounds.items():
            times = found["store"][database][command]["times_the_floor"]
            yield _at_most(f"{command} in the store, times a raw commit, {database}", bound, times)


def _doors(found: Found) -> Iterator[Line]:
    for database, doors in found.get("doors", {}).items() if "floors" in found else ():
        floor = found["floors"][f"slack with a commit, {database}"]["clients_8"]
        for what, load in (("claim", doors["claim_8"]), ("claim at the door alone", doors["alone"]["claim_8"])):
            share = round(load["per_second"] / floor["per_second"], 2)
            yield (
                f"{what}: a second, of bolt with a commit, {database}",
                f">= {THROUGHPUT:g}",
                share,
                share >= THROUGHPUT,
            )
            times = round(load["times"]["p99"] / floor["times"]["p99"], 2)
            yield _at_most(f"{what}: p99, times bolt with a commit, {database}", P99, times)


def _visible(found: Found) -> Iterator[Line]:
    for database in STORE if "latency" in found else ():
        platform = found["latency"]["platform_answers_in_ms"]
        over = round(found["latency"][database]["escalate"]["p50"] - platform, 1)
        yield _at_most(f"ms from escalate to visible beyond the platform's own, p50, {database}", VISIBLE_MS, over)


def _growth(found: Found) -> Iterator[Line]:
    for database, growth in found.get("growth", {}).items():
        for name, sizes in growth["asked"].items():
            smallest, *others = sorted(sizes, key=int)
            for size in others:
                times = sizes[size]["times_the_smallest"]
                yield _at_most(f"{name} at {int(size):,}, times that at {int(smallest):,}, {database}", FLAT, times)
            if name in {"/case mine", "/case open"}:
                largest = others[-1]
                yield _at_most(f"{name} at {int(largest):,}, p99 in ms, {database}", LIST_MS, sizes[largest]["p99"])


def _process(found: Found) -> Iterator[Line]:
    if "process" not in found:
        return
    yield _at_most("import, s", START_S, found["process"]["import"]["seconds"])
    yield _at_most("start until ready, s", START_S, found["process"]["start_s"])
    for database, doors in found.get("doors", {}).items():
        yield _at_most(f"MiB resident under load, {database}", MEMORY_MIB, doors["memory"]["under_load"])
