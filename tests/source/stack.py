"""A thread with the stack and the recursion limit that the analysis has."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable


def on_big_stack(work: Callable[[], None]) -> None:
    """Run there; what it raises is raised here."""
    errors: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001  # handed over
            errors.append(error)

    size, limit = threading.stack_size(512 * 1024 * 1024), sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    try:
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(size)
        sys.setrecursionlimit(limit)
    if errors:
        raise errors[0]
