"""The outcomes of conditions that are not known, where what nobody uses is executed along one path at a time.

After the join of both branches of `if strides > 1:` little is known of what they change; along each of them it is.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import libcst as cst

from keralint.interpreter.machine import Machine
from keralint.interpreter.narrowing import narrow, variables_in
from keralint.interpreter.operators import truth
from keralint.interpreter.values import Value
from keralint.shapes import Symbolic


def outcome(machine: Machine, test: cst.BaseExpression, value: Value, statement: cst.If | None = None) -> bool | None:
    """Whether a condition holds that has this value; `None` if it is not known, so that both ways have to be followed.

    Where one path is followed it is known always: it goes where the `statement` raises no exception.
    """
    known = truth(machine, value, test)
    if known is not None or machine.survey is None:
        return known
    text, negated = _positive(test)
    names = variables_in(machine, test)
    scopes = [(name, machine.scope.find(name)) for name in names]
    held = tuple(_identity(scope.slots[name]) for name, scope in scopes if scope is not None)
    raising = None if statement is None else _raising(statement)
    chosen = machine.survey.choose(text, held, None if raising is None else raising is not negated)
    if chosen is None:
        return None
    narrow(machine, test, chosen is not negated)
    return chosen is not negated


def _raising(statement: cst.If) -> bool | None:
    """The outcome of the condition after which an exception is raised, if that is one of the two."""
    ways = [way for way, suite in ((True, statement.body), (False, statement.orelse)) if _ends_by_raising(suite)]
    return ways[0] if len(ways) == 1 else None


def _ends_by_raising(suite: cst.BaseSuite | cst.If | cst.Else | None) -> bool:
    block = suite.body if isinstance(suite, cst.Else) else suite
    last = block.body[-1] if isinstance(block, cst.IndentedBlock) and block.body else None
    return isinstance(last, cst.SimpleStatementLine) and isinstance(last.body[-1], cst.Raise)


def _identity(value: Value) -> object:
    """What tells whether two variables hold the same."""
    return value if isinstance(value, (Symbolic, str, int, float)) else _Same(value)


class _Same:
    """Equal for one and the same object only, whatever its class says."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)


@lru_cache(maxsize=1024)
def _positive(test: cst.BaseExpression) -> tuple[str, bool]:
    """A condition as text and without negations; whether it has been turned into its opposite by that."""
    negated = False
    while isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        test, negated = test.expression, not negated
    if isinstance(test, cst.Comparison) and len(test.comparisons) == 1:
        target = test.comparisons[0]
        opposite = _OPPOSITES.get(type(target.operator))
        if opposite is not None:
            test = test.with_changes(comparisons=[target.with_changes(operator=opposite())])
            negated = not negated
    return cst.Module([]).code_for_node(test.with_changes(lpar=[], rpar=[])), negated


_OPPOSITES: Final[dict[type[cst.BaseCompOp], type[cst.BaseCompOp]]] = {
    cst.NotEqual: cst.Equal,
    cst.IsNot: cst.Is,
    cst.NotIn: cst.In,
}
