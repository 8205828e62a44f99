"""Questions about Keras's public API, answered from the generated data."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from typing import Any, Final, Literal

from keralint.keras_api.history import Availability, availability
from keralint.keras_api.paths import KerasPath, Route, keras_path
from keralint.keras_api.spelling import is_misspelt, nearest_name
from keralint.keras_api.symbols import NOT_CONSTANT, Kind, Parameter, Signature, Symbol, read_signature
from keralint.keras_api.tables import DATA, Tables, read_tables
from keralint.keras_api.versions import at_release, names_at

__all__ = [
    "DATA",
    "NOT_CONSTANT",
    "Availability",
    "Database",
    "Kind",
    "Known",
    "Parameter",
    "Signature",
    "Symbol",
    "load",
    "nearest_name",
]

Known = Literal["yes", "no", "unknown"]

NOWHERE: Final = "-"
"""What the data have in the place of a target for a path that leads nowhere."""


class Database:
    """The API of one release of Keras; of a release that is newer than the data, as far as those tell."""

    def __init__(self, tables: Tables, major: int, minor: int | None = None) -> None:
        self._tables = tables
        self.major = major
        newest = tables.newest
        earlier = [one for one in tables.releases if minor is None or one <= minor]
        self.minor = max(earlier, default=min(tables.releases))
        """The minor release that the answers are of."""
        self._exact = major >= 3 and (minor is None or minor <= newest)
        self.title = f"Keras {major}" if minor is None else f"Keras {major}.{minor}"
        """The version that was asked for, as people call it."""
        self._symbols: dict[str, Symbol] = {}
        self._signatures: dict[tuple[str, str], Signature | None] = {}
        self._methods: dict[str, Mapping[str, Signature]] = {}
        self._attributes: dict[str, frozenset[str]] = {}

    @property
    def version(self) -> str:
        """The release that the answers are of, with its patch number."""
        return self._tables.releases[self.minor]

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
        canonical = self._canonical(place)
        return None if canonical is None else self._symbol(canonical)

    def knows(self, path: str) -> Known:
        """Whether a path certainly exists, certainly does not, or cannot be told.

        Of the releases of Keras 3 up to the newest in the data, all public names are known. Of a newer release, and of
        the many of Keras 2, only a misspelt name certainly does not exist.
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
        names = self._public_names
        if place.route is Route.TENSORFLOW:
            added, removed = self._tensorflow_names
            names = (names | added) - removed
        prefix = f"{place.plain}."
        below = [name[len(prefix) :] for name in names if name.startswith(prefix)]
        return frozenset(name for name in below if "." not in name and not name.startswith("_"))

    @cached_property
    def _public_names(self) -> frozenset[str]:
        """Every public path below `keras`."""
        targets = dict(self._tables.items("names", self.minor))
        symbols = {name for name, _ in self._tables.items("symbols", self.minor) if name.startswith("keras")}
        hidden = {path for path, target in targets.items() if target == NOWHERE}
        return frozenset((symbols | targets.keys()) - hidden)

    @cached_property
    def _tensorflow_names(self) -> tuple[frozenset[str], frozenset[str]]:
        """The paths that `tf.keras` has more than `keras`, and those that it lacks."""
        targets = dict(self._tables.items("tensorflow", self.minor))
        removed = frozenset(path for path, target in targets.items() if target == NOWHERE)
        return frozenset(targets) - removed, removed

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
        candidates = [path for path, _ in database._tables.items("symbols", database.minor) if path.endswith(suffix)]
        found = [
            path for path in candidates if path in database._public_names and database._entry(path)["k"] != "module"
        ]
        return place.written(min(found, key=lambda path: (path.count("."), path))) if found else None

    def _is_legacy(self, place: KerasPath) -> bool:
        return place.route is Route.LEGACY and self.major >= 3

    def _canonical(self, place: KerasPath) -> str | None:
        plain = place.plain
        found = self._find("tensorflow", plain) if place.route is Route.TENSORFLOW else None
        if found is None:
            found = self._public(plain) or self._find("private", plain) or self._elsewhere_in_source(plain)
        return None if found == NOWHERE else found

    def _elsewhere_in_source(self, plain: str) -> str | None:
        """What packages of the source show too: `keras.src.layers.LSTM`, in Keras 2 `keras.layers.core.Dense`."""
        first, *inner = plain.split(".")
        if inner[:1] == ["src"] and len(inner) > 2:
            return self._object(".".join([first, *inner[1:]]))
        if self.major < 3 and len(inner) > 2:
            return self._object(f"{first}.{inner[0]}.{inner[-1]}") or self._find(
                "private", f"{first}.src.{'.'.join(inner)}"
            )
        return None

    def _public(self, plain: str) -> str | None:
        """The symbol that a public path of `keras` leads to, or `NOWHERE`."""
        found = self._find("names", plain)
        return plain if found is None and self._find("symbols", plain) is not None else found

    def _object(self, plain: str) -> str | None:
        """The class or function that has this public path."""
        canonical = self._public(plain)
        return None if canonical in (None, NOWHERE) or self._entry(canonical or "")["k"] == "module" else canonical

    def _find(self, section: str, key: str) -> str | None:
        return self._tables.find(section, key, self.minor)

    def _entry(self, canonical: str) -> Mapping[str, Any]:
        return _decoded(self._find("symbols", canonical) or "{}", self.minor)

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
            entry = self._symbol(canonical)._entry
            extra = entry.get("x") if key == "s" else None
            keywords = None if extra is None else names_at(extra, self.minor)
            self._signatures[place] = self._read(entry.get(key), keywords)
        return self._signatures[place]

    def methods(self, canonical: str) -> Mapping[str, Signature]:
        """The public methods of a class, inherited ones included."""
        if canonical not in self._methods:
            merged: dict[str, Signature] = {}
            for owner in (*reversed(self._symbol(canonical).bases), canonical):
                for name, encoded in at_release(self._symbol(owner)._entry.get("m", {}), self.minor).items():
                    merged[name] = self._read(encoded) or ANY_ARGUMENTS
            self._methods[canonical] = merged
        return self._methods[canonical]

    def _read(self, encoded: list[Any] | None, extra: list[str] | None = None) -> Signature | None:
        return read_signature(encoded, self.minor, extra, complete=self.major < 3 or self._exact)

    def attributes(self, canonical: str) -> frozenset[str]:
        """The public attributes of a class that are no methods, inherited ones included."""
        if canonical not in self._attributes:
            owners = (canonical, *self._symbol(canonical).bases)
            names = [name for owner in owners for name in self._symbol(owner)._entry.get("a", ())]
            self._attributes[canonical] = frozenset(names_at(names, self.minor))
        return self._attributes[canonical]

    def identifiers(self, kind: str) -> frozenset[str]:
        """The strings that `keras.activations.get` and its like take, for `activation`, `loss`, `metric` …"""
        return _names(self._find("identifiers", kind) or "[]", self.minor)

    def rejects_keras_tensor(self, path: str) -> bool:
        """Whether a function of TensorFlow or NumPy raises when it is given a symbolic tensor."""
        return self.major >= 3 and self._find("refuses", path) is not None

    # --- other releases ---------------------------------------------------------------------------------------------

    def availability(self, path: str) -> Availability | None:
        """Which other release has a name that the one in use lacks; `None` if none has it."""
        place = keras_path(path)
        if place is None or place.private or self._is_legacy(place):
            return None
        return self._availability(lambda database: database.resolve(path) is not None)

    def argument_availability(self, canonical: str, key: str, name: str) -> Availability | None:
        """Which other release has a keyword that a signature lacks.

        `key` is `s` for a function or constructor, `c` for a layer's `call`, or else the name of a method.
        """

        def takes(database: Database) -> bool:
            signature = database._signature_of(canonical, key)
            return signature is not None and signature.takes(name)

        found = self._availability(takes)
        if found is None or found.removed is None:
            return found
        return Availability(removed=found.removed, successor=self._renamed(canonical, key, name, found.removed))

    def attribute_availability(self, canonical: str, name: str) -> Availability | None:
        """Which other release has an attribute or method that a class lacks."""

        def has(database: Database) -> bool:
            symbol = database.resolve(canonical)
            return symbol is not None and (name in symbol.methods or name in symbol.attributes)

        return self._availability(has)

    def _signature_of(self, canonical: str, key: str) -> Signature | None:
        symbol = self._symbol(canonical) if self._find("symbols", canonical) else self.resolve(canonical)
        if symbol is None or key in ("s", "c"):
            return None if symbol is None else self.signature(symbol.canonical, key)
        return symbol.methods.get(key)

    def _availability(self, holds: Callable[[Database], bool]) -> Availability | None:
        releases = list(self._tables.releases)
        holding = [minor for minor in releases if holds(load(f"{self.major}.{minor}"))]
        found = availability(holding, releases, self.minor, self.major)
        if found is not None or holding:
            return found
        other = 3 if self.major < 3 else 2
        first = next((m for m in sorted(read_tables(other).releases) if holds(load(f"{other}.{m}"))), None)
        if first is None:
            return None
        return Availability(removed="3.0") if other < 3 else Availability(added=f"3.{first}")

    def _renamed(self, canonical: str, key: str, name: str, removed: str) -> str | None:
        """The parameter that stands where one stood that a release dropped, if it is new and has a similar name."""
        major, minor = map(int, removed.split("."))
        earlier = [one for one in self._tables.releases if one < minor]
        if major != self.major or not earlier:
            return None
        before = load(f"{major}.{max(earlier)}")._signature_of(canonical, key)
        after = load(removed)._signature_of(canonical, key)
        if before is None or after is None or name not in before.by_position:
            return None
        place = before.by_position.index(name)
        new = after.by_position[place] if place < len(after.by_position) else name
        alike = name in new or nearest_name(name, [new]) is not None
        return new if alike and not before.takes(new) else None


ANY_ARGUMENTS: Final = Signature(
    (Parameter("args", "VAR_POSITIONAL", False), Parameter("kwargs", "VAR_KEYWORD", False)),
)


@lru_cache(maxsize=4096)
def _decoded(text: str, minor: int) -> Mapping[str, Any]:
    """What the data have of a symbol, for one release."""
    return at_release(json.loads(text), minor)


@lru_cache(maxsize=64)
def _names(text: str, minor: int) -> frozenset[str]:
    return frozenset(names_at(json.loads(text), minor))


@lru_cache(maxsize=64)
def load(version: str = "3") -> Database:
    """The API of a Keras version: `2`, `3` or `3.N`, or a release of tf-keras, `2.N`.

    Raises: ValueError for another version.
    """
    match = re.fullmatch(r"([23])(?:\.(\d+))?(?:\.\d+)*", version)
    if match is None:
        raise ValueError(f"the Keras version {version!r} is not known: choose 2, 3 or 3.N")
    major, minor = int(match[1]), None if match[2] is None else int(match[2])
    return Database(read_tables(major), major, minor)
