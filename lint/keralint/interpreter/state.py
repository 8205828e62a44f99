"""The mutable state of an execution: one trail of writes, so that branches can be undone and joined.

Cost is proportional to what a branch writes, never to the size of the program's state.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from keralint.interpreter.budget import MAX_LOGGED_VALUES
from keralint.interpreter.values import BIRTHS, Slots, Unknown, Value, objects_in
from keralint.semantics.tensors import Tensor


class _Missing:
    """Marks a slot that has no value."""


MISSING: Final = _Missing()


class Change(NamedTuple):
    """The value that a branch gave a slot, and the one before it."""

    slots: Slots
    key: object
    before: Value
    after: Value


Changes = dict[tuple[int, object], Change]


Log = dict[tuple[int, object], tuple[Slots, object, list[Value]]]
"""Every value that a slot has had, the one before the first write among them."""


@dataclass(eq=False, slots=True)
class _Stretch:
    """A part of the execution whose changes can be asked for while it goes on."""

    position: int
    """As far as the trail has been read."""
    firsts: dict[tuple[int, object], tuple[Slots, object, Value]] = field(default_factory=dict)
    """What each slot held when the stretch began."""
    changes: Changes = field(default_factory=dict)
    """What had changed when that was last asked for."""
    undone: set[tuple[int, object]] = field(default_factory=set)
    """The slots among them that have been given back what they held."""


@dataclass(eq=False, slots=True)
class Session:
    """One of several executions that share objects: what it writes to those of others is taken back when it rests.

    `own` are the births of its own objects, one stretch for each time it was executing.
    """

    tables: frozenset[int] = frozenset()
    """Tables (by identity) that belong to no session. A new entry stays, if it is about a layer that is new as well."""
    layers: int = 0
    """The table, one of those, that has an entry for each layer."""
    own: list[tuple[int, int]] = field(default_factory=list)
    begun: int = 0
    foreign: dict[tuple[int, object], tuple[Slots, object, Value]] = field(default_factory=dict)
    """What slots of others held before it wrote to them."""
    changed: dict[Session | None, set[tuple[int, object]]] = field(default_factory=dict)
    """The slots of others that it has written to, itself or by importing a module of the program's that does: by the
    session that made them, `None` for the tables.
    """
    counted: set[tuple[int, object]] = field(default_factory=set)
    """The same in one set."""
    resting: list[Change] = field(default_factory=list)
    """What it has written to slots of others, while that is taken back."""
    replayed: Slots = field(default_factory=Slots)
    """Of what it has written to slots of others, what it has replayed: by the place, as `Replayed`."""
    included: Slots = field(default_factory=Slots)
    """The sessions that it has replayed, and those that they have."""

    def owns(self, slots: Slots) -> bool:
        """Whether an object was made by this session."""
        if slots.born >= self.begun:
            return True
        index = bisect_right(self.own, (slots.born, sys.maxsize)) - 1
        return index >= 0 and slots.born < self.own[index][1]

    def changes(self) -> Iterator[Change]:
        """What slots of others hold that it has written, where they held something else, while it is executing."""
        for slots, key, before in self.foreign.values():
            after = slots.get(key, MISSING)
            if after is not before and not (before is MISSING and self._stays(slots, key)):
                yield Change(slots, key, before, after)

    def _stays(self, slots: Slots, key: Any) -> bool:
        if id(slots) not in self.tables:
            return False
        layer = key[0] if isinstance(key, tuple) else key
        noted = self.foreign.get((self.layers, layer))
        return noted is not None and noted[2] is MISSING


LOST: Final = object()
"""In the place of a `Replayed`: what is there is not known, as several sessions have written."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """The value that replaying the writes of these sessions has given a slot."""

    value: Value
    sessions: frozenset[Session]
    early: bool
    """Whether nothing can have been read before of what holds the slot."""


@dataclass(slots=True)
class State:
    """Reads go to the slots directly; every write comes here."""

    _trail: list[tuple[Slots, object, Value]] = field(default_factory=list)
    _depth: int = 0
    _stretches: list[_Stretch] = field(default_factory=list)
    _logs: list[Log] = field(default_factory=list)
    _lost: list[Value] = field(default_factory=list)
    _session: Session | None = None
    _settled: int = 0
    """What was born before this may belong to another session."""
    _periods: list[tuple[int, Session]] = field(default_factory=list)
    """When each session that rests was executing, by the births at the beginning."""
    importing: bool = False
    """Whether what is written now is the effect of importing a module."""
    half_bound: set[str] = field(default_factory=set)
    """Names and attributes that something may have, or may not, and that count as bound."""
    work: int = 0
    """How many slots were undone, compared and joined since somebody took this number, and set it to 0."""
    on_lost: Callable[[list[Value]], None] = field(default=lambda values: None)
    """Is told of objects that a join has made unknown: what is done to the unknown value may be done to them."""

    @property
    def logging(self) -> bool:
        """Whether somebody notes what is written: it may be where an exception is caught."""
        return bool(self._logs)

    @property
    def depth(self) -> int:
        """How many branches are open."""
        return self._depth

    def write(self, slots: Slots, key: object, value: Value) -> None:
        """Gives a slot a value."""
        before = slots.get(key, MISSING)
        if before is not value:
            self._note(slots, key, before, value)
            slots[key] = value

    def delete(self, slots: Slots, key: object) -> None:
        """Takes the value of a slot away."""
        if key in slots:
            self._note(slots, key, slots[key], MISSING)
            del slots[key]

    def _note(self, slots: Slots, key: object, before: Value, value: Value) -> None:
        if slots.born < self._settled:
            self._note_foreign(slots, key)
        if self._depth or self._stretches:
            self._trail.append((slots, key, before))
        for log in self._logs:
            self._record(log, slots, key, before, value)

    # --- sessions -----------------------------------------------------------------------------------------------

    @contextmanager
    def session(self, session: Session) -> Iterator[None]:
        """Executes as part of `session`, from the state in which it rested; the one that was executing rests."""
        around = self._session
        before = self._trail, self._depth, self._stretches, self._logs, self._lost, self.importing
        self._rest()
        self._trail, self._depth, self._stretches, self._logs, self._lost, self.importing = [], 0, [], [], [], False
        self._resume(session)
        try:
            yield
        finally:
            self._rest()
            self._trail, self._depth, self._stretches, self._logs, self._lost, self.importing = before
            self._resume(around)

    def _note_foreign(self, slots: Slots, key: object) -> None:
        session = self._session
        if session is None or session.owns(slots):
            return
        place = id(slots), key
        if place not in session.foreign:
            session.foreign[place] = (slots, key, slots.get(key, MISSING))
        if not self.importing:
            self.count_as_changed(slots, place)

    def count_as_changed(self, slots: Slots, place: tuple[int, object]) -> None:
        """Notes that the present session has changed a slot of another one, which who is imported now may have read."""
        session = self._session
        assert session is not None
        if place in session.counted:
            return
        session.counted.add(place)
        owner = None if place[0] in session.tables else self.owner(slots)
        session.changed.setdefault(owner, set()).add(place)

    @contextmanager
    def as_import(self) -> Iterator[None]:
        """While the effects of importing a module are written."""
        around, self.importing = self.importing, True
        try:
            yield
        finally:
            self.importing = around

    def _rest(self) -> None:
        session = self._session
        if session is None:
            return
        session.own.append((session.begun, next(BIRTHS)))
        self._periods.append((session.begun, session))
        session.resting = list(session.changes())
        for slots, key, before, _ in session.resting:
            _put(slots, key, before)
        self._session = None

    def _resume(self, session: Session | None) -> None:
        self._session = session
        if session is None:
            self._settled = 0
            return
        for change in session.resting:
            _put(change.slots, change.key, change.after)
        session.resting = []
        session.begun = self._settled = next(BIRTHS)

    @property
    def present(self) -> Session | None:
        """The session that is executing."""
        return self._session

    def adopt(self, session: Session, start: int) -> None:
        """Makes what was made since `start` belong to `session`, which has not begun, and not to the present one."""
        present = self._session
        if present is not None:
            present.own.append((present.begun, start))
            self._periods.append((present.begun, present))
        self._periods.append((start, session))
        session.own.append((start, next(BIRTHS)))
        if present is not None:
            present.begun = self._settled = next(BIRTHS)

    def owner(self, slots: Slots) -> Session | None:
        """The session that has made an object; `None`, if it was made before any of them."""
        session = self._session
        if session is not None and session.owns(slots):
            return session
        index = bisect_right(self._periods, slots.born, key=_begin) - 1
        found = self._periods[index][1] if index >= 0 else None
        return found if found is not None and found.owns(slots) else None

    def imported(self, slots: Slots, key: object) -> Value:
        """What a slot of another session's held before the present one wrote to it."""
        session = self._session
        place = id(slots), key
        if session is not None and place in session.foreign:
            return session.foreign[place][2]
        return slots.get(key, MISSING)

    # --- branches -----------------------------------------------------------------------------------------------

    def begin(self) -> int:
        """Starts a branch; returns the mark to give to `undo`."""
        self._depth += 1
        return len(self._trail)

    def undo(self, mark: int) -> Changes:
        """Ends the branch: takes its writes back, and returns them."""
        changes: Changes = {}
        for slots, key, before in self._trail[mark:]:
            place = (id(slots), key)
            if place not in changes:
                changes[place] = Change(slots, key, before, slots.get(key, MISSING))
        for slots, key, before, _ in changes.values():
            _put(slots, key, before)
        del self._trail[mark:]
        for stretch in self._stretches:
            if stretch.position > mark:
                stretch.position = mark
                stretch.undone.update(changes)
        self._depth -= 1
        self.work += len(changes)
        return changes

    def apply_joined(self, branches: list[Changes], start: int = sys.maxsize) -> None:
        """Goes on as if any of the branches had been executed, all of which have begun at the birth `start`."""
        if len(branches) == 1:
            for slots, key, _, after in branches[0].values():
                self._set(slots, key, after)
            self.tell_lost()
            return
        places = {place: change for changes in branches for place, change in changes.items()}
        for place, change in places.items():
            ends = [changes[place].after if place in changes else change.before for changes in branches]
            self.put_joined(change.slots, change.key, ends, start)
        self.tell_lost()

    def _set(self, slots: Slots, key: object, value: Value) -> None:
        if value is MISSING:
            self.delete(slots, key)
        else:
            self.write(slots, key, value)

    def put_joined(self, slots: Slots, key: object, ends: Sequence[Value], start: int = sys.maxsize) -> None:
        """Writes the join of what a slot holds at the end of several branches.

        Unbound on some counts as bound, unless something else is then found under the name.
        """
        self.work += 1
        bound = [end for end in ends if end is not MISSING]
        if not bound:
            self.delete(slots, key)
            return
        if len(bound) < len(ends):
            bound.extend(slots.fallback(key))
            if type(key) is str and slots.born < start:
                self.half_bound.add(key)
        if type(bound[0]) is tuple or type(bound[0]) is dict:
            self.work += len(bound[0])  # element by element
        joined = bound[0] if len(bound) == 1 else slots.join(key, bound)
        if joined is not bound[0] or len(bound) > 1:
            self.lose(bound, joined)
        self.write(slots, key, joined)

    def lose(self, values: Sequence[Value], joined: Value) -> None:
        """Notes the objects among the values by which the value that stands for them is not known."""
        kept: set[int] | None = None
        for value in values:
            if value is joined or type(value) in _WITHOUT_OBJECTS:
                continue
            if kept is None:
                kept = {id(one) for one in objects_in(joined)}
            self._lost.extend([one for one in objects_in(value) if id(one) not in kept])

    def tell_lost(self) -> None:
        """Tells of the objects that have been lost, once the state is whole again."""
        lost, self._lost = self._lost, []
        if lost:
            self.on_lost(lost)

    # --- stretches and logs -------------------------------------------------------------------------------------

    @contextmanager
    def stretch(self) -> Iterator[_Stretch]:
        """A part of the execution of which `since` tells the changes."""
        begun = _Stretch(len(self._trail))
        self._stretches.append(begun)
        try:
            yield begun
        finally:
            self._stretches.pop()
            if not self._stretches and not self._depth:
                self._trail.clear()

    def since(self, begun: _Stretch) -> Changes:
        """What has changed since the stretch began."""
        touched, firsts, changes = begun.undone, begun.firsts, begun.changes
        for slots, key, before in self._trail[begun.position :]:
            place = (id(slots), key)
            touched.add(place)
            if place not in firsts:
                firsts[place] = (slots, key, before)
        for place in touched:
            if place in firsts:
                slots, key, before = firsts[place]
                after = slots.get(key, MISSING)
                if after is not before:
                    changes[place] = Change(slots, key, before, after)
                else:
                    changes.pop(place, None)
        self.work += len(touched) + len(changes) // _COPIED_AT_ONCE
        begun.position = len(self._trail)
        touched.clear()
        return dict(changes)

    def become(self, branches: list[Changes], present: Changes) -> None:
        """Goes on as if any of the branches had been executed in place of the present one, all of one stretch."""
        places = dict(present)
        for changes in branches:
            places.update(changes)
        self.work += len(places)
        for place, (slots, key, before, _) in places.items():
            ends = [changes[place].after if place in changes else before for changes in branches]
            now = slots.get(key, MISSING)
            for end in ends:
                if end is not now:
                    self.put_joined(slots, key, ends)
                    break
        self.tell_lost()

    @contextmanager
    def logged(self) -> Iterator[Log]:
        """Notes every value that is written, on branches that are given up as well."""
        log = self.open_log({})
        try:
            yield log
        finally:
            self.close_log(log)

    def open_log(self, changes: Changes) -> Log:
        """Begins to note every value that is written, after those of a branch."""
        log: Log = {}
        self._logs.append(log)
        self.note(log, changes)
        return log

    def note(self, log: Log, changes: Changes) -> None:
        """Notes what a branch has left behind."""
        self.work += len(changes)
        for slots, key, _, after in changes.values():
            self._record(log, slots, key, slots.get(key, MISSING), after)

    def close_log(self, log: Log) -> None:
        """Ends it."""
        self._logs = [other for other in self._logs if other is not log]

    def blur(self, log: Log) -> None:
        """Goes on as if the execution had been left after any of the writes."""
        self.work += len(log)
        for slots, key, values in log.values():
            self.put_joined(slots, key, values)
        self.tell_lost()

    def _record(self, log: Log, slots: Slots, key: object, before: Value, value: Value) -> None:
        place = (id(slots), key)
        if place not in log:
            log[place] = (slots, key, [before])
        values = log[place][2]
        values.append(value)
        self.work += 1
        if len(values) > MAX_LOGGED_VALUES:
            bound = [value for value in values if value is not MISSING]
            widened = slots.widen(key, bound, final=True)
            self.lose(bound, widened)
            values[:] = [*([MISSING] if len(bound) < len(values) else ()), widened]

    def blurred(self, changes: Changes, written: Log) -> Changes:
        """The changes of a branch that has left; of the slots that are written afterwards nothing is known."""
        result = dict(changes)
        for place, (slots, key, values) in written.items():
            bound = [value for value in values if value is not MISSING]
            first = changes[place].before if place in changes else values[0]
            widened = slots.widen(key, bound, final=True) if bound else MISSING
            self.lose(bound, widened)
            result[place] = Change(slots, key, first, widened)
        return result


_COPIED_AT_ONCE: Final = 16
"""How many entries of a table are copied in the time that one takes alone."""
_WITHOUT_OBJECTS: Final = frozenset({int, str, float, bool, type(None), Tensor, Unknown})


def overlaid(base: Changes, changes: Changes) -> Changes:
    """The changes of a branch, since the beginning of the stretch that it is in."""
    return base | {
        place: Change(change.slots, change.key, base[place].before, change.after) if place in base else change
        for place, change in changes.items()
    }


def _put(slots: Slots, key: object, value: Value) -> None:
    if value is MISSING:
        slots.pop(key, None)
    else:
        slots[key] = value


def _begin(period: tuple[int, Session]) -> int:
    return period[0]
