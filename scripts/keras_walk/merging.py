"""Many releases in one: each name, parameter and attribute once, with the releases in which it holds.

`merge` makes the tables of a major version from the snapshots of its releases, `expand` gives each snapshot back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from keralint.keras_api.versions import MARK, at_release, names_at, releases_text
from keras_walk.parameters import decode_signature, encode_signature, merge_lists
from keras_walk.same_names import with_common_names
from keras_walk.snapshot import Snapshot

Tables = dict[str, dict[str, Any]]
"""By section and key: `symbols`, `names`, `private`, `tensorflow`, `identifiers`, `refuses`, `releases`."""
PATHS = ("names", "private", "tensorflow")
NOWHERE = "-"
"""What stands for a path that leads nowhere: in `tf.keras`, or a symbol's own name where only its aliases exist."""

Variants = list[tuple[Sequence[int], Any]]
"""Values with the releases that each holds in."""


# --- from snapshots to tables ---------------------------------------------------------------------------------------


def merge(snapshots: Mapping[int, Snapshot]) -> Tables:
    """The tables of a major version, from its releases by minor number."""
    common = with_common_names(snapshots)
    every = sorted(common)
    tables: Tables = {"releases": {str(minor): common[minor]["version"] for minor in every}}
    entries = {minor: common[minor]["symbols"] for minor in every}
    tables["symbols"] = _merge_mappings(entries, every, _merge_entry)
    for section in PATHS:
        targets = {minor: _targets(common[minor], section) for minor in every}
        tables[section] = _merge_mappings(targets, every, _merge_plain)
    kinds = {minor: common[minor]["identifiers"] for minor in every}
    tables["identifiers"] = _merge_mappings(kinds, every, _merge_names)
    tables["refuses"] = dict.fromkeys(common[every[-1]]["refuses"], "")
    return tables


def _targets(snapshot: Snapshot, section: str) -> dict[str, str]:
    """Where paths lead, without those symbols that lead to themselves."""
    found = {path: target or NOWHERE for path, target in snapshot[section].items()}
    if section != "names":
        return found
    hidden = {name: NOWHERE for name in snapshot["symbols"] if name not in found and name.startswith("keras")}
    return {path: target for path, target in found.items() if path != target} | hidden


Merge = Callable[[Mapping[int, Any], Sequence[int]], Variants]


def _merge_mappings(
    mappings: Mapping[int, Mapping[str, Any]], every: Sequence[int], merge_values: Merge
) -> dict[str, Any]:
    """Mappings of several releases in one, whose keys are marked where they do not hold in `every` one."""
    merged: dict[str, Any] = {}
    for key in sorted({key for mapping in mappings.values() for key in mapping}):
        values = {minor: mapping[key] for minor, mapping in mappings.items() if key in mapping}
        for minors, value in merge_values(values, sorted(values)):
            text = releases_text(minors, every)
            merged[f"{key}{MARK}{text}" if text else key] = value
    return merged


def _merge_plain(values: Mapping[int, Any], minors: Sequence[int]) -> Variants:
    """Values that are the same or not."""
    groups: dict[str, tuple[list[int], Any]] = {}
    for minor in minors:
        groups.setdefault(json.dumps(values[minor]), ([], values[minor]))[0].append(minor)
    return list(groups.values())


def _merge_names(values: Mapping[int, Sequence[str]], minors: Sequence[int]) -> Variants:
    """Sets of names."""
    merged = _merge_mappings({minor: dict.fromkeys(values[minor]) for minor in minors}, minors, _merge_plain)
    return [(minors, list(merged))]


def _merge_signatures(values: Mapping[int, list[Any] | None], minors: Sequence[int]) -> Variants:
    """Signatures: one whose parameters are marked, or several where their order is not the same."""
    if any(value is None for value in values.values()):
        return _merge_plain({m: None if v is None else encode_signature(v) for m, v in values.items()}, minors)
    encoded = {minor: encode_signature(value or []) for minor, value in values.items()}
    merged = merge_lists(encoded, minors)
    return [(minors, merged)] if merged is not None else _merge_plain(encoded, minors)


def _merge_methods(values: Mapping[int, Mapping[str, Any]], minors: Sequence[int]) -> Variants:
    return [(minors, _merge_mappings(values, minors, _merge_signatures))]


def _merge_entry(values: Mapping[int, Mapping[str, Any]], minors: Sequence[int]) -> Variants:
    """What is known of one symbol."""
    merged: dict[str, Any] = {}
    known = {minor: {k: v for k, v in entry.items() if v is not None} for minor, entry in values.items()}
    for field in dict.fromkeys(field for minor in minors[::-1] for field in known[minor]):
        merge_values = _FIELDS.get(field, _merge_plain)
        alone = {minor: {field: entry[field]} for minor, entry in known.items() if field in entry}
        merged |= _merge_mappings(alone, minors, merge_values)
    return [(minors, merged)]


_FIELDS: Mapping[str, Merge] = {
    "s": _merge_signatures,
    "c": _merge_signatures,
    "m": _merge_methods,
    "a": _merge_names,
    "x": _merge_names,
}


# --- from tables to snapshots ---------------------------------------------------------------------------------------


def expand(tables: Tables, minor: int) -> Snapshot:
    """The snapshot of one release, with the names of symbols that are common to all."""
    symbols = {name: _entry_at(entry, minor) for name, entry in at_release(tables["symbols"], minor).items()}
    found: Snapshot = {"version": tables["releases"][str(minor)], "symbols": symbols}
    for section in PATHS:
        found[section] = {p: None if t == NOWHERE else t for p, t in at_release(tables[section], minor).items()}
    hidden = {path for path, target in found["names"].items() if target is None}
    own = {name: name for name in symbols if name.startswith("keras")}
    found["names"] = {path: name for path, name in (own | found["names"]).items() if path not in hidden}
    found["identifiers"] = {k: sorted(names_at(v, minor)) for k, v in at_release(tables["identifiers"], minor).items()}
    newest = str(minor) == list(tables["releases"])[-1]
    found["refuses"] = list(tables["refuses"]) if newest else []
    return found


def _entry_at(entry: Mapping[str, Any], minor: int) -> dict[str, Any]:
    found = at_release(entry, minor)
    for field in found.keys() & {"s", "c"}:
        found[field] = decode_signature(found[field], minor)
    for field in found.keys() & {"a", "x"}:
        found[field] = sorted(names_at(found[field], minor))
    if "m" in found:
        methods = at_release(found["m"], minor)
        found["m"] = {name: None if s is None else decode_signature(s, minor) for name, s in methods.items()}
    return found


def same(one: Snapshot, other: Snapshot) -> bool:
    """Whether two snapshots say the same."""
    return _normal(one) == _normal(other)


def _normal(snapshot: Snapshot) -> str:
    symbols = {n: {k: v for k, v in entry.items() if v is not None} for n, entry in snapshot["symbols"].items()}
    return json.dumps({**snapshot, "symbols": symbols}, sort_keys=True)
