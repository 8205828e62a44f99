"""Whether two variables hold one and the same value, also where it is not known which."""

from __future__ import annotations

from keralint.interpreter.values import Unknown, Value
from keralint.shapes import Symbolic


def is_one_value(value: Value) -> bool:
    """Whether it stands for one number or text that is not known, and not for anything of which no more is known."""
    return isinstance(value, Unknown) and value.of in ("int", "str")


def identity(value: Value) -> object:
    """What tells whether two variables hold the same."""
    return value if isinstance(value, (Symbolic, str, int, float)) else _Same(value)


class _Same:
    """Equal for one and the same object only, whatever its class says."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)
