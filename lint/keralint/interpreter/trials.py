"""What executions of what nobody uses have told, each made in one of the ways to call it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from keralint.interpreter.coverage import CallCoverage, is_known
from keralint.interpreter.facts import REFUSALS, Caller, Fact, TensorBound
from keralint.interpreter.survey import Condition, Survey
from keralint.semantics.joins import join_tensors
from keralint.shapes import Variable

Key: TypeAlias = tuple[object, str]
"""A name that is bound, with the place."""

Path: TypeAlias = Mapping[Condition, bool]


@dataclass(frozen=True, slots=True)
class Way:
    """A way to call what nobody calls."""

    given: frozenset[str] = frozenset()
    """What is given something though its default is `None`."""
    numbers: bool = True
    """Layers are configured with numbers, not with tensors."""
    lists: Mapping[Variable, int | None] = field(default_factory=dict)
    """What is given lists, and of how many elements."""
    false: frozenset[Variable] = frozenset()
    """What is given `False`."""
    path: Path | None = None
    """The way that is gone at conditions that are not known, if not both."""

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it from others, but for its path."""
        return self.given, self.numbers, frozenset(self.lists.items()), self.false


@dataclass(slots=True)
class Trial:
    """What one execution has told."""

    open: tuple[Variable, ...]
    """The parameters whose ranks would have told more."""
    defaulted: tuple[str, ...]
    """The parameters whose default was left alone."""
    flags: tuple[str, ...]
    """Those among them that say whether something is to be."""
    unpacked: Mapping[Variable, tuple[int, ...]]
    """The parameters that are used as lists are, with the numbers of elements that they are unpacked into."""
    asked: tuple[Variable, ...]
    """The parameters whose truth decided something."""
    calls: dict[Caller, CallCoverage]
    bound: dict[Key, TensorBound]
    refused: frozenset[object]
    """Where it fails."""
    raised: bool
    """Whether it certainly ends by an exception."""
    is_known: bool
    """Whether all shapes are known, each time."""
    counted: bool
    """Whether it was taken for known how many elements something has."""
    taken: dict[Condition, bool]
    """The conditions that are not known, and which way was gone if one path was followed."""
    deciding: int
    """How many of them there were before something was refused: no other one can help it."""

    @property
    def is_sound(self) -> bool:
        """Whether it may be called like that."""
        return not self.refused and not self.raised

    @property
    def is_idle(self) -> bool:
        """Whether it has come to no layer and no tensor, nor to what may be one."""
        return not (self.calls or self.bound or self.open)

    @property
    def told(self) -> int:
        """Of how many calls and names the shapes are known."""
        return self.number_known + sum(is_known(fact.tensor) for fact in self.bound.values())

    @property
    def number_known(self) -> int:
        return sum(bool(call.alone) for call in self.calls.values())


@dataclass(slots=True)
class Found:
    """What is known of all that was executed."""

    calls: dict[Caller, CallCoverage] = field(default_factory=dict)
    bound: dict[Key, TensorBound] = field(default_factory=dict)
    usual: set[Caller] = field(default_factory=set)
    """The places that somebody comes to who gives no more than has to be given."""

    def add(self, leaves: Sequence[Trial], first: Trial | None, *, further: bool = False) -> None:
        """Adds what one function or class has told: a shape is known if one of them knows it.

        If it was executed in a `further` way, only what the others have not come to.
        """
        calls = calls_of(leaves)
        if not further:
            self.usual.update(calls)
        for place, call in calls.items():
            if place not in self.calls or (call.alone and not (further and place in self.usual)):
                self.calls[place] = call
        for key, fact in bound_of(leaves, first).items():
            if key not in self.bound or (not further and not is_known(self.bound[key].tensor)):
                self.bound[key] = fact

    @property
    def settled(self) -> set[object]:
        """The calls and names of which further ways tell nothing else."""
        return {*self.usual, *self.bound}

    def knows_all(self, calls: Iterable[Caller]) -> bool:
        """Whether the shapes at all these places are known."""
        return all(place in self.calls and self.calls[place].alone for place in calls)

    def has_all(self, calls: Iterable[Caller]) -> bool:
        """Whether all these places have been come to, and those that not everybody comes to are known."""
        return all(place in self.calls and (place in self.usual or self.calls[place].alone) for place in calls)


def trial_of(facts: Sequence[Fact], told: Survey, calls: dict[Caller, CallCoverage]) -> Trial:
    """What an execution has told: by the facts, by the survey that it was done with, and of the calls of layers."""
    bound: dict[Key, TensorBound] = {}
    vague = False
    for fact in facts:
        if isinstance(fact, TensorBound):
            key, before = key_of(fact), bound.get(key_of(fact))
            vague |= not is_known(fact.tensor)
            same = before is None or agree(before, fact)
            joined = fact.tensor if same or before is None else join_tensors(before.tensor, fact.tensor)
            bound[key] = replace(fact, tensor=joined)
    refusals = [fact for fact in facts if isinstance(fact, REFUSALS)]
    known = not vague and all(call.alone for call in calls.values())
    return Trial(
        open=tuple(told.open),
        defaulted=tuple(told.defaulted),
        flags=tuple(told.flags),
        asked=tuple(told.asked),
        unpacked={one: tuple(counts) for one, counts in told.unpacked.items()},
        calls=calls,
        bound=bound,
        refused=frozenset(fact.site.node for fact in refusals),
        raised=told.raised,
        is_known=known,
        counted=told.counted,
        taken=told.taken,
        deciding=min([told.before.get(id(fact), len(told.taken)) for fact in refusals], default=len(told.taken)),
    )


def not_known(leaves: Iterable[Trial]) -> set[object]:
    """The calls, and the names of tensors, that are not known in some of the executions."""
    calls = {place for leaf in leaves for place, call in leaf.calls.items() if not call.alone}
    return calls | {key for leaf in leaves for key, fact in leaf.bound.items() if not is_known(fact.tensor)}


def calls_of(leaves: Sequence[Trial]) -> dict[Caller, CallCoverage]:
    """The calls in all executions, known if each of them that comes there knows it."""
    calls: dict[Caller, CallCoverage] = {}
    for leaf in leaves:
        for place, call in leaf.calls.items():
            if place not in calls or calls[place].alone:
                calls[place] = call
    return calls


def bound_of(leaves: Sequence[Trial], first: Trial | None) -> dict[Key, TensorBound]:
    """The tensors in all executions: what all agree on, or what was said without a rank."""
    bound: dict[Key, TensorBound] = {}
    for key in dict.fromkeys(key for leaf in leaves for key in leaf.bound):
        facts = [leaf.bound[key] for leaf in leaves if key in leaf.bound]
        if all(agree(one, facts[0]) for one in facts):
            bound[key] = facts[0]
        elif first is not None and not first.counted and key in first.bound:
            bound[key] = first.bound[key]
    return bound


def agree(one: TensorBound, other: TensorBound) -> bool:
    """Whether two tensors are alike, as far as is shown of them."""
    return one.tensor.shape == other.tensor.shape and one.tensor.is_like(other.tensor)


def key_of(fact: TensorBound) -> Key:
    """The place and the name that a tensor is bound to."""
    return fact.site.node, fact.name
