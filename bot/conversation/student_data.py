"""Student data is masked in whatever people write, before it is stored or shown; the contact details of desks stay."""

import re

from bot.forms import Form, Sort
from bot.masking import mask
from bot.routing import Organisation
from bot.texts import listed, say

TICKET = "ticket"
"""The field for a ticket's number: some tenants' numbers look like a student's, and it is looked up, not shown."""

NOT_AFTER, NOT_BEFORE = r"(?<![\w.+@-])", r"(?![\w@-]|\.\w)"
"""A detail that is part of something longer is not the desk's: ``piet.oa-law@example.org`` is somebody else."""

Filled = dict[str, str | tuple[str, ...]]


def without_student_data(form: Form, filled: Filled, organisation: Organisation) -> tuple[Filled, tuple[str, ...]]:
    """What was filled in with student data masked in every text, and which sorts of data that were.

    A line that stands as it was shown stays: it was masked before, or it is a standard answer's own.
    """
    clean = dict(filled)
    found: set[str] = set()
    for field in form.fields:
        value = filled.get(field.name)
        if field.sort in {Sort.LINE, Sort.TEXT} and isinstance(value, str) and field.name != TICKET:
            clean[field.name], sorts = _masked_where_new(value, str(field.value), organisation)
            found |= set(sorts)
    return clean, tuple(sorted(found))


def _masked_where_new(text: str, shown: str, organisation: Organisation) -> tuple[str, set[str]]:
    known = set(shown.splitlines())
    lines, found = [], set[str]()
    for line in text.replace("\x00", "").split("\n"):  # PostgreSQL stores no NUL
        clean, sorts = (line, ()) if line in known else masked_except_desks(line, organisation)
        lines.append(clean)
        found |= set(sorts)
    return "\n".join(lines), found


def masked_except_desks(text: str, organisation: Organisation) -> tuple[str, tuple[str, ...]]:
    """*text* masked, but for the contact details of parties: students are sent to those on purpose."""
    contacts = [party.contact for party in organisation.parties if party.contact]
    details = sorted({d for contact in contacts for d in (contact.email, contact.phone, contact.url) if d})
    if not details:
        masked = mask(text)
        return masked.text, masked.found
    any_detail = "|".join(re.escape(detail) for detail in details)
    pieces = re.split(f"{NOT_AFTER}({any_detail}){NOT_BEFORE}", text)
    found: set[str] = set()
    for index, piece in enumerate(pieces):
        if piece not in details:
            masked = mask(piece)
            pieces[index] = masked.text
            found |= set(masked.found)
    return "".join(pieces), tuple(sorted(found))


def masked_text(language: str, masked: tuple[str, ...]) -> str:
    """What was masked, as a sentence; empty if nothing was."""
    if not masked:
        return ""
    return say(language, "masked", sorts=listed(language, [say(language, f"masked-{sort}") for sort in masked]))
