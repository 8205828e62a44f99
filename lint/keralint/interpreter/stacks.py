"""Contexts of the standard library: `nullcontext`, and `ExitStack`, which leaves others when it is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from keralint.interpreter.escape import release
from keralint.interpreter.namespaces import native_class
from keralint.interpreter.objects import find_special, special
from keralint.interpreter.values import (
    ABSENT,
    BoundMethod,
    Function,
    Instance,
    NativeFunction,
    Unknown,
    Value,
)
from keralint.semantics.layer import CallArguments

if TYPE_CHECKING:
    from keralint.interpreter.facts import Site
    from keralint.interpreter.machine import Machine

Method = Callable[["Machine", Instance, CallArguments, "Site"], Value]

_HELD: Final = "_held"
"""What a `nullcontext` gives, and what a stack executes when it is left, the last first."""


def _made(machine: Machine, name: str, methods: Mapping[str, Method], held: Value) -> Instance:
    made = Instance(native_class(machine, name, methods))
    made.slots[_HELD] = held
    return made


def null_context(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`nullcontext(value)`."""
    given = (*arguments.positional, *arguments.keyword.values(), None)
    return _made(machine, "nullcontext", _NULL, given[0])


_NULL: Final[Mapping[str, Method]] = {
    "__enter__": lambda machine, context, arguments, site: context.slots[_HELD],
    "__exit__": lambda machine, context, arguments, site: None,
}


def exit_stack(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`ExitStack()`."""
    return _made(machine, "ExitStack", _STACK, ())


def _enter_context(machine: Machine, stack: Instance, arguments: CallArguments, site: Site) -> Value:
    context = arguments.positional[0] if arguments.positional else None
    entered = special(machine, context, "__enter__", (), site.node)
    if entered is ABSENT:
        machine.doubts += 1
        release(machine, arguments.positional)
        return Unknown("what a context manager gives is not known")
    leave = find_special(context, "__exit__")
    holding = BoundMethod(context, leave) if isinstance(leave, Function) else context
    _push(machine, stack, lambda given: special(machine, context, "__exit__", given, site.node), holding)
    return entered


def _callback(machine: Machine, stack: Instance, arguments: CallArguments, site: Site) -> Value:
    from keralint.interpreter.calls import call_value  # calls look this up

    function, *given = arguments.positional or (None,)
    call = CallArguments(tuple(given), arguments.keyword, arguments.star, arguments.double_star)

    def run(_: tuple[Value, ...]) -> Value:
        call_value(machine, function, call, site)

    _push(machine, stack, run, *arguments.positional, *arguments.keyword.values())
    return function


def _push(machine: Machine, stack: Instance, leave: Callable[[tuple[Value, ...]], Value], *holding: Value) -> None:
    held = stack.slots[_HELD]
    if isinstance(held, tuple):
        machine.state.write(stack.slots, _HELD, (*held, NativeFunction("__exit__", leave, holding)))
    else:
        release(machine, holding)


def _leave(machine: Machine, stack: Instance, arguments: CallArguments, site: Site) -> Value:
    """Leaves all that it has entered; what has swallowed the exception is not told to the rest."""
    held, given = stack.slots[_HELD], arguments.positional
    if not isinstance(held, tuple):
        machine.doubts += 1
        release(machine, (held,))
        return Unknown("what the stack holds is not known")
    machine.state.write(stack.slots, _HELD, ())
    swallowed: Value = False
    for leave in reversed(held):
        answer = leave.implementation(given)
        if isinstance(answer, bool) and answer and given[:1] != (None,):
            swallowed, given = True, (None, None, None)
        elif answer is not None and answer is not False:
            swallowed, given = Unknown("an exception may be swallowed", "bool"), (Unknown("an exception, or none"),) * 3
    return swallowed


_STACK: Final[Mapping[str, Method]] = {
    "__enter__": lambda machine, stack, arguments, site: stack,
    "__exit__": _leave,
    "enter_context": _enter_context,
    "callback": _callback,
    "close": lambda machine, stack, arguments, site: _closed(machine, stack, site),
}


def _closed(machine: Machine, stack: Instance, site: Site) -> Value:
    _leave(machine, stack, CallArguments((None, None, None)), site)
    return None


STACKS: Final = {"contextlib.ExitStack": exit_stack, "contextlib.nullcontext": null_context}
"""By their dotted path."""
