"""The modules of a project, each executed once: what the files of a run import from each other."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Final

from keralint.config import Settings
from keralint.engine.graph import ImportGraph
from keralint.engine.result import LayerCall
from keralint.interpreter.entering import note_needs
from keralint.interpreter.libraries import is_described
from keralint.interpreter.machine import Flow, Machine
from keralint.interpreter.program import Part, execute, finish, new_machine
from keralint.interpreter.sessions import Execution, ModuleValue, dissolve, new_execution, resumed
from keralint.interpreter.values import Unknown
from keralint.keras_api.database import load
from keralint.source.imports import Finder, Found
from keralint.source.parsing import Module, parse
from keralint.source.text import SourceError, SourceText, decode

MAX_TEXT: Final = 12_000_000
"""Bytes of source text whose trees and objects are kept in memory: about a gigabyte."""

MAX_NESTED: Final = 60
"""Modules whose executions wait for each other's: a chain of imports that is longer is not followed."""

_MAIN: Final = "__main__"
_IMPORTED: Final = Unknown("by which name a module is imported is not known", "str")
"""The `__name__` of a module that does not ask whether it is the program."""


class Project:
    """Executes the modules of one run in one machine. It is for one thread, and for one state of the files."""

    def __init__(self, settings: Settings, *, positions: bool = False, thorough: bool = False) -> None:
        self._settings = settings
        self._thorough = thorough
        self._positions = positions
        self._generation = 0
        self._database = load(settings.keras_version)
        self._finder = Finder(settings.src)
        self._begin()

    def _begin(self) -> None:
        self._generation += 1
        self._machine = new_machine(self._database)
        self._machine.thorough = self._thorough
        self._machine.importer = self if self._settings.src else None
        self._graph = ImportGraph(self._finder, self._text, partial(is_described, self._machine))
        self._modules: dict[str, ModuleValue] = {}
        self._texts: dict[str, bytes] = {}
        self._trees: dict[str, Module] = {}
        self._size = 0
        self._executing: list[tuple[ModuleValue, bool]] = []
        self._half_seen: set[ModuleValue] = set()
        self._relative = True

    # --- files that are checked ---------------------------------------------------------------------------------

    @contextmanager
    def executed(self, module: Module, parts: Sequence[Part] | None = None) -> Iterator[Machine]:
        """The machine that has executed a file as a program, in whose text `module` is the tree."""
        if self._size > MAX_TEXT:
            self._begin()
        self._relative = not Path(module.source.path).is_absolute()
        self._size += len(module.source.text)
        value = self.module(module.source.path)
        self._trees[value.found.path] = module
        execution = value.execution
        is_done = execution is not None and execution.module is module and not _is_program(module)
        if execution is None or not is_done:
            is_shared = parts is None and not _is_program(module)
            name = None if _is_program(module) else _IMPORTED
            execution = new_execution(self._machine, module, value if is_shared else None, name)
            shared = _executing(value, execution) if is_shared else nullcontext()
            with shared, resumed(self._machine, execution):
                self._run(value, execution, parts, certain=True)
        try:
            with resumed(self._machine, execution):
                self._machine.root = None
                if not execution.failed:
                    finish(self._machine, module.tree)
                yield self._machine
        finally:
            for one in self._half_seen:
                one.execution = None
            self._half_seen.clear()
            if not self._settings.src:  # files that import nothing of each other share nothing
                dissolve(self._machine, execution)
                self._begin()

    def parsed(self, source: SourceText) -> Module | None:
        """The tree of a text, if that has been imported from its file before."""
        module = self._trees.get(os.path.abspath(source.path))
        is_it = module is not None and module.source.text == source.text and module.source.path == source.path
        return module if is_it else None

    def _parsed(self, source: SourceText) -> Module:
        path = os.path.abspath(source.path)
        module = self._trees.get(path)
        if module is None or module.source.text != source.text:
            module = self._trees[path] = parse(source)
        return module

    def calls(self, machine: Machine) -> Iterator[LayerCall]:
        """The calls of layers in the execution of a file; with their positions if the project was told to give them.

        Without them, places are the same for all files of one project: nodes, as long as their trees are in memory.
        """
        for (node, module), found in machine.coverage.calls.items():
            if module is None:
                continue
            place, line, column = (self._generation, id(node)), 0, 0
            if self._positions:
                span = module.positions.span(node)
                place = line, column = span.line, span.column
            known = found.called, found.alone, found.reason
            yield LayerCall(module.source.path, place, *known, line, column, relative=found.relative)

    # --- imports ------------------------------------------------------------------------------------------------

    def module(self, path: str) -> ModuleValue:
        """The module that a file is."""
        return self._value(self._finder.module_of(path))

    def find(self, name: str, dots: int, importer: str) -> ModuleValue | None:
        """The module of that name, which begins with so many dots, as a file sees it."""
        finder = self._finder
        found = finder.relative(name, dots, importer) if dots else finder.find(name, importer)
        if found is None:
            return None
        value = self._value(found)
        value.is_library |= finder.is_library(found, importer) or self.module(importer).is_library
        return value

    def below_roots(self, name: str) -> ModuleValue | None:
        """The module of that name below a source root of the settings."""
        found = self._finder.below_roots(name)
        if found is None:
            return None
        value = self._value(found)
        value.is_library = True
        return value

    def submodule(self, module: ModuleValue, name: str) -> ModuleValue | None:
        """The module `name` of a package."""
        found = self._finder.submodule(module.found, name)
        value = None if found is None else self._value(found)
        if value is not None and module.is_library:
            value.is_library = True
        return value

    def acts(self, module: ModuleValue) -> bool:
        """Whether importing a module may do more than give names values."""
        return self._graph.acts(module.found)

    def imported(self, module: ModuleValue) -> Iterator[ModuleValue]:
        """The modules that it certainly imports itself, if any of them, or of those that they import, acts."""
        return map(self._value, self._graph.imported(module.found)) if self._graph.stirs(module.found) else iter(())

    def packages(self, module: ModuleValue, importer: str) -> Iterator[ModuleValue]:
        """The packages around a module, without those that the importing file is in."""
        return map(self._value, self._graph.first(module.found, self._finder.module_of(importer)))

    def imports(self, module: ModuleValue, other: ModuleValue) -> bool:
        """Whether a module imports another one, directly or not, by what is written in it."""
        return self._graph.imports(module.found, other.found)

    def is_constant(self, module: ModuleValue, name: str) -> bool:
        """Whether a name of a module has but the one value that is written there."""
        return name in self._graph.outline(module.found).constants

    def settled(self, module: ModuleValue) -> frozenset[str]:
        """Names of a module that are always bound, and once: to what is written there, a function or a class."""
        outline = self._graph.outline(module.found)
        return outline.constants | outline.defined

    def is_rebound(self, module: ModuleValue, name: str) -> bool:
        """Whether a name of a module may be bound several times."""
        return name in self._graph.outline(module.found).rebound

    def is_certain(self, module: ModuleValue, name: str) -> bool:
        """Whether a name that a module binds is bound whenever it is executed."""
        return name not in self._graph.outline(module.found).perhaps

    def note_missing(self, module: ModuleValue, name: str, *, certain: bool) -> None:
        """Notes that a name was looked for in a module that is still being executed, and was not there yet.

        What has looked for it fails in Python, as does what imports it, and is executed anew when it is imported again;
        where that is not certain, it is executed anew for the next file.
        """
        for one, is_certain in reversed(self._executing):
            if one is module:
                break
            if certain and one.execution is not None:
                one.execution.missing = module, name
            else:
                self._half_seen.add(one)
            certain = certain and is_certain

    def execute(self, module: ModuleValue) -> None:
        """Executes the module, unless that was done."""
        is_done = module.execution is not None and not module.is_outdated
        if is_done or module.executing or len(self._executing) >= MAX_NESTED:
            return
        data = self._text(module.found)
        self._size += len(data)
        try:
            parsed = self._parsed(decode(data, self._shown(module.found.path)))
        except SourceError:
            parsed = None
        nothing = parsed or parse(decode(b"", module.found.path))
        name = module.name if _is_program(nothing) else _IMPORTED
        execution = new_execution(self._machine, nothing, module, name)
        if parsed is None:
            module.execution, execution.failed = execution, True
            return
        certain = not self._machine.state.depth and not self._machine.recorder.muted_imports
        with _executing(module, execution), resumed(self._machine, execution):
            self._run(module, execution, None, certain=certain)

    def _run(self, module: ModuleValue, execution: Execution, parts: Sequence[Part] | None, *, certain: bool) -> None:
        """Executes a module top to bottom; `certain`, if whoever imports it does so, and fails if it does."""
        self._executing.append((module, certain))
        try:
            flow = execute(self._machine, execution.module.tree, execution.scope, parts)
        finally:
            self._executing.pop()
        execution.failed = flow is None
        execution.raised = flow is Flow.RAISE or execution.missing is not None
        note_needs(execution)

    def _shown(self, path: str) -> str:
        """A path as the user writes it."""
        return os.path.relpath(path) if self._relative else path

    def _value(self, found: Found) -> ModuleValue:
        value = self._modules.get(found.path)
        if value is None:
            value = self._modules[found.path] = ModuleValue(found)
        return value

    def _text(self, found: Found) -> bytes:
        if found.path not in self._texts:
            try:
                self._texts[found.path] = Path(found.path).read_bytes() if found.is_file else b""
            except OSError:
                self._texts[found.path] = b""
        return self._texts[found.path]


def _is_program(module: Module) -> bool:
    return _MAIN in module.source.text


@contextmanager
def _executing(module: ModuleValue, execution: Execution) -> Iterator[None]:
    """While it lasts, who imports the module finds what it has defined so far."""
    module.execution, module.executing = execution, True
    try:
        yield
    finally:
        module.executing = False
