"""Paths that are not looked at: what the settings exclude, and what Git ignores."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

GITIGNORE: Final = ".gitignore"

# A pattern that is just a name needs no more than a comparison: all of the default ones do.
_PLAIN_NAME: Final = re.compile(r"[^\\/*?\[\]!#\s]+")


class Excluded:
    """The patterns of the settings, for paths below a directory that was given, whose own name does not count."""

    def __init__(self, patterns: Sequence[str], root: str) -> None:
        plain = all(_PLAIN_NAME.fullmatch(one) for one in patterns)
        self._names = frozenset(patterns) if plain else frozenset()
        self._spec = None if plain else _spec(patterns)
        self._root = Path(root)
        # Patterns are also read from the current directory, unless they would exclude all that was asked for.
        here = _relative(self._root.absolute(), Path.cwd())
        self._prefix = None
        if self._spec is not None and here is not None and not self._spec.check_file(f"{here}/").include:
            self._prefix = here

    def has(self, path: str, *, is_folder: bool) -> bool:
        """Whether a path that starts with that of the directory is excluded; what is around it is not asked."""
        if self._spec is None:
            return Path(path).name in self._names
        inner = Path(path).relative_to(self._root).as_posix() + ("/" if is_folder else "")
        if self._spec.check_file(inner).include:
            return True
        return self._prefix is not None and bool(self._spec.check_file(f"{self._prefix}/{inner}").include)


@dataclass(frozen=True, slots=True)
class GitIgnored:
    """What Git ignores in a directory and below: the files of patterns that count there, the nearest first."""

    levels: tuple[tuple[Path, GitIgnoreSpec], ...] = ()

    @staticmethod
    def above(root: str) -> GitIgnored:
        """What the repository around a directory says about it; nothing if it ignores that very directory."""
        directory = Path(root).resolve()
        top = next((one for one in (directory, *directory.parents) if (one / ".git").exists()), None)
        if top is None:
            return GitIgnored()
        outer = [one for one in directory.parents if one == top or top in one.parents]
        sources = [(one, one / GITIGNORE) for one in outer] + [(top, top / ".git" / "info" / "exclude")]
        levels = GitIgnored(tuple((base, spec) for base, file in sources if (spec := _read(file)) is not None))
        return GitIgnored() if directory != top and levels._decides(directory, is_folder=True) else levels

    def inside(self, directory: str, names: Iterable[str]) -> GitIgnored:
        """What counts in a directory with these names in it."""
        if GITIGNORE not in names:
            return self
        base = Path(directory).resolve()
        spec = _read(base / GITIGNORE)
        return self if spec is None else GitIgnored(((base, spec), *self.levels))

    def has(self, path: str, *, is_folder: bool) -> bool:
        """Whether Git ignores a path."""
        return bool(self.levels) and self._decides(_absolute(path), is_folder=is_folder)

    def _decides(self, path: Path, *, is_folder: bool) -> bool:
        for base, spec in self.levels:
            inner = path.relative_to(base).as_posix() + ("/" if is_folder else "")
            include = spec.check_file(inner).include
            if include is not None:
                return include
        return False


def _absolute(path: str) -> Path:
    """The path without links in its directories; the last part may be one itself."""
    return Path(path).parent.resolve() / Path(path).name


def _relative(path: Path, base: Path) -> str | None:
    try:
        return path.relative_to(base).as_posix()
    except ValueError:
        return None


def _read(file: Path) -> GitIgnoreSpec | None:
    """The patterns in a file; none if it cannot be read."""
    try:
        return _spec(file.read_text(encoding="utf-8-sig", errors="surrogateescape").splitlines())
    except OSError:
        return None


def _spec(patterns: Iterable[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # lazy: most runs meet no pattern

    patterns = list(patterns)
    try:
        return GitIgnoreSpec.from_lines(patterns)
    except ValueError:  # Git passes over a pattern that is none
        return GitIgnoreSpec.from_lines([one for one in patterns if _is_pattern(one)])


def _is_pattern(text: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([text])
    except ValueError:
        return False
    return True
