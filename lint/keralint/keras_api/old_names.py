"""What people wrote for earlier versions of Keras, and write instead now: a table made by hand, with its sources."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

TABLE: Final = Path(__file__).parent / "data" / "old_names.json"


@dataclass(frozen=True, slots=True)
class OldName:
    """What became of a name, an argument or an attribute.

    `successor` has taken its place, with the same meaning; `advice` says in words what to do, where there is more to
    say, or no such successor. `gone` is the version of Keras since which it is gone, where the data of the releases do
    not tell; `droppable` says that an argument can be left out without a change of meaning. An argument's fate that is
    not `certain` is that of the name, and holds if some release has had it at the place in question. What is `ignored`
    is still taken, and has no effect.
    """

    successor: str | None = None
    advice: str | None = None
    gone: str | None = None
    droppable: bool = False
    certain: bool = True
    ignored: bool = False


def old_path(path: str) -> OldName | None:
    """What became of `keras.layers.recurrent`, or of something in it: `keras.layers.recurrent.LSTM`."""
    names = _table()["names"]
    inside: list[str] = []
    above = path
    while above not in names and "." in above:
        above, _, name = above.rpartition(".")
        inside.insert(0, name)
    entry: Mapping[str, Any] | None = names.get(above)
    if entry is None:
        return None
    successor = entry.get("use")
    if successor is not None and inside:
        successor = ".".join([successor, *inside])
    return OldName(successor, entry.get("say"), entry.get("gone"))


def old_argument(name: str, parameters: Iterable[str]) -> OldName | None:
    """What became of an argument of something that has these parameters now; at most one is the successor.

    Where there is none, the table may name a parameter that everything has which once took the argument.
    """
    entry: Mapping[str, Any] | None = _table()["arguments"].get(name)
    if entry is None:
        return None
    known = set(parameters)
    successor = next((new for new in entry.get("use", ()) if new in known), None)
    if successor is None and "say" not in entry:
        return None
    certain = successor is not None or entry.get("beside") in known
    return OldName(successor, entry.get("say"), droppable=entry.get("drop", False), certain=certain)


def old_attribute(name: str) -> OldName | None:
    """What became of an attribute or method of a layer, model or optimizer."""
    advice = _table()["attributes"].get(name)
    return None if advice is None else OldName(advice=advice)


def discouraged_argument(canonical: str, name: str) -> OldName | None:
    """What to write in the place of an argument that Keras 3 still takes, with a warning; by the callable's name."""
    for entry in _table()["discouraged"].get(name, ()):
        if canonical == entry["of"] or (entry["of"].endswith(".") and canonical.startswith(entry["of"])):
            ignored, droppable = entry.get("ignored", False), entry.get("drop", False)
            return OldName(entry.get("use"), entry.get("say"), droppable=droppable, ignored=ignored)
    return None


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Mapping[str, Any]]:
    table: Mapping[str, Mapping[str, Any]] = json.loads(TABLE.read_text(encoding="utf-8"))
    return table
