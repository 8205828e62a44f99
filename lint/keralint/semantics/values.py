"""The domain of arguments: what the interpreter hands to the semantics.

An argument is a Python constant (`None`, bool, int, float, str, bytes), a symbolic size, a tuple, list or dict of
arguments, a tensor, a layer, a reference to or an instance of something of Keras's API, something of the user's that
can be called, or `UNKNOWN`.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from keralint.keras_api.database import Signature, Symbol

# A closed union would have to name the interpreter's values, which stand on a higher floor.
Argument: TypeAlias = Any


class UnknownValue(enum.Enum):
    """The value of an argument about which nothing is known."""

    UNKNOWN = "?"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = UnknownValue.UNKNOWN
Unknown: TypeAlias = Literal[UnknownValue.UNKNOWN]


class UnknownFloat(enum.Enum):
    """An operand of which only the type is known."""

    UNKNOWN_FLOAT = "float"


UNKNOWN_FLOAT: Final = UnknownFloat.UNKNOWN_FLOAT
"""A Python float that is not known, where an operation takes a tensor; of an integer `UNKNOWN_DIM` says so."""


class DynamicValue(enum.Enum):
    """An element of a tensor of sizes that is no number before the program runs."""

    DYNAMIC = "None"


DYNAMIC: Final = DynamicValue.DYNAMIC
"""What `tf.shape(x)[0]` is where `x.shape[0]` is `None`; `None` as an element says that it is not known."""


@dataclass(frozen=True, slots=True)
class ApiReference:
    """A class, function or module of a library's public API, not called: `keras.layers.LSTM`, `tensorflow.concat`.

    `path` is the dotted name by which the program reached it, with import aliases undone; `symbol` is what the API
    database knows of it, `None` for a name outside the database.
    """

    path: str
    symbol: Symbol | None = None

    @property
    def canonical(self) -> str:
        return self.symbol.canonical if self.symbol is not None else self.path


@dataclass(eq=False, slots=True)
class ApiInstance:
    """An instance of an API class that is not a layer or a model: an optimizer, an initializer, a loss."""

    reference: ApiReference
    arguments: Mapping[str, Argument] = field(default_factory=dict)

    @property
    def canonical(self) -> str:
        return self.reference.canonical


class UserCallable:
    """A function, lambda or bound method of the user's, which the semantics can run (`Lambda(function)`)."""

    __slots__ = ()

    name: str

    @property
    def signature(self) -> Signature | None:
        """The parameters, `None` if they are not known."""
        return None

    def invoke(self, positional: Sequence[Argument], keyword: Mapping[str, Argument]) -> Argument:
        """The result of the call, `UNKNOWN` where it is not known."""
        raise NotImplementedError


class UserObject:
    """Anything else of the user's: an instance of a class that is not a layer, a class, a module."""

    __slots__ = ()


class UserClass(UserObject):
    """A class of the user's: it is neither a tensor nor a layer, whatever its instances are."""

    __slots__ = ()


def neither_tensor_nor_layer(value: Argument) -> bool:
    """Whether the value certainly is neither: something of Keras's API, a function or a class of the user's.

    A name imported from a module outside the database may be anything.
    """
    if isinstance(value, ApiReference):
        return value.symbol is not None and value.symbol.kind != "constant"
    if isinstance(value, ApiInstance):
        return value.canonical not in ("keras.KerasTensor", "keras.Variable")
    return isinstance(value, (UserCallable, UserClass))
