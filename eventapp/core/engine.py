"""What every connection to the database begins with, without models and sessions: enough to change its shape."""

from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext

from eventapp.core import sqlite
from eventapp.core.outage import Outage, outage_of

WRITING: Final = "writing"
"""The execution option of a connection that is to write."""


def make_engine(url: str) -> Engine:
    """For that database alone, prepared."""
    engine = create_engine(url, **engine_options(url))
    prepare(engine)
    return engine


def prepare(engine: Engine) -> None:
    """What each connection needs (stack.md). After an outage no connection from before is used again."""
    if engine.dialect.name == "sqlite":
        sqlite.prepare(engine)
    else:
        _prepare_postgresql(engine)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # SQLite: BEGIN is ours; before writing _one_writer begins.
        if engine.dialect.name == "sqlite" and not connection.get_execution_options().get(WRITING):
            connection.exec_driver_sql("BEGIN")

    @event.listens_for(engine, "handle_error")
    def let_go(context: ExceptionContext) -> None:
        if outage_of(context.sqlalchemy_exception or context.original_exception) not in (None, *PASSING):
            context.is_disconnect = True


PASSING = (Outage.LOCKED, Outage.FULL)
"""Outages through which a connection stays good."""
LOCK_TIMEOUT = "5s"
"""PostgreSQL: whoever waits longer for a row waits for somebody who hangs."""


def _prepare_postgresql(engine: Engine) -> None:
    @event.listens_for(engine, "do_connect")
    def limit_waiting(_dialect: Any, _record: object, _arguments: Any, options: dict[str, Any]) -> None:
        options.setdefault("connect_timeout", 5)  # seconds
        options.setdefault("tcp_user_timeout", 10_000)  # milliseconds until a silent server counts as gone

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        connection.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
        connection.commit()


def engine_options(url: str) -> dict[str, Any]:
    """Pool settings: at least as many connections as a server process has threads (8)."""
    if url.startswith("sqlite"):
        # The connection used last comes first: what it has read of the file is still in its memory.
        return {"pool_size": 12, "max_overflow": 4, "pool_use_lifo": True, "connect_args": {"check_same_thread": False}}
    return {"pool_size": 12, "max_overflow": 4, "pool_pre_ping": True}
