"""What people see, whole: each case has a file in `golden/`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from keralint.diagnostics import Diagnostic, Related, Severity
from keralint.engine.result import FileResult, LayerCall
from keralint.reporters.concise import concise_report
from keralint.reporters.report import Report
from keralint.reporters.statistics import statistics_report
from keralint.reporters.style import render
from keralint.reporters.text import text_report

Make = Any  # the class in conftest.py
Case = Callable[[Make], Diagnostic]


def far_and_elsewhere(make: Make) -> Diagnostic:
    far = Related(make.at("far.py", 1, 1, 1), "the first line")
    other = Related(make.at("m.py", 4, 5, 15), "`LSTM` returns only its last output here")
    again = Related(make.at("m.py", 3, 5, 19), "the input is `(None, 10, 3)`")
    found: Diagnostic = make.diagnostic(make.at("far.py", 40, 1, 1), far, other, again, severity=Severity.WARNING)
    return found


def long_line(make: Make) -> Diagnostic:
    start = make.texts["long.py"].decode().index("LSTM") + 1
    found: Diagnostic = make.diagnostic(
        make.at("long.py", 1, start, start + 10), Related(make.at("long.py", 1, 1, 5), "far to the left")
    )
    return found


CASES: dict[str, Case] = {
    "sequences": lambda make: make.sequences(),
    "unicode": lambda make: make.diagnostic(make.at("u.py", 2, 20, 30), Related(make.at("u.py", 2, 2, 7), "naïve 😀")),
    "far": far_and_elsewhere,
    "long": long_line,
    "several_lines": lambda make: make.diagnostic(make.at("call.py", 1, 5, 5, end_line=4)),
    "behind_the_line": lambda make: make.diagnostic(make.at("m.py", 4, 15, 15)),
    "no_source": lambda make: make.diagnostic(
        make.at("gone.py", 9, 1, 5), Related(make.at("gone.py", 8, 1, 5), "it came from here")
    ),
    "beyond_the_end": lambda make: make.diagnostic(make.at("m.py", 99, 1, 5)),
}


def report_on(*diagnostics: Diagnostic) -> Report:
    results = [FileResult(one.location.path, (one,)) for one in diagnostics]
    return Report((*results, FileResult("clean.py", layer_calls=3, layer_calls_known=2)))


@pytest.mark.parametrize("name", CASES)
def test_text(make: Make, golden: Path, name: str) -> None:
    shown = render(text_report(report_on(CASES[name](make)), make.source), colour=False)
    assert shown == (golden / f"{name}.txt").read_text(encoding="utf-8")


def test_every_case_and_no_other_has_a_file(golden: Path) -> None:
    assert {path.stem for path in golden.glob("*.txt")} == {*CASES}


def test_underlines_stand_below_what_they_mark(make: Make) -> None:
    """Every marker has the length of the text above it, where each character takes one column."""
    shown = render(text_report(report_on(make.sequences()), make.source), colour=False).splitlines()
    for row, marker in (
        (row, mark) for row, text in enumerate(shown) for mark in "^-" if f" | {4 * ' '}{mark}" in text
    ):
        begin, end = shown[row].index(marker), shown[row].rindex(marker) + 1
        assert shown[row - 1][begin:end] == "LSTM(4)(x)"


def test_concise(make: Make) -> None:
    one = replace(make.sequences(), message="first\nsecond [batch]")
    shown = render(concise_report(report_on(one)), colour=False)
    assert shown.splitlines()[0] == "m.py:6:5: error KL101 first second [batch]"


def test_concise_names_the_cell(make: Make) -> None:
    shown = render(concise_report(report_on(make.diagnostic(make.at("n.ipynb", 2, 1, 3, cell=4)))), colour=False)
    assert shown.startswith("n.ipynb:cell 4:2:1: error KL101 ")


def test_statistics(make: Make) -> None:
    other = replace(make.sequences(), code="KL203", name="negative-size", severity=Severity.WARNING)
    shown = render(statistics_report(report_on(*[make.sequences()] * 10, other)), colour=False)
    assert shown.splitlines()[:3] == [
        "10  error    KL101 return-sequences-missing",
        " 1  warning  KL203 negative-size",
        "Found 10 errors, 1 warning in 11 files",
    ]


PARAMETER = "`x` is a parameter of what nobody calls"
UNKNOWN_CALLS = FileResult(
    "a.py",
    layer_calls=4,
    layer_calls_known=1,
    calls=(
        LayerCall("a.py", (9, 1), False, None, "what `f` gives is not followed", 9, 1),
        LayerCall("a.py", (3, 5), None, False, PARAMETER, 3, 5),
        LayerCall("a.py", (2, 5), None, False, PARAMETER, 2, 5),
        LayerCall("a.py", (1, 1), True, False, PARAMETER, 1, 1),
    ),
)


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (Report((FileResult("a.py"),)), ["All checks passed (1 file)"]),
        (Report((FileResult("a.py"), FileResult("b.py", skipped=True))), ["All checks passed (2 files)"]),
        (Report((FileResult("a.py"),), failed=2), ["Nothing found in 1 file, 2 paths not checked"]),
        (
            Report((FileResult("a.py", layer_calls=1),)),
            [
                "All checks passed (1 file)",
                "The output shape of 1 of 1 layer call is not known: `keralint shapes` says why",
            ],
        ),
        (
            Report((UNKNOWN_CALLS,), show_unknown=True),
            [
                "All checks passed (1 file)",
                "The output shape of 3 of 4 layer calls is not known, since:",
                "  2  `x` is a parameter of what nobody calls (a.py:2:5)",
                "  1  what `f` gives is not followed (a.py:9:1)",
            ],
        ),
    ],
)
def test_summary(make: Make, report: Report, expected: list[str]) -> None:
    assert render(concise_report(report), colour=False).splitlines() == expected


def test_notes_alone_do_not_fail_a_run(make: Make) -> None:
    note = make.diagnostic(make.at("m.py", 1, 1, 2), severity=Severity.INFO)
    assert not report_on(note).has_findings
    assert report_on(note, make.sequences()).has_findings


def test_colour_changes_no_text(make: Make) -> None:
    import re

    lines = list(text_report(report_on(*(case(make) for case in CASES.values())), make.source))
    coloured = render(lines, colour=True)
    assert "\x1b[1;31merror" in coloured
    assert [text.rstrip() for text in re.sub(r"\x1b\[[\d;]*m", "", coloured).split("\n")] == render(
        lines, colour=False
    ).split("\n")
