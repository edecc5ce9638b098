"""The press: a child process that makes one PDF, within limits, and is gone.

HTML comes in on standard input, the PDF goes out on standard output; a failure is one line on standard error and
status 1. ``python -m eventapp.publishing.rendering`` is not for people: ``print_apart`` starts it.
"""

import logging
import resource
import sys
from collections.abc import Callable
from subprocess import PIPE, Popen, TimeoutExpired

from eventapp.publishing.pdf import NotPrinted, render_pdf

CPU_SECONDS = 120
MEMORY_BYTES = 2 * 1024**3
WALL_SECONDS = 150
BEAT_SECONDS = 15

log = logging.getLogger(__name__)


def print_apart(html: str, beat: Callable[[], None], *, every: float = BEAT_SECONDS) -> bytes:
    """Make the PDF in a child process; ``beat`` is called ``every`` so many seconds while it works.

    Raises NotPrinted with the reason, also when a limit ended the child.
    """
    isolated = ["-I"] if sys.flags.isolated else []
    command = [sys.executable, *isolated, "-m", "eventapp.publishing.rendering"]
    with Popen(command, stdin=PIPE, stdout=PIPE, stderr=PIPE) as press:  # noqa: S603 - our own interpreter and module
        try:
            pdf, errors = _converse(press, html.encode(), beat, every)
        except BaseException:
            press.kill()
            raise
    said = errors.decode(errors="replace").strip().splitlines()
    if press.returncode:
        raise NotPrinted(said[-1] if said else f"the press ended with status {press.returncode}")
    for line in said:
        log.warning("%s", line)
    return pdf


def _converse(press: "Popen[bytes]", text: bytes, beat: Callable[[], None], every: float) -> tuple[bytes, bytes]:
    given: bytes | None = text
    for _ in range(round(WALL_SECONDS / every)):
        try:
            return press.communicate(given, timeout=every)
        except TimeoutExpired:
            given = None  # it goes on with what it was given
            beat()
    raise NotPrinted(f"not ready after {WALL_SECONDS} seconds")


def main() -> int:
    """Read, print, write. Gives the exit status."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    try:
        pdf = render_pdf(sys.stdin.buffer.read().decode())
    except NotPrinted as error:
        print(error, file=sys.stderr)
        return 1
    except MemoryError:
        print(f"more than {MEMORY_BYTES // 1024**2} MB of memory", file=sys.stderr)
        return 1
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())
