"""The values that a program computes with, as far as they are known.

Immutable things of Python's own stand for themselves: `None`, numbers, strings, tuples of values, ranges, slices.
Sizes that depend on a parameter are `Symbolic`. Tensors, layers and references to the API come from the semantics.
Values know nothing of syntax, but for the nodes that functions and classes carry.
"""

from __future__ import annotations

import builtins
import enum
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final, TypeAlias

from keralint.interpreter.budget import MAX_ALTERNATIVES, MAX_COLLECTION
from keralint.semantics.joins import join_tensors
from keralint.semantics.layer import Layer
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import ApiReference, UserClass, UserObject
from keralint.shapes import Symbolic, are_usual

Value: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that is not known, and why; `of` names its Python type where that much is known."""

    reason: str
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Beginning(Unknown):
    """A text of which only the beginning is known."""

    start: str = ""


@dataclass(frozen=True, slots=True)
class DynamicSize:
    """`None`, as an element of a tensor's shape: it behaves as `None`, and remembers where it comes from."""

    tensor: Tensor
    axis: int


BIRTHS: Final = count()
"""Only the order of the numbers counts, never their value."""


class Slots(dict[Any, Any]):
    """The mutable part of an object. All writes go through `State`, which can take them back and join them.

    `born` tells what was made before what: a round of a loop makes objects of its own, which no round before it saw.
    """

    __slots__ = ("born",)

    def __init__(self, *arguments: Any, **entries: Value) -> None:
        super().__init__(*arguments, **entries)
        self.born = next(BIRTHS)

    def join(self, key: object, values: list[Value]) -> Value:
        """The value of a slot that has one of `values`, according to which branch was taken."""
        return join(values)

    def fallback(self, key: object) -> tuple[Value, ...]:
        """What is found where the slot is empty."""
        return ()

    def widen(self, key: object, values: list[Value], *, final: bool) -> Value:
        """The value of a slot that a loop changes; `final`, if it is still another one after several rounds."""
        return Unknown("it changes in a loop whose rounds are not known") if final else widen(values)


class ContentSlots(Slots):
    """The content of a list or a dict: element by element joined where the length or the keys are the same."""

    __slots__ = ()

    def join(self, key: object, values: list[Value]) -> Value:
        first = values[0]
        if all(value is first for value in values):
            return first
        if all(isinstance(value, tuple) and len(value) == len(first) for value in values):
            return tuple([join(list(column)) for column in zip(*values)])
        if all(isinstance(value, dict) and list(value) == list(first) for value in values):
            return {entry: join([value[entry] for value in values]) for entry in first}
        return None

    def widen(self, key: object, values: list[Value], *, final: bool) -> Value:
        return None if final else self.join(key, values)


class MutableValue:
    """An object with identity, whose content can change."""

    __slots__ = ("slots",)

    def __init__(self, slots: Slots) -> None:
        self.slots = slots


class ListValue(MutableValue):
    """A list; `items` is a tuple, or `None` if not even the length is known."""

    __slots__ = ()

    def __init__(self, items: tuple[Value, ...] | None) -> None:
        super().__init__(ContentSlots(items=items))

    @property
    def items(self) -> tuple[Value, ...] | None:
        items: tuple[Value, ...] | None = self.slots["items"]
        return items


class LayersValue(ListValue):
    """What `model.layers` gives: a list made for the occasion, which changes nothing about the model."""

    __slots__ = ("model",)

    def __init__(self, items: tuple[Value, ...] | None, model: Any) -> None:
        super().__init__(items)
        self.model = model


class SetValue(ListValue):
    """A set; its items, no two of which are equal, in no order that the program could rely on."""

    __slots__ = ()

    def __init__(self, items: tuple[Value, ...] | None) -> None:
        keys = None if items is None else tuple(map(as_key, items))
        super().__init__(None if keys is None or not all(map(is_key, keys)) else tuple(dict.fromkeys(keys)))


class DequeValue(ListValue):
    """A `collections.deque`, which holds no more than `most` items."""

    __slots__ = ("most",)

    def __init__(self, items: tuple[Value, ...] | None, most: int | None = None) -> None:
        super().__init__(items)
        self.most = most

    def trimmed(self, items: tuple[Value, ...]) -> tuple[Value, ...]:
        """What is left of these items, of which the last ones are the newest."""
        return items if self.most is None else items[max(0, len(items) - self.most) :]


class DictValue(MutableValue):
    """A dict with known keys; `entries` is `None` if the keys are not known."""

    __slots__ = ()

    def __init__(self, entries: Mapping[Any, Value] | None) -> None:
        super().__init__(ContentSlots(entries=entries))

    @property
    def entries(self) -> Mapping[Any, Value] | None:
        entries: Mapping[Any, Value] | None = self.slots["entries"]
        return entries


class DefaultDictValue(DictValue):
    """A `collections.defaultdict`: what is not in it is made when somebody looks for it."""

    __slots__ = ("factory",)

    def __init__(self, entries: Mapping[Any, Value] | None, factory: Value) -> None:
        super().__init__(entries)
        self.factory = factory


class CounterValue(DictValue):
    """A `collections.Counter`: what is not in it is counted as 0."""

    __slots__ = ()


def like(value: DictValue, entries: Mapping[Any, Value] | None) -> DictValue:
    """A dict of the same kind with these entries."""
    if isinstance(value, DefaultDictValue):
        return DefaultDictValue(entries, value.factory)
    return CounterValue(entries) if isinstance(value, CounterValue) else DictValue(entries)


class RestValue(DictValue):
    """What `**kwargs` takes in a survey: beside these entries what has to be given, wherever it is passed on to."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class RestItems(Unknown):
    """What `*args` takes there."""


class IteratorValue(MutableValue):
    """What can be run over once: `iter(…)`, `zip(…)`, a generator expression. Its items are those that are left.

    `run` executes what gives the items of one that has not been started (`LATE`), `first` only what gives the first
    item, where that can be. `origin` is there if that is code of the program's. `sources` are the slots that were read
    to know the items in advance, with what they held: once they hold something else, the items are not known. Whoever
    gets hold of the iterator gets hold of what it is `holding`.
    """

    __slots__ = ("first", "holding", "origin", "run", "sources")

    def __init__(
        self,
        items: tuple[Value, ...] | None,
        sources: tuple[Source, ...] = (),
        run: Callable[[], tuple[Value, ...] | None] | None = None,
        origin: Origin | None = None,
        first: Callable[[], tuple[Value, ...] | None] | None = None,
        holding: tuple[Value, ...] = (),
    ) -> None:
        super().__init__(ContentSlots(items=items if run is None else LATE))
        self.holding = holding
        self.sources = sources
        self.run = run
        self.first = first
        self.origin = origin


@dataclass(frozen=True, slots=True)
class Origin:
    """What an iterator executes when it is run over: code in a scope, and values that it gets hold of."""

    values: tuple[Value, ...] = ()
    node: Any = None
    scope: Scope | None = None


Source: TypeAlias = "tuple[Slots, object, Value]"
"""A slot that was read: its key, and what it held."""


class _Late:
    """Marks the items of an iterator that has not been started."""


LATE: Final = _Late()


@dataclass(frozen=True, slots=True)
class ViewValue:
    """`entries.keys()`, `entries.values()`, `entries.items()`: it shows the dict as it is when it is looked at."""

    shown: DictValue
    part: str

    @property
    def items(self) -> tuple[Value, ...] | None:
        """What the view shows."""
        entries = self.shown.entries
        if entries is None:
            return None
        return tuple({"keys": entries, "values": entries.values(), "items": entries.items()}[self.part])


def as_key(value: Value) -> Value:
    """What a container that tells its elements apart holds of a shape: a size of it that is `None` is as any other."""
    if type(value) is tuple:
        return tuple(map(as_key, value))
    return None if isinstance(value, DynamicSize) else value


def is_key(value: Value) -> bool:
    """Whether it is known well enough, as the key of a dict, to be told apart from every other one."""
    if isinstance(value, tuple):
        return all(map(is_key, value))
    if isinstance(value, Instance):
        return value.cls.find("__eq__") is ABSENT and value.cls.find("__hash__") is ABSENT
    if isinstance(value, Symbolic):
        return are_usual(value)
    return (value is None or isinstance(value, _KEYS)) and value == value


@dataclass(eq=False, slots=True)
class Scope:
    """The names of a module, a function call, a class body or a comprehension."""

    parent: Scope | None
    slots: Slots = field(default_factory=Slots)
    is_class: bool = False
    """Functions inside a class body do not see its names."""
    is_comprehension: bool = False
    """What `:=` binds in it belongs to the scope around it."""
    redirected: dict[str, Scope] = field(default_factory=dict)
    """Names declared `global` or `nonlocal`, and the scope that they belong to."""

    def around(self) -> Iterator[Scope]:
        """The scopes around this one, the nearest first."""
        scope = self.parent
        while scope is not None:
            yield scope
            scope = scope.parent

    @property
    def outermost(self) -> Scope:
        """The scope of the module."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def find(self, name: str) -> Scope | None:
        """The scope in which `name` is bound, looking outwards."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.slots:
                return scope
            if name in scope.redirected:
                owner = scope.redirected[name]
                return owner if name in owner.slots else None
            scope = scope.parent
            while scope is not None and scope.is_class:
                scope = scope.parent
        return None


@dataclass(frozen=True, slots=True)
class FunctionParameter:
    """A parameter of a user's function; `default` is the value of the default, evaluated at the definition."""

    name: str
    kind: str
    required: bool
    default: Value = None


@dataclass(eq=False, slots=True)
class Function:
    """A user's function or lambda, with the scope that it closes over."""

    name: str
    node: Any
    parameters: tuple[FunctionParameter, ...]
    closure: Scope
    owner: ClassValue | None = None
    """The class in whose body it was defined."""
    opaque: bool = False
    """A decorator that is not known has replaced it: calling it gives something unknown."""
    flavour: str = "function"
    """`function`, `staticmethod`, `classmethod` or `property`."""
    lazy: bool = False
    """A generator or coroutine: calling it executes nothing."""
    setter: Function | None = None
    """What an assignment to a property calls."""
    module: Any = None
    """The module in whose text it is defined."""
    renamed: bool = False
    """Its `__name__` is not known."""


@dataclass(frozen=True, eq=False, slots=True)
class SignatureValue:
    """`inspect.signature(…)`, or one of its parameters: an object with these attributes, and others."""

    attributes: Mapping[str, Value]


class RecordKind(enum.Enum):
    """What the fields of a class are to its objects."""

    TUPLE = "elements"
    DATACLASS = "attributes"


@dataclass(frozen=True, slots=True)
class FieldParameter(FunctionParameter):
    """A field of a class, as its `__init__` takes it."""

    taken: bool = True
    """Whether `__init__` takes it; else it is set by `__post_init__`, or has its default."""
    kept: bool = True
    """Whether the objects have it; else it is passed on to `__post_init__`."""
    shown: bool = True
    compared: bool = True


@dataclass(frozen=True, slots=True)
class Record:
    """What Python makes the objects of a class of: `namedtuple`, `NamedTuple`, `dataclass`."""

    kind: RecordKind
    declared: tuple[FieldParameter, ...]

    @property
    def fields(self) -> tuple[FieldParameter, ...]:
        """What the objects have."""
        return tuple([one for one in self.declared if one.kept])

    @property
    def parameters(self) -> tuple[FieldParameter, ...]:
        """What the class takes: those by keyword only come last."""
        taken = [one for one in self.declared if one.taken]
        return tuple(sorted(taken, key=lambda one: one.kind == "KEYWORD_ONLY"))


class TupleValue(tuple[Value, ...]):
    """A tuple whose class is the user's."""

    cls: ClassValue

    @classmethod
    def of(cls, kind: ClassValue, items: Iterable[Value]) -> TupleValue:
        """An object of the class `kind`."""
        made = cls(items)
        made.cls = kind
        return made


class MemberValue:
    """A member of an enumeration that is a number or a text as well, and computes as one."""

    cls: ClassValue
    name: str

    @property
    def plain(self) -> Value:
        """The number or text alone."""
        raise NotImplementedError

    def __str__(self) -> str:
        return str(self.plain)

    def __repr__(self) -> str:
        return f"<{self.cls.name}.{self.name}: {self.plain!r}>"

    def __format__(self, spec: str) -> str:
        return format(self.plain, spec)

    @property
    def kind(self) -> MemberKind:
        """What the members of its class are."""
        assert self.cls.member_kind is not None
        return self.cls.member_kind


class NumberMember(MemberValue, int):
    """A member of an `IntEnum`."""

    @property
    def plain(self) -> int:
        return int.__int__(self)


class TextMember(MemberValue, str):
    """A member of a `StrEnum`, or of another enumeration of texts."""

    @property
    def plain(self) -> str:
        return str.__str__(self)


@dataclass(frozen=True, slots=True)
class MemberKind:
    """What the members of an enumeration are: objects of their own, or (`of`) numbers or texts."""

    of: type[NumberMember | TextMember] | None = None
    formatted: bool = False
    """Whether an f-string shows the value in all versions of Python."""
    shown: bool = False
    """Whether `str` does."""


class _Absent:
    """Marks that there is no value."""


ABSENT: Final = _Absent()


class ClassValue(UserClass):
    """A user's class. `bases` are values: other classes, or references to the API."""

    __slots__ = ("bases", "member_kind", "members", "module", "mro", "name", "node", "record", "scope")

    def __init__(self, name: str, node: Any, bases: tuple[Value, ...], scope: Scope, module: Any = None) -> None:
        self.name = name
        self.node = node
        self.module = module
        """The module in whose text it is defined."""
        self.bases = bases
        self.scope = scope
        scope.slots = ClassSlots(self)
        self.mro: tuple[Value, ...] = (self, *_linearized(bases))
        """The classes in which an attribute is looked for, in order; those of libraries without their own bases."""
        self.record: Record | None = None
        """What its objects consist of, if Python makes them of fields."""
        self.members: dict[str, Value] | None = None
        """The members, by name, if it is an enumeration."""
        self.member_kind: MemberKind | None = None
        """What they are; `None`, if that is not known."""

    def find(self, name: str, after: ClassValue | None = None) -> Value:
        """The class attribute; `ABSENT` if none of the user's classes has it, and Keras's may have it.

        `after`, to look only behind that class, as `super()` does.
        """
        start = self.mro.index(after) + 1 if after in self.mro else 0
        for cls in self.mro[start:]:
            if isinstance(cls, ClassValue):
                if name in cls.scope.slots:
                    return cls.scope.slots[name]
            elif not is_open(cls):
                return Unknown(f"`{name}` may be inherited from a class that is not known")
        return ABSENT

    def lookup(self, name: str) -> Value | None:
        """The class attribute; `None` if it is that, or if none of the user's classes has it."""
        found = self.find(name)
        return None if found is ABSENT or isinstance(found, Unknown) else found

    @property
    def foreign_bases(self) -> tuple[Value, ...]:
        """The bases, however far up, that are not classes of the user's."""
        return tuple(base for base in self.mro if not isinstance(base, ClassValue))


def _linearized(bases: tuple[Value, ...]) -> list[Value]:
    """Python's order of the classes behind these bases; of classes that Python would refuse, some order."""
    sequences = [list(base.mro) if isinstance(base, ClassValue) else [base] for base in bases] + [list(bases)]
    merged: list[Value] = []
    while sequences := [sequence for sequence in sequences if sequence]:
        heads = [sequence[0] for sequence in sequences]
        head = next((one for one in heads if not any(_among(one, sequence[1:]) for sequence in sequences)), heads[0])
        merged.append(head)
        sequences = [[one for one in sequence if one is not head and one != head] for sequence in sequences]
    return merged


def _among(value: Value, values: list[Value]) -> bool:
    return any(value is one or value == one for one in values)


def is_open(base: Value) -> bool:
    """Whether it is known what a class of a library's brings: one of Keras's, or one that brings nothing."""
    return brings_nothing(base) or (isinstance(base, ApiReference) and base.symbol is not None)


def brings_nothing(base: Value) -> bool:
    """Whether a class of Python's has no attributes that matter."""
    if isinstance(base, BuiltinFunction):
        return base.name == "object" or base.name in EXCEPTIONS
    return isinstance(base, ApiReference) and base.path in _BRINGING_NOTHING


EXCEPTIONS: Final = frozenset(
    name
    for name, kind in vars(builtins).items()
    if isinstance(kind, type)
    and issubclass(kind, BaseException)
    and not issubclass(kind, (UnicodeError, SyntaxError))
    and not name.endswith("Group")
)
"""Python's exceptions that consist of what they are given, and bring nothing else that a program defines as well."""


_BRINGING_NOTHING: Final = frozenset({"abc.ABC", "threading.local", "typing.Generic", "typing.Protocol"})


def is_private(name: str) -> bool:
    """Whether Python puts the name of the class before it."""
    return name.startswith("__") and not name.endswith("__")


def mangled(cls: ClassValue, name: str) -> str:
    """The name of an attribute, as code inside the class means it."""
    return f"_{cls.name.lstrip('_')}{name}" if is_private(name) else name


class ClassSlots(Slots):
    """The attributes of a class."""

    __slots__ = ("cls",)

    def __init__(self, cls: ClassValue) -> None:
        super().__init__()
        self.cls = cls

    def fallback(self, key: object) -> tuple[Value, ...]:
        found = self.cls.find(str(key), after=self.cls)
        return () if found is ABSENT else (found,)


class AttributeSlots(Slots):
    """The attributes of an object: where it has none of its own, the class's is found."""

    __slots__ = ("cls",)

    def __init__(self, cls: ClassValue) -> None:
        super().__init__()
        self.cls = cls

    def fallback(self, key: object) -> tuple[Value, ...]:
        found = self.cls.find(str(key))
        if isinstance(found, (Function, NativeMethod)):
            found = Unknown("it is a method, or else what was assigned")
        return () if found is ABSENT else (found,)


class Instance(MutableValue, UserObject):
    """An instance of a user's class."""

    __slots__ = ("cls",)

    def __init__(self, cls: ClassValue) -> None:
        super().__init__(AttributeSlots(cls))
        self.cls = cls


def is_member(value: Value) -> bool:
    """Whether it is a member of an enumeration."""
    return isinstance(value, MemberValue) or (isinstance(value, Instance) and value.cls.members is not None)


class AttributesValue(DictValue):
    """`value.__dict__`: a dict that is the attributes of an object."""

    __slots__ = ("owner",)

    def __init__(self, owner: Instance) -> None:
        super().__init__(None)
        self.owner = owner

    @property
    def entries(self) -> Mapping[Any, Value] | None:
        return None if "__dict__" in self.owner.slots else dict(self.owner.slots)


@dataclass(frozen=True, slots=True)
class BoundMethod:
    """A user's function bound to its first argument."""

    receiver: Value
    function: Function


@dataclass(frozen=True, slots=True)
class BuiltinMethod:
    """A method of a value that Python or Keras implements: `items.append`, `model.add`."""

    receiver: Value
    name: str


@dataclass(frozen=True, slots=True)
class BuiltinFunction:
    """A builtin of Python's: `len`, `range`, `print`."""

    name: str


@dataclass(frozen=True, slots=True)
class NativeFunction:
    """Something that can be called, implemented by the interpreter: the result of `functools.partial`."""

    name: str
    implementation: Callable[..., Value]
    holding: tuple[Value, ...] = ()
    """The values that it was made from, which whoever calls it gets hold of."""


@dataclass(frozen=True, slots=True)
class NativeMethod:
    """A method that Python gives a class of the user's, implemented by the interpreter: the `__init__` of a dataclass.

    `implementation` takes the machine, the object, the arguments and the place of the call.
    """

    name: str
    implementation: Callable[..., Value]
    parameters: tuple[FunctionParameter, ...] = ()
    """What it takes beside the object."""


@dataclass(frozen=True, slots=True)
class Deferred:
    """What a name is bound to that another module of the project gives: found out when somebody reads the name.

    `by` is the session that has imported it, before it had anything to do with the module otherwise, and `root` the
    module that it was executing then from top to bottom.
    """

    module: Any
    name: str
    by: Any = field(default=None, repr=False)
    root: Any = field(default=None, repr=False)


_KEYS: Final = (bool, int, float, complex, str, bytes, range, Layer, Tensor, Function, ClassValue, BuiltinFunction)


@dataclass(frozen=True, slots=True)
class Union:
    """One of a few values, according to which branch was taken."""

    alternatives: tuple[Value, ...]


def alternatives(value: Value) -> tuple[Value, ...]:
    """The values that `value` stands for: itself, unless it is a union."""
    return value.alternatives if isinstance(value, Union) else (value,)


def contents(value: Value) -> tuple[Value, ...]:
    """What a value contains, or holds by its attributes."""
    if isinstance(value, tuple):
        return value
    if isinstance(value, Union):
        return value.alternatives
    if isinstance(value, (ListValue, ViewValue)):
        return value.items or ()
    if isinstance(value, DictValue):
        return tuple((value.entries or {}).values())
    return tuple(value.slots.values()) if isinstance(value, Instance) else ()


def objects_in(value: Value) -> Iterator[Value]:
    """The values that can be changed, or change something, by which `value` is known: itself, or what it holds."""
    kind = type(value)
    if kind in _WITHOUT_OBJECTS:
        return
    if kind is tuple or kind is TupleValue or kind is dict:
        for part in value.values() if kind is dict else value:
            if type(part) not in _WITHOUT_OBJECTS:
                yield from objects_in(part)
    elif isinstance(value, Union):
        for alternative in value.alternatives:
            yield from objects_in(alternative)
    elif isinstance(value, _CHANGING) or hasattr(value, "slots"):
        yield value


_WITHOUT_OBJECTS: Final = frozenset({int, str, float, bool, type(None), Tensor, Unknown, ApiReference})
_CHANGING: Final = (MutableValue, Function, BoundMethod, BuiltinMethod, NativeFunction, ClassValue)


def outgrown(items: tuple[Value, ...]) -> bool:
    """Whether tuples in tuples come to more elements than are followed: `x = x, x` doubles them each time."""
    stack, count = [items], 0
    while stack:
        current = stack.pop()
        count += len(current)
        if count > MAX_COLLECTION and current is not items:
            return True
        stack.extend([item for item in current if isinstance(item, tuple)])
        stack.extend([item.alternatives for item in current if type(item) is Union])
    return False


def same(left: Value, right: Value) -> bool:
    """Whether two values are certainly one and the same."""
    if left is right:
        return True
    if type(left) is not type(right):
        return False
    if isinstance(left, tuple):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, MemberValue):
        return False
    if isinstance(left, Tensor):
        return left.call is None and right.call is None and left.shape == right.shape and left.dtype == right.dtype
    try:
        return bool(left == right)
    except (TypeError, ValueError):
        return False


def join(values: list[Value]) -> Value:
    """A value that stands for any of `values`: a union of few, else what is common to all."""
    distinct: list[Value] = []
    for value in values:
        for alternative in value.alternatives if isinstance(value, Union) else (value,):
            if isinstance(alternative, Unknown):
                if all(one is alternative for one in values):
                    return alternative
                plain = Unknown(alternative.reason, alternative.of)
                return plain if plain.of is None else _unknown_of_all(plain, values)
            for known in distinct:
                if same(alternative, known):
                    break
            else:
                distinct.append(alternative)
    if len(distinct) == 1:
        return distinct[0]
    if len(distinct) <= MAX_ALTERNATIVES:
        return Union(tuple(distinct))
    return widen(distinct)


def _unknown_of_all(unknown: Unknown, values: list[Value]) -> Unknown:
    """A value that is not known, in place of any of `values`: its type is known if all are of it."""
    for value in values:
        for alternative in alternatives(value):
            of = alternative.of if isinstance(alternative, Unknown) else type(alternative).__name__
            if of != unknown.of:
                return Unknown(unknown.reason)
    return unknown


DIFFERS: Final = "it differs from branch to branch"
"""Why a value is not known after a condition that is not."""


def widen(values: list[Value]) -> Value:
    """What is common to all values, as one value that is not a union."""
    flat = [alternative for value in values for alternative in alternatives(value)]
    if all(isinstance(value, Tensor) for value in flat):
        joined: Tensor = flat[0]
        for other in flat[1:]:
            joined = join_tensors(joined, other)
        return joined
    if all(same(flat[0], other) for other in flat[1:]):
        return flat[0]
    kinds = {type(value).__name__ for value in flat}
    of = kinds.pop() if len(kinds) == 1 else None
    return Unknown(DIFFERS, of if of in {"int", "float", "str", "bool", "tuple"} else None)
