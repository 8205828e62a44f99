"""KL250."""

from __future__ import annotations

from keralint.api import InvalidEquation, Report, Severity, SubscriptMismatch, rule
from keralint_rules.arguments.values import argument_place
from keralint_rules.shapes.merging import shapes_of, sources
from keralint_rules.words import code, count, subject_name


@rule("KL250", "einsum-equation", severity=Severity.ERROR)
def einsum_equation(failure: InvalidEquation | SubscriptMismatch, report: Report) -> None:
    """An einsum equation that does not make sense, or does not fit its operands.

    Each operand has one letter an axis; letters of the output occur among those of the operands. The equation of
    `EinsumDense` names the axes of the input, of the kernel and of the output: `"abc,cd->abd"`.

    Example:
        import keras
        from keras import layers

        inputs = keras.Input((10, 32))
        outputs = layers.EinsumDense("abc,cd->abz", output_shape=(10, 64))(inputs)
    Use instead:
        import keras
        from keras import layers

        inputs = keras.Input((10, 32))
        outputs = layers.EinsumDense("abc,cd->abd", output_shape=(10, 64))(inputs)
    """
    name = code(subject_name(report))
    if isinstance(failure, InvalidEquation):
        report(_invalid(failure, name), argument_place("equation", report))
    else:
        report(_unfitting(failure, name), report.fact.site, related=sources(failure.tensors, report))


def _invalid(failure: InvalidEquation, name: str) -> str:
    equation = code(failure.equation)
    if failure.letter is None:
        return f"the equation of {name} must have the form `input,kernel->output`, got {equation}"
    return f"{code(failure.letter)} in the equation {equation} of {name} has no size"


def _unfitting(failure: SubscriptMismatch, name: str) -> str:
    subscripts = code(failure.subscripts)
    terms = failure.subscripts.replace(" ", "").partition("->")[0].split(",")
    if failure.operand is None:
        return f"{subscripts} of {name} is for {count(len(terms), 'operand')}, got {len(failure.tensors)}"
    letters, rank = len(terms[failure.operand].replace(".", "")), failure.tensors[0].rank or 0
    fits = letters <= rank if "..." in terms[failure.operand] else letters == rank
    if len(failure.tensors) == 1 and not fits:
        needed = count(letters, "axis")
        return f"{code(terms[failure.operand])} of {name} needs {needed}, got {code(failure.tensors[0].shape)}"
    return f"{subscripts} of {name} has one letter for different sizes of {shapes_of(failure.tensors)}"
