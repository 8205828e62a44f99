"""What the database keeps of one object."""

from __future__ import annotations

import inspect
import re
from typing import Any

from keras_walk.attributes import from_elsewhere, instance_attributes
from keras_walk.keywords import deprecated_keywords, extra_keywords

KINDS = {kind: str(kind.name) for kind in inspect._ParameterKind}


def describe(value: Any, canonical: dict[int, str], bases: dict[str, type], keywords: list[str]) -> dict[str, Any]:
    """What the database keeps of one object.

    `k` its kind, `s` its signature or its constructor's, `d` whether its own documentation calls it deprecated; of a
    constant `v`, its value. Of a class `b` its public bases, `m` the methods that are its own, `a` other attributes;
    of a layer `l` and `c`, the signature of `call`. `x` are the keywords that `**kwargs` takes (none said: any), and
    `o` those of them that are deprecated, with what to use instead.
    """
    if inspect.isclass(value):
        return _describe_class(value, canonical, bases, keywords) | _deprecation(value)
    if callable(value):
        return {"k": "function", "s": signature_of(value, drop_self=False)} | _deprecation(value)
    constant = _constant(value)
    return {"k": "constant"} if constant == {} else {"k": "constant", "v": constant}


def _deprecation(value: Any) -> dict[str, int]:
    text = getattr(value, "__doc__", None)
    found = isinstance(text, str) and re.match(r"\s*(?:\S.*\n\s*)?(?:warning:\s*)?deprecated\b", text, re.IGNORECASE)
    return {"d": 1} if found else {}


def _describe_class(cls: Any, canonical: dict[int, str], bases: dict[str, type], keywords: list[str]) -> dict[str, Any]:
    entry: dict[str, Any] = {"k": "class", "s": signature_of(cls.__init__, drop_self=True)}
    parents = [canonical[id(owner)] for owner in cls.__mro__[1:] if id(owner) in canonical]
    if entry["s"] is not None and any(p[1] == "VAR_KEYWORD" for p in entry["s"]):
        extra = entry["x"] = extra_keywords(cls, keywords)
        deprecated = deprecated_keywords(cls, extra) if extra else {}
        if deprecated:
            entry["o"] = deprecated
    if "layer" in bases and issubclass(cls, bases["layer"]):
        entry["l"] = 1
        entry["c"] = signature_of(cls.call, drop_self=True)
    if parents:
        entry["b"] = parents
    inherited = {name for owner in cls.__mro__[1:] if id(owner) in canonical for name in dir(owner)}
    own = [
        n for n in sorted(dir(cls)) if not n.startswith("_") and callable(getattr(cls, n, None)) and _differs(cls, n)
    ]
    methods = {
        n: signature_of(getattr(cls, n), drop_self=not _is_static(cls, n))
        for n in own
        if n not in inherited or n in cls.__dict__
    }
    if methods:
        entry["m"] = methods
    attributes = (set(instance_attributes(cls)) | from_elsewhere(cls, canonical)) - set(methods)
    for owner in cls.__mro__[1:]:
        if id(owner) in canonical:
            attributes -= set(instance_attributes(owner))
            break
    if attributes:
        entry["a"] = sorted(attributes)
    return entry


def _differs(cls: type, name: str) -> bool:
    return not isinstance(inspect.getattr_static(cls, name), property)


def _is_static(cls: type, name: str) -> bool:
    return isinstance(inspect.getattr_static(cls, name), (staticmethod, classmethod))


def signature_of(function: Any, *, drop_self: bool) -> list[Any] | None:
    """Parameters as `[name, kind, default]`: no default for required ones, `{}` where it is no constant."""
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return None
    if drop_self:
        parameters = parameters[1:]
    return [_parameter(parameter) for parameter in parameters]


def _parameter(parameter: inspect.Parameter) -> list[Any]:
    kind = KINDS[parameter.kind]
    if parameter.default is inspect.Parameter.empty:
        return [parameter.name, kind]
    return [parameter.name, kind, _constant(parameter.default)]


def _constant(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float, str)):
        return value if value == value and value not in (float("inf"), float("-inf")) else {}
    if isinstance(value, (tuple, list)):
        items = [_constant(item) for item in value]
        return {} if any(item is None or item == {} for item in items) else items
    return {}
