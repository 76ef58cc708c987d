"""The Chromium the journeys are driven in: one that is on the machine, else Playwright's own."""

import shutil
from pathlib import Path

from playwright.async_api import Browser, Playwright

INSTALLED_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

QUIET = (
    "--headless",
    "--no-sandbox",  # tests also run as root, in containers
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # pages that want fonts from elsewhere do without
)

HOW_TO_GET_ONE = "There is no Chromium here: run `python -m tests.install_browser`."


def on_the_machine() -> Path | None:
    """A Chromium or Chrome found on the path."""
    found = (shutil.which(name) for name in INSTALLED_NAMES)
    return next((Path(program) for program in found if program), None)


def any_chromium(playwrights_own: str) -> Path | None:
    """The Chromium to use, or None when there is none at all; Playwright says where its own would be."""
    own = Path(playwrights_own)
    return on_the_machine() or (own if own.exists() else None)


async def launched(playwright: Playwright) -> Browser:
    """Start it. Raises RuntimeError with the way to get one when there is none."""
    program = any_chromium(playwright.chromium.executable_path)
    if program is None:
        raise RuntimeError(HOW_TO_GET_ONE)
    return await playwright.chromium.launch(executable_path=program, args=list(QUIET))
