"""Enumerations: what becomes of the body of a class that derives from `Enum`, and which member has a value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from keralint.interpreter.escape import release
from keralint.interpreter.functions import call_function
from keralint.interpreter.machine import Machine
from keralint.interpreter.operators import equal
from keralint.interpreter.plain import NotPlainError, from_python, to_python
from keralint.interpreter.values import (
    BuiltinFunction,
    ClassValue,
    Function,
    Instance,
    ListValue,
    MemberKind,
    MemberValue,
    NumberMember,
    Scope,
    TextMember,
    Unknown,
    Value,
    is_member,
)
from keralint.semantics.layer import CallArguments
from keralint.semantics.values import ApiReference

AUTOMATIC: Final = Unknown("the next value of an enumeration", "int")
"""What `enum.auto()` gives."""

_KINDS: Final = {
    "enum.Enum": MemberKind(),
    "enum.IntEnum": MemberKind(NumberMember, formatted=True),
    "enum.StrEnum": MemberKind(TextMember, formatted=True, shown=True),
}
_OF_TYPE: Final = {"int": MemberKind(NumberMember), "str": MemberKind(TextMember)}
"""The kind of the members of a class that derives from a type of Python's and from `Enum`."""

ENUMERATIONS: Final = frozenset({*_KINDS, "enum.Flag", "enum.IntFlag"})

_HARMLESS: Final = frozenset("__doc__ __init__ __module__ __qualname__ __slots__ __str__".split())
"""Special names that change nothing about how members compute."""


def is_enumeration(bases: tuple[Value, ...]) -> bool:
    """Whether a class with these bases is one."""
    return any(
        base.path in ENUMERATIONS if isinstance(base, ApiReference) else _has_members(base)
        for base in bases
        if isinstance(base, (ApiReference, ClassValue))
    )


def _has_members(cls: Value) -> bool:
    return any(isinstance(one, ClassValue) and one.members is not None for one in cls.mro)


def make_members(machine: Machine, cls: ClassValue, bases: tuple[Value, ...]) -> None:
    """Makes members of what the body of a class assigns that derives from `Enum`.

    Of a class that also derives from another type than `int` or `str` they are not followed.
    """
    kind = cls.member_kind = _kind_of(cls, bases)
    members: dict[str, Value] = {}
    cls.members = members
    values: list[Value] = []
    for name, assigned in list(cls.scope.slots.items()):
        if name.startswith("_") or isinstance(assigned, (Function, ClassValue)):
            continue
        value = _next(machine, cls, name, values) if assigned is AUTOMATIC else assigned
        known = [one for one in members.values() if is_member(one) and equal(value_of(one), value)]
        values.append(value)
        members[name] = cls.scope.slots[name] = known[0] if known else _member(machine, cls, kind, name, value)


def _kind_of(cls: ClassValue, bases: tuple[Value, ...]) -> MemberKind | None:
    """What the members are that a class with these bases has; `None` if it is not known."""
    found: list[MemberKind | None] = []
    for base in bases:
        if isinstance(base, BuiltinFunction):
            found.append(_OF_TYPE.get(base.name))
        elif isinstance(base, ApiReference):
            found.append(_KINDS.get(base.path))
        elif isinstance(base, ClassValue):
            found.extend([base.member_kind] if base.members is not None else [])
        else:
            found.append(None)
    special = {name for one in cls.mro if isinstance(one, ClassValue) for name in one.scope.slots if name[:2] == "__"}
    special |= {"_ignore_"} & cls.scope.slots.keys()
    of_objects = all(one == MemberKind() for one in found)
    if None in found or not special <= (_HARMLESS | _OF_OBJECTS if of_objects else _HARMLESS):
        return None
    own = [one for one in found if one is not None and one.of is not None]
    return own[0] if own else MemberKind()


_OF_OBJECTS: Final = frozenset("__call__ __eq__ __ge__ __gt__ __hash__ __le__ __len__ __lt__ __repr__ __iter__".split())
"""Special methods that are the members' own, where they are objects and no numbers."""


def _next(machine: Machine, cls: ClassValue, name: str, values: list[Value]) -> Value:
    """What `auto()` stands for after these values."""
    own = cls.find("_generate_next_value_")
    if isinstance(own, Function):
        given = CallArguments.of(name, 1, len(values), ListValue(tuple(values)))
        return call_function(machine, own, given, machine.site(cls.node))
    kind = cls.member_kind
    if kind is None:
        return Unknown("it is counted on")
    if kind.of is TextMember:
        return name.lower() if kind.shown else Unknown("what the value is depends on the type")
    if not all(type(value) is int for value in values):
        return Unknown("it is counted on")
    # Python counts on from the last value; since 3.13, from the greatest.
    return 1 if not values else (values[-1] + 1 if values[-1] == max(values) else Unknown("it is counted on"))


def _member(machine: Machine, cls: ClassValue, kind: MemberKind | None, name: str, value: Value) -> Value:
    if kind is None:
        return Unknown("the members are values of another type")
    init = cls.find("__init__")
    if kind.of is not None:
        if isinstance(init, Function) or type(value) is not (int if kind.of is NumberMember else str):
            return Unknown("the members are values of another type")
        made: NumberMember | TextMember = kind.of(value)
        made.cls, made.name = cls, name
        return made
    member = Instance(cls)
    member.slots.update(name=name, value=value, _name_=name, _value_=value)
    if isinstance(init, Function):
        given = value if isinstance(value, tuple) else (value,)
        call_function(machine, init, CallArguments((member, *given)), machine.site(cls.node))
    return member


def call_enumeration(path: str) -> Callable[[Machine, CallArguments, Any], Value]:
    """`Enum(name, names)`: a class whose members have these names, and values from 1 on."""

    def make(machine: Machine, arguments: CallArguments, node: Any) -> Value:
        try:
            name, names = map(to_python, arguments.positional)
        except (NotPlainError, ValueError):
            release(machine, arguments.positional)
            return Unknown("the members are not known")
        names = names.replace(",", " ").split() if isinstance(names, str) else names
        values = names if isinstance(names, dict) else {one: index for index, one in enumerate(names, 1)}
        if not all(isinstance(one, str) and one.isidentifier() for one in (name, *values)) or arguments.keyword:
            return Unknown("the members are not known")
        cls = ClassValue(name, node, (), Scope(None, is_class=True), machine.module)
        cls.scope.slots.update({one: from_python(value) for one, value in values.items()})
        make_members(machine, cls, (ApiReference(path),))
        return cls

    return make


def value_of(member: Value) -> Value:
    """`member.value`."""
    return member.plain if isinstance(member, MemberValue) else member.slots["value"]


def member_of(machine: Machine, cls: ClassValue, arguments: CallArguments) -> Value:
    """`cls(value)`: the member with that value."""
    if len(arguments.positional) != 1 or arguments.keyword or arguments.star or arguments.double_star:
        return Unknown(f"no member of `{cls.name}` has the value")
    wanted = arguments.positional[0]
    for member in (cls.members or {}).values():
        answer = True if member is wanted else (equal(value_of(member), wanted) if is_member(member) else None)
        if answer is not False:
            return member if answer else Unknown("it is not known which member has the value")
    missing = cls.find("_missing_")
    if isinstance(missing, Function) and missing.flavour == "classmethod":
        return call_function(machine, missing, CallArguments.of(cls, wanted), machine.site(cls.node))
    return Unknown(f"no member of `{cls.name}` has the value")
