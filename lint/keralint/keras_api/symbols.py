"""What is known of one object of the API: its kind, its parameters, its methods and attributes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from keralint.keras_api.database import Database

Kind = Literal["module", "class", "function", "constant"]


class _NotConstant:
    """Marks a default that is not a constant."""

    def __repr__(self) -> str:
        return "NOT_CONSTANT"


NOT_CONSTANT: Final = _NotConstant()


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter; `kind` is the name of `inspect`'s kind."""

    name: str
    kind: str
    required: bool
    default: object = None


@dataclass(frozen=True)
class Signature:
    """The parameters of a callable, without `self`.

    `accepts_extra` are the keywords that its `**kwargs` takes, `None` if that is not known. Releases other than that
    of the data may know more: `past` are keywords that earlier ones took, and a signature that is not `complete` may
    have got others.
    """

    parameters: tuple[Parameter, ...]
    accepts_extra: frozenset[str] | None = None
    past: frozenset[str] = frozenset()
    complete: bool = True

    @cached_property
    def by_position(self) -> tuple[str, ...]:
        """The parameters that take positional arguments, in order."""
        return tuple(p.name for p in self.parameters if p.kind in ("POSITIONAL_ONLY", "POSITIONAL_OR_KEYWORD"))

    @cached_property
    def by_name(self) -> frozenset[str]:
        """The parameters that take keywords."""
        return frozenset(p.name for p in self.parameters if p.kind in ("POSITIONAL_OR_KEYWORD", "KEYWORD_ONLY"))

    @cached_property
    def required(self) -> tuple[Parameter, ...]:
        """The parameters without a default."""
        return tuple(p for p in self.parameters if p.required)

    @cached_property
    def any_positional(self) -> bool:
        """Whether it has `*args`."""
        return any(p.kind == "VAR_POSITIONAL" for p in self.parameters)

    @cached_property
    def any_keyword(self) -> bool:
        """Whether it has `**kwargs`."""
        return any(p.kind == "VAR_KEYWORD" for p in self.parameters)

    @property
    def keywords(self) -> list[str]:
        """Every keyword that can be given."""
        named = [p.name for p in self.parameters if p.kind in ("POSITIONAL_OR_KEYWORD", "KEYWORD_ONLY")]
        return [*named, *sorted(self.accepts_extra or ())]


@dataclass(frozen=True, eq=False)
class Symbol:
    """One object of the API, under its canonical name. Signatures are read when they are asked for."""

    canonical: str
    kind: Kind
    _entry: Mapping[str, Any] = field(repr=False)
    _database: Database = field(repr=False)

    @property
    def major(self) -> int:
        """The version of Keras that it belongs to: 2 for what `tf_keras` has, whatever version is asked for."""
        return self._database.major

    @property
    def value(self) -> object:
        """The value of a constant, `None` if it is not known."""
        return self._entry.get("v")

    @property
    def is_layer(self) -> bool:
        return "l" in self._entry

    @property
    def bases(self) -> tuple[str, ...]:
        """The public classes that a class derives from, the nearest first."""
        return tuple(self._entry.get("b", ()))

    @property
    def signature(self) -> Signature | None:
        """Of the function, or of the class's constructor."""
        return self._database.signature(self.canonical, "s")

    @property
    def call_signature(self) -> Signature | None:
        """Of a layer's `call`."""
        return self._database.signature(self.canonical, "c")

    @property
    def methods(self) -> Mapping[str, Signature]:
        """Public methods by name, inherited ones included."""
        return self._database.methods(self.canonical)

    @property
    def attributes(self) -> frozenset[str]:
        """Public attributes that are no methods, inherited ones included."""
        return self._database.attributes(self.canonical)


def read_signature(
    raw: list[list[Any]] | None, extra: Sequence[str] | None = None, past: Sequence[str] = (), *, complete: bool
) -> Signature | None:
    """The signature that stands in the data: `[[name, kind, default?], …]`, the default of `{}` being no constant."""
    if raw is None:
        return None
    accepts = None if extra is None else frozenset(extra)
    return Signature(tuple(map(_parameter, raw)), accepts, frozenset(past), complete)


def _parameter(raw: list[Any]) -> Parameter:
    name, kind, *default = raw
    if not default:
        return Parameter(name, kind, kind not in ("VAR_POSITIONAL", "VAR_KEYWORD"))
    value = default[0]
    return Parameter(name, kind, False, NOT_CONSTANT if isinstance(value, dict) else _frozen_default(value))


def _frozen_default(value: object) -> object:
    """Lists as tuples, at every level: `((1, 1), (1, 1))`."""
    return tuple(map(_frozen_default, value)) if isinstance(value, list) else value
