"""The mutable state of an execution: one trail of writes, so that branches can be undone and joined.

Cost is proportional to what a branch writes, never to the size of the program's state.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from keralint.interpreter.values import Slots, Value


class _Missing:
    """Marks a slot that has no value."""


MISSING: Final = _Missing()


@dataclass(frozen=True, slots=True)
class Change:
    """The value that a branch gave a slot, and the one before it."""

    slots: Slots
    key: object
    before: Value
    after: Value


Changes = dict[tuple[int, object], Change]


@dataclass(slots=True)
class State:
    """Reads go to the slots directly; every write comes here."""

    _trail: list[tuple[Slots, object, Value]] = field(default_factory=list)
    _depth: int = 0

    @property
    def depth(self) -> int:
        """How many branches are open."""
        return self._depth

    def write(self, slots: Slots, key: object, value: Value) -> None:
        if self._depth:
            self._trail.append((slots, key, slots.get(key, MISSING)))
        slots[key] = value

    def delete(self, slots: Slots, key: object) -> None:
        if key in slots:
            if self._depth:
                self._trail.append((slots, key, slots[key]))
            del slots[key]

    def begin(self) -> int:
        """Starts a branch; returns the mark to give to `undo`."""
        self._depth += 1
        return len(self._trail)

    def undo(self, mark: int) -> Changes:
        """Ends the branch: takes its writes back, and returns them."""
        changes: dict[tuple[int, object], Change] = {}
        for slots, key, before in reversed(self._trail[mark:]):
            place = (id(slots), key)
            after = changes[place].after if place in changes else slots.get(key, MISSING)
            changes[place] = Change(slots, key, before, after)
        for change in changes.values():
            _put(change.slots, change.key, change.before)
        del self._trail[mark:]
        self._depth -= 1
        return changes

    def commit(self, mark: int) -> None:
        """Ends the branch and keeps its writes; an outer branch can still take them back."""
        self._depth -= 1
        if not self._depth:
            del self._trail[mark:]

    def apply_joined(self, branches: list[Changes]) -> None:
        """Goes on as if any of the branches had been executed."""
        places = {place: change for changes in branches for place, change in changes.items()}
        for place, change in places.items():
            ends = [changes[place].after if place in changes else change.before for changes in branches]
            self.put_joined(change.slots, change.key, ends)

    def put_joined(self, slots: Slots, key: object, ends: Iterable[Value]) -> None:
        """Writes the join of what a slot holds at the end of several branches; unbound on some counts as bound."""
        bound = [end for end in ends if end is not MISSING]
        if bound:
            self.write(slots, key, bound[0] if len(bound) == 1 else slots.join(key, bound))
        else:
            self.delete(slots, key)


def _put(slots: Slots, key: object, value: Value) -> None:
    if value is MISSING:
        slots.pop(key, None)
    else:
        slots[key] = value
