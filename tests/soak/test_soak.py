"""The soak in short. ``make soak`` is the long form."""

import os
from pathlib import Path

import pytest

from tests.soak.soak import Plan, soak

SECONDS = float(os.environ.get("SOAK_SECONDS", "120"))
"""Of commands, faults and kills; until everything is quiet and looked at it takes less than three minutes in all."""

QUIET_WITHIN_S = 180.0


@pytest.mark.xdist_group("soak")
@pytest.mark.timeout(SECONDS + QUIET_WITHIN_S + 120)
async def test_no_promise_is_broken_while_replicas_are_killed_and_platforms_fail(
    postgresql_address: str, tmp_path: Path
) -> None:
    plan = Plan(SECONDS, tmp_path, kill_every_s=15.0, quiet_within_s=QUIET_WITHIN_S)
    report = await soak(plan, postgresql_address)
    assert report.problems == []
    tried = report.counts
    assert tried["ok"] > SECONDS, f"too little was tried: {tried}"
    assert tried["faults"] > SECONDS
    assert tried["kills"] >= 1
