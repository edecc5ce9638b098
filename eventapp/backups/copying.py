"""Moving an installation to another database: every row, compared afterwards."""

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

from sqlalchemy import Connection, Engine, Integer, Table, func, inspect, select
from sqlalchemy.exc import DataError

from eventapp.backups.archive import BackupUnusable
from eventapp.core import migrations
from eventapp.core.db import Base

BATCH = 500
Row = Mapping[str, Any]


def copy_database(source: Connection, target: Engine) -> dict[str, int]:
    """Make this version's tables in the empty database ``target`` and copy every row; gives {table: rows}.

    ``source``: in a transaction in which nobody else writes. All rows are written in one transaction, and read again
    and compared before it is committed. Raises BackupUnusable; then the target holds tables without rows.
    """
    if inspect(target).get_table_names():
        raise BackupUnusable("the other database is not empty; copy into a new one")
    migrations.move(target, "head")
    with target.begin() as connection:
        return {table.name: _copy(source, connection, table) for table in Base.metadata.sorted_tables}


def _copy(source: Connection, target: Connection, table: Table) -> int:
    number = 0
    try:
        for batch in _rows(source, table):
            target.execute(table.insert(), batch)
            number += len(batch)
    except DataError as error:
        words = str(error.orig).strip().splitlines()[0]
        raise BackupUnusable(f"a row of {table.name} does not fit into the other database: {words}") from error
    for before, after in zip_longest(_rows(source, table), _rows(target, table)):
        if before != after:
            raise BackupUnusable(f"{table.name} is not the same in the other database; nothing was copied")
    _set_counter(target, table)
    return number


def _rows(connection: Connection, table: Table) -> Iterator[list[Row]]:
    """In the order of the primary key, a batch at a time: keys by number or as text, so both databases sort alike."""
    order = [column if isinstance(column.type, Integer) else _plain(column, connection) for column in table.primary_key]
    result = connection.execute(select(table).order_by(*order), execution_options={"yield_per": BATCH})
    for part in result.mappings().partitions(BATCH):
        yield [dict(row) for row in part]


def _plain(column: Any, connection: Connection) -> Any:
    return column.collate("C") if connection.dialect.name == "postgresql" and _is_text(column) else column


def _is_text(column: Any) -> bool:
    return bool(column.type.python_type is str)


def _set_counter(target: Connection, table: Table) -> None:
    """PostgreSQL counts ids by itself; the next one must come after those that were brought along."""
    key = list(table.primary_key)
    if target.dialect.name != "postgresql" or len(key) != 1 or not isinstance(key[0].type, Integer):
        return
    sequence = target.scalar(select(func.pg_get_serial_sequence(table.name, key[0].name)))
    if sequence:
        last = target.scalar(select(func.max(key[0])))
        target.execute(select(func.setval(sequence, last or 1, last is not None)))
