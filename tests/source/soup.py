"""Texts that are made of pieces of code, and so are read in all the ways there are."""

from __future__ import annotations

from hypothesis import strategies as st

TAME = [
    *",;:=.+-*!ax \n\r\té\u2003", "\\\n", "\\(", "\\ ", "\\.", "\r\n", "    ", ", ", "()", "(a, b)", "[x.y]", "{1: 2}",
    "not ", " and ", " if ", "lambda", "lambda a, b: ", "elif x:", "\nelif x: y", "case", "xcase ", "delx ",
    "'('", '")"', "''", "r'\\{'", "xf'{x}'", "# '\n", "f'{x}'", 'f"{a[0]}{b.c(d, e)}("', "f'{{('", "f'{(lambda: x)}'",
    "Rf''", "f'{x:.2f}\\n'", "f')'",
]  # fmt: skip
"""Pieces of code that are complete."""
WILD = [
    *"()[]{}'\"\\#",
    *("'''", '"""', "{{", "}}", "#(", "case ", "del ", "f'", 'f"', "rf'", 'Fr"', "f'''", "t'", "r'", "xf'"),
    *("\\N{", "\\{", "f'{x:>{w}}'", "f'{a[\"b\"]}'"),
]
"""Pieces that may change how all the others are read."""
PAIRS = [*zip("([{", ")]}", strict=True), ("f'{", "}'"), ("(lambda a, b: ", ", c)"), ("f(", ",)\n")]

FLAT = st.lists(st.sampled_from(TAME), max_size=12).map("".join)
NESTED = st.recursive(
    FLAT,
    lambda inner: st.tuples(FLAT, inner, inner, st.sampled_from(PAIRS)).map(
        lambda parts: f"{parts[0]}{parts[3][0]}{parts[1]}{parts[3][1]}{parts[2]}"
    ),
    max_leaves=8,
)
SOUP = st.lists(st.sampled_from(TAME + WILD), max_size=25).map("".join)
CODE = NESTED | SOUP | st.lists(NESTED | SOUP | st.text(max_size=20), max_size=3).map("".join)
