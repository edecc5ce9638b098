"""`make check`: only what needs no other process, and so no PostgreSQL, no browser and no proxy. ``-p tests.alone``.

Nobody keeps a list of such tests: one that starts a process, or is given what starts one, is skipped at that moment.
"""

import sys
from collections.abc import Iterator

import pytest

STARTS = {"subprocess.Popen", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.system", "pty.spawn"}
"""Python's audit events (https://docs.python.org/3/library/audit_events.html)."""
_running: list[str] = []


def _refuse(event: str, _arguments: object) -> None:
    if event in STARTS and _running:
        pytest.skip("starts another process")


sys.addaudithook(_refuse)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    if "browser" in getattr(item, "fixturenames", ()):
        item.add_marker(pytest.mark.skip("needs a browser"))  # whose driver starts in an event loop of its own
    _running.append(item.nodeid)
    try:
        return (yield)
    finally:
        _running.clear()
