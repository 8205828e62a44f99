"""What nobody uses, executed once more for its shapes: as somebody uses it who gives no more than has to be given.

A finding has to hold whatever a caller gives, so that a parameter whose default is `None` is not known there. The
shapes that are shown are those of the usual call: with the defaults. Where the rank of what is given decides, it is
executed with each rank, and what it refuses is left out; the findings of these executions are not told.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final, TypeAlias

import libcst as cst

from keralint.interpreter.budget import FUEL_FOR_SURVEY, LEAST_SHARE, SHARE_OF_FUEL, OutOfFuel
from keralint.interpreter.coverage import CallCoverage, is_known
from keralint.interpreter.facts import REFUSALS, Caller, Fact, OutputUnknown, TensorBound
from keralint.interpreter.machine import Machine
from keralint.interpreter.spreading import OTHERS, USUAL
from keralint.interpreter.survey import Condition, Survey, is_part
from keralint.interpreter.values import Function
from keralint.semantics.joins import join_tensors
from keralint.shapes import Variable
from keralint.source.walking import children

MAX_TRIALS: Final = 40
"""How often one function or class is executed, to try ranks and what may be given."""

MAX_PATHS: Final = 8
"""How many paths are followed where a join leaves shapes unknown."""

MAX_TURNS: Final = 6
"""How often a path is left that is refused, to find one that is not."""

ELEMENTS: Final = 2
MORE_ELEMENTS: Final = 3
"""How many elements are taken for what has a number of them that is not known: what is shown has to hold for both."""

LENGTHS: Final = (None, 3, 1)
"""How many elements are given to what is used as a list, if nothing tells of their number: as many as elsewhere."""

MAX_NESTED_LISTS: Final = 2
"""How many of them are given in each other: what goes through nested lists of any depth would take any number."""

MAX_GIVEN: Final = 6
"""How many parameters with defaults are given something, one at a time."""

_Key: TypeAlias = tuple[object, str]
Root: TypeAlias = Callable[[], None]
"""Executes one function or class."""

_Path: TypeAlias = Mapping[Condition, bool]


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
    path: _Path | None = None
    """The way that is gone at conditions that are not known, if not both."""

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it from others, but for its path."""
        return self.given, self.numbers, frozenset(self.lists.items()), self.false


@dataclass(slots=True)
class _Trial:
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
    bound: dict[_Key, TensorBound]
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
    def told(self) -> int:
        """Of how many calls and names the shapes are known."""
        return self.number_known + sum(is_known(fact.tensor) for fact in self.bound.values())

    @property
    def number_known(self) -> int:
        return sum(bool(call.alone) for call in self.calls.values())


@dataclass(slots=True)
class _Found:
    """What is known of all that was executed."""

    calls: dict[Caller, CallCoverage] = field(default_factory=dict)
    bound: dict[_Key, TensorBound] = field(default_factory=dict)
    usual: set[Caller] = field(default_factory=set)
    """The places that somebody comes to who gives no more than has to be given."""

    def add(self, leaves: Sequence[_Trial], first: _Trial | None, *, further: bool = False) -> None:
        """Adds what one function or class has told: a shape is known if one of them knows it.

        If it was executed in a `further` way, only what the others have not come to.
        """
        calls = _calls_of(leaves)
        if not further:
            self.usual.update(calls)
        for place, call in calls.items():
            if place not in self.calls or (call.alone and not (further and place in self.usual)):
                self.calls[place] = call
        for key, fact in _bound_of(leaves, first).items():
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


@dataclass(slots=True)
class _Fuel:
    """What may still be spent on a survey."""

    machine: Machine
    left: int

    def give(self, action: Callable[[], None], rest: int = SHARE_OF_FUEL - 1) -> None:
        """Does something with a share of what is left; the `rest` of as many shares is for others."""
        self.machine.fuel = share = self.left // (rest + 1)
        action()
        self.left -= share - max(self.machine.fuel, 0)


def survey(machine: Machine, roots: Sequence[Root], certain: int, helpers: Mapping[Function, Root]) -> None:
    """Executes each of the `roots` for its shapes, and those of the `helpers` in which something is not known then.

    They take the place of what was told after the `certain` facts, and of what is not known by these.
    """
    found, fuel = _Found(), _Fuel(machine, FUEL_FOR_SURVEY)
    usual = [_Trials(machine, root) for root in roots]
    for trials in usual:
        fuel.give(trials.begin, SHARE_OF_FUEL**2)
    usual.sort(key=_Trials.calls_nothing)  # so that the fuel is spent where layers are
    for rest, trials in zip(reversed(range(len(usual))), usual, strict=True):
        fuel.give(partial(trials.add_usual, found), min(rest, SHARE_OF_FUEL - 1))
    for trials in usual:
        if found.has_all(_alone(machine)):
            break
        fuel.give(partial(trials.add_further, found))
    for method, root in helpers.items():
        inside = _nodes_in(method.node)
        places = [place for place in _alone(machine) if place.node in inside]
        if not found.knows_all(places) if places else any(map(_is_call_of_self, inside)):
            fuel.give(partial(_Trials(machine, root).add_usual, found))
    _replace(machine, found, certain)


def _is_call_of_self(node: cst.CSTNode) -> bool:
    """Whether it is `self.name(…)`."""
    owner = node.func.value if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute) else None
    return isinstance(owner, cst.Name) and owner.value == "self"


def _nodes_in(node: cst.CSTNode) -> set[cst.CSTNode]:
    found, waiting = set[cst.CSTNode](), [node]
    while waiting:
        current = waiting.pop()
        found.add(current)
        waiting.extend(children(current))
    return found


def _alone(machine: Machine) -> Iterator[Caller]:
    """The places that were come to where nobody is known to come."""
    return (place for place, call in machine.coverage.calls.items() if call.alone is not None)


class _Trials:
    """The executions of one function or class."""

    def __init__(self, machine: Machine, root: Root) -> None:
        self._machine = machine
        self._root = root
        self._left = 0
        """How many executions are left."""
        self._most = 0
        """What one of them may take."""
        self._too_little = 0
        """What was too little for one."""
        self._way = _Way()
        self._stuck = frozenset[object]()
        """Where it failed on every path that was followed to find one that is not refused."""
        self._tuples: set[Variable] = set()
        self._known: dict[object, _Trial] = {}
        """What has been executed: none is executed twice."""
        self._refused: set[frozenset[tuple[Variable, int]]] = set()
        """The ranks that are refused where no path is followed, and are not tried on one."""
        self.first: _Trial | None = None

    def begin(self) -> None:
        """Executes it in the first way to call it, whatever becomes of that."""
        self._start(self._machine.fuel)
        self.first = self._execute({})

    def _start(self, most: int) -> None:
        self._left, self._most = MAX_TRIALS, most

    def calls_nothing(self) -> bool:
        """Whether that has come to no layer."""
        return self.first is None or not self.first.calls

    def add_usual(self, found: _Found) -> None:
        """Adds what is told in the first way to call it that it does not refuse, for each rank of what is given.

        If it refuses every way, it is the one in which most is known.
        """
        self._start(self._machine.fuel // SHARE_OF_FUEL)
        self.first = None
        tried = list(self._tried([_Way()]))
        if not tried:
            return
        way, first = tried[0]
        if not first.is_sound:
            tried += self._given_more(way, first)
        self._way, self.first = max(tried, key=_merit)
        self._explore(found, self.first)
        self._known.clear()

    def _given_more(self, way: _Way, first: _Trial) -> list[tuple[_Way, _Trial]]:
        """The executions in further ways, as the first one is refused; up to one that is not, or the best of these.

        What is refused also if everything is given is not tried with one thing at a time.
        """
        everything = replace(way, given=frozenset(first.defaulted))
        found = list(self._tried([everything])) if first.defaulted else []
        if found and found[0][1].is_sound:
            names = first.defaulted[:MAX_GIVEN] if len(first.defaulted) > 1 else ()
            return [*self._tried([replace(way, given=frozenset([name])) for name in names]), *found]
        found += self._tried([_Way(numbers=False)])
        if not any(trial.is_sound for _, trial in found):
            ways = [(way, first), *found]
            best, _ = min(ways, key=lambda one: (len(one[1].refused), one[1].raised))
            found += self._tried([replace(best, given=best.given | {name}) for name in first.flags[:MAX_GIVEN]])
        return found

    def _tried(self, ways: Iterable[_Way]) -> Iterator[tuple[_Way, _Trial]]:
        """The executions in these ways, up to the first that is not refused; with lists for what is used as one."""
        for way in ways:
            self._way = way
            trial = self._execute({})
            if trial is None:
                return
            trial = self._give_lists(self._on_a_path(trial))
            yield self._way, trial
            if trial.is_sound:
                return

    def _give_lists(self, first: _Trial) -> _Trial:
        """Gives lists to what is used as lists are, if that is refused no sooner, and tells as much."""
        tried: set[Variable] = set()
        while free := [one for one in first.unpacked if one not in tried and self._may_be_list(one)]:
            tried.add(free[0])
            found = [(self._way, first)]
            for count in first.unpacked[free[0]] or LENGTHS:
                self._way = replace(found[0][0], lists={**found[0][0].lists, free[0]: count})
                trial = self._execute({})
                if trial is None:
                    break
                trial = self._on_a_path(trial)
                found.append((self._way, trial))
                if trial.is_sound:
                    break
            self._way, first = max(found, key=_merit)
        return first

    def _may_be_list(self, variable: Variable) -> bool:
        """Whether it is given no list yet, and stands in no more of them than may be in each other."""
        lists = self._way.lists
        return variable not in lists and sum(is_part(variable, of=one) for one in lists) < MAX_NESTED_LISTS

    def _on_a_path(self, joined: _Trial) -> _Trial:
        """The same along a path that is not refused, where the join is; found by turning round where that fails."""
        way, path, stuck = self._way, dict[Condition, bool](), joined.refused
        may_be_sound = joined.deciding and not joined.is_sound and self._stuck.isdisjoint(stuck)
        for _ in range(MAX_TURNS if may_be_sound else 0):
            self._way = replace(way, path=path)
            found = self._execute({})
            if found is not None and found.is_sound:
                return found
            stuck &= stuck if found is None or found.raised else found.refused
            ways = [] if found is None else list(found.taken.items())[: found.deciding]
            last = next((index for index in reversed(range(len(ways))) if ways[index][1]), None)
            if last is None:
                break
            path = {**dict(ways[:last]), ways[last][0]: False}
        self._way = way
        self._stuck |= stuck if may_be_sound else frozenset()
        return joined

    def add_further(self, found: _Found) -> None:
        """Adds what is told if things are given that need not be, first one, then all; and if what decides is false.

        They are of use if a place is come to that nobody came to.
        """
        usual, way, path = self.first, replace(self._way, path=None), self._way.path
        if usual is None:
            return
        self._start(self._machine.fuel // SHARE_OF_FUEL)
        names = [*usual.defaulted[:MAX_GIVEN], *usual.flags[:MAX_GIVEN]]
        everything = replace(way, given=way.given | frozenset(usual.defaulted))
        ways = [*(replace(way, given=way.given | {name}) for name in names), everything]
        if usual.asked:
            ways.append(replace(everything, false=frozenset(usual.asked)))
        for further in ways:
            if further == way:
                continue
            self._way, self.first = further, usual
            trial = self._execute({})
            if trial is not None and path is not None:  # with more given, other ones may not be refused
                trial = self._on_a_path(trial)
            takes = further is everything or further.false or (trial is not None and self._takes(trial))
            if trial is None or found.has_all(trial.calls) or not takes:
                continue
            self.first = trial
            self._explore(found, trial, further=True)
        self._known.clear()

    def _explore(self, found: _Found, trial: _Trial, *, further: bool = False) -> None:
        """Adds what is told for each rank of what is given, and along each path if that leaves something unknown."""
        self._refused.clear()
        if self._way.path is not None:  # the trial is of one path, and says nothing of the others
            found.add(self._along_paths(trial), trial, further=further)
            return
        leaves = self._split({}, trial)
        found.add(leaves, trial, further=further)
        unknown = _not_known(leaves) - (found.settled if further else set())
        if trial.taken and any(isinstance(one, Caller) for one in unknown):
            found.add(self._along_paths(trial, unknown), trial, further=further)

    def _split(self, assumed: dict[Variable, int], trial: _Trial, path: _Path | None = None) -> list[_Trial]:
        """The executions for each rank of the parameters that have none yet."""
        variable = next((one for one in trial.open if one not in assumed), None)
        if variable is None or trial.is_known:
            return [self._checked(assumed, trial, path)]
        leaves: list[_Trial] = []
        accepted = self._accepted(assumed, variable, path)
        for ranks, found in accepted if not assumed else _best(accepted, trial):
            leaves += self._split(ranks, found, path)
            if assumed and leaves:
                break  # of further parameters one rank is enough: there are too many combinations
            if leaves and all(leaf.told <= trial.told for leaf in leaves):
                return [self._checked(assumed, trial, path)]  # whatever the ranks are, no more is known than without
        impossible = assumed and self._left  # what was assumed before goes with no rank of this one
        return leaves or ([] if impossible else [self._checked(assumed, trial, path)])

    def _along_paths(self, trial: _Trial, unknown: set[object] | None = None) -> list[_Trial]:
        """The same along one path at a time: each way is gone at each condition once.

        If it is told what is `unknown` without, no more paths are followed than some of that may be known on.
        """
        self._left = MAX_TRIALS
        leaves: list[_Trial] = []
        gone: set[tuple[Condition, bool]] = set()
        pending: list[dict[Condition, bool]] = [dict(self._way.path or {})]
        for path in pending:
            found = self._execute({}, path=path)
            if found is None:
                break
            ways = list(found.taken.items())
            for index, (condition, way) in enumerate(ways):
                is_new = {(condition, True), (condition, False)}.isdisjoint(gone)
                if is_new and len(pending) < MAX_PATHS:
                    pending.append({**dict(ways[:index]), condition: not way})
                gone.add((condition, way))
            if found.refused <= trial.refused and found.raised <= trial.raised:
                along = self._split({}, found, path)
                leaves += along
                if unknown is not None:
                    unknown -= _not_known(along)
                    if not unknown:
                        break
        return leaves

    def _accepted(
        self, assumed: dict[Variable, int], variable: Variable, path: _Path | None
    ) -> Iterator[tuple[dict[Variable, int], _Trial]]:
        """The executions with the ranks of a further parameter that are not refused."""
        accepted = False
        for rank in (*USUAL, *OTHERS):
            if rank in OTHERS and accepted:
                break
            ranks = {**assumed, variable: rank}
            assumption = frozenset(ranks.items())
            if path is not None and assumption in self._refused:
                continue
            found = self._execute(ranks, path=path)
            if found is not None and self._takes(found):
                accepted = True
                yield ranks, found
            elif found is not None and path is None:
                self._refused.add(assumption)

    def _takes(self, found: _Trial) -> bool:
        """Whether it takes the ranks of a trial: nothing fails but what fails with none."""
        first = self.first
        return first is not None and found.refused <= first.refused and found.raised <= first.raised

    def _checked(self, assumed: dict[Variable, int], trial: _Trial, path: _Path | None = None) -> _Trial:
        """The same without what is bound to another tensor if there are more elements of what is not known.

        What is come to between the first and the last of them is what it is if there are more.
        """
        if trial.counted:
            other = self._execute(assumed, count=MORE_ELEMENTS, path=path)
            if other is not None and trial.is_sound and not other.is_sound:
                return trial  # there are no more of them
            others = {} if other is None else other.bound
            kept = {key: one for key, one in others.items() if _agree(one, trial.bound.get(key, one))}
            bound = {key: trial.bound.get(key, one) for key, one in kept.items()}
            return replace(trial, bound=bound, calls={**({} if other is None else other.calls), **trial.calls})
        return trial

    def _execute(
        self, assumed: dict[Variable, int], *, count: int = ELEMENTS, path: _Path | None = None
    ) -> _Trial | None:
        way = self._way
        path = way.path if path is None else path
        key = (
            way.key,
            count,
            frozenset(self._tuples & way.lists.keys()),
            frozenset(assumed.items()),
            None if path is None else frozenset(path.items()),
        )
        if not self._left:
            return None
        self._left -= 1
        trial = self._known.get(key)
        most = min(self._machine.fuel, self._most)
        if trial is None and most >= max(LEAST_SHARE, self._too_little):
            survey = Survey(assumed, way.numbers, count, given=way.given, lists=way.lists, false=way.false, path=path)
            survey.tuples = self._tuples
            trial = self._executed(survey, most)
        if trial is None:
            self._left = 0
        else:
            self._known[key] = trial
        return trial

    def _executed(self, given: Survey, most: int) -> _Trial | None:
        machine, facts = self._machine, self._machine.recorder.facts
        kept = machine.fuel - most
        machine.fuel = most
        told, calls, skipped = len(facts), machine.coverage.calls, len(machine.recorder.skipped)
        machine.survey, machine.coverage.calls = given, {}
        try:
            self._root()
            if not given.cut_short:
                return _trial(facts[told:], given, machine.coverage.calls)
        except OutOfFuel:
            pass
        finally:
            machine.fuel = kept + max(machine.fuel, 0)
            del facts[told:]
            del machine.recorder.skipped[skipped:]
            machine.coverage.calls = calls
            machine.survey = None
        self._too_little = most + 1
        return None


def _not_known(leaves: Iterable[_Trial]) -> set[object]:
    """The calls, and the names of tensors, that are not known in some of the executions."""
    calls = {place for leaf in leaves for place, call in leaf.calls.items() if not call.alone}
    return calls | {key for leaf in leaves for key, fact in leaf.bound.items() if not is_known(fact.tensor)}


def _merit(one: tuple[_Way, _Trial]) -> tuple[bool, int, int]:
    """By what a way to call something is better than another one; lists are preferred to what only stands for them."""
    way, trial = one
    return trial.is_sound, trial.number_known, len(way.lists) if trial.is_sound else -len(way.lists)


def _best(
    executions: Iterable[tuple[dict[Variable, int], _Trial]], trial: _Trial
) -> list[tuple[dict[Variable, int], _Trial]]:
    """The executions that tell more first: up to one that tells more than the `trial` before."""
    accepted: list[tuple[dict[Variable, int], _Trial]] = []
    for ranks, found in executions:
        accepted.append((ranks, found))
        if found.number_known > trial.number_known:
            break
    return sorted(accepted, key=lambda one: one[1].number_known, reverse=True)


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
    refusals = [fact for fact in facts if isinstance(fact, REFUSALS)]
    known = not vague and all(call.alone for call in calls.values())
    return _Trial(
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
