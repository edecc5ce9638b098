"""Hints to the worker: enough of them, and no more."""

from pathlib import Path

from eventapp.core import jobs


def test_where_many_hints_wait_no_more_are_written(tmp_path: Path) -> None:
    queue = jobs.open_queue(tmp_path)
    name = next(iter(jobs._jobs))
    try:
        for _ in range(3 * jobs.MOST_WAITING):
            jobs.hint(name)
        assert queue.pending_count() == jobs.MOST_WAITING
        queue.flush()
        jobs.hint(name)
        assert queue.pending_count() == 1
    finally:
        jobs._hints.clear()
        queue.storage.close()
