"""How much of a program is understood: each call of a layer, whether what it gives is known, and why it is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from keralint.interpreter.facts import Caller
from keralint.interpreter.open_tensors import OpenTensor
from keralint.interpreter.values import Instance, Unknown, Value, contents
from keralint.semantics.layer import FILLED_IN, CallArguments, Layer
from keralint.semantics.tensors import Call, Tensor, tensors_in
from keralint.semantics.values import UNKNOWN
from keralint.shapes import Symbolic

if TYPE_CHECKING:
    from keralint.interpreter.facts import Site

MAX_REASON: Final = 160
"""Characters of a reason: it is a line in a list."""


DEEPEST: Final = 5
"""Containers in each other that a cause is looked for in: a list may hold itself."""


@dataclass(slots=True)
class CallCoverage:
    """What is known of a call of a layer, each time that the place was executed.

    `called` counts the times when somebody is known to come there, `alone` those when a function or class that nobody
    uses was executed; `None`, if there was none.
    """

    called: bool | None = None
    alone: bool | None = None
    relative: bool = False
    """Whether it is known relative to the parameters of what it stands in (`keralint.interpreter.surveying`)."""
    reason: str | None = None
    """The first cause, if it was not known some time."""

    def add(self, known: bool, reason: str | None, *, alone: bool) -> None:
        """Notes one execution."""
        if alone:
            self.alone = known and self.alone is not False
        else:
            self.called = known and self.called is not False
        self.reason = self.reason or reason


@dataclass(slots=True)
class Coverage:
    """The calls of layers in one execution."""

    calls: dict[Caller, CallCoverage] = field(default_factory=dict)
    alone: int = 0
    """How many executions of what nobody uses are inside each other."""
    _causes: dict[Call | Tensor, str] = field(default_factory=dict)
    """Why the outputs of a call are not known, or a tensor that no call has made."""

    def note(
        self, layer: Layer, arguments: CallArguments, outputs: Value, unknown: str | None, site: Site
    ) -> str | None:
        """Counts a call; why its outputs are not known, or `None` if they are.

        `unknown` is what the layer's definition says of it. The cause is looked for in the arguments: the first
        thing on the way that was not known, not the last.
        """
        tensors = list(tensors_in(outputs))
        known = bool(tensors) and all(map(is_known, tensors))
        reason = None if known else self._cause(layer.title, arguments, unknown)
        if reason is not None:
            self._remember(tensors, reason)
        place = Caller(site.node, site.module)
        if place not in self.calls:
            self.calls[place] = CallCoverage()
        self.calls[place].add(known, reason, alone=bool(self.alone))
        return reason

    def note_operation(
        self, title: str, arguments: CallArguments, outputs: Value, unknown: str | None = None
    ) -> str | None:
        """Remembers why the outputs of an operation are not known; the cause, if they are not."""
        tensors = list(tensors_in(outputs))
        if outputs is not UNKNOWN and all(map(is_known, tensors)):
            return None
        reason = self._cause(title, arguments, unknown)
        self._remember(tensors, reason)
        return reason

    def _remember(self, tensors: Iterable[Tensor], reason: str) -> None:
        self._causes.update((tensor.call or tensor, reason) for tensor in tensors)

    def _cause(self, title: str, arguments: CallArguments, unknown: str | None) -> str:
        named = (value for name, value in arguments.keyword.items() if name not in FILLED_IN)
        given = [*arguments.positional, *named]
        found = next(self._causes_in(given), None)
        free = next((value for value in given if isinstance(value, Symbolic)), None)
        by_default = f"not all sizes of what `{title}` gives are known"
        if free is not None:
            by_default = f"what `{title}` gives depends on `{free}`, which is a parameter of what nobody calls"
        reason = found or unknown or by_default
        return reason if len(reason) <= MAX_REASON else f"{reason[: MAX_REASON - 1]}…"

    def _causes_in(self, values: Iterable[Value], depth: int = 0) -> Iterator[str]:
        for value in values if depth < DEEPEST else ():
            if isinstance(value, Unknown):
                yield value.reason
            elif isinstance(value, Tensor):
                if not is_known(value):
                    yield self._cause_of(value)
            elif not isinstance(value, Instance):
                yield from self._causes_in(contents(value), depth + 1)

    def _cause_of(self, tensor: Tensor) -> str:
        """Why a tensor is not known: by the first call on the way to it whose inputs are all known."""
        waiting, seen = [tensor], set[Call]()
        while True:
            one = waiting.pop()
            call = one.call
            if call is None:
                return self._causes.get(one, "the shape of an array is not known")
            if call in self._causes:
                return self._causes[call]
            seen.add(call)
            before = [one for one in call.inputs if not is_known(one) and one.call not in seen]
            if not before:
                return f"what `{call.operation.title}` gives is not known"
            waiting.append(before[0])


def is_known(tensor: Tensor) -> bool:
    """Whether every size of a tensor is known, relative to the parameters of what nobody calls."""
    return tensor.known if isinstance(tensor, OpenTensor) else tensor.shape.known
