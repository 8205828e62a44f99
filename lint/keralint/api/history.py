"""What other versions of Keras have: what became of a name, an argument or an attribute, or when it came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from keralint.keras_api.database import Database, Symbol
from keralint.keras_api.old_names import OldName, discouraged_argument, old_argument, old_attribute, old_path
from keralint.keras_api.paths import Route, keras_path

FIRST_TO_WARN: Final = 3
"""The major version that warns of arguments which it takes all the same."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where something is that the version in use does not have.

    Either `added`, the later release that has brought it, or `removed`, the release that has dropped it (`2` for some
    release of Keras 2). `successor` has taken its place; `advice` says in words what to do; what is `droppable` can be
    left out without a change of meaning.
    """

    added: str | None = None
    removed: str | None = None
    successor: str | None = None
    advice: str | None = None
    droppable: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """The other versions, as seen from the one in use."""

    database: Database

    def of_path(self, path: str) -> Elsewhere | None:
        """Of a name that the version in use does not have, by its dotted path; `None` if no version has it."""
        place = keras_path(path)
        if place is None:
            return None
        old = old_path(place.plain)
        found = self.database.availability(path)
        removed = old.gone if old is not None and found is None and place.route is Route.PLAIN else None
        if found is not None:
            removed = found.removed
        successor = None if old is None or old.successor is None else place.written(old.successor)
        if successor is not None and self.database.resolve(successor) is None:
            successor = None
        known = _elsewhere(None if found is None else found.added, removed, old)
        return None if known is None else Elsewhere(known.added, removed, successor, known.advice)

    def of_argument(self, symbol: Symbol, key: str, name: str, parameters: Iterable[str]) -> Elsewhere | None:
        """Of a keyword that what the program calls does not take: of a class or function (`s`), `call` (`c`), or the
        method named by `key`."""
        found = self.database.argument_availability(symbol.canonical, key, name)
        old = old_argument(name, parameters)
        if found is None:
            return _elsewhere(None, None, old) if old is not None and old.certain else None
        known = _elsewhere(found.added, found.removed, old)
        return replace(known, successor=found.successor) if known and known.successor is None else known

    def discouraged(self, symbol: Symbol, given: Iterable[str]) -> Mapping[str, OldName]:
        """Those of the given arguments that Keras 3 takes with a warning, each with what to write in its place."""
        if symbol.major < FIRST_TO_WARN or symbol.signature is None:
            return {}
        names = [name for name in given if name not in symbol.signature.by_name]
        found = {name: discouraged_argument(symbol.canonical, name) for name in names}
        return {name: old for name, old in found.items() if old is not None}

    def of_attribute(self, symbol: Symbol, name: str) -> Elsewhere | None:
        """Of an attribute or method that the instances of a class do not have."""
        found = self.database.attribute_availability(symbol.canonical, name)
        old = old_attribute(name) if symbol.kind == "class" else None
        return _elsewhere(None if found is None else found.added, None if found is None else found.removed, old)


def _elsewhere(added: str | None, removed: str | None, old: OldName | None) -> Elsewhere | None:
    if old is None:
        return Elsewhere(added, removed) if added is not None or removed is not None else None
    return Elsewhere(added, removed, old.successor, old.advice, old.droppable)
