"""Where the modules of a project are: from a dotted name to a file, as Python's import system finds it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

INIT: Final = "__init__.py"

PROJECT_FILES: Final = frozenset({"pyproject.toml", "setup.py", "setup.cfg", "keralint.toml", ".git"})
"""What the top directory of a project holds."""

MAX_ABOVE: Final = 12
"""Directories above a package that are searched for the top of its project."""

_LIBRARIES: Final = re.compile(r"site-packages|dist-packages|python3\.\d+")
"""Directories that hold many projects, each of which sees itself only."""


@dataclass(frozen=True, slots=True)
class Found:
    """A module of the project: a file, or a directory without `__init__.py`, which has no code.

    `path` is the file or the directory.
    """

    name: str
    path: str
    is_package: bool
    is_file: bool = True

    @property
    def package(self) -> str:
        """The dotted name of the package that relative imports start from."""
        return self.name if self.is_package else self.name.rpartition(".")[0]


@dataclass(slots=True)
class Finder:
    """Finds modules from the source roots of the settings, and from those that the place of a file tells.

    What is on the disk is asked once: a run sees one state of the project.
    """

    roots: tuple[str, ...] = ()
    _found: dict[tuple[str, str], Found | None] = field(default_factory=dict)
    _modules: dict[str, Found] = field(default_factory=dict)
    _above: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _listings: dict[str, frozenset[str]] = field(default_factory=dict)

    def find(self, name: str, importer: str) -> Found | None:
        """The module `name` as the file `importer` sees it; `None` if it is not one of the project's."""
        for root in self._roots_for(importer, name.partition(".")[0]):
            found = self._below(root, name)
            if found is not None:
                return found
        return None

    def module_of(self, path: str) -> Found:
        """A file as the module that it is, by the packages that it lies in."""
        if path not in self._modules:
            absolute = os.path.abspath(path)
            directory, file = os.path.split(absolute)
            parts = [] if file == INIT else [os.path.splitext(file)[0]]
            while INIT in self._names(directory):
                directory, last = os.path.split(directory)
                parts.insert(0, last)
            self._modules[path] = Found(".".join(parts), absolute, file == INIT)
        return self._modules[path]

    def submodule(self, parent: Found, name: str) -> Found | None:
        """The module `name` directly below a package."""
        if not parent.is_package:
            return None
        directory = os.path.dirname(parent.path) if parent.is_file else parent.path
        return self._in(directory, name, f"{parent.name}.{name}" if parent.name else name)

    # --- roots --------------------------------------------------------------------------------------------------

    def _roots_for(self, importer: str, top: str) -> Iterator[str]:
        """The directories where a file finds the package or module `top`."""
        yield from self.roots
        own = self.module_of(importer).name.partition(".")[0]
        for root in self._roots_above(os.path.dirname(os.path.abspath(importer))):
            if top == own or not _LIBRARIES.fullmatch(os.path.basename(root)):
                yield root

    def _roots_above(self, directory: str) -> tuple[str, ...]:
        """The directory above the package that a file is in, or its own if it is in none, and the project's."""
        if directory not in self._above:
            top = directory
            while INIT in self._names(top) and os.path.dirname(top) != top:
                top = os.path.dirname(top)
            project = self._project_above(top)
            roots = [top] if project is None else [top, project, os.path.join(project, "src")]
            self._above[directory] = tuple(dict.fromkeys(roots))
        return self._above[directory]

    def _project_above(self, directory: str) -> str | None:
        for _ in range(MAX_ABOVE):
            if not PROJECT_FILES.isdisjoint(self._names(directory)):
                return directory
            above = os.path.dirname(directory)
            if above == directory or _LIBRARIES.fullmatch(os.path.basename(above)):
                return None
            directory = above
        return None

    # --- the disk -----------------------------------------------------------------------------------------------

    def _below(self, root: str, name: str) -> Found | None:
        key = root, name
        if key not in self._found:
            head, _, last = name.rpartition(".")
            parent = self._below(root, head) if head else None
            if head:
                self._found[key] = None if parent is None else self.submodule(parent, last)
            else:
                self._found[key] = self._in(root, last, last)
        return self._found[key]

    def _in(self, directory: str, last: str, name: str) -> Found | None:
        here = self._names(directory)
        package = os.path.join(directory, last)
        if last in here and INIT in self._names(package):
            return Found(name, os.path.join(package, INIT), is_package=True)
        if f"{last}.py" in here:
            return Found(name, f"{package}.py", is_package=False)
        # A directory without `__init__.py` is a package too, but not every directory is meant to be one.
        if last in here and any(one.endswith(".py") for one in self._names(package)):
            return Found(name, package, is_package=True, is_file=False)
        return None

    def _names(self, directory: str) -> frozenset[str]:
        """The names in a directory; none, if it is not one."""
        if directory not in self._listings:
            try:
                self._listings[directory] = frozenset(os.listdir(directory))
            except OSError:
                self._listings[directory] = frozenset()
        return self._listings[directory]


def absolute_name(module: str, dots: int, package: str) -> str | None:
    """What `from ..module import` names inside a package; `None` if it leads out of the packages."""
    if not dots:
        return module or None
    parts = package.split(".") if package else []
    if dots > len(parts):
        return module or None if dots == 1 else None  # a script beside the module, which is run as part of no package
    return ".".join([*parts[: len(parts) - (dots - 1)], *([module] if module else [])])
