"""The app package that an administrator uploads to Teams: ``manifest.json`` with the ids filled in, icons, English.

Its version stands in ``manifests/teams/manifest.json`` and has to be raised when anything there changes: Teams takes no
other package under a version it knows.
Source: learn.microsoft.com/microsoftteams/platform/resources/schema/manifest-schema.
"""

import io
import re
import zipfile
from pathlib import Path
from uuid import UUID

TEMPLATE = Path(__file__).parents[3] / "manifests" / "teams"
FILES = ("color.png", "outline.png", "en.json")


class CannotPackage(Exception):
    """The package would be refused by Teams; the message says what to change."""


def package(app_id: str, public_url: str, *, privacy_url: str | None = None, terms_url: str | None = None) -> bytes:
    """The zip file. *app_id* is the bot's, which is also the app's id in Teams. Raises ``CannotPackage``.

    *public_url* is where the organisation tells about this service; its terms and its privacy statement may stand
    elsewhere.
    """
    _must_be_a_guid(app_id)
    links = {"public_url": public_url, "privacy_url": privacy_url or public_url, "terms_url": terms_url or public_url}
    for url in links.values():
        _must_be_https(url)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("manifest.json", _filled({"app_id": app_id.lower(), **links}))
        for name in FILES:
            zipped.writestr(name, (TEMPLATE / name).read_bytes())
    return written.getvalue()


def _filled(facts: dict[str, str]) -> str:
    template = (TEMPLATE / "manifest.json").read_text(encoding="utf-8")
    return re.sub(r"\{(\w+)\}", lambda name: facts[name[1]], template)


def _must_be_a_guid(app_id: str) -> None:
    try:
        UUID(app_id)
    except ValueError:
        raise CannotPackage(f"{app_id!r} is no application (client) id of Microsoft Entra ID.") from None


def _must_be_https(url: str) -> None:
    if not re.fullmatch(r'https://[^\s"\\]+', url):
        raise CannotPackage(f"Teams shows people {url!r} and wants an address with https: set SECONDLINE_PUBLIC_URL.")
