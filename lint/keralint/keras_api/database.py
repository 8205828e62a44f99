"""Questions about Keras's public API, answered from the generated data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

DATA: Final = Path(__file__).parent / "data"
KERAS_ROOTS: Final = ("keras", "tensorflow.keras", "tf_keras")
"""The packages by which programs reach Keras."""

Kind = Literal["module", "class", "function", "constant"]
Known = Literal["yes", "no", "unknown"]


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


@dataclass(frozen=True, slots=True)
class Signature:
    """The parameters of a callable, without `self`.

    `accepts_extra` are the keywords that its `**kwargs` takes, `None` if that is not known.
    """

    parameters: tuple[Parameter, ...]
    accepts_extra: frozenset[str] | None = None

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


class Database:
    """The API of one release."""

    def __init__(self, data: Mapping[str, Any], major: int) -> None:
        self._data = data
        self.version: str = data["version"]
        self.major = major
        self._symbols: dict[str, Symbol] = {}
        self._signatures: dict[tuple[str, str], Signature | None] = {}
        self._methods: dict[str, Mapping[str, Signature]] = {}
        self._attributes: dict[str, frozenset[str]] = {}

    # --- names -----------------------------------------------------------------------------------------------------

    def resolve(self, path: str) -> Symbol | None:
        """What a dotted path leads to, by whichever package; `None` if the database does not have it."""
        root, plain = _split(path)
        if root is None:
            return None
        if root == "tensorflow.keras" and plain in self._removed:
            return None
        entry_name = self._canonical(plain, root)
        return None if entry_name is None else self._symbol(entry_name)

    def knows(self, path: str) -> Known:
        """Whether a path certainly exists, certainly does not, or cannot be told."""
        root, plain = _split(path)
        if root is None:
            return "unknown"
        if self.resolve(path) is not None:
            return "yes"
        if root == "tf_keras" and self.major == 3:
            return "unknown"
        if any(part.startswith("_") or part in ("src", "api") for part in plain.split(".")):
            return "unknown"
        parent = plain.rpartition(".")[0]
        symbol = self.resolve(f"{root}{parent.removeprefix('keras')}") if parent else None
        return "no" if symbol is not None and symbol.kind == "module" else ("unknown" if symbol else self._orphan(root, parent))

    def _orphan(self, root: str, parent: str) -> Known:
        """Below a module that does not exist nothing exists."""
        return self.knows(f"{root}{parent.removeprefix('keras')}") if parent else "unknown"

    def members(self, path: str) -> frozenset[str]:
        """The public names of a module, as `from … import *` binds them."""
        root, plain = _split(path)
        if root is None:
            return frozenset()
        names = (*self._data["symbols"], *self._data["aliases"])
        if root == "tensorflow.keras":
            names = (*names, *self._data.get("tf_added", ()))
        prefix = f"{plain}."
        found = {name[len(prefix) :] for name in names if name.startswith(prefix)}
        return frozenset(name for name in found if "." not in name)

    def nearest(self, path: str) -> str | None:
        """An existing path that may be meant: the same name elsewhere in the API, or a similar one beside it."""
        parent, _, name = path.rpartition(".")
        root, _ = _split(path)
        homes = [symbol for symbol in self._data["symbols"] if symbol.rpartition(".")[2] == name]
        if len(homes) == 1 and root is not None:
            return f"{root}{homes[0].removeprefix('keras')}"
        similar = nearest_name(name, self.members(parent))
        return f"{parent}.{similar}" if similar is not None else None

    @property
    def _removed(self) -> frozenset[str]:
        return _frozen(tuple(self._data.get("tf_removed", ())))

    def _canonical(self, plain: str, root: str) -> str | None:
        if plain in self._data["symbols"]:
            return plain
        alias = self._data["aliases"].get(plain) or self._data["private"].get(plain)
        if alias is None and root == "tensorflow.keras":
            added = self._data.get("tf_added", {}).get(plain)
            alias = added if isinstance(added, str) else (f"tensorflow.{plain}" if added is not None else None)
        if alias is None and plain.startswith("keras.api."):
            return self._canonical(plain.replace("keras.api.", "keras.", 1), root)
        found: str | None = alias
        return found

    def _entry(self, canonical: str) -> Mapping[str, Any]:
        entry: Mapping[str, Any] | None = self._data["symbols"].get(canonical)
        if entry is None:
            entry = self._data["tf_added"][canonical.removeprefix("tensorflow.")]
        return entry

    def _symbol(self, canonical: str) -> Symbol:
        found = self._symbols.get(canonical)
        if found is None:
            entry = self._entry(canonical)
            found = self._symbols[canonical] = Symbol(canonical, entry["k"], entry, self)
        return found

    # --- what is known of a symbol ----------------------------------------------------------------------------------

    def signature(self, canonical: str, key: str) -> Signature | None:
        """The signature of a symbol: `s` its own or its constructor's, `c` of a layer's `call`."""
        place = (canonical, key)
        if place not in self._signatures:
            entry = self._entry(canonical)
            extra = entry.get("x") if key == "s" else None
            self._signatures[place] = _signature(entry.get(key), extra)
        return self._signatures[place]

    def methods(self, canonical: str) -> Mapping[str, Signature]:
        if canonical not in self._methods:
            merged: dict[str, Signature] = {}
            for owner in (*reversed(self._entry(canonical).get("b", ())), canonical):
                for name, raw in self._entry(owner).get("m", {}).items():
                    merged[name] = _signature(raw, None) or Signature(_ANY)
            self._methods[canonical] = merged
        return self._methods[canonical]

    def attributes(self, canonical: str) -> frozenset[str]:
        if canonical not in self._attributes:
            owners = (canonical, *self._entry(canonical).get("b", ()))
            names = frozenset(name for owner in owners for name in self._entry(owner).get("a", ()))
            self._attributes[canonical] = names
        return self._attributes[canonical]

    def identifiers(self, kind: str) -> frozenset[str]:
        """The strings that `keras.activations.get` and its like take, for `activation`, `loss`, `metric` …"""
        return _frozen(tuple(self._data["identifiers"].get(kind, ())))

    def rejects_keras_tensor(self, path: str) -> bool:
        """Whether a function of TensorFlow or NumPy raises when it is given a symbolic tensor."""
        return self.major >= 3 and path in _frozen(tuple(self._data.get("refuses", ())))


_ANY: Final = (Parameter("args", "VAR_POSITIONAL", False), Parameter("kwargs", "VAR_KEYWORD", False))


@lru_cache(maxsize=64)
def _frozen(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(names)


def _split(path: str) -> tuple[str | None, str]:
    """The package by which Keras is reached, and the path below `keras`."""
    for root in KERAS_ROOTS:
        if path == root or path.startswith(f"{root}."):
            return root, f"keras{path[len(root):]}"
    return None, path


def _signature(raw: list[list[Any]] | None, extra: list[str] | None) -> Signature | None:
    if raw is None:
        return None
    return Signature(tuple(map(_parameter, raw)), None if extra is None else frozenset(extra))


def _parameter(raw: list[Any]) -> Parameter:
    name, kind, *default = raw
    if not default:
        return Parameter(name, kind, kind not in ("VAR_POSITIONAL", "VAR_KEYWORD"))
    value = default[0]
    return Parameter(name, kind, False, NOT_CONSTANT if isinstance(value, dict) else _frozen_default(value))


def _frozen_default(value: object) -> object:
    """Lists as tuples, at every level: `((1, 1), (1, 1))`."""
    return tuple(map(_frozen_default, value)) if isinstance(value, list) else value


def nearest_name(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate most like `name`, if one is like enough."""
    import difflib  # only where something is reported

    folded = {candidate.lower(): candidate for candidate in sorted(candidates)}
    found = difflib.get_close_matches(name.lower(), folded, n=1, cutoff=0.7)
    return folded[found[0]] if found else None


@lru_cache(maxsize=4)
def load(version: str = "3") -> Database:
    """The API of a Keras version: `2`, `3` or `3.N`.

    Raises: ValueError for another version.
    """
    major = version.partition(".")[0]
    path = DATA / f"keras-{major}.json"
    if major not in ("2", "3"):
        raise ValueError(f"the Keras version {version!r} is not known: choose 2, 3 or 3.N")
    return Database(json.loads(path.read_text(encoding="utf-8")), int(major))
