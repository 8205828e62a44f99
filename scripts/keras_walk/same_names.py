"""One name for an object in all releases, although the name that people should write may have changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keras_walk.snapshot import Snapshot


def with_common_names(snapshots: Mapping[int, Snapshot]) -> dict[int, Snapshot]:
    """The snapshots with symbols named as in the newest release that has them, which may be no public path earlier."""
    known: dict[str, str] = {}
    renamed: dict[int, Snapshot] = {}
    for minor in sorted(snapshots, reverse=True):
        names = _renaming(snapshots[minor], known)
        found = renamed[minor] = _rename(snapshots[minor], names)
        known = {
            path: name for section in ("tensorflow", "names") for path, name in found[section].items() if name
        } | known
    return renamed


def _renaming(snapshot: Snapshot, known: Mapping[str, str]) -> dict[str, str]:
    """For each symbol of a release the name that it has in a later one."""
    paths: dict[str, list[str]] = {}
    for path, name in sorted(snapshot["names"].items()):
        paths.setdefault(name, []).append(path)
    names: dict[str, str] = {}
    for name, among in sorted(paths.items()):
        wanted = known.get(name) or next((known[path] for path in among if path in known), name)
        others = paths.get(wanted)
        # Two objects must not get one name: it belongs to the one that has it as a path.
        owner = snapshot["names"].get(wanted)
        names[name] = wanted if owner in (None, name) and others in (None, among) else name
    taken: set[str] = set()
    for name, new in names.items():
        names[name] = name if new in taken and new != name else new
        taken.add(names[name])
    return names


def _rename(snapshot: Snapshot, names: Mapping[str, str]) -> Snapshot:
    def new(name: str | None) -> str | None:
        return None if name is None else names.get(name, name)

    symbols: dict[str, Any] = {}
    for name, entry in snapshot["symbols"].items():
        bases = {"b": [new(base) for base in entry["b"]]} if "b" in entry else {}
        symbols[names.get(name, name)] = {**entry, **bases}
    paths = {
        section: {path: new(name) for path, name in snapshot[section].items()}
        for section in ("names", "private", "tensorflow")
    }
    return {**snapshot, "symbols": symbols, **paths}
