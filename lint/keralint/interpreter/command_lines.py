"""Parsers of command lines (`argparse`), as far as the arguments that they are given are known."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, NoReturn

from keralint.interpreter.budget import MAX_COLLECTION
from keralint.interpreter.escape import escape, release
from keralint.interpreter.facts import Site
from keralint.interpreter.machine import Machine
from keralint.interpreter.namespaces import make_namespace, native_class
from keralint.interpreter.plain import NotPlainError, from_python, to_python
from keralint.interpreter.values import (
    BuiltinFunction,
    Instance,
    ListValue,
    Unknown,
    Value,
)
from keralint.semantics.layer import CallArguments
from keralint.semantics.values import ApiReference

_STEPS: Final = " steps"
"""The slot of a parser that holds what was done to it, in order; no attribute of a program's has such a name."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A default that is no text: it is given as it is."""

    value: Value


@dataclass(frozen=True, slots=True)
class _Converted:
    """A text that a function of the program's makes something of."""

    function: Value
    text: str


class _RefusedError(Exception):
    """The arguments are refused, or the program ends with them."""


class _Parser(argparse.ArgumentParser):
    """A parser that prints nothing and ends nothing."""

    def error(self, message: str) -> NoReturn:
        raise _RefusedError

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        raise _RefusedError

    def print_help(self, file: Any = None) -> None:
        """Prints nothing."""


# --- what is told of arguments --------------------------------------------------------------------------------------


def make_parser(machine: Machine, arguments: CallArguments, node: Any) -> Value:
    """`argparse.ArgumentParser(…)`."""
    options = dict(arguments.keyword)
    if arguments.star or arguments.double_star or options.keys() - _OF_PARSERS:
        release(machine, (*arguments.positional, *options.values()))
        return Unknown("what the parser does is not followed")
    helps = options.get("add_help", True)
    methods: dict[str, Callable[..., Value]] = {
        **_METHODS,
        **{name: partial(_not_followed, name) for name in _NOT_FOLLOWED},
    }
    made = Instance(native_class(machine, "ArgumentParser", methods))
    made.slots[_STEPS] = () if isinstance(helps, bool) else Unknown("what the parser does is not followed")
    made.slots[_HELPS] = helps
    return made


_HELPS: Final = " helps"
_OF_PARSERS: Final = frozenset("add_help allow_abbrev description epilog formatter_class prog usage".split())


def _step(machine: Machine, parser: Instance, name: str, arguments: CallArguments) -> None:
    """Notes something that is done to a parser; arguments that are not known make it unknown."""
    steps = parser.slots[_STEPS]
    unclear = arguments.star or arguments.double_star
    known = isinstance(steps, tuple) and not unclear
    step = (name, arguments.positional, tuple(arguments.keyword.items()))
    machine.state.write(parser.slots, _STEPS, (*steps, step) if known else Unknown("its arguments are not known"))


def _add_argument(machine: Machine, parser: Instance, arguments: CallArguments, site: Site) -> Value:
    _step(machine, parser, "add_argument", arguments)
    return Unknown("the action is not followed")


def _set_defaults(machine: Machine, parser: Instance, arguments: CallArguments, site: Site) -> Value:
    _step(machine, parser, "set_defaults", arguments)
    return None


def _add_group(kind: str, machine: Machine, parser: Instance, arguments: CallArguments, site: Site) -> Value:
    """A group of arguments: what is added to it is added to the parser."""

    def add(machine: Machine, group: Instance, given: CallArguments, site: Site) -> Value:
        return _add_argument(machine, parser, given, site)

    methods: dict[str, Callable[..., Value]] = {
        "add_argument": add,
        **{name: partial(_not_followed_of, parser, name) for name in _OF_GROUPS},
    }
    group = Instance(native_class(machine, kind, methods))
    group.slots[_PARSER] = parser
    return group


_PARSER: Final = " parser"
"""The slot of a group that holds its parser: whoever gets hold of the one gets hold of the other."""


def _not_followed_of(
    parser: Instance, name: str, machine: Machine, group: Instance, arguments: CallArguments, site: Site
) -> Value:
    return _not_followed(name, machine, parser, arguments, site)


def _not_followed(name: str, machine: Machine, parser: Instance, arguments: CallArguments, site: Site) -> Value:
    machine.state.write(parser.slots, _STEPS, Unknown("what the parser does is not followed"))
    escape(machine, arguments)
    return Unknown(f"what `{name}` gives is not followed")


# --- what becomes of a command line ---------------------------------------------------------------------------------


def _parse(rest_too: bool, machine: Machine, parser: Instance, arguments: CallArguments, site: Site) -> Value:
    """`parse_args(arguments)`; with `rest_too`, `parse_known_args(arguments)`."""
    given = (*arguments.positional, *(arguments.keyword[name] for name in ("args",) if name in arguments.keyword))
    of_program = arguments.keyword.keys() - {"args"} or arguments.star or arguments.double_star or len(given) != 1
    try:
        words = None if of_program else to_python(given[0])
        if not isinstance(words, (list, tuple)) or not all(isinstance(word, str) for word in words):
            raise NotPlainError
        found, rest = _parser_of(machine, parser).parse_known_args(list(words))
        if rest and not rest_too:
            raise _RefusedError
        attributes = {name: _lifted(machine, value, site) for name, value in vars(found).items()}
    except (NotPlainError, _RefusedError, *_MISUSES):
        escape(machine, arguments)
        release(machine, _defaults(parser))
        return Unknown("the arguments of the program are not known")
    made = make_namespace(machine, "argparse.Namespace", attributes)
    return (made, from_python(rest)) if rest_too else made


def _defaults(parser: Instance) -> list[Value]:
    """What the result may hold that the program has as well."""
    steps = parser.slots[_STEPS]
    if not isinstance(steps, tuple):
        return []
    return [
        value for step, _, keyword in steps for name, value in keyword if name == "default" or step == "set_defaults"
    ]


_MISUSES: Final = (TypeError, ValueError, AttributeError, KeyError, argparse.ArgumentError)


def _parser_of(machine: Machine, parser: Instance) -> _Parser:
    """Python's own parser, made in the same way.

    Raises: NotPlainError.
    """
    steps = parser.slots[_STEPS]
    if not isinstance(steps, tuple):
        raise NotPlainError
    made = _Parser(prog="program", add_help=parser.slots[_HELPS])
    for name, positional, keyword in steps:
        options = dict(keyword)
        if name == "set_defaults":
            made.set_defaults(**{one: _default(value) for one, value in options.items()})
            continue
        names = [to_python(value) for value in positional]
        made.add_argument(*names, **_options(options))
    return made


def _options(given: Mapping[str, Value]) -> dict[str, Any]:
    options: dict[str, Any] = {}
    for name, value in given.items():
        if name in ("help", "metavar") or (name == "choices" and not _is_plain_type(given.get("type"))):
            continue
        if name == "type":
            options[name] = _type(value)
        elif name == "action" and isinstance(value, ApiReference):
            options[name] = {"argparse.BooleanOptionalAction": argparse.BooleanOptionalAction}[value.path]
        elif name in ("default", "const"):
            options[name] = _default(value, plain=given.get("action") in ("append", "extend", "append_const", "count"))
        else:
            options[name] = to_python(value)
    if isinstance(options.get("nargs"), int) and options["nargs"] > MAX_COLLECTION:
        raise NotPlainError  # the parser would make a pattern of that length
    return options


def _default(value: Value, *, plain: bool = False) -> Any:
    """A default: texts are converted by the parser, numbers and what is added to have to be what they are."""
    if value is None or isinstance(value, str):
        return to_python(value)
    if isinstance(value, ApiReference) and value.path == "argparse.SUPPRESS":
        return argparse.SUPPRESS
    return to_python(value) if plain else _Held(value)


def _type(value: Value) -> Any:
    if value is None:
        return None
    if isinstance(value, BuiltinFunction) and value.name in _TYPES:
        return _TYPES[value.name]
    return lambda text: _Converted(value, text)


def _is_plain_type(value: Value) -> bool:
    return value is None or (isinstance(value, BuiltinFunction) and value.name in _TYPES)


_TYPES: Final = {"int": int, "float": float, "str": str, "bool": bool}


def _lifted(machine: Machine, value: Any, site: Site) -> Value:
    """The value that an attribute of the result is to the program."""
    if isinstance(value, _Held):
        return value.value
    if isinstance(value, _Converted):
        from keralint.interpreter.calls import call_value  # calls look parsers up

        return call_value(machine, value.function, CallArguments.of(value.text), site)
    if isinstance(value, list):
        return ListValue(tuple([_lifted(machine, item, site) for item in value]))
    return from_python(value)


def _get_default(machine: Machine, parser: Instance, arguments: CallArguments, site: Site) -> Value:
    """`get_default(name)`."""
    try:
        (name,) = map(to_python, arguments.positional)
        return _lifted(machine, _parser_of(machine, parser).get_default(name), site)
    except (NotPlainError, *_MISUSES):
        return Unknown("the default is not known")


_METHODS: Final[dict[str, Callable[..., Value]]] = {
    "add_argument": _add_argument,
    "add_argument_group": partial(_add_group, "_ArgumentGroup"),
    "add_mutually_exclusive_group": partial(_add_group, "_MutuallyExclusiveGroup"),
    "get_default": _get_default,
    "parse_args": partial(_parse, False),
    "parse_known_args": partial(_parse, True),
    "set_defaults": _set_defaults,
}
_NOT_FOLLOWED: Final = (
    "add_subparsers convert_arg_line_to_args error exit parse_intermixed_args parse_known_intermixed_args register"
).split()
_OF_GROUPS: Final = "add_argument_group add_mutually_exclusive_group set_defaults register".split()
PARSERS: Final = {"argparse.ArgumentParser": make_parser}
"""By dotted path."""
