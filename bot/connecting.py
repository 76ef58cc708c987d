"""From the settings to what is connected, for who runs the bot and for who only looks whether it would work."""

from bot.adapters.slack.app import SlackAccess
from bot.adapters.slack.checking import check_slack
from bot.adapters.topdesk.checking import check_topdesk
from bot.adapters.topdesk.client import TopdeskClient
from bot.checking import Finding
from bot.routing import Organisation
from bot.settings import Settings


def slack_access(settings: Settings) -> SlackAccess | None:
    """How Slack is reached; None where it is switched off."""
    if settings.slack_bot_token is None:
        return None
    return SlackAccess(
        bot_token=settings.slack_bot_token.get_secret_value(),
        signing_secret=settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else "",
        app_token=settings.slack_app_token.get_secret_value() if settings.slack_app_token else None,
        api_url=settings.slack_api_url,
    )


def topdesk_client(settings: Settings) -> TopdeskClient | None:
    """TOPdesk's own API; None where it is switched off."""
    if not (settings.topdesk_url and settings.topdesk_login and settings.topdesk_password):
        return None
    return TopdeskClient(settings.topdesk_url, settings.topdesk_login, settings.topdesk_password.get_secret_value())


async def look_outside(settings: Settings, organisation: Organisation, language: str) -> list[Finding]:
    """Whether what is connected is as the organisation file and the manifest say it should be."""
    found: list[Finding] = []
    access, client = slack_access(settings), topdesk_client(settings)
    if access is not None:
        found += await check_slack(access, organisation, language)
    if client is not None:
        async with client:
            found += await check_topdesk(client, organisation, language)
    return found
