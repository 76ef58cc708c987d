"""What people do: they press what is on a card, fill in whatever form opens, and press again where nothing came of it.

Nobody here knows the rules of a case. A person sees a card, which may be of a while ago, and presses one of its
buttons; the bot says what comes next.
"""

import asyncio
import json
import random
from dataclasses import dataclass
from itertools import count
from typing import Any

from bot.actions import AT_ONCE, Action
from bot.adapters.slack import blocks, modals
from bot.adapters.teams.inbound import MANY
from bot.texts import say
from tests.adapters.slack.payloads import payload
from tests.adapters.teams.bot_connector import TENANT
from tests.soak.door import Answered, Door
from tests.soak.history import FAIL, OK, REFUSED, Command, History
from tests.soak.organisation import Desk, Desks, Member
from tests.soak.slack_service import SoakSlack
from tests.soak.teams_service import SoakTeams

Json = dict[str, Any]

TRIES = 5
"""How often somebody presses before they give up."""
AGAIN_AFTER_S = (0.3, 2.0)
REFUSAL_WITHIN_S = 4.0
"""A refusal of a press comes after the acknowledgement, where the person is."""
VIEW_WITHIN_S = 8.0
MOST_STEPS = 4
FRESH = 12
"""Of the cards in a channel, so many of the newest are looked at."""

NOT_PRESSED = frozenset(
    {
        Action.SHOW_TIMELINE,
        Action.SHOW_PROBLEM,
        Action.OPEN_PROBLEM,
        Action.LINK_PROBLEM,
        Action.UNLINK_PROBLEM,
        Action.ANSWER_PROBLEM,
        Action.REDIRECT,
    }
)
"""What changes nothing, or more than the one case."""

RARELY = frozenset({Action.WITHDRAW, Action.GIVE_FEEDBACK, Action.WITHDRAW_REQUEST})
"""What ends something: pressed as often as the rest, there would be little left to do."""

LOOK_FIRST = say("nl", "remark-look-first")
"""Stands in a form that shows where a question goes, before it is sent for good."""
UNCERTAIN = frozenset({say("nl", key) for key in ("slack-try-again", "slack-went-wrong", "teams-unavailable")})
"""What the bot says when it does not know itself; the person tries again."""


@dataclass(frozen=True)
class Button:
    """Something to press on a card in Slack."""

    action_id: str
    value: str
    channel: str
    ts: str

    @property
    def action(self) -> Action | None:
        """What it does; None for the menu."""
        name = self.action_id.removeprefix(blocks.ACT).partition(":")[0]
        return Action(name) if name in set(Action) else None


class People:
    """Everybody of the desks."""

    def __init__(
        self, desks: Desks, door: Door, history: History, slack: SoakSlack, teams: SoakTeams, chance: random.Random
    ) -> None:
        self._desks = desks
        self._door = door
        self._history = history
        self._slack = slack
        self._teams = teams
        self._chance = chance
        self._numbers = count(1)
        self._party = {desk.key: desk for desk in desks.parties}

    async def do_something(self) -> None:
        """One person gives one command."""
        member = self._chance.choice(self._desks.members)
        desk = self._party[member.party]
        if desk.is_intake and self._chance.random() < 0.4:
            await self.escalate(member, desk)
        elif member.teams_id and self._chance.random() < 0.5:
            await self._press_in_teams(member, desk)
        else:
            await self._press_in_slack(member, desk)

    async def say_hello(self, member: Member) -> None:
        """Everybody looks at what is theirs first, so that the bot knows their names. Raises ``RuntimeError``."""
        typed = self._typed(member, self._party[member.party], "/case", "mine", self._token())
        if not (await self._door.slash_command(typed)).ok:
            raise RuntimeError(f"{member.email} is not answered")

    async def escalate(self, member: Member, desk: Desk) -> Command:
        """``/escalate``, with a ticket or without, and the form it opens."""
        key = self._marker()
        command = self._history.begin(member.email, "slack", "escalate", key)
        ticket = f"M2611 {self._chance.randrange(10_000):04}" if self._chance.random() < 0.5 else ""
        view = await self._opened_by_words(member, desk, ticket, command)
        if view is not None:
            await self._fill_in(member, view, command)
        self._history.end(command)
        return command

    # -- Slack -----------------------------------------------------------------------------------------------

    async def _opened_by_words(self, member: Member, desk: Desk, ticket: str, command: Command) -> Json | None:
        for _ in range(TRIES):
            token = self._token()
            command.attempts += 1
            answered = await self._door.slash_command(self._typed(member, desk, "/escalate", ticket, token))
            if answered.ok and (view := await self._view(token, waits_for=f"{modals.FORM}escalate")):
                if view["callback_id"].startswith(modals.FORM):
                    return view
                command.outcome, command.why = REFUSED, "the ticket has a case"
                return None
            await self._think()
        return None

    async def _press_in_slack(self, member: Member, desk: Desk) -> None:
        button = self._some_button(desk)
        if button is None:
            return
        if button.action is None:
            await self._press_menu(member, button)
            return
        command = self._begin(member, "slack", button.action, button.value)
        if button.action in AT_ONCE:
            await self._press_at_once(member, button, command)
        else:
            view = await self._opened_by_press(member, button, command)
            if view is not None:
                await self._fill_in(member, view, command)
        self._history.end(command)

    def _some_button(self, desk: Desk) -> Button | None:
        cards = self._slack.roots[desk.slack_channel][-FRESH:]
        if not cards:
            return None
        card = self._chance.choice(cards)
        found = [
            Button(element["action_id"], element["value"], desk.slack_channel, card["ts"])
            for block in card["blocks"]
            if block["type"] == "actions"
            for element in block["elements"]
        ]
        chosen: Button | None = self._chosen([button for button in found if button.action not in NOT_PRESSED])
        return chosen

    def _chosen(self, found: list[Any]) -> Any:
        """One of them; what ends a case only now and then."""
        if not found:
            return None
        for _ in range(3):
            chosen = self._chance.choice(found)
            action = chosen.action if isinstance(chosen, Button) else chosen[0]
            if action not in RARELY or self._chance.random() < 0.3:
                return chosen
        return None

    async def _press_at_once(self, member: Member, button: Button, command: Command) -> None:
        for _ in range(TRIES):
            token = self._token()
            answered = await self._sent(self._pressed(member, button, token), command)
            if answered.ok:
                refusal = await self._refusal(token)
                if refusal is None:
                    command.outcome = OK
                    return
                if refusal not in UNCERTAIN:
                    command.outcome, command.why = REFUSED, refusal
                    return
            command.unclear += answered.arrived
            await self._think()

    async def _refusal(self, token: str) -> str | None:
        """What the person was told instead, if they were."""
        for _ in range(int(REFUSAL_WITHIN_S / 0.1)):
            await asyncio.sleep(0.1)
            if self._slack.told[token]:
                told: str = self._slack.told[token][0]["text"]
                return told
        return None

    async def _opened_by_press(self, member: Member, button: Button, command: Command) -> Json | None:
        """The form the press opened. A press that opens a form changes nothing."""
        for _ in range(TRIES):
            token = self._token()
            answered = await self._sent(self._pressed(member, button, token), command)
            if answered.ok:
                view = await self._view(token)
                if view is not None:
                    return view
                told = self._slack.told[token]
                if told and told[0]["text"] not in UNCERTAIN:
                    command.outcome, command.why = REFUSED, told[0]["text"]
                    return None
            await self._think()
        return None

    async def _press_menu(self, member: Member, button: Button) -> None:
        """The menu of a card: choose what to do, and fill in what is asked then."""
        nobody = self._history.begin(member.email, "slack", "menu", "", target=button.value)
        view = await self._opened_by_press(member, button, nobody)
        if view is None or view["callback_id"] != modals.MENU:
            return
        inputs = [block for block in view["blocks"] if block.get("block_id") == modals.CHOSEN]
        options = [option["value"].split(" ", 1) for block in inputs for option in block["element"]["options"]]
        found = [(Action(name), target) for name, target in options if Action(name) not in NOT_PRESSED]
        chosen = self._chosen(found)
        if chosen is None:
            return
        action, target = chosen
        command = self._begin(member, "slack", action, target)
        picked = {modals.CHOSEN: f"{action} {target}"}
        await self._fill_in(member, view, command, picked, changes=action in AT_ONCE)
        self._history.end(command)

    async def _fill_in(
        self, member: Member, view: Json, command: Command, picked: Json | None = None, *, changes: bool = True
    ) -> None:
        """Fill in the form, and the next one, until something is done or refused. A closed form is gone."""
        for _ in range(MOST_STEPS):
            answer = await self._submitted(member, view, command, picked or {}, changes=changes)
            match answer.get("response_action"):
                case "push":
                    view, picked, changes = {**answer["view"], "id": f"V{self._token()}"}, {}, True
                case "clear":
                    command.outcome = OK
                    return
                case "errors":
                    command.outcome, command.why = REFUSED, " ".join(answer["errors"].values())
                    return
                case "update" if LOOK_FIRST in json.dumps(answer["view"], ensure_ascii=False):
                    view = {**answer["view"], "id": view["id"]}
                    picked = _as_shown(view)
                case "update":
                    self._updated(view, answer["view"], command)
                    return
                case _:
                    return

    def _updated(self, view: Json, shown: Json, command: Command) -> None:
        """A modal that stays: the same with a warning, or the case as it is."""
        same = shown["callback_id"] == view["callback_id"]
        command.outcome = REFUSED if same or shown["callback_id"] in {modals.CASE, modals.SAID} else FAIL
        command.why = _first_words(shown)

    async def _submitted(self, member: Member, view: Json, command: Command, picked: Json, *, changes: bool) -> Json:
        """The bot's answer to this modal, sent until there is a clear one. Empty: there never was."""
        state = {block["block_id"]: {"value": self._entered(block, command.key, picked)} for block in _inputs(view)}
        user = {"id": member.slack_id, "team_id": "T00LEIDEN"}
        whole = {**payload("view_submission")["view"], **view, "state": {"values": state}}
        self._slack.views.setdefault(whole["id"], whole)
        body = payload("view_submission", user=user, view=whole, trigger_id=self._token())
        for _ in range(TRIES):
            answered = await self._sent(body, command)
            if answered.ok and not _is_uncertain(answered.json):
                return answered.json
            command.unclear += answered.arrived and changes
            await self._think()
        return {}

    def _entered(self, block: Json, key: str, picked: Json) -> Json:
        element = block["element"]
        sort, name = element["type"], block["block_id"]
        if sort == "plain_text_input":
            if name == "ticket":
                return {"type": sort, "value": element.get("initial_value")}
            return {"type": sort, "value": f"{key} dit is wat er te melden valt"}
        options = element["options"]
        if name in picked:
            return {"type": sort, "selected_option": next(o for o in options if o["value"] == picked[name])}
        if sort in {"checkboxes", "multi_static_select"}:
            some = self._chance.sample(options, self._chance.randint(1, min(2, len(options))))
            return {"type": sort, "selected_options": [] if block.get("optional") else some}
        return {"type": sort, "selected_option": self._chance.choice(options)}

    async def _sent(self, interaction: Json, command: Command) -> Answered:
        command.attempts += 1
        return await self._door.interaction(interaction)

    async def _view(self, token: str, *, waits_for: str = "") -> Json | None:
        """The modal that this trigger opened, once it is more than a request to wait."""
        shown: Json | None = None
        for _ in range(int(VIEW_WITHIN_S / 0.05)):
            if token not in self._slack.opened:
                if not waits_for or self._slack.told[token]:
                    return None
            else:
                shown = self._slack.views[self._slack.opened[token]]
                if not waits_for or shown["callback_id"] != modals.SAID:
                    return shown
            await asyncio.sleep(0.05)
        return None if shown is None or shown["callback_id"] == modals.SAID else shown

    def _pressed(self, member: Member, button: Button, token: str) -> Json:
        pressed = {
            "action_id": button.action_id,
            "block_id": f"card:{button.value.partition('/')[0]}",
            "value": button.value,
            "type": "button",
        }
        return payload(
            "block_actions",
            user={"id": member.slack_id, "team_id": "T00LEIDEN"},
            channel={"id": button.channel, "name": "channel"},
            actions=[pressed],
            trigger_id=token,
            response_url=f"{self._slack.url}/response/{token}",
        )

    def _typed(self, member: Member, desk: Desk, words: str, text: str, token: str) -> Json:
        return payload(
            "slash_command",
            user_id=member.slack_id,
            command=words,
            text=text,
            channel_id=desk.slack_channel,
            trigger_id=token,
            response_url=f"{self._slack.url}/response/{token}",
        )

    # -- Teams -----------------------------------------------------------------------------------------------

    async def _press_in_teams(self, member: Member, desk: Desk) -> None:
        threads = self._teams.threads.get(desk.teams_channel, [])[-FRESH:]
        if not threads:
            return
        conversation = self._chance.choice(threads)
        found = [
            (Action(one["data"]["action"]), one)
            for one in self._teams.card_of(conversation).get("actions", [])
            if "action" in one.get("data", {}) and Action(one["data"]["action"]) not in NOT_PRESSED
        ]
        chosen = self._chosen(found)
        if chosen is None:
            return
        action, pressed = chosen
        command = self._begin(member, "teams", action, pressed["data"]["target"])
        card = await self._invoked(member, desk, conversation, pressed, command, changes=action in AT_ONCE)
        while card is not None and (form := _form_in(card)) and command.outcome != REFUSED:
            filled = {**form, "data": {**form["data"], **self._filled(card, command.key)}}
            card = await self._invoked(member, desk, conversation, filled, command, changes=True)
            if card is not None and _form_in(card):
                command.outcome, command.why = REFUSED, _first_words(card)
        if card is not None and command.outcome != REFUSED:
            command.outcome = OK
        self._history.end(command)

    async def _invoked(
        self, member: Member, desk: Desk, conversation: str, pressed: Json, command: Command, *, changes: bool
    ) -> Json | None:
        """The card that came back. Teams sends an activity again with its id; a person who presses makes a new one."""
        activity = self._activity(member, desk, conversation, pressed)
        for _ in range(TRIES):
            command.attempts += 1
            answered = await self._door.activity(activity)
            answer = answered.json if answered.status == 200 else {}
            if answer.get("statusCode") == 200 and isinstance(answer["value"], dict):
                card: Json = answer["value"]
                return card
            if answer and answer["value"] not in UNCERTAIN:
                command.outcome, command.why = REFUSED, str(answer["value"])
                return None
            command.unclear += answered.arrived and changes
            await self._think()
            if self._chance.random() < 0.5:
                activity = {**activity, "id": f"activity-{self._token()}"}
        return None

    def _activity(self, member: Member, desk: Desk, conversation: str, pressed: Json) -> Json:
        return {
            "type": "invoke",
            "name": "adaptiveCard/action",
            "id": f"activity-{self._token()}",
            "channelId": "msteams",
            "serviceUrl": self._teams.url,
            "from": {"id": member.teams_id, "name": member.name, "aadObjectId": f"aad-{member.teams_id}"},
            "recipient": {"id": "28:bot", "name": "secondline"},
            "conversation": {"id": conversation, "conversationType": "channel", "isGroup": True, "tenantId": TENANT},
            "channelData": {"channel": {"id": desk.teams_channel}, "tenant": {"id": TENANT}},
            "locale": "nl-NL",
            "replyToId": conversation.rpartition("=")[2],
            "value": {"action": pressed, "trigger": "manual"},
        }

    def _filled(self, card: Json, key: str) -> Json:
        return {one["id"]: self._chosen_in(one, key) for one in card["body"] if one["type"].startswith("Input.")}

    def _chosen_in(self, field: Json, key: str) -> str:
        if field["type"] == "Input.Text":
            return f"{key} dit is wat er te melden valt"
        choices: list[str] = [choice["value"] for choice in field["choices"]]
        if field["id"].startswith(MANY) and not field["isRequired"]:
            return ""
        return self._chance.choice(choices)

    # -- both ------------------------------------------------------------------------------------------------

    def _begin(self, member: Member, platform: str, action: Action, target: str) -> Command:
        return self._history.begin(member.email, platform, action, self._marker(), target=target)

    async def _think(self) -> None:
        await asyncio.sleep(self._chance.uniform(*AGAIN_AFTER_S))

    def _token(self) -> str:
        return f"{next(self._numbers)}.soak"

    def _marker(self) -> str:
        """A word no other command has: letters only, so that nothing in it looks like data about a student."""
        number, letters = next(self._numbers), []
        for _ in range(5):
            number, digit = divmod(number, 20)
            letters.append("bcdfghjklmnpqrstvwxz"[digit])
        return "kenmerk" + "".join(letters)


def _as_shown(view: Json) -> Json:
    """What is chosen already."""
    elements = {block["block_id"]: block["element"] for block in _inputs(view)}
    return {name: one["initial_option"]["value"] for name, one in elements.items() if "initial_option" in one}


def _inputs(view: Json) -> list[Json]:
    return [block for block in view["blocks"] if block["type"] == "input"]


def _form_in(card: Json) -> Json | None:
    """The button that sends the form; None where the card is no form."""
    if not any(one["type"].startswith("Input.") for one in card["body"]):
        return None
    found: Json = card["actions"][0]
    return found


def _is_uncertain(answer: Json) -> bool:
    view = answer.get("view")
    return (
        bool(view)
        and answer["response_action"] == "update"
        and (any(text in _words(view) for text in UNCERTAIN) or _words(view).startswith("⏳"))
    )


def _words(part: Any) -> str:
    """Every text in a view or card."""
    if isinstance(part, list):
        return " ".join(filter(None, (_words(one) for one in part)))
    if not isinstance(part, dict):
        return ""
    text = part.get("text")
    own = text if isinstance(text, str) else ""
    return " ".join(
        filter(None, [own, *(_words(part[name]) for name in ("text", "blocks", "body", "items") if name in part)])
    )


def _first_words(part: Json) -> str:
    return _words(part.get("blocks") or part.get("body") or [])[:160]
