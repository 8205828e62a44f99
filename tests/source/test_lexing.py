"""The tokens of a text."""

from __future__ import annotations

import io
import tokenize
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keralint.source.lexing import tokens

ROOT = Path(__file__).parents[2]


def kinds(text: str) -> str:
    """The tokens but for the last, each as the first letter of its kind with its text."""
    return " ".join(kind[0] + word.replace("\n", "↵") for kind, _, word, _ in tokens(text) if kind != "END")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f(a, *b)", "O( S, O* C)"),
        ("x.y.z", ""),
        ("a == b != c <= d", "O== O!= O<= "),
        ("x = {1: 2}\ny", "O= O{ O: C} N↵"),
        ("x  # noqa", "C# noqa"),
        ("'# no' \"# no\" # yes", "S'# no' S\"# no\" C# yes"),
        (r"'\'' + r'\' '", r"S'\'' O+ S'\' '"),
        ("'''a\n'b''' x", "S'''a↵'b'''"),
        ("'open\ny", "S'open N↵"),
        ("'''open\ny", "S'''open↵y"),
        ("a \\\n b\n", "N↵"),
        ("f'{x}'", "O{ C} S'"),
        ("f'{{x}} # no'", "S'"),
        ("f'{x:>{w}} # no' # yes", "O{ O: O{ C} C} S' C# yes"),
        ("f'{x!r:=^10}'", "O{ O! O:= C} S'"),
        ("f'{a[b:c]:d}'", "O{ O[ O: C] O: C} S'"),
        ("f'{f'{x}'}' # yes", "O{ O{ C} S' C} S' C# yes"),
        ("f'{d[\"k\"]} {d['k']}' # yes", "O{ O[ S\"k\" C] C} O{ O[ S'k' C] C} S' C# yes"),
        (r"f'\'{x}\N{DASH}' # yes", "O{ C} S' C# yes"),
        (r"rf'\{x}\N{x}' # yes", "O{ C} O{ C} S' C# yes"),
        ("f'''{\nx # yes\n}'''", "O{ N↵ C# yes N↵ C} S'''"),
        ("f'open\n# yes", "N↵ C# yes"),
        ("f'{x:open\n# yes", "O{ O: N↵ C# yes"),
        ("f'{x:\"}' # yes", "O{ O: C} S' C# yes"),
        ("t'{x}'", "O{ C} S'"),
        ("def f'x'", "S'"),
        ("xf'x'", "S'x'"),
        ("rb'{x}'", "S'{x}'"),
    ],
)
def test_kinds(text: str, expected: str) -> None:
    assert kinds(text) == expected.strip()


def test_words_and_places() -> None:
    assert list(tokens("not x.y + (1)")) == [
        ("OPERATOR", "not x.y ", "+", 8),
        ("OPEN", " ", "(", 10),
        ("CLOSE", "1", ")", 12),
        ("END", "", "", 13),
    ]


CODE = st.lists(
    st.sampled_from([*"'\"#\\{}()[]:,;=.!fFrRtTbxN \n\r", "'''", '"""', "{{", "}}", "\r\n", "f'", 'rf"', "f'''"]),
    max_size=30,
).map("".join)


@given(CODE | st.text(max_size=30))
def test_any_text_has_tokens_that_are_in_it(text: str) -> None:
    end = 0
    for _, before, word, offset in tokens(text):
        assert offset >= end
        assert text[offset : offset + len(word)] == word
        assert text[: offset + len(word)].endswith(before + word)
        end = offset + len(word)


@given(CODE)
def test_without_fstrings_nothing_is_lost(text: str) -> None:
    if not any(quote in text for quote in "'\""):
        assert "".join(before + word for _, before, word, _ in tokens(text)) == text


@pytest.mark.parametrize("file", sorted((ROOT / "lint" / "keralint").rglob("*.py")), ids=lambda file: file.name)
def test_comments_are_those_of_python(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    expected = [
        one.string for one in tokenize.generate_tokens(io.StringIO(text).readline) if one.type == tokenize.COMMENT
    ]
    assert [word for kind, _, word, _ in tokens(text) if kind == "COMMENT"] == expected
