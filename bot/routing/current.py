"""The organisation in use, which may be read again while the program runs."""

from collections.abc import Mapping
from pathlib import Path

from bot.routing.check import Findings, check
from bot.routing.organisation import MemberSource, Organisation
from bot.routing.organisation_file import BadOrganisation, load


class CurrentOrganisation:
    """Holds the organisation in use: ``current.organisation`` is one whole, old or new, in every thread.

    Raises BadOrganisation when the file is bad or its rules have a gap or an overlap.
    """

    def __init__(self, path: Path | str, *, channels: Mapping[str, str] | None = None) -> None:
        self._path = path
        self._channels = channels
        self._lists: Mapping[MemberSource, frozenset[str]] = {}
        self._in_file, self.warnings = self._read()
        self.organisation = self._in_file

    def reload(self) -> Organisation:
        """Reads the file again. Raises BadOrganisation, and then keeps the organisation that was in use."""
        self._in_file, self.warnings = self._read()
        self.organisation = self._in_file.with_members(self._lists)
        return self.organisation

    def know_members(self, lists: Mapping[MemberSource, frozenset[str]]) -> None:
        """From now on these are the people of the lists on chat platforms that the file names."""
        if lists != self._lists:
            self._lists = dict(lists)
            self.organisation = self._in_file.with_members(self._lists)

    def _read(self) -> tuple[Organisation, tuple[str, ...]]:
        organisation = load(self._path, channels=self._channels)
        return organisation, usable(organisation).warnings


def usable(organisation: Organisation) -> Findings:
    """The findings about an organisation that can be worked with. Raises BadOrganisation for errors."""
    findings = check(organisation)
    if findings.errors:
        raise BadOrganisation(findings.errors)
    return findings
