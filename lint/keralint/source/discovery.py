"""Which files a run is about."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from keralint.source import notebook_json
from keralint.source.ignoring import Excluded, GitIgnored

SUFFIXES: Final = (".py", notebook_json.SUFFIX)


@dataclass(frozen=True, slots=True)
class Missing:
    """A path that cannot be looked into, and why, in one line."""

    path: str
    message: str


def discover(
    paths: Iterable[str | Path], *, exclude: Sequence[str], respect_gitignore: bool
) -> tuple[list[str], list[Missing]]:
    """The Python files and notebooks among `paths` and below the directories among them, and what could not be had.

    A path that is given is always taken. Below a directory, what `exclude` names is left out (patterns as in
    `.gitignore`, from the current directory or from the one given), and on demand what Git ignores. Links to
    directories are not followed, so that there are no loops. The files of a directory come in the order of their
    names, before those of its directories.
    """
    files: list[str] = []
    missing: list[Missing] = []
    for path in paths:
        found = _look(str(Path(path)), exclude, respect_gitignore=respect_gitignore)
        for one in found:
            if isinstance(one, Missing):
                missing.append(one)
            else:
                files.append(one)
    return files, missing


def _look(path: str, exclude: Sequence[str], *, respect_gitignore: bool) -> Iterator[str | Missing]:
    """What a path that was given stands for."""
    try:
        mode = Path(path).stat().st_mode
    except OSError as error:
        yield Missing(path, _reason(error))
        return
    except ValueError:  # a null byte in it
        yield Missing(path, "not a path")
        return
    if stat.S_ISDIR(mode):
        yield from _walk(path, Excluded(exclude, path), GitIgnored.above(path) if respect_gitignore else None)
    elif not stat.S_ISREG(mode):  # a pipe cannot be read twice, and a device has no end
        yield Missing(path, "not a regular file")
    else:
        yield path


def _walk(root: str, excluded: Excluded, ignored: GitIgnored | None) -> Iterator[str | Missing]:
    """The Python files and notebooks below a directory; directories that cannot be read are missing."""
    waiting = [(root, ignored)]
    while waiting:
        directory, ignored = waiting.pop()
        try:
            with os.scandir(directory) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            yield Missing(directory, _reason(error))
            continue
        if ignored is not None:
            ignored = ignored.inside(directory, [entry.name for entry in found])
        folders = []
        for entry in found:
            is_folder = _is_folder(entry)
            if not is_folder and not _is_source(entry):
                continue
            path = os.path.normpath(entry.path)  # of a file in `.` the name alone
            if excluded.has(path, is_folder=is_folder) or (ignored and ignored.has(path, is_folder=is_folder)):
                continue
            if is_folder:
                folders.append((path, ignored))
            else:
                yield path
        waiting.extend(reversed(folders))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _is_source(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.name.endswith(SUFFIXES) and entry.is_file()
    except OSError:  # such as a link to itself
        return False


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
