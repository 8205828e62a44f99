"""Binding against Python's own: random signatures, random calls, and arguments of which only the stars are known."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keralint.keras_api.binding import (
    Bound,
    MissingArgument,
    MultipleValues,
    TooManyPositional,
    UnexpectedKeyword,
    bind,
    is_constant,
)
from keralint.keras_api.database import NOT_CONSTANT, Parameter, Signature, load

NAMES = "abcde"
KINDS = ["POSITIONAL_ONLY", "POSITIONAL_OR_KEYWORD", "VAR_POSITIONAL", "KEYWORD_ONLY", "VAR_KEYWORD"]


@st.composite
def signatures(draw: st.DrawFn) -> Signature:
    kinds = sorted(draw(st.lists(st.sampled_from(KINDS), max_size=5)), key=KINDS.index)
    kinds = [kind for kind, again in itertools.groupby(kinds) for kind in ([kind] if "VAR" in kind else list(again))]
    parameters, optional = [], False
    for name, kind in zip(NAMES, kinds, strict=False):
        required = "VAR" not in kind and draw(st.booleans())
        if kind in KINDS[:2]:
            optional = optional or not required
            required = required and not optional
        parameters.append(Parameter(name, kind, required, 0))
    return Signature(tuple(parameters))


KEYWORDS = st.dictionaries(st.sampled_from(NAMES + "xy"), st.integers(100, 109), max_size=4)
POSITIONAL = st.lists(st.integers(0, 9), max_size=5)


def header(signature: Signature) -> str:
    """The parameters as a `def` has them."""
    parts: list[str] = []
    kinds = [p.kind for p in signature.parameters]
    for place, p in enumerate(signature.parameters):
        star = {"VAR_POSITIONAL": "*", "VAR_KEYWORD": "**"}.get(p.kind, "")
        if p.kind == "KEYWORD_ONLY" and not {"VAR_POSITIONAL", "KEYWORD_ONLY"} & set(kinds[:place]):
            parts.append("*")
        parts.append(f"{star}{p.name}" if star or p.required else f"{p.name}=0")
        if p.kind == "POSITIONAL_ONLY" and "POSITIONAL_ONLY" not in kinds[place + 1 :]:
            parts.append("/")
    return ", ".join(parts)


def as_python_binds(signature: Signature, positional: list[int], keyword: dict[str, int]) -> dict[str, Any] | None:
    """What a real function is given. (`inspect` is wrong about positional-only parameters beside `**kwargs`.)"""
    scope: dict[str, Any] = {}
    exec(f"def function({header(signature)}): return locals()", scope)
    try:
        found: dict[str, Any] = scope["function"](*positional, **keyword)
    except TypeError:
        return None
    return found


def as_python_would_say(signature: Signature, bound: Bound[int]) -> dict[str, Any]:
    """All parameters with their values, those of the stars too."""
    named: dict[str, Any] = {}
    for parameter in signature.parameters:
        rest = {"VAR_POSITIONAL": bound.extra_positional, "VAR_KEYWORD": bound.extra_keyword}
        named[parameter.name] = rest.get(parameter.kind, bound.arguments.get(parameter.name, 0))
    return named


@settings(max_examples=1000)
@given(signatures(), POSITIONAL, KEYWORDS)
def test_as_python(signature: Signature, positional: list[int], keyword: dict[str, int]) -> None:
    expected = as_python_binds(signature, positional, keyword)
    found = bind(signature, positional, keyword)
    assert isinstance(found, Bound) is (expected is not None)
    if isinstance(found, Bound):
        assert as_python_would_say(signature, found) == expected


def fillings(star: bool, double_star: bool) -> Iterator[tuple[list[int], dict[str, int]]]:
    """What unknown arguments may hold."""
    names = [
        dict.fromkeys(chosen, 7) for n in range(3 if double_star else 1) for chosen in itertools.combinations(NAMES, n)
    ]
    for count in range(5 if star else 1):
        for keyword in names:
            yield [8] * count, keyword


@settings(max_examples=500)
@given(signatures(), POSITIONAL, KEYWORDS, st.booleans(), st.booleans())
def test_a_failure_is_told_only_if_it_is_certain(
    signature: Signature, positional: list[int], keyword: dict[str, int], star: bool, double_star: bool
) -> None:
    found = bind(signature, positional, keyword, star=star, double_star=double_star)
    for more, named in fillings(star, double_star):
        if named.keys() & keyword.keys():
            continue
        expected = as_python_binds(signature, [*positional, *more], {**keyword, **named})
        if expected is None:
            continue
        assert isinstance(found, Bound)
        for name, value in found.arguments.items():
            assert expected[name] == value


# --- by hand --------------------------------------------------------------------------------------------------------


def signature(text: str) -> Signature:
    parameters = inspect.signature(eval(f"lambda {text}: None")).parameters.values()
    return Signature(
        tuple(Parameter(p.name, p.kind.name, p.default is p.empty and "VAR" not in p.kind.name) for p in parameters)
    )


@pytest.mark.parametrize(
    ("parameters", "positional", "keyword", "expected"),
    [
        ("units, use_bias=True", [], {}, MissingArgument(("units",))),
        ("units, use_bias=True", [1, 2, 3], {}, TooManyPositional(2, 3)),
        ("units, use_bias=True", [1], {"units": 2}, MultipleValues("units")),
        ("units, use_bias=True", [1], {"use_bais": 2}, UnexpectedKeyword("use_bais", "use_bias")),
        ("units, use_bias=True", [1], {"zzz": 2}, UnexpectedKeyword("zzz", None)),
        ("a, /, **more", [1], {"a": 2}, Bound({"a": 1}, (), {"a": 2})),
        ("a, *rest, b", [1, 2, 3], {"b": 4}, Bound({"a": 1, "b": 4}, (2, 3), {})),
        ("*, a, b=0", [], {}, MissingArgument(("a",))),
    ],
)
def test_failures(parameters: str, positional: list[int], keyword: dict[str, int], expected: object) -> None:
    assert bind(signature(parameters), positional, keyword) == expected


@pytest.mark.parametrize(
    ("parameters", "star", "double_star", "certain"),
    [
        ("a", True, False, False),
        ("a", False, True, False),
        ("*, a", True, False, True),
        ("*, a", False, True, False),
        ("a, /", False, True, True),
        ("a, /", True, False, False),
    ],
)
def test_what_a_star_cannot_give_is_missing(parameters: str, star: bool, double_star: bool, certain: bool) -> None:
    found = bind(signature(parameters), [], {}, star=star, double_star=double_star)
    assert isinstance(found, MissingArgument) is certain


def test_the_keywords_of_double_star_parameters() -> None:
    plain = Signature(signature("units, **kwargs").parameters, frozenset({"name", "dtype"}))
    assert isinstance(bind(plain, [1], {"name": 2}), Bound)
    assert bind(plain, [1], {"nmae": 2}) == UnexpectedKeyword("nmae", "name")
    assert isinstance(bind(Signature(plain.parameters), [1], {"nmae": 2}), Bound)


class TestOtherReleases:
    def test_what_earlier_ones_took_is_a_failure_now(self) -> None:
        for version, right in (("3.3", "image"), ("3.4", "images"), ("3", "images")):
            resize = load(version).resolve("keras.ops.image.resize")
            assert resize is not None
            assert resize.signature is not None
            for name in ("image", "images"):
                bound = bind(resize.signature, [], {name: 1, "size": 2})
                assert isinstance(bound, Bound) is (name == right)

    def test_later_ones_may_take_more(self) -> None:
        now, later = (load(version).resolve("keras.layers.Dense") for version in ("3", "3.99"))
        assert now is not None
        assert later is not None
        assert now.signature is not None
        assert later.signature is not None
        assert bind(now.signature, [8], {"moe_experts": 2}) == UnexpectedKeyword("moe_experts", None)
        assert isinstance(bind(later.signature, [8], {"moe_experts": 2}), Bound)
        assert bind(later.signature, [8], {"use_bais": 2}) == UnexpectedKeyword("use_bais", "use_bias")
        assert bind(later.signature, [], {}) == MissingArgument(("units",))


def test_defaults() -> None:
    assert not is_constant(NOT_CONSTANT)
    assert is_constant(None)
    assert repr(NOT_CONSTANT) == "NOT_CONSTANT"
