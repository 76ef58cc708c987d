"""Escalating: from a ticket number, a message or nothing at all to an open case, or to the other desk.

One form, which shows where the question goes, who will owe the student the answer, and why, as soon as that can be
told. A platform that can redraws it whenever something changes that decides (``changed``); on every platform a case is
opened only by who saw that outcome in the form they sent. A student at the wrong desk gets a standard answer, which
has a last look of its own. What was filled in goes along in the form's state, so nothing is kept here.
"""

from bot.conversation.escalation.forms import FORM, FORMS, REDIRECT
from bot.conversation.escalation.offering import Offer, offer
from bot.conversation.escalation.steps import begin, changed, submit, why_not
from bot.conversation.escalation.ticket import looks_up

__all__ = ["FORM", "FORMS", "REDIRECT", "Offer", "begin", "changed", "looks_up", "offer", "submit", "why_not"]
