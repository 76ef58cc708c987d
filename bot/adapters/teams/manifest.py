"""The app package that an administrator uploads to Teams: ``manifest.json`` with the ids filled in, icons, English.

Its version stands in ``manifests/teams/manifest.json`` and has to be raised when anything there changes: Teams takes no
other package under a version it knows.
Source: learn.microsoft.com/microsoftteams/platform/resources/schema/manifest-schema.
"""

import io
import json
import re
import zipfile
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from uuid import UUID

from bot.adapters.teams import Json

FOLDER = "manifests/teams"
CHECKOUT = Path(__file__).parents[3]
FILES = ("color.png", "outline.png", "en.json")

READ_CHANNELS: Json = {
    "authorization": {
        "permissions": {"resourceSpecific": [{"name": "ChannelMessage.Read.Group", "type": "Application"}]}
    }
}
"""What the owner of a team agrees to where replies without the bot's name are to become notes."""
RSC_RESOURCE = "https://secondline.invalid/none"
"""``webApplicationInfo`` has to name one; a bot that asks for no Microsoft Graph has none."""


class CannotPackage(Exception):
    """The package would be refused by Teams; the message says what to change."""


def package(
    app_id: str,
    public_url: str,
    *,
    privacy_url: str | None = None,
    terms_url: str | None = None,
    read_channels: bool = False,
) -> bytes:
    """The zip file. *app_id* is the bot's, which is also the app's id in Teams. Raises ``CannotPackage``.

    *public_url* is where the organisation tells about this service; its terms and its privacy statement may stand
    elsewhere. With *read_channels* Teams brings the bot everything that is said in the channels of its teams.
    """
    _must_be_a_guid(app_id)
    links = {"public_url": public_url, "privacy_url": privacy_url or public_url, "terms_url": terms_url or public_url}
    for url in links.values():
        _must_be_https(url)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as zipped:
        manifest = json.loads(_filled({"app_id": app_id.lower(), **links}))
        if read_channels:
            manifest |= {**READ_CHANNELS, "webApplicationInfo": {"id": app_id.lower(), "resource": RSC_RESOURCE}}
        zipped.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=2))
        for name in FILES:
            zipped.writestr(name, _file(name).read_bytes())
    return written.getvalue()


def _filled(facts: dict[str, str]) -> str:
    template = _file("manifest.json").read_text(encoding="utf-8")
    return re.sub(r"\{(\w+)\}", lambda name: facts[name[1]], template)


def _file(name: str) -> Path:
    """In a checkout, or where an installed wheel put it. Raises ``CannotPackage``."""
    in_checkout = CHECKOUT / FOLDER / name
    if in_checkout.exists():
        return in_checkout
    try:
        installed = [file for file in files("secondline") or () if file.as_posix().endswith(f"{FOLDER}/{name}")]
    except PackageNotFoundError:
        installed = []
    if not installed:
        raise CannotPackage(f"{FOLDER}/{name} is not there: install secondline, or work in its checkout.")
    return Path(str(installed[0].locate()))


def _must_be_a_guid(app_id: str) -> None:
    try:
        UUID(app_id)
    except ValueError:
        raise CannotPackage(f"{app_id!r} is no application (client) id of Microsoft Entra ID.") from None


def _must_be_https(url: str) -> None:
    if not re.fullmatch(r'https://[^\s"\\]+', url):
        raise CannotPackage(f"Teams shows people {url!r} and wants an address with https: set SECONDLINE_PUBLIC_URL.")
