"""What the programs drawn at random have found: fixed, and kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from differential.comparison import Verdict, compare
from differential.program import Program

LINES = Path(__file__).with_name("found.txt").read_text(encoding="utf-8").splitlines()
PROGRAMS = ["import keras\n" + line.replace("; ", "\n") + "\n" for line in LINES if not line.startswith("#")]


@pytest.mark.parametrize("text", PROGRAMS)
def test_agrees_with_keras(text: str) -> None:
    found = compare(Program("", text))
    assert not found.verdict.is_wrong, found
    assert found.verdict is not Verdict.MISSED, found
