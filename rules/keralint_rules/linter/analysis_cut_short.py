"""KL003."""

from __future__ import annotations

from keralint.api import BudgetReached, Report, Severity, rule


@rule("KL003", "analysis-cut-short", severity=Severity.INFO)
def analysis_cut_short(fact: BudgetReached, report: Report) -> None:
    """A limit of the analysis was reached, so that what follows is known less exactly, or not at all.

    The work that is spent on one file is bounded, whatever the file does: loops of many rounds, calls without end,
    numbers and texts that grow without bound. What was found stands; what lies behind the limit was not looked at.

    Example:
        import keras

        total = 0
        for step in range(1_000_000):
            total += step
    Use instead:
        import keras

        total = sum(range(1_000))
    """
    report(f"the analysis is cut short: {fact.limit}", fact.site)
