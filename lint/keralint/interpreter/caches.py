"""`functools.cache` and `lru_cache`: a function that is executed once for the same arguments."""

from __future__ import annotations

from typing import Any, Final

import libcst as cst

from keralint.interpreter.escape import escape, release
from keralint.interpreter.machine import Machine
from keralint.interpreter.values import ContentSlots, Function, NativeFunction, Unknown, Value, is_key
from keralint.semantics.layer import CallArguments

CACHES: Final = frozenset({"functools.cache", "functools.lru_cache"})

_MOST_KEPT: Final = 128
"""How many results `lru_cache` keeps, if it is not told."""


def cached(machine: Machine, value: Value, path: str, decorator: cst.BaseExpression) -> Value:
    """What `value` becomes by the decorator: the function with what it has given so far."""
    given = decorator.args if isinstance(decorator, cst.Call) else ()
    if not isinstance(value, Function) or value.opaque or value.lazy or not all(map(_is_no_limit, given)):
        release(machine, (value,))
        if isinstance(value, Function):
            value.opaque = True
        return value
    results = ContentSlots(kept={})
    without_limit = path == "functools.cache" or bool(given)

    def run(arguments: CallArguments, site: Any) -> Value:
        from keralint.interpreter.calls import call_value  # calls make the functions that are decorated

        kept = results["kept"]
        key = (arguments.positional, tuple(arguments.keyword.items()))
        unclear = arguments.star or arguments.double_star or not is_key(key)
        if kept is None or unclear or (not without_limit and len(kept) >= _MOST_KEPT):
            machine.state.write(results, "kept", None)
            release(machine, (value, *(kept or {}).values()))
            escape(machine, arguments)
            return Unknown(f"what `{value.name}` has given before is not known")
        if key not in kept:
            found = call_value(machine, value, arguments, site)
            if results["kept"] is None:
                return Unknown(f"what `{value.name}` has given before is not known")
            machine.state.write(results, "kept", {**results["kept"], key: found})
        return results["kept"][key]

    return NativeFunction(value.name, run, (value,))


def _is_no_limit(argument: cst.Arg) -> bool:
    """`maxsize=None`."""
    return isinstance(argument.value, cst.Name) and argument.value.value == "None"
