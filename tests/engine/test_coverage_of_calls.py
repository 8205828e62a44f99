"""How much of a program is understood: which calls of layers count as known, and what is said of the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from keralint.config import Settings
from keralint.engine.run import run

HEAD = "import keras\nfrom keras import layers\n"


def counted(tmp_path: Path, files: dict[str, str], jobs: int = 1) -> dict[str, tuple[int, int]]:
    """The calls in each file, and how many of them are known."""
    for name, text in files.items():
        (tmp_path / name).write_text(HEAD + text, encoding="utf-8")
    result = run([tmp_path], Settings(src=(str(tmp_path),)), jobs)
    assert not result.errors
    return {Path(one.path).name: (one.layer_calls, one.layer_calls_known) for one in result.results}


BLOCK = "def block(x, units):\n    return layers.Dense(units)(x)\n"


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({"a.py": "y = layers.Dense(3)(keras.Input((4,)))"}, {"a.py": (1, 1)}, id="known"),
        pytest.param({"a.py": "from nowhere import x\ny = layers.Dense(3)(x)"}, {"a.py": (1, 0)}, id="not known"),
        pytest.param({"a.py": BLOCK}, {"a.py": (1, 1)}, id="nobody calls it: known relative to the input"),
        pytest.param(
            {"a.py": "def f(x):\n    return layers.Dense(3)(layers.Flatten()(x))"},
            {"a.py": (2, 0)},
            id="nobody calls it: nothing in common",
        ),
        pytest.param({"a.py": BLOCK + "y = block(keras.Input((4,)), 3)"}, {"a.py": (1, 1)}, id="called"),
        pytest.param(
            {"a.py": BLOCK, "b.py": "from a import block\ny = block(keras.Input((4,)), 3)"},
            {"a.py": (1, 1), "b.py": (0, 0)},
            id="called by another file",
        ),
        pytest.param(
            {"a.py": BLOCK, "b.py": "from a import block\nfrom nowhere import x\ny = block(x, 3)"},
            {"a.py": (1, 0), "b.py": (0, 0)},
            id="called by another file with what is not known",
        ),
        pytest.param(
            {"a.py": "for n in (2, 3):\n    y = layers.Dense(n)(keras.Input((4,)))"}, {"a.py": (1, 1)}, id="each round"
        ),
    ],
)
def test_calls_are_counted_by_their_place(
    tmp_path: Path, files: dict[str, str], expected: dict[str, tuple[int, int]], jobs: int
) -> None:
    assert counted(tmp_path, files, jobs) == expected


PARAMETER = "`x` is a parameter of what nobody calls"


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("y = layers.Dense(3)(nowhere.x)", "`nowhere` is not defined here"),
        ("def f(x, g):\n    y = g(x)\n    return layers.Dense(4)(y)", "what is called is not known"),
        ("x = layers.Lambda(eval('f'))(keras.Input((4,)))\ny = layers.Dense(2)(x)", "`Lambda`"),
    ],
)
def test_the_first_cause_is_told(tmp_path: Path, program: str, reason: str) -> None:
    path = tmp_path / "a.py"
    path.write_text(HEAD + program, encoding="utf-8")
    (result,) = run([path], Settings(), thorough=True).results
    unknown = [(call.reason or "", call.line) for call in result.calls if not call.known]
    assert unknown
    assert all(reason in told and line > 2 for told, line in unknown), unknown
