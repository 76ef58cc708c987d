"""How the bot proves to Teams who it is: its own token, by a client secret or by a managed identity.

The SDK asks for the token in the event loop and fetches a new one in each turn; here a thread fetches it, and MSAL
keeps it. Source: learn.microsoft.com/azure/bot-service/provision-and-publish-a-bot (types of apps) and
learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token.
"""

import asyncio
from typing import Any

import requests
from botframework.connector.auth import (
    AuthenticationConstants,
    MicrosoftAppCredentials,
    PasswordServiceClientCredentialFactory,
)
from msal import ConfidentialClientApplication, ManagedIdentityClient, UserAssignedManagedIdentity

TOKEN_S = 10.0
"""How long anybody waits for the bot's own token."""
LOGIN_S = 4.0
"""How long each step of fetching it may take. The SDK sets no limit, so a thread could hang for ever."""
RESOURCE = AuthenticationConstants.TO_CHANNEL_FROM_BOT_OAUTH_SCOPE.removesuffix("/.default")
"""What a managed identity asks a token for."""


class HeldCredentials(MicrosoftAppCredentials):  # type: ignore[misc]  # untyped
    """Gives the token that was fetched last, and leaves fetching to a thread: the SDK asks in the event loop."""

    _app: Any = None

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._token = ""

    def fetch(self) -> None:
        """Blocks. A token lives for an hour or more; MSAL keeps it and asks for a new one in time.

        Raises ``PermissionError`` and ``requests``' errors.
        """
        self._token = super().get_access_token()

    @property
    def app(self) -> Any:
        """MSAL as the SDK would make it, but impatient, and without asking which clouds there are."""
        if self._app is None:
            self._app = self._login()
        return self._app

    @app.setter
    def app(self, app: Any) -> None:
        self._app = app

    def _login(self) -> Any:
        try:
            return ConfidentialClientApplication(
                client_id=self.microsoft_app_id,
                client_credential=self.microsoft_app_password,
                authority=self.oauth_endpoint,
                instance_discovery=False,
                timeout=LOGIN_S,
            )
        except ValueError as error:
            raise PermissionError(f"no such tenant: {error}") from error

    def get_access_token(self, force_refresh: bool = False) -> str:  # noqa: ARG002  # the SDK's own
        """Blocks never."""
        return self._token


class ManagedCredentials(HeldCredentials):
    """The token of a managed identity, which the machine the bot runs on has: no secret to keep, none to expire."""

    def fetch(self) -> None:
        """As above."""
        found = self.app.acquire_token_for_client(resource=RESOURCE)
        if "access_token" not in found:
            raise PermissionError(f"{found.get('error')}: {found.get('error_description')}")
        self._token = found["access_token"]

    def _login(self) -> Any:
        identity = UserAssignedManagedIdentity(client_id=self.microsoft_app_id)
        return ManagedIdentityClient(identity, http_client=_Impatient())


class _Impatient(requests.Session):
    """MSAL asks for the token of a managed identity without a time limit."""

    def request(self, *args: Any, **more: Any) -> requests.Response:
        """With one."""
        return super().request(*args, **{"timeout": LOGIN_S, **more})


class HeldCredentialsFactory(PasswordServiceClientCredentialFactory):  # type: ignore[misc]  # untyped
    """One set of credentials for all turns; the SDK's own factory makes a new one, without a token, for each.

    Without a *password* the token is that of a managed identity.
    """

    def __init__(self, app_id: str, password: str, tenant: str) -> None:
        super().__init__(app_id, password, tenant)
        self._held: dict[str, HeldCredentials] = {}
        self._fetching: asyncio.Future[None] | None = None

    async def create_credentials(
        self,
        app_id: str,
        oauth_scope: str,
        login_endpoint: str,  # noqa: ARG002  # the public cloud's
        validate_authority: bool,  # noqa: ARG002
    ) -> HeldCredentials:
        """The credentials for this scope. Raises ``PermissionError`` for another bot's id."""
        if (app_id or "") != self.app_id:  # none where activities are not authenticated
            raise PermissionError("another app id")
        if oauth_scope not in self._held:
            kind = HeldCredentials if self.password else ManagedCredentials
            self._held[oauth_scope] = kind(app_id, self.password, self.tenant_id, oauth_scope)
        return self._held[oauth_scope]

    async def warm(self) -> None:
        """See that there is a token that has not run out. All who wait share one fetch, and so one thread.

        Raises ``PermissionError``, ``TimeoutError`` and ``requests``' errors.
        """
        scope = AuthenticationConstants.TO_CHANNEL_FROM_BOT_OAUTH_SCOPE
        held = await self.create_credentials(self.app_id, scope, "", True)
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.ensure_future(asyncio.to_thread(held.fetch))
            self._fetching.add_done_callback(_seen)
        async with asyncio.timeout(TOKEN_S):
            await asyncio.shield(self._fetching)


def _seen(fetched: asyncio.Future[None]) -> None:
    """A failure is told to who waits; nobody may wait any more."""
    if not fetched.cancelled():
        fetched.exception()
