"""Makes sure there is a Chromium for the journeys: ``python -m tests.install_browser``.

One that is there is used. Else Debian's package is tried, where apt is and may be used, and then Playwright's own
download. When nothing helps it says what was tried and ends with 1.
"""

# ruff: noqa: S603, S607, T201

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from playwright.sync_api import sync_playwright

from tests import browser

APT_WITHIN_S = 300
PLAYWRIGHT_WITHIN_S = 120
PACKAGES = ("chromium", "fonts-liberation", "fonts-noto-color-emoji")


@dataclass(frozen=True)
class Attempt:
    """One command that was tried; ``failure`` is None when it succeeded."""

    command: Sequence[str]
    failure: str | None


def present() -> str | None:
    """Where the Chromium is that the tests would use."""
    with sync_playwright() as playwright:
        found = browser.any_chromium(playwright.chromium.executable_path)
    return str(found) if found else None


def tried(command: Sequence[str], within_s: int) -> Attempt:
    """Run one command, its output shown, and say how it went."""
    print(f"$ {' '.join(command)}", flush=True)
    try:
        process = subprocess.Popen(command, env={**os.environ, **_QUESTIONS_OFF}, start_new_session=True)
    except OSError as error:
        return Attempt(command, str(error))
    try:
        ended_with = process.wait(within_s)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return Attempt(command, f"not ready after {within_s} s")
    return Attempt(command, f"ended with {ended_with}" if ended_with else None)


_QUESTIONS_OFF = {"DEBIAN_FRONTEND": "noninteractive"}


def with_apt() -> list[Attempt]:
    """Debian's package, as root or with a sudo that asks nothing."""
    if shutil.which("apt-get") is None:
        return []
    rights = _rights()
    if rights is None:
        return [Attempt(["apt-get"], "neither root nor sudo without a password")]
    update = tried([*rights, "apt-get", "update"], APT_WITHIN_S)
    if update.failure:
        return [update]
    # Ubuntu's package of this name only points to a snap, which does not run in containers.
    install = [*rights, "apt-get", "install", "-y", "--no-install-recommends", *PACKAGES]
    return [update, tried(install, APT_WITHIN_S)]


def _rights() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    may = shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], check=False, capture_output=True)
    return ["sudo", "-n"] if may and may.returncode == 0 else None


def with_playwright() -> list[Attempt]:
    """Playwright's own download, first with the libraries it needs, then without."""
    install = [sys.executable, "-m", "playwright", "install"]
    complete = tried([*install, "--with-deps", "chromium"], PLAYWRIGHT_WITHIN_S)
    if not complete.failure:
        return [complete]
    return [complete, tried([*install, "chromium"], PLAYWRIGHT_WITHIN_S)]


def installed(ways: Sequence[Callable[[], list[Attempt]]], find: Callable[[], str | None]) -> int:
    """Try the ways in order until a Chromium is found; 0 when it was, 1 when it was not."""
    attempts: list[Attempt] = []
    for way in (list, *ways):
        attempts += way()
        if found := find():
            print(f"Chromium for the tests: {found}")
            return 0
    print("No Chromium could be had. Tried:", file=sys.stderr)
    for attempt in attempts:
        print(f"  {' '.join(attempt.command)}: {attempt.failure or 'succeeded'}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(installed([with_apt, with_playwright], present))
