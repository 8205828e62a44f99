"""keralint over code that was never written for it: no crash, and no error-level finding that is not true."""

from __future__ import annotations

import sysconfig
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from keralint.config import Settings
from keralint.diagnostics import Diagnostic, Severity
from keralint.engine.analyze import analyze_source
from keralint.engine.result import Detail
from keralint.source.text import SourceError, decode

STANDARD_LIBRARY = Path(sysconfig.get_paths()["stdlib"])
PACKAGES = ("keras", "jax", "numpy", "libcst", "hypothesis", "click", "rich", "_pytest", "mypy")
LEFT_OUT = {"site-packages", "test", "tests", "lib2to3", "idlelib", "__pycache__"}
"""Tests of parsers hold what is no Python; the rest is there twice or on purpose broken."""

TRUE_FINDINGS: dict[tuple[str, str], str] = {
    ("base_merge.py", "KL701"): "`ops.transpose` has no argument `perm`: these branches of Keras's own raise",
    ("numpy_test.py", "KL250"): "the symbolic call is accepted, and fails on every array of that shape",
    ("numpy_test.py", "KL252"): "the symbolic call is accepted, and fails on every array of those shapes",
}
"""By file and code: findings in that code that were looked at and are right, with the reason."""


def files(root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*.py")):
        if LEFT_OUT.isdisjoint(path.relative_to(root).parts):
            yield path


def groups() -> Iterator[tuple[str, list[Path]]]:
    """Files in portions, by the first letter of the module or by package, so that workers can share them."""
    by_letter: dict[str, list[Path]] = {}
    for path in files(STANDARD_LIBRARY):
        first = path.relative_to(STANDARD_LIBRARY).parts[0]
        by_letter.setdefault(f"stdlib-{first[0].lower()}", []).append(path)
    yield from by_letter.items()
    for package in PACKAGES:
        spec = find_spec(package)
        if spec is not None and spec.submodule_search_locations:
            yield package, list(files(Path(spec.submodule_search_locations[0])))


def errors(path: Path) -> Iterator[Diagnostic]:
    """The error-level findings of a file, which is executed whether it mentions Keras or not."""
    try:
        result = analyze_source(decode(path.read_bytes(), str(path)), Settings(), Detail.SHAPES)
    except SourceError:
        return
    yield from (found for found in result.diagnostics if found.severity is Severity.ERROR)


@pytest.mark.slow
@pytest.mark.parametrize("group", [pytest.param(paths, id=name) for name, paths in groups()])
def test_no_crash_and_no_false_error(group: list[Path]) -> None:
    wrong = [
        f"{path}:{found.location.span.line}: {found.code} {found.message}"
        for path in group
        for found in errors(path)
        if (path.name, found.code) not in TRUE_FINDINGS
    ]
    assert not wrong, "\n".join(wrong)
