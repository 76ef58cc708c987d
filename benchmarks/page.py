"""The figures of a run as the tables of ``docs/benchmarks.md``, each between its two markers."""

import argparse
import json
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

Found = dict[str, Any]
Row = Sequence[object]

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
DATABASES = ("sqlite", "postgresql")
CALLED = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
ASKED = {"claim": "claim in Slack", "mine": "`/case mine`", "teams": "claim in Teams"}


def table(head: Row, rows: Iterable[Row]) -> str:
    """In Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def _machine(found: Found) -> str:
    packages = ", ".join(f"{name} {version}" for name, version in found["packages"].items())
    measured = [
        (part, taken["began"][:16].replace("T", " "), taken["seconds"], taken["load_before"][0], taken["load_after"][0])
        for part, taken in found["took_s"].items()
    ]
    head = ("part", "began (UTC)", "took, s", "load before", "load after")
    machine = (
        f"{found['machine']} with {found['cores']} cores, {found['system']}, Python {found['python']}, {packages}."
    )
    return f"{machine}\n\n{table(head, measured)}"


def _targets(found: Found) -> str:
    rows = [(line["target"], line["bound"], line["found"], "yes" if line["met"] else "**no**") for line in _few(found)]
    return table(("target", "bound", "found", "met"), rows)


def _few(found: Found) -> list[Found]:
    """All but those of growth that were met: the table of growth shows these."""
    return [line for line in found["targets"] if not line["met"] or "times that at" not in line["target"]]


def _store(found: Found) -> str:
    def cell(database: str, command: str) -> str:
        times = found["store"][database][command]
        share = f" ({times['times_the_floor']} times)" if "times_the_floor" in times else ""
        return f"{times['p50']}{share}"

    names = {"floor": "raw commit", "claim": "claim", "escalate": "escalate"}
    rows = [(called, *(cell(database, name) for database in DATABASES)) for name, called in names.items()]
    return table(("", *CALLED.values()), rows)


def _load(load: Found) -> str:
    times = load["times"]
    return f"{load['per_second']} · {times['p50']:.1f} · {times['p99']:.1f} · {load['cpu_ms']:.1f}"


def _doors(found: Found) -> str:
    floors = found.get("floors", {}).items()
    rows: list[Row] = [(f"floor: bare {name}", _load(of["clients_1"]), _load(of["clients_8"])) for name, of in floors]
    for database, doors in found["doors"].items():
        for name, asked in ASKED.items():
            rows.append((f"{asked}, {database}", _load(doors[f"{name}_1"]), _load(doors[f"{name}_8"])))
        for name in ("claim", "teams"):
            alone = doors["alone"]
            rows.append(
                (f"{ASKED[name]}, the door alone, {database}", _load(alone[f"{name}_1"]), _load(alone[f"{name}_8"]))
            )
    for count, load in found.get("replicas", {}).items():
        replicas = "1 replica for 4 s" if count == "1" else f"{count} replicas"
        rows.append((f"claim in Slack, postgresql, {replicas}", "", _load(load)))
    return table(("", "one person", "eight people"), rows)


def _latency(found: Found) -> str:
    rows = [
        (f"{name.replace('_', ' ')}, {database}", times["p50"], times["p99"])
        for database in DATABASES
        for name, times in found["latency"][database].items()
    ]
    return table(("", "p50", "p99"), rows)


def _process(found: Found) -> str:
    process = found["process"]
    rows: list[Row] = [
        ("import", f"{process['import']['seconds']} s"),
        ("start until ready", f"{process['start_s']} s"),
    ]
    for database, doors in found.get("doors", {}).items():
        memory = doors["memory"]
        rows.append(
            (f"resident, {database}: at rest / under load", f"{memory['at_rest']} / {memory['under_load']} MiB")
        )
    return table(("", "found"), rows)


def _growth(found: Found) -> str:
    tables = []
    for database, growth in found["growth"].items():
        sizes = sorted(next(iter(growth["asked"].values())), key=int)
        rows = [(name, *(_at(times[size]) for size in sizes)) for name, times in growth["asked"].items()]
        tables.append(table((CALLED[database], *(f"{int(size):,} cases" for size in sizes)), rows))
    return "\n\n".join(tables)


def _at(times: Found) -> str:
    return f"{times['p50']:.1f} ({times['p99']:.0f}) · {times['times_the_smallest']}"


TABLES: dict[str, tuple[str, Callable[[Found], str]]] = {
    "machine": ("took_s", _machine),
    "targets": ("targets", _targets),
    "store": ("store", _store),
    "doors": ("doors", _doors),
    "latency": ("latency", _latency),
    "process": ("process", _process),
    "growth": ("growth", _growth),
}
"""Each table by the name of its markers, with the part of a run that it needs."""


def with_figures(page: str, found: Found) -> str:
    """The page with the figures of this run; a table whose part was not run stays as it is."""
    for name, (part, drawn) in TABLES.items():
        if part in found:
            inside = f"<!-- {name} -->\n{drawn(found)}\n<!-- end of {name} -->"
            pattern = re.compile(f"<!-- {name} -->.*?<!-- end of {name} -->", re.DOTALL)
            page, count = pattern.subn(inside.replace("\\", r"\\"), page)
            if count != 1:
                raise ValueError(f"the page has no place for {name}")
    return page


def main() -> None:
    """Put the figures of a run on the page, unless it was a quick one."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description=__doc__)
    parser.add_argument("--figures", type=Path, default=Path("benchmarks.json"))
    parser.add_argument("--page", type=Path, default=PAGE)
    options = parser.parse_args()
    found = json.loads(options.figures.read_text())
    if found["quick"]:
        print("a quick run says only that everything runs: the page stays as it is")
        return
    options.page.write_text(with_figures(options.page.read_text(), found))
    print(f"figures put into {options.page}")


if __name__ == "__main__":
    main()
