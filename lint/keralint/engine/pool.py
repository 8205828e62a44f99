"""A pool of processes that hands out one file at a time, so that the death of a worker costs the one file it held.

`concurrent.futures` gives up on everything when a worker dies, and does not say which file it was: libcst can end the
process on hostile input, by native recursion.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import cast

from keralint.config import Settings
from keralint.engine.big_stack import on_big_stack
from keralint.engine.collecting import patient_collector
from keralint.engine.result import FileResult
from keralint.engine.run import Analyze, RunError, analyze_file, new_project

# Forking hands the imported libcst and rules to the workers for nothing; elsewhere than on Linux it is not safe.
START_METHOD = "fork" if sys.platform == "linux" else "spawn"


@dataclass(frozen=True, slots=True)
class _Worker:
    process: BaseProcess
    connection: Connection


def analyze_in_pool(
    todo: Sequence[str], settings: Settings, workers: int, analyze: Analyze, *, thorough: bool = False
) -> list[FileResult | RunError]:
    """Analyze the files in `workers` processes; the answers come in no particular order, one for each file."""
    context = multiprocessing.get_context(START_METHOD)
    waiting = iter(todo)
    busy: dict[Connection, tuple[_Worker, str]] = {}
    outcomes: list[FileResult | RunError] = []
    try:
        for _ in range(workers):
            _give(busy, waiting, _start(context, settings, analyze, thorough))
        while busy:
            for connection in cast("list[Connection]", wait(list(busy))):
                worker, path = busy.pop(connection)
                outcome = _answer(worker, path)
                outcomes.append(outcome or _death(worker, path))
                _give(busy, waiting, worker if outcome else _start(context, settings, analyze, thorough))
    finally:
        for worker, _path in busy.values():
            worker.process.terminate()
    return outcomes


def _start(context: BaseContext, settings: Settings, analyze: Analyze, thorough: bool) -> _Worker:
    ours, theirs = context.Pipe()
    # mypy: the typed contexts have Process, their common base in typeshed does not
    process: BaseProcess = context.Process(  # type: ignore[attr-defined]
        target=_work, args=(theirs, settings, analyze, thorough), daemon=True
    )
    process.start()
    theirs.close()  # so that the worker's death is the end of the stream
    return _Worker(process, ours)


def _give(busy: dict[Connection, tuple[_Worker, str]], waiting: Iterator[str], worker: _Worker) -> None:
    """Hand the next file to an idle worker, or send it home."""
    path = next(waiting, None)
    with contextlib.suppress(OSError):  # it died idle; as it holds the file now, the end of its stream will say so
        worker.connection.send(path)
    if path is None:
        worker.connection.close()
    else:
        busy[worker.connection] = worker, path


def _answer(worker: _Worker, path: str) -> FileResult | RunError | None:
    try:
        outcome: FileResult | RunError = worker.connection.recv()
    except (EOFError, OSError):
        return None
    return outcome


def _death(worker: _Worker, path: str) -> RunError:
    worker.connection.close()
    worker.process.join()
    code = worker.process.exitcode or 0
    cause = f"signal {-code}" if code < 0 else f"exit code {code}"
    return RunError(path, f"the analysis ended its process ({cause}): this is a bug in keralint, please report it")


def _work(connection: Connection, settings: Settings, analyze: Analyze, thorough: bool) -> None:
    """Answer for one path after the other, until sent home or left alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    parent = multiprocessing.parent_process()
    assert parent is not None
    # The parent may be gone, and with it whoever wanted to know.
    with patient_collector(), contextlib.suppress(EOFError, OSError):
        on_big_stack(lambda: _answer_all(connection, parent.sentinel, settings, analyze, thorough))


def _answer_all(connection: Connection, parent: int, settings: Settings, analyze: Analyze, thorough: bool) -> None:
    project = new_project(settings, positions=True, thorough=thorough)
    while connection in wait([connection, parent]):
        path = connection.recv()
        if path is None:
            return
        connection.send(analyze_file(path, settings, analyze, project))
