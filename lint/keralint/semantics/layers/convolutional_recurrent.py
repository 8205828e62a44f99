"""ConvLSTM1D, 2D and 3D (`keras/src/layers/rnn/conv_lstm.py`): an LSTM whose products are convolutions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, TypeAlias

from keralint.semantics.builtin import BuiltinLayer
from keralint.semantics.context import Context, Weight
from keralint.semantics.definitions import layer
from keralint.semantics.failures import Expectation, Expected, Failed, Failure, InvalidArgument, UndefinedSize
from keralint.semantics.kinds import Flag, Integer, Kind
from keralint.semantics.layer import Applied
from keralint.semantics.layers.cells import GATED
from keralint.semantics.layers.convolutional import Padding, check_dilation, slide_over
from keralint.semantics.layers.sequences import MODES, Open, Run, is_built, misfits, settled
from keralint.semantics.layers.spatial import Count, DataFormat, Grid, Sizes, Window, grid_of, whole_window
from keralint.shapes import Dim, decide, multiply

Filters: TypeAlias = Annotated[Dim, Integer(Expected.POSITIVE_INTEGER, minimum=0, numpy=True)]
"""None at all are accepted until data comes."""
Strides: TypeAlias = Annotated[tuple[Count, ...], Sizes(minimum=0)]

CHECKED: Final[Mapping[str, Kind]] = {**GATED, **MODES}


@layer("keras.layers.ConvLSTM1D", prepare=check_dilation, checked=CHECKED, late_weights=True, rank=1)
@layer("keras.layers.ConvLSTM2D", prepare=check_dilation, checked=CHECKED, late_weights=True, rank=2)
@layer("keras.layers.ConvLSTM3D", prepare=check_dilation, checked=CHECKED, late_weights=True, rank=3)
def convolutional_lstm(
    inputs: Open,
    initial_state: Open = None,
    *,
    filters: Filters,
    kernel_size: Window,
    strides: Strides,
    padding: Padding,
    data_format: DataFormat,
    dilation_rate: Window,
    use_bias: Flag,
    return_sequences: Flag,
    return_state: Flag,
    this: BuiltinLayer,
    context: Context,
    rank: int,
) -> Applied:
    """(batch, steps, …space…, channels) -> (batch, …windows…, filters), of each step if asked for, and h and c."""
    run = Run.over(inputs, initial_state, rank + 3, this, context)
    grid = _checked(_step_of(run, rank, data_format), run)
    failures = _check_numbers(filters, strides)
    kernel = whole_window(kernel_size, "kernel_size")
    weights = _weights(kernel, grid.channels, filters, use_bias)
    space = slide_over(grid, kernel, strides, padding, dilation_rate)
    made = (filters, *space) if grid.channels_first else (*space, filters)
    states = [run.state(*made)] * 2
    late = settled([*failures, *misfits(run.given, states, this)], context)
    return run.returned(made, states, weights, sequences=return_sequences, with_states=return_state, late=late)


def _step_of(run: Run, rank: int, data_format: str | None) -> Grid:
    """The input with the steps counted among the batch, so that failures name its own axes."""
    if run.x.shape.dims is None:
        return grid_of(run.x, rank, data_format, run.context)
    return grid_of(run.x, rank, data_format, run.context, batch_axes=True)


def _checked(grid: Grid, run: Run) -> Grid:
    """To be built, Keras 3 needs to know the space, for the states; both versions need to know the channels.

    Raises: Failed(UndefinedSize).
    """
    if is_built(run.layer, run.context):
        return grid
    if None in grid.space and run.context.keras_major >= 3:
        raise Failed(UndefinedSize(tensor=run.x, axis=grid.axis(grid.space.index(None))))
    grid.defined_channels()
    return grid


def _check_numbers(filters: Dim, strides: tuple[Count, ...]) -> list[Failure]:
    """Layers of no filters fail on data; steps of 0 fail at once.

    Raises: Failed(InvalidArgument).
    """
    if 0 in strides:
        expected = Expectation(Expected.POSITIVE_INTEGERS, length=len(strides))
        raise Failed(InvalidArgument(argument="strides", value=strides, expected=expected))
    if decide.equal(filters, 0) is not decide.Answer.YES:
        return []
    return [InvalidArgument(argument="filters", value=filters, expected=Expectation(Expected.POSITIVE_INTEGER))]


def _weights(kernel: tuple[Dim, ...], channels: Dim, filters: Dim, use_bias: bool) -> dict[str, Weight]:
    width = multiply(4, filters)
    weights = {"kernel": Weight((*kernel, channels, width)), "recurrent_kernel": Weight((*kernel, filters, width))}
    return {**weights, "bias": Weight((width,))} if use_bias else weights
