"""How an operation is defined: `@op` on a pure function, one for the functions of all libraries that mean the same.

    @op(
        "keras.ops.mean",
        "numpy.mean(a=x, axis, dtype, out!, keepdims, where!)",
        "tensorflow.reduce_mean(input_tensor=x, axis, keepdims, name)",
    )
    def mean(x: Tensor, axis: Argument = None, keepdims: Argument = False, *, mode: Mode) -> Tensor: ...

The parentheses list the parameters of that library's function in its order: `a=x` is its name for the parameter `x`,
`axis:0` a default of its own, `out!` an argument that makes the result unknown where it is given; a parameter that the
definition does not have is ignored; `*sizes` takes all that follow. Without parentheses the parameters are those of
the definition. A parameter annotated `Tensor` takes whatever is an array to the library. A keyword-only `mode` tells
the rules; other keyword-only parameters are constants given to the decorator.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Final, TypeVar, get_type_hints

from keralint.semantics.layer import CallArguments
from keralint.semantics.ops.mode import Library, Undetermined
from keralint.semantics.tensors import Tensor, TensorKind
from keralint.semantics.values import Argument

Function = TypeVar("Function", bound=Callable[..., Argument])

FAMILIES: Final = (
    "activations", "applications", "arranging", "combining", "contraction", "control", "convolution", "creation",
    "datasets", "elementwise", "folding", "image", "indexing", "labels", "linalg", "losses", "mathematics",
    "matrices", "nn", "random", "reduction", "reshaping", "signal", "splitting", "statistics", "tensorflow",
    "tensorflow_matrices", "updating",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of one library's function, and the definition's parameter that it is (`None`: it is ignored)."""

    name: str
    own: str | None
    unsupported: bool = False
    variadic: bool = False
    default: Argument = inspect.Parameter.empty


NUMBERS: Final = ("start", "stop", "step")
"""Parameters of the definitions that take numbers, among them sizes of tensors that are open."""

OPERANDS: Final = ("x", "x1", "x2")
"""What definitions call the tensors that they also take as plain numbers."""


MAKING_SPARSE: Final = frozenset(
    {"tensorflow.SparseTensor"}
    | {
        f"tensorflow.sparse.{name}"
        for name in "SparseTensor add expand_dims eye from_dense reorder retain softmax transpose".split()
    }
)
"""The functions that give sparse tensors, or may."""


@dataclass(slots=True)
class OperationDefinition:
    """A definition under one of its names; its parameters are read on first use."""

    path: str
    function: Callable[..., Argument]
    constants: Mapping[str, Argument] = field(default_factory=dict)
    specification: str | None = None
    class_name: str = ""
    """The class of Keras's that does it; Keras makes automatic names from it."""
    result: TensorKind | None = None
    """The kind of all its results, where that is always the same."""
    _parameters: tuple[Parameter, ...] | None = None
    _tensors: frozenset[str] = frozenset()
    _required: tuple[str, ...] = ()
    _wants_mode: bool = False
    _arrays: frozenset[int | str] | None = None
    _operands: frozenset[int | str] | None = None
    _numbers: frozenset[int | str] | None = None

    @property
    def namespace(self) -> Library:
        return Library(self.path.partition(".")[0])

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        if self._parameters is None:
            self._read()
        assert self._parameters is not None
        return self._parameters

    @property
    def tensors(self) -> frozenset[str]:
        """The parameters that take an array."""
        if self._parameters is None:
            self._read()
        return self._tensors

    @property
    def arrays(self) -> frozenset[int | str]:
        """The places and the names of the arguments that are arrays."""
        if self._arrays is None:
            self._arrays = self._places(self.tensors)
        return self._arrays

    @property
    def operands(self) -> frozenset[int | str]:
        """The same with those that may be plain numbers as well."""
        if self._operands is None:
            self._operands = self._places({*self.tensors, *OPERANDS})
        return self._operands

    @property
    def numbers(self) -> frozenset[int | str]:
        """The arguments that are numbers, by place and by name."""
        if self._numbers is None:
            self._numbers = self._places(NUMBERS)
        return self._numbers

    def _places(self, names: Collection[str]) -> frozenset[int | str]:
        taken = [(index, one.name) for index, one in enumerate(self.parameters) if one.own in names]
        return frozenset(key for both in taken for key in both)

    def name_of(self, own: str) -> str:
        """What the library calls a parameter of the definition."""
        return next((parameter.name for parameter in self.parameters if parameter.own == own), own)

    @property
    def wants_mode(self) -> bool:
        return self._wants_mode

    def _read(self) -> None:
        hints = get_type_hints(self.function)
        own = inspect.signature(self.function).parameters
        self._tensors = frozenset(name for name, hint in hints.items() if hint is Tensor and name != "return")
        self._required = tuple(p.name for p in own.values() if p.default is p.empty and p.kind is not p.VAR_POSITIONAL)
        self._wants_mode = "mode" in own
        if self.specification is not None:
            self._parameters = tuple(
                _parse(item.strip(), own) for item in self.specification.split(",") if item.strip()
            )
            return
        self._parameters = tuple(
            Parameter(p.name, p.name, variadic=p.kind is p.VAR_POSITIONAL)
            for p in own.values()
            if p.kind is not p.KEYWORD_ONLY
        )

    def bind(self, arguments: CallArguments) -> tuple[list[Argument], dict[str, Argument]]:
        """The arguments as the definition takes them: those for `*sizes`, and the others by name.

        Raises: Undetermined, if they cannot be told apart or do not fit.
        """
        if arguments.star or arguments.double_star:
            raise Undetermined("the arguments are not known")
        by_name: dict[str, Argument] = {}
        rest: list[Argument] = []
        positional = list(arguments.positional)
        for parameter in self.parameters:
            if parameter.variadic:
                rest, positional = positional, []
            elif positional:
                by_name[parameter.name] = positional.pop(0)
        if positional or not self.has_parameters(arguments.keyword):
            raise Undetermined("an argument is not known")
        by_name.update(arguments.keyword)
        return rest, self._translate(by_name)

    def has_parameters(self, names: Iterable[str]) -> bool:
        """Whether the library's function has parameters of all these names."""
        return {parameter.name for parameter in self.parameters}.issuperset(names)

    def _translate(self, by_name: Mapping[str, Argument]) -> dict[str, Argument]:
        bound: dict[str, Argument] = {}
        for parameter in self.parameters:
            if parameter.unsupported and by_name.get(parameter.name) is not None:
                raise Undetermined(f"`{parameter.name}` is given")
            if parameter.own is None or parameter.variadic:
                continue
            if parameter.name in by_name:
                bound[parameter.own] = by_name[parameter.name]
            elif parameter.default is not inspect.Parameter.empty:
                bound[parameter.own] = parameter.default
        given = {"mode", *bound, *self.constants}
        if not given.issuperset(self._required):
            raise Undetermined("an argument is missing")
        return bound


def _parse(item: str, own: Mapping[str, inspect.Parameter]) -> Parameter:
    """One parameter of a specification: `a=x`, `axis:0`, `out!`, `*sizes`."""
    text, _, default = item.partition(":")
    variadic, unsupported = text.startswith("*"), text.endswith("!")
    name, _, mine = text.strip("*!").partition("=")
    mine = mine or name
    return Parameter(
        name,
        mine if mine in own else None,
        unsupported,
        variadic,
        ast.literal_eval(default) if default else inspect.Parameter.empty,
    )


_OPERATIONS: Final[dict[str, OperationDefinition]] = {}
"""Filled when the modules of the families are imported, and not changed afterwards."""


def op(
    *names: str, class_name: str | None = None, result: TensorKind | None = None, **constants: Argument
) -> Callable[[Function], Function]:
    """Define the operation of these names; stack decorators for operations that differ in constants only."""

    def register(function: Function) -> Function:
        for name in names:
            path, parenthesis, specification = name.partition("(")
            if path in _OPERATIONS:
                raise ValueError(f"{path} is defined twice")
            _OPERATIONS[path] = OperationDefinition(
                path,
                function,
                constants,
                specification.rstrip(")") if parenthesis else None,
                class_name or camel_case(names[0].partition("(")[0].rpartition(".")[2]),
                result,
            )
        return function

    return register


def camel_case(name: str) -> str:
    """`floor_divide` -> `FloorDivide`, as Keras names the classes of its operations."""
    return "".join(part.capitalize() for part in name.split("_"))


def find(path: str) -> OperationDefinition | None:
    """The definition of a function by its dotted path (`keras.ops.mean`, `numpy.ndarray.reshape`), if there is one."""
    _load()
    return _OPERATIONS.get(path) or _OPERATIONS.get(_usual(path))


@cache
def _usual(path: str) -> str:
    """One spelling for the several homes of a function."""
    if path in _OTHERWISE:
        return path
    for prefix, usual in _PREFIXES:
        if path.startswith(prefix):
            return usual + path[len(prefix) :]
    return path


_PREFIXES: Final = (
    ("keras.ops.numpy.", "keras.ops."),
    ("keras.ops.nn.", "keras.ops."),
    ("keras.ops.core.", "keras.ops."),
    ("keras.ops.math.", "keras.ops."),
    ("keras.ops.linalg.", "keras.ops."),
    ("tensorflow.compat.v2.", "tensorflow."),
    ("tensorflow.compat.v1.", "tensorflow."),
    ("tensorflow.math.", "tensorflow."),
    ("tensorflow.linalg.", "tensorflow."),
    ("tensorflow.keras.", "keras."),
    ("keras.preprocessing.sequence.", "keras.utils."),
)

_OTHERWISE: Final = frozenset(
    f"tensorflow.compat.v1.{name}"
    for name in (
        "argmax argmin boolean_mask count_nonzero gather math.argmax math.argmin math.count_nonzero math.in_top_k "
        "nn.conv1d nn.dropout nn.in_top_k where"
    ).split()
)
"""Functions that take their arguments in another order, or mean something else by them."""


def defined_operations() -> frozenset[str]:
    """The paths of all operations that are defined."""
    _load()
    return frozenset(_OPERATIONS)


@cache
def _load() -> None:
    """Imports the families, once; only files that call functions of these libraries pay for it."""
    for family in FAMILIES:
        import_module(f"keralint.semantics.ops.{family}")
