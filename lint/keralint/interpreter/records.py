"""Classes whose objects Python makes from a list of fields: `dataclass`, `NamedTuple`, `namedtuple`, and `Enum`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

import libcst as cst

from keralint.interpreter.escape import release
from keralint.interpreter.facts import Site
from keralint.interpreter.functions import KEYWORD_ONLY, NORMAL, bind
from keralint.interpreter.iteration import run_over
from keralint.interpreter.machine import Machine
from keralint.interpreter.operators import equal
from keralint.interpreter.values import (
    ABSENT,
    BoundMethod,
    ClassValue,
    DictValue,
    Function,
    FunctionParameter,
    Instance,
    ListValue,
    NativeMethod,
    Record,
    RecordKind,
    Scope,
    TupleValue,
    Unknown,
    Value,
)
from keralint.semantics.layer import CallArguments
from keralint.semantics.values import ApiReference


@dataclass(frozen=True, slots=True)
class FieldSettings:
    """What `dataclasses.field(…)` gives."""

    default: Value = ABSENT
    factory: Value = ABSENT
    init: bool = True
    keyword_only: bool = False


@dataclass(frozen=True, slots=True)
class Factory:
    """The default of a field that is made anew for each object."""

    function: Value


# --- how such classes are made --------------------------------------------------------------------------------------


def make_dataclass(machine: Machine, cls: ClassValue, arguments: CallArguments) -> Value:
    """`@dataclass` and `@dataclass(…)` of a class; unknown, if its fields are."""
    options = arguments.keyword
    inherited = [one.record for one in reversed(cls.mro) if isinstance(one, ClassValue) and one.record is not None]
    fields = {field.name: field for record in inherited for field in record.fields}
    own = _annotated(machine, cls, keyword_only=options.get("kw_only", False) is True)
    if own is None or cls.foreign_bases or arguments.double_star or arguments.positional:
        release(machine, (cls,))
        return Unknown("the fields of the class are not known")
    fields.update({field.name: field for field in own})
    cls.record = record = Record(RecordKind.DATACLASS, tuple(fields.values()))
    slots = cls.scope.slots
    if options.get("init", True) is True and not isinstance(slots.get("__init__"), Function):
        slots["__init__"] = NativeMethod("__init__", partial(_initialize, record), record.parameters)
    if options.get("eq", True) is True and "__eq__" not in slots:
        slots["__eq__"] = NativeMethod("__eq__", _equal)
    return cls


def _annotated(machine: Machine, cls: ClassValue, *, keyword_only: bool) -> list[FunctionParameter] | None:
    """The fields that the body of a class declares by annotations; `None` if they are not known."""
    fields: list[FunctionParameter] = []
    for declared in _declarations(cls.node):
        name, kind = cst.ensure_type(declared.target, cst.Name).value, _special_annotation(machine, declared)
        if kind == "typing.ClassVar":
            continue
        if kind == "dataclasses.KW_ONLY":
            keyword_only = True
            continue
        if kind is not None:
            return None
        value = cls.scope.slots.get(name, ABSENT)
        settings = value if isinstance(value, FieldSettings) else FieldSettings(value)
        if isinstance(value, Unknown) or not settings.init:
            return None
        if settings.default is not ABSENT:
            cls.scope.slots[name] = settings.default
        elif settings is value:
            del cls.scope.slots[name]
        default = settings.default if settings.factory is ABSENT else Factory(settings.factory)
        kind = KEYWORD_ONLY if keyword_only or settings.keyword_only else NORMAL
        fields.append(FunctionParameter(name, kind, required=default is ABSENT, default=default))
    return fields


def _declarations(node: cst.ClassDef) -> Iterator[cst.AnnAssign]:
    for line in node.body.body:
        for statement in line.body if isinstance(line, cst.SimpleStatementLine) else ():
            if isinstance(statement, cst.AnnAssign) and isinstance(statement.target, cst.Name):
                yield statement


_SPECIAL_ANNOTATIONS: Final = frozenset({"typing.ClassVar", "dataclasses.InitVar", "dataclasses.KW_ONLY"})


def _special_annotation(machine: Machine, declared: cst.AnnAssign) -> str | None:
    """Which of the annotations it is that say that the name is not an ordinary field."""
    annotation: cst.BaseExpression = declared.annotation.annotation
    annotation = annotation.value if isinstance(annotation, cst.Subscript) else annotation
    if not isinstance(annotation, (cst.Name, cst.Attribute)):
        return None
    found = machine.evaluate(annotation)
    return found.path if isinstance(found, ApiReference) and found.path in _SPECIAL_ANNOTATIONS else None


def named_tuple_from(machine: Machine, cls: ClassValue) -> None:
    """Makes a class a tuple whose elements are the fields that its body declares: it derives from `NamedTuple`."""
    fields = _annotated(machine, cls, keyword_only=False) or ()
    for one in fields:
        cls.scope.slots.pop(one.name, None)
    cls.record = Record(RecordKind.TUPLE, tuple(fields))


def named_tuple(machine: Machine, arguments: CallArguments, node: cst.CSTNode) -> Value:
    """`namedtuple(name, fields, defaults=…)`, `NamedTuple(name, fields)`."""
    names: list[str] | None = None
    given = (*arguments.positional, arguments.keyword.get("field_names"))
    text = given[1] if len(given) > 1 else None
    if isinstance(text, str):
        names = text.replace(",", " ").split()
    elif isinstance(text, (tuple, ListValue)):
        items = [item[0] if isinstance(item, tuple) and item else item for item in run_over(machine, text) or ()]
        names = items if items and all(isinstance(item, str) for item in items) else None
    defaults = run_over(machine, arguments.keyword.get("defaults", ()))
    known = not arguments.star and not arguments.double_star and not arguments.keyword.keys() - _NAMED_TUPLE_OPTIONS
    if names is None or defaults is None or not known or not isinstance(given[0], str) or len(defaults) > len(names):
        return Unknown("the fields of the class are not known")
    required = len(names) - len(defaults)
    filled = (*[ABSENT] * required, *defaults)
    fields = [FunctionParameter(name, NORMAL, value is ABSENT, value) for name, value in zip(names, filled)]
    cls = ClassValue(given[0], node, (), Scope(None, is_class=True), machine.module)
    cls.record = Record(RecordKind.TUPLE, tuple(fields))
    return cls


_NAMED_TUPLE_OPTIONS: Final = frozenset({"field_names", "defaults", "module"})


def field(machine: Machine, arguments: CallArguments, node: cst.CSTNode) -> Value:
    """`dataclasses.field(…)`."""
    given = arguments.keyword
    if arguments.double_star or not isinstance(given.get("init", True), bool):
        return Unknown("how the field is set is not known")
    default, factory = given.get("default", ABSENT), given.get("default_factory", ABSENT)
    return FieldSettings(default, factory, given.get("init", True), given.get("kw_only") is True)


# --- their objects --------------------------------------------------------------------------------------------------


def _initialize(record: Record, machine: Machine, instance: Instance, arguments: CallArguments, site: Site) -> Value:
    """Sets each field, and calls `__post_init__`."""
    from keralint.interpreter.calls import call_value  # calls make objects

    values = bind(record.parameters, arguments)
    for name in [one.name for one in record.fields] if values is None else values:
        value = Unknown("the arguments do not fit the fields") if values is None else values[name]
        if isinstance(value, Factory):
            value = call_value(machine, value.function, CallArguments(), site)
        machine.state.write(instance.slots, name, value)
    later = instance.cls.find("__post_init__")
    if isinstance(later, Function):
        call_value(machine, BoundMethod(instance, later), CallArguments(), site)
    return None


def _equal(machine: Machine, instance: Instance, arguments: CallArguments, site: Site) -> Value:
    """Two objects of the same class are equal if their fields are."""
    record, other = record_of(instance.cls), arguments.positional[0] if arguments.positional else None
    if record is None or not isinstance(other, Instance) or other.cls is not instance.cls:
        return False if isinstance(other, Instance) else Unknown("what `==` gives is not known", "bool")
    answer = equal(_values(record, instance), _values(record, other))
    return Unknown("what `==` gives is not known", "bool") if answer is None else answer


def _values(record: Record, instance: Instance) -> tuple[Value, ...]:
    unset = Unknown("the field is not known")
    return tuple([instance.slots.get(one.name, unset) for one in record.fields])


def record_of(cls: ClassValue) -> Record | None:
    """What the objects of a class consist of."""
    return next((one.record for one in cls.mro if isinstance(one, ClassValue) and one.record is not None), None)


def make_tuple(cls: ClassValue, record: Record, arguments: CallArguments) -> Value:
    """An object of a class of named tuples."""
    values = bind(record.parameters, arguments)
    return Unknown(f"the arguments do not fit `{cls.name}`") if values is None else TupleValue.of(cls, values.values())


def tuple_attribute(value: TupleValue, name: str) -> Value:
    """A field, or what a class of named tuples has for them; `ABSENT` if it is neither."""
    record = record_of(value.cls)
    names = [] if record is None else [one.name for one in record.fields]
    if name in names:
        return value[names.index(name)]
    if name == "_fields":
        return tuple(names)
    method = _TUPLE_METHODS.get(name)
    return ABSENT if method is None or record is None else NativeMethod(name, partial(method, names))


def _replaced(names: list[str], machine: Machine, value: TupleValue, arguments: CallArguments, site: Site) -> Value:
    changes = arguments.keyword
    if arguments.double_star or changes.keys() - set(names):
        return Unknown("which fields are replaced is not known")
    return TupleValue.of(value.cls, [changes.get(name, old) for name, old in zip(names, value)])


def _as_dict(names: list[str], machine: Machine, value: TupleValue, arguments: CallArguments, site: Site) -> Value:
    return DictValue(dict(zip(names, value)))


_TUPLE_METHODS: Final = {"_replace": _replaced, "_asdict": _as_dict}


def replaced(machine: Machine, arguments: CallArguments, node: cst.CSTNode) -> Value:
    """`dataclasses.replace(value, **changes)`."""
    from keralint.interpreter.calls import call_value  # calls look this up

    value = arguments.positional[0] if arguments.positional else None
    record = record_of(value.cls) if isinstance(value, Instance) else None
    if record is None or arguments.double_star or not isinstance(value, Instance):
        release(machine, (*arguments.positional, *arguments.keyword.values()))
        return Unknown("what is replaced is not known")
    names = [one.name for one in record.fields]
    given = {**dict(zip(names, _values(record, value))), **arguments.keyword}
    return call_value(machine, value.cls, CallArguments((), given), machine.site(node))


def as_dict(machine: Machine, arguments: CallArguments, node: cst.CSTNode) -> Value:
    """`dataclasses.asdict(value)`."""
    value = arguments.positional[0] if arguments.positional else None
    found = _plain(value)
    if isinstance(value, Instance) and isinstance(found, DictValue) and not arguments.keyword:
        return found
    release(machine, arguments.positional)
    return Unknown("the fields are not known")


def _plain(value: Value) -> Value:
    """The same with dicts in the place of records."""
    record = record_of(value.cls) if isinstance(value, Instance) else None
    if record is not None and isinstance(value, Instance):
        values = zip(record.fields, _values(record, value))
        return DictValue({one.name: _plain(item) for one, item in values})
    if isinstance(value, ListValue):
        return ListValue(None if value.items is None else tuple(map(_plain, value.items)))
    if isinstance(value, DictValue):
        return DictValue(None if value.entries is None else {key: _plain(one) for key, one in value.entries.items()})
    return tuple(map(_plain, value)) if type(value) is tuple else value


RECORDS: Final = {
    "collections.namedtuple": named_tuple,
    "typing.NamedTuple": named_tuple,
    "dataclasses.field": field,
    "dataclasses.replace": replaced,
    "dataclasses.asdict": as_dict,
}
"""The functions of the standard library that make such classes and their objects, by their dotted path."""
