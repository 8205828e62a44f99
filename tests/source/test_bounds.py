"""The bounds of a text against what is counted token by token."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given

from keralint.source import guard
from keralint.source.bounds import MAX_TURNS, Bounds, bounds

from .soup import CODE

ROOT = Path(__file__).parents[2]


def scan_within(text: str, found: Bounds) -> None:
    """Read the text token by token, with the bounds for limits."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guard, "MAX_BRACKETS", found.brackets)
        patch.setattr(guard, "MAX_DEPTH", max(found.levels, found.branches))
        patch.setattr(guard, "MAX_COST", guard.cost_within(found))
        guard.scan(text)


@given(CODE)
@example("(not not not not lambda a,b:c)")
@example("not    not    not x")
@example("f'{x}{y}{z}'")
def test_there_is_no_more_than_the_bounds(text: str) -> None:
    found = bounds(text)
    if found is not None:
        scan_within(text, found)


@pytest.mark.parametrize("file", sorted((ROOT / "lint" / "keralint").rglob("*.py")), ids=lambda file: file.name)
def test_nor_in_written_code(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    found = bounds(text)
    if found is not None:
        scan_within(text, found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Bounds(size=0, brackets=0, levels=0, branches=0)),
        ("x = 1\n", Bounds(size=4, brackets=0, levels=3, branches=0)),
        ("f(g(a.b), c)", Bounds(size=7, brackets=2, levels=3, branches=0)),
        ("f(a, b, c)", Bounds(size=6, brackets=1, levels=2, branches=0)),
        ("f(lambda a, b: c)", Bounds(size=7, brackets=1, levels=6, branches=0)),
        ("f'({x}'", Bounds(size=3, brackets=1, levels=2, branches=0)),
        ("'(' # (\n", Bounds(size=4, brackets=0, levels=3, branches=0)),
        ("if x: y\nelif x: y\n", Bounds(size=8, brackets=0, levels=3, branches=1)),
    ],
)
def test_bounds(text: str, expected: Bounds) -> None:
    assert bounds(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "(", ")(", "case (x): y", "del (x)", "x\ndel[x]", "f'{(}'", "f'{x'", "f'''{x}'''", "f'{\"a\"}'", r"f'\{x}'",
        r"f'\N{DASH}'", "f'{x#}'", "f'a", "(" * (MAX_TURNS + 1) + ")" * (MAX_TURNS + 1),
    ],
)  # fmt: skip
def test_what_is_looked_at_more_closely(text: str) -> None:
    assert bounds(text) is None


def test_written_code_needs_no_closer_look() -> None:
    files = sorted((ROOT / "lint" / "keralint" / "semantics").rglob("*.py"))
    found = [bounds(file.read_text(encoding="utf-8")) for file in files]
    assert sum(one is not None for one in found) > 0.5 * len(files)
