"""The page of figures: what a run found takes the place of what stood there, and nothing else changes."""

import pytest

from benchmarks.page import PAGE, with_figures

TIMES = {"p50": 1.25, "p99": 3.0}
LOAD = {"per_second": 100.0, "times": TIMES, "cpu_ms": 2.0}
BOTH = {"clients_1": LOAD, "clients_8": LOAD}
ALONE = {f"{name}_{clients}": LOAD for name in ("claim", "teams") for clients in (1, 8)}
DOORS = {
    **{f"{name}_{clients}": LOAD for name in ("claim", "mine", "teams") for clients in (1, 8)},
    "alone": ALONE,
    "memory": {"at_rest": 120.0, "under_load": 140.5},
}
OF_GROWTH = {size: {**TIMES, "times_the_smallest": 1.1} for size in ("1000", "100000", "1000000")}
RUN = {
    "machine": "x86_64",
    "cores": 2,
    "system": "Linux",
    "python": "3.11",
    "packages": {"aiohttp": "3.14"},
    "took_s": {
        "store": {"began": "2026-11-23T21:00:00", "seconds": 4.0, "load_before": [0.1], "load_after": [0.2]},
    },
    "targets": [{"target": "import, s", "bound": "<= 1.5", "found": 1.6, "met": False}],
    "store": {
        database: {name: {**TIMES, "times_the_floor": 4.5} for name in ("claim", "escalate")} | {"floor": TIMES}
        for database in ("sqlite", "postgresql")
    },
    "floors": {"slack": BOTH},
    "doors": {"sqlite": DOORS, "postgresql": DOORS},
    "replicas": {"1": LOAD, "2": LOAD},
    "latency": {"sqlite": {"claim_answered": TIMES}, "postgresql": {"escalate": TIMES}},
    "process": {"import": {"seconds": 1.1}, "start_s": 1.2},
    "growth": {"sqlite": {"asked": {"/case mine": OF_GROWTH}}, "postgresql": {"asked": {"claim": OF_GROWTH}}},
}


def test_every_table_of_the_page_has_its_place() -> None:
    page = with_figures(PAGE.read_text(), RUN)
    assert "| import, s | <= 1.5 | 1.6 | **no** |" in page
    assert "| claim | 1.25 (4.5 times) | 1.25 (4.5 times) |" in page
    assert "| claim in Slack, the door alone, sqlite | 100.0 · 1.2 · 3.0 · 2.0 | 100.0 · 1.2 · 3.0 · 2.0 |" in page
    assert "| resident, sqlite: at rest / under load | 120.0 / 140.5 MiB |" in page
    assert "| SQLite | 1,000 cases | 100,000 cases | 1,000,000 cases |" in page
    assert with_figures(page, RUN) == page


def test_what_was_not_run_stays() -> None:
    page = PAGE.read_text()
    assert with_figures(page, {}) == page


def test_a_page_without_a_place_for_a_table_is_refused() -> None:
    with pytest.raises(ValueError, match="process"):
        with_figures("# Benchmarks", {"process": RUN["process"]})
