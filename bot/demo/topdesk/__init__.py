"""A TOPdesk that behaves like the real one, for the tests and the demonstration; nothing in it is a real person's.

``await start(...)`` in a test, ``python -m bot.demo.topdesk`` on its own.
"""

from bot.demo.topdesk.app import Double, start
from bot.demo.topdesk.events import SECRET_HEADER, Calls
from bot.demo.topdesk.faults import FaultKind
from bot.demo.topdesk.reference import READER, WRITER, Account
from bot.demo.topdesk.store import Switches

__all__ = ["READER", "SECRET_HEADER", "WRITER", "Account", "Calls", "Double", "FaultKind", "Switches", "start"]
