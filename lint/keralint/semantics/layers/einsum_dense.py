"""EinsumDense (`keras/src/layers/core/einsum_dense.py`)."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from typing import Annotated, Final, TypeAlias

from keralint.semantics.context import Weight
from keralint.semantics.definitions import layer
from keralint.semantics.failures import (
    Expectation,
    Expected,
    Failed,
    Failure,
    InvalidArgument,
    RankMismatch,
    SizeMismatch,
    UndefinedSize,
)
from keralint.semantics.failures.core import InvalidEquation
from keralint.semantics.kinds import (
    Activation,
    Constraint,
    Initializer,
    Kind,
    Regularizer,
    Scope,
    is_dim,
    iterated,
)
from keralint.semantics.layer import Applied
from keralint.semantics.layers.activating import run_activation
from keralint.semantics.layers.common import surely_differ
from keralint.semantics.layers.core import OptionalRank, adapted
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import UNKNOWN, Argument
from keralint.shapes import UNKNOWN_DIM, Dim, Shape

FORMS: Final = (
    re.compile("(?P<input>[a-zA-Z]+),(?P<weight>[a-zA-Z]+)->(?P<output>[a-zA-Z]+)"),
    re.compile("0(?P<input>[a-zA-Z]+),(?P<weight>[a-zA-Z]+)->0(?P<output>[a-zA-Z]+)"),
    re.compile("(?P<input>[a-zA-Z]{2,})0,(?P<weight>[a-zA-Z]+)->(?P<output>[a-zA-Z]+)0"),
)
"""The equations that Keras takes, `...` written as `0`: none, on the left, on the right."""

ON_THE_LEFT: Final = FORMS[1]


class PartialShape(Kind):
    """The output's sizes without the batch: an integer or a tuple, `None` for those that follow from the input."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Argument:
        if is_dim(value):
            return UNKNOWN
        value = iterated(value)
        sizes = tuple(value) if isinstance(value, (tuple, list)) else (value,)
        if value is None or any(isinstance(size, (float, str, bytes)) for size in sizes):
            raise scope.refuse(value, Expectation(Expected.SHAPE))
        if any(isinstance(size, int) and size < 0 for size in sizes):
            raise scope.refuse(value, Expectation(Expected.SHAPE))
        return tuple(UNKNOWN_DIM if size is UNKNOWN else size for size in sizes)


OutputShape: TypeAlias = Annotated[tuple[Dim, ...], PartialShape()]


@dataclass(frozen=True, slots=True)
class Equation:
    """A parsed equation with the sizes of a call; `offset` is the number of axes that a leading `...` stands for."""

    text: str
    input: str
    weight: str
    output: str
    input_sizes: dict[str, Dim]
    output_sizes: dict[str, Dim]
    output_shape: tuple[Dim, ...]
    trailing: int
    """The number of axes that a `...` at the end stands for, or that the equation does not have."""
    open: bool
    """Whether there is a `...`."""

    def size(self, letter: str) -> Dim:
        """The size of a letter of the weight: the output's if it is there, else the input's.

        Raises: Failed(InvalidEquation).
        """
        for sizes in (self.output_sizes, self.input_sizes):
            if letter in sizes:
                return sizes[letter]
        raise Failed(InvalidEquation(equation=self.text, letter=letter))

    def computed_shape(self, rank: int) -> tuple[Dim, ...]:
        """The output's shape on data, where the sizes that `output_shape` leaves open are those of the input."""
        before = rank - len(self.input) - self.trailing
        letters = (*[""] * before, *self.output)
        sizes = itertools.zip_longest(letters, self.output_shape, fillvalue=None)
        return tuple(self.input_sizes.get(letter or "", size) if size is None else size for letter, size in sizes)


@layer("keras.layers.EinsumDense", finish=run_activation, late_weights=True, weights_broadcast=True, one_rank=True)
def einsum_dense(
    inputs: Tensor,
    *,
    equation: Argument,
    output_shape: OutputShape,
    activation: Activation,
    bias_axes: Argument,
    kernel_initializer: Initializer,
    bias_initializer: Initializer,
    kernel_regularizer: Regularizer,
    bias_regularizer: Regularizer,
    kernel_constraint: Constraint,
    bias_constraint: Constraint,
    lora_rank: OptionalRank,
) -> Applied:
    """The einsum of the input and a kernel: sizes of letters come from `output_shape` first, then from the input."""
    dims = inputs.shape.dims
    if dims is None or not isinstance(equation, str):
        return Applied(Tensor.unknown(), unknown="the equation, or the input's rank, is not known")
    parsed = _parse(inputs, dims, equation, output_shape)
    weights = {"kernel": _weight(inputs, parsed, parsed.weight, [parsed.size(letter) for letter in parsed.weight])}
    if isinstance(bias_axes, str) and bias_axes:
        weights["bias"] = _weight(inputs, parsed, bias_axes, _bias(parsed, bias_axes))
    late: tuple[Failure, ...] = ()
    if parsed.trailing and not parsed.open:
        # Keras does not count the axes of the input before the sum is computed.
        mismatch = RankMismatch(tensor=inputs, expected=(len(parsed.input),), found=len(dims))
        if inputs.kind.of_backend:
            raise Failed(mismatch)
        late = (replace(mismatch, late=True),)
    made = parsed.computed_shape(len(dims)) if inputs.kind.of_backend else parsed.output_shape
    adaptable = adapted(weights, "kernel", lora_rank, kernel_constraint)
    return Applied(inputs.reshaped(Shape(made)), adaptable, late=late)


def _parse(inputs: Tensor, dims: tuple[Dim, ...], text: str, partial: tuple[Dim, ...]) -> Equation:
    """Raises: Failed(InvalidEquation | RankMismatch | SizeMismatch)."""
    replaced = text.replace("...", "0")
    match = next((found for form in FORMS if (found := form.match(replaced))), None)
    if match is None:
        raise Failed(InvalidEquation(equation=text))
    names, output = match["input"], match["output"]
    elided = len(dims) - len(names)
    left = match.re is ON_THE_LEFT
    if elided < 0:
        raise Failed(RankMismatch(tensor=inputs, expected=(len(names),), found=len(dims)))
    # Keras inserts them one by one after the batch, so that they come out in reverse.
    inserted = dims[1:elided][::-1] if left else ()
    appended = dims[len(dims) - elided :] if not left else ()
    full = (dims[0], *inserted, *partial, *appended)
    offset = elided if left else 0
    if len(full) < len(output) + offset:
        expectation = Expectation(Expected.SHAPE, length=len(output) - 1)
        raise Failed(InvalidArgument(argument="output_shape", value=partial, expected=expectation))
    sizes = {letter: dims[index + offset] for index, letter in enumerate(names)}
    results = {letter: full[index + offset] for index, letter in enumerate(output)}
    for letter, size in sizes.items():
        wanted = results.get(letter)
        if wanted is not None and surely_differ(wanted, size):
            axis = names.index(letter) + offset
            raise Failed(SizeMismatch(tensor=inputs, axis=axis, expected=wanted, found=size, argument="output_shape"))
    for letter in output:
        if letter not in names and letter not in match["weight"]:
            raise Failed(InvalidEquation(equation=text, letter=letter))
    return Equation(text, names, match["weight"], output, sizes, results, full, 0 if left else elided, "..." in text)


def _bias(equation: Equation, axes: str) -> list[Dim]:
    for letter in axes:
        if letter not in equation.output:
            raise Failed(InvalidEquation(equation=equation.text, letter=letter))
    first = min(equation.output.index(letter) for letter in axes)
    sizes: list[Dim] = [equation.output_sizes[x] if x in axes else 1 for x in equation.output[first:]]
    return sizes + [1] * equation.trailing


def _weight(inputs: Tensor, equation: Equation, letters: str, sizes: list[Dim]) -> Weight:
    """A weight of these sizes, which belong to `letters`.

    Raises: Failed(UndefinedSize) if a size is `None`, from the input or from `output_shape`.
    """
    if any(size is None for size in sizes):
        open_letters = [x for x in equation.input if x in letters and equation.input_sizes[x] is None]
        before = (inputs.rank or 0) - len(equation.input) - equation.trailing
        axis = equation.input.index(open_letters[0]) + before if open_letters else -1
        raise Failed(UndefinedSize(tensor=inputs, axis=axis))
    return Weight(tuple(sizes))
