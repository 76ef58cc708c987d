"""Microsoft's own card parser and manifest schemas: npm packages, installed as the local clients are."""

import asyncio
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.demo.node import install

Json = dict[str, Any]

HERE = Path(__file__).parent
PACKAGE = install.Package(
    "Microsoft's card parser and manifest schemas", HERE, Path("node_modules/adaptivecards/dist/adaptivecards.js")
)


@dataclass(frozen=True)
class Official:
    """What Microsoft says is right. ``parser`` is the program of the package ``adaptivecards``."""

    parser: Path

    def manifest_schema(self, version: str, name: str) -> Json:
        """A schema of the package ``@microsoft/app-manifest``."""
        modules = self.parser.parents[2]
        folder = modules / "@microsoft" / "app-manifest" / "build" / "json-schemas" / "teams" / f"v{version}"
        schema: Json = json.loads((folder / f"{name}.schema.json").read_text(encoding="utf-8"))
        return schema

    def complaints(self, *cards: Json) -> list[str]:
        """What the parser has to say about these cards; a client leaves out what it does not understand."""
        command = [str(install.node_program()), str(HERE / "complaints.js"), str(self.parser)]
        ran = subprocess.run(  # noqa: S603
            command, input=json.dumps(cards), capture_output=True, text=True, check=True
        )
        found: list[str] = json.loads(ran.stdout)
        return found


def officially() -> Official:
    """Install the packages if they are not there yet."""
    return Official(asyncio.run(install.installed(PACKAGE, install.CHECKOUT_CACHE, lambda *_, **__: None)))
