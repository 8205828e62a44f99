"""Functions of the user's: made at their definition, executed at each call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import libcst as cst

from keralint.interpreter.budget import FUNCTION, MAX_CALL_DEPTH
from keralint.interpreter.effects import is_generator
from keralint.interpreter.escape import escape, forget, joined, release
from keralint.interpreter.facts import Caller, Site
from keralint.interpreter.generators import run_generator
from keralint.interpreter.iteration import run_over
from keralint.interpreter.lowering import lift
from keralint.interpreter.machine import Flow, Frame, Machine, Raised, Yielded
from keralint.interpreter.reach import OUT_OF_REACH, is_out_of_reach
from keralint.interpreter.survey import Survey, is_part
from keralint.interpreter.values import (
    DictValue,
    Function,
    FunctionParameter,
    IteratorValue,
    Origin,
    RestItems,
    RestValue,
    Scope,
    Unknown,
    Value,
    outgrown,
)
from keralint.semantics.layer import CallArguments
from keralint.shapes import Symbolic, lone_variable, symbol

POSITIONAL_ONLY, NORMAL, VAR_POSITIONAL, KEYWORD_ONLY, VAR_KEYWORD = (
    "POSITIONAL_ONLY",
    "POSITIONAL_OR_KEYWORD",
    "VAR_POSITIONAL",
    "KEYWORD_ONLY",
    "VAR_KEYWORD",
)


def make_lambda(machine: Machine, node: cst.Lambda) -> Function:
    """The function that a `lambda` makes."""
    parameters = tuple(_parameters(machine, node.params))
    return Function(
        "<lambda>", node, parameters, machine.scope, lazy=machine.yields and is_generator(node), module=machine.module
    )


def make_function(machine: Machine, node: cst.FunctionDef) -> Function:
    """The function that a `def` makes; defaults are evaluated here, as Python does."""
    parameters = tuple(_parameters(machine, node.params))
    function = Function(node.name.value, node, parameters, machine.scope, module=machine.module)
    function.lazy = node.asynchronous is not None or (machine.yields and is_generator(node))
    machine.functions.append(function)
    return function


def _parameters(machine: Machine, node: cst.Parameters) -> Iterator[FunctionParameter]:
    for kind, params in (
        (POSITIONAL_ONLY, node.posonly_params),
        (NORMAL, node.params),
    ):
        for param in params:
            yield _parameter(machine, param, kind)
    if isinstance(node.star_arg, cst.Param):
        yield FunctionParameter(node.star_arg.name.value, VAR_POSITIONAL, required=False)
    for param in node.kwonly_params:
        yield _parameter(machine, param, KEYWORD_ONLY)
    if node.star_kwarg is not None:
        yield FunctionParameter(node.star_kwarg.name.value, VAR_KEYWORD, required=False)


def _parameter(machine: Machine, node: cst.Param, kind: str) -> FunctionParameter:
    default = None if node.default is None else machine.evaluate(node.default)
    return FunctionParameter(node.name.value, kind, required=node.default is None, default=default)


def call_function(machine: Machine, function: Function, arguments: CallArguments, site: Site | None) -> Value:
    """Executes the function with these arguments.

    Raises: Raised, if it certainly does not return.
    """
    if function.opaque:
        machine.context.names_uncertain = True
        return _not_followed(machine, function, arguments, f"what `{function.name}` gives is not followed")
    if function.lazy and site is not None:
        return _started_later(machine, function, arguments, site)
    return _executed(machine, function, arguments, site, None)


def _executed(
    machine: Machine, function: Function, arguments: CallArguments, site: Site | None, yielded: Yielded | None
) -> Value:
    """What the function returns; what it yields goes to `yielded`."""
    if site is not None and is_out_of_reach(machine, function.module, arguments):
        machine.context.names_uncertain = True
        escape(machine, arguments)
        return Unknown(OUT_OF_REACH)
    bound = bind(function.parameters, arguments)
    if bound is None:
        return Unknown(f"the arguments do not fit `{function.name}`")
    if site is None:
        bound |= _rest_of_any_caller(function, usual=machine.survey is not None)
    elif arguments.rest and machine.survey is not None:
        bound |= _missing(machine, function, arguments)
    machine.recorder.functions_called[function] += 1
    if _recurs_on_something_unknown(machine, function, bound):
        return _not_followed(machine, function, arguments, f"how deep `{function.name}` calls itself is not known")
    if len(machine.frames) > MAX_CALL_DEPTH:
        machine.out_of_budget(function.node, "functions call each other too deeply", function.module)
        return _not_followed(machine, function, arguments, "functions call each other too deeply")
    machine.spend(FUNCTION)
    return _run(machine, function, bound, site, yielded)


def _not_followed(machine: Machine, function: Function, arguments: CallArguments, reason: str) -> Unknown:
    """The function is called, but not executed: what it may change is no longer known."""
    forget(machine, function.node, function.closure)
    escape(machine, arguments)
    return Unknown(reason)


def _started_later(machine: Machine, function: Function, arguments: CallArguments, site: Site) -> IteratorValue:
    """A generator or coroutine: nothing is executed by the call."""
    origin = Origin((*arguments.positional, *arguments.keyword.values()), function.node, function.closure)
    if isinstance(function.node, cst.Lambda) or function.node.asynchronous is not None:
        return IteratorValue(None, run=partial(_not_followed_at_all, machine, function, arguments), origin=origin)

    execute = partial(_executed, machine, function, arguments, site)
    run = partial(run_generator, machine, execute, first=False, origin=origin)
    return IteratorValue(None, run=run, origin=origin, first=partial(run, first=True))


def _not_followed_at_all(machine: Machine, function: Function, arguments: CallArguments) -> None:
    _not_followed(machine, function, arguments, "")


def _rest_of_any_caller(function: Function, *, usual: bool) -> dict[str, Value]:
    """What `*args` and `**kwargs` hold where it is not known who calls; in the `usual` case what has to be given."""
    rest: dict[str, Value] = {}
    items, reason = RestItems if usual else Unknown, "the caller may give more"
    for parameter in function.parameters:
        if parameter.kind == VAR_POSITIONAL:
            rest[parameter.name] = items(reason, "tuple")
        elif parameter.kind == VAR_KEYWORD:
            rest[parameter.name] = RestValue({}) if usual else DictValue(None)
    return rest


def _missing(machine: Machine, function: Function, arguments: CallArguments) -> dict[str, Value]:
    """What is taken to come by `*` or `**` beside these arguments: a symbol for whatever has to be given."""
    names = [one.name for one in function.parameters if one.kind in (POSITIONAL_ONLY, NORMAL)]
    given = {*names[: len(arguments.positional)], *arguments.keyword}
    missing = [one.name for one in function.parameters if one.required and one.name not in given]
    numbers = function.name == "__init__" and machine.survey is not None and machine.survey.numbers
    level = machine.coverage.alone
    return {name: symbol(name, 1, level=level, number=numbers, usual=True) for name in missing}


def _recurs_on_something_unknown(machine: Machine, function: Function, bound: Mapping[str, Value]) -> bool:
    """Whether the function calls itself on a branch that may not be taken: following it would never end.

    Nor would it where parts are taken of what is not known: each of them is taken for something that has parts.
    """
    frames = [frame for frame in machine.frames if frame.function is function]
    if any(machine.uncertain > frame.depth for frame in frames):
        return True
    return machine.survey is not None and any(
        _may_be_part(value, frame.scope.slots.get(name)) for frame in frames for name, value in bound.items()
    )


def _may_be_part(value: Value, whole: Value) -> bool:
    """Whether it is taken from something that is not known, as far as is seen."""
    if isinstance(value, Unknown):
        return isinstance(whole, Unknown) and value is not whole
    part = lone_variable(value) if isinstance(value, Symbolic) else None
    other = lone_variable(whole) if isinstance(whole, Symbolic) else None
    return part is not None and other is not None and is_part(part, of=other)


def _run(
    machine: Machine, function: Function, bound: Mapping[str, Value], site: Site | None, yielded: Yielded | None
) -> Value:
    scope = Scope(function.closure)
    scope.slots.update(bound)
    frame = Frame(scope, function, depth=machine.uncertain, yielded=yielded)
    before = machine.callers, machine.active, machine.module, machine.yields
    machine.yields |= function.module is not machine.module  # whether that other text has generators was not asked
    machine.module = function.module
    machine.frames.append(frame)
    if site is not None:
        machine.callers, machine.active = (*site.callers, Caller(site.node, site.module)), (*site.functions, function)
    try:
        if isinstance(function.node, cst.Lambda):
            return machine.evaluate(function.node.body)
        with machine.state.stretch() as begun:
            with machine.leaving_by(Flow.RETURN) as leaving:
                flow = machine.execute_suite(function.node.body)
            if flow is Flow.NORMAL:
                frame.returns.append(None)
            machine.meet(Flow.NORMAL if flow is Flow.RETURN else flow, leaving, begun)
    finally:
        machine.frames.pop()
        machine.callers, machine.active, machine.module, machine.yields = before
    if not frame.returns:
        raise Raised(machine.raised)
    return joined(machine, frame.returns)


def bind(parameters: Sequence[FunctionParameter], arguments: CallArguments) -> dict[str, Value] | None:
    """The values of the parameters, as Python binds them; `None` if the arguments do not fit."""
    bound: dict[str, Value] = {}
    positional = list(arguments.positional)
    keyword = dict(arguments.keyword)
    uncertain = arguments.star or arguments.double_star
    for parameter in parameters:
        name = parameter.name
        if parameter.kind == VAR_POSITIONAL:
            given = tuple(positional)
            unclear = (arguments.star and not arguments.rest) or outgrown(given)
            bound[name] = Unknown("passed by `*`", "tuple") if unclear else given
            positional = []
        elif parameter.kind == VAR_KEYWORD:
            bound[name] = _rest_of(keyword, arguments)
            keyword = {}
        elif parameter.kind != KEYWORD_ONLY and positional:
            bound[name] = positional.pop(0)
        elif name in keyword and parameter.kind != POSITIONAL_ONLY:
            bound[name] = keyword.pop(name)
        elif uncertain and (parameter.required or not arguments.rest):
            bound[name] = Unknown("passed by `*` or `**`")
        elif parameter.required:
            return None
        else:
            bound[name] = parameter.default
    return None if positional or keyword else bound


def _rest_of(keyword: dict[str, Value], arguments: CallArguments) -> DictValue:
    """What `**` takes of a call, if these keywords are left."""
    if arguments.rest:
        return RestValue(dict(keyword))
    return DictValue(None if arguments.double_star else dict(keyword))


def fits(function: Function, arguments: CallArguments) -> bool:
    """Whether Python can bind the arguments to the function's parameters."""
    return bind(function.parameters, arguments) is not None


def free_arguments(
    parameters: Sequence[FunctionParameter], level: int, survey: Survey | None, *, numbers: bool = False
) -> CallArguments:
    """Arguments for a function that nobody calls: symbols for what has no default, or the default `None` or 0.

    These as a default say that the caller gives the value, that the function finds one, or that there is nothing; a
    `survey` may leave them alone. With `numbers` the symbols are taken for numbers. `level` tells them from those of
    functions around it.
    """
    positional: list[Value] = []
    keyword: dict[str, Value] = {}
    value: Value
    for parameter in parameters:
        default = parameter.default
        if survey is not None and type(default) is bool and survey.turns(parameter.name):
            keyword[parameter.name] = not default
            continue
        empty = default is None or (type(default) in (int, float) and not default)
        if parameter.kind in (VAR_POSITIONAL, VAR_KEYWORD) or not (parameter.required or empty):
            continue
        if not parameter.required and survey is not None and survey.leaves_alone(parameter.name):
            continue
        value = symbol(parameter.name, 1, level=level, number=numbers, usual=survey is not None)
        if survey is not None:
            value = lift(survey.given_to(value))
        elif not parameter.required:
            value = Unknown(f"`{parameter.name}` is a parameter of what nobody calls")
        if parameter.kind == KEYWORD_ONLY or not parameter.required:
            keyword[parameter.name] = value
        else:
            positional.append(value)
    return CallArguments(tuple(positional), keyword)


def unpacked(machine: Machine, values: Sequence[tuple[str, str | None, Value]]) -> CallArguments:
    """The arguments of a call, from `(star, keyword, value)` in the order written."""
    positional: list[Value] = []
    keyword: dict[str, Value] = {}
    star = double_star = False
    rest = False
    for stars, name, value in values:
        rest |= bool(stars) and isinstance(value, (RestItems, RestValue))
        if stars == "*" and isinstance(value, RestItems):
            continue
        if stars == "*":
            items = run_over(machine, value, exact=True)
            if items is None or star:
                release(machine, items or ())
                star = True
            else:
                positional.extend(items)
        elif stars == "**":
            entries = value.entries if isinstance(value, DictValue) else None
            if entries is None or not all(isinstance(key, str) for key in entries):
                double_star = True
                release(machine, (value,))
            else:
                keyword.update(entries)
        elif name is not None:
            keyword[name] = value
        elif not star:
            positional.append(value)
        else:
            release(machine, (value,))
    alone = rest and not star and not double_star
    return CallArguments(tuple(positional), keyword, star or rest, double_star or rest, alone)
