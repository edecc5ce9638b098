"""Signs of life of the worker's jobs: a row for each, which the doctor and monitors read."""

from datetime import datetime

from sqlalchemy import String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from eventapp import __version__
from eventapp.core.db import Base, insert_row, session


class Heartbeat(Base):
    """When a job last came to its end without an error, written at most once a minute.

    ``version``: that of the worker, which after an update may be an older one than the server's. Several workers
    share the rows: a beat says that one of them lives.
    """

    __tablename__ = "heartbeat"

    job: Mapped[str] = mapped_column(String(40), primary_key=True)
    beat_at: Mapped[datetime]
    version: Mapped[str] = mapped_column(String(40))


def beat(job: str, *, now: datetime) -> None:
    """Say that the job has come to its end."""
    values = {"beat_at": now, "version": __version__}
    known = session.execute(update(Heartbeat).where(Heartbeat.job == job).values(**values))
    if not known.rowcount:  # type: ignore[attr-defined]
        insert_row(Heartbeat(job=job, **values))


def heartbeats() -> dict[str, Heartbeat]:
    """{name of a job: its last beat}; empty before the first worker ran."""
    return {row.job: row for row in session.scalars(select(Heartbeat).order_by(Heartbeat.job))}
