"""The outcomes of conditions that are not known, where what nobody uses is executed along one path at a time.

After the join of both branches of `if strides > 1:` little is known of what they change; along each of them it is.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import libcst as cst

from keralint.interpreter.identity import identity
from keralint.interpreter.machine import Machine
from keralint.interpreter.narrowing import narrow, variables_in
from keralint.interpreter.operators import truth
from keralint.interpreter.values import Value


def outcome(machine: Machine, test: cst.BaseExpression, value: Value, statement: cst.If | None = None) -> bool | None:
    """Whether a condition holds that has this value; `None` if it is not known, so that both ways have to be followed.

    Where one path is followed it is known always; what a `statement` but raises an exception for usually is not so.
    """
    known = truth(machine, value, test)
    if known is not None or machine.survey is None:
        return known
    text, negated = _positive(test)
    names = variables_in(machine, test)
    scopes = [(name, machine.scope.find(name)) for name in names]
    held = tuple(identity(scope.slots[name]) for name, scope in scopes if scope is not None)
    passes = None if statement is None else _passing(statement)
    chosen = machine.survey.choose(text, held, None if passes is None else passes is not negated)
    if chosen is None:
        return None
    narrow(machine, test, chosen is not negated)
    return chosen is not negated


def _passing(statement: cst.If) -> bool | None:
    """What the condition has to be, so that the program does not end at once; `None` if either will do."""
    orelse = statement.orelse.body if isinstance(statement.orelse, cst.Else) else None
    raises = _only_raises(statement.body), orelse is not None and _only_raises(orelse)
    return raises[1] if raises[0] is not raises[1] else None


def _only_raises(suite: cst.BaseSuite) -> bool:
    """Whether a suite does nothing but raise an exception, with what it prepares for it."""
    last = suite.body[-1] if suite.body else None
    if isinstance(last, cst.SimpleStatementLine):
        last = last.body[-1]
    return isinstance(last, cst.Raise) and not any(isinstance(one, cst.BaseCompoundStatement) for one in suite.body)


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
