"""Classes of the user's: their definition and their instances."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import libcst as cst

from keralint.interpreter.enumerations import is_enumeration, make_members, member_of
from keralint.interpreter.escape import escape, release
from keralint.interpreter.exceptions import as_base, is_exception, note_arguments, refuse
from keralint.interpreter.facts import Site
from keralint.interpreter.functions import call_function, unpacked
from keralint.interpreter.libraries import described, only_exports
from keralint.interpreter.machine import Flow, Frame, Machine
from keralint.interpreter.reach import OUT_OF_REACH, is_out_of_reach
from keralint.interpreter.records import (
    TYPED_DICT,
    is_typed_dict,
    make_dataclass,
    make_tuple,
    named_tuple_from,
    record_of,
)
from keralint.interpreter.subclassing import call_base_method
from keralint.interpreter.user_layers import UserLayer, keras_class
from keralint.interpreter.values import (
    ABSENT,
    AttributeSlots,
    BoundMethod,
    ClassValue,
    Function,
    Instance,
    NativeFunction,
    NativeMethod,
    RecordKind,
    Scope,
    Union,
    Unknown,
    Value,
    brings_nothing,
    is_private,
    mangled,
)
from keralint.semantics.layer import CallArguments
from keralint.semantics.naming import UNKNOWN_NAME, snake_case
from keralint.semantics.values import ApiReference


def define_class(machine: Machine, node: cst.ClassDef) -> Flow:
    """Executes a class body and binds the class; one that the semantics define is theirs."""
    known = described(machine, node.name.value)
    if known is not None:
        machine.assign(node.name.value, known)
        return Flow.NORMAL
    bases = tuple(as_base(machine.evaluate(argument.value)) for argument in node.bases if not argument.star)
    if any(map(is_typed_dict, bases)):
        machine.assign(node.name.value, TYPED_DICT)
        return Flow.NORMAL
    enumeration = is_enumeration(bases)
    named_tuple = any(isinstance(base, ApiReference) and base.path == "typing.NamedTuple" for base in bases)
    written = bases
    if enumeration or named_tuple:
        bases = tuple(base for base in bases if isinstance(base, ClassValue))
    scope = Scope(machine.scope, is_class=True)
    cls = ClassValue(node.name.value, node, bases, scope, machine.module)
    machine.frames.append(Frame(scope, machine.frame.function, depth=machine.frame.depth))
    try:
        flow = machine.execute_suite(node.body)
    finally:
        machine.frames.pop()
    for name in [name for name in scope.slots if is_private(name)]:
        scope.slots[mangled(cls, name)] = scope.slots.pop(name)
    for value in scope.slots.values():
        if isinstance(value, Function) and value.owner is None and value.module is machine.module:
            value.owner = cls
    if named_tuple:
        named_tuple_from(machine, cls)
    if enumeration:
        make_members(machine, cls, written)
    machine.classes.append(cls)
    _tell_base(machine, cls, node)
    if any(not _is_plain_metaclass(machine.evaluate(argument.value)) for argument in node.keywords):
        machine.assign(node.name.value, Unknown("what the metaclass makes of the class is not known"))
    else:
        machine.assign(node.name.value, cls if not node.decorators else _decorated(machine, cls, node))
    return flow


def _is_plain_metaclass(value: Value) -> bool:
    return isinstance(value, ApiReference) and value.path == "abc.ABCMeta"


def _decorated(machine: Machine, cls: ClassValue, node: cst.ClassDef) -> Value:
    """What the program's own decorators make of a class; one that is not followed is taken to give the class itself.

    That is what type checkers do as well: such decorators register a class, or add to it.
    """
    from keralint.interpreter.calls import call_value  # calls make instances

    value: Value = cls
    for decorator in reversed(node.decorators):
        expression = decorator.decorator
        found = machine.evaluate(expression.func if isinstance(expression, cst.Call) else expression)
        if only_exports(found) or (isinstance(found, ApiReference) and _leaves_alone(found)):
            continue
        if isinstance(found, ApiReference) and found.path == "dataclasses.dataclass" and isinstance(value, ClassValue):
            value = make_dataclass(machine, value, _options(machine, expression))
            continue
        found = machine.evaluate(expression) if isinstance(expression, cst.Call) else found
        if isinstance(found, (Function, BoundMethod, NativeFunction, ClassValue, Instance, Union)):
            made = call_value(machine, found, CallArguments.of(value), machine.site(expression))
            value = value if isinstance(made, Unknown) else made
        elif isinstance(found, ApiReference):  # `attr.s` gives the class another `__init__`
            release(machine, (value,))
            value = Unknown("a decorator of the class is not known")
    return value


def _leaves_alone(decorator: ApiReference) -> bool:
    """Whether a decorator of a library's gives the class itself, as it is."""
    return decorator.path in _LEAVING_ALONE or decorator.canonical.startswith("keras.")


_LEAVING_ALONE: Final = frozenset({"enum.unique", "typing.final", "typing.runtime_checkable"})


def _options(machine: Machine, decorator: cst.BaseExpression) -> CallArguments:
    """What a decorator is given."""
    values: list[tuple[str, str | None, Value]] = []
    for one in decorator.args if isinstance(decorator, cst.Call) else ():
        keyword = None if one.keyword is None else one.keyword.value
        values.append((one.star, keyword, machine.evaluate(one.value)))
    return unpacked(machine, values)


def _tell_base(machine: Machine, cls: ClassValue, node: cst.ClassDef) -> None:
    """`__init_subclass__` of a base is called for each class that is derived from it."""
    hook = cls.find("__init_subclass__", after=cls)
    if isinstance(hook, Function):
        from keralint.interpreter.calls import call_value  # calls make instances

        keyword = {one.keyword.value: machine.evaluate(one.value) for one in node.keywords if one.keyword is not None}
        call_value(machine, BoundMethod(cls, hook), CallArguments((), keyword), machine.site(node))


def instantiate(
    machine: Machine, cls: ClassValue, arguments: CallArguments, site: Any, *, anybody: bool = False
) -> Value:
    """`cls(…)`: a new instance, with `__init__` executed; by `anybody`, who may give more than these arguments."""
    if cls.members is not None:
        return member_of(machine, cls, arguments)
    if machine.catching and _is_abstract(cls):
        refuse(machine, "TypeError", Unknown("what Python says of an abstract class is not known", "str"))
    maker = cls.find("__new__")
    if _is_made_otherwise(cls) and (machine.survey is None or isinstance(maker, Function)):
        escape(machine, arguments)
        release(machine, (cls,))
        return Unknown(f"a base of `{cls.name}` is not known")
    init = cls.lookup("__init__")
    if not anybody and any(
        isinstance(one, Function) and is_out_of_reach(machine, one.module, arguments) for one in (maker, init)
    ):
        escape(machine, arguments)
        return Unknown(OUT_OF_REACH)
    machine.recorder.instantiated.update(one for one in cls.mro if isinstance(one, ClassValue))
    if isinstance(maker, Function):
        instance = call_function(machine, maker, _with(cls, arguments), None if anybody else site)
    else:
        instance = new_object(machine, cls, arguments, site)
    if isinstance(instance, (Instance, UserLayer)) and instance.cls is cls:
        _initialize(machine, instance, init, arguments, site, anybody=anybody)
    return instance


def _is_abstract(cls: ClassValue) -> bool:
    """Whether the class has left methods to those that derive from it."""
    of_abc = any(isinstance(base, ApiReference) and base.path == "abc.ABC" for base in cls.foreign_bases)
    classes = [one for one in cls.mro if isinstance(one, ClassValue)]
    if not of_abc and not any(isinstance(one.node, cst.ClassDef) and one.node.keywords for one in classes):
        return False
    found = [cls.find(name) for one in classes for name in one.scope.slots]
    return any(isinstance(one, Function) and _is_left(one) for one in found)


def _is_left(function: Function) -> bool:
    decorators = [one.decorator for one in getattr(function.node, "decorators", ())]
    return any(isinstance(one, (cst.Name, cst.Attribute)) and _last(one) == "abstractmethod" for one in decorators)


def _last(node: cst.Name | cst.Attribute) -> str:
    return node.value if isinstance(node, cst.Name) else node.attr.value


def _is_made_otherwise(cls: ClassValue) -> bool:
    """Whether what the class is made of, or how it makes its objects, is not known."""
    maker = cls.find("__new__")
    if keras_class(cls) is not None:
        return maker is not ABSENT
    known = maker is ABSENT or isinstance(maker, Function)
    return not known or not all(map(brings_nothing, cls.foreign_bases))


def _with(first: Value, arguments: CallArguments) -> CallArguments:
    return replace(arguments, positional=(first, *arguments.positional))


def new_object(machine: Machine, cls: ClassValue, arguments: CallArguments, site: Any) -> Value:
    """What `object.__new__(cls)`, or `tuple.__new__` of a class of named tuples, makes."""
    record = record_of(cls)
    if record is not None and record.kind is RecordKind.TUPLE:
        return make_tuple(cls, record, arguments)
    if keras_class(cls) is not None:
        return _user_layer(machine, cls, site)
    made = Instance(cls)
    if is_exception(cls):
        note_arguments(made, None if arguments.star else arguments.positional)
    return made


def _initialize(
    machine: Machine,
    instance: Instance | UserLayer,
    init: Value | None,
    arguments: CallArguments,
    site: Any,
    *,
    anybody: bool,
) -> None:
    if isinstance(init, Function):
        call_function(machine, init, _with(instance, arguments), None if anybody else site)
    elif isinstance(init, NativeMethod):
        init.implementation(machine, instance, arguments, site)
    elif isinstance(instance, UserLayer) and instance.cls.find("__init__") is ABSENT:
        call_base_method(machine, instance, "__init__", arguments, site)


def _user_layer(machine: Machine, cls: ClassValue, site: Site) -> UserLayer:
    layer = UserLayer(machine, cls, AttributeSlots(cls), f"{UNKNOWN_NAME}{snake_case(cls.name)}", cls.name, site)
    machine.register(layer, site)
    return layer
