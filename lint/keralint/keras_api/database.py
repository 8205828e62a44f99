"""Questions about Keras's public API, answered from the generated data."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final, Literal

from keralint.keras_api.paths import KerasPath, Route, keras_path
from keralint.keras_api.spelling import is_misspelt, nearest_name
from keralint.keras_api.symbols import NOT_CONSTANT, Kind, Parameter, Signature, Symbol, read_signature

__all__ = [
    "NOT_CONSTANT",
    "Database",
    "Kind",
    "Known",
    "Parameter",
    "Signature",
    "Symbol",
    "load",
    "nearest_name",
]

DATA: Final = Path(__file__).parent / "data"

Known = Literal["yes", "no", "unknown"]


class Database:
    """The API of a Keras version, as far as the data of its major version tell."""

    def __init__(self, data: Mapping[str, Any], major: int, minor: int | None = None) -> None:
        self._data = data
        self.version: str = data["version"]
        """The release that the data were made from."""
        self.major = major
        self._exact = major >= 3 and (minor is None or minor <= int(self.version.split(".")[1]))
        self._symbols: dict[str, Symbol] = {}
        self._signatures: dict[tuple[str, str], Signature | None] = {}
        self._methods: dict[str, Mapping[str, Signature]] = {}
        self._attributes: dict[str, frozenset[str]] = {}

    # --- names -----------------------------------------------------------------------------------------------------

    def resolve(self, path: str) -> Symbol | None:
        """What a dotted path leads to, by whichever package; `None` if the database does not have it.

        What is reached through `tf_keras` is Keras 2, whatever version is asked for.
        """
        place = keras_path(path)
        if place is None:
            return None
        if self._is_legacy(place):
            return load("2").resolve(place.plain)
        if place.route is Route.TENSORFLOW and place.plain in self._removed:
            return None
        canonical = self._canonical(place)
        return None if canonical is None else self._symbol(canonical)

    def knows(self, path: str) -> Known:
        """Whether a path certainly exists, certainly does not, or cannot be told.

        No Keras 3 has lost a name of an earlier one, so that what the data lack is in no release up to theirs. Of a
        newer release, and of the many of Keras 2, only a misspelt name certainly does not exist.
        """
        place = keras_path(path)
        if place is None:
            return "unknown"
        if self.resolve(path) is not None:
            return "yes"
        parent = place.parent
        if parent is None or place.private or self._is_legacy(place):
            return "unknown"
        above = place.written(parent.plain)
        symbol = self.resolve(above)
        if symbol is None:
            return self.knows(above)  # below a module that does not exist nothing exists
        return "no" if symbol.kind == "module" and self._lacks(place, above) else "unknown"

    def _lacks(self, place: KerasPath, above: str) -> bool:
        """Whether the module `above` has no such member, for certain."""
        if self._exact:
            return True
        if self.major >= 3 and load("2").resolve(place.plain) is not None:
            return True  # Keras 3 has dropped it
        return is_misspelt(place.plain.rpartition(".")[2], self.members(above))

    def members(self, path: str) -> frozenset[str]:
        """The public names of a module, as `from … import *` binds them."""
        place = keras_path(path)
        if place is None:
            return frozenset()
        if self._is_legacy(place):
            return load("2").members(place.plain)
        names = {*self._data["symbols"], *self._data["aliases"]}
        if place.route is Route.TENSORFLOW:
            names = (names | self._added.keys()) - self._removed
        prefix = f"{place.plain}."
        below = [name[len(prefix) :] for name in names if name.startswith(prefix)]
        return frozenset(name for name in below if "." not in name and not name.startswith("_"))

    def nearest(self, path: str) -> str | None:
        """An existing path that may be meant: the same name in other case or elsewhere, or a similar one beside it."""
        place = keras_path(path)
        if place is None:
            return None
        above, _, name = path.rpartition(".")
        members = self.members(above)
        same = next((member for member in sorted(members) if member.lower() == name.lower()), None)
        if same is not None:
            return f"{above}.{same}"
        elsewhere = self._elsewhere(place, name)
        if elsewhere is not None:
            return elsewhere
        similar = nearest_name(name, members)
        return f"{above}.{similar}" if similar is not None else None

    def _elsewhere(self, place: KerasPath, name: str) -> str | None:
        """The same class or function in another module, by its usual path."""
        database = load("2") if self._is_legacy(place) else self
        suffix = f".{name}"
        found = [
            path
            for path, entry in database._data["symbols"].items()
            if path.endswith(suffix) and entry["k"] != "module"
        ]
        return place.written(min(found, key=lambda path: (path.count("."), path))) if found else None

    def _is_legacy(self, place: KerasPath) -> bool:
        return place.route is Route.LEGACY and self.major >= 3

    @cached_property
    def _added(self) -> Mapping[str, Any]:
        added: Mapping[str, Any] = self._data.get("tf_added", {})
        return added

    @cached_property
    def _removed(self) -> frozenset[str]:
        return frozenset(self._data.get("tf_removed", ()))

    def _canonical(self, place: KerasPath) -> str | None:
        plain = place.plain
        if plain in self._data["symbols"]:
            return plain
        found: str | None = self._data["aliases"].get(plain) or self._data["private"].get(plain)
        if found is None and place.route is Route.TENSORFLOW and plain in self._added:
            added = self._added[plain]
            return added if isinstance(added, str) else f"tensorflow.{plain}"
        return found or self._elsewhere_in_source(plain)

    def _elsewhere_in_source(self, plain: str) -> str | None:
        """What packages of the source show too: `keras.src.layers.LSTM`, in Keras 2 `keras.layers.core.Dense`."""
        first, *inner = plain.split(".")
        if inner[:1] == ["src"] and len(inner) > 2:
            return self._public(".".join([first, *inner[1:]]))
        if self.major < 3 and len(inner) > 2:
            return self._public(f"{first}.{inner[0]}.{inner[-1]}") or self._data["private"].get(
                f"{first}.src.{'.'.join(inner)}"
            )
        return None

    def _public(self, plain: str) -> str | None:
        """The class or function that has this public path."""
        canonical: str | None = plain if plain in self._data["symbols"] else self._data["aliases"].get(plain)
        return None if canonical is None or self._entry(canonical)["k"] == "module" else canonical

    def _entry(self, canonical: str) -> Mapping[str, Any]:
        entry: Mapping[str, Any] | None = self._data["symbols"].get(canonical)
        return self._added[canonical.removeprefix("tensorflow.")] if entry is None else entry

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
            own = key == "s"
            past = self._data.get("past", {}).get(canonical, ()) if own else ()
            extra = entry.get("x") if own else None
            self._signatures[place] = read_signature(
                entry.get(key), extra, past, complete=self.major < 3 or self._exact
            )
        return self._signatures[place]

    def methods(self, canonical: str) -> Mapping[str, Signature]:
        """The public methods of a class, inherited ones included."""
        if canonical not in self._methods:
            merged: dict[str, Signature] = {}
            for owner in (*reversed(self._entry(canonical).get("b", ())), canonical):
                for name, raw in self._entry(owner).get("m", {}).items():
                    merged[name] = read_signature(raw, complete=self.major < 3 or self._exact) or ANY_ARGUMENTS
            self._methods[canonical] = merged
        return self._methods[canonical]

    def attributes(self, canonical: str) -> frozenset[str]:
        """The public attributes of a class that are no methods, inherited ones included."""
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


ANY_ARGUMENTS: Final = Signature(
    (Parameter("args", "VAR_POSITIONAL", False), Parameter("kwargs", "VAR_KEYWORD", False)),
)


@lru_cache(maxsize=64)
def _frozen(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(names)


@lru_cache(maxsize=2)
def _read(major: str) -> Mapping[str, Any]:
    data: Mapping[str, Any] = json.loads((DATA / f"keras-{major}.json").read_text(encoding="utf-8"))
    return data


@lru_cache(maxsize=8)
def load(version: str = "3") -> Database:
    """The API of a Keras version: `2`, `3` or `3.N`.

    Raises: ValueError for another version.
    """
    match = re.fullmatch(r"([23])(?:\.(\d+))?(?:\.\d+)*", version)
    if match is None:
        raise ValueError(f"the Keras version {version!r} is not known: choose 2, 3 or 3.N")
    major, minor = match.groups()
    return Database(_read(major), int(major), None if minor is None else int(minor))
