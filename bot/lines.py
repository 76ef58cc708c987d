"""One row of the timeline as one line, for a thread, a notice and the case itself."""

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from bot import events
from bot.card import Words
from bot.request import Move
from bot.texts import listed, moment
from bot.timeline import Entry

PEOPLE = frozenset({"person", "before", "from_person"})
PARTIES = frozenset({"party", "to", "of", "from_party", "back_to", "asked_by", "intake"})


def names_in_entry(entry: Entry) -> set[str]:
    """Everybody a line about this entry may name, by e-mail address."""
    named = {getattr(entry.event, f.name) for f in fields(entry.event) if f.name in PEOPLE}
    return {entry.person, *(name for name in named if name)}


def line_of(entry: Entry, words: Words) -> str:
    """What happened and who did it, in one line."""
    facts = {"actor": words.person(entry.person), "origin": words.say(f"origin-{entry.origin}")}
    return words.say(f"line-{text_key(entry)}", **facts, **_facts(entry.event, words))


def dated_line_of(entry: Entry, words: Words) -> str:
    """The line with when and, where it does not say so itself, from where."""
    at, line = moment(words.language, entry.at, words.organisation.time_zone), line_of(entry, words)
    if _names_its_origin(entry.event):
        return words.say("line-dated-alone", at=at, line=line)
    return words.say("line-dated", at=at, origin=words.say(f"origin-{entry.origin}"), line=line)


def _names_its_origin(event: events.Event) -> bool:
    return isinstance(event, events.NoteCorrected) or (isinstance(event, events.NoteAdded) and bool(event.thread))


def notice_of(entry: Entry, case: str, subject: str, words: Words, declined: Entry | None = None) -> str:
    """What a person is told whose turn it is. *declined* says who did not take what came back, and why."""
    facts = dict(_facts(entry.event, words))
    if isinstance(entry.event, events.HandedBack):
        facts |= _why_back(entry, declined, words)
    text = words.say(f"notice-{text_key(entry)}", actor=words.person(entry.person), **facts)
    return words.say("notice", case=case, subject=subject, text=text)


def _why_back(entry: Entry, declined: Entry | None, words: Words) -> Mapping[str, str]:
    if declined is None or not isinstance(declined.event, events.Declined):
        return {"by": words.person(entry.person), "reason": ""}
    by = words.owner(declined.event.party, declined.person)
    return {"by": by, "reason": declined.event.reason}


def ticket_note_of(entry: Entry, case: str, url: str, words: Words) -> str:
    """What is written into the ticket, invisible to the student."""
    if not url:
        return words.say("ticket-note-without-link", case=case, line=line_of(entry, words))
    return words.say("ticket-note", case=case, line=line_of(entry, words), url=url)


def text_key(entry: Entry) -> str:
    """The name of the event in kebab case, or of the variant that reads better for who did it and to whom."""
    event = entry.event
    name = re.sub(r"(?<!^)(?=[A-Z])", "-", type(event).__name__).lower()
    match event:
        case events.Assigned(person=person, before=before):
            return _key_of_assigned(entry.person, person, before)
        case events.Released(person=person) if person != entry.person:
            return f"{name}-for"
        case events.FeedbackMoved(person=None) | events.HandedBack(person=None) | events.RequestResumed(person=None):
            return f"{name}-to-party"
        case events.FeedbackGiven(answer=answer, in_ticket=False) if answer:
            return f"{name}-with-answer"
        case events.RequestMade(move=Move.HAND_OVER):
            return "request-handed-over"
        case events.RequestWithdrawn(reason=""):
            return "request-lapsed"
        case events.TicketChecked() | events.TicketCorrected() | events.TicketDiffers() | events.DifferenceSettled():
            return _key_of_ticket(name, event)
        case events.CaseReopened(by_student=True):
            return f"{name}-by-student"
        case events.NoteAdded(thread=thread) if thread:
            return f"{name}-in-thread"
        case _:
            return name


def _key_of_ticket(name: str, event: events.Event) -> str:
    match event:
        case events.TicketDiffers(kind=which) | events.DifferenceSettled(right=which):
            return f"{name}-{which}"
        case events.TicketChecked(about=about) | events.TicketCorrected(about=about) if about:
            return f"{name}-about"
        case _:
            return name


def _key_of_assigned(actor: str, person: str, before: str | None) -> str:
    if actor == person:
        return "taken-over" if before else "claimed"
    return "assigned" if before in (None, actor) else "assigned-from"


def _facts(event: events.Event, words: Words) -> Mapping[str, Any]:
    return {f.name: _in_words(f.name, getattr(event, f.name), words) for f in fields(event)}


def _in_words(name: str, value: object, words: Words) -> str:
    if value is None:
        return ""
    if name in PEOPLE:
        return words.person(str(value))
    if name in PARTIES:
        return words.party(str(value))
    if name == "asked" and isinstance(value, tuple):
        return listed(words.language, [words.party(str(party)) for party in value])
    if name == "how":
        return words.say(f"how-{value}")
    return str(value)
