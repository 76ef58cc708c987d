"""Transactions that wait for SQLite's one writer at the same time share a commit: each commit waits for the disk.

Each has a savepoint of its own, so one that is refused takes nothing of the others with it, and nobody is told that
something is done before it is on the disk.
"""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from bot.adapters.sql.work import Conflict

T = TypeVar("T")
Transaction = Callable[[Connection], Any]
Waiting = tuple["Future[Any]", Transaction]

MOST = 32
"""More than this would keep the first of them waiting."""


class Together:
    """Runs transactions in the one thread of *writers*. *alone* runs one by itself, as often as that takes."""

    def __init__(
        self,
        engine: Engine,
        writers: ThreadPoolExecutor,
        *,
        alone: Callable[[Transaction], Any],
        unavailable: Callable[[DBAPIError], Exception],
    ) -> None:
        self._engine = engine
        self._writers = writers
        self._alone = alone
        self._unavailable = unavailable
        self._waiting: deque[Waiting] = deque()

    def submit(self, transaction: Callable[[Connection], T]) -> "Future[T]":
        """The result once it is committed. A transaction that is cancelled before its turn never begins."""
        future: Future[T] = Future()
        self._waiting.append((future, transaction))
        self._writers.submit(self._round)
        return future

    def _round(self) -> None:
        """Everything that waits now; for what came along with an earlier one nothing is left to do."""
        waiting = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
        begun = [(future, transaction) for future, transaction in waiting if future.set_running_or_notify_cancel()]
        if len(begun) == 1:
            self._settle_alone(*begun[0])
        elif begun:
            self._commit_together(begun)

    def _commit_together(self, begun: list[Waiting]) -> None:
        results: list[tuple[Future[Any], Any]] = []
        refused: list[tuple[Future[Any], Exception]] = []
        met_another: list[Waiting] = []
        try:
            with self._engine.begin() as connection:
                for future, transaction in begun:
                    try:
                        with connection.begin_nested():
                            results.append((future, transaction(connection)))
                    except (Conflict, DBAPIError):
                        met_another.append((future, transaction))
                    except Exception as error:  # noqa: BLE001  # it is for whoever gave the transaction
                        refused.append((future, error))
        except DBAPIError as error:  # it did not begin, or was not committed
            for future, _ in begun:
                future.set_exception(self._unavailable(error))
            return
        for future, result in results:
            future.set_result(result)
        for future, why in refused:  # only now: it may be because of what another of these did
            future.set_exception(why)
        for one in met_another:
            self._settle_alone(*one)

    def _settle_alone(self, future: "Future[Any]", transaction: Transaction) -> None:
        try:
            result = self._alone(transaction)
        except Exception as error:  # noqa: BLE001  # as above
            future.set_exception(error)
        else:
            future.set_result(result)
