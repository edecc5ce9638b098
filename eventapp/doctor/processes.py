"""What runs on this machine and should not: processes that whoever started them has left behind."""

import sys
from pathlib import Path
from typing import Final

from eventapp.core.parents import WEB
from eventapp.doctor.findings import Finding

PROGRAM: Final = b"eventapp"
PRESS: Final = b"eventapp.core.press"


def look_at_processes(proc: Path = Path("/proc")) -> Finding:
    """Server processes and presses without a server or a worker: they hold the port, and answer with old code."""
    if sys.platform != "linux":
        return Finding("processes", "they can be looked at on Linux only", unsure=True)
    left = [folder.name for folder in proc.iterdir() if folder.name.isdigit() and _is_left_behind(proc, folder)]
    if left:
        numbers = " ".join(sorted(left, key=int))
        words = f"whoever started them has ended, and they go on with what they were started with: {numbers}"
        return Finding("processes", words, f"kill {numbers}")
    return Finding("processes", "none has been left behind")


def _is_left_behind(proc: Path, process: Path) -> bool:
    """A process that somebody must have started, and that has come to whoever takes orphans; False if it has ended."""
    try:
        status = _status(process)
        ours = status["Name"] == WEB or PRESS in (process / "cmdline").read_bytes()
        # One that has ended and that nobody has asked about yet (a zombie) does nothing any more.
        return ours and status["State"] != "Z" and _takes_orphans(proc / status["PPid"])
    except (FileNotFoundError, ProcessLookupError):
        return False


def _status(process: Path) -> dict[str, str]:
    """The first word of each line (proc(5), /proc/pid/status)."""
    lines = (process / "status").read_text(errors="replace").splitlines()
    return {name: (rest.split() or [""])[0] for name, _, rest in (line.partition(":") for line in lines)}


def _takes_orphans(parent: Path) -> bool:
    """The first process, or a user's systemd; in a container the first may be eventapp itself."""
    first = parent.name == "1" or _status(parent)["Name"] == "systemd"
    return first and PROGRAM not in (parent / "cmdline").read_bytes()
