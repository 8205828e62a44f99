"""How far the execution goes of what nobody is known to call: not into other modules, with what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from keralint.interpreter.values import Instance, Unknown, Value, contents
from keralint.semantics.layer import CallArguments
from keralint.semantics.tensors import Tensor

if TYPE_CHECKING:
    from keralint.interpreter.machine import Machine

OUT_OF_REACH: Final = "code of another module is not followed with arguments that are not known"
"""It would tell little, and the same code would be executed again from everywhere: it is executed in its own file."""


def is_out_of_reach(machine: Machine, module: Any, arguments: CallArguments) -> bool:
    """Whether code of `module` is called with what is not known, from something that nobody is known to call."""
    if not machine.coverage.alone or module is machine.home or machine.survey is not None:
        return False
    known = [_is_known(value) for value in (*arguments.positional, *arguments.keyword.values())]
    return False in known and not any(map(_is_shaped, (*arguments.positional, *arguments.keyword.values())))


def _is_known(value: Value) -> bool:
    if isinstance(value, Tensor):
        return value.shape.dims is not None
    return not isinstance(value, Unknown) and all(map(_is_known, _parts(value)))


def _is_shaped(value: Value) -> bool:
    """Whether it is a tensor whose rank is known, or holds one."""
    if isinstance(value, Tensor):
        return value.shape.dims is not None
    return any(map(_is_shaped, _parts(value)))


def _parts(value: Value) -> tuple[Value, ...]:
    """What a container holds; of an object it says little that something in it is not known."""
    return () if isinstance(value, Instance) else contents(value)
