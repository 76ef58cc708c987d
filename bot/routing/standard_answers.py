"""Standard answers: the file's texts with the contact details of the right desk filled in.

A placeholder is a name between braces: ``{faculty}``, ``{helpdesk_form}`` (a link of the file), or a detail of a
party, ``{intake.name}`` or ``{education_administration.email}`` (a reference of the faculty's row). A line with a
placeholder that ends in ``?`` is left out where there is nothing to fill in.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.errors import RefusedMove
from bot.routing.organisation import EDUCATION_ADMINISTRATION, Organisation, Party
from bot.routing.rules import party_for

PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
PLAIN = ("organisation", "faculty", "programme")
DETAILS = ("name", "email", "phone", "url")
INTAKE = "intake"


@dataclass(eq=False)
class CannotFill(RefusedMove):
    """The text needs a detail that the file, or what is known of the question, does not give."""

    standard_answer: str
    placeholder: str


def standard_answer(
    organisation: Organisation,
    key: str,
    language: str | None = None,
    *,
    faculty: str | None = None,
    programme: str | None = None,
    intake: str | None = None,
) -> str:
    """The text to send, in this language as far as the file has it. Raises CannotFill, or KeyError for the key."""
    if faculty is None and programme is not None:
        faculty = organisation.faculty_of_programme(programme).key
    text = organisation.words(organisation.answer_named(key).text, language)
    known = _Known(organisation, language, faculty, programme, intake)
    lines = (_filled(line, known, key) for line in text.strip().splitlines())
    return "\n".join(line for line in lines if line is not None)


def unknown_placeholders(text: str, known: frozenset[str]) -> tuple[str, ...]:
    """The placeholders of *text* that no question could fill, whatever it is about."""
    return tuple(name for name in PLACEHOLDER.findall(text) if name.removesuffix("?") not in known)


def placeholders(links: Iterable[str], references: Iterable[str]) -> frozenset[str]:
    """Every placeholder there is, with these links and these references in the rows of the faculties."""
    parties = (INTAKE, *(spelled(reference) for reference in (EDUCATION_ADMINISTRATION, *references)))
    return frozenset((*PLAIN, *links, *(f"{party}.{detail}" for party in parties for detail in DETAILS)))


def spelled(reference: str) -> str:
    """How a placeholder spells a reference of a faculty's row."""
    return reference.replace("-", "_")


@dataclass(frozen=True)
class _Known:
    organisation: Organisation
    language: str | None
    faculty: str | None
    programme: str | None
    intake: str | None

    def value(self, name: str) -> str | None:
        head, _, detail = name.partition(".")
        if detail:
            return self._detail(self._party(head), detail)
        return self._plain(head)

    def _plain(self, name: str) -> str | None:
        match name:
            case "organisation":
                words = self.organisation.name
            case "faculty" if self.faculty is not None:
                words = self.organisation.faculty(self.faculty).title
            case "programme" if self.programme is not None:
                words = self.organisation.programme(self.programme).title
            case _ if name in self.organisation.links:
                words = self.organisation.links[name]
            case _:
                return None
        return self.organisation.words(words, self.language)

    def _party(self, head: str) -> Party | None:
        if head == INTAKE:
            key = self.intake
        else:
            references = () if self.faculty is None else self.organisation.faculty(self.faculty).parties
            named = next((name for name in (EDUCATION_ADMINISTRATION, *references) if spelled(name) == head), "")
            key = party_for(self.organisation, named, self.faculty, self.programme)
        return None if key is None else self.organisation.party(key)

    def _detail(self, party: Party | None, detail: str) -> str | None:
        if party is None:
            return None
        if detail == "name":
            return self.organisation.words(party.name, self.language)
        contact = party.contact
        if contact is None:
            return None
        return {"email": contact.email, "phone": contact.phone, "url": contact.url}.get(detail)


def _filled(line: str, known: _Known, key: str) -> str | None:
    """The line with its placeholders filled in, or None where it is to be left out."""
    values: dict[str, str] = {}
    for name in PLACEHOLDER.findall(line):
        value = known.value(name.removesuffix("?"))
        if value is not None:
            values[name] = value
        elif name.endswith("?"):
            return None
        else:
            raise CannotFill(key, name)
    return PLACEHOLDER.sub(lambda found: values[found[1]], line)
