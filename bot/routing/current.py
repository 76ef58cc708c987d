"""The organisation in use, which may be read again while the program runs."""

from collections.abc import Mapping
from pathlib import Path

from bot.routing.check import Findings, check
from bot.routing.organisation import Organisation
from bot.routing.organisation_file import BadOrganisation, load


class CurrentOrganisation:
    """Holds the organisation in use: ``current.organisation`` is one whole, old or new, in every thread.

    Raises BadOrganisation when the file is bad or its rules have a gap or an overlap.
    """

    def __init__(self, path: Path | str, *, channels: Mapping[str, str] | None = None) -> None:
        self._path = path
        self._channels = channels
        self.organisation, self.warnings = self._read()

    def reload(self) -> Organisation:
        """Reads the file again. Raises BadOrganisation, and then keeps the organisation that was in use."""
        self.organisation, self.warnings = self._read()
        return self.organisation

    def _read(self) -> tuple[Organisation, tuple[str, ...]]:
        organisation = load(self._path, channels=self._channels)
        return organisation, usable(organisation).warnings


def usable(organisation: Organisation) -> Findings:
    """The findings about an organisation that can be worked with. Raises BadOrganisation for errors."""
    findings = check(organisation)
    if findings.errors:
        raise BadOrganisation(findings.errors)
    return findings
