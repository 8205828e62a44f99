"""KL801."""

from __future__ import annotations

import libcst as cst

from keralint.api import Applicability, Edit, NameMissing, Report, Severity, rule
from keralint_rules.migration.words import removal, what_to_do
from keralint_rules.words import code


@rule("KL801", "removed-name", severity=Severity.ERROR, fix=Applicability.UNSAFE, overrides=("unknown-name",))
def removed_name(fact: NameMissing, report: Report) -> None:
    """A module, class or function that an earlier version of Keras had, and that is gone.

    Keras 2.13 closed the modules of its own source (`keras.layers.core`, `keras.utils.np_utils`, `keras.engine`), and
    Keras 3.0 dropped what only TensorFlow can do, most of `keras.backend`, and old names of losses and metrics
    (https://keras.io/guides/migrating_to_keras_3/). Some of it lives on in `tf.keras`.

    Example:
        from keras.layers.core import Dense

        layer = Dense(4)
    Use instead:
        from keras.layers import Dense

        layer = Dense(4)

    Example:
        import keras

        loss = keras.losses.mse([[1.0]], [[2.0]])
    Use instead:
        import keras

        loss = keras.losses.mean_squared_error([[1.0]], [[2.0]])
    """
    found = report.history.of_path(fact.path)
    if found is None or found.removed is None:
        return
    edit = None if found.successor is None or found.advice is not None else _rename(fact, found.successor, report)
    report(
        f"{code(fact.path)} {removal(found)}",
        fact.site,
        help=what_to_do(found),
        fix=report.fix(f"Change to `{found.successor}`", edit),
    )


def _rename(fact: NameMissing, successor: str, report: Report) -> Edit | None:
    """Write the successor where that leaves the other names of the program alone."""
    node, (above, _, name) = fact.site.node, successor.rpartition(".")
    beside = fact.path.rpartition(".")[0] == above
    if isinstance(node, cst.Attribute) and beside:
        return report.replace(node.attr, name)
    if isinstance(node, cst.ImportAlias) and beside and node.asname is not None:
        return report.replace(node.name, name)
    if not isinstance(node, cst.ImportFrom) or node.module is None or isinstance(node.names, cst.ImportStar):
        return None
    written = cst.Module([]).code_for_node(node.module)
    names = [alias.name.value for alias in node.names if isinstance(alias.name, cst.Name)]
    there = all(report.database.resolve(f"{successor}.{imported}") is not None for imported in names)
    return report.replace(node.module, successor) if there and fact.path == written else None
