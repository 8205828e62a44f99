"""What a single search finds, against the tokens."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from keralint.source.lexing import tokens
from keralint.source.literals import NO_CODE, comments, fields

from .soup import CODE

ROOT = Path(__file__).parents[2]


def from_tokens(text: str) -> list[tuple[str, int]]:
    return [(word, offset) for kind, _, word, offset in tokens(text) if kind == "COMMENT"]


@given(CODE)
def test_comments(text: str) -> None:
    assert comments(text) == from_tokens(text)


@pytest.mark.parametrize("file", sorted((ROOT / "lint" / "keralint").rglob("*.py")), ids=lambda file: file.name)
def test_comments_of_written_code(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert comments(text) == from_tokens(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("'{x}'", ""),
        ("f'a'", ""),
        ("f'({x}'", "{x}"),
        ('f"{a[0]}{{b}} {c(d, e):.2f}\\n"', "{a[0]}{c(d, e):.2f}"),
        ("Rf'{x}'", "{x}"),
        ("tr'{x}'", "{x}"),
        ("f'{x'", None),
        ("f'{(}'", None),
        ("f'{x#}'", None),
        ("f'{\"a\"}'", None),
        ("f'{x:{y}}'", None),
        (r"f'\{x}'", None),
        (r"f'\N{DASH}'", None),
        ("f'''{x}'''", None),
        ("f'a", None),
        ("# f'{x}'", ""),
        ("\\(", ""),
    ],
)
def test_fields(text: str, code: str | None) -> None:
    match = NO_CODE.search(text)
    assert match is not None
    assert fields(match) == code
