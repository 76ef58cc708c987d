"""The least a bot can do with the same libraries, as a process of its own: the floors of what people wait for.

``slack`` acknowledges a signed command and does nothing else; with a database, one INSERT is committed before that.
``teams`` answers an activity through Bot Framework's own adapter.
"""

import argparse
import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from aiohttp import web

from benchmarks.databases import Commit, raw_commit
from bot.adapters.slack.app import EVENTS_PATH
from bot.adapters.teams.app import PATH
from tests.soak.replicas import SIGNING_SECRET, TOKEN


def slack(commit: Commit | None) -> web.Application:
    """Bolt as it comes, without its wait for an acknowledgement."""
    from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
    from slack_bolt.async_app import AsyncApp
    from slack_bolt.authorization import AuthorizeResult
    from slack_bolt.context.ack.async_ack import AsyncAck

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T00LEIDEN", bot_token=TOKEN)

    bolt = AsyncApp(signing_secret=SIGNING_SECRET, authorize=authorize, process_before_response=True)
    thread = ThreadPoolExecutor(1)

    async def on_command(ack: AsyncAck) -> None:
        if commit is not None:
            await asyncio.get_running_loop().run_in_executor(thread, commit)
        await ack()

    bolt.command("/case")(on_command)

    async def handle(request: web.Request) -> web.StreamResponse:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    site = web.Application()
    site.router.add_post(EVENTS_PATH, handle)
    return site


def teams() -> web.Application:
    """Bot Framework as it comes."""
    from botbuilder.core import BotFrameworkAdapter, BotFrameworkAdapterSettings, InvokeResponse, TurnContext
    from botbuilder.schema import Activity

    adapter = BotFrameworkAdapter(BotFrameworkAdapterSettings("", ""))

    async def turn(context: TurnContext) -> None:
        answer = InvokeResponse(status=200, body={"statusCode": 200})
        context.turn_state[adapter._INVOKE_RESPONSE_KEY] = Activity(value=answer)  # noqa: SLF001  # so do its own samples

    async def handle(request: web.Request) -> web.Response:
        activity = Activity().deserialize(await request.json())
        answered = await adapter.process_activity(activity, request.headers.get("Authorization", ""), turn)
        return web.json_response(answered.body if answered else None, status=answered.status if answered else 201)

    site = web.Application()
    site.router.add_post(PATH, handle)
    return site


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bare", description=__doc__)
    parser.add_argument("platform", choices=("slack", "teams"))
    parser.add_argument("port", type=int)
    parser.add_argument("--database", help="commit one INSERT here before each acknowledgement")
    options = parser.parse_args()
    with ExitStack() as ending:
        commit = ending.enter_context(raw_commit(options.database)) if options.database else None
        site = teams() if options.platform == "teams" else slack(commit)
        web.run_app(site, host="127.0.0.1", port=options.port, print=None, access_log=None)


if __name__ == "__main__":
    main()
