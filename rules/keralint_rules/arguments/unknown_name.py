"""KL715."""

from __future__ import annotations

import libcst as cst

from keralint.api import Applicability, Edit, NameMissing, Report, Severity, rule
from keralint_rules.arguments.spelling import CLEAR_LIKENESS, likeness
from keralint_rules.words import code


@rule("KL715", "unknown-name", severity=Severity.ERROR, fix=Applicability.SAFE)
def unknown_name(fact: NameMissing, report: Report) -> None:
    """A module, class or function that this version of Keras does not have.

    The name is misspelt, or it was moved or removed by a newer version.

    Example:
        import keras

        layer = keras.layers.Dens(10)
    Use instead:
        import keras

        layer = keras.layers.Dense(10)

    Example:
        from keras.layers import Conv2d

        layer = Conv2d(8, 3)
    Use instead:
        from keras.layers import Conv2D

        layer = Conv2D(8, 3)
    """
    module, _, name = fact.path.rpartition(".")
    beside, _, meant = (fact.nearest or "").rpartition(".")
    edit = _rename(fact, name, meant, report) if beside == module else None
    message = f"{code(module)} has no {code(name)}" if module else f"there is no {code(name)}"
    found = report.history.of_path(fact.path)
    if found is not None and found.added is not None:
        report(f"{message} in {report.database.title}", fact.site, help=f"it was added in Keras {found.added}")
        return
    report(
        message,
        fact.site,
        help=f"did you mean {code(fact.nearest)}?" if fact.nearest else None,
        fix=report.fix(f"Rename to `{meant}`", edit, safe=likeness(name, meant) >= CLEAR_LIKENESS) if edit else None,
    )


def _rename(fact: NameMissing, name: str, meant: str, report: Report) -> Edit | None:
    """Change the name where it is an attribute; an import would have to be changed where it is used as well."""
    node = fact.site.node
    if isinstance(node, cst.Attribute) and node.attr.value == name:
        return report.replace(node.attr, meant)
    if isinstance(node, cst.ImportAlias) and node.asname is not None and isinstance(node.name, cst.Name):
        return report.replace(node.name, meant)
    return None
