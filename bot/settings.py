"""The environment, read once. Secrets are never shown: not in logs, not in errors, not by ``check``."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class BadSettings(Exception):
    """What is wrong with the environment: a sentence for each name."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


APP_TYPES = ("SingleTenant", "UserAssignedMSI")
"""How the bot may be registered with Microsoft: with a client secret, or with a managed identity and none."""

Secret = SecretStr | None
Text = str | None


class Settings(BaseSettings):
    """Every setting by the name people know it by; ``.env`` in the working folder is read too."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    database_url: Annotated[str, Field(validation_alias="SECONDLINE_DATABASE_URL", repr=False)] = (
        "sqlite+aiosqlite:///secondline.db"
    )
    organisation: Annotated[Path, Field(validation_alias="SECONDLINE_ORGANISATION")] = Path("organisation.toml")
    host: Annotated[str, Field(validation_alias="SECONDLINE_HOST")] = "127.0.0.1"
    port: Annotated[int, Field(validation_alias="SECONDLINE_PORT", ge=1, le=65_535)] = 8080
    public_url_given: Annotated[Text, Field(validation_alias="SECONDLINE_PUBLIC_URL")] = None

    slack_bot_token: Annotated[Secret, Field(validation_alias="SLACK_BOT_TOKEN")] = None
    slack_signing_secret: Annotated[Secret, Field(validation_alias="SLACK_SIGNING_SECRET")] = None
    slack_app_token: Annotated[Secret, Field(validation_alias="SLACK_APP_TOKEN")] = None
    slack_api_url: Annotated[str, Field(validation_alias="SLACK_API_URL")] = "https://slack.com/api/"

    teams_app_id: Annotated[Text, Field(validation_alias="MICROSOFT_APP_ID")] = None
    teams_app_password: Annotated[Secret, Field(validation_alias="MICROSOFT_APP_PASSWORD")] = None
    teams_tenant_id: Annotated[Text, Field(validation_alias="MICROSOFT_APP_TENANT_ID")] = None
    teams_app_type: Annotated[str, Field(validation_alias="MICROSOFT_APP_TYPE")] = "SingleTenant"
    teams_anonymous: Annotated[bool, Field(validation_alias="TEAMS_ANONYMOUS")] = False
    teams_service_url: Annotated[str, Field(validation_alias="TEAMS_SERVICE_URL")] = (
        "https://smba.trafficmanager.net/teams/"
    )

    topdesk_url: Annotated[Text, Field(validation_alias="TOPDESK_URL")] = None
    topdesk_login: Annotated[Text, Field(validation_alias="TOPDESK_LOGIN")] = None
    topdesk_password: Annotated[Secret, Field(validation_alias="TOPDESK_APPLICATION_PASSWORD")] = None
    topdesk_event_secret: Annotated[Secret, Field(validation_alias="TOPDESK_EVENT_SECRET")] = None

    log_format: Annotated[str, Field(validation_alias="SECONDLINE_LOG_FORMAT", pattern="^(text|json)$")] = "text"

    @property
    def public_url(self) -> str:
        """How people reach the bot, without a slash at the end."""
        return (self.public_url_given or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def slack(self) -> bool:
        """Slack is switched on."""
        return self.slack_bot_token is not None

    @property
    def teams(self) -> bool:
        """Teams is switched on."""
        return self.teams_app_id is not None or self.teams_anonymous

    @property
    def topdesk(self) -> bool:
        """TOPdesk is switched on."""
        return self.topdesk_url is not None

    def missing(self) -> tuple[str, ...]:
        """What is not there and has to be, for what is switched on."""
        problems = []
        if self.slack and self.slack_app_token is None and self.slack_signing_secret is None:
            problems.append("SLACK_SIGNING_SECRET is missing (or SLACK_APP_TOKEN, for Socket Mode)")
        if self.teams and not self.teams_anonymous:
            problems += self._missing_for_teams()
        if self.topdesk:
            wanted_for_topdesk = {
                "TOPDESK_LOGIN": self.topdesk_login,
                "TOPDESK_APPLICATION_PASSWORD": self.topdesk_password,
            }
            problems += [f"{n} is missing, which TOPdesk needs" for n, v in wanted_for_topdesk.items() if v is None]
        return tuple(problems)

    def _missing_for_teams(self) -> list[str]:
        if self.teams_app_type not in APP_TYPES:
            return [
                f"MICROSOFT_APP_TYPE has to be {' or '.join(APP_TYPES)}; bots for several tenants can no longer be made"
            ]
        wanted = {
            "MICROSOFT_APP_PASSWORD": self.teams_app_password if self.teams_app_type == "SingleTenant" else "none",
            "MICROSOFT_APP_TENANT_ID": self.teams_tenant_id,
        }
        return [f"{name} is missing, which Teams needs" for name, value in wanted.items() if value is None]


def read() -> Settings:
    """The settings as the environment has them. Raises ``BadSettings`` with everything that is wrong."""
    try:
        settings = Settings()
    except ValidationError as error:
        # Only the place and the message: the input may be a secret.
        raise BadSettings(tuple(f"{e['loc'][0]}: {e['msg']}" for e in error.errors(include_input=False))) from None
    if problems := settings.missing():
        raise BadSettings(problems)
    return settings
