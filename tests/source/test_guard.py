"""What is kept from the parser, and what is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keralint.engine.big_stack import on_big_stack
from keralint.source.guard import MAX_BRACKETS, MAX_DEPTH, check_cost
from keralint.source.parsing import parse
from keralint.source.text import SourceError, SourceText

Code = Callable[[int], str]

BRACKETS: dict[str, Code] = {
    "parentheses": lambda n: "(" * n + "x" + ")" * n,
    "lists": lambda n: "[" * n + "x" + "]" * n,
    "dictionaries": lambda n: "{1:" * n + "x" + "}" * n,
    "calls": lambda n: "f(" * n + "x" + ")" * n,
    "subscripts": lambda n: "x[" * n + "1" + "]" * n,
    "comprehensions": lambda n: "[" * n + "x" + " for x in y]" * n,
    "conditions": lambda n: "(x if y else " * n + "x" + ")" * n,
    "fields": lambda n: "f'{" + "(" * (n - 1) + "x" + ")" * (n - 1) + "}'",
    "formats": lambda n: "f'{x:" + "{x:" * (n - 1) + "}" * (n - 1) + "}'",
    "fstrings": lambda n: "f'''{" * (n // 2) + "x" + "}'''" * (n // 2),
    "commas between": lambda n: "(x, " * n + ")" * n,
    "never closed": lambda n: "(" * n,
}
CHAINS: dict[str, Code] = {
    "sum": lambda n: "x" + " + x" * n,
    "power": lambda n: "x" + " ** x" * n,
    "signs": lambda n: "-" * n + "x",
    "not": lambda n: "not " * n + "x",
    "and": lambda n: "x" + " and x" * n,
    "attributes": lambda n: "x" + ".y" * n,
    "methods": lambda n: "x" + ".y(a, b)" * n,
    "curried calls": lambda n: "x" + "()" * n,
    "curried subscripts": lambda n: "x" + "[0]" * n,
    "lambdas": lambda n: "lambda: " * n + "x",
    "lambdas with parameters": lambda n: "lambda a, b: " * n + "x",
    "lambdas in defaults": lambda n: "lambda a, b=" * n + "x" + ": 1" * n,
    "lambdas with stars": lambda n: "lambda *a, b=" * n + "x" + ": 1" * n,
    "conditional": lambda n: "x if y else " * n + "x",
    "comprehension": lambda n: "[x" + " for x in y" * n + "]",
    "strings": lambda n: "'a' " * n,
    "elif": lambda n: "if x: y\n" + "elif x: y\n" * n,
    "elif in a function": lambda n: "def f():\n    if x: y\n" + "    elif x: y\n" * n,
    "across lines": lambda n: "(\nx" + "\n+ x" * n + ")",
}
NOT_NESTED: dict[str, Code] = {
    "list": lambda n: "x = [" + "1, " * n + "]",
    "negative numbers": lambda n: "x = [" + "-1.5, " * n + "]",
    "pairs": lambda n: "x = [" + "(1, -2), " * n + "]",
    "dictionary": lambda n: "x = {" + "'a': b + c, " * n + "}",
    "arguments": lambda n: "f(" + "a=b.c, " * n + ")",
    "lambdas": lambda n: "x = [" + "lambda a, b: a + b, " * n + "]",
    "statements": lambda n: "x = a.b\n" * n,
    "one line": lambda n: "x = a.b; " * n,
    "ifs": lambda n: "if x: y\nelif x: y\n" * n,
    "ifs at several depths": lambda n: "if x:\n    if x: y\n    elif x: y\nelif x: y\n" * n,
    "texts": lambda n: "'''((((((('''\n" * n,
    "comments": lambda n: "# (((((((\n" * n,
    "assignments to case": lambda n: "case = f(g(h(1)))\n" * n,
}


def text(code: str) -> SourceText:
    return SourceText("m.py", code + "\n")


def refusal(code: str) -> str:
    with pytest.raises(SourceError) as caught:
        parse(text(code))
    return caught.value.message


@pytest.mark.parametrize("name", BRACKETS)
def test_brackets_in_brackets(name: str) -> None:
    check_cost(BRACKETS[name](MAX_BRACKETS if name != "fstrings" else 20))
    for levels in (MAX_BRACKETS + 2, 5_000, 100_000):
        expected = "`(` is never closed" if name == "never closed" else "more than 200 brackets"
        assert expected in refusal("import keras\n" + BRACKETS[name](2 * levels))


@pytest.mark.parametrize("name", ["parentheses", "calls", "fields"])
def test_as_many_brackets_as_python_takes_are_parsed(name: str) -> None:
    def parse_deep() -> None:
        assert parse(text(BRACKETS[name](MAX_BRACKETS - 1))).round_trips

    on_big_stack(parse_deep)


@pytest.mark.parametrize("name", CHAINS)
def test_long_chains(name: str) -> None:
    def parse_long() -> None:
        code = CHAINS[name](120)
        assert parse(text(code)).round_trips

    on_big_stack(parse_long)
    for levels in (MAX_DEPTH + 1, 30_000):
        assert "too deeply nested" in refusal(CHAINS[name](levels))


@pytest.mark.parametrize("name", NOT_NESTED)
def test_much_of_the_same_is_not_deep(name: str) -> None:
    check_cost(NOT_NESTED[name](3_000))


@pytest.mark.parametrize(
    "code",
    [
        "match x:\n    case " + "(" * 14 + "x y" + ")" * 14 + ": pass",
        "match x:\n    case " + "(" * 14 + "x" + ",)" * 14 + ": pass",
        "match x:\n    case " + "{1: " * 14 + "x" + "}" * 14 + ": pass",
        "del " + "(" * 30 + "x y" + ")" * 30,
        "if x: del " + "(" * 30 + "x for x in y" + ")" * 30,
        "x = [" + "1," * 499_000 + "]",
        "x\n" * 499_000,
        ("f(" * 60 + ")" * 60 + "\n") * 1_000,
    ],
    ids=["pattern", "tuple pattern", "dict pattern", "del", "del generator", "numbers", "lines", "depth everywhere"],
)
def test_what_would_take_minutes_is_refused(code: str) -> None:
    with pytest.raises(SourceError, match="would take too long to be parsed"):
        check_cost(code)


@pytest.mark.parametrize(
    "code",
    [
        "match x:\n"
        + "    case A(b=[(c, {'d': e})], *f) if g(h(i(j(k(l(m(n(o(p()))))))))): q(r(s(t(u(v(w())))))))\n" * 50,
        "del (a, (b, [c.d(e(f))[g(h)]]))\n" * 50,
        "x = f(g(h(i(j(k(l(m())))))))\n" * 500,
    ],
)
def test_written_code_is_not(code: str) -> None:
    check_cost(code)


def test_the_place_is_said() -> None:
    with pytest.raises(SourceError) as caught:
        check_cost("import keras\n\nx = (\n" + "(" * 300 + ")" * 301)
    assert (caught.value.line, caught.value.column) == (4, 200)


def test_an_open_bracket_far_above_is_the_cause() -> None:
    with pytest.raises(SourceError) as caught:
        check_cost("x = 1\ny = f(\n" + "a = b.c\nif a: return b\n" * 1_000)
    assert (caught.value.message, caught.value.line, caught.value.column) == ("`(` is never closed", 2, 6)


@given(st.text(alphabet="()[]{}:,;=.+-'\"\\#\n\r\t fxelidca", max_size=80))
def test_any_text_is_passed_or_refused(code: str) -> None:
    check_cost(code)  # so short a text is never too deep
