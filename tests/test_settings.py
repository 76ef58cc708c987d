"""The environment is read once, says everything that is missing, and never shows a secret."""

from pathlib import Path

import pytest

from bot.settings import BadSettings, Settings, read

NAMES = [str(field.validation_alias) for field in Settings.model_fields.values()]


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_without_anything_set_the_defaults_hold() -> None:
    settings = read()

    assert settings.public_url == "http://127.0.0.1:8080"
    assert settings.database_url == "sqlite+aiosqlite:///secondline.db"
    assert (settings.slack, settings.teams, settings.topdesk) == (False, False, False)


def test_everything_that_is_missing_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("MICROSOFT_APP_ID", "app")
    monkeypatch.setenv("TOPDESK_URL", "https://topdesk.example.org")

    with pytest.raises(BadSettings) as bad:
        read()

    named = " ".join(bad.value.problems)
    for name in (
        "SLACK_SIGNING_SECRET",
        "MICROSOFT_APP_PASSWORD",
        "MICROSOFT_APP_TENANT_ID",
        "TOPDESK_LOGIN",
        "TOPDESK_APPLICATION_PASSWORD",
    ):
        assert name in named


def test_a_bad_value_is_named_without_being_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECONDLINE_PORT", "eighty")

    with pytest.raises(BadSettings, match="SECONDLINE_PORT") as bad:
        read()

    assert "eighty" not in str(bad.value)


def test_a_name_set_to_nothing_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "")
    monkeypatch.setenv("SECONDLINE_DATABASE_URL", "")

    assert not read().slack
    assert read().database_url.startswith("sqlite")


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "very-secret")
    monkeypatch.setenv("SECONDLINE_DATABASE_URL", "postgresql://bot:database-secret@db/secondline")

    shown = repr(read()) + str(read())

    for secret in ("xoxb-secret", "very-secret", "database-secret"):
        assert secret not in shown


def test_env_file_in_the_working_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SECONDLINE_PUBLIC_URL=https://secondline.example.org/\n")

    assert read().public_url == "https://secondline.example.org"


def test_every_setting_is_in_the_readme() -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")

    assert [name for name in NAMES if f"`{name}`" not in readme] == []


def test_a_managed_identity_needs_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MICROSOFT_APP_ID", "app")
    monkeypatch.setenv("MICROSOFT_APP_TYPE", "UserAssignedMSI")
    with pytest.raises(BadSettings) as bad:
        read()
    assert bad.value.problems == ("MICROSOFT_APP_TENANT_ID is missing, which Teams needs",)

    monkeypatch.setenv("MICROSOFT_APP_TENANT_ID", "tenant")
    assert read().teams


def test_a_bot_for_several_tenants_is_refused_with_what_can_be_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MICROSOFT_APP_ID", "app")
    monkeypatch.setenv("MICROSOFT_APP_TYPE", "MultiTenant")
    with pytest.raises(BadSettings, match="SingleTenant or UserAssignedMSI"):
        read()
