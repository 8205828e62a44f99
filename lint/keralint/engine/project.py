"""The modules of a project, each executed once: what the files of a run import from each other."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Final

from keralint.config import Settings
from keralint.interpreter.machine import Machine
from keralint.interpreter.modules import ModuleValue
from keralint.interpreter.program import Part, execute, finish, new_machine
from keralint.interpreter.sessions import Execution, new_execution, resumed
from keralint.interpreter.values import Scope
from keralint.keras_api.database import load
from keralint.source.imports import Finder, Found, absolute_name
from keralint.source.parsing import Module, parse
from keralint.source.text import SourceError, SourceText, decode

MAX_TEXT: Final = 12_000_000
"""Bytes of source text whose trees and objects are kept in memory: about a gigabyte."""

MAX_NESTED: Final = 60
"""Modules whose executions wait for each other's: a chain of imports that is longer is not followed."""

_SETTERS: Final = (b"set_floatx", b"set_image_data_format", b"set_image_dim_ordering", b"_policy(")
"""What changes Keras for the whole program: a module that does this is executed where it is imported."""

_MAIN: Final = "__main__"


class Project:
    """Executes the modules of one run in one machine. It is for one thread, and for one state of the files."""

    def __init__(self, settings: Settings) -> None:
        self._database = load(settings.keras_version)
        self._finder = Finder(settings.src)
        self._begin()

    def _begin(self) -> None:
        self._machine = new_machine(self._database)
        self._machine.importer = self
        self._modules: dict[str, ModuleValue] = {}
        self._texts: dict[str, bytes] = {}
        self._size = 0
        self._nested = 0
        self._relative = True

    # --- files that are checked ---------------------------------------------------------------------------------

    @contextmanager
    def executed(self, module: Module, parts: Sequence[Part] | None = None) -> Iterator[Machine]:
        """The machine that has executed a file as a program, in whose text `module` is the tree."""
        if self._size > MAX_TEXT:
            self._begin()
        self._relative = not Path(module.source.path).is_absolute()
        self._size += len(module.source.text)
        value = self._value(self._finder.module_of(module.source.path))
        execution, done = value.execution, True
        if execution is None or execution.module is not module:
            execution, done = self._new_execution(module, value.name), False
        with resumed(self._machine, execution):
            if not done:
                # A module that asks whether it is the program does other things when it is imported.
                with nullcontext() if parts is not None or _is_program(module) else _executing(value, execution):
                    execution.failed = not execute(self._machine, module.tree, execution.scope, parts)
            if not execution.failed:
                finish(self._machine, module.tree)
            yield self._machine

    def _new_execution(self, module: Module, name: str) -> Execution:
        scope = Scope(None)
        if not _is_program(module):
            scope.slots["__name__"] = name
        return new_execution(self._machine, module, scope)

    def parsed(self, source: SourceText) -> Module | None:
        """The tree of a text that has been imported from its file before."""
        value = self._modules.get(self._finder.module_of(source.path).path)
        execution = None if value is None else value.execution
        if execution is None or _is_program(execution.module) or execution.module.source.text != source.text:
            return None
        return execution.module

    # --- imports ------------------------------------------------------------------------------------------------

    def find(self, name: str, importer: str) -> ModuleValue | None:
        """The module of that name, as a file sees it."""
        found = self._finder.find(name, importer)
        return None if found is None else self._value(found)

    def absolute(self, module: str, dots: int, importer: str) -> str | None:
        """The name of a module that a file names by leading dots."""
        return absolute_name(module, dots, self._finder.module_of(importer).package if dots else "")

    def submodule(self, module: ModuleValue, name: str) -> ModuleValue | None:
        """The module `name` of a package."""
        found = self._finder.submodule(module.found, name)
        return None if found is None else self._value(found)

    def is_eager(self, module: ModuleValue) -> bool:
        """Whether the text of the module says that it changes settings of Keras's."""
        return any(setter in self._text(module.found) for setter in _SETTERS)

    def execute(self, module: ModuleValue) -> None:
        """Executes the module, unless that was done."""
        if module.execution is not None or module.executing or self._nested >= MAX_NESTED:
            return
        data = self._text(module.found)
        self._size += len(data)
        try:
            parsed = parse(decode(data, self._shown(module.found.path)))
        except SourceError:
            parsed = None
        scope = Scope(None)
        scope.slots["__name__"] = module.name
        execution = new_execution(self._machine, parsed or parse(decode(b"", module.found.path)), scope)
        if parsed is None:
            module.execution, execution.failed = execution, True
            return
        self._nested += 1
        try:
            with _executing(module, execution), resumed(self._machine, execution):
                execution.failed = not execute(self._machine, parsed.tree, scope)
        finally:
            self._nested -= 1

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
    module.execution, module.executing, execution.failed = execution, True, True
    try:
        yield
    finally:
        module.executing = False
