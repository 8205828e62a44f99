"""Binding arguments to parameters, exactly as Python does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, TypeAlias, TypeVar

from keralint.keras_api.spelling import nearest_name
from keralint.keras_api.symbols import NOT_CONSTANT, Signature

T = TypeVar("T")

_BY_POSITION: Final = ("POSITIONAL_ONLY", "POSITIONAL_OR_KEYWORD")
_BY_NAME: Final = ("POSITIONAL_OR_KEYWORD", "KEYWORD_ONLY")


@dataclass(frozen=True, slots=True)
class Bound(Generic[T]):
    """Arguments by parameter name; defaults are not filled in."""

    arguments: dict[str, T]
    extra_positional: tuple[T, ...] = ()
    extra_keyword: dict[str, T] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MissingArgument:
    """Required parameters that nothing was given for."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnexpectedKeyword:
    """A keyword that is no parameter; `nearest` is one that may be meant."""

    name: str
    nearest: str | None


@dataclass(frozen=True, slots=True)
class TooManyPositional:
    """More positional arguments than parameters that take them."""

    limit: int
    given: int


@dataclass(frozen=True, slots=True)
class MultipleValues:
    """A parameter that was given by position and by keyword."""

    name: str


BindFailure: TypeAlias = MissingArgument | UnexpectedKeyword | TooManyPositional | MultipleValues


def is_constant(default: object) -> bool:
    """Whether the default of a parameter is known."""
    return default is not NOT_CONSTANT


def bind(
    signature: Signature,
    positional: Sequence[T],
    keyword: Mapping[str, T],
    *,
    star: bool = False,
    double_star: bool = False,
) -> Bound[T] | BindFailure:
    """The arguments bound to parameters, or why they do not fit.

    `star` and `double_star` say that an unknown `*args`, after the positional ones, or an unknown `**kwargs` was
    passed as well: then a failure is told only if it does not depend on what they hold.
    """
    by_position = signature.by_position
    if len(positional) > len(by_position) and not signature.any_positional and signature.complete:
        return TooManyPositional(len(by_position), len(positional))
    arguments: dict[str, T] = dict(zip(by_position, positional, strict=False))
    extra: dict[str, T] = {}
    for name, value in keyword.items():
        failure = _bind_keyword(signature, name, value, arguments, extra)
        if failure is not None:
            return failure
    certain = tuple(
        p.name
        for p in signature.required
        if p.name not in arguments
        and not (star and p.kind in _BY_POSITION)
        and not (double_star and p.kind in _BY_NAME)
    )
    if certain:
        return MissingArgument(certain)
    return Bound(arguments, tuple(positional[len(by_position) :]), extra)


def _bind_keyword(
    signature: Signature, name: str, value: T, arguments: dict[str, T], extra: dict[str, T]
) -> BindFailure | None:
    if name in signature.by_name:
        if name in arguments:
            return MultipleValues(name)
        arguments[name] = value
        return None
    if not _takes_extra(signature, name):
        nearest = nearest_name(name, signature.keywords)
        if signature.complete or nearest is not None:
            return UnexpectedKeyword(name, nearest)
    extra[name] = value
    return None


def _takes_extra(signature: Signature, name: str) -> bool:
    return signature.any_keyword and (signature.accepts_extra is None or name in signature.accepts_extra)
