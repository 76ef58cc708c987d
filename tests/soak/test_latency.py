"""A press is seen soon, with bounds for a machine busy with other tests: ``make bench`` has the true figures."""

from pathlib import Path

import pytest

from tests.soak.latency import measure

P50_MS, P99_MS = 500.0, 5_000.0


@pytest.mark.alone
async def test_a_press_is_on_the_cards_soon(address: str, tmp_path: Path) -> None:
    figures = await measure(address, tmp_path, seconds=5.0, per_second=10.0, pairs=30)
    for times in (figures.escalate, figures.claim):
        assert times.count == 50
        assert times.p50 < P50_MS, figures
        assert times.p99 < P99_MS, figures
