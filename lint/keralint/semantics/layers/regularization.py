"""Dropout and noise: layers that change nothing but numbers, in training (`keras/src/layers/regularization`)."""

from __future__ import annotations

from functools import partial
from typing import Annotated, TypeAlias

from keralint.semantics.context import Context
from keralint.semantics.definitions import layer
from keralint.semantics.failures import Expectation, Expected
from keralint.semantics.kinds import Choice, Kind, Number, Scope, is_dim
from keralint.semantics.layers.common import check_seed, same
from keralint.semantics.tensors import Structure, Tensor
from keralint.semantics.values import UNKNOWN, Argument

Fraction: TypeAlias = Annotated[Argument, Number(low=0, high=1)]
Penalty: TypeAlias = Annotated[Argument, Number(low=0, high=1.7976931348623157e308, optional=True)]
DataFormat: TypeAlias = Annotated[str | None, Choice((None, "channels_last", "channels_first"), fold=True)]


class NoiseShape(Kind):
    """A tuple of positive integers, `None` where the input's size is meant; or `None`."""

    __slots__ = ()

    def check(self, value: Argument, scope: Scope) -> Argument:
        sizes = tuple(value) if isinstance(value, bytes) else value  # bytes are integers to Keras as well
        if isinstance(sizes, (bool, int, float, str)) or self._holds_no_size(sizes):
            raise scope.refuse(value, Expectation(Expected.SHAPE))
        return sizes

    def _holds_no_size(self, value: Argument) -> bool:
        return isinstance(value, (tuple, list)) and any(
            size is not None and not is_dim(size) and (not isinstance(size, int) or size <= 0) for size in value
        )

    def alternatives(self, scope: Scope) -> tuple[Argument, ...]:
        return (UNKNOWN,)


Noise: TypeAlias = Annotated[Argument, NoiseShape()]


def seeded(arguments: dict[str, Argument], context: Context, *, rate: str = "rate") -> None:
    """Raises: Failed(InvalidArgument) for a seed that is no integer, where the rate is positive."""
    check_seed(arguments, rate)


@layer("keras.layers.Dropout", prepare=seeded)
def dropout(inputs: Structure, *, rate: Fraction, noise_shape: Noise) -> Structure:
    """Elementwise."""
    return same(inputs, none=True)


@layer("keras.layers.AlphaDropout", prepare=seeded)
@layer("keras.layers.GaussianDropout", prepare=seeded)
def plain_dropout(inputs: Structure, *, rate: Fraction) -> Structure:
    """Elementwise; `noise_shape` of AlphaDropout is not checked."""
    return same(inputs, none=True)


@layer("keras.layers.GaussianNoise", prepare=partial(seeded, rate="stddev"))
def gaussian_noise(inputs: Structure, *, stddev: Fraction) -> Structure:
    """Elementwise; Keras takes standard deviations from 0 to 1 only."""
    return same(inputs, none=True)


@layer("keras.layers.SpatialDropout1D", prepare=seeded)
def spatial_dropout_1d(inputs: Tensor, *, rate: Fraction) -> Tensor:
    """(batch, steps, channels), elementwise."""
    inputs.require_rank(3)
    return inputs


@layer("keras.layers.SpatialDropout2D", prepare=seeded, rank=2)
@layer("keras.layers.SpatialDropout3D", prepare=seeded, rank=3)
def spatial_dropout(inputs: Tensor, *, rate: Fraction, data_format: DataFormat, rank: int) -> Tensor:
    """(batch, …space…, channels) or channels first, elementwise."""
    inputs.require_rank(rank + 2)
    return inputs


@layer("keras.layers.ActivityRegularization")
def activity_regularization(inputs: Structure, *, l1: Penalty, l2: Penalty) -> Structure:
    """Elementwise."""
    return same(inputs, none=True)
