"""Getting a Chromium: one that is there, else the ways in order, else a list of what was tried."""

from collections.abc import Callable, Iterator

import pytest

from tests.install_browser import Attempt, installed, tried


def finding(*answers: str | None) -> Callable[[], str | None]:
    later: Iterator[str | None] = iter(answers)
    return lambda: next(later)


def way(tries: list[str], name: str, failure: str | None) -> Callable[[], list[Attempt]]:
    def attempt() -> list[Attempt]:
        tries.append(name)
        return [Attempt([name, "install", "chromium"], failure)]

    return attempt


def test_a_chromium_that_is_there_is_used_and_nothing_is_installed(capsys: pytest.CaptureFixture[str]) -> None:
    tries: list[str] = []
    assert installed([way(tries, "apt-get", None)], finding("/usr/bin/chromium")) == 0
    assert tries == []
    assert "/usr/bin/chromium" in capsys.readouterr().out


def test_the_second_way_is_only_gone_when_the_first_did_not_help() -> None:
    tries: list[str] = []
    ways = [way(tries, "apt-get", None), way(tries, "playwright", None)]
    assert installed(ways, finding(None, "/usr/bin/chromium")) == 0
    assert tries == ["apt-get"]


def test_when_nothing_helps_every_try_is_told_with_its_reason(capsys: pytest.CaptureFixture[str]) -> None:
    tries: list[str] = []
    ways = [way(tries, "apt-get", "ended with 100"), way(tries, "playwright", "not ready after 120 s")]
    assert installed(ways, finding(None, None, None)) == 1
    told = capsys.readouterr().err
    assert "apt-get install chromium: ended with 100" in told
    assert "playwright install chromium: not ready after 120 s" in told


def test_a_command_that_takes_too_long_is_ended() -> None:
    assert tried(["sleep", "60"], within_s=0).failure == "not ready after 0 s"


def test_a_command_that_does_not_exist_is_a_failed_try() -> None:
    failure = tried(["no-such-package-manager"], within_s=1).failure
    assert failure is not None
    assert "no-such-package-manager" in failure
