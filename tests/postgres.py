"""A scratch PostgreSQL cluster that the tests start themselves, and databases in it."""

import atexit
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest


def binaries() -> Path | None:
    """Debian's folder of the newest installed version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@dataclass(frozen=True)
class Cluster:
    """A server of its own. ``folder`` holds the socket and the data; user postgres runs it where we are root."""

    folder: Path
    tools: Path

    @classmethod
    def make(cls) -> "Cluster":
        """A new one, which does not run yet. Skips the test where PostgreSQL is missing (in CI: fails it)."""
        tools = binaries()
        if tools is None:
            if os.environ.get("CI"):
                pytest.fail("PostgreSQL is missing; in CI nothing is skipped")
            pytest.skip("PostgreSQL is not installed (Debian package postgresql)")
        folder = Path(tempfile.mkdtemp(prefix="eventapp-pg-"))
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        made = cls(folder, tools)
        made._run("initdb", "-U", "eventapp", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        return made

    def start(self, *, durable: bool = False) -> None:
        """``durable``: what is committed survives the end of the server, however sudden."""
        quick = "" if durable else "-c fsync=off -c synchronous_commit=off"
        options = f"-k {self.folder} -c listen_addresses='' -c max_connections=200 {quick}"
        self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "-m", mode, "stop", check=False)

    def remove(self) -> None:
        self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def connect(self, database: str = "postgres") -> "psycopg.Connection[tuple[Any, ...]]":
        return psycopg.connect(f"host={self.folder} user=eventapp dbname={database}", autocommit=True)

    def _run(self, tool: str, *options: str, check: bool = True) -> None:
        as_user: Sequence[str] = () if os.geteuid() else ("runuser", "-u", "postgres", "--")
        command = [*as_user, str(self.tools / tool), "-D", str(self.folder / "data"), *options]
        subprocess.run(command, check=check, capture_output=True, cwd="/")


@cache
def cluster() -> Cluster:
    """The tests' own, one a process, stopped at its end."""
    made = Cluster.make()
    made.start()
    atexit.register(made.remove)
    return made


@contextmanager
def scratch_database() -> Iterator[str]:
    """A new, empty database; its address as EVENTAPP_DATABASE_URL wants it."""
    name = f"test_{uuid4().hex}"
    with cluster().connect() as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield f"postgresql://eventapp@/{name}?host={cluster().folder}"
    finally:
        with cluster().connect() as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
