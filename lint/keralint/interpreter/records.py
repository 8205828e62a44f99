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
from keralint.interpreter.operators import compare, equal
from keralint.interpreter.values import (
    ABSENT,
    BoundMethod,
    BuiltinFunction,
    ClassValue,
    DictValue,
    FieldParameter,
    Function,
    Instance,
    ListValue,
    NativeFunction,
    NativeMethod,
    Record,
    RecordKind,
    Scope,
    SetValue,
    SignatureValue,
    TupleValue,
    Unknown,
    Value,
    brings_nothing,
    is_member,
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
    shown: bool = True
    compared: bool = True


@dataclass(frozen=True, slots=True)
class Factory:
    """The default of a field that is made anew for each object."""

    function: Value


# --- how such classes are made --------------------------------------------------------------------------------------


def make_dataclass(machine: Machine, cls: ClassValue, arguments: CallArguments) -> Value:
    """`@dataclass` and `@dataclass(…)` of a class; unknown, if its fields are."""
    options = arguments.keyword
    inherited = [one.record for one in reversed(cls.mro) if isinstance(one, ClassValue) and one.record is not None]
    fields = {field.name: field for record in inherited for field in record.declared}
    own = _annotated(machine, cls, keyword_only=options.get("kw_only", False) is True)
    if own is None or not all(map(brings_nothing, cls.foreign_bases)) or arguments.double_star or arguments.positional:
        release(machine, (cls,))
        return Unknown("the fields of the class are not known")
    fields.update({field.name: field for field in own})
    cls.record = record = Record(RecordKind.DATACLASS, tuple(fields.values()))
    slots = cls.scope.slots
    if options.get("init", True) is True and not isinstance(slots.get("__init__"), Function):
        slots["__init__"] = NativeMethod("__init__", partial(_initialize, record), record.parameters)
    if options.get("eq", True) is True and "__eq__" not in slots:
        slots["__eq__"] = NativeMethod("__eq__", _equal)
    if options.get("order") is True:
        slots.update({name: NativeMethod(name, partial(_ordered, symbol)) for name, symbol in _ORDER.items()})
    if options.get("repr", True) is True and "__repr__" not in slots:
        slots["__repr__"] = NativeMethod("__repr__", _shown)
    slots["__dataclass_fields__"] = DictValue({one.name: _described(one) for one in record.fields})
    slots.setdefault("__match_args__", tuple([one.name for one in record.parameters if one.kind != KEYWORD_ONLY]))
    return cls


_ORDER: Final = {"__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">="}


def _described(one: FieldParameter) -> SignatureValue:
    """What `dataclasses.fields` tells of a field."""
    made = isinstance(one.default, Factory)
    missing = ApiReference("dataclasses.MISSING")
    return SignatureValue(
        {"name": one.name, "default": missing if one.default is ABSENT or made else one.default, "init": one.taken}
    )


def _annotated(machine: Machine, cls: ClassValue, *, keyword_only: bool) -> list[FieldParameter] | None:
    """The fields that the body of a class declares by annotations; `None` if they are not known."""
    fields: list[FieldParameter] = []
    for declared in _declarations(cls.node):
        name, kind = cst.ensure_type(declared.target, cst.Name).value, _special_annotation(machine, declared)
        if kind == "typing.ClassVar":
            continue
        if kind == "dataclasses.KW_ONLY":
            keyword_only = True
            continue
        kept = kind is None
        value = cls.scope.slots.get(name, ABSENT)
        settings = value if isinstance(value, FieldSettings) else FieldSettings(value)
        if isinstance(value, Unknown) and isinstance(declared.value, cst.Call):
            return None  # it may be a `field(…)`
        if settings.default is not ABSENT:
            cls.scope.slots[name] = settings.default
        elif settings is value:
            del cls.scope.slots[name]
        default = settings.default if settings.factory is ABSENT else Factory(settings.factory)
        kind = KEYWORD_ONLY if keyword_only or settings.keyword_only else NORMAL
        field = FieldParameter(
            name,
            kind,
            required=default is ABSENT,
            default=default,
            taken=settings.init,
            kept=kept,
            shown=settings.shown,
            compared=settings.compared,
        )
        fields.append(field)
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
    fields = [FieldParameter(name, NORMAL, value is ABSENT, value) for name, value in zip(names, filled)]
    cls = ClassValue(given[0], node, (), Scope(None, is_class=True), machine.module)
    cls.record = Record(RecordKind.TUPLE, tuple(fields))
    return cls


_NAMED_TUPLE_OPTIONS: Final = frozenset({"field_names", "defaults", "module"})


def field(machine: Machine, arguments: CallArguments, node: cst.CSTNode) -> Value:
    """`dataclasses.field(…)`."""
    given = arguments.keyword
    told = [given.get(name, True) for name in ("init", "repr", "compare")]
    if arguments.double_star or not all(isinstance(one, bool) for one in told):
        return Unknown("how the field is set is not known")
    default, factory = given.get("default", ABSENT), given.get("default_factory", ABSENT)
    init, shown, compared = told
    return FieldSettings(default, factory, init, given.get("kw_only") is True, shown, compared)


# --- their objects --------------------------------------------------------------------------------------------------


def _initialize(record: Record, machine: Machine, instance: Instance, arguments: CallArguments, site: Site) -> Value:
    """Sets each field, and calls `__post_init__`."""
    from keralint.interpreter.calls import call_value  # calls make objects

    values = bind(record.parameters, arguments)
    passed: list[Value] = []
    for one in record.declared:
        value = one.default if values is None or not one.taken else values[one.name]
        if values is None and one.taken:
            value = Unknown("the arguments do not fit the fields")
        if isinstance(value, Factory):
            value = call_value(machine, value.function, CallArguments(), site)
        if not one.kept:
            passed.append(value)
        elif value is not ABSENT:
            machine.state.write(instance.slots, one.name, value)
    later = instance.cls.find("__post_init__")
    if isinstance(later, Function):
        call_value(machine, BoundMethod(instance, later), CallArguments(tuple(passed)), site)
    return None


def _equal(machine: Machine, instance: Instance, arguments: CallArguments, site: Site) -> Value:
    """Two objects of the same class are equal if their fields are."""
    record, other = record_of(instance.cls), arguments.positional[0] if arguments.positional else None
    if record is None or not isinstance(other, Instance) or other.cls is not instance.cls:
        return False if isinstance(other, Instance) else Unknown("what `==` gives is not known", "bool")
    answer = equal(_compared(record, instance), _compared(record, other))
    return Unknown("what `==` gives is not known", "bool") if answer is None else answer


def _ordered(symbol: str, machine: Machine, instance: Instance, arguments: CallArguments, site: Site) -> Value:
    """Two objects of the same class are in the order of their fields."""
    record, other = record_of(instance.cls), arguments.positional[0] if arguments.positional else None
    if record is None or not isinstance(other, Instance) or other.cls is not instance.cls:
        return Unknown("the comparison is not known", "bool")
    return compare(machine, symbol, _compared(record, instance), _compared(record, other), site.node)


def _shown(machine: Machine, instance: Instance, arguments: CallArguments, site: Site) -> Value:
    from keralint.interpreter.texts import repr_of  # texts look at records

    text = repr_of(machine, instance, site.node)
    return Unknown("the text is not known", "str") if text is None else text


def _compared(record: Record, instance: Instance) -> tuple[Value, ...]:
    """What tells an object from others."""
    values = zip(record.fields, _values(record, instance))
    return tuple([value for one, value in values if one.compared])


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


def tuple_class_attribute(machine: Machine, cls: ClassValue, name: str) -> Value:
    """What a class of named tuples has; `ABSENT`, if it is no such class or has no such thing."""
    record = record_of(cls)
    if record is None or record.kind is not RecordKind.TUPLE:
        return ABSENT
    if name in ("_fields", "__match_args__"):
        return tuple([one.name for one in record.fields])
    if name == "_field_defaults":
        return DictValue({one.name: one.default for one in record.fields if not one.required})
    return NativeFunction("_make", partial(_made, cls, record, machine)) if name == "_make" else ABSENT


def _made(cls: ClassValue, record: Record, machine: Machine, arguments: CallArguments, site: Site) -> Value:
    """`cls._make(items)`."""
    items = run_over(machine, arguments.positional[0]) if len(arguments.positional) == 1 else None
    if items is None or len(items) != len(record.fields):
        release(machine, arguments.positional)
        return Unknown(f"the elements do not fit `{cls.name}`")
    return TupleValue.of(cls, items)


def tuple_attribute(value: TupleValue, name: str) -> Value:
    """A field, or what a class of named tuples has for them; `ABSENT` if it is neither."""
    record = record_of(value.cls)
    names = [] if record is None else [one.name for one in record.fields]
    if name in names:
        return value[names.index(name)]
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
    kept = {one.name: held for one, held in zip(record.fields, _values(record, value)) if one.taken}
    return call_value(machine, value.cls, CallArguments((), {**kept, **arguments.keyword}), machine.site(node))


def as_dict(machine: Machine, arguments: CallArguments, node: cst.CSTNode) -> Value:
    """`dataclasses.asdict(value)`."""
    value = arguments.positional[0] if arguments.positional else None
    found = _plain(value)
    if isinstance(value, Instance) and isinstance(found, DictValue) and not arguments.keyword:
        return found
    release(machine, arguments.positional)
    return Unknown("the fields are not known")


def as_tuple(machine: Machine, arguments: CallArguments, node: cst.CSTNode) -> Value:
    """`dataclasses.astuple(value)`."""
    value = arguments.positional[0] if arguments.positional else None
    found = _plain(value, tuples=True)
    if isinstance(value, Instance) and isinstance(found, tuple) and not arguments.keyword:
        return found
    release(machine, arguments.positional)
    return Unknown("the fields are not known")


def _plain(value: Value, *, tuples: bool = False) -> Value:
    """A copy with dicts in the place of records, or with `tuples`."""
    record = record_of(value.cls) if isinstance(value, Instance) else None
    copied = partial(_plain, tuples=tuples)
    if record is not None and isinstance(value, Instance):
        values = [copied(item) for item in _values(record, value)]
        return tuple(values) if tuples else DictValue(dict(zip([one.name for one in record.fields], values)))
    if isinstance(value, SetValue):
        return SetValue(value.items)
    if isinstance(value, ListValue):
        return ListValue(None if value.items is None else tuple(map(copied, value.items)))
    if isinstance(value, DictValue):
        return DictValue(None if value.entries is None else {key: copied(one) for key, one in value.entries.items()})
    if isinstance(value, Instance) and not is_member(value):
        return Unknown("a copy is not followed")
    return tuple(map(copied, value)) if type(value) is tuple else value


def fields_of(machine: Machine, arguments: CallArguments, node: cst.CSTNode) -> Value:
    """`dataclasses.fields(…)` of a class or an object."""
    value = arguments.positional[0] if arguments.positional else None
    cls = value.cls if isinstance(value, Instance) else value
    record = record_of(cls) if isinstance(cls, ClassValue) else None
    if record is None or record.kind is not RecordKind.DATACLASS:
        release(machine, arguments.positional)
        return Unknown("the fields are not known", "tuple")
    return tuple(map(_described, record.fields))


def is_dataclass(machine: Machine, arguments: CallArguments, node: cst.CSTNode) -> Value:
    """`dataclasses.is_dataclass(…)`."""
    value = arguments.positional[0] if arguments.positional else None
    cls = value.cls if isinstance(value, (Instance, TupleValue)) else value
    if isinstance(cls, ClassValue):
        record = record_of(cls)
        known = record is not None or all(map(brings_nothing, cls.foreign_bases))
        answer = record is not None and record.kind is RecordKind.DATACLASS
        return answer if known else Unknown("what the class is is not known", "bool")
    plain = isinstance(value, (int, float, str, tuple, ListValue, DictValue)) or value is None
    return False if plain else Unknown("what it is is not known", "bool")


TYPED_DICT: Final = BuiltinFunction("TypedDict")
"""What a class that derives from `typing.TypedDict` is when the program runs: another name for `dict`."""

_TYPED_DICTS: Final = frozenset({"typing.TypedDict", "typing_extensions.TypedDict"})


def is_typed_dict(base: Value) -> bool:
    """Whether a class with this base describes dicts."""
    return (
        base == TYPED_DICT
        if isinstance(base, BuiltinFunction)
        else (isinstance(base, ApiReference) and base.path in _TYPED_DICTS)
    )


RECORDS: Final = {
    "collections.namedtuple": named_tuple,
    "typing.NamedTuple": named_tuple,
    "dataclasses.field": field,
    "dataclasses.replace": replaced,
    "dataclasses.asdict": as_dict,
    "dataclasses.astuple": as_tuple,
    "dataclasses.fields": fields_of,
    **{path: lambda machine, arguments, node: TYPED_DICT for path in sorted(_TYPED_DICTS)},
    "dataclasses.is_dataclass": is_dataclass,
}
"""The functions of the standard library that make such classes and their objects, by their dotted path."""
