"""How what nobody uses is called for its shapes: the ways, ranks and paths that are tried, one execution each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final, TypeAlias

from keralint.interpreter.budget import LEAST_SHARE, SHARE_OF_FUEL, OutOfFuel
from keralint.interpreter.facts import Caller
from keralint.interpreter.machine import Machine
from keralint.interpreter.spreading import OTHERS, USUAL
from keralint.interpreter.survey import Condition, Survey, is_part
from keralint.interpreter.trials import Found, Path, Trial, Way, agree, not_known, trial_of
from keralint.shapes import Variable

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

Root: TypeAlias = Callable[[], None]
"""Executes one function or class."""


class Trials:
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
        self._way = Way()
        self._stuck = frozenset[object]()
        """Where it failed on every path that was followed to find one that is not refused."""
        self._tuples: set[Variable] = set()
        self._known: dict[object, Trial] = {}
        """What has been executed: none is executed twice."""
        self._refused: set[frozenset[tuple[Variable, int]]] = set()
        """The ranks that are refused where no path is followed, and are not tried on one."""
        self.first: Trial | None = None

    def begin(self) -> None:
        """Executes it in the first way to call it, whatever becomes of that."""
        self._start(self._machine.fuel)
        self.first = self._execute({})

    def _start(self, most: int) -> None:
        self._left, self._most = MAX_TRIALS, most

    def calls_nothing(self) -> bool:
        """Whether that has come to no layer."""
        return self.first is None or not self.first.calls

    def add_usual(self, found: Found) -> None:
        """Adds what is told in the first way to call it that it does not refuse, for each rank of what is given.

        If it refuses every way, it is the one in which most is known.
        """
        if self.first is not None and self.first.is_sound and self.first.is_idle:
            return
        self._start(self._machine.fuel // SHARE_OF_FUEL)
        self.first = None
        tried = list(self._tried([Way()]))
        if not tried:
            return
        way, first = tried[0]
        if not first.is_sound:
            tried += self._given_more(way, first)
        self._way, self.first = max(tried, key=_merit)
        self._explore(found, self.first)
        self._known.clear()

    def _given_more(self, way: Way, first: Trial) -> list[tuple[Way, Trial]]:
        """The executions in further ways, as the first one is refused; up to one that is not, or the best of these.

        What is refused also if everything is given is not tried with one thing at a time.
        """
        everything = replace(way, given=frozenset(first.defaulted))
        found = list(self._tried([everything])) if first.defaulted else []
        if found and found[0][1].is_sound:
            names = first.defaulted[:MAX_GIVEN] if len(first.defaulted) > 1 else ()
            return [*self._tried([replace(way, given=frozenset([name])) for name in names]), *found]
        found += self._tried([Way(numbers=False)])
        if not any(trial.is_sound for _, trial in found):
            ways = [(way, first), *found]
            best, _ = min(ways, key=lambda one: (len(one[1].refused), one[1].raised))
            found += self._tried([replace(best, given=best.given | {name}) for name in first.flags[:MAX_GIVEN]])
        return found

    def _tried(self, ways: Iterable[Way]) -> Iterator[tuple[Way, Trial]]:
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

    def _give_lists(self, first: Trial) -> Trial:
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

    def _on_a_path(self, joined: Trial) -> Trial:
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

    def add_further(self, found: Found) -> None:
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

    def _explore(self, found: Found, trial: Trial, *, further: bool = False) -> None:
        """Adds what is told for each rank of what is given, and along each path if that leaves something unknown."""
        self._refused.clear()
        if self._way.path is not None:  # the trial is of one path, and says nothing of the others
            found.add(self._along_paths(trial), trial, further=further)
            return
        leaves = self._split({}, trial)
        found.add(leaves, trial, further=further)
        unknown = not_known(leaves) - (found.settled if further else set())
        if trial.taken and any(isinstance(one, Caller) for one in unknown):
            found.add(self._along_paths(trial, unknown), trial, further=further)

    def _split(self, assumed: dict[Variable, int], trial: Trial, path: Path | None = None) -> list[Trial]:
        """The executions for each rank of the parameters that have none yet."""
        variable = next((one for one in trial.open if one not in assumed), None)
        if variable is None or trial.is_known:
            return [self._checked(assumed, trial, path)]
        leaves: list[Trial] = []
        accepted = self._accepted(assumed, variable, path)
        for ranks, found in accepted if not assumed else _best(accepted, trial):
            leaves += self._split(ranks, found, path)
            if assumed and leaves:
                break  # of further parameters one rank is enough: there are too many combinations
            if leaves and all(leaf.told <= trial.told for leaf in leaves):
                return [self._checked(assumed, trial, path)]  # whatever the ranks are, no more is known than without
        impossible = assumed and self._left  # what was assumed before goes with no rank of this one
        return leaves or ([] if impossible else [self._checked(assumed, trial, path)])

    def _along_paths(self, trial: Trial, unknown: set[object] | None = None) -> list[Trial]:
        """The same along one path at a time: each way is gone at each condition once.

        If it is told what is `unknown` without, no more paths are followed than some of that may be known on.
        """
        self._left = MAX_TRIALS
        leaves: list[Trial] = []
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
                    unknown -= not_known(along)
                    if not unknown:
                        break
        return leaves

    def _accepted(
        self, assumed: dict[Variable, int], variable: Variable, path: Path | None
    ) -> Iterator[tuple[dict[Variable, int], Trial]]:
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

    def _takes(self, found: Trial) -> bool:
        """Whether it takes the ranks of a trial: nothing fails but what fails with none."""
        first = self.first
        return first is not None and found.refused <= first.refused and found.raised <= first.raised

    def _checked(self, assumed: dict[Variable, int], trial: Trial, path: Path | None = None) -> Trial:
        """The same without what is bound to another tensor if there are more elements of what is not known.

        What is come to between the first and the last of them is what it is if there are more.
        """
        if trial.counted:
            other = self._execute(assumed, count=MORE_ELEMENTS, path=path)
            if other is not None and trial.is_sound and not other.is_sound:
                return trial  # there are no more of them
            others = {} if other is None else other.bound
            kept = {key: one for key, one in others.items() if agree(one, trial.bound.get(key, one))}
            bound = {key: trial.bound.get(key, one) for key, one in kept.items()}
            return replace(trial, bound=bound, calls={**({} if other is None else other.calls), **trial.calls})
        return trial

    def _execute(
        self, assumed: dict[Variable, int], *, count: int = ELEMENTS, path: Path | None = None
    ) -> Trial | None:
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

    def _executed(self, given: Survey, most: int) -> Trial | None:
        machine, facts = self._machine, self._machine.recorder.facts
        kept = machine.fuel - most
        machine.fuel = most
        told, calls, skipped = len(facts), machine.coverage.calls, len(machine.recorder.skipped)
        machine.survey, machine.coverage.calls = given, {}
        try:
            self._root()
            if not given.cut_short:
                return trial_of(facts[told:], given, machine.coverage.calls)
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


def _merit(one: tuple[Way, Trial]) -> tuple[bool, int, int]:
    """By what a way to call something is better than another one; lists are preferred to what only stands for them."""
    way, trial = one
    return trial.is_sound, trial.number_known, len(way.lists) if trial.is_sound else -len(way.lists)


def _best(
    executions: Iterable[tuple[dict[Variable, int], Trial]], trial: Trial
) -> list[tuple[dict[Variable, int], Trial]]:
    """The executions that tell more first: up to one that tells more than the `trial` before."""
    accepted: list[tuple[dict[Variable, int], Trial]] = []
    for ranks, found in executions:
        accepted.append((ranks, found))
        if found.number_known > trial.number_known:
            break
    return sorted(accepted, key=lambda one: one[1].number_known, reverse=True)
