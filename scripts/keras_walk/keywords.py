"""The keywords that constructors take by `**kwargs`, found by trying."""

from __future__ import annotations

import contextlib
import functools
import inspect
import io
import re
import sys
import warnings
from collections.abc import Iterator
from typing import Any

BOGUS = "bogus_keyword"


def all_keywords(tree: dict[str, Any]) -> list[str]:
    """Every name of a parameter that some constructor has or looks for among its keywords."""
    found: set[str] = set()
    for cls in {id(value): value for value in tree.values() if inspect.isclass(value)}.values():
        for owner in cls.__mro__[:-1]:
            init = owner.__dict__.get("__init__")
            with contextlib.suppress(TypeError, ValueError, OSError):
                found |= set(inspect.signature(init).parameters) if init is not None else set()
                found |= set(re.findall(r"[\"'](\w+)[\"']", inspect.getsource(init))) if init is not None else set()
    return sorted(name for name in found - {"self", "args", "kwargs"} if name.isidentifier())


def extra_keywords(cls: Any, candidates: list[str]) -> list[str] | None:
    """The keywords that a constructor's `**kwargs` takes, found by trying; `None` if it takes any."""
    if cls.__name__ == "Model":
        return None  # given inputs and outputs, it makes a functional model, and that ignores the rest
    named = {p.name for p in inspect.signature(cls.__init__).parameters.values() if p.kind.name != "VAR_KEYWORD"}
    for sample in _samples(cls):
        if _refusal(cls, sample, {}) is not None:
            continue
        refusal = _refusal(cls, sample, {BOGUS: None})
        if refusal is None:
            return None
        likely = [name for name in candidates if name not in named and name in _words(cls)]
        return [name for name in likely if not _refused(cls, sample, name, refusal)]
    return _keywords_read(cls)


@functools.cache
def _words(cls: type) -> frozenset[str]:
    """The words in the source of a class and its bases: a keyword that a constructor takes is one of them."""
    found: set[str] = set()
    for owner in cls.__mro__[:-1]:
        with contextlib.suppress(TypeError, OSError):
            found |= set(re.findall(r"\w+", inspect.getsource(owner)))
    return frozenset(found)


def deprecated_keywords(cls: Any, names: list[str]) -> dict[str, str]:
    """The keywords that a constructor takes but warns of, each with its successor, or empty text if it has none."""
    sample = next((sample for sample in _samples(cls) if _refusal(cls, sample, {}) is None), None)
    told = {name: _warning(cls, sample, name) for name in names} if sample is not None else {}
    successors = {name: re.search(r"[Uu]se `(\w+)` instead", text) for name, text in told.items() if text}
    return {name: found.group(1) if found else "" for name, found in successors.items()}


def _warning(cls: type, sample: tuple[Any, ...], name: str) -> str | None:
    """What a constructor says when it is given a keyword that it would rather not be."""
    for value in (None, 1):  # some look only whether it is there, others for a value
        with warnings.catch_warnings(record=True) as caught, contextlib.suppress(Exception):
            warnings.simplefilter("always")
            with contextlib.redirect_stdout(io.StringIO()):
                cls(*sample, **{name: value})
        for text in (str(one.message) for one in caught):
            if re.search(rf"\b{name}\b", text) and re.search("deprecated|no longer supported", text):
                return text
    return None


def _keywords_read(cls: type) -> list[str] | None:
    """For a class that cannot be tried, what its constructors look for, up to the one that refuses the rest."""
    accepted: set[str] = set()
    for owner in cls.__mro__[:-1]:
        init = owner.__dict__.get("__init__")
        if init is None:
            continue
        parameters = inspect.signature(init).parameters
        source = inspect.getsource(init)
        accepted |= {p.name for p in parameters.values() if p.kind.name in ("POSITIONAL_OR_KEYWORD", "KEYWORD_ONLY")}
        accepted |= set(re.findall(r"kwargs\.pop\(\s*[\"'](\w+)", source))
        accepted |= set(re.findall(r"[\"'](\w+)[\"'] in kwargs", source))
        accepted |= set(re.findall(r"^\s*[\"'](\w+)[\"'],?$", source, re.MULTILINE))
        refuses = "Unrecognized" in source or "not recognized" in source or "not understood" in source
        if refuses or not any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters.values()):
            return sorted(accepted - {"self"})
    return None


def _samples(cls: Any) -> Iterator[tuple[Any, ...]]:
    """Arguments with which a constructor may be content."""
    parameters = list(inspect.signature(cls.__init__).parameters.values())[1:]
    required = [p for p in parameters if p.default is p.empty and p.kind.name.startswith("POSITIONAL")]
    layers = sys.modules[cls.__module__.partition(".")[0]].layers
    made = (layers.LSTM(1), layers.LSTMCell(1), layers.Dense(1), layers.Conv2D(1, 1), [layers.LSTMCell(1)])
    for value in (1, 2, "a", (1, 2), 0.5, None, ["a"], len, *made):
        yield (value,) * len(required)
    yield from ((1,), ((1, 2),), (1, 2), ("ab->ac", 2), ("a.keras",), (["a"], [1.0]), (2, 2, "a"), ([1], [0.1, 0.2]))


def _refusal(cls: type, sample: tuple[Any, ...], keywords: dict[str, Any]) -> str | None:
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            cls(*sample, **keywords)
    except Exception as error:  # noqa: BLE001  # whatever a constructor raises is its refusal
        return f"{type(error).__name__}: {error}"
    return None


def _refused(cls: type, sample: tuple[Any, ...], name: str, refusal: str) -> bool:
    """Whether a keyword is refused for being unknown, as the bogus one is, and not for its value."""
    found = _refusal(cls, sample, {name: None})
    word = re.compile(rf"\b{name}\b")
    return found is not None and (word.sub(BOGUS, found) == word.sub(BOGUS, refusal) or "multiple values" in found)
