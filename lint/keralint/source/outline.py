"""What importing a module does, read from its syntax alone, for modules that are imported and perhaps never executed.

A module is *quiet* if importing it gives names values and changes nothing else: nothing of another module's, nothing
of a library's. Whatever is not certain to be quiet is not.
"""

from __future__ import annotations

import ast
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Imported:
    """An import statement that is executed with the module: `from ..module import names`, or `import module`."""

    module: str
    dots: int = 0
    names: tuple[str, ...] = ()
    certain: bool = True
    """Whether it is executed whenever the module is."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What is known of a module that has not been executed."""

    quiet: bool
    imports: tuple[Imported, ...] = ()
    constants: frozenset[str] = frozenset()
    """Names that have one value from their definition on, which is written there."""
    defined: frozenset[str] = frozenset()
    """Names that are bound once, to a function or a class that is always defined."""
    rebound: frozenset[str] = frozenset()
    """Names that may be bound several times."""
    perhaps: frozenset[str] = frozenset()
    """Names that are bound on a condition only."""
    derives: bool = False
    """Whether it defines classes that are derived from others of the program's."""
    hooks: bool = False
    """Whether it may define a class that does something when another one is derived from it."""


NOTHING_KNOWN: Final = Outline(quiet=False)


def outline(data: bytes) -> Outline:
    """The outline of a module with this text."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return NOTHING_KNOWN
    reading = _Reading()
    try:
        reading.body(tree.body)
        bound = Counter(_bound_names(tree.body))
        constants = frozenset(name for name in _written(tree) if bound[name] == 1)
        least = 1 if any("*" in one.names for one in reading.imports) else 2  # `*` may bind any of them once more
        rebound = frozenset(name for name, times in _times_bound(tree.body).items() if times >= least)
        perhaps = frozenset(bound) - frozenset(_certain_names(tree))
        defined = frozenset(one.name for one in tree.body if isinstance(one, _DEFINITIONS) and bound[one.name] == 1)
        return Outline(
            reading.quiet,
            tuple(reading.imports),
            constants,
            defined,
            rebound,
            perhaps,
            reading.derives,
            _HOOK in data,
        )
    except RecursionError:
        return NOTHING_KNOWN


_DEFINITIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_HOOK: Final = b"__init_subclass__"

_QUIET_LIBRARIES: Final = frozenset(
    "__future__ abc argparse collections copy csv dataclasses datetime enum functools gc glob hashlib inspect "
    "itertools json logging math matplotlib numpy operator os pandas pathlib pickle platform random re shutil string "
    "struct tempfile textwrap threading time types typing typing_extensions uuid warnings".split()
)
"""Libraries whose functions change nothing of Keras's or the program's, whatever data they are given."""

_QUIET_BUILTINS: Final = frozenset(
    "abs all any bin bool bytes chr complex dict divmod enumerate float format frozenset hasattr hash hex int "
    "isinstance issubclass len list max min object oct open ord pow print range repr reversed round set slice sorted "
    "str sum tuple type zip".split()
) | {"ValueError", "TypeError", "RuntimeError", "KeyError", "ImportError", "NotImplementedError", "Exception"}

_FLAVOURS: Final = frozenset({"staticmethod", "classmethod", "property"})
_CALLING: Final = frozenset({"reduce", "map", "filter", "starmap", "accumulate"})
"""Functions that call what they are given."""

_FRESH: Final = (ast.Constant, ast.List, ast.Dict, ast.Set, ast.Tuple, ast.JoinedStr, ast.BinOp, ast.Compare)


class _Reading:
    """Reads the statements that are executed when the module is."""

    def __init__(self) -> None:
        self.quiet = True
        self.derives = False
        self.inside = 0
        """How many conditions, loops and the like there are around."""
        self.imports: list[Imported] = []
        self.libraries: dict[str, str] = {}
        """Names that are bound to something of a library's, or of another module, and its top package."""
        self.fresh: set[str] = set()
        """Names that are bound to objects made here, which nobody else has."""
        self.callable: set[str] = set()
        """Names of the functions and classes defined here."""

    def body(self, statements: Iterable[ast.stmt]) -> None:
        for statement in statements:
            self.statement(statement)

    def part(self, *bodies: Iterable[ast.stmt]) -> None:
        """Statements that may or may not be executed."""
        self.inside += 1
        for body in bodies:
            self.body(body)
        self.inside -= 1

    def statement(self, node: ast.stmt) -> None:
        read = _STATEMENTS.get(type(node))
        if read is None:
            self.quiet = False  # a `raise`, or a context that does something
        else:
            read(self, node)

    def expression(self, node: ast.Expr) -> None:
        self._expressions([node.value])

    def assert_(self, node: ast.Assert) -> None:
        self._expressions([node.test])

    def assign(self, node: ast.Assign) -> None:
        self._expressions([node.value])
        for target in node.targets:
            self._target(target, node.value)

    def annotated(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self._expressions([node.value])
            self._target(node.target, node.value)

    def augmented(self, node: ast.AugAssign) -> None:
        self._expressions([node.value])
        self.quiet &= _root(node.target) in self.fresh

    def delete(self, node: ast.Delete) -> None:
        self.quiet &= all(isinstance(target, ast.Name) for target in node.targets)

    def if_(self, node: ast.If) -> None:
        self._expressions([node.test])
        if not _is_for_others(node.test):
            self.part(node.body)
        self.part(node.orelse)

    def try_(self, node: ast.Try) -> None:
        self.part(node.body, *(handler.body for handler in node.handlers), node.orelse)
        self.body(node.finalbody)

    def for_(self, node: ast.For) -> None:
        self._expressions([node.iter])
        self._target(node.target, node.iter)
        self.part(node.body, node.orelse)

    def while_(self, node: ast.While) -> None:
        self._expressions([node.test])
        self.part(node.body, node.orelse)

    # --- definitions --------------------------------------------------------------------------------------------

    def import_(self, node: ast.Import | ast.ImportFrom) -> None:
        """Notes what is imported, and the names that it is bound to."""
        if isinstance(node, ast.ImportFrom):
            names = tuple(alias.name for alias in node.names)
            self.imports.append(Imported(node.module or "", node.level, names, not self.inside))
            top = "" if node.level else (node.module or "").partition(".")[0]
        for alias in node.names:
            if isinstance(node, ast.Import):
                self.imports.append(Imported(alias.name, certain=not self.inside))
                top = alias.name.partition(".")[0]
            name = alias.asname or alias.name.partition(".")[0]
            self.libraries[name] = top
            self.fresh.discard(name)

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._decorators(node.decorator_list)
        self._expressions([*node.args.defaults, *(one for one in node.args.kw_defaults if one)])
        self._defined(node.name)

    def class_(self, node: ast.ClassDef) -> None:
        self._decorators(node.decorator_list)
        self._expressions(node.bases)
        self.derives |= any(self.libraries.get(_root(base) or "") not in _DECORATING for base in node.bases)
        self.quiet &= not node.keywords or all(
            keyword.arg == "metaclass"
            and isinstance(keyword.value, (ast.Name, ast.Attribute))
            and _ends_in_abc(keyword)
            for keyword in node.keywords
        )
        outside = set(self.fresh)
        self.body(node.body)
        self.fresh = outside
        self._defined(node.name)

    def _defined(self, name: str) -> None:
        self.fresh.discard(name)
        self.libraries.pop(name, None)
        self.callable.add(name)

    def _decorators(self, decorators: Iterable[ast.expr]) -> None:
        """A library's decorator may do with what it gets what it likes; it knows nothing else of the program's."""
        for decorator in decorators:
            expression = decorator.func if isinstance(decorator, ast.Call) else decorator
            if isinstance(decorator, ast.Call):
                self._expressions([*decorator.args, *(keyword.value for keyword in decorator.keywords)])
            root = _root(expression)
            is_property = isinstance(expression, ast.Attribute) and expression.attr in ("setter", "getter", "deleter")
            known = root in _FLAVOURS or is_property or self.libraries.get(root or "") in _DECORATING
            self.quiet &= known

    def _target(self, target: ast.expr, value: ast.expr) -> None:
        match target:
            case ast.Name(id=name):
                made = isinstance(value, (*_FRESH, ast.ListComp, ast.DictComp, ast.SetComp))
                made |= isinstance(value, ast.Call) and isinstance(value.func, ast.Name | ast.Attribute)
                (self.fresh.add if made else self.fresh.discard)(name)
                self.libraries.pop(name, None)
                self.callable.discard(name)
            case ast.Tuple(elts=elements) | ast.List(elts=elements):
                for element in elements:
                    self._target(element, ast.Name("?"))
            case ast.Starred(value=inner):
                self._target(inner, ast.Name("?"))
            case _:
                self.quiet &= _root(target) in self.fresh

    # --- expressions --------------------------------------------------------------------------------------------

    def _expressions(self, nodes: Iterable[ast.expr]) -> None:
        for node in nodes:
            for inner in _evaluated(node):
                if isinstance(inner, ast.Call):
                    self.quiet &= self._is_quiet(inner)
                elif isinstance(inner, (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)):
                    self.quiet = False

    def _is_quiet(self, call: ast.Call) -> bool:
        function = call.func
        if isinstance(function, ast.Name) and function.id not in self.libraries:
            if function.id not in _QUIET_BUILTINS or function.id in self.callable | self.fresh:
                return False
            return not self._passes_function(call)
        if isinstance(function, ast.Attribute) and function.attr in _CALLING | {"exit", "_exit"}:
            return False
        root = _root(function)
        if root is None:
            return isinstance(_innermost(function), (ast.Constant, ast.JoinedStr))  # `"…".split()`
        if root in self.libraries:
            return self.libraries[root] in _QUIET_LIBRARIES and not self._passes_function(call)
        return root in self.fresh and not self._passes_function(call)

    def _passes_function(self, call: ast.Call) -> bool:
        """Whether a function gets one of the program's, other than to keep it."""
        if getattr(call.func, "attr", getattr(call.func, "id", "")) == "partial":
            return False
        values = [*call.args, *(keyword.value for keyword in call.keywords)]
        return any(
            isinstance(value, ast.Lambda)
            or (isinstance(value, ast.Name) and (value.id in self.callable or self.libraries.get(value.id) == ""))
            for value in values
        )


_STATEMENTS: Final[dict[type[ast.stmt], Callable[[_Reading, Any], None]]] = {
    ast.Import: _Reading.import_,
    ast.ImportFrom: _Reading.import_,
    ast.FunctionDef: _Reading.function,
    ast.AsyncFunctionDef: _Reading.function,
    ast.ClassDef: _Reading.class_,
    ast.Assign: _Reading.assign,
    ast.AnnAssign: _Reading.annotated,
    ast.AugAssign: _Reading.augmented,
    ast.Delete: _Reading.delete,
    ast.If: _Reading.if_,
    ast.Try: _Reading.try_,
    ast.For: _Reading.for_,
    ast.While: _Reading.while_,
    ast.Expr: _Reading.expression,
    ast.Assert: _Reading.assert_,
    **dict.fromkeys((ast.Pass, ast.Break, ast.Continue, ast.Global), lambda reading, node: None),
}

_DECORATING: Final = _QUIET_LIBRARIES | {"keras", "tensorflow", "tf_keras", "jax", "torch", "numba", "pytest"}
"""Libraries whose decorators leave alone what is not given to them."""


def _ends_in_abc(keyword: ast.keyword) -> bool:
    return getattr(keyword.value, "attr", getattr(keyword.value, "id", "")) == "ABCMeta"


def _root(node: ast.expr) -> str | None:
    """The name that `name.a[0].b` starts from; `None`, if it starts from something else."""
    innermost = _innermost(node)
    return innermost.id if isinstance(innermost, ast.Name) else None


def _innermost(node: ast.expr) -> ast.expr:
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node


def _is_for_others(test: ast.expr) -> bool:
    """Whether the condition is one that does not hold where a module is imported."""
    match test:
        case ast.Compare(left=ast.Name(id="__name__"), ops=[ast.Eq()], comparators=[ast.Constant(value="__main__")]):
            return True
        case ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"):
            return True
    return False


def _evaluated(node: ast.expr) -> Iterator[ast.expr]:
    """The expressions that are evaluated with an expression: all in it, but for the bodies of functions."""
    stack: list[ast.AST] = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, ast.expr):
            yield current
        if isinstance(current, ast.Lambda):
            stack.extend((*current.args.defaults, *(one for one in current.args.kw_defaults if one)))
        else:
            stack.extend(ast.iter_child_nodes(current))


# --- names ----------------------------------------------------------------------------------------------------------


def _written(tree: ast.Module) -> set[str]:
    """The names that are given a value which is written there, whenever the module is executed."""
    return {
        statement.targets[0].id
        for statement in tree.body
        if isinstance(statement, ast.Assign)
        and len(statement.targets) == 1
        and isinstance(statement.targets[0], ast.Name)
        and _is_literal(statement.value)
    }


def _is_literal(node: ast.expr) -> bool:
    if isinstance(node, ast.Tuple):
        return all(map(_is_literal, node.elts))
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.operand, ast.Constant)
    return isinstance(node, ast.Constant)


def _certain_names(tree: ast.Module) -> Iterator[str]:
    """The names that are bound whenever the module is executed."""
    for statement in tree.body:
        if isinstance(statement, _DEFINITIONS):
            yield statement.name
        elif isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Import, ast.ImportFrom)):
            for node in ast.walk(statement):
                yield from _bound_here(node)


def _times_bound(body: Sequence[ast.stmt]) -> Counter[str]:
    """How often each name is bound at most by these statements: of the branches of a condition one is taken."""
    times = Counter[str]()
    for statement in body:
        if isinstance(statement, ast.If):
            times.update(_bound_names([statement.test]))
            times.update(_times_bound(statement.body) | _times_bound(statement.orelse))
        else:
            times.update(_bound_names([statement]))
    return times


def _bound_names(body: Iterable[ast.AST]) -> Iterator[str]:
    """Every name that these parts of a module bind, or declare `global`, as often as that is written."""
    stack: list[tuple[ast.AST, bool]] = [(child, False) for child in body]
    while stack:
        node, inside = stack.pop()
        if isinstance(node, ast.Global):
            yield from node.names
        elif not inside:
            yield from _bound_here(node)
        inner = inside or isinstance(node, (*_DEFINITIONS, ast.Lambda))
        stack.extend((child, inner) for child in ast.iter_child_nodes(node))


def _bound_here(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name):
        if not isinstance(node.ctx, ast.Load):
            yield node.id
    elif isinstance(node, _DEFINITIONS):
        yield node.name
    elif isinstance(node, ast.alias):
        yield node.asname or node.name.partition(".")[0]
