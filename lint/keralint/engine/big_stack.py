"""A thread whose stack fits deeply nested code: the parser and the interpreter recurse with the depth of the code."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Final, TypeVar

_STACK_BYTES: Final = 512 * 1024 * 1024
_RECURSION_LIMIT: Final = 20_000

Answer = TypeVar("Answer")


class _Here(threading.local):
    """What the current thread is."""

    is_big = False


_HERE: Final = _Here()


def on_big_stack(run: Callable[[], Answer]) -> Answer:
    """Runs on such a thread, on the current one if it is one; what is raised there is raised here.

    Many files are analyzed on one of them: a stack that is new for each costs a tenth of the time of the analysis, as
    the system has to hand over its pages, and those of the objects that are made on it, again and again.
    """
    if _HERE.is_big:
        return run()
    answers: list[Answer] = []
    errors: list[BaseException] = []

    def work() -> None:
        _HERE.is_big = True
        try:
            answers.append(run())
        except BaseException as error:  # noqa: BLE001  # handed over to the caller's thread
            errors.append(error)

    before_stack, before_limit = threading.stack_size(_STACK_BYTES), sys.getrecursionlimit()
    sys.setrecursionlimit(max(before_limit, _RECURSION_LIMIT))
    try:
        thread = threading.Thread(target=work, name="keralint-analysis", daemon=True)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before_stack)
        sys.setrecursionlimit(before_limit)
    if errors:
        raise errors[0]
    return answers[0]
