"""The command ``secondline``: what it prints and how it ends."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import structlog
from structlog.testing import capture_logs

from bot import cli
from bot import settings as environment
from bot.adapters.sql.store import SqlStore
from bot.app import store_for
from bot.commands import RedirectQuestion
from bot.handlers import handle
from bot.routing import CurrentOrganisation
from bot.settings import Settings
from tests.adapters.slack import web_api
from tests.builders import SANNE, a_question, an_escalation

EXAMPLE = Path(__file__).parents[1] / "bot" / "demo" / "organisation.toml"


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for field in Settings.model_fields.values():
        monkeypatch.delenv(str(field.validation_alias), raising=False)
    monkeypatch.setenv("SECONDLINE_ORGANISATION", str(EXAMPLE))
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def _own_logs() -> Iterator[None]:
    """What a command sets up for its logs ends with the test."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def ended_with(words: list[str]) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_check_proves_that_every_question_has_one_outcome(capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["check"])

    printed = capsys.readouterr().out
    assert "every question has exactly one outcome" in printed
    assert "Slack: off" in printed


def test_check_names_the_row_that_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "organisation.toml"
    text = EXAMPLE.read_text(encoding="utf-8")
    file.write_text(text.replace('"fb-studentenportaal"', '"fb-studentenportal"', 1), encoding="utf-8")
    monkeypatch.setenv("SECONDLINE_ORGANISATION", str(file))

    assert ended_with(["check"]) == 1
    printed = capsys.readouterr().err
    assert "fb-studentenportal" in printed
    assert "rules" in printed


def test_route_explains_rule_by_rule(capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["route", "--intake", "issc-helpdesk", "--kind", "portal", "--faculty", "law"])

    printed = capsys.readouterr().out
    assert ": fits" in printed
    assert ": does not fit" in printed
    assert "outcome: hand-over" in printed
    assert "(fb-studentenportaal)" in printed


def test_route_says_when_a_faculty_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended_with(["route", "--intake", "issc-helpdesk", "--kind", "content"]) == 1
    assert "FacultyNeeded" in capsys.readouterr().err


def test_route_names_what_the_file_does_not_have(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended_with(["route", "--intake", "issc-helpdesk", "--kind", "nonsense"]) == 1
    assert "nonsense" in capsys.readouterr().err


def test_run_without_a_platform_says_what_to_set(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended_with(["run"]) == 1
    assert "SLACK_BOT_TOKEN" in capsys.readouterr().err


def test_run_with_half_of_slack_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")

    assert ended_with(["run"]) == 1
    assert "SLACK_SIGNING_SECRET" in capsys.readouterr().err


@pytest.fixture
def _with_teams(monkeypatch: pytest.MonkeyPatch) -> None:
    """A platform that lets the bot start without anybody outside."""
    monkeypatch.setenv("TEAMS_ANONYMOUS", "1")


@pytest.mark.usefixtures("_with_teams")
def test_run_on_a_port_that_is_taken_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("SECONDLINE_PORT", str(port))
        assert ended_with(["run"]) == 1
    assert f"Cannot listen on 127.0.0.1:{port}: " in capsys.readouterr().err


@pytest.mark.usefixtures("_with_teams")
def test_run_calls_no_other_failure_of_the_machine_a_taken_port(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(SqlStore, "migrate", fails)
    with pytest.raises(OSError, match="Too many open files"):
        cli.main(["run"])


def test_count_counts_by_desk_move_and_ending(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SECONDLINE_DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    cli.main(["count"])
    assert "No question came in" in capsys.readouterr().out

    async def escalated_and_redirected() -> None:
        store = store_for(environment.read(), CurrentOrganisation(EXAMPLE))
        await store.run(handle(an_escalation("M2611 0001")))
        await store.run(handle(an_escalation("M2611 0002")))
        question = a_question(kind="content", ticket="M2611 0003")
        await store.run(handle(RedirectQuestion(actor=SANNE, question=question, text="Beste student")))
        await store.close()

    asyncio.run(escalated_and_redirected())
    cli.main(["count"])

    lines = [line.split()[1:] for line in capsys.readouterr().out.splitlines()]
    assert lines == [["issc-helpdesk", "hand-over", "open", "2"], ["issc-helpdesk", "redirect", "redirected", "1"]]


def test_migrate_makes_the_tables_and_says_which_version(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SECONDLINE_DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")

    cli.main(["migrate"])

    assert "version 0001" in capsys.readouterr().out
    assert (tmp_path / "new.db").exists()


class TestTheDatabase:
    """One that cannot be used is said in a sentence, by every command that needs it."""

    COMMANDS = (["run"], ["migrate"], ["deliveries"])

    @pytest.fixture(autouse=True)
    def _slack_is_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
        monkeypatch.setenv("SLACK_SIGNING_SECRET", "shared")

    @pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
    def test_a_server_that_does_not_answer(
        self, words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("SECONDLINE_DATABASE_URL", "postgresql://bot:very-secret@127.0.0.1:1/secondline")

        assert ended_with(words) == 1
        printed = capsys.readouterr().err
        assert "The database does not answer" in printed
        assert "Connection refused" in printed
        assert "SECONDLINE_DATABASE_URL" in printed
        assert "very-secret" not in printed
        assert "Traceback" not in printed

    @pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
    def test_a_folder_that_is_not_there(
        self, words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        monkeypatch.setenv("SECONDLINE_DATABASE_URL", f"sqlite:///{tmp_path / 'nowhere' / 'secondline.db'}")

        assert ended_with(words) == 1
        assert f"{tmp_path / 'nowhere'}, and there is no such folder" in capsys.readouterr().err

    @pytest.mark.parametrize("address", ["mysql://somewhere/secondline", "sqlite://", "secondline.db"])
    def test_an_address_that_is_none(
        self, address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("SECONDLINE_DATABASE_URL", address)

        assert ended_with(["run"]) == 1
        assert "SECONDLINE_DATABASE_URL is not right" in capsys.readouterr().err


class TestWhatIsDoubtfulInTheOrganisationFile:
    DOUBT = "fb-usis-archaeology"

    def test_is_in_the_log_at_the_start(self, capsys: pytest.CaptureFixture[str]) -> None:
        ended_with(["run"])

        printed = [line for line in capsys.readouterr().err.splitlines() if "organisation_file_warns" in line]
        assert len(printed) == len(CurrentOrganisation(EXAMPLE).warnings) > 1
        assert "nobody can claim" in next(line for line in printed if self.DOUBT in line)

    def test_is_in_the_log_when_the_file_is_read_again(self, tmp_path: Path) -> None:
        file = tmp_path / "organisation.toml"
        file.write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
        organisation = CurrentOrganisation(file)

        with capture_logs() as logs:
            cli._reload(organisation)

        warned = [entry["warning"] for entry in logs if entry["event"] == "organisation_file_warns"]
        assert warned == list(organisation.warnings)
        assert any(self.DOUBT in warning for warning in warned)


@pytest.mark.parametrize(("archived", "code"), [(False, 0), (True, 1)])
async def test_check_looks_at_slack_and_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, archived: bool, code: int
) -> None:
    async with web_api.serving() as slack:
        slack.channels["C02PORTAL"] = {"is_archived": archived}
        monkeypatch.setenv("SLACK_BOT_TOKEN", slack.token)
        monkeypatch.setenv("SLACK_SIGNING_SECRET", "secret")
        monkeypatch.setenv("SLACK_API_URL", f"{slack.url}/api/")
        ended = await asyncio.to_thread(_ended, ["check", "--language", "nl"])

    printed = capsys.readouterr()
    assert ended == code
    assert ("FOUT: Slack: kanaal #c02portal" in printed.out) is archived
    assert ("Er is 1 ding dat niet werkt" in printed.err) is archived


def test_check_can_leave_the_outside_alone(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "secret")
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    cli.main(["check", "--offline"])
    assert "Slack: on" in capsys.readouterr().out


def _ended(words: list[str]) -> int:
    try:
        cli.main(words)
    except SystemExit as ended:
        return int(str(ended.code))
    return 0
