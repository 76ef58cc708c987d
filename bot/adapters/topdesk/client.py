"""A typed client of the TOPdesk REST API: addresses, login, time limits, and errors that are ours.

Only reads are repeated. Writes go out as PATCH and never as PUT: aiohttp itself sends a PUT again when a kept
connection turns out to be dead, and an entry in the trail would then stand there twice.
"""

import asyncio
import base64
import json
import random
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlsplit

import aiohttp
from yarl import URL

from bot.adapters.topdesk.cards import Incident, Operator, OperatorGroup, TrailEntry, memo_from_text, moment
from bot.adapters.topdesk.errors import error_from_answer
from bot.errors import NoAccess, Rejected, Unavailable

API = "/tas/api"
READ_LIMIT_S = 5.0
WRITE_LIMIT_S = 10.0
CONNECT_LIMIT_S = 3.0
ATTEMPTS = 3
FIRST_PAUSE_S = 0.2
READS_AT_ONCE = 2
LARGEST_TRAIL_PAGE = 100
MOST_PAGES = 50
"""A trail or list of more pages than this is a fault of the other side, not a ticket."""


class TopdeskClient:
    """*url* is the tenant (``https://<tenant>.topdesk.net``), with or without ``/tas/api``.

    Every call raises ``Unavailable`` (``unclear`` when a write may have been carried out), ``Rejected``, and of those
    ``NotFound`` for what does not exist and ``Forbidden`` for what may not be. TOPdesk publishes no rate limit, so
    writes go one at a time and reads two at a time.
    """

    def __init__(
        self,
        url: str,
        login: str,
        application_password: str,
        *,
        read_limit_s: float = READ_LIMIT_S,
        write_limit_s: float = WRITE_LIMIT_S,
        pause_s: float = FIRST_PAUSE_S,
    ) -> None:
        self.tenant = tenant_of(url)
        credentials = base64.b64encode(f"{login}:{application_password}".encode()).decode("ascii")
        self._headers = {"Authorization": f"Basic {credentials}", "Accept": "application/json"}
        self._read_limit_s = read_limit_s
        self._write_limit_s = write_limit_s
        self._pause_s = pause_s
        self._session: aiohttp.ClientSession | None = None
        self._reads = asyncio.Semaphore(READS_AT_ONCE)
        self._writes = asyncio.Semaphore(1)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    # Reading

    async def version(self) -> str:
        """The version of the API; also a check of the address and the login."""
        return str(object_from(await self._read("/version"), "version")["version"])

    async def incident(self, incident_id: str) -> Incident:
        return incident_from(await self._read(f"/incidents/id/{encoded(incident_id)}"))

    async def incident_by_number(self, number: str) -> Incident:
        return incident_from(await self._read(f"/incidents/number/{encoded(number)}"))

    async def newest_numbers(self, count: int) -> list[str]:
        """The numbers of the *count* incidents created last, which show the shape of this tenant's numbers."""
        rows = await self._page(
            "/incidents", {"fields": "number", "sort": "creationDate:desc", "pageSize": str(count), "all": "true"}
        )
        return [row["number"] for row in rows[0] if isinstance(row.get("number"), str)]

    async def changed_incidents(self, query: str, *, page_size: int = 100) -> AsyncIterator[Incident]:
        """The incidents that fit this FIQL *query*, changed longest ago first."""
        parameters = {"query": query, "sort": "modificationDate:asc"}
        async for row in self._rows("/incidents", parameters, "pageStart", "pageSize", page_size):
            yield incident_from(row)

    async def modification_dates(self, query: str, *, page_size: int) -> dict[str, datetime | None]:
        """When the incidents that fit this FIQL *query* were changed last, by their id; archived ones too."""
        parameters = {"query": query, "fields": "id,modificationDate", "sort": "modificationDate:asc", "all": "true"}
        rows = self._rows("/incidents", parameters, "pageStart", "pageSize", page_size)
        return {str(row["id"]): moment(row.get("modificationDate")) async for row in rows if row.get("id")}

    async def progress_trail(self, incident_id: str) -> list[TrailEntry]:
        """All entries, in the order TOPdesk gives them."""
        address = f"/incidents/id/{encoded(incident_id)}/progresstrail"
        rows = self._rows(address, {}, "start", "page_size", LARGEST_TRAIL_PAGE)
        return [TrailEntry.from_answer(row) async for row in rows]

    async def operator_groups(self) -> list[OperatorGroup]:
        return [OperatorGroup.from_answer(row) async for row in self._rows("/operatorgroups", {}, "start", "page_size")]

    async def operators(self) -> list[Operator]:
        """Those that are not archived."""
        return [Operator.from_answer(row) async for row in self._rows("/operators", {}, "start", "page_size")]

    async def current_operator_id(self) -> str:
        """Who this login is."""
        return str(object_from(await self._read("/operators/current"), "id")["id"])

    async def names_in_list(self, name: str) -> list[str]:
        """The names in one of the lists under ``/incidents``, such as ``statuses`` and ``closure_codes``."""
        rows, _ = await self._page(f"/incidents/{encoded(name)}", {})
        return [str(row["name"]) for row in rows]

    # Writing

    async def add_invisible_entry(self, incident_id: str, text: str) -> None:
        """*text* is plain; the student does not see it."""
        await self.update(incident_id, action=memo_from_text(text), actionInvisibleForCaller=True)

    async def add_entry_the_student_sees(self, incident_id: str, text: str) -> None:
        """*text* is plain."""
        await self.update(incident_id, action=memo_from_text(text), actionInvisibleForCaller=False)

    async def update(self, incident_id: str, **fields: Any) -> None:
        """Changes only these fields (names as in the API). Without a word on visibility an entry is invisible."""
        await self._write("PATCH", f"/incidents/id/{encoded(incident_id)}", without_trap(fields))

    async def create(self, **fields: Any) -> Incident:
        """Fields as in the API."""
        return incident_from(await self._write("POST", "/incidents", without_trap(fields)))

    async def escalate(self, incident_id: str, *, reason: str | None = None) -> None:
        """From the first line to the second; *reason* is a name."""
        await self._write("PATCH", f"/incidents/id/{encoded(incident_id)}/escalate", named(reason))

    async def deescalate(self, incident_id: str, *, reason: str | None = None) -> None:
        await self._write("PATCH", f"/incidents/id/{encoded(incident_id)}/deescalate", named(reason))

    async def archive(self, incident_id: str, *, reason: str | None = None) -> None:
        await self._write("PATCH", f"/incidents/id/{encoded(incident_id)}/archive", named(reason))

    async def unarchive(self, incident_id: str) -> None:
        await self._write("PATCH", f"/incidents/id/{encoded(incident_id)}/unarchive", {})

    # Requests

    async def _read(self, address: str, parameters: Mapping[str, str] | None = None) -> Any:
        return (await self._read_with_status(address, parameters or {}))[1]

    async def _page(self, address: str, parameters: Mapping[str, str]) -> tuple[list[dict[str, Any]], bool]:
        """The rows of one page, and whether there are more."""
        status, content = await self._read_with_status(address, parameters)
        if content is None:
            return [], False
        if not isinstance(content, list):
            raise Rejected(f"TOPdesk gave no list at {address}")
        return content, status == 206

    async def _rows(
        self, address: str, parameters: Mapping[str, str], start: str, size: str, page_size: int = 100
    ) -> AsyncIterator[dict[str, Any]]:
        """All rows, page after page by offset.

        The address in ``x-next-page-url`` is not followed: some tenants leave it out, and the login must not go to
        wherever an answer points.
        """
        seen = 0
        for _ in range(MOST_PAGES):
            rows, more = await self._page(address, {**parameters, start: str(seen), size: str(page_size)})
            for row in rows:
                yield row
            seen += len(rows)
            if not more or not rows:
                return
        raise Rejected(f"TOPdesk gave more than {MOST_PAGES} pages at {address}")

    async def _read_with_status(self, address: str, parameters: Mapping[str, str]) -> tuple[int, Any]:
        """A GET, tried again on passing trouble for as long as the limit for reads allows."""
        try:
            async with asyncio.timeout(self._read_limit_s), self._reads:
                return await self._read_until_it_works(self._url(address, parameters))
        except TimeoutError as error:
            raise Unavailable(f"TOPdesk gave no answer in {self._read_limit_s:g} s") from error

    async def _read_until_it_works(self, url: URL) -> tuple[int, Any]:
        for attempt in range(1, ATTEMPTS):
            try:
                return await self._send("GET", url, None)
            except Unavailable as failure:
                if failure.retry_after_s is not None or isinstance(failure, NoAccess):
                    raise
                await asyncio.sleep(self._pause_s * 2 ** (attempt - 1) * random.uniform(0.5, 1.5))  # noqa: S311
        return await self._send("GET", url, None)

    async def _write(self, method: str, address: str, body: Mapping[str, Any]) -> Any:
        async with self._writes:
            try:
                async with asyncio.timeout(self._write_limit_s):
                    _, content = await self._send(method, self._url(address, {}), body)
            except TimeoutError as error:
                raise Unavailable(f"TOPdesk gave no answer in {self._write_limit_s:g} s", unclear=True) from error
        return content

    async def _send(self, method: str, url: URL, body: Mapping[str, Any] | None) -> tuple[int, Any]:
        write = method != "GET"
        try:
            async with self._opened().request(method, url, json=body, allow_redirects=False) as response:
                content = await response.read()
                status, headers = response.status, response.headers
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise Unavailable(f"TOPdesk cannot be reached: {error}") from error
        except aiohttp.ClientError as error:
            raise Unavailable(f"TOPdesk broke off: {type(error).__name__}", unclear=write) from error
        text = content.decode("utf-8", "replace")
        if not 200 <= status < 300:
            raise error_from_answer(status, headers, text, write=write)
        return status, json_from(text, write=write)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_LIMIT_S)
            self._session = aiohttp.ClientSession(headers=self._headers, timeout=timeout)
        return self._session

    def _url(self, address: str, parameters: Mapping[str, str]) -> URL:
        """Encoded here to the last sign: TOPdesk's filters hold ``;`` and ``,``, and its numbers hold spaces."""
        query = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in parameters.items())
        return URL(f"{self.tenant}{API}{address}" + (f"?{query}" if query else ""), encoded=True)


def object_from(answer: Any, *needed: str) -> dict[str, Any]:
    """The answer when it is an object that has what it must have. Raises Rejected."""
    if not isinstance(answer, dict) or not all(answer.get(name) for name in needed):
        raise Rejected(f"TOPdesk answered with something that has no {' and '.join(needed)}")
    return answer


def incident_from(answer: Any) -> Incident:
    """An id and a number are the least an incident has. Raises Rejected."""
    return Incident.from_answer(object_from(answer, "id", "number"))


def without_trap(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """TOPdesk shows an entry to the student unless told otherwise; here it is the other way round."""
    return {"actionInvisibleForCaller": True, **fields} if "action" in fields else fields


def named(reason: str | None) -> Mapping[str, str]:
    return {"name": reason} if reason else {}


def tenant_of(url: str) -> str:
    """Scheme and host (with what stands before ``/tas``). Raises ValueError for what is no address."""
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"not an address of TOPdesk: {url}")
    return f"{parts.scheme}://{parts.netloc}{parts.path.split('/tas')[0].rstrip('/')}"


def encoded(segment: str) -> str:
    """One part of a path; a slash or a question mark in a number stays inside its part."""
    return quote(segment, safe="")


def json_from(text: str, *, write: bool) -> Any:
    """None for an empty body (204). Raises Unavailable for a page: somebody stands between us and TOPdesk."""
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except ValueError as error:
        raise Unavailable("TOPdesk answered with a page instead of data", unclear=write) from error
