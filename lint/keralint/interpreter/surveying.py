"""What nobody uses, executed once more for its shapes: as somebody uses it who gives no more than has to be given.

A finding has to hold whatever a caller gives, so that a parameter whose default is `None` is not known there. The
shapes that are shown are those of the usual call: with the defaults. Where the rank of what is given decides, it is
executed with each rank, and what it refuses is left out; the findings of these executions are not told.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from keralint.interpreter.budget import FUEL_FOR_SURVEY, LEAST_SHARE, SHARE_OF_FUEL, OutOfFuel
from keralint.interpreter.coverage import CallCoverage, is_known
from keralint.interpreter.facts import REFUSALS, Caller, Fact, OutputUnknown, TensorBound
from keralint.interpreter.machine import Machine
from keralint.interpreter.spreading import OTHERS, USUAL
from keralint.interpreter.survey import Survey
from keralint.semantics.joins import join_tensors
from keralint.shapes import Variable

MAX_TRIALS: Final = 20
"""How often one function or class is executed, to try ranks and what may be given."""

ELEMENTS: Final = 2
MORE_ELEMENTS: Final = 3
"""How many elements are taken for what has a number of them that is not known: what is shown has to hold for both."""

LENGTHS: Final = (None, 3, 1)
"""How many elements are given to what is used as a list, if nothing tells of their number: as many as elsewhere."""

MAX_GIVEN: Final = 6
"""How many parameters with defaults are given something, one at a time."""

_Key = tuple[object, str]


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to call what nobody calls."""

    given: frozenset[str] = frozenset()
    """What is given something though its default is `None`."""
    numbers: bool = True
    """Layers are configured with numbers, not with tensors."""
    lists: Mapping[Variable, int | None] = field(default_factory=dict)
    """What is given lists, and of how many elements."""
    false: frozenset[Variable] = frozenset()
    """What is given `False`."""


@dataclass(slots=True)
class _Trial:
    """What one execution has told."""

    open: tuple[Variable, ...]
    """The parameters whose ranks would have told more."""
    defaulted: tuple[str, ...]
    """The parameters whose default was left alone."""
    unpacked: Mapping[Variable, tuple[int, ...]]
    """The parameters that are used as lists are, with the numbers of elements that they are unpacked into."""
    asked: tuple[Variable, ...]
    """The parameters whose truth decided something."""
    calls: dict[Caller, CallCoverage]
    bound: dict[_Key, TensorBound]
    refused: frozenset[object]
    """Where it fails."""
    raised: bool
    """Whether it certainly ends by an exception."""
    is_known: bool
    """Whether all shapes are known, each time."""
    counted: bool
    """Whether it was taken for known how many elements something has."""

    @property
    def is_sound(self) -> bool:
        """Whether it may be called like that."""
        return not self.refused and not self.raised

    @property
    def number_known(self) -> int:
        return sum(bool(call.alone) for call in self.calls.values())


@dataclass(slots=True)
class _Found:
    """What is known of all that was executed."""

    calls: dict[Caller, CallCoverage] = field(default_factory=dict)
    bound: dict[_Key, TensorBound] = field(default_factory=dict)

    def add(self, calls: dict[Caller, CallCoverage], bound: dict[_Key, TensorBound], *, further: bool = False) -> None:
        """Adds what one function or class has told: a shape is known if one of them knows it.

        If it was executed in a `further` way, only what the others have not come to.
        """
        for place, call in calls.items():
            if place not in self.calls or (call.alone and not further):
                self.calls[place] = call
        for key, fact in bound.items():
            if key not in self.bound or (not further and not is_known(self.bound[key].tensor)):
                self.bound[key] = fact

    def has_all(self, calls: Iterable[Caller]) -> bool:
        """Whether all these places have been come to."""
        return all(place in self.calls for place in calls)


def survey(machine: Machine, roots: Sequence[Callable[[], None]], certain: int) -> None:
    """Executes each of the `roots` for its shapes.

    They take the place of what was told after the `certain` facts, and of what is not known by these.
    """
    found, fuel = _Found(), FUEL_FOR_SURVEY
    usual = [_Trials(machine, root) for root in roots]
    for leaves_of in (_Trials.leaves, _Trials.leaves_given_all, _Trials.leaves_given_false):
        further = leaves_of is not _Trials.leaves
        for trials in usual:
            if further and found.has_all(_alone(machine)):
                break
            machine.fuel = share = fuel // SHARE_OF_FUEL
            leaves = leaves_of(trials)
            fuel -= share - max(machine.fuel, 0)
            found.add(_calls_of(leaves), _bound_of(leaves, trials.first), further=further)
    _replace(machine, found, certain)


def _alone(machine: Machine) -> Iterator[Caller]:
    """The places that were come to where nobody is known to come."""
    return (place for place, call in machine.coverage.calls.items() if call.alone is not None)


def _merit(one: tuple[_Way, _Trial]) -> tuple[bool, int, int]:
    """By what a way to call something is better than another one; lists are preferred to what only stands for them."""
    way, trial = one
    return trial.is_sound, trial.number_known, len(way.lists) if trial.is_sound else -len(way.lists)


class _Trials:
    """The executions of one function or class."""

    def __init__(self, machine: Machine, root: Callable[[], None]) -> None:
        self._machine = machine
        self._root = root
        self._left = 0
        self._way = _Way()
        self.first: _Trial | None = None

    def leaves(self) -> list[_Trial]:
        """What is told in the first way to call it that it does not refuse, for each rank of what is given.

        If it refuses every way, it is the one in which most is known.
        """
        found: list[tuple[_Way, _Trial]] = []
        self._left = MAX_TRIALS
        ways = [_Way()]
        for way in ways:
            self._way = way
            trial = self._execute({})
            if trial is None:
                break
            trial = self._give_lists(trial)
            found.append((self._way, trial))
            if trial.is_sound:
                break
            if len(ways) == 1:
                like = replace(way, lists=self._way.lists)
                ways += [replace(like, given=frozenset([name])) for name in trial.defaulted[:MAX_GIVEN]]
                ways += [replace(like, given=frozenset(trial.defaulted)), _Way(numbers=False)]
        if not found:
            return []
        self._way, self.first = max(found, key=_merit)
        return self._split({}, self.first)

    def _give_lists(self, first: _Trial) -> _Trial:
        """Gives lists to what is used as lists are, if that is refused no sooner, and tells as much."""
        tried: set[Variable] = set()
        while free := [one for one in first.unpacked if one not in tried and one not in self._way.lists]:
            tried.add(free[0])
            found = [(self._way, first)]
            for count in first.unpacked[free[0]] or LENGTHS:
                self._way = replace(found[0][0], lists={**found[0][0].lists, free[0]: count})
                trial = self._execute({})
                if trial is not None:
                    found.append((self._way, trial))
                if trial is None or trial.is_sound:
                    break
            self._way, first = max(found, key=_merit)
        return first

    def leaves_given_all(self) -> list[_Trial]:
        """The same if everything is given that need not be; empty, if that changes nothing."""
        given = frozenset(self.first.defaulted) if self.first is not None else frozenset()
        return [] if given <= self._way.given else self._leaves(replace(self._way, given=given))

    def leaves_given_false(self) -> list[_Trial]:
        """The same if what decides something by its truth is false; empty, if nothing does."""
        asked = frozenset(self.first.asked) if self.first is not None else frozenset()
        return [] if not asked else self._leaves(replace(self._way, false=asked))

    def _leaves(self, way: _Way) -> list[_Trial]:
        self._left, self._way = MAX_TRIALS, way
        self.first = self._execute({})
        return [] if self.first is None else self._split({}, self.first)

    def _split(self, assumed: dict[Variable, int], trial: _Trial) -> list[_Trial]:
        """The same for each rank of the parameters that have none yet."""
        variable = next((one for one in trial.open if one not in assumed), None)
        if variable is None or trial.is_known:
            return [self._checked(assumed, trial)]
        leaves: list[_Trial] = []
        for rank in (*USUAL, *OTHERS):
            if rank in OTHERS and leaves:
                break
            ranks = {**assumed, variable: rank}
            found = self._execute(ranks)
            if found is not None and self.first is not None and found.refused <= self.first.refused:
                leaves += self._split(ranks, found)
                if assumed:
                    break  # of further parameters one rank is enough: there are too many combinations
        return leaves or [self._checked(assumed, trial)]

    def _checked(self, assumed: dict[Variable, int], trial: _Trial) -> _Trial:
        """The same without what is bound to another tensor if there are more elements of what is not known."""
        if trial.counted:
            other = self._execute(assumed, count=MORE_ELEMENTS)
            if other is not None and trial.is_sound and not other.is_sound:
                return trial  # there are no more of them
            others = {} if other is None else other.bound
            trial.bound = {key: one for key, one in trial.bound.items() if key in others and _agree(one, others[key])}
        return trial

    def _execute(self, assumed: dict[Variable, int], count: int = ELEMENTS) -> _Trial | None:
        machine, facts = self._machine, self._machine.recorder.facts
        if not self._left or machine.fuel < LEAST_SHARE:
            return None
        self._left -= 1
        told, calls = len(facts), machine.coverage.calls
        way = self._way
        machine.survey = Survey(assumed, way.numbers, count, given=way.given, lists=way.lists, false=way.false)
        machine.coverage.calls = {}
        try:
            self._root()
            return _trial(facts[told:], machine.survey, machine.coverage.calls)
        except OutOfFuel:
            return None
        finally:
            del facts[told:]
            machine.coverage.calls = calls
            machine.survey = None


def _trial(facts: Sequence[Fact], told: Survey, calls: dict[Caller, CallCoverage]) -> _Trial:
    bound: dict[_Key, TensorBound] = {}
    vague = False
    for fact in facts:
        if isinstance(fact, TensorBound):
            key, before = _key(fact), bound.get(_key(fact))
            vague |= not is_known(fact.tensor)
            same = before is None or _agree(before, fact)
            joined = fact.tensor if same or before is None else join_tensors(before.tensor, fact.tensor)
            bound[key] = replace(fact, tensor=joined)
    refused = frozenset(fact.site.node for fact in facts if isinstance(fact, REFUSALS))
    known = not vague and all(call.alone for call in calls.values())
    unpacked = {one: tuple(counts) for one, counts in told.unpacked.items()}
    named = tuple(told.open), tuple(told.defaulted), unpacked, tuple(told.asked)
    return _Trial(*named, calls, bound, refused, told.raised, known, told.counted)


def _calls_of(leaves: Sequence[_Trial]) -> dict[Caller, CallCoverage]:
    """The calls in all executions, known if each of them that comes there knows it."""
    calls: dict[Caller, CallCoverage] = {}
    for leaf in leaves:
        for place, call in leaf.calls.items():
            if place not in calls or calls[place].alone:
                calls[place] = call
    return calls


def _bound_of(leaves: Sequence[_Trial], first: _Trial | None) -> dict[_Key, TensorBound]:
    """The tensors in all executions: what all agree on, or what was said without a rank."""
    bound: dict[_Key, TensorBound] = {}
    for key in dict.fromkeys(key for leaf in leaves for key in leaf.bound):
        facts = [leaf.bound[key] for leaf in leaves if key in leaf.bound]
        if all(_agree(one, facts[0]) for one in facts):
            bound[key] = facts[0]
        elif first is not None and not first.counted and key in first.bound:
            bound[key] = first.bound[key]
    return bound


def _replace(machine: Machine, found: _Found, certain: int) -> None:
    """Puts what was found in the place of what is not known without it."""
    facts = machine.recorder.facts
    known = {_key(fact) for fact in facts[:certain] if isinstance(fact, TensorBound) and is_known(fact.tensor)}
    bound = {key: fact for key, fact in found.bound.items() if key not in known}
    facts[:] = [*_replaced(facts, found, bound), *bound.values()]
    for place, call in found.calls.items():
        before = machine.coverage.calls.setdefault(place, call)
        before.relative, before.reason = call.alone is True, call.reason or before.reason


def _replaced(facts: Iterable[Fact], found: _Found, bound: Container[_Key]) -> Iterator[Fact]:
    """The facts without what is known better, and with the reasons why the rest is not."""
    calls = {place.node: call for place, call in found.calls.items()}
    for fact in facts:
        if isinstance(fact, OutputUnknown) and fact.site.node in calls:
            call = calls[fact.site.node]
            if not call.alone:
                yield replace(fact, reason=call.reason or fact.reason)
        elif not isinstance(fact, TensorBound) or _key(fact) not in bound:
            yield fact


def _agree(one: TensorBound, other: TensorBound) -> bool:
    return one.tensor.shape == other.tensor.shape and one.tensor.is_like(other.tensor)


def _key(fact: TensorBound) -> _Key:
    return fact.site.node, fact.name
