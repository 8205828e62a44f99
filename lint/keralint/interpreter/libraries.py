"""Libraries whose source lies below a root that the settings name: read where the semantics have nothing to say.

A name that the semantics define (a class, an operation, a setting) is theirs, by whatever path a program reaches it.
Other names of Keras's own modules are found in its source, like those of the project's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from keralint.interpreter.entering import enter
from keralint.interpreter.modules import member
from keralint.interpreter.sessions import ModuleValue
from keralint.interpreter.values import ABSENT, ClassValue, Deferred, Function, Unknown, Value, alternatives
from keralint.keras_api.paths import keras_path
from keralint.semantics.ops.mode import Library
from keralint.semantics.values import ApiReference

if TYPE_CHECKING:
    from keralint.interpreter.machine import Machine

FUNCTIONAL: Final = frozenset({"keras.src.models.Functional", "keras.src.models.functional.Functional"})
"""The class of functional models, which Keras does not show: `Model(inputs, outputs)` makes one."""

EXPORT: Final = "keras.src.api_export.keras_export"
"""The decorator that notes under which names Keras shows a function or a class, and leaves it as it is."""

_EXPORTING: Final = "namex.export"
"""What Keras's and other packages' own such decorators are derived from."""


def only_exports(decorator: Value) -> bool:
    """Whether a decorator notes names and leaves what it decorates as it is; where the library is not there, what
    the program has in its place does no more."""
    classes = [one for one in alternatives(decorator) if isinstance(one, ClassValue)]
    bases = [base for cls in classes for base in cls.foreign_bases]
    return any(isinstance(base, ApiReference) and base.path == _EXPORTING for base in bases)


DEFINED: Final = FUNCTIONAL | {EXPORT}
"""What the semantics define of the names that Keras does not show."""

DESCRIBED: Final = frozenset(library.value for library in Library)
"""Packages whose functions the semantics describe: of the project's own modules none has such a name."""

MAX_HOPS: Final = 8
"""Modules that pass a function on to each other, from where it is named to where it is defined."""


def is_described(machine: Machine, package: str) -> bool:
    """Whether it is a library that the semantics know: it is not looked for among the project's modules."""
    return package in DESCRIBED or machine.database.knows(package) != "unknown"


def own_module(machine: Machine, name: str, dots: int = 0) -> ModuleValue | None:
    """The module of the project's of that name, with so many dots before it, as the text in execution sees it."""
    importer, text = machine.importer, machine.module
    if importer is None or text is None or (not dots and is_described(machine, name.partition(".")[0])):
        return None
    return importer.find(name, dots, text.source.path)


def library_module(machine: Machine, name: str) -> ModuleValue | None:
    """The module of Keras's of that name, below a source root of the settings."""
    if machine.importer is None or keras_path(name) is None:
        return None
    return machine.importer.below_roots(name)


def from_source(machine: Machine, path: str) -> Value:
    """What a dotted path leads to in the source of Keras; `ABSENT`, if that is not there or does not tell."""
    head, _, name = path.rpartition(".")
    above = library_module(machine, head) if head else None
    if above is None:
        return ABSENT
    found = member(machine, above, name)
    return ABSENT if isinstance(found, Unknown) else found


def source_of(machine: Machine, reference: ApiReference) -> Function | None:
    """The definition of a function of Keras's, which modules may pass on under several names."""
    path = reference.path
    for _ in range(MAX_HOPS):
        head, _, name = path.rpartition(".")
        module = library_module(machine, head)
        scope = None if module is None else enter(machine, module)
        found = None if scope is None else scope.slots.get(name)
        if isinstance(found, Deferred):
            path = f"{found.module.name}.{found.name}"
        elif isinstance(found, ApiReference) and found.path != path:
            path = found.path
        else:
            return found if isinstance(found, Function) else None
    return None


def described(machine: Machine, name: str) -> ApiReference | None:
    """What the API database has of a name that a library's module, which is being executed, defines itself."""
    module = machine.root
    if module is None or not module.is_library or machine.scope.parent is not None:
        return None
    path = f"{module.name}.{name}"
    symbol = machine.database.resolve(path)
    return ApiReference(path, symbol) if symbol is not None or path in DEFINED else None


def is_private(reference: ApiReference) -> bool:
    """Whether it was reached by its place in the source, `keras.src.applications.resnet.ResNet50`."""
    place = keras_path(reference.path)
    return place is not None and place.private
