"""Many files in, one result each out: discovery, reading, and the analysis in this process or in several."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from keralint.config import Settings
from keralint.engine.big_stack import on_big_stack
from keralint.engine.collecting import patient_collector
from keralint.engine.merging import counted, each_at_home
from keralint.engine.relevance import is_relevant
from keralint.engine.result import FileResult
from keralint.source.discovery import discover

if TYPE_CHECKING:
    from keralint.engine.project import Project

Analyze = Callable[[bytes, str, Settings, "Project"], FileResult]

# Starting workers and handing them their files costs about as much as the analysis of this much source text.
PARALLEL_MIN_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class RunError:
    """A path that could not be checked, and why, in one line."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class RunResult:
    """The answer for all files, in the order of their paths; each file is in one of the two."""

    results: tuple[FileResult, ...]
    errors: tuple[RunError, ...]


def run(
    paths: Sequence[str | Path],
    settings: Settings,
    jobs: int | None = None,
    *,
    analyze: Analyze | None = None,
    thorough: bool = False,
) -> RunResult:
    """Analyze every Python file and notebook among `paths` and below them.

    `jobs` is the number of processes, by default one a CPU, or one in all when there is little to do. A `thorough` run
    tells where the calls of layers are, and knows the shapes in what nobody calls as well: it takes several times as
    long. Nothing that a file holds makes this raise: what could not be read or analyzed is in the errors.
    """
    files, missing = discover(paths, exclude=settings.all_exclude, respect_gitignore=settings.respect_gitignore)
    outcomes: list[FileResult | RunError] = [RunError(str(one.path), one.message) for one in missing]
    todo: list[str] = []
    size = 0
    for path in dict.fromkeys(str(file) for file in files):
        data = read(path)
        if isinstance(data, RunError):
            outcomes.append(data)
        elif is_relevant(data, path, settings):
            todo.append(path)
            size += len(data)
        else:
            outcomes.append(FileResult(path, skipped=True))
    outcomes += _analyze_all(todo, settings, _worker_count(jobs, len(todo), size), analyze, thorough)
    return _in_order(outcomes)


def run_text(
    data: bytes, path: str, settings: Settings, *, analyze: Analyze | None = None, thorough: bool = False
) -> RunResult:
    """Analyze one text that is not in a file (standard input, an editor's buffer), under the name `path`."""
    if not is_relevant(data, path, settings):
        return _in_order([FileResult(path, skipped=True)])
    project = new_project(settings, positions=thorough, thorough=thorough)
    return _in_order([guarded(data, path, settings, analyze or _default_analyze(), project)])


def read(path: str) -> bytes | RunError:
    """Return the bytes of a file, or why they cannot be had."""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        return RunError(path, (error.strerror or str(error)).lower())


def guarded(data: bytes, path: str, settings: Settings, analyze: Analyze, project: Project) -> FileResult | RunError:
    """Analyze one text; a crash costs this text alone."""
    try:
        return analyze(data, path, settings, project)
    # The one boundary between a bug of ours and the user's other files.
    except Exception as error:  # noqa: BLE001
        return RunError(path, describe_crash(error))


def describe_crash(error: BaseException) -> str:
    """Put an exception of ours into one line that makes a usable bug report."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = f" at {Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}" if frame is not None else ""
    text = " ".join(f"{type(error).__name__}: {error}".split())
    return f"internal error ({text}{place}): this is a bug in keralint, please report it with this file"


def _default_analyze() -> Analyze:
    # Lazy: this imports libcst and the rules, which most files (those without Keras) never need.
    from keralint.engine.analyze import analyze

    return analyze


def new_project(settings: Settings, *, positions: bool = False, thorough: bool = False) -> Project:
    """What is shared by the files of a run that one process analyzes.

    With `positions`, the calls of layers in its results can be told from each other outside of it. A `thorough` one
    knows the shapes in what nobody calls as well.
    """
    from keralint.engine.project import Project  # lazy for the same reason

    return Project(settings, positions=positions, thorough=thorough)


def _worker_count(jobs: int | None, files: int, size: int) -> int:
    if jobs is None:
        jobs = _cpu_count() if size >= PARALLEL_MIN_BYTES else 1
    return min(jobs, files)


def _cpu_count() -> int:
    if hasattr(os, "sched_getaffinity"):  # fewer than the machine has, in a container
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _analyze_all(
    todo: Sequence[str], settings: Settings, workers: int, analyze: Analyze | None, thorough: bool
) -> Iterable[FileResult | RunError]:
    if not todo:
        return []
    analyze = analyze or _default_analyze()
    if workers > 1:
        from keralint.engine.pool import analyze_in_pool  # lazy: multiprocessing, for large inputs only

        return analyze_in_pool(todo, settings, workers, analyze, thorough=thorough)
    project = new_project(settings, positions=thorough, thorough=thorough)
    with patient_collector():
        return on_big_stack(lambda: [analyze_file(path, settings, analyze, project) for path in todo])


def analyze_file(path: str, settings: Settings, analyze: Analyze, project: Project) -> FileResult | RunError:
    """Read and analyze one file."""
    data = read(path)
    return data if isinstance(data, RunError) else guarded(data, path, settings, analyze, project)


def _in_order(outcomes: Iterable[FileResult | RunError]) -> RunResult:
    ordered = sorted(outcomes, key=lambda outcome: outcome.path)
    return RunResult(
        counted(each_at_home([one for one in ordered if isinstance(one, FileResult)])),
        tuple(one for one in ordered if isinstance(one, RunError)),
    )
