"""A process that must not outlive the one that started it: the system ends it, whatever it is doing (Linux)."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15  # prctl(2)
WEB = "eventapp-web"
"""What a server process calls itself: one that has lost its parent can be told from a server by that."""


def end_with(parent: int) -> None:
    """End this process with SIGKILL as soon as the process ``parent``, which started it, is gone; at once if it is.

    It holds over exec and not for what this process forks. A process that hangs or is stopped is ended as well. The
    system watches the thread that started this process: that thread has to live as long as its process.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # gone before the line above
        os._exit(1)


def call_itself(name: str) -> None:
    """Show that name (at most 15 letters) in lists of processes and in /proc/PID/comm; for the main thread to call."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_NAME, name.encode(), 0, 0, 0)
