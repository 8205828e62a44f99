"""What one execution has changed about objects of others, done again in another that imports its module."""

from __future__ import annotations

from collections.abc import Callable, Set

from keralint.interpreter.state import LOST, MISSING, Change, Replayed, Session, State
from keralint.interpreter.values import Slots, Value


def changed_since(state: State, session: Session, needs: Set[Session]) -> list[Value]:
    """What slots hold that the present session has changed, and that a resting one may have read, which `needs` others.

    What both have replayed is no change, nor is what a library's modules have written.
    """
    present = state.present
    if present is None:
        return []
    changed: list[Value] = []
    for owner in present.changed:
        if owner is not None and owner not in needs:
            continue
        for place in present.changed[owner]:
            slots, key, before = present.foreign[place]
            after = slots.get(key, MISSING)
            if after is before:
                continue
            if place in session.foreign if owner is None else not _goes_on(present, session, place, after):
                changed.append(None if after is MISSING else after)
    return changed


def replay(
    state: State, session: Session, read: Callable[[], Set[Session]], *, certain: bool = True, counts: bool = True
) -> None:
    """Writes what a resting session has written to objects of others, after what has been written there before.

    `read` gives the sessions of whose objects the present one may have read something by now. Not `certain`: what it
    would have written from the present state is not known. What `counts` is a change for the modules that are imported
    after it.
    """
    present = state.present
    if present is None:
        return
    already = read() if session.resting else frozenset[Session]()
    for change in session.resting:
        _replay(state, present, session, change, already, certain=certain)
        place = id(change.slots), change.key
        if counts and place in present.foreign:
            state.count_as_changed(change.slots, place)
    for one in (session, *session.included):
        state.write(present.included, one, True)


def _replay(
    state: State, present: Session, session: Session, change: Change, already: Set[Session], *, certain: bool
) -> None:
    slots, key, place = change.slots, change.key, (id(change.slots), change.key)
    now, known, inner = slots.get(key, MISSING), present.replayed.get(place), session.replayed.get(place)
    if isinstance(inner, Replayed) and inner.value is change.after and inner.sessions <= present.included.keys():
        return  # others have written it, and their writes are here
    if certain and ((known is None and now is change.before) or _goes_on(present, session, place, now)):
        before = known.sessions if isinstance(known, Replayed) else frozenset[Session]()
        early = (known is None or known.early) and state.owner(slots) not in already
        state.write(present.replayed, place, Replayed(change.after, before | {session, *session.included}, early))
        value = change.after
    else:
        state.write(present.replayed, place, LOST)
        value = _either(slots, key, now, change.after)
    if value is MISSING:
        state.delete(slots, key)
    else:
        state.write(slots, key, value)


def _goes_on(present: Session, session: Session, place: tuple[int, object], now: Value) -> bool:
    """Whether a resting session has begun with what is there now, which others have written, and nothing else."""
    known, inner = present.replayed.get(place), session.replayed.get(place)
    if not isinstance(known, Replayed) or known.value is not now or not known.sessions <= session.included.keys():
        return False
    return isinstance(inner, Replayed) and inner.early and known.sessions <= inner.sessions


def _either(slots: Slots, key: object, now: Value, after: Value) -> Value:
    """Something that says no more than what both have in common."""
    bound = [one for one in (now, after) if one is not MISSING]
    return slots.widen(key, bound, final=True) if bound else MISSING
