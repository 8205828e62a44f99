"""Arguments of functions that are words, windows or numbers for each axis."""

from __future__ import annotations

from keralint.semantics.failures.arguments import Expectation, Expected, InvalidArgument
from keralint.semantics.failures.base import Failed
from keralint.semantics.layers.spatial import is_open, open_number
from keralint.semantics.ops.arguments import size_of
from keralint.semantics.ops.mode import Mode, Undetermined
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import UNKNOWN_DIM, Dim


def refuse(argument: str, value: Argument, kind: Expected, *, length: int | None = None) -> Failed:
    """The failure of an argument whose value is none of those that are taken."""
    return Failed(InvalidArgument(argument=argument, value=value, expected=Expectation(kind, length=length)))


def choice(value: Argument, choices: tuple[str, ...], argument: str, *, fold: bool = False) -> str:
    """One of a few words; `fold` ignores case.

    Raises: Failed(InvalidArgument); Undetermined.
    """
    if is_open(value):
        raise Undetermined(f"`{argument}` is not known")
    word = value.lower() if fold and isinstance(value, str) else value
    if not isinstance(word, str) or word not in choices:
        expected = Expectation(Expected.CHOICE, choices=choices)
        raise Failed(InvalidArgument(argument=argument, value=value, expected=expected))
    return word


def layout(value: Argument, mode: Mode) -> str:
    """`data_format`: `channels_last` or `channels_first`, in any case, or what is set globally.

    Raises: Failed(InvalidArgument); Undetermined.
    """
    if value is None:
        if mode.context.data_format_uncertain:
            raise Undetermined("the global `data_format` is not known")
        return mode.context.data_format
    return choice(value, ("channels_last", "channels_first"), "data_format", fold=True)


def refuse_symbolic(**given: Argument) -> None:
    """Refuses symbolic tensors where sizes are computed from: a placeholder is no number, alone or in a sequence.

    Raises: Failed(InvalidArgument).
    """
    for argument, value in given.items():
        items = value if isinstance(value, (tuple, list)) else (value,)
        if any(isinstance(item, Tensor) and item.kind is TensorKind.SYMBOLIC for item in items):
            raise refuse(argument, value, Expected.POSITIVE_INTEGERS)


def _is_of_backend(value: Argument) -> bool:
    """Whether it is a tensor that is no number of NumPy's: some backends take it as a size, others do not."""
    return isinstance(value, Tensor) and not (value.kind is TensorKind.ARRAY and value.rank == 0)


def each(value: Argument, count: int, argument: str) -> tuple[Dim, ...]:
    """A size for each of `count` axes, given as one for all or as a sequence.

    Raises: Failed(InvalidArgument) for a sequence of a length that cannot be broadcast; Undetermined.
    """
    if isinstance(value, Tensor) or (isinstance(value, (tuple, list)) and any(map(_is_of_backend, value))):
        raise Undetermined(f"`{argument}` is a tensor")
    if isinstance(value, (tuple, list)):
        if len(value) != count:
            if len(value) > 1 and count > 1:
                raise refuse(argument, value, Expected.INTEGERS, length=count)
            raise Undetermined(f"`{argument}` has another length")
        sizes = tuple(map(size_of, value))
        if None in sizes or any(isinstance(size, int) and size < 0 for size in sizes):
            raise Undetermined(f"`{argument}` has a form that is not followed")
        return sizes
    if value is None or isinstance(value, (str, bytes, float, dict)):
        raise Undetermined(f"`{argument}` has a form that is not followed")
    size = open_number(value) if is_open(value) else int(value)
    if isinstance(size, int) and size < 0:
        raise Undetermined(f"`{argument}` has a form that is not followed")
    return (size,) * count


def positive_each(value: Argument, count: int, argument: str) -> tuple[Dim, ...]:
    """As `each`, of sizes by which one can divide.

    Raises: Failed(InvalidArgument); Undetermined.
    """
    sizes = each(value, count, argument)
    if 0 in sizes:
        raise Undetermined(f"`{argument}` is 0")
    return sizes


def length_of(value: Argument, argument: str) -> int:
    """How many elements a sequence has.

    Raises: Failed(InvalidArgument) for what is none; Undetermined.
    """
    if isinstance(value, (tuple, list)):
        return len(value)
    if value is None or isinstance(value, (int, float)):
        raise refuse(argument, value, Expected.SHAPE)
    raise Undetermined(f"`{argument}` is not known")


def size_or_unknown(value: Argument) -> Dim:
    """A size given as an argument; whatever is no size, or `None`, is not known."""
    return UNKNOWN_DIM if value is UNKNOWN or value is None else size_of(value)
