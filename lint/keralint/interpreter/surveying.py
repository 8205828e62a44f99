"""What nobody uses, executed once more for its shapes: as somebody uses it who gives no more than has to be given.

A finding has to hold whatever a caller gives, so that a parameter whose default is `None` is not known there. The
shapes that are shown are those of the usual call: with the defaults. Where the rank of what is given decides, it is
executed with each rank, and what it refuses is left out; the findings of these executions are not told.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import libcst as cst

from keralint.interpreter.budget import FUEL_FOR_SURVEY, SHARE_OF_FUEL
from keralint.interpreter.coverage import is_known
from keralint.interpreter.facts import Caller, Fact, OutputUnknown, TensorBound
from keralint.interpreter.machine import Machine
from keralint.interpreter.trials import Found, Key, key_of
from keralint.interpreter.trying import Root, Trials
from keralint.interpreter.values import Function
from keralint.source.walking import children


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
    found, fuel = Found(), _Fuel(machine, FUEL_FOR_SURVEY)
    usual = [Trials(machine, root) for root in roots]
    for trials in usual:
        fuel.give(trials.begin, SHARE_OF_FUEL**2)  # no more than one execution may take later
    usual.sort(key=Trials.calls_nothing)  # so that the fuel is spent where layers are
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
            fuel.give(partial(Trials(machine, root).add_usual, found))
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


def _replace(machine: Machine, found: Found, certain: int) -> None:
    """Puts what was found in the place of what is not known without it."""
    facts = machine.recorder.facts
    known = {key_of(fact) for fact in facts[:certain] if isinstance(fact, TensorBound) and is_known(fact.tensor)}
    bound = {key: fact for key, fact in found.bound.items() if key not in known}
    facts[:] = [*_replaced(facts, found, bound), *bound.values()]
    for place, call in found.calls.items():
        before = machine.coverage.calls.setdefault(place, call)
        before.relative, before.reason = call.alone is True, call.reason or before.reason


def _replaced(facts: Iterable[Fact], found: Found, bound: Container[Key]) -> Iterator[Fact]:
    """The facts without what is known better, and with the reasons why the rest is not."""
    calls = {place.node: call for place, call in found.calls.items()}
    for fact in facts:
        if isinstance(fact, OutputUnknown) and fact.site.node in calls:
            call = calls[fact.site.node]
            if not call.alone:
                yield replace(fact, reason=call.reason or fact.reason)
        elif not isinstance(fact, TensorBound) or key_of(fact) not in bound:
            yield fact
