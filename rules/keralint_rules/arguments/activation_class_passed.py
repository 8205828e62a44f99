"""KL712."""

from __future__ import annotations

import libcst as cst

from keralint.api import Applicability, Report, Severity, UncalledClass, rule
from keralint_rules.arguments.values import argument_place, constructed
from keralint_rules.words import code, value_text


@rule("KL712", "activation-class-passed", severity=Severity.ERROR, fix=Applicability.UNSAFE)
def activation_class_passed(failure: UncalledClass, report: Report) -> None:
    """An argument holds a class, where an instance or a function is meant.

    `activation=keras.layers.ReLU` makes Keras construct a layer *with* the tensor as its first argument, instead of
    calling one *on* it. The model is built, and fails when data runs through it.

    Example:
        import keras

        inputs = keras.Input((8,))
        outputs = keras.layers.Dense(4, activation=keras.layers.LeakyReLU)(inputs)
        keras.Model(inputs, outputs).predict([[0.0] * 8], verbose=0)
    Use instead:
        import keras
        import numpy

        inputs = keras.Input((8,))
        outputs = keras.layers.Dense(4, activation=keras.layers.LeakyReLU())(inputs)
        keras.Model(inputs, outputs).predict(numpy.zeros((1, 8)), verbose=0)
    """
    argument = report.argument(failure.argument, constructed(failure.argument, report))
    written = argument.value if argument is not None else None
    edit = report.insert_after(written, "()") if isinstance(written, (cst.Name, cst.Attribute)) else None
    report(
        f"{code(failure.argument)} is the class {value_text(failure.value)}, not an instance of it",
        argument_place(failure.argument, report),
        help="call it: `()`",
        fix=report.fix("Make an instance of it", edit) if edit is not None else None,
    )
