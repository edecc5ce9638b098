"""A scratch PostgreSQL cluster that the tests start themselves, and databases in it."""

import atexit
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest


def binaries() -> Path | None:
    """Debian's folder of the newest installed version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@cache
def cluster() -> Path:
    """The folder of a running cluster (it holds the socket), one a process, stopped at its end.

    The server refuses to run as root: then user postgres runs it, in a folder of its own.
    """
    tools = binaries()
    if tools is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is missing; in CI nothing is skipped")
        pytest.skip("PostgreSQL is not installed (Debian package postgresql)")
    as_user: Sequence[str] = ()
    folder = Path(tempfile.mkdtemp(prefix="eventapp-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        as_user = ("runuser", "-u", "postgres", "--")
    data = folder / "data"

    def run(*command: str) -> None:
        subprocess.run([*as_user, *command], check=True, capture_output=True, cwd=folder)

    run(
        str(tools / "initdb"),
        "-D",
        str(data),
        "-U",
        "eventapp",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-locale",
        "--no-sync",
    )
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c max_connections=200"
    run(str(tools / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")

    def stop() -> None:
        halt = [*as_user, str(tools / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"]
        subprocess.run(halt, capture_output=True, check=False, cwd="/")
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    return folder


@contextmanager
def scratch_database() -> Iterator[str]:
    """A new, empty database; its address as EVENTAPP_DATABASE_URL wants it."""
    folder, name = cluster(), f"test_{uuid4().hex}"
    with psycopg.connect(f"host={folder} user=eventapp dbname=postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield f"postgresql://eventapp@/{name}?host={folder}"
    finally:
        with psycopg.connect(f"host={folder} user=eventapp dbname=postgres", autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
