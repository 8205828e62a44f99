"""Short ways to make diagnostics, for the tests of reporters."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import pytest

from keralint.diagnostics import Applicability, Diagnostic, Edit, Fix, Location, Related, Severity
from keralint.reporters.lines import SourceLines
from keralint.source.span import Span

GOLDEN = Path(__file__).parent / "golden"

MODEL = """\
from keras.layers import LSTM, Input

x = Input((10, 3))
x = LSTM(4)(x)

y = LSTM(4)(x)
"""

UNICODE = """\
def é(x):
\tnaïve = "😀日本"; y = LSTM(4)(x)  # \x1b[31m
"""

LONG = "data = [" + ", ".join(str(number) for number in range(100)) + "]; y = LSTM(4)(x); z = " + "f(" * 60 + ")" * 60

CALL = """\
y = LSTM(
    4,
    activation="tanh",
)(x)
"""


class Make:
    """Builds diagnostics from positions."""

    texts = MappingProxyType(
        {
            "m.py": MODEL.encode(),
            "u.py": UNICODE.encode(),
            "long.py": LONG.encode(),
            "call.py": CALL.encode(),
            "far.py": b"\n" * 40,
        }
    )

    @property
    def source(self) -> SourceLines:
        return SourceLines(self.texts)

    @staticmethod
    def at(
        path: str, line: int, column: int, end: int, end_line: int | None = None, cell: int | None = None
    ) -> Location:
        return Location(path, Span(line, column, line if end_line is None else end_line, end), cell)

    @staticmethod
    def diagnostic(location: Location, *related: Related, severity: Severity = Severity.ERROR) -> Diagnostic:
        message = "`LSTM` needs a sequence `(batch, steps, features)`, got [batch] `(None, 4)`"
        return Diagnostic("KL101", "return-sequences-missing", severity, location, message, related=related)

    def sequences(self) -> Diagnostic:
        """The one that the design shows, with everything that a diagnostic can have."""
        cause = Related(self.at("m.py", 4, 5, 15), "`LSTM` returns only its last output here")
        edit = Edit(self.at("m.py", 4, 11, 11), ", return_sequences=True")
        return Diagnostic(
            "KL101",
            "return-sequences-missing",
            Severity.ERROR,
            self.at("m.py", 6, 5, 15),
            "`LSTM` needs a sequence `(batch, steps, features)`, got `(None, 4)`",
            help="set `return_sequences=True` on the first `LSTM`",
            related=(cause,),
            fix=Fix("Set `return_sequences=True`", Applicability.SAFE, (edit,)),
        )


@pytest.fixture
def make() -> Make:
    return Make()


@pytest.fixture
def golden() -> Path:
    return GOLDEN
