"""Incident numbers: every TOPdesk tenant sets its own shape."""

import re
from collections.abc import Iterable
from datetime import datetime

DEFAULT_SHAPE = "Myymm nnnn"


def normalised(number: str) -> str:
    """For comparison only: TOPdesk finds a number whatever its case."""
    return number.casefold()


def next_number(shape: str, now: datetime, taken: Iterable[str]) -> str:
    """The number after the last one of this month.

    In *shape* ``yy``, ``mm`` and ``dd`` stand for the date and a row of ``n`` for the sequence, as in ``I yymm nnn``,
    ``Iyymm-nnn`` and ``Myymm nnnn``.
    """
    dated = shape.replace("yy", f"{now:%y}").replace("mm", f"{now:%m}").replace("dd", f"{now:%d}")
    before, digits, after = re.fullmatch(r"([^n]*)(n+)([^n]*)", dated).groups()  # type: ignore[union-attr]
    pattern = re.compile(re.escape(before) + r"(\d+)" + re.escape(after))
    used = [int(found[1]) for number in taken if (found := pattern.fullmatch(number))]
    return f"{before}{max(used, default=0) + 1:0{len(digits)}}{after}"
