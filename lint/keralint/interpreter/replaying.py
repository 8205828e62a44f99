"""What one execution has changed about objects of others, done again in another that imports its module."""

from __future__ import annotations

from collections.abc import Set

from keralint.interpreter.state import LOST, MISSING, Change, Replayed, Session, State
from keralint.interpreter.values import Slots, Value


def is_as_found(state: State, session: Session, needs: Set[Session]) -> bool:
    """Whether the present session has changed nothing that a resting one may have read, which `needs` others.

    What both have replayed is no change, nor is what a library's modules have written.
    """
    present = state.present
    if present is None:
        return True
    for place in present.changed:
        slots, key, before = present.foreign[place]
        after = slots.get(key, MISSING)
        if after is before:
            continue
        if place[0] in session.tables:
            if place in session.foreign:
                return False
        elif state.owner(slots) in needs and not _goes_on(present.replayed.get(place), after, session):
            return False
    return True


def replay(state: State, session: Session, *, certain: bool = True, counts: bool = True) -> None:
    """Writes what a resting session has written to objects of others, after what has been written there before.

    Not `certain`: what it would have written from the present state is not known. What `counts` is a change for the
    modules that are imported after it.
    """
    present = state.present
    if present is None:
        return
    for change in session.resting:
        _replay(state, present, session, change, certain=certain)
        place = id(change.slots), change.key
        if counts and place in present.foreign:
            present.changed.add(place)
    for one in (session, *session.included):
        state.write(present.included, one, True)


def _replay(state: State, present: Session, session: Session, change: Change, *, certain: bool) -> None:
    slots, key, place = change.slots, change.key, (id(change.slots), change.key)
    now, known, inner = slots.get(key, MISSING), present.replayed.get(place), session.replayed.get(place)
    if isinstance(inner, Replayed) and inner.value is change.after and inner.sessions <= present.included.keys():
        return  # others have written it, and their writes are here
    if certain and ((known is None and now is change.before) or _goes_on(known, now, session)):
        before = known.sessions if isinstance(known, Replayed) else frozenset[Session]()
        state.write(present.replayed, place, Replayed(change.after, before | {session, *session.included}))
        value = change.after
    else:
        state.write(present.replayed, place, LOST)
        value = _either(slots, key, now, change.after)
    if value is MISSING:
        state.delete(slots, key)
    else:
        state.write(slots, key, value)


def _goes_on(known: Value, now: Value, session: Session) -> bool:
    """Whether a session has begun with what is there now, and nothing else."""
    return isinstance(known, Replayed) and known.value is now and known.sessions <= session.included.keys()


def _either(slots: Slots, key: object, now: Value, after: Value) -> Value:
    """Something that says no more than what both have in common."""
    bound = [one for one in (now, after) if one is not MISSING]
    return slots.widen(key, bound, final=True) if bound else MISSING
