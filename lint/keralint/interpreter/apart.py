"""Code that has nothing to do with Keras, by the names that it reads: executing it by itself would tell nothing.

What is found wrong begins with something of Keras's, of TensorFlow's or of NumPy's. A function gets hold of it by a
name of a scope around it, or by importing it; what its callers give is not known, if nobody calls it.
"""

from __future__ import annotations

from typing import Any, Final

import libcst as cst

from keralint.interpreter.values import BuiltinFunction, ClassValue, Function, Scope, Unknown, Value
from keralint.semantics.values import ApiReference
from keralint.source.walking import children

_DESCRIBED: Final = frozenset({"keras", "numpy", "tensorflow", "tf_keras"})
"""Libraries of which the semantics know something."""

_PLAIN: Final = frozenset({int, str, float, bool, type(None), bytes, Unknown, BuiltinFunction})
_IMPORTS: Final = frozenset({cst.Import, cst.ImportFrom})


class Apart:
    """Tells which functions and classes have nothing to do with Keras, in the state at the end of a module."""

    def __init__(self) -> None:
        self._known: dict[Any, bool] = {}

    def has(self, value: Function | ClassValue) -> bool:
        """Whether the code of a function, or of all methods of a class, is apart, with the functions that it calls."""
        if value in self._known:
            return self._known[value]
        before = len(self._known)
        self._known[value] = True  # what calls itself depends on the rest of it
        found = self._class(value) if isinstance(value, ClassValue) else self._function(value)
        if not found:
            for other in [one for one in list(self._known)[before:] if self._known[one]]:
                del self._known[other]  # it may have been found to be apart because this seemed to be
            self._known[value] = False
        return found

    def _function(self, function: Function) -> bool:
        if function.opaque:
            return False
        names: set[str] = set()
        stack: list[Any] = [function.node.body]
        while stack:
            node = stack.pop()
            kind = type(node)
            if kind is cst.Name:
                if node.value not in names:
                    names.add(node.value)
                    # What `eval` reads is in a text, and may be anything.
                    if node.value == "eval" or not self._value(_bound(node.value, function.closure)):
                        return False
            elif kind in _IMPORTS:
                return False
            else:
                stack += children(node)
        return True

    def _class(self, cls: ClassValue) -> bool:
        own = [value for one in cls.mro if isinstance(one, ClassValue) for value in one.scope.slots.values()]
        return all(map(self._value, (*own, *cls.foreign_bases)))

    def _value(self, value: Value) -> bool:
        if type(value) in _PLAIN:
            return True
        if isinstance(value, ApiReference):
            return value.symbol is None and value.path.partition(".")[0] not in _DESCRIBED
        return isinstance(value, (Function, ClassValue)) and self.has(value)


def _bound(name: str, scope: Scope) -> Value:
    """What is bound to a name in the scopes around a function; its parameters and attributes may have the same name."""
    found = scope.find(name)
    return None if found is None else found.slots[name]
