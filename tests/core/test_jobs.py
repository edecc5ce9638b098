"""Hints to the worker: enough of them, and no more."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eventapp.core import jobs


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Any]:
    opened = jobs.open_queue(tmp_path)
    jobs._said.clear()
    try:
        yield opened
    finally:
        for timer in list(jobs._later.values()):
            timer.join()
        jobs._hints.clear()
        opened.storage.close()


def wait(queue: Any, expected: int) -> None:
    deadline = time.monotonic() + 10
    while queue.pending_count() != expected and time.monotonic() < deadline:
        time.sleep(0.01)
    assert queue.pending_count() == expected


def test_many_hints_in_a_moment_are_one_at_once_and_one_after_the_last(
    queue: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "MOMENT_SECONDS", 1.5)
    name = next(iter(jobs._jobs))
    jobs.hint(name)
    assert queue.pending_count() == 1
    for _ in range(50):
        jobs.hint(name)
    queue.flush()  # somebody looked, but before the last rows were there
    wait(queue, 1)
    assert jobs._later == {}


def test_each_job_has_its_own_moment(queue: Any) -> None:
    first, second, *_ = jobs._jobs
    jobs.hint(first)
    jobs.hint(second)
    assert queue.pending_count() == 2


def test_where_many_hints_wait_no_more_are_written(queue: Any) -> None:
    name = next(iter(jobs._jobs))
    for _ in range(3 * jobs.MOST_WAITING):
        jobs._said.clear()
        jobs.hint(name)
    assert queue.pending_count() == jobs.MOST_WAITING
    queue.flush()
    jobs._said.clear()
    jobs.hint(name)
    assert queue.pending_count() == 1
