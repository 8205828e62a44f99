"""Failures of the models of `keras.applications`."""

from __future__ import annotations

from dataclasses import dataclass

from keralint.semantics.failures.base import Failure
from keralint.semantics.values import Argument
from keralint.shapes import Dim


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageTooSmall(Failure):
    """The height or width of `input_shape` is below what the application takes."""

    application: str
    shape: tuple[Dim, ...]
    minimum: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAnImage(Failure):
    """`input_shape` has not three sizes."""

    application: str
    shape: tuple[Dim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenImageSize(Failure):
    """A height or width is `None`, and must be known: by the classifier at the `top`, or to load the weights."""

    application: str
    shape: tuple[Dim, ...]
    top: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PretrainedMismatch(Failure):
    """An argument has a value for which there are no ImageNet weights; `expected` are those for which there are.

    `top` tells that they are needed because the classifier is loaded as well.
    """

    application: str
    argument: str
    value: Argument
    expected: tuple[Argument, ...]
    top: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownWeights(Failure):
    """`weights` is neither `None` nor "imagenet" nor the path of a file that weights can be loaded from."""

    application: str
    value: Argument
