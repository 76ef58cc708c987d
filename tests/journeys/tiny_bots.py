"""The smallest real bots that use everything the journeys drive: one for the local Slack, one for the local Teams.

They prove the page drivers, not our own bot: what fails here is the client or its driver.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, web
from botbuilder.core import CardFactory, MessageFactory, TurnContext
from botbuilder.core.teams import TeamsInfo
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication
from botbuilder.schema import Activity, InvokeResponse
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo import local_slack

Json = dict[str, Any]


@dataclass
class SlackBot:
    """Answers the slash commands ``/card``, ``/form``, ``/secret`` and ``/tell``, and remembers what it was sent."""

    api_url: str
    received: list[Json] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client = AsyncWebClient(local_slack.BOT_TOKEN, base_url=self.api_url)
        self.app = AsyncApp(client=self.client, signing_secret=local_slack.SIGNING_SECRET)
        commands: dict[str, Callable[[Json], Awaitable[None]]] = {
            "/card": self._post_card,
            "/form": self._open_form,
            "/secret": self._whisper,
            "/tell": self._tell,
        }
        for command, act in commands.items():
            self.app.command(command)(self._answering(act))
        self.app.view("form")(self._submitted)
        self.app.action("claim")(self._answering(self._claimed))
        self.app.action("more")(self._answering(self._chosen))
        self.app.event("app_home_opened")(self._home)
        self.app.event("app_mention")(self._mentioned)
        self.app.event("message")(self._remember)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        response: web.StreamResponse = await to_aiohttp_response(
            await self.app.async_dispatch(await to_bolt_request(request))
        )
        return response

    def _answering(self, act: Callable[[Json], Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        async def listener(ack: Callable[[], Awaitable[Any]], body: Json) -> None:
            self.received.append(body)
            await ack()
            await act(body)

        return listener

    async def _remember(self, body: Json) -> None:
        self.received.append(body)

    async def _post_card(self, body: Json) -> None:
        await self.client.chat_postMessage(
            channel=body["channel_id"], text="a card", blocks=slack_card(body["text"], "open"), unfurl_links=False
        )

    async def _open_form(self, body: Json) -> None:
        await self.client.views_open(trigger_id=body["trigger_id"], view=slack_form(body["channel_id"], body["text"]))

    async def _whisper(self, body: Json) -> None:
        await self.client.chat_postEphemeral(
            channel=body["channel_id"], user=body["user_id"], text=f"psst {body['text']}"
        )

    async def _tell(self, body: Json) -> None:
        await self.client.chat_postMessage(channel=body["user_id"], text=f"for you: {body['text']}")

    async def _claimed(self, body: Json) -> None:
        place = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
        claimed = slack_card(body["actions"][0]["value"], f"claimed by {body['user']['username']}")
        await self.client.chat_update(**place, text="a card", blocks=claimed)
        await self.client.chat_postMessage(channel=place["channel"], thread_ts=place["ts"], text="it was claimed")

    async def _chosen(self, body: Json) -> None:
        chosen = body["actions"][0]["selected_option"]["value"]
        await self.client.chat_postMessage(channel=body["channel"]["id"], text=f"chosen: {chosen}")

    async def _submitted(self, ack: Callable[..., Awaitable[Any]], body: Json) -> None:
        self.received.append(body)
        values = body["view"]["state"]["values"]
        if not values["reason"]["value"]["value"]:
            await ack(response_action="errors", errors={"reason": "Say why."})
            return
        await ack()
        kind = values["kind"]["value"]["selected_option"]["value"]
        await self.client.chat_postMessage(
            channel=body["view"]["private_metadata"],
            text=f"{values['ticket']['value']['value']} {kind}: {values['reason']['value']['value']}",
        )

    async def _home(self, body: Json) -> None:
        self.received.append(body)
        person = body["event"]["user"]
        view = {"type": "home", "blocks": [_section(f"home of <@{person}>")]}
        await self.client.views_publish(user_id=person, view=view)

    async def _mentioned(self, body: Json) -> None:
        self.received.append(body)
        await self.client.chat_postMessage(channel=body["event"]["channel"], text="you called")


def slack_card(title: str, state: str) -> list[Json]:
    claim = {"type": "button", "action_id": "claim", "value": title, "style": "primary", "text": _plain("Claim")}
    options = [{"text": _plain(words), "value": words.lower()} for words in ("Decline", "Ask")]
    more = {"type": "overflow", "action_id": "more", "options": options}
    return [
        {"type": "header", "text": _plain(title)},
        {"type": "section", "fields": [{"type": "mrkdwn", "text": f"*State*\n{state}"}]},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "from the helpdesk"}]},
        {"type": "actions", "block_id": "acts", "elements": [claim, more]},
    ]


def slack_form(channel: str, ticket: str) -> Json:
    options = [{"text": _plain(words), "value": words.lower()} for words in ("Content", "Portal")]
    kind = {"type": "static_select", "action_id": "value", "options": options}
    reason = {"type": "plain_text_input", "action_id": "value", "multiline": True}
    about = {"type": "plain_text_input", "action_id": "value", "initial_value": ticket}
    urgent = {"type": "checkboxes", "action_id": "value", "options": [{"text": _plain("Urgent"), "value": "urgent"}]}
    return {
        "type": "modal",
        "callback_id": "form",
        "private_metadata": channel,
        "title": _plain("A form"),
        "submit": _plain("Send"),
        "close": _plain("Never mind"),
        "blocks": [
            {"type": "input", "block_id": "ticket", "label": _plain("Ticket"), "element": about, "optional": True},
            {"type": "input", "block_id": "kind", "label": _plain("Kind"), "element": kind},
            {"type": "input", "block_id": "reason", "label": _plain("Reason"), "element": reason, "optional": True},
            {"type": "input", "block_id": "urgency", "label": _plain("Urgency"), "element": urgent, "optional": True},
        ],
    }


def _section(words: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": words}}


def _plain(words: str) -> Json:
    return {"type": "plain_text", "text": words}


class _Anonymous:
    """The local Teams client does not authenticate."""

    APP_ID = ""
    APP_PASSWORD = ""


@dataclass
class TeamsBot:
    """Answers ``card``, ``members`` and any other words, card actions and one message extension action."""

    received: list[Json] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.adapter = CloudAdapter(ConfigurationBotFrameworkAuthentication(_Anonymous()))

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.received.append(body)
        result = await self.adapter.process_activity("", Activity().deserialize(body), self._turn)
        if result is None:
            return web.Response(status=201)
        return web.json_response(result.body, status=result.status)

    async def start_thread(self, service_url: str, channel: str, title: str) -> Json:
        """Post a card as a new thread; the answer holds ``id`` (the thread) and ``activityId`` (the card)."""
        parameters = {
            "isGroup": True,
            "channelData": {"channel": {"id": channel}},
            "activity": _card_message(title, "new"),
        }
        return await _sent("POST", f"{service_url}/v3/conversations", parameters)

    async def replace(self, service_url: str, thread: Json, title: str) -> None:
        """Put another card in the place of the one that started *thread*."""
        place = f"{service_url}/v3/conversations/{thread['id']}/activities/{thread['activityId']}"
        await _sent("PUT", place, _card_message(title, "replaced"))

    async def _turn(self, context: TurnContext) -> None:
        match context.activity.type:
            case "message":
                await self._message(context)
            case "invoke":
                body = self._invoke(context.activity.name, context.activity.value)
                response = Activity(type="invokeResponse", value=InvokeResponse(status=200, body=body))
                await context.send_activity(response)

    async def _message(self, context: TurnContext) -> None:
        text = (context.activity.text or "").replace("<at>secondline</at>", "").strip()
        if context.activity.value is not None:
            await context.send_activity(f"submitted {context.activity.value}")
        elif text.startswith("card"):
            card = CardFactory.adaptive_card(teams_card(text, "open"))
            await context.send_activity(MessageFactory.attachment(card))
        elif text == "members":
            page = await TeamsInfo.get_paged_members(context)
            await context.send_activity(", ".join(member.email for member in page.members))
        else:
            await context.send_activity(f"heard: {text}")

    def _invoke(self, name: str, value: Json) -> Json:
        match name, value:
            case "adaptiveCard/action", {"action": {"verb": "ask"}}:
                return _card_answer(teams_question())
            case "adaptiveCard/action", {"action": {"verb": "answer", "data": data}}:
                return _card_answer(teams_card("card", f"answered: {data['answer']} ({data['kind']})"))
            case "adaptiveCard/action", {"action": {"verb": "claim"}}:
                return _card_answer(teams_card("card", "claimed"))
            case "adaptiveCard/action", {"action": {"verb": "tell"}}:
                return {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "Told you."}
            case "adaptiveCard/action", _:
                error = {"code": "BadRequest", "message": "That cannot be."}
                return {"statusCode": 400, "type": "application/vnd.microsoft.error", "value": error}
            case "composeExtension/fetchTask", _:
                attachment = {"contentType": CARD_TYPE, "content": teams_form(value.get("messagePayload"))}
                task = {"title": "Escalate", "card": attachment, "width": "medium", "height": "medium"}
                return {"task": {"type": "continue", "value": task}}
            case _:
                attachment = {"contentType": CARD_TYPE, "content": teams_card(value["data"]["about"], "new")}
                result = {"type": "result", "attachmentLayout": "list", "attachments": [attachment]}
                return {"composeExtension": result}


CARD_TYPE = "application/vnd.microsoft.card.adaptive"


def _card_message(title: str, state: str) -> Json:
    return {"type": "message", "attachments": [{"contentType": CARD_TYPE, "content": teams_card(title, state)}]}


async def _sent(method: str, url: str, body: Json) -> Json:
    async with ClientSession() as session, session.request(method, url, json=body) as response:
        response.raise_for_status()
        answer: Json = await response.json()
        return answer


def _card_answer(card: Json) -> Json:
    return {"statusCode": 200, "type": CARD_TYPE, "value": card}


def _adaptive(body: list[Json], actions: list[Json]) -> Json:
    return {"type": "AdaptiveCard", "version": "1.5", "body": body, "actions": actions}


def _execute(title: str, verb: str, **more: Any) -> Json:
    return {"type": "Action.Execute", "title": title, "verb": verb, "data": {}, **more}


def teams_card(title: str, state: str) -> Json:
    facts = {"type": "FactSet", "facts": [{"title": "State", "value": state}]}
    return _adaptive(
        [{"type": "TextBlock", "text": title, "weight": "Bolder", "size": "Medium"}, facts],
        [
            _execute("Claim", "claim", style="positive"),
            _execute("Answer", "ask"),
            _execute("Tell me", "tell"),
            _execute("Decline", "refuse", mode="secondary"),
        ],
    )


_KIND: Json = {
    "type": "Input.ChoiceSet",
    "id": "kind",
    "label": "Kind",
    "choices": [{"title": "Content", "value": "content"}, {"title": "Portal", "value": "portal"}],
}


def teams_question() -> Json:
    words = {"type": "Input.Text", "id": "answer", "label": "Your answer", "isMultiline": True}
    return _adaptive([words, _KIND], [_execute("Send answer", "answer"), _execute("Back", "claim")])


def teams_form(message: Json | None) -> Json:
    about = {"type": "Input.Text", "id": "about", "label": "About", "value": "a message" if message else ""}
    return _adaptive([about, _KIND], [{"type": "Action.Submit", "title": "Open case"}])


@asynccontextmanager
async def serving(
    port: int, routes: dict[str, Callable[[web.Request], Awaitable[web.StreamResponse]]]
) -> AsyncIterator[None]:
    """Listen on loopback at *port*; ``routes`` are paths for POST."""
    application = web.Application()
    application.add_routes([web.post(path, handler) for path, handler in routes.items()])
    runner = web.AppRunner(application)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield
    finally:
        await runner.cleanup()
