"""The double and somebody who calls it without a client of ours."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from bot.demo.topdesk import WRITER, Account, Double, start


def login(account: Account = WRITER) -> dict[str, str]:
    """The header that logs in."""
    return {"Authorization": aiohttp.encode_basic_auth(account.login, account.password)}


@dataclass
class Caller:
    """Calls the API as this account; None calls without a login."""

    double: Double
    session: aiohttp.ClientSession

    async def api(
        self,
        method: str,
        address: str,
        body: object = None,
        parameters: Mapping[str, str] | None = None,
        *,
        account: Account | None = WRITER,
    ) -> tuple[int, Any, dict[str, str]]:
        """Status, JSON (None for an empty body) and headers."""
        headers = login(account) if account else {}
        url = f"{self.double.url}/tas/api{address}"
        async with self.session.request(method, url, json=body, params=parameters, headers=headers) as response:
            content = await response.json() if await response.read() else None
            return response.status, content, dict(response.headers)

    async def page(self, address: str, method: str = "GET", **form: str) -> tuple[int, str]:
        async with self.session.request(method, self.double.url + address, data=form or None) as response:
            return response.status, await response.text()

    async def control(self, method: str, address: str, body: object = None) -> tuple[int, Any]:
        async with self.session.request(method, f"{self.double.url}/_double/{address}", json=body) as response:
            return response.status, await response.json() if await response.read() else None


@pytest.fixture
async def double() -> AsyncIterator[Double]:
    running = await start()
    yield running
    await running.stop()


@pytest.fixture
async def caller(double: Double) -> AsyncIterator[Caller]:
    async with aiohttp.ClientSession() as session:
        yield Caller(double, session)
