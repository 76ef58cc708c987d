"""Who may speak to the bot.

An activity is believed when Microsoft signed it for this bot (learn.microsoft.com/azure/bot-service/rest-api/
bot-framework-rest-connector-authentication) and it names a service of Microsoft's to answer to. The SDK does the
checking; what is here keeps it from waiting for the network in the event loop, and from failing for a day when
Microsoft changes its keys.
"""

import asyncio
import ipaddress
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import jwt
import structlog
from botframework.connector.auth import (
    AuthenticationConstants,
    ChannelValidation,
    JwtTokenExtractor,
)
from jwt.algorithms import RSAAlgorithm

from bot.errors import Unavailable

log = structlog.get_logger()

FETCH_S = 5.0
KEYS_AGE_S = 24 * 3600.0
"""After a day the keys are fetched again."""
REFETCH_S = 300.0
"""An unknown key is looked for at most this often: anybody can name one."""

SERVICES = ("smba.trafficmanager.net",)
SERVICE_DOMAINS = (".teams.microsoft.com",)
"""Where Teams takes answers (the second for government tenants, as in ``smba.infra.gcc.teams.microsoft.com``).
Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages."""


class NotLocal(Exception):
    """Unauthenticated activities were allowed on an address that others can reach."""


def ensure_anonymous_is_local(host: str) -> None:
    """Raises ``NotLocal`` unless *host*, on which the bot will listen, is this machine's alone."""
    if host == "localhost":
        return
    try:
        local = ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        local = False
    if not local:
        raise NotLocal(
            f"TEAMS_ANONYMOUS lets anybody who reaches {host} act as anyone. Listen on 127.0.0.1, or turn it off."
        )


def is_microsofts(service_url: str) -> bool:
    """Whether answers, and with them the bot's token, may be sent there."""
    try:
        parts = urlsplit(service_url)
        host = (parts.hostname or "").lower()
        return (
            parts.scheme == "https"
            and parts.port in {None, 443}
            and (host in SERVICES or host.endswith(SERVICE_DOMAINS))
        )
    except ValueError:
        return False


# -- whose token came in -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SigningKey:
    """As the SDK wants to see it. ``endorsements`` are the channels this key may sign for."""

    public_key: Any
    endorsements: tuple[str, ...]


class SigningKeys:
    """Microsoft's keys, fetched without holding anything up. Takes the place of the SDK's own store of keys."""

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._clock = clock
        self._keys: dict[str, SigningKey] = {}
        self._fetched_at: float | None = None
        self._tried_at: float | None = None
        self._fetching = asyncio.Lock()

    async def get(self, key_id: str) -> SigningKey:
        """Raises ``PermissionError`` for a key Microsoft does not have, and ``Unavailable``."""
        if self._is_older_than(self._fetched_at, KEYS_AGE_S) or key_id not in self._keys:
            await self._fetch()
        key = self._keys.get(key_id)
        if key is None:
            raise PermissionError("unknown key")
        return key

    async def _fetch(self) -> None:
        async with self._fetching:
            if self._keys and not self._is_older_than(self._tried_at, REFETCH_S):
                return
            self._tried_at = self._clock()
            try:
                self._keys = await self._fetched()
            except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, jwt.PyJWTError) as error:
                if not self._keys:
                    raise Unavailable(f"signing keys: {type(error).__name__}") from error
                log.warning("teams_signing_keys_not_renewed", error=type(error).__name__)
            else:
                self._fetched_at = self._tried_at

    async def _fetched(self) -> dict[str, SigningKey]:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=FETCH_S), raise_for_status=True) as web:
            async with web.get(self._url) as response:
                place = (await response.json(content_type=None))["jwks_uri"]
            async with web.get(place) as response:
                found = (await response.json(content_type=None))["keys"]
        return {
            key["kid"]: SigningKey(RSAAlgorithm.from_jwk(json.dumps(key)), tuple(key.get("endorsements", ())))
            for key in found
            if key.get("kty") == "RSA" and "kid" in key
        }

    def _is_older_than(self, at: float | None, seconds: float) -> bool:
        return at is None or self._clock() - at > seconds


def use_own_keys() -> SigningKeys:
    """Have the SDK ask ours; its own are fetched in the event loop, without a time limit, and never for a new key."""
    url = ChannelValidation.open_id_metadata_endpoint or AuthenticationConstants.TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL
    keys = SigningKeys(url)
    JwtTokenExtractor.metadataCache[url] = keys
    return keys


async def must_look_signed(authorization: str | None, keys: SigningKeys) -> None:
    """Refuse what the SDK would stumble over: no token, another algorithm, no issuer, an unknown key, another channel.

    Raises ``PermissionError``, ``jwt.PyJWTError`` and ``Unavailable``. The SDK checks the rest.
    """
    scheme, _, token = (authorization or "").partition(" ")
    if scheme != "Bearer" or not token:
        raise PermissionError("no bearer token")
    header = jwt.get_unverified_header(token)
    if header.get("alg") not in AuthenticationConstants.ALLOWED_SIGNING_ALGORITHMS:
        raise PermissionError("another algorithm")
    claims = jwt.decode(token, options={"verify_signature": False})
    if claims.get("iss") != AuthenticationConstants.TO_BOT_FROM_CHANNEL_TOKEN_ISSUER or "exp" not in claims:
        raise PermissionError("another issuer, or a token without an end")
    key = await keys.get(str(header.get("kid")))
    if "msteams" not in key.endorsements:
        raise PermissionError("a key that may not sign for Teams")
