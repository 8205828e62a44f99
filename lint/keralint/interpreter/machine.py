"""The machine: state, frames, fuel, and the tables by which nodes are evaluated and executed."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import libcst as cst

from keralint.interpreter.budget import (
    FORK,
    MAX_EXACT_EXITS,
    MAX_FINAL_ROUNDS,
    MAX_FUEL,
    MAX_WIDENING_ROUNDS,
    ROUND,
    STATEMENT,
    OutOfFuel,
)
from keralint.interpreter.coverage import Coverage
from keralint.interpreter.effects import Effects
from keralint.interpreter.facts import (
    REFUSALS,
    BudgetReached,
    Caller,
    ElementMissing,
    Fact,
    Failing,
    NothingUsed,
    Recorder,
    Site,
)
from keralint.interpreter.open_tensors import RankSlots
from keralint.interpreter.state import MISSING, Changes, Log, State, overlaid
from keralint.interpreter.survey import Survey
from keralint.interpreter.values import BIRTHS, ClassValue, Function, Scope, Slots, Unknown, Value, join, same
from keralint.keras_api.database import Database
from keralint.semantics.context import NEW_STATE, Context, LayerState, join_states
from keralint.semantics.failures.base import Failed, Failure
from keralint.semantics.layer import CallArguments, Layer
from keralint.semantics.tensors import Tensor
from keralint.source.parsing import Module
from keralint.source.walking import children

if TYPE_CHECKING:
    from keralint.interpreter.entering import Importer
    from keralint.interpreter.sessions import ModuleValue


class Flow(enum.IntEnum):
    """How a block ended; the order is from the least to the furthest exit."""

    NORMAL = 0
    CONTINUE = 1
    BREAK = 2
    RETURN = 3
    RAISE = 4


@dataclass(eq=False, slots=True)
class Leaving:
    """Something that branches leave by `flow`, while others go on: a round, a loop, or a function."""

    flow: Flow
    begun: Any
    exits: list[Changes] = field(default_factory=list)
    """The changes of each branch that has left, since the beginning."""
    log: Log | None = None
    """What was written since there were too many to keep the states of all."""

    @property
    def count(self) -> int:
        return len(self.exits) + (self.log is not None)


@dataclass(eq=False, slots=True)
class Yielded:
    """What a generator has given; `known`, if it certainly gives these, in this order."""

    enough: int
    """How many are asked for: then it is left."""
    attempts: int = 0
    """How many bodies of `try` were being executed when it began."""
    items: list[Value] = field(default_factory=list)
    known: bool = True


@dataclass(eq=False, slots=True)
class Frame:
    """One execution of a function's body, or of the module's."""

    scope: Scope
    function: Function | None = None
    returns: list[Value] = field(default_factory=list)
    depth: int = 0
    """How many branches were open when it began."""
    leavings: list[Leaving] = field(default_factory=list)
    """The rounds, loops and the function that are being executed, the innermost last."""
    broken: int = 0
    """How many branches have left loops whose `else` is being executed."""
    yielded: Yielded | None = None
    """There, if it is a generator that somebody runs over."""

    @property
    def left(self) -> int:
        """How many branches have left what is still being executed."""
        return self.broken + sum(leaving.count for leaving in self.leavings)

    def count_exits(self) -> list[int]:
        """How many branches have left each thing that is being executed."""
        return [len(leaving.exits) for leaving in self.leavings]


class Raised(Exception):  # noqa: N818  # it unwinds the interpreter as the program's own exception unwinds the program
    """An expression never gives a value, whatever its parts are: the program has raised, or has ended."""

    def __init__(self, exception: Value = None) -> None:
        super().__init__()
        self.exception = exception
        """What it has raised; `None` if that is not known."""


class LayerSlots(Slots):
    """The states of layers."""

    __slots__ = ()

    def join(self, key: object, values: list[Value]) -> Value:
        return join_states(values)

    def widen(self, key: object, values: list[Value], *, final: bool) -> Value:
        return self.join(key, values)


class CounterSlots(Slots):
    """Counters of automatic names: after branches the highest goes on, but the numbers are not certain any more."""

    __slots__ = ("context",)

    context: Context

    def join(self, key: object, values: list[Value]) -> Value:
        self.context.names_uncertain |= min(values) != max(values)
        return max(values)

    def fallback(self, key: object) -> tuple[Value, ...]:
        return (0,)

    def widen(self, key: object, values: list[Value], *, final: bool) -> Value:
        return self.join(key, values)


@dataclass(slots=True)
class MachineStore:
    """The store that the semantics see: kept in slots, so that branches can be undone."""

    state_: State
    layers: LayerSlots
    counters: CounterSlots = field(default_factory=CounterSlots)

    def state(self, layer: Layer) -> LayerState:
        found: LayerState = self.layers.get(layer, NEW_STATE)
        return found

    def set_state(self, layer: Layer, state: LayerState) -> None:
        self.state_.write(self.layers, layer, state)

    def unique_name(self, base: str) -> str:
        count = self.counters.get(base, 0)
        self.state_.write(self.counters, base, count + 1)
        return f"{base}_{count}" if count else base


Evaluate = Callable[["Machine", Any], Value]
Execute = Callable[["Machine", Any], Flow]


@dataclass(slots=True)
class Machine:
    """Executes one module. Everything that the execution changes is reached from here."""

    database: Database
    expressions: Mapping[type[cst.CSTNode], Evaluate]
    statements: Mapping[type[cst.CSTNode], Execute]
    state: State = field(default_factory=State)
    recorder: Recorder = field(default_factory=Recorder)
    frames: list[Frame] = field(default_factory=list)
    callers: tuple[Caller, ...] = ()
    active: tuple[Function, ...] = ()
    """The functions that were called at `callers`."""
    fuel: int = MAX_FUEL
    """What may still be spent on what is executed."""
    yields: bool = True
    """Whether any function of the module may be a generator."""
    functions: list[Function] = field(default_factory=list)
    """The user's functions, in order of definition."""
    classes: list[ClassValue] = field(default_factory=list)
    """The user's classes, in order of definition."""
    layers: list[tuple[Layer, Site]] = field(default_factory=list)
    forgotten: set[Layer] = field(default_factory=set)
    """Layers that a `call` has made and not kept, as far as that was told."""
    attributes: Slots = field(default_factory=Slots)
    """What the program assigns to attributes of Keras's layers and models, by layer and name; a name of `None` marks
    those that code which is not followed may have given more."""
    patched: set[str] = field(default_factory=set)
    """Attributes that the program assigns to classes of Keras's own."""
    outermost: int = 0
    """How many branches are open where what is executed now begins: the module, or a function by itself."""
    of_versions: set[str] = field(default_factory=set)
    """Variables whose values are not known, and depend on the version of a library."""
    effects: dict[cst.CSTNode, Effects] = field(default_factory=dict)
    """What pieces of code may change of what lies outside of them, as far as that was asked."""
    settled: dict[cst.CSTNode, frozenset[str]] = field(default_factory=dict)
    """The attributes of classes that do not depend on what was done before, as far as that was asked."""
    conditions: dict[cst.CSTNode, tuple[str, ...]] = field(default_factory=dict)
    """The variables in conditions, as far as they were asked for."""
    module: Module | None = None
    """The module in whose text the execution is; `None`, if there is but one."""
    home: Module | None = None
    """The module that is executed as the program, or is imported."""
    importer: Importer | None = None
    """Who executes the project's other modules."""
    coverage: Coverage = field(default_factory=Coverage)
    entered: Slots = field(default_factory=Slots)
    """The modules of the project whose effects have been taken over."""
    used: set[ModuleValue] = field(default_factory=set)
    """The modules of the project that something has been read of."""
    root: ModuleValue | None = None
    """The module that is being executed from top to bottom, for all that import it."""
    arrays_written: bool = False
    """Whether the program may have written into an array whose elements were known, or into another view of it."""
    numbers: dict[Tensor, int | float] = field(default_factory=dict)
    """What numbers of NumPy's are, which nothing can change."""
    layer_slots: LayerSlots = field(default_factory=LayerSlots)
    ranks: RankSlots = field(default_factory=RankSlots)
    """What is known of what the parameters of functions are given that nobody calls."""
    others: RankSlots = field(default_factory=RankSlots)
    """What numbers and texts that are not known are not, as far as conditions tell: by their identity."""
    thorough: bool = False
    """Whether it is asked for shapes: what nobody uses is surveyed, and reasons are kept."""
    attempts: int = 0
    """How many of the open branches are certainly executed."""
    raised: Value = None
    """The exception by which the last block ended that ended by one; `None` if it is not known which."""
    doubts: int = 0
    """How often something was done that may raise an exception, as far as is known."""
    foreign: int = 0
    """How often something of a library was called that is known to succeed if it is used as it should be."""
    catching: tuple[tuple[Value, ...], ...] = ()
    """The classes that each of the `try` catches that are being executed."""
    handling: tuple[Value, ...] = ()
    """The exceptions whose handlers are being executed; `None` for one that is not known."""
    survey: Survey | None = None
    """There, while what nobody uses is executed for its shapes."""
    context: Context = field(init=False)
    unwatched: Mapping[type[cst.CSTNode], Evaluate] = field(init=False)
    """How expressions are evaluated where nobody asks whether they may raise."""

    def __post_init__(self) -> None:
        self.unwatched = self.expressions
        self.context = self.new_context()

    def new_context(self) -> Context:
        """Keras's settings as they are when a program starts."""
        store = MachineStore(self.state, self.layer_slots)
        store.counters.context = context = Context(self.database, store, spend=self.spend)
        return context

    @property
    def frame(self) -> Frame:
        return self.frames[-1]

    @property
    def scope(self) -> Scope:
        return self.frames[-1].scope

    @property
    def uncertain(self) -> int:
        """How many branches are open that may not be executed."""
        return self.state.depth - self.attempts

    def site(self, node: cst.CSTNode) -> Site:
        return Site(node, self.callers, self.active, self.module)

    def register(self, layer: Layer, site: Site) -> None:
        """Notes a new layer. From now on it has a state, also on branches that do nothing with it."""
        self.layers.append((layer, site))
        self.context.store.set_state(layer, self.context.store.state(layer))

    def spend(self, units: int) -> None:
        """Uses up fuel, also for what the state has had to do meanwhile.

        Raises: OutOfFuel.
        """
        state = self.state
        self.fuel -= units + state.work
        state.work = 0
        if self.fuel < 0:
            raise OutOfFuel

    def evaluate(self, node: cst.BaseExpression) -> Value:
        """The value of an expression."""
        self.fuel -= 1
        if self.fuel < 0:
            raise OutOfFuel
        evaluate = self.expressions.get(type(node))
        return evaluate(self, node) if evaluate else Unknown(f"`{type(node).__name__}` is not followed")

    def execute(self, body: Sequence[cst.CSTNode]) -> Flow:
        """Executes statements until one leaves the block."""
        try:
            for statement in body:
                self.spend(STATEMENT)
                execute = self.statements.get(type(statement))
                flow = execute(self, statement) if execute else Flow.NORMAL
                if flow:
                    return flow
        except Raised as raised:
            self.raised = raised.exception
            return Flow.RAISE
        return Flow.NORMAL

    def execute_suite(self, suite: cst.BaseSuite) -> Flow:
        """The body of a compound statement, on lines of its own or not."""
        return self.execute(suite.body)

    def assign(self, name: str, value: Value) -> None:
        """Binds a name in the current scope, or in the one that it was declared to belong to."""
        scope = self.scope.redirected.get(name, self.scope)
        self.state.write(scope.slots, name, value)

    # --- branches -----------------------------------------------------------------------------------------------

    def fork(self, branches: Sequence[Callable[[], Flow]]) -> Flow:
        """Executes each branch from the present state, and goes on with the join of those that come through."""
        self.spend(FORK)
        self.doubts += 1
        start = next(BIRTHS)
        ends = [self._branch(run) for run in branches]
        self._note_reads(changes for _, changes in ends)
        least = min(flow for flow, _ in ends)
        self.raised = self.raised if len(ends) == 1 else None
        for flow, changes in ends:
            if flow is not least and flow is not Flow.RAISE:
                self._leave(flow, changes)
        self.state.apply_joined([changes for flow, changes in ends if flow is least], start)
        return least

    def either(self, branches: Sequence[Callable[[], Value]]) -> Value:
        """The join of what the branches give, each of which may be the one that is taken.

        Raises: Raised, if none of them gives a value.
        """
        values: list[Value] = []

        def run(branch: Callable[[], Value]) -> Flow:
            try:
                values.append(branch())
            except Raised:
                return Flow.RAISE
            return Flow.NORMAL

        if self.fork([partial(run, branch) for branch in branches]) is Flow.RAISE:
            raise Raised
        return self._join(values)

    def fork_alternatives(self, branches: Sequence[Callable[[], Flow]]) -> Flow:
        """The same for the alternatives of a value: a failure counts only if there is one for each of them."""
        facts, failures = self.recorder.facts, list[list[Fact]]()

        def run(branch: Callable[[], Flow]) -> Flow:
            before = len(facts)
            try:
                flow = branch()
            except OutOfFuel:
                facts[before:] = [fact for fact in facts[before:] if not isinstance(fact, REFUSALS)]
                raise  # whether all alternatives fail is not known
            told: list[Fact] = [fact for fact in facts[before:] if isinstance(fact, REFUSALS)]
            if told:
                facts[before:] = [fact for fact in facts[before:] if not isinstance(fact, REFUSALS)]
            if told or flow is not Flow.RAISE:
                failures.append(told)
            return flow

        flow = self.fork([partial(run, branch) for branch in branches])
        if failures and all(failures):
            facts.extend(failures[0])
            self.recorder.depths.update((id(fact), self.state.depth) for fact in failures[0])
        return flow

    def any_of(self, branches: Sequence[Callable[[], Value]]) -> Value:
        """The join of what one of several evaluations gives; a failure counts only if all of them fail.

        Raises: Raised, if none of them gives a value.
        """
        values: list[Value] = []

        def run(branch: Callable[[], Value]) -> Flow:
            before = len(self.recorder.facts)
            try:
                value = branch()
            except Raised:
                return Flow.RAISE
            if not any(isinstance(fact, REFUSALS) for fact in self.recorder.facts[before:]):
                values.append(value)
            return Flow.NORMAL

        if self.fork_alternatives([partial(run, branch) for branch in branches]) is Flow.RAISE:
            raise Raised
        return self._join(values) if values else Unknown("an error was reported here")

    def _join(self, values: list[Value]) -> Value:
        joined = join(values)
        self.state.lose(values, joined)
        self.state.tell_lost()
        return joined

    def _branch(self, run: Callable[[], Flow]) -> tuple[Flow, Changes]:
        mark = self.state.begin()
        try:
            flow = run()
        except BaseException:
            self.state.undo(mark)
            raise
        return flow, self.state.undo(mark)

    def attempted(self, run: Callable[[], Flow]) -> tuple[Flow, Changes]:
        """How something ends, and what it changes, which is taken back; the facts remain."""
        self.attempts += 1
        try:
            return self._branch(run)
        finally:
            self.attempts -= 1

    def _note_reads(self, branches: Iterable[Changes]) -> None:
        """What a branch leaves in a variable, or takes out of one, may be what is read there after the join."""
        for changes in branches:
            for change in changes.values():
                self.recorder.read(change.after)
                self.recorder.read(change.before)

    def explore(self, run: Callable[[], Flow]) -> None:
        """Executes something and takes back what it changed; the facts remain."""
        self._branch(run)

    @contextmanager
    def leaving_by(self, flow: Flow) -> Iterator[Leaving]:
        """What `flow` leaves: a round, a loop or a function. Exits remember what they have changed since it began."""
        with self.state.stretch() as begun:
            leaving = Leaving(flow, begun)
            self.frame.leavings.append(leaving)
            try:
                yield leaving
            finally:
                self.frame.leavings.pop()
                if leaving.log is not None:
                    self.state.close_log(leaving.log)

    def _leave(self, flow: Flow, changes: Changes) -> None:
        """A branch with these changes to the present state leaves by `flow`."""
        leaving = next((one for one in reversed(self.frame.leavings) if one.flow is flow), None)
        if leaving is None:
            return  # a program that Python refuses
        if len(leaving.exits) < MAX_EXACT_EXITS:
            leaving.exits.append(overlaid(self.state.since(leaving.begun), changes))
        elif leaving.log is not None:
            self.state.note(leaving.log, changes)
        else:
            leaving.log = self.state.open_log(changes)

    def blur_exits(self, before: list[int], written: Log) -> None:
        """Of what was written nothing is known for the branches that have left since there were `before` of them."""
        for leaving, count in zip(self.frame.leavings, before):
            leaving.exits[count:] = [self.state.blurred(changes, written) for changes in leaving.exits[count:]]
            if leaving.log is not None:
                self.state.note(leaving.log, self.state.blurred({}, written))

    def meet(self, flow: Flow, leaving: Leaving, begun: Any) -> Flow:
        """Lets branches that have left go on together with the one that is executing, if that goes on as well."""
        exits, log = leaving.exits, leaving.log
        if not exits:
            return flow
        if flow not in (Flow.NORMAL, Flow.RAISE):
            self._leave(flow, {})
        alone = flow is not Flow.NORMAL and log is None
        if log is not None:
            self.state.blur(log)
        present = self.state.since(begun)
        self.state.become(exits if alone else [*exits, present], present)
        return Flow.NORMAL

    def round(self, body: Callable[[], Flow]) -> Flow:
        """One round of a loop: `NORMAL` if there may be another one, else how the loop is left."""
        self.spend(ROUND)
        with self.leaving_by(Flow.CONTINUE) as leaving:
            flow = body()
        return self.meet(Flow.NORMAL if flow is Flow.CONTINUE else flow, leaving, leaving.begun)

    def loop(self, rounds: Callable[[], Flow], otherwise: Callable[[], Flow]) -> Flow:
        """A loop with its `else`, which is for those that were not left by `break`."""
        with self.state.stretch() as begun:
            with self.leaving_by(Flow.BREAK) as broken:
                flow = rounds()
            if flow is Flow.BREAK:
                flow = Flow.NORMAL
            elif flow is Flow.NORMAL:
                self.frame.broken += broken.count
                try:
                    flow = otherwise()  # a `break` in it is one of the loop around
                finally:
                    self.frame.broken -= broken.count
            return self.meet(flow, broken, begun)

    def repeat_unknown(self, body: Callable[[], Flow]) -> Flow:
        """Executes a body an unknown number of times: once as it stands, then widened until nothing changes."""
        self.doubts += 1
        for number in range(MAX_WIDENING_ROUNDS + MAX_FINAL_ROUNDS):
            before, start = len(self.recorder.facts), next(BIRTHS)
            try:
                flow, changes = self._branch(lambda: self.round(body))
            except OutOfFuel:
                self._forget_conditional(before)
                raise
            self._note_reads([changes])
            if flow is not Flow.NORMAL:
                if flow is not Flow.RAISE:
                    self._leave(flow, changes)
                break
            if not self._widen(changes, start, final=number >= MAX_WIDENING_ROUNDS):
                break
            self._forget_conditional(before)
        return Flow.NORMAL

    def _forget_conditional(self, start: int) -> None:
        """Takes back what failed on a branch of the body: in this round it may not have been taken at all."""
        facts, base = self.recorder.facts, self.state.depth + 1
        facts[start:] = [
            fact
            for fact in facts[start:]
            if not isinstance(fact, REFUSALS) or self.recorder.depths.get(id(fact), base) <= base
        ]

    def _widen(self, changes: Changes, start: int, *, final: bool) -> bool:
        """Joins what the body changed with what was before; whether anything became less precise.

        What the round made itself (since `start`) is as it left it: each round makes lists, layers and scopes of its
        own, and that never comes to an end.
        """
        widened = False
        for change in changes.values():
            slots, key, ends = change.slots, change.key, [change.before, change.after]
            if slots.born > start:
                if change.after is not MISSING:
                    self.state.write(slots, key, change.after)
            elif change.before is MISSING or change.after is MISSING:
                self.state.put_joined(slots, key, ends)
                of_layers = isinstance(slots, (LayerSlots, CounterSlots)) or slots is self.attributes
                widened |= change.before is MISSING and not of_layers and not final
            elif same(change.before, change.after):
                continue
            elif isinstance(slots, (LayerSlots, CounterSlots)):
                self.state.put_joined(slots, key, ends)
            else:
                value = slots.widen(key, ends, final=final)
                self.state.lose(ends, value)
                if not same(value, change.before):
                    widened = True
                    self.state.write(slots, key, value)
        self.state.tell_lost()
        return widened

    # --- failures -----------------------------------------------------------------------------------------------

    @contextmanager
    def at(self, node: cst.CSTNode) -> Iterator[Site]:
        """Makes `node` the site that the semantics see."""
        before = self.context.site
        self.context.site = site = self.site(node)
        try:
            yield site
        finally:
            self.context.site = before

    def attempt(
        self,
        site: Site,
        subject: Any,
        arguments: CallArguments,
        run: Callable[[], Value],
        *,
        stage: str = "call",
        method: str | None = None,
    ) -> Value:
        """The value of `run`; if it fails, the failure is told and the value is unknown."""
        try:
            return run()
        except Failed as failed:
            if failed.operation is not None:
                stage, subject, method = "call", failed.operation, None
            place = _narrowed(site, failed) if failed.enclosing else site
            self.fail(place, failed.failure, subject, arguments, stage, failed.enclosing, method)
            return Unknown("an error was reported here")

    def fail(
        self,
        site: Site,
        failure: Failure,
        subject: Any,
        arguments: CallArguments,
        stage: str = "call",
        enclosing: tuple[Layer, ...] = (),
        method: str | None = None,
    ) -> None:
        """Tells a failure."""
        self.doubts += 1
        fact = Failing(
            site=site,
            failure=failure,
            subject=subject,
            arguments=arguments,
            stage=stage,
            enclosing=enclosing,
            method=method,
        )
        self.tell(fact)

    def refuse_nothing(self, site: Site) -> None:
        """Tells a survey of what Python refuses to do with `None`: something has to be given.

        Raises: Raised, on a branch that may not be taken: then it is not.
        """
        self._refuse(NothingUsed(site=site))

    def refuse_element(self, site: Site) -> None:
        """Tells a survey that something has fewer elements than the program takes it to have.

        Raises: Raised, as before.
        """
        self._refuse(ElementMissing(site=site))

    def _refuse(self, fact: Fact) -> None:
        if self.survey is not None and self.state.depth > self.outermost:
            raise Raised
        if self.survey is not None:
            self.tell(fact)

    def tell(self, fact: Fact) -> None:
        """Tells that something is refused, and notes on how many open branches."""
        self.recorder.depths[id(fact)] = self.state.depth
        if self.survey is not None:
            self.survey.before[id(fact)] = len(self.survey.taken)
        self.recorder.emit(fact)

    def out_of_budget(self, node: cst.CSTNode, limit: str, module: Module | None = None) -> Unknown:
        """Says that a limit was reached, once a place; the value that is therefore not known.

        `module` is the one whose text the node is in, if that is not the text that is being executed.
        """
        if (node, limit) not in self.recorder.limits:
            self.recorder.limits.add((node, limit))
            site = Site(node, self.callers, self.active, module or self.module)
            self.recorder.emit(BudgetReached(site=site, limit=limit))
        return Unknown(limit)


def _narrowed(site: Site, failed: Failed) -> Site:
    """The place of the layer that refused, if it is written inside the call that builds the model around it."""
    written = getattr(failed.operation, "site", None)
    if isinstance(written, Site) and _contains(site.node, written.node):
        return Site(written.node, site.callers, site.functions, site.module)
    return site


def _contains(outer: cst.CSTNode, inner: cst.CSTNode) -> bool:
    stack = [outer]
    while stack:
        node = stack.pop()
        if node is inner:
            return True
        stack.extend(children(node))
    return False
