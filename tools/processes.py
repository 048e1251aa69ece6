"""Child processes that never outlive the one that started them."""

import ctypes
import signal
import subprocess
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def die_with_parent(number: int = signal.SIGTERM) -> Callable[[], None] | None:
    """Return what a child runs before it starts, so that signal `number` reaches it when its
    parent is killed.

    Only Linux can do that; elsewhere None. See prctl(2), PR_SET_PDEATHSIG.
    """
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(PR_SET_PDEATHSIG, number)


def stop(processes: "list[subprocess.Popen[bytes]]", seconds: float = 15) -> None:
    """End the processes: ask all of them, wait for each, and kill what has not ended in time."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
