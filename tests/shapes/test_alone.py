"""The algebra can be imported alone."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
import keralint.shapes
loaded = {name for name in sys.modules if name.startswith("keralint.")}
print(sorted(name for name in loaded if not name.startswith("keralint.shapes")))
print(sorted({"libcst", "click", "rich", "numpy", "keras"} & set(sys.modules)))
"""


def test_importing_the_shapes_imports_nothing_else() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["[]", "[]"]
