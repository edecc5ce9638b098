"""What stays erased: rows, and lines in a file, each once, none missing."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.core import erasures
from eventapp.core.db import session, transaction
from eventapp.core.erasures import Erasure
from tests.factories import NOON


def erase(*identities: str, hours: int = 0) -> None:
    for identity in identities:
        with transaction():
            erasures.remember("registration", identity, now=NOON + timedelta(hours=hours))


def written() -> dict[str, bool]:
    """{id: whether its row says that the file has it}."""
    session.remove()
    return {row.identity: row.written_at is not None for row in session.scalars(select(Erasure))}


def test_what_is_new_is_appended_and_only_that_is_said_to_be_there(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "erased.log"
    erasures.write_new(file, now=NOON)
    assert not file.exists()
    erase("b", "a")
    erasures.write_new(file, now=NOON)
    erase("c", "d", hours=1)
    assert written() == {"a": True, "b": True, "c": False, "d": False}
    erasures.write_new(file, now=NOON + timedelta(hours=2))
    assert written() == dict.fromkeys("abcd", True)
    assert sorted(file.read_text().split("\n")) == ["", *(f"registration {name}" for name in "abcd")]
    instants = {row.identity: row.written_at for row in session.scalars(select(Erasure))}
    assert instants == {**dict.fromkeys("ab", NOON), **dict.fromkeys("cd", NOON + timedelta(hours=2))}


def test_erased_twice_is_erased_once_at_the_first_time(app: Flask) -> None:
    erase("a")
    erase("a", hours=1)
    assert [(row.identity, row.erased_at) for row in session.scalars(select(Erasure))] == [("a", NOON)]


def test_a_file_lacks_nothing_and_repeats_nothing(app: Flask, tmp_path: Path) -> None:
    erase("b", hours=1)
    erase("c", "a")
    file = tmp_path / "erased.log"
    file.write_text("registration a\nregistration elsewhere\nregistration ha")
    erasures.write_down(file)
    assert file.read_text().splitlines() == [
        "registration a",
        "registration elsewhere",
        "registration ha",  # somebody was ended in the middle of it, and it ends nobody else's
        "registration c",
        "registration b",
    ]


def test_only_its_owner_reads_a_new_file(app: Flask, tmp_path: Path) -> None:
    erase("a")
    erasures.write_down(tmp_path / "erased.log")
    assert stat.S_IMODE((tmp_path / "erased.log").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("registration a\nregistration b\nregistration a\n", ["a", "b"]),
        ("  registration a \r\n\nregistration\n b\nregistration half", ["a"]),
        ("", []),
    ],
)
def test_a_file_names_each_once_and_half_a_line_nobody(tmp_path: Path, words: str, lines: list[str]) -> None:
    (tmp_path / "file").write_text(words)
    assert erasures.read_lines(tmp_path / "file") == [("registration", name) for name in lines]


def test_no_file_names_nobody(tmp_path: Path) -> None:
    assert erasures.read_lines(tmp_path / "none") == []
