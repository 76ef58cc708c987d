"""Whose activities are believed, and how the bot proves who it is."""

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import jwt
import pytest
import requests
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from botframework.connector.auth import AuthenticationConstants, ChannelValidation, MicrosoftAppCredentials
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from bot.adapters.teams import credentials
from bot.adapters.teams.app import PATH, BadAccount, TeamsAdapter
from bot.adapters.teams.authentication import (
    KEYS_AGE_S,
    REFETCH_S,
    NotLocal,
    SigningKeys,
    ensure_anonymous_is_local,
    is_microsofts,
)
from bot.card import Card, card_for_party
from bot.conversation.core import Core
from bot.errors import Rejected, Unavailable
from bot.forms import Form
from bot.routing import Organisation
from tests.adapters.teams.bot_connector import BotConnector
from tests.adapters.teams.conftest import GENERAL, Teams, payload
from tests.builders import STUDENT_PORTAL, a_hand_over

APP = "d0000000-0000-4000-8000-000000000000"
SERVICE = "https://smba.trafficmanager.net/emea/"
TENANT = "11111111-1111-1111-1111-111111111111"
PRIVATE = rsa.generate_private_key(public_exponent=65537, key_size=2048)
STRANGERS = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Microsoft:
    """Publishes signing keys on loopback."""

    url: str = ""
    keys: list[dict[str, Any]] = field(default_factory=list)
    asked: int = 0
    broken: bool = False

    def publish(self, kid: str, *endorsements: str) -> None:
        key = json.loads(RSAAlgorithm.to_jwk(PRIVATE.public_key()))
        self.keys.append(key | {"kid": kid, "endorsements": list(endorsements)})

    async def metadata(self, _: web.Request) -> web.Response:
        self.asked += 1
        return web.Response(status=500) if self.broken else web.json_response({"jwks_uri": f"{self.url}/keys"})

    async def jwks(self, _: web.Request) -> web.Response:
        return web.json_response({"keys": self.keys})


@pytest.fixture
async def microsoft(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Microsoft]:
    microsoft = Microsoft()
    application = web.Application()
    application.add_routes([web.get("/metadata", microsoft.metadata), web.get("/keys", microsoft.jwks)])
    async with TestServer(application, host="127.0.0.1") as server:
        microsoft.url = f"http://127.0.0.1:{server.port}"
        microsoft.publish("kid-1", "msteams")
        monkeypatch.setattr(ChannelValidation, "open_id_metadata_endpoint", f"{microsoft.url}/metadata")
        yield microsoft


def an_adapter(core: Core, service_url: str = SERVICE) -> TeamsAdapter:
    return TeamsAdapter(core, app_id=APP, password="secret", tenant=TENANT, service_url=service_url)


Post = Callable[..., Any]


@pytest.fixture
async def post(core: Core, microsoft: Microsoft) -> AsyncIterator[Post]:
    """Posts an activity that needs no answer, and gives the status."""
    application = web.Application()
    application.add_routes(an_adapter(core).routes())
    async with TestClient(TestServer(application, host="127.0.0.1")) as client:

        async def post(authorization: str | None, **changes: Any) -> int:
            activity = payload("conversationUpdate-channelRenamed") | {"serviceUrl": SERVICE} | changes
            headers = {"Authorization": authorization} if authorization is not None else {}
            return (await client.post(PATH, json=activity, headers=headers)).status

        yield post


def a_token(*, key: Any = PRIVATE, algorithm: str = "RS256", kid: str | None = "kid-1", **changes: Any) -> str:
    """As Microsoft signs it; a claim that is None is left out."""
    now = int(time.time())
    claims = {
        "iss": "https://api.botframework.com",
        "aud": APP,
        "serviceurl": SERVICE,
        "nbf": now - 60,
        "exp": now + 60,
    }
    claims = {name: value for name, value in (claims | changes).items() if value is not None}
    headers = {"kid": kid} if kid else {}
    return "Bearer " + jwt.encode(claims, key, algorithm=algorithm, headers=headers)


async def test_what_microsoft_signed_for_this_bot_is_believed(post: Post) -> None:
    assert await post(a_token()) == 201


NOW = int(time.time())
REFUSED = {
    "no token": None,
    "an empty header": "",
    "another scheme": "Basic abc",
    "garbage": "Bearer abc",
    "garbage in three parts": "Bearer a.b.c",
    "a header of JSON that is no token": "Bearer e30.e30.e30",
    "expired": a_token(nbf=NOW - 4_000, exp=NOW - 3_600),
    "not yet valid": a_token(nbf=NOW + 3_600, exp=NOW + 4_000),
    "without an end": a_token(exp=None),
    "signed by a stranger": a_token(key=STRANGERS),
    "signed with a secret": a_token(key="s" * 64, algorithm="HS256"),
    "signed by nobody": a_token(key=None, algorithm="none"),
    "without an issuer": a_token(iss=None),
    "of another issuer": a_token(iss="https://evil.example"),
    "of the emulator": a_token(iss="https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/", ver="1.0"),
    "for another bot": a_token(aud="another"),
    "for another service": a_token(serviceurl="https://smba.trafficmanager.net/amer/"),
    "with an unknown key": a_token(kid="kid-2"),
    "without a key": a_token(kid=None),
}


@pytest.mark.parametrize("authorization", REFUSED.values(), ids=REFUSED)
async def test_every_other_token_is_refused(post: Post, authorization: str | None) -> None:
    assert await post(authorization) == 401


async def test_a_key_for_another_channel_may_not_sign_for_teams(post: Post, microsoft: Microsoft) -> None:
    microsoft.publish("kid-of-webchat", "webchat")
    assert await post(a_token(kid="kid-of-webchat")) == 401


async def test_a_service_that_is_not_microsofts_is_refused_even_when_it_was_signed(post: Post) -> None:
    evil = "https://evil.example/"
    assert await post(a_token(serviceurl=evil), serviceUrl=evil) == 401


async def test_an_activity_of_another_tenant_is_refused(post: Post) -> None:
    assert await post(a_token(), channelData={"tenant": {"id": "another"}}) == 401
    assert await post(a_token(), channelData={}, conversation={"id": "19:x"}) == 401


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"[{}]", b"null", b"3", b'"text"', b"\xff\xfe", b"{}", b"[" * 100_000]
)
async def test_what_is_no_activity_is_a_bad_request(teams: Teams, body: bytes) -> None:
    response = await teams.client.post(PATH, data=body, headers={"Content-Type": "application/json"})
    assert response.status == 400


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_what_does_not_call_itself_json_is_not_read(teams: Teams, kind: str) -> None:
    headers = {"Content-Type": kind}
    response = await teams.client.post(PATH, data=b"{}", headers=headers, skip_auto_headers=["Content-Type"])
    assert response.status == 415


@pytest.mark.parametrize(
    "broken", [{"entities": 3}, {"timestamp": "yesterday"}, {"attachments": "none"}, {"membersAdded": [3]}]
)
async def test_an_activity_of_the_wrong_form_does_no_harm(teams: Teams, broken: dict[str, Any]) -> None:
    response = await teams.post(teams.activity("conversationUpdate-channelRenamed") | broken)
    assert response.status in {201, 400}


# -- Microsoft's keys ----------------------------------------------------------------------------------------


async def test_a_new_key_of_microsoft_is_believed_at_once(microsoft: Microsoft) -> None:
    now = 0.0
    keys = SigningKeys(f"{microsoft.url}/metadata", clock=lambda: now)
    await keys.get("kid-1")
    microsoft.publish("kid-2", "msteams")
    now = REFETCH_S + 1
    assert (await keys.get("kid-2")).endorsements == ("msteams",)


async def test_naming_unknown_keys_does_not_make_the_bot_ask_each_time(microsoft: Microsoft) -> None:
    keys = SigningKeys(f"{microsoft.url}/metadata", clock=lambda: 0.0)
    for kid in ("a", "b", "c"):
        with pytest.raises(PermissionError):
            await keys.get(kid)
    assert microsoft.asked == 1


async def test_keys_are_fetched_once_for_everybody_who_waits(microsoft: Microsoft) -> None:
    keys = SigningKeys(f"{microsoft.url}/metadata", clock=lambda: 0.0)
    await asyncio.gather(*(keys.get("kid-1") for _ in range(10)))
    assert microsoft.asked == 1


async def test_known_keys_go_on_counting_while_microsoft_is_away(microsoft: Microsoft) -> None:
    now = 0.0
    keys = SigningKeys(f"{microsoft.url}/metadata", clock=lambda: now)
    await keys.get("kid-1")
    now, microsoft.broken = KEYS_AGE_S + 1, True
    assert await keys.get("kid-1")
    microsoft.broken, now = False, KEYS_AGE_S + REFETCH_S + 2
    await keys.get("kid-1")
    assert microsoft.asked == 3


async def test_without_any_key_teams_is_asked_to_send_the_activity_again(post: Post, microsoft: Microsoft) -> None:
    microsoft.broken = True
    assert await post(a_token()) == 503


# -- the bot's own token -------------------------------------------------------------------------------------


@pytest.fixture
def card(organisation: Organisation) -> Card:
    return card_for_party(a_hand_over(), organisation.party(STUDENT_PORTAL), organisation, {})


async def test_the_bot_proves_who_it_is(
    core: Core, microsoft: Microsoft, connector: BotConnector, card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MicrosoftAppCredentials, "get_access_token", lambda _: "the bot's token")
    await an_adapter(core, connector.url).platform.post_card(GENERAL, card, key="k")
    assert connector.sent()[0].authorization == "Bearer the bot's token"
    assert connector.sent()[0].body["channelData"]["tenant"] == {"id": TENANT}


async def test_the_event_loop_goes_on_while_the_token_is_fetched(
    core: Core, microsoft: Microsoft, connector: BotConnector, card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop, went_on = asyncio.get_running_loop(), threading.Event()

    def fetch(self: Any, force_refresh: bool = False) -> str:
        loop.call_soon_threadsafe(went_on.set)
        assert went_on.wait(timeout=5.0), "the event loop stood still"
        return "the bot's token"

    monkeypatch.setattr(MicrosoftAppCredentials, "get_access_token", fetch)
    await an_adapter(core, connector.url).platform.post_card(GENERAL, card, key="k")
    assert len(connector.sent()) == 1


async def test_a_refused_token_is_for_an_administrator(
    core: Core, microsoft: Microsoft, connector: BotConnector, card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Any, force_refresh: bool = False) -> str:
        raise PermissionError("invalid_client: the secret has expired")

    monkeypatch.setattr(MicrosoftAppCredentials, "get_access_token", refuse)
    adapter = an_adapter(core, connector.url)
    await adapter.start()
    with pytest.raises(Rejected, match="the secret has expired"):
        await adapter.platform.post_card(GENERAL, card, key="k")


async def test_a_token_service_that_is_away_is_waited_for(
    core: Core, microsoft: Microsoft, connector: BotConnector, card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(self: Any, force_refresh: bool = False) -> str:
        raise requests.exceptions.ConnectTimeout

    monkeypatch.setattr(MicrosoftAppCredentials, "get_access_token", away)
    with pytest.raises(Unavailable) as failure:
        await an_adapter(core, connector.url).platform.post_card(GENERAL, card, key="k")
    assert not failure.value.unclear


@dataclass
class Login:
    """Takes connections and never answers."""

    connections: list[asyncio.StreamWriter] = field(default_factory=list)

    async def hang(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections.append(writer)


@pytest.fixture
async def hanging_login(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Login]:
    login = Login()
    server = await asyncio.start_server(login.hang, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    monkeypatch.setattr(AuthenticationConstants, "TO_CHANNEL_FROM_BOT_LOGIN_URL_PREFIX", f"https://127.0.0.1:{port}/")
    monkeypatch.setattr(credentials, "TOKEN_S", 0.3)
    monkeypatch.setattr(credentials, "LOGIN_S", 0.6)
    yield login
    for connection in login.connections:
        connection.close()
    server.close()


async def test_a_login_that_never_answers_is_given_up_in_time(
    core: Core, microsoft: Microsoft, connector: BotConnector, card: Card, hanging_login: Login
) -> None:
    adapter = an_adapter(core, connector.url)
    began = time.monotonic()
    waiting = (adapter.platform.post_card(GENERAL, card, key=str(n)) for n in range(20))
    failures = await asyncio.gather(*waiting, return_exceptions=True)
    assert time.monotonic() - began < 5.0, "not one after the other"
    assert all(isinstance(failure, Unavailable) and not failure.unclear for failure in failures)
    assert connector.calls == []


async def test_a_login_that_never_answers_holds_one_thread_and_lets_it_go(
    core: Core, microsoft: Microsoft, connector: BotConnector, card: Card, hanging_login: Login
) -> None:
    threads = ThreadPoolExecutor(2)
    asyncio.get_running_loop().set_default_executor(threads)
    adapter = an_adapter(core, connector.url)
    for n in range(3):
        waiting = (adapter.platform.post_card(GENERAL, card, key=f"{n}-{m}") for m in range(5))
        await asyncio.gather(*waiting, return_exceptions=True)
        assert await asyncio.wait_for(asyncio.to_thread(lambda: "free"), 0.2) == "free"
    at_once = threading.Barrier(2)
    await asyncio.gather(*(asyncio.to_thread(at_once.wait, 5.0) for _ in range(2)))


async def test_a_login_that_answers_again_is_asked_again(
    core: Core,
    microsoft: Microsoft,
    connector: BotConnector,
    card: Card,
    hanging_login: Login,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    adapter = an_adapter(core, connector.url)
    with pytest.raises(Unavailable):
        await adapter.platform.post_card(GENERAL, card, key="k")
    monkeypatch.setattr(credentials, "TOKEN_S", 5.0)
    monkeypatch.setattr(MicrosoftAppCredentials, "get_access_token", lambda _: "the bot's token")
    with pytest.raises(Unavailable):  # the login that hangs ends first
        await adapter.platform.post_card(GENERAL, card, key="k")
    await adapter.platform.post_card(GENERAL, card, key="k")
    assert connector.sent()[0].authorization == "Bearer the bot's token"


# -- what must be set ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost"])
def test_unauthenticated_activities_are_for_this_machine(host: str) -> None:
    ensure_anonymous_is_local(host)


@pytest.mark.parametrize("host", ["::", "", "192.168.1.4", "bot.example.org", "localhost.example.org"])
def test_unauthenticated_activities_are_not_for_the_network(host: str) -> None:
    with pytest.raises(NotLocal, match="TEAMS_ANONYMOUS"):
        ensure_anonymous_is_local(host)


def test_a_bot_with_an_account_does_not_believe_everybody(core: Core) -> None:
    with pytest.raises(BadAccount, match=r"unset TEAMS_ANONYMOUS.*unset MICROSOFT_APP_ID"):
        TeamsAdapter(core, app_id=APP, password="secret", tenant=TENANT, anonymous=True)


@pytest.mark.parametrize("header", ["Forwarded", "X-Forwarded-For", "x-forwarded-for", "X-Real-IP"])
async def test_what_a_proxy_passes_on_is_not_believed_without_a_signature(teams: Teams, header: str) -> None:
    response = await teams.post(teams.activity("message-personal", text="case open"), **{header: "192.0.2.1"})
    assert response.status == 403
    assert teams.connector.calls == []


async def test_what_microsoft_signed_may_come_through_a_proxy(core: Core, microsoft: Microsoft) -> None:
    application = web.Application()
    application.add_routes(an_adapter(core).routes())
    async with TestClient(TestServer(application, host="127.0.0.1")) as client:
        activity = payload("conversationUpdate-channelRenamed") | {"serviceUrl": SERVICE}
        headers = {"Authorization": a_token(), "X-Forwarded-For": "192.0.2.1"}
        assert (await client.post(PATH, json=activity, headers=headers)).status == 201


@pytest.mark.parametrize("missing", ["app_id", "password", "tenant"])
def test_a_bot_without_all_of_its_account_does_not_start(core: Core, missing: str) -> None:
    account = {"app_id": APP, "password": "secret", "tenant": TENANT, missing: " "}
    with pytest.raises(BadAccount, match="MICROSOFT_APP"):
        TeamsAdapter(core, **account)  # type: ignore[arg-type]


@pytest.mark.parametrize("app_type", ["MultiTenant", "singletenant", "SingleTennant", ""])
def test_only_a_bot_for_one_tenant_starts(core: Core, app_type: str) -> None:
    with pytest.raises(BadAccount, match="SingleTenant"):
        TeamsAdapter(core, app_id=APP, password="secret", tenant=TENANT, app_type=app_type)


@pytest.mark.parametrize(
    "url",
    ["https://smba.trafficmanager.net/teams/", "https://smba.trafficmanager.net/emea/x/", "https://smba.infra.gcc.teams.microsoft.com/teams"],
)  # fmt: skip
def test_the_services_of_microsoft_are_answered(url: str) -> None:
    assert is_microsofts(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://smba.trafficmanager.net/teams/",
        "https://smba.trafficmanager.net.evil.example/",
        "https://evil.trafficmanager.net/",
        "https://smba.trafficmanager.net@evil.example/",
        "https://smba.trafficmanager.net:8443/",
        "https://evilteams.microsoft.com/",
        "https://teams.microsoft.com.evil.example/",
        "https://[::1/",
        "smba.trafficmanager.net",
        "",
    ],
)
def test_no_other_service_is_answered(url: str) -> None:
    assert not is_microsofts(url)


# -- a managed identity --------------------------------------------------------------------------------------


@dataclass
class Machine:
    """The service on a machine in Azure that gives its programs tokens, on loopback."""

    asked: list[tuple[dict[str, str], str]] = field(default_factory=list)
    answer: tuple[int, dict[str, Any]] = (200, {"access_token": "of the machine", "expires_in": "86400"})

    async def token(self, request: web.Request) -> web.Response:
        proof = request.headers.get("X-IDENTITY-HEADER") or f"Metadata: {request.headers.get('Metadata')}"
        self.asked.append((dict(request.query), proof))
        status, body = self.answer
        expires = {"expires_on": str(int(time.time()) + 86_400), "resource": request.query["resource"]}
        return web.json_response({**body, **(expires if status == 200 else {})}, status=status)


WHERE = {
    "a virtual machine": lambda url: {"AZURE_POD_IDENTITY_AUTHORITY_HOST": url},
    "App Service or a container app": lambda url: {"IDENTITY_ENDPOINT": f"{url}/msi", "IDENTITY_HEADER": "proof"},
}


@pytest.fixture
async def machine() -> AsyncIterator[tuple[Machine, str]]:
    machine = Machine()
    application = web.Application()
    application.router.add_get("/metadata/identity/oauth2/token", machine.token)
    application.router.add_get("/msi", machine.token)
    async with TestServer(application, host="127.0.0.1") as server:
        yield machine, f"http://127.0.0.1:{server.port}"


def a_managed_adapter(core: Core, connector: BotConnector) -> TeamsAdapter:
    return TeamsAdapter(core, app_id=APP, tenant=TENANT, app_type="UserAssignedMSI", service_url=connector.url)


@pytest.mark.parametrize("environment", WHERE.values(), ids=WHERE)
async def test_a_bot_with_a_managed_identity_speaks_with_the_token_of_its_machine(
    core: Core,
    connector: BotConnector,
    microsoft: Microsoft,
    machine: tuple[Machine, str],
    card: Card,
    monkeypatch: pytest.MonkeyPatch,
    environment: Callable[[str], dict[str, str]],
) -> None:
    service, url = machine
    for name, value in environment(url).items():
        monkeypatch.setenv(name, value)
    adapter = a_managed_adapter(core, connector)
    await adapter.start()
    for _ in range(3):
        await adapter.platform.post_card(GENERAL, card, key="k")

    assert {call.authorization for call in connector.sent()} == {"Bearer of the machine"}
    ((query, proof),) = service.asked  # kept for as long as it lives
    assert query["resource"] == "https://api.botframework.com"
    assert query["client_id"] == APP
    assert proof in {"proof", "Metadata: true"}


async def test_an_identity_the_machine_does_not_have_is_told_as_the_machine_tells_it(
    core: Core,
    connector: BotConnector,
    microsoft: Microsoft,
    machine: tuple[Machine, str],
    card: Card,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    service, url = machine
    monkeypatch.setenv("AZURE_POD_IDENTITY_AUTHORITY_HOST", url)
    service.answer = 400, {"error": "invalid_request", "error_description": "Identity not found"}
    with pytest.raises(Rejected, match="Identity not found"):
        await a_managed_adapter(core, connector).platform.post_card(GENERAL, card, key="k")
    assert not connector.sent()


async def test_a_machine_that_gives_no_tokens_is_tried_again(
    core: Core, connector: BotConnector, microsoft: Microsoft, card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://127.0.0.1:9")
    with pytest.raises(Unavailable, match="token") as failure:
        await a_managed_adapter(core, connector).platform.post_card(GENERAL, card, key="k")
    assert not failure.value.unclear


@pytest.mark.parametrize("app_type", ["MultiTenant", "UserAssigned", ""])
def test_a_bot_for_several_tenants_is_refused(core: Core, app_type: str) -> None:
    with pytest.raises(BadAccount, match="UserAssignedMSI"):
        TeamsAdapter(core, app_id=APP, password="secret", tenant=TENANT, app_type=app_type)


async def test_every_replica_takes_the_forms_of_the_others(core: Core, connector: BotConnector) -> None:
    one, other = (TeamsAdapter(core, anonymous=True, service_url=connector.url) for _ in range(2))
    form = Form("add-note", "nl", "Notitie", "Opslaan", "Annuleren", (), {"target": "SL-2611-0001"})
    assert not other._seals.fit(one._seals.stamp(form, "nonce"), form.name, form.state)
    await asyncio.gather(one.start(), other.start())
    assert other._seals.fit(one._seals.stamp(form, "nonce"), form.name, form.state)
