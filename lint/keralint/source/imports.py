"""Where the modules of a project are: from a dotted name to a file, as Python's import system finds it."""

from __future__ import annotations

import os
import re
import sys
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


@dataclass(slots=True)
class Finder:
    """Finds modules from the source roots of the settings, and from those that the place of a file tells.

    What is on the disk is asked once: a run sees one state of the project.
    """

    roots: tuple[str, ...] = ()
    _found: dict[tuple[str, str], Found | None] = field(default_factory=dict)
    _modules: dict[str, Found] = field(default_factory=dict)
    _above: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _packages: dict[str, tuple[Found, ...]] = field(default_factory=dict)
    _submodules: dict[tuple[str, str], Found | None] = field(default_factory=dict)
    _listings: dict[str, frozenset[str]] = field(default_factory=dict)

    def find(self, name: str, importer: str) -> Found | None:
        """The module `name` as the file `importer` sees it; `None` if it is not one of the project's."""
        top = name.partition(".")[0]
        directory = None
        for root in self._roots_for(importer, top):
            found = self._below(root, name)
            if found is not None and found.is_file:
                return found
            directory = directory or found
        # A directory is a package only if nothing else has the name, as modules of Python's own certainly have.
        return None if top in sys.stdlib_module_names else directory

    def relative(self, name: str, dots: int, importer: str) -> Found | None:
        """What `from ..name import` names in the file `importer`: packages are directories, with or without code."""
        directory = os.path.dirname(os.path.abspath(importer))
        for _ in range(dots - 1):
            directory = os.path.dirname(directory)
        found: Found | None = self._package(directory)
        for part in name.split(".") if name else ():
            found = None if found is None else self.submodule(found, part)
        return found

    def _package(self, directory: str) -> Found:
        """A directory as a package."""
        if INIT in self._names(directory):
            return self.module_of(os.path.join(directory, INIT))
        return Found(os.path.basename(directory), directory, is_package=True, is_file=False)

    def below_roots(self, name: str) -> Found | None:
        """The module `name` below a root of the settings."""
        return next((found for root in self.roots if (found := self._below(root, name)) is not None), None)

    def is_library(self, module: Found, importer: str) -> bool:
        """Whether a module is of another project than the file that imports it, in a directory of libraries."""
        own = self.module_of(importer).name.partition(".")[0]
        if module.name.partition(".")[0] == own:
            return False
        return any(map(_LIBRARIES.fullmatch, module.path.split(os.sep)))

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
        key = parent.path, name
        if key not in self._submodules:
            directory = os.path.dirname(parent.path) if parent.is_file else parent.path
            self._submodules[key] = self._in(directory, name, f"{parent.name}.{name}" if parent.name else name)
        return self._submodules[key]

    def around(self, module: Found) -> tuple[Found, ...]:
        """The packages that a module is in, the outermost first."""
        if module.path not in self._packages:
            directory = os.path.dirname(module.path) if module.is_file else module.path
            directory = os.path.dirname(directory) if module.is_package else directory
            packages: list[Found] = []
            name = module.name.rpartition(".")[0]
            while name:
                init = INIT in self._names(directory)
                path = os.path.join(directory, INIT) if init else directory
                packages.insert(0, Found(name, path, is_package=True, is_file=init))
                directory, name = os.path.dirname(directory), name.rpartition(".")[0]
            self._packages[module.path] = tuple(packages)
        return self._packages[module.path]

    # --- roots --------------------------------------------------------------------------------------------------

    def _roots_for(self, importer: str, top: str) -> Iterator[str]:
        """The directories where a file finds the package or module `top`, its own first, as Python has it."""
        if top in sys.builtin_module_names:
            return
        own = self.module_of(importer).name.partition(".")[0]
        first, *others = self._roots_above(os.path.dirname(os.path.abspath(importer)))
        others = [] if top in sys.stdlib_module_names else [*self.roots, *others]
        for root in (first, *others):
            if top == own or root in self.roots or not _LIBRARIES.fullmatch(os.path.basename(root)):
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
        if last in here and self._names(package):
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
