"""Which files a run is about."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Missing:
    """A path that cannot be looked into, and why, in one line."""

    path: str
    message: str


def discover(
    paths: Sequence[str | Path], *, exclude: Sequence[str], respect_gitignore: bool
) -> tuple[list[Path], list[Missing]]:
    """The Python files among `paths` and below them."""
    files: list[Path] = []
    missing: list[Missing] = []
    for path in map(Path, paths):
        if path.is_dir():
            for folder, folders, names in os.walk(path):
                folders[:] = sorted(name for name in folders if name not in exclude)
                files.extend(Path(folder, name) for name in sorted(names) if name.endswith(".py"))
        elif path.exists():
            files.append(path)
        else:
            missing.append(Missing(str(path), "no such file or directory"))
    return files, missing
