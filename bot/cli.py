"""The command ``secondline``."""

import argparse
import asyncio
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from bot import settings as environment
from bot.errors import RefusedMove, Rejected, Unavailable
from bot.routing import BadOrganisation, CurrentOrganisation, Organisation, Question, check, explain, load, route
from bot.settings import BadSettings, Settings
from bot.texts import LANGUAGES, say

DESCRIPTION = "Who owes the student the answer: second-line coordination in Slack and Microsoft Teams."

SWITCH_S = 0.0005
"""How long one thread of Python keeps another waiting. The threads of the store have to take turns with the event loop
at every statement; with the default of 5 ms a busy loop makes a short transaction ten times as long."""


class Failed(Exception):
    """The command cannot do what was asked; the text says why and what to do."""


def main(arguments: list[str] | None = None) -> None:
    """The entry point. Ends with 0, with 1 when something is wrong that the output names, with 2 for wrong words."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], None] = options.command
    try:
        command(options)
    except BadSettings as bad:
        _fail("The settings are not right:", *bad.problems)
    except BadOrganisation as bad:
        _fail("The organisation file is not right:", *bad.problems)
    except (Failed, Rejected, Unavailable) as failed:
        _fail(str(failed))


def _fail(*lines: str) -> None:
    print("\n  ".join(lines), file=sys.stderr)
    sys.exit(1)


# -- commands ------------------------------------------------------------------------------------------------


def run(_: argparse.Namespace) -> None:
    """Run the bot until it is told to stop."""
    # Every adapter with its libraries: only for who really runs them.
    from bot import app
    from bot.adapters.teams.app import BadAccount
    from bot.adapters.teams.authentication import NotLocal

    settings = environment.read()
    set_up_logs(settings.log_format)
    organisation = CurrentOrganisation(settings.organisation)
    _warn(organisation)
    _check_database(settings)
    if not settings.slack and not settings.teams:
        raise Failed(
            "Neither Slack nor Teams is switched on: set SLACK_BOT_TOKEN or MICROSOFT_APP_ID (see docs/), "
            "or look around with: make demo"
        )

    async def until_told() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, stop.set)
        loop.add_signal_handler(signal.SIGHUP, _reload, organisation)
        await app.run(settings, organisation, stop)

    sys.setswitchinterval(SWITCH_S)
    try:
        asyncio.run(until_told())
    except app.Broken as broken:
        raise Failed("The bot ended because a part of it broke: see the log.") from broken
    except (app.CannotListen, BadAccount, NotLocal, Rejected, Unavailable) as error:
        raise Failed(str(error)) from error
    _leave_what_hangs()


def _leave_what_hangs() -> None:
    """Python waits for every thread at its end, also for one that waits for a database that hangs; nobody else does."""
    others = [thread for thread in threading.enumerate() if thread is not threading.main_thread() and not thread.daemon]
    if others:
        structlog.get_logger().warning("ended_with_work_under_way", threads=sorted(thread.name for thread in others))
        sys.stderr.flush()
        os._exit(0)


def _reload(organisation: CurrentOrganisation) -> None:
    """SIGHUP reads the organisation file again; a bad one changes nothing and says why."""
    log = structlog.get_logger()
    try:
        organisation.reload()
    except BadOrganisation as bad:
        log.error("organisation_file_refused", problems=bad.problems)  # the problems are the message
    else:
        log.info("organisation_file_read")
        _warn(organisation)


def _warn(organisation: CurrentOrganisation) -> None:
    log = structlog.get_logger()
    for warning in organisation.warnings:
        log.warning("organisation_file_warns", warning=warning)


def _check_database(settings: Settings) -> None:
    """Raises ``Failed`` for an address that cannot be right, before anything is connected."""
    from sqlalchemy.exc import ArgumentError

    from bot.adapters.sql import engine

    try:
        url = engine.database_url(settings.database_url)
    except (ArgumentError, ValueError) as error:
        raise Failed(f"SECONDLINE_DATABASE_URL is not right: {error}") from error
    if url.get_backend_name() == "sqlite" and not (folder := Path(str(url.database)).absolute().parent).is_dir():
        raise Failed(f"SECONDLINE_DATABASE_URL names a file in {folder}, and there is no such folder: make it first.")


def demo(options: argparse.Namespace) -> None:
    """Start the bot with a local Slack, a local Teams client and a TOPdesk double."""
    from bot.demo import run as demonstration

    demonstration.main(language=options.language, folder=options.folder)


def check_all(options: argparse.Namespace) -> None:
    """Check the settings and the organisation file, and whether Slack and TOPdesk are as the bot needs them."""
    settings = environment.read()
    organisation = load(settings.organisation)
    findings = check(organisation, today=datetime.now(UTC).date())
    for warning in findings.warnings:
        print(f"warning: {warning}")
    if findings.errors:
        raise BadOrganisation(findings.errors)
    print(f"The organisation file {settings.organisation} is right: every question has exactly one outcome.")
    for name, on in (("Slack", settings.slack), ("Teams", settings.teams), ("TOPdesk", settings.topdesk)):
        print(f"{name}: {'on' if on else 'off'}")
    if not options.offline:
        _check_outside(settings, organisation, options.language)


def _check_outside(settings: Settings, organisation: Organisation, language: str) -> None:
    """Raises ``Failed`` when something does not work; every finding says what to do."""
    from bot.checking import errors_in
    from bot.connecting import look_outside

    findings = asyncio.run(look_outside(settings, organisation, language))
    for finding in findings:
        print(finding.in_words(language))
    if errors := errors_in(findings):
        raise Failed(say(language, "check-failed", total=errors))


def route_question(options: argparse.Namespace) -> None:
    """Explain, rule by rule, where a question goes."""
    organisation = load(options.organisation or _settings_for_file().organisation)
    question = Question(options.intake, options.kind, options.faculty, options.programme)
    try:
        explanations = explain(organisation, question)
    except RefusedMove as refused:
        raise Failed(f"This question names what the file does not have: {refused}") from refused
    for explanation in explanations:
        mark = "fits" if explanation.fits else "does not fit"
        print(f"{explanation.rule.key}: {mark}")
        for miss in explanation.misses:
            print(f"    {_miss(miss.criterion, miss.wanted, miss.given, miss.unwanted)}")
    try:
        outcome = route(organisation, question)
    except RefusedMove as refused:
        raise Failed(f"No outcome: {type(refused).__name__}") from refused
    print(f"\noutcome: {outcome.move}")
    for party in outcome.asked:
        chosen = " (preselected)" if party in outcome.preselected else ""
        print(f"  asked: {_called(organisation, party)}{chosen}")
    if outcome.redirect_to:
        print(f"  student is sent to: {_called(organisation, outcome.redirect_to)}")
        print(f"  standard answer: {outcome.standard_answer}")
    print(f"  source: {outcome.rule.source}, last checked {outcome.rule.checked:%Y-%m-%d}")


def _miss(criterion: str, wanted: tuple[str, ...], given: str | None, unwanted: tuple[str, ...]) -> str:
    excepted = f", except {', '.join(unwanted)}" if unwanted else ""
    return f"{criterion} is {given or 'not given'}, the rule is for {', '.join(wanted)}{excepted}"


def _called(organisation: Organisation, party: str) -> str:
    return f"{organisation.words(organisation.party(party).name, organisation.language)} ({party})"


def migrate(_: argparse.Namespace) -> None:
    """Bring the database to the newest version and say which that is."""
    from bot.adapters.sql import engine, schema

    settings = environment.read()
    _check_database(settings)
    writer = engine.writer(engine.database_url(settings.database_url))
    schema.migrate(writer)
    print(f"The database is at version {schema.version(writer)}.")
    writer.dispose()


def deliveries(options: argparse.Namespace) -> None:
    """Show the deliveries that were parked, and try them again."""
    from bot.adapters.sql.parked import Parked, SqlParked
    from bot.app import store_for

    settings = environment.read()
    _check_database(settings)

    async def done() -> tuple[tuple[Parked, ...], int]:
        store = store_for(settings, CurrentOrganisation(settings.organisation))
        await store.migrate()
        try:
            parked = SqlParked(store)
            found = await parked.all()
            count = await parked.retry(options.id or None) if options.what == "retry" else 0
        finally:
            await store.close()
        return found, count

    found, count = asyncio.run(done())
    if options.what == "retry":
        print(f"{count} deliveries will be tried again.")
        return
    if not found:
        print("Nothing is parked: everything arrived, or is on its way.")
    for one in found:
        print(f"{one.id}  {one.case}  {one.purpose}  {one.destination}  {one.made_at:%Y-%m-%d %H:%M}  {one.reason}")


def count(options: argparse.Namespace) -> None:
    """Count the questions: by month, desk, move (redirects among them) and how they ended."""
    from bot.adapters.sql.counting import Counted, count_cases
    from bot.app import store_for

    settings = environment.read()
    organisation = CurrentOrganisation(settings.organisation)
    since = datetime.now(UTC) - timedelta(days=options.days)

    async def counted() -> list[tuple[Counted, int]]:
        store = store_for(settings, organisation)
        try:
            await store.migrate()
            return await count_cases(store, organisation.organisation.time_zone, since)
        finally:
            await store.close()

    found = asyncio.run(counted())
    if not found:
        print(f"No question came in during the last {options.days} days.")
    for one, number in found:
        print(f"{one.month}  {one.intake:<24} {one.move:<13} {one.ended:<15} {number:>6}")


def manifest(options: argparse.Namespace) -> None:
    """Write the package that a Teams administrator uploads."""
    from bot.adapters.teams.manifest import CannotPackage, package

    settings = environment.read()
    app_id = options.app_id or settings.teams_app_id
    if not app_id:
        raise Failed("Which app? Give --app-id, or set MICROSOFT_APP_ID.")
    target = Path(options.output)
    try:
        target.write_bytes(package(app_id, settings.public_url, read_channels=options.read_channels))
    except CannotPackage as error:
        raise Failed(str(error)) from error
    print(f"Wrote {target}.")


def _settings_for_file() -> Settings:
    return environment.read()


# -- how they are called -------------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="secondline", description=DESCRIPTION)
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(name: str, command: Callable[[argparse.Namespace], None]) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=(command.__doc__ or "").splitlines()[0], description=command.__doc__)
        one.set_defaults(command=command)
        return one

    add("run", run)
    demonstration = add("demo", demo)
    demonstration.add_argument("--language", choices=("nl", "en"), default="nl", help="of cards and story")
    demonstration.add_argument(
        "--folder", type=Path, default=Path(".demo"), help="for its database, logs and addresses"
    )
    checking = add("check", check_all)
    checking.add_argument("--language", choices=LANGUAGES, default="en", help="of what is said about Slack and TOPdesk")
    checking.add_argument("--offline", action="store_true", help="look at the settings and the file only")
    routing = add("route", route_question)
    routing.add_argument("--intake", required=True, help="key of the party where the question came in")
    routing.add_argument("--kind", required=True, help="key of the kind of question")
    routing.add_argument("--faculty", help="key of the faculty")
    routing.add_argument("--programme", help="key of the programme")
    routing.add_argument("--organisation", type=Path, help="another file than the settings name")
    add("migrate", migrate)
    parked = add("deliveries", deliveries)
    parked.add_argument("what", nargs="?", choices=("list", "retry"), default="list")
    parked.add_argument("id", nargs="*", type=int, help="which to try again; without any: all of them")
    add("count", count).add_argument("--days", type=int, default=365, help="how far back (365)")
    teams = add("manifest", manifest)
    teams.add_argument("platform", choices=("teams",))
    teams.add_argument("--app-id", help="instead of MICROSOFT_APP_ID")
    teams.add_argument("--output", default="secondline-teams.zip")
    teams.add_argument(
        "--read-channels", action="store_true", help="replies under a card become notes without the bot's name"
    )
    return parser


def set_up_logs(form: str) -> None:
    """One event name plus fields; never message text or anything about a student."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if form == "json"
        # Never with local variables: they hold what people wrote.
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([structlog.processors.format_exc_info] if form == "json" else []),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
