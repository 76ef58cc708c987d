"""Forms that come back as they were drawn: what a person cannot see in one, they cannot change either.

A form's name and state travel through the client in the card's data, and say whose case and which ticket it is about.
A seal goes with them that only this bot can make.
"""

import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from bot.forms import Form

LABEL = b"secondline: forms in Teams, 1"
"""Goes into the key. Another number makes every form that is open somewhere too old: raise it when states change."""


@dataclass(frozen=True)
class Stamp:
    """``nonce`` is the same in every step of one form, and names what comes of it. ``seal`` fits one step only."""

    nonce: str = ""
    seal: str = ""


class Seals:
    """Makes seals, and tells its own from others."""

    def __init__(self, secret: str = "") -> None:
        """Without a *secret* the seals are this process's own, until it agrees with others on one."""
        self.agree(secret or secrets.token_hex(32))

    def agree(self, secret: str) -> None:
        """Every process with this *secret* makes the same seals."""
        self._key = hmac.digest(secret.encode(), LABEL, "sha256")

    def stamp(self, form: Form, nonce: str) -> Stamp:
        """For the data of the button that sends *form*."""
        return Stamp(nonce, self._seal(form.name, form.state, nonce))

    def fit(self, stamp: Stamp, name: str, state: Mapping[str, str]) -> bool:
        """Whether this form was drawn here, and nothing was changed since."""
        return hmac.compare_digest(stamp.seal.encode(errors="replace"), self._seal(name, state, stamp.nonce).encode())

    def _seal(self, name: str, state: Mapping[str, str], nonce: str) -> str:
        content = json.dumps({"name": name, "state": dict(state), "nonce": nonce}, sort_keys=True)
        return hmac.digest(self._key, content.encode(), "sha256").hex()


def new_nonce() -> str:
    """For a form that is drawn for the first time."""
    return secrets.token_urlsafe(16)
