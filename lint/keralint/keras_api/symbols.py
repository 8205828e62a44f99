"""What is known of one object of the API: its kind, its parameters, its methods and attributes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

from keralint.keras_api.versions import split_key

if TYPE_CHECKING:
    from keralint.keras_api.database import Database
    from keralint.keras_api.history import Availability

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

    `accepts_extra` are the keywords that its `**kwargs` takes, `None` if that is not known. A signature that is not
    `complete` is one of an earlier release than that in use, which may have got more parameters.
    """

    parameters: tuple[Parameter, ...]
    accepts_extra: frozenset[str] | None = None
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

    def takes(self, keyword: str) -> bool:
        """Whether a keyword is known to be one of its."""
        return keyword in self.by_name or keyword in (self.accepts_extra or ())


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
    def deprecated(self) -> bool:
        """Whether Keras's own documentation calls it so."""
        return "d" in self._entry

    @property
    def deprecated_keywords(self) -> Mapping[str, str]:
        """Keywords that its constructor takes but warns of, each with its successor, or an empty text."""
        found: Mapping[str, str] = self._entry.get("o", {})
        return found

    def argument_availability(self, key: str, name: str) -> Availability | None:
        """Which other release has a keyword (`Database.argument_availability`)."""
        return self._database.argument_availability(self.canonical, key, name)

    def attribute_availability(self, name: str) -> Availability | None:
        """Which other release has an attribute or method of the class."""
        return self._database.attribute_availability(self.canonical, name)

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


_KINDS: Final = {"/": "POSITIONAL_ONLY", ":": "KEYWORD_ONLY", "*": "VAR_POSITIONAL"}
"""By the mark before the name; `**` besides."""


def read_signature(
    encoded: Sequence[Any] | None, minor: int, extra: Sequence[str] | None = None, *, complete: bool
) -> Signature | None:
    """The signature of one release from the data.

    A parameter is its name there, or a list of its name and its default, or of its name alone if the default is no
    constant. The name may be marked: `/x` is positional only, `:x` keyword only, `*x` and `**x` as in Python, and
    `x@4-` holds in some releases only.
    """
    if encoded is None:
        return None
    accepts = None if extra is None else frozenset(extra)
    found = (_parameter(one, minor) for one in encoded)
    return Signature(tuple(one for one in found if one is not None), accepts, complete)


def _parameter(encoded: str | list[Any], minor: int) -> Parameter | None:
    name, releases = split_key(encoded if isinstance(encoded, str) else encoded[0])
    if minor not in releases:
        return None
    if name.startswith("**"):
        return Parameter(name[2:], "VAR_KEYWORD", False)
    kind = _KINDS.get(name[0], "POSITIONAL_OR_KEYWORD")
    plain = name[1:] if name[0] in _KINDS else name
    if isinstance(encoded, str):
        return Parameter(plain, kind, kind != "VAR_POSITIONAL")
    return Parameter(plain, kind, False, _frozen_default(encoded[1]) if len(encoded) > 1 else NOT_CONSTANT)


def _frozen_default(value: object) -> object:
    """Lists as tuples, at every level: `((1, 1), (1, 1))`."""
    return tuple(map(_frozen_default, value)) if isinstance(value, list) else value
