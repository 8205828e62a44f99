"""Names of a class that have the same value whatever was done before: read from the syntax alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import libcst as cst

from keralint.source.walking import children


def settled_names(body: Sequence[cst.CSTNode]) -> frozenset[str]:
    """The names that the body of a class binds once, to a class, a function or something that is written there."""
    settled: set[str] = set()
    bound: Counter[str] = Counter()
    for statement in body:
        parts = statement.body if isinstance(statement, cst.SimpleStatementLine) else [statement]
        for part in parts:
            name = _settled(part)
            if name is not None:
                settled.add(name)
        bound.update(_bound(statement))
    return frozenset(name for name in settled if bound[name] == 1)


def _settled(node: cst.CSTNode) -> str | None:
    if isinstance(node, (cst.ClassDef, cst.FunctionDef)):
        return node.name.value
    if isinstance(node, cst.Assign) and len(node.targets) == 1:
        target = node.targets[0].target
        return target.value if isinstance(target, cst.Name) and is_written(node.value) else None
    return None


def is_written(node: cst.BaseExpression) -> bool:
    """Whether the value of an expression is what stands there."""
    if isinstance(node, cst.Tuple):
        return all(isinstance(one, cst.Element) and is_written(one.value) for one in node.elements)
    if isinstance(node, cst.UnaryOperation):
        return is_written(node.expression)
    if isinstance(node, cst.Name):
        return node.value in ("None", "True", "False")
    return isinstance(node, (cst.Integer, cst.Float, cst.SimpleString))


def _bound(node: cst.CSTNode) -> Iterator[str]:
    """Every name that a statement binds, but for those inside of functions and classes."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield from _bound_here(current)
        if not isinstance(current, (cst.FunctionDef, cst.ClassDef, cst.Lambda)):
            stack.extend(children(current))


def _bound_here(node: cst.CSTNode) -> Iterator[str]:
    targets: list[cst.CSTNode] = []
    if isinstance(node, (cst.FunctionDef, cst.ClassDef)):
        targets = [node.name]
    elif isinstance(node, (cst.AssignTarget, cst.AnnAssign, cst.AugAssign, cst.For, cst.NamedExpr, cst.Del)):
        targets = [node.target]
    elif isinstance(node, (cst.AsName, cst.ImportAlias)):
        targets = [node.name]
    while targets:
        target = targets.pop()
        if isinstance(target, cst.Name):
            yield target.value
        elif isinstance(target, (cst.Tuple, cst.List)):
            targets.extend(element.value for element in target.elements)
        elif isinstance(target, cst.StarredElement):
            targets.append(target.value)
