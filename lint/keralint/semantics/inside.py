"""What a class of Keras's keeps inside of its objects, for the classes of programs that derive from it and use that.

A `call` of their own goes by the layers that the `build` of Keras's class has made, `self._query_dense(query)`, and by
its other methods. Their names are private, and the same in all versions of Keras 3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Final

from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import Dim


@dataclass(frozen=True, slots=True)
class Made:
    """A layer that Keras's class makes: the class, and the keywords that it is made with."""

    path: str
    keyword: Mapping[str, Argument]


Attributes = dict[str, Argument]
"""Attributes by name; a layer as it is made."""


Function = Callable[[Mapping[str, Argument], Mapping[str, Argument]], Argument]
"""What a method does, by the arguments of the constructor and by its own, of which some may be missing."""


@dataclass(frozen=True, slots=True)
class Method:
    """A method of Keras's class."""

    function: Function
    parameters: tuple[str, ...] = ()
    sets: bool = False
    """It gives nothing, and sets the attributes that the function gives."""


@dataclass(frozen=True, slots=True)
class Inside:
    """What is inside of one class's objects."""

    initial: Callable[[Mapping[str, Argument]], Attributes]
    """What `__init__` sets, by the arguments of the constructor."""
    build: Method
    methods: Mapping[str, Method]
    """Others, by name."""


def inside_of(canonical: str) -> Inside | None:
    """What is inside of the objects of a class, as far as that is described."""
    return _INSIDE.get(canonical)


# --- MultiHeadAttention (`keras/src/layers/attention/multi_head_attention.py`) ----------------------------------------

_DENSE: Final = "keras.layers.EinsumDense"
_COMMON: Final = (
    "kernel_initializer",
    "bias_initializer",
    "kernel_regularizer",
    "bias_regularizer",
    "activity_regularizer",
    "kernel_constraint",
    "bias_constraint",
)


def _initial(arguments: Mapping[str, Argument]) -> Attributes:
    """Each argument under its name with a `_` before it."""
    attributes = {f"_{name}": value for name, value in arguments.items()}
    return attributes | {"_value_dim": _depth(arguments), "_output_shape": arguments.get("output_shape") or None}


def _depth(arguments: Mapping[str, Argument]) -> Argument:
    depth = arguments.get("value_dim")
    return arguments.get("key_dim") if depth is None else depth


def _built(arguments: Mapping[str, Argument], given: Mapping[str, Argument]) -> Attributes:
    """The projections of the query, the key and the value, and that of the output; of ranks that are known."""
    query, value, key = (given.get(f"{name}_shape") for name in ("query", "value", "key"))
    key = value if key is None else key
    heads, size = arguments.get("num_heads"), arguments.get("key_dim")
    made: Attributes = {}
    if isinstance(query, (tuple, list)):
        made["_query_dense"] = _projection(arguments, len(query) - 1, 1, (heads, size))
        made["_output_dense"] = _output_dense(arguments, given)
    if isinstance(key, (tuple, list)):
        made["_key_dense"] = _projection(arguments, len(key) - 1, 1, (heads, size))
    if isinstance(value, (tuple, list)):
        made["_value_dense"] = _projection(arguments, len(value) - 1, 1, (heads, _depth(arguments)))
        made |= _attention(arguments, {"rank": len(value) + 1})
    return made


def _output_dense(arguments: Mapping[str, Argument], given: Mapping[str, Argument]) -> Argument:
    query = given.get("query_shape")
    if not isinstance(query, (tuple, list)) or not query:
        return UNKNOWN
    sizes = arguments.get("output_shape") or (query[-1],)
    return _projection(arguments, len(query) - 1, 2, sizes) if isinstance(sizes, (tuple, list)) else UNKNOWN


def _projection(arguments: Mapping[str, Argument], free: int, bound: int, sizes: Sequence[Dim]) -> Made:
    """(…free axes, …bound axes) -> (…free axes, …sizes)."""
    letters = ascii_lowercase[: free + bound + len(sizes)]
    kept, summed, new = letters[:free], letters[free : free + bound], letters[free + bound :]
    keyword = {
        "equation": f"{kept}{summed},{summed}{new}->{kept}{new}",
        "output_shape": (*[None] * (free - 1), *sizes),
        "bias_axes": new if arguments.get("use_bias") else None,
    }
    return Made(_DENSE, keyword | _common(arguments))


def _common(arguments: Mapping[str, Argument], given: Mapping[str, Argument] | None = None) -> dict[str, Argument]:
    """The keywords that all its layers get."""
    return {name: arguments[name] for name in _COMMON if name in arguments}


def _attention(arguments: Mapping[str, Argument], given: Mapping[str, Argument]) -> Attributes:
    """What the scores of tensors of some rank, that of the projections, are computed with."""
    rank, axes = given.get("rank"), arguments.get("attention_axes")
    if not isinstance(rank, int) or not 0 < rank <= len(ascii_lowercase) // 2:
        return {}
    axes = (axes,) if isinstance(axes, int) else range(1, rank - 2) if axes is None else axes
    if not isinstance(axes, (tuple, list, range)) or not all(isinstance(axis, int) for axis in axes):
        return {}
    axes = tuple([axis if axis >= 0 else rank - 1 + axis for axis in axes])
    if any(not 0 <= axis < rank - 1 for axis in axes):
        return {}
    other = iter(ascii_lowercase[rank:])
    target = ascii_lowercase[:rank]
    source = "".join([next(other) if i in axes else letter for i, letter in enumerate(target)])
    batch = [letter for i, letter in enumerate(target[:-1]) if i not in axes]
    scores = "".join([*batch, *[target[axis] for axis in axes], *[source[axis] for axis in axes]])
    return {
        "_attention_axes": axes,
        "_dot_product_equation": f"{source},{target}->{scores}",
        "_combine_equation": f"{scores},{source}->{target}",
        "_softmax": Made("keras.layers.Softmax", {"axis": tuple(range(len(scores) - len(axes), len(scores)))}),
        "_dropout_layer": Made("keras.layers.Dropout", {"rate": arguments.get("dropout", 0.0)}),
    }


_INSIDE: Final = {
    "keras.layers.MultiHeadAttention": Inside(
        _initial,
        Method(_built, ("query_shape", "value_shape", "key_shape"), sets=True),
        {
            "_build_attention": Method(_attention, ("rank",), sets=True),
            "_get_common_kwargs_for_sublayer": Method(_common),
            "_make_output_dense": Method(_output_dense, ("query_shape", "common_kwargs", "name")),
        },
    )
}
