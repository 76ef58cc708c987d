"""Parties whose people are kept in a list on a chat platform: who counts, and what happens when it cannot be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.errors import Rejected, Unavailable
from bot.membership import KeptList, Membership, People
from bot.routing import CurrentOrganisation, MemberSource
from tests.routing.small_file import changed

PORTAL = MemberSource("slack", "channel", "C1")
ANNA, BRAM, PIM = "anna.visser@example.org", "bram.mulder@example.org", "pim.de.boer@example.org"
BY_CHANNEL = ('members = ["Anna.Visser@example.org"]', 'members_from = [{ platform = "slack", channel = "C1" }]')
BY_BOTH = (
    'members = ["Anna.Visser@example.org"]',
    'members = ["Anna.Visser@example.org"]\nmembers_from = [{ platform = "slack", user_group = "S1" }]',
)


class Lists:
    """The lists in the store."""

    def __init__(self) -> None:
        self.kept: dict[str, KeptList] = {}
        self.away = False

    async def all(self) -> Mapping[str, KeptList]:
        return dict(self.kept)

    async def keep(self, name: str, people: People) -> None:
        if self.away:
            raise Unavailable("database")
        self.kept[name] = KeptList(dict(people))

    async def note_trouble(self, name: str, reason: str) -> bool:
        before = self.kept.get(name, KeptList({}))
        self.kept[name] = KeptList(before.people, reason)
        return before.trouble != reason


@dataclass
class Slack:
    """Who is in the channel, and whom it was asked about."""

    people: dict[str, str | None] = field(default_factory=dict)
    failure: Exception | None = None
    asked_about: list[str] = field(default_factory=list)
    asked: int = 0

    async def members(self, _source: MemberSource, known: People) -> People:
        self.asked += 1
        if self.failure is not None:
            raise self.failure
        self.asked_about += [user for user in self.people if user not in known]
        return {user: known.get(user, email) for user, email in self.people.items()}


class Desk:
    """One replica."""

    def __init__(self, file: Path, lists: Lists, slack: Slack) -> None:
        self.current = CurrentOrganisation(file)
        self.turn = False
        self.told: list[str] = []
        self.slack = slack
        self.membership = Membership(self.current, lists, {"slack": slack}, its_turn=self._its_turn, tell=self._tell)

    async def _its_turn(self) -> bool:
        return self.turn

    async def _tell(self, source: MemberSource, reason: str) -> None:
        self.told.append(f"{source.name} {reason}")

    @property
    def members(self) -> frozenset[str]:
        return self.current.organisation.party("fb-portal").members


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "organisation.toml"
    rewrite(path, BY_CHANNEL)
    return path


def rewrite(file: Path, *changes: tuple[str, str]) -> None:
    file.write_text(changed(*changes), encoding="utf-8")


@pytest.fixture
def lists() -> Lists:
    return Lists()


@pytest.fixture
def slack() -> Slack:
    return Slack({"U1": ANNA, "U2": BRAM, "U9": None})


@pytest.fixture
def desk(file: Path, lists: Lists, slack: Slack) -> Desk:
    return Desk(file, lists, slack)


async def test_people_of_the_channel_are_members_and_who_does_not_count_is_not(desk: Desk) -> None:
    assert desk.members == frozenset()
    await desk.membership.look()
    assert desk.members == {ANNA, BRAM}
    assert desk.current.organisation.parties_of(BRAM)


async def test_the_list_of_the_file_and_that_of_the_platform_count_together(
    file: Path, lists: Lists, slack: Slack
) -> None:
    rewrite(file, BY_BOTH)
    slack.people = {"U2": BRAM}
    desk = Desk(file, lists, slack)
    await desk.membership.look()
    assert desk.members == {ANNA, BRAM}


async def test_a_start_without_the_platform_knows_who_was_there_last(desk: Desk, file: Path, lists: Lists) -> None:
    await desk.membership.look()
    later = Desk(file, lists, Slack(failure=Unavailable("away")))
    await later.membership.recall()
    assert later.members == {ANNA, BRAM}
    await later.membership.look()
    assert later.members == {ANNA, BRAM}


async def test_what_one_replica_read_the_others_take_over(desk: Desk, file: Path, lists: Lists) -> None:
    other = Desk(file, lists, Slack())
    await desk.membership.look()
    await other.membership.look()
    assert other.members == {ANNA, BRAM}
    assert other.slack.asked == 0


async def test_nothing_is_read_again_without_a_reason(desk: Desk, slack: Slack) -> None:
    for _ in range(3):
        await desk.membership.look()
    assert slack.asked == 1


async def test_who_comes_is_a_member_and_nothing_is_asked_again_about_the_others(desk: Desk, slack: Slack) -> None:
    await desk.membership.look()
    slack.people["U3"] = PIM
    slack.asked_about.clear()
    desk.membership.list_changed(PORTAL.name)
    await desk.membership.look()
    assert desk.members == {ANNA, BRAM, PIM}
    assert slack.asked_about == ["U3"]


async def test_who_leaves_is_no_member_any_more(desk: Desk, slack: Slack) -> None:
    await desk.membership.look()
    del slack.people["U2"]
    desk.membership.list_changed(PORTAL.name)
    await desk.membership.look()
    assert desk.members == {ANNA}


async def test_who_leaves_while_the_database_is_away_is_no_member_once_it_is_back(
    desk: Desk, slack: Slack, lists: Lists
) -> None:
    await desk.membership.look()
    del slack.people["U2"]
    desk.membership.list_changed(PORTAL.name)
    lists.away = True
    with pytest.raises(Unavailable):
        await desk.membership.look()
    lists.away = False
    await desk.membership.look()
    assert desk.members == {ANNA}


async def test_a_list_the_file_does_not_name_is_not_read(desk: Desk, slack: Slack) -> None:
    await desk.membership.look()
    desk.membership.list_changed("slack:channel:C9")
    await desk.membership.look()
    assert slack.asked == 1


async def test_a_person_who_became_a_guest_is_asked_about_again_and_counts_no_more(desk: Desk, slack: Slack) -> None:
    await desk.membership.look()
    slack.people["U2"] = None
    slack.asked_about.clear()
    desk.membership.person_changed("U2")
    desk.membership.person_changed("U8")  # in no list: a whole university changes its profiles
    await desk.membership.look()
    assert desk.members == {ANNA}
    assert slack.asked_about == ["U2"]


async def test_now_and_then_everybody_is_asked_about_again(desk: Desk, slack: Slack) -> None:
    await desk.membership.look()
    slack.people["U1"] = None
    desk.turn = True
    await desk.membership.look()
    assert desk.members == {BRAM}


async def test_a_list_that_cannot_be_read_keeps_who_was_there_and_administrators_hear_it_once(
    desk: Desk, slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.membership.REFUSED_WAIT_S", 0.0)
    await desk.membership.look()
    slack.failure = Rejected("channel_not_found")
    desk.membership.list_changed(PORTAL.name)
    for _ in range(3):
        await desk.membership.look()
    assert desk.members == {ANNA, BRAM}
    assert slack.asked > 2
    assert desk.told == ["slack:channel:C1 channel_not_found"]
    slack.failure = None
    await desk.membership.look()
    slack.failure = Rejected("channel_not_found")
    desk.membership.list_changed(PORTAL.name)
    await desk.membership.look()
    assert len(desk.told) == 2  # it had been well in between


async def test_a_platform_that_does_not_answer_is_asked_again_later_and_no_news_for_administrators(
    desk: Desk, slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    slack.failure = Unavailable("502")
    await desk.membership.look()
    await desk.membership.look()
    assert (slack.asked, desk.told) == (1, [])
    monkeypatch.setattr("bot.membership.WAIT_S", 0.0)
    again = Desk(Path(desk.current._path), Lists(), slack)
    await again.membership.look()
    slack.failure = None
    await again.membership.look()
    assert again.members == {ANNA, BRAM}


async def test_reading_the_file_again_keeps_the_people_of_the_lists(desk: Desk, file: Path) -> None:
    await desk.membership.look()
    rewrite(file, BY_CHANNEL, ('name = "Universiteit"', 'name = "Hogeschool"'))
    desk.current.reload()
    assert desk.current.organisation.name["nl"] == "Hogeschool"
    assert desk.members == {ANNA, BRAM}
