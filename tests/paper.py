"""Paper made in the test's own process, by the press's own work: for tests of what it says.

The walls around that work (a child process, its limits, its end) have tests of their own: tests/core/test_press.py. A
child loads WeasyPrint anew for each file, which takes five times as long as making it.
"""

import gc
import warnings
from collections.abc import Callable

from eventapp.core import current
from eventapp.publishing.jobs import compile_next


def print_here(work: Callable[[str], bytes], text: str) -> bytes:
    """As ``print_apart``, but here."""
    with warnings.catch_warnings():
        # WeasyPrint leaves the colour profile it ships open for the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        made = work(text)
        gc.collect()
    return made


def print_due() -> None:
    """As ``compile_due``: all that is due."""
    while compile_next(current.settings().base_url, press=print_here):
        pass
