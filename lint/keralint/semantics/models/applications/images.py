"""The image that an application is built on: `input_shape`, `input_tensor`, or what the builder takes instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from keralint.semantics.context import Context
from keralint.semantics.models.applications.checks import Dims
from keralint.semantics.models.applications.data import Recipe
from keralint.semantics.models.graph import is_entry, sources, sources_known
from keralint.semantics.models.inputs import create_input
from keralint.semantics.tensors import Structure, Tensor, TensorKind
from keralint.semantics.values import Argument
from keralint.shapes import UNKNOWN_DIM, Dim, Symbolic

OWN_DEFAULTS: Final[Mapping[str, Dims]] = {"NASNetMobile": (224, 224, 3)}
"""The `input_shape` that a builder takes for a model without a top."""


def given_shape(arguments: Mapping[str, Argument]) -> Dims | None:
    """`input_shape` as sizes; `None` if it is not given, or not known."""
    shape = arguments.get("input_shape")
    if not isinstance(shape, (tuple, list)) or not shape:
        return None
    return tuple(size if size is None or isinstance(size, (int, Symbolic)) else UNKNOWN_DIM for size in shape)


def declared_shape(recipe: Recipe, arguments: Mapping[str, Argument], top: bool, context: Context) -> Dims | None:
    """The `input_shape` that the builder works with; `None` if that is not known."""
    given, value, tensor = given_shape(arguments), arguments.get("input_shape"), arguments.get("input_tensor")
    if given is not None:
        return given
    if value is not None and value not in ((), []):
        return None
    first = context.data_format == "channels_first"
    sizes: tuple[Dim, Dim] = (None, None)
    if recipe.size is None:
        if isinstance(tensor, Tensor):
            dims = tensor.shape.dims
            if dims is None or len(dims) != 4:
                return None
            sizes = (dims[2], dims[3]) if first else (dims[1], dims[2])
    elif top:
        sizes = (recipe.size, recipe.size)
    elif recipe.name in OWN_DEFAULTS:
        return OWN_DEFAULTS[recipe.name]
    return (3, *sizes) if first else (*sizes, 3)


def image_tensor(arguments: Mapping[str, Argument], shape: Dims, context: Context) -> Tensor | None:
    """The tensor that the first layer is called on; `None` if it is not known.

    Raises: Failed(InvalidInputShape).
    """
    given = arguments.get("input_tensor")
    if given is None:
        return create_input({"shape": shape}, context).output
    symbolic = isinstance(given, Tensor) and given.kind is TensorKind.SYMBOLIC
    return given if symbolic else None


def source_inputs(image: Tensor) -> list[Tensor] | None:
    """The inputs that a tensor is computed from (`get_source_inputs`); `None` if they are not known."""
    found: dict[Tensor, None] = {}
    stack, seen = [image], set()
    while stack:
        tensor = stack.pop()
        if is_entry(tensor):
            found[tensor] = None
            continue
        if tensor.call is None or not sources_known(tensor.call):
            return None
        if tensor.call not in seen:
            seen.add(tensor.call)
            stack.extend(reversed(list(sources(tensor.call))))
    return list(found)


def model_inputs(recipe: Recipe, arguments: Mapping[str, Argument], image: Tensor) -> Structure | None:
    """What the model takes: the image itself, or a list of what `input_tensor` is computed from."""
    if arguments.get("input_tensor") is None:
        return image
    inputs = source_inputs(image)
    if inputs and recipe.name.startswith("ConvNeXt"):
        return inputs[0]
    return inputs
