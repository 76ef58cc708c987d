"""What ``secondline check`` says about TOPdesk."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.adapters.topdesk.checking import check_topdesk
from bot.adapters.topdesk.client import TopdeskClient
from bot.checking import Finding, Weight
from bot.demo.topdesk import Double
from bot.routing import Organisation, TopdeskNames, load


@pytest.fixture
def organisation() -> Organisation:
    return load(Path("bot/demo/organisation.toml"))


def wrong(findings: list[Finding]) -> list[str]:
    return [finding.in_words("en") for finding in findings if finding.weight is Weight.ERROR]


async def test_what_the_file_names_is_there(client: TopdeskClient, organisation: Organisation) -> None:
    findings = await check_topdesk(client, organisation, "en")
    assert wrong(findings) == []
    assert [finding.key for finding in findings] == ["topdesk-connected", "topdesk-groups-right"]


async def test_an_operator_group_that_is_not_there_is_named_with_its_party(
    client: TopdeskClient, organisation: Organisation
) -> None:
    first, *others = organisation.parties
    parties = (replace(first, operator_group="Helpdesk 2"), *others)
    (sentence,) = wrong(await check_topdesk(client, replace(organisation, parties=parties), "en"))
    assert "ISSC helpdesk" in sentence
    assert "Helpdesk 2" in sentence


async def test_a_name_topdesk_does_not_know_is_said_with_those_it_does(
    client: TopdeskClient, organisation: Organisation
) -> None:
    names = TopdeskNames(completed_status="Klaar", closure_code="Weg")
    status, code = wrong(await check_topdesk(client, replace(organisation, topdesk=names), "en"))
    assert "‘Klaar’" in status
    assert "Gereed" in status
    assert "closure_code" in code


async def test_a_login_that_does_not_work_says_what_to_look_at(double: Double, organisation: Organisation) -> None:
    async with TopdeskClient(double.url, "nobody", "wrong", pause_s=0.001) as client:
        (sentence,) = wrong(await check_topdesk(client, organisation, "en"))
    assert "TOPDESK_APPLICATION_PASSWORD" in sentence


async def test_a_topdesk_that_does_not_answer_is_a_finding(double: Double, organisation: Organisation) -> None:
    await double.stop()
    async with TopdeskClient(double.url, "nobody", "x", pause_s=0.001, read_limit_s=0.2) as client:
        (sentence,) = wrong(await check_topdesk(client, organisation, "en"))
    assert "does not answer" in sentence
