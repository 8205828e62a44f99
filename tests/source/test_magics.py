"""What is no Python is replaced, and everything else stays where it is."""

from __future__ import annotations

import ast
import random
import re
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keralint.source.magics import Masked, is_for_ipython, mask
from keralint.source.text import LINE_END

UNCHANGED = [
    "x = 1\n",
    "x = a % b\nx %= 2\n",
    "s = '''\n%matplotlib inline\n!ls\nfoo?\n'''\n",
    'd = {"a": "%s", "b": "?"}  # really?\n',
    "x = [1,\n%2]\n",
    "x = 3 \\\n  % 2\n",
    "f(x, a=1); y = x != 2\n",
    "f'''{x!r:>{y}}\n!ls\n'''\n",
    "model.fit(x);\n",
    "y = f'{x}?'\n",
    "# %%time\n",
    "",
]


@pytest.mark.parametrize("cell", UNCHANGED)
def test_python_stays_as_it_is(cell: str) -> None:
    assert mask(cell) == Masked(cell)


@pytest.mark.parametrize(
    ("cell", "masked"),
    [
        ("%matplotlib inline\nx = 1", "pass\nx = 1"),
        ("!pip install 'a\nx = 1", "pass\nx = 1"),
        ("!!ls", "pass"),
        ("?f\n??f\nf?\nf??\na.b[0]?\n", "pass\npass\npass\npass\npass\n"),
        ("!ls \\\n  -l\nx = 1", "pass\n\nx = 1"),
        ("if é:\n    !ls\n\ty = 2", "if é:\n    pass\n\ty = 2"),
        ("s = '😀'; x = 1\n%cd /\n", "s = '😀'; x = 1\npass\n"),
        ("x = !ls", "x = get_ipython"),
        ('a, b = !echo "it\'s" \\\n b\nc = 1', "a, b = get_ipython\n\nc = 1"),
        ("x: list = !ls", "x: list = get_ipython"),
        ("x.y[0] = %env HOME", "x.y[0] = get_ipython"),
        ("x = %time f(model)", "x = get_ipython(time, f, model)"),
        ("%time y = f(x)", "0;    y = f(x)"),
        ("    %time y = f(x)\n    z = 1", "    0;    y = f(x)\n    z = 1"),
        ("%time f(x, \\\n  y)\n", "0;    f(x, \\\n  y)\n"),
        ("%time", "pass"),
        ("%time for i in x: f(i)", "i, x, f = get_ipython(time, i, x, f)"),
        ("%timeit f(model)", "get_ipython(f, model)"),
        ("%run other.py", "exec(get_ipython())"),
        ("%unheard-of", "get_ipython(unheard, of)"),
        ("%sql y << SELECT x", "y, SELECT, x = get_ipython(sql, y, SELECT, x)"),
        (",f a b\n;f a b\n/f a b\n", "get_ipython(f, a, b)\n" * 3),
        ("# first\n%%time\nx = 1", "# first\npass\nx = 1"),
        ("%%time?\nx = 1", "pass\nx = 1"),
    ],
)
def test_lines(cell: str, masked: str) -> None:
    found = mask(cell)
    assert found.text == masked
    assert not found.after


@pytest.mark.parametrize(
    ("cell", "masked", "after"),
    [
        ("%%time\nx = 1\n!ls\n", "pass\nx = 1\npass\n", ""),
        ("\n\n%%time\nx = 1", "\n\npass\nx = 1", ""),
        ("%%capture out --no-stderr\nx = 1", "pass\nx = 1", "out = get_ipython(out)\n"),
        ("%%capture --no-stderr\nx = 1", "pass\nx = 1", ""),
        ("%%time\n%%capture\nx = 1", "pass\npass\nx = 1", ""),
        ("%%timeit -n 10\nx = f(y)", "pass\nx = f(y)", "x = get_ipython(x, f, y)\n"),
        ("%%time\n  x = 1\n  y = 2", "if True:\n  x = 1\n  y = 2", ""),
        ("%%bash\nls 'a\nfor", "pass\n\n", ""),
        ("%%bash --out files\nls", "files = get_ipython(files)\n", ""),
        ("%%writefile model.py\nx = 1\n", "pass\n\n", ""),
        ("%%html\n<a?>\n", "pass\n\n", ""),
        ("%%javascript\nx = !1", "pass\n", ""),
        ("%%unheard y\nx = f(z)", "x, y = get_ipython(unheard, y, x, f, z)\n", ""),
        ("%%cython\ndef f(int x):\n  return x", "f = get_ipython(cython, f, int, x)\n\n", ""),
    ],
)
def test_cells(cell: str, masked: str, after: str) -> None:
    found = mask(cell)
    assert (found.text, found.after) == (masked, after)


def test_a_cell_that_is_indented_as_a_whole() -> None:
    assert mask("  x = 1\n\n  !ls\n") == Masked("  x = 1\n\n  pass\n", before="if True:\n")
    assert mask("  # x\n").before == ""
    assert mask("  x = 1\ny = 2\n").before == ""


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("pip install -q keras", True),
        ("ls -l\n", True),
        ("ls -l\nx = 1", False),
        ("listen to me", False),
        (">>> x = 1\n>>> y", True),
        ("In [3]: x = 1", True),
        ("%md\nHello, world!", True),
        ("%matplotlib inline\nx = = 1", False),
        ("", False),
        ("x = = 1", False),
    ],
)
def test_what_python_refuses_and_ipython_does_not(cell: str, expected: bool) -> None:
    assert is_for_ipython(cell) is expected


# --- any text -------------------------------------------------------------------------------------------------------

LINES = dedent(r"""
    x = 1|%matplotlib inline|!ls|!pip install -q 'a|x = !ls|x = %who|a, b = !echo it's|x: int = !ls|x.y = %env
    x[0] = !ls|foo?|foo??|?foo|??foo|foo.bar?|foo[0]?|x = foo?|print(x)?|# c?|foo? # c|s = '''|%not magic|'''|if x:
    y = 1|    y = 1|    !ls|%run a.py|,f a b|;f a b|/f a b|x = y = !ls|x == !y|x += !ls|x != y|x % y|x %= 2|%= 3
    != 2|//x|/= 2|x =!ls|x= %who|x = % who|%%time|%%bash||   |x;|f(x, a=!ls)|lambda: 0|d = {'a': 1, 'b': "?"}
    'é😀' ; x = 2|é = !ls|é😀?|😀 = 1|%|!|?|!!ls|x = !!ls|await f()|x = f'{y!r}'|f'''{|}'''|def g(a=1): return a
    class A: x = !ls|x = 5 if y else %who|f(|  a,|  %b)|)|try: pass|except: !ls|else:|    ?x|%magic?|%%magic?
    !ls foo?|x = %foo bar?|    z = %who|for i in range(3):|    pass|!ls \|  -l|x = [1,|%2]|x = 1 + \|  2|# c
    x = 1 # %foo|y = x # ?|@d|return 1
    """).strip("\n")
SNIPPETS = [snippet for line in LINES.split("\n") for snippet in line.split("|")]


_COMMANDS = re.compile(r"[%!?]|^[ \t]*[,;/]", re.MULTILINE)


@given(
    st.lists(st.sampled_from([*SNIPPETS, "%%capture out", "%%timeit", "%%sql", "\f", "\x00", "\ud83d"])), st.booleans()
)
def test_lines_stay_where_they_are(snippets: list[str], ended: bool) -> None:
    cell = "\n".join(snippets) + "\n" * ended
    masked = mask(cell)
    before, after = LINE_END.split(cell), LINE_END.split(masked.text)
    assert len(before) == len(after)
    for line, replaced in zip(before, after):
        assert line == replaced or _COMMANDS.search(cell)
    for added in (masked.before, masked.after):
        assert not added or added.endswith("\n")


def _names(text: str) -> set[str] | None:
    """The names that a text binds; `None` if Python refuses it."""
    try:
        flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        tree: Any = compile(text, "<cell>", "exec", flags)
    except (SyntaxError, ValueError):
        return None
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


# An unfinished bracket or a lone backslash, and then a command, which IPython reads in its own way.
_QUIRKS = re.compile(r"^\\\n|\n\\\n|\n\\$|^f\(\n|\nf\(\n|= \[1,\n|f'''\{\n")


def test_ipython_takes_and_binds_the_same() -> None:
    transformer = pytest.importorskip("IPython.core.inputtransformer2", reason="needs IPython")
    choose = random.Random(7)
    for _ in range(1_500):
        cell = "\n".join(choose.choice(SNIPPETS) for _ in range(choose.randint(1, 4)))
        try:
            theirs = transformer.TransformerManager().transform_cell(cell)
        except SyntaxError:  # which its tokenizer raises where Python's parser would
            continue
        if "run_cell_magic" in theirs or _QUIRKS.search(cell) or cell[:1].isspace():
            continue
        found = mask(cell)
        ours = f"{found.before}{found.text}\n{found.after}"
        bound, expected = _names(ours), _names(theirs)
        assert (bound is None) == (expected is None), cell
        assert (expected or set()) <= (bound or set()), cell
