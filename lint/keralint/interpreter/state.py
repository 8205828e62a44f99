"""The mutable state of an execution: one trail of writes, so that branches can be undone and joined.

Cost is proportional to what a branch writes, never to the size of the program's state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from keralint.interpreter.budget import MAX_LOGGED_VALUES
from keralint.interpreter.values import BIRTHS, Slots, Unknown, Value, objects_in, same
from keralint.semantics.tensors import Tensor


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


Log = dict[tuple[int, object], tuple[Slots, object, list[Value]]]
"""Every value that a slot has had, the one before the first write among them."""


@dataclass(eq=False, slots=True)
class _Stretch:
    """A part of the execution whose changes can be asked for while it goes on."""

    position: int
    """As far as the trail has been read."""
    firsts: dict[tuple[int, object], tuple[Slots, object, Value]] = field(default_factory=dict)
    """What each slot held when the stretch began."""


@dataclass(eq=False, slots=True)
class Session:
    """One of several executions that share objects: what it writes to those of others is taken back when it rests.

    `own` are the births of its own objects, one stretch for each time it was executing.
    """

    lasting: frozenset[int] = frozenset()
    """Tables (by identity) that belong to no session: a new entry stays, a changed one is taken back."""
    own: list[tuple[int, int]] = field(default_factory=list)
    begun: int = 0
    foreign: dict[tuple[int, object], tuple[Slots, object, Value]] = field(default_factory=dict)
    """What slots of others held before it wrote to them."""
    resting: list[Change] = field(default_factory=list)
    """What it has written to slots of others, while that is taken back."""

    def owns(self, slots: Slots) -> bool:
        """Whether an object was made by this session."""
        return slots.born >= self.begun or any(first <= slots.born < last for first, last in self.own)


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
        self._note(slots, key, value)
        slots[key] = value

    def delete(self, slots: Slots, key: object) -> None:
        """Takes the value of a slot away."""
        if key in slots:
            self._note(slots, key, MISSING)
            del slots[key]

    def _note(self, slots: Slots, key: object, value: Value) -> None:
        if slots.born < self._settled:
            self._note_foreign(slots, key)
        if self._depth or self._stretches:
            self._trail.append((slots, key, slots.get(key, MISSING)))
        for log in self._logs:
            self._record(log, slots, key, slots.get(key, MISSING), value)

    # --- sessions -----------------------------------------------------------------------------------------------

    @contextmanager
    def session(self, session: Session) -> Iterator[None]:
        """Executes as part of `session`, from the state in which it rested; the one that was executing rests."""
        around = self._session
        before = self._trail, self._depth, self._stretches, self._logs, self._lost
        self._rest()
        self._trail, self._depth, self._stretches, self._logs, self._lost = [], 0, [], [], []
        self._resume(session)
        try:
            yield
        finally:
            self._rest()
            self._trail, self._depth, self._stretches, self._logs, self._lost = before
            self._resume(around)

    def _note_foreign(self, slots: Slots, key: object) -> None:
        session = self._session
        if session is not None and (id(slots), key) not in session.foreign and not session.owns(slots):
            session.foreign[id(slots), key] = (slots, key, slots.get(key, MISSING))

    def _rest(self) -> None:
        session = self._session
        if session is None:
            return
        session.own.append((session.begun, next(BIRTHS)))
        session.resting = []
        for slots, key, before in session.foreign.values():
            after = slots.get(key, MISSING)
            if after is before or (before is MISSING and id(slots) in session.lasting):
                continue
            session.resting.append(Change(slots, key, before, after))
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

    def replay(self, session: Session) -> None:
        """Writes what a resting session has written to objects of others, as far as nobody else wrote there."""
        for change in session.resting:
            present = change.slots.get(change.key, MISSING)
            if same(present, change.after):
                continue
            if same(present, change.before) or MISSING in (present, change.after):
                value = change.after
            else:
                value = change.slots.widen(change.key, [present, change.after], final=True)
            if value is MISSING:
                self.delete(change.slots, change.key)
            else:
                self.write(change.slots, change.key, value)

    # --- branches -----------------------------------------------------------------------------------------------

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
        for stretch in self._stretches:
            stretch.position = min(stretch.position, mark)
        self._depth -= 1
        return changes

    def apply_joined(self, branches: list[Changes]) -> None:
        """Goes on as if any of the branches had been executed."""
        places = {place: change for changes in branches for place, change in changes.items()}
        for place, change in places.items():
            ends = [changes[place].after if place in changes else change.before for changes in branches]
            self.put_joined(change.slots, change.key, ends)
        self.tell_lost()

    def put_joined(self, slots: Slots, key: object, ends: Iterable[Value]) -> None:
        """Writes the join of what a slot holds at the end of several branches.

        Unbound on some counts as bound, unless something else is then found under the name.
        """
        ends = list(ends)
        bound = [end for end in ends if end is not MISSING]
        if not bound:
            self.delete(slots, key)
            return
        if len(bound) < len(ends):
            bound.extend(slots.fallback(key))
        joined = bound[0] if len(bound) == 1 else slots.join(key, bound)
        self.lose(bound, joined)
        self.write(slots, key, joined)

    def lose(self, values: Sequence[Value], joined: Value) -> None:
        """Notes the objects among the values by which the value that stands for them is not known."""
        if all(type(value) in _WITHOUT_OBJECTS for value in values):
            return
        kept = {id(one) for one in objects_in(joined)}
        self._lost.extend(one for value in values for one in objects_in(value) if id(one) not in kept)

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
        for slots, key, before in self._trail[begun.position :]:
            begun.firsts.setdefault((id(slots), key), (slots, key, before))
        begun.position = len(self._trail)
        return {
            place: Change(slots, key, before, slots.get(key, MISSING))
            for place, (slots, key, before) in begun.firsts.items()
        }

    def become(self, branches: list[Changes], present: Changes) -> None:
        """Goes on as if any of the branches had been executed in place of the present one, all of one stretch."""
        places = dict(present)
        for changes in branches:
            places.update(changes)
        for place, change in places.items():
            ends = [changes[place].after if place in changes else change.before for changes in branches]
            if any(end is not change.slots.get(change.key, MISSING) for end in ends):
                self.put_joined(change.slots, change.key, ends)
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
        for change in changes.values():
            self._record(log, change.slots, change.key, change.slots.get(change.key, MISSING), change.after)

    def close_log(self, log: Log) -> None:
        """Ends it."""
        self._logs = [other for other in self._logs if other is not log]

    def blur(self, log: Log) -> None:
        """Goes on as if the execution had been left after any of the writes."""
        for slots, key, values in log.values():
            self.put_joined(slots, key, values)
        self.tell_lost()

    def _record(self, log: Log, slots: Slots, key: object, before: Value, value: Value) -> None:
        place = (id(slots), key)
        if place not in log:
            log[place] = (slots, key, [before])
        values = log[place][2]
        values.append(value)
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
