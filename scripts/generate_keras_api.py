"""Writes the Keras API database from the installed packages.

    python scripts/generate_keras_api.py            # write the data of the installed releases
    python scripts/generate_keras_api.py --check    # say whether the data on disk is what would be written

Each flavour is walked in a process of its own, since Keras 3 and tf-keras do not share one well. Needs keras,
tensorflow and tf-keras in the interpreter that runs it.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import os
import pathlib
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

DATA = pathlib.Path(__file__).parent.parent / "lint" / "keralint" / "keras_api" / "data"
FLAVOURS = {"keras-3": "keras", "keras-2": "tf_keras"}
MAX_DEPTH = 4
REGISTRIES = ("activation", "loss", "metric", "optimizer", "initializer", "regularizer", "constraint")
KINDS = {kind: str(kind.name) for kind in inspect._ParameterKind}


# --- the public tree ------------------------------------------------------------------------------------------------


def public_tree(root: Any, name: str) -> dict[str, Any]:
    """Every public dotted path below a package, with its object; modules of private packages are not entered."""
    found: dict[str, Any] = {name: root}
    stack = [(name, root, 0)]
    package = root.__name__.partition(".")[0]
    while stack:
        path, module, depth = stack.pop()
        for member in sorted(dir(module)):
            if member.startswith("_") and member != "__version__":
                continue
            try:
                value = getattr(module, member)
            except Exception:  # noqa: BLE001, S112  # a lazily loaded member that cannot be loaded is not public
                continue
            dotted = f"{path}.{member}"
            if inspect.ismodule(value):
                own = value.__name__.partition(".")[0] in (package, "keras", "tf_keras")
                if own and member not in ("src", "api") and depth < MAX_DEPTH and _is_api(value):
                    found[dotted] = value
                    stack.append((dotted, value, depth + 1))
            else:
                found[dotted] = value
    return found


def _is_api(module: Any) -> bool:
    return ".src." not in f"{module.__name__}." or "._tf_keras." in module.__name__


def canonical_names(tree: dict[str, Any], root: str) -> dict[int, str]:
    """For each object the path that people should write: its own name, few dots, in `layers` rather than elsewhere."""
    names: dict[int, list[str]] = {}
    for path, value in tree.items():
        if not inspect.ismodule(value) and (inspect.isclass(value) or callable(value)):
            names.setdefault(id(value), []).append(path)

    def rank(path: str, value: Any) -> tuple[Any, ...]:
        own = getattr(value, "__name__", "")
        last = path.rpartition(".")[2]
        legacy = ".legacy" in path or ".backend." in path or ".api." in path
        return (last != own, legacy, path.count("."), not path.startswith(f"{root}.layers"), len(path), path)

    return {key: min(paths, key=lambda p: rank(p, tree[p])) for key, paths in names.items()}


# --- signatures -----------------------------------------------------------------------------------------------------


def signature_of(function: Any, *, drop_self: bool) -> list[Any] | None:
    """Parameters as `[name, kind, default]`; the default is left out for required ones, `{}` where it is no constant."""
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


def extra_keywords(cls: type) -> list[str] | None:
    """The keywords that `**kwargs` of a constructor takes, up to the constructor that refuses the rest."""
    accepted: set[str] = set()
    for owner in cls.__mro__:
        init = owner.__dict__.get("__init__")
        if init is None or owner is object:
            continue
        try:
            parameters = inspect.signature(init).parameters
            source = inspect.getsource(init)
        except (TypeError, ValueError, OSError):
            return None
        accepted |= {p.name for p in parameters.values() if p.kind.name in ("POSITIONAL_OR_KEYWORD", "KEYWORD_ONLY")}
        accepted |= set(re.findall(r"kwargs\.pop\(\s*[\"'](\w+)", source))
        accepted |= set(re.findall(r"[\"'](\w+)[\"'] in kwargs", source))
        accepted |= set(re.findall(r"^\s*[\"'](\w+)[\"'],?$", source, re.MULTILINE))
        refuses = "Unrecognized" in source or "not recognized" in source or "not understood" in source
        if refuses or not any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters.values()):
            break
    return sorted(accepted - {"self"})


def instance_attributes(cls: type) -> list[str]:
    """Public attributes: of the class, and those that a method assigns to `self`."""
    names = {name for name in dir(cls) if not name.startswith("_")}
    for owner in cls.__mro__[:-1]:
        try:
            source = inspect.getsource(owner)
        except (TypeError, OSError):
            continue
        names |= set(re.findall(r"self\.([a-z]\w*)\s*[=,:]", source))
    return sorted(names)


def describe(value: Any, canonical: dict[int, str], bases: dict[str, type]) -> dict[str, Any]:
    """What the database keeps of one object."""
    if inspect.isclass(value):
        return _describe_class(value, canonical, bases)
    if callable(value):
        return {"k": "function", "s": signature_of(value, drop_self=False)}
    constant = _constant(value)
    return {"k": "constant"} if constant == {} else {"k": "constant", "v": constant}


def _describe_class(cls: type, canonical: dict[int, str], bases: dict[str, type]) -> dict[str, Any]:
    entry: dict[str, Any] = {"k": "class", "s": signature_of(cls.__init__, drop_self=True)}
    parents = [canonical[id(owner)] for owner in cls.__mro__[1:] if id(owner) in canonical]
    base = next((bases[kind] for kind in bases if issubclass(cls, bases[kind])), None)
    if entry["s"] is not None and any(p[1] == "VAR_KEYWORD" for p in entry["s"]):
        entry["x"] = _verified_extra(cls, base)
    if "layer" in bases and issubclass(cls, bases["layer"]):
        entry["l"] = 1
        entry["c"] = signature_of(cls.call, drop_self=True)
    if parents:
        entry["b"] = parents
    inherited = {name for owner in cls.__mro__[1:] if id(owner) in canonical for name in dir(owner)}
    own = [n for n in sorted(dir(cls)) if not n.startswith("_") and callable(getattr(cls, n, None)) and _differs(cls, n)]
    methods = {n: signature_of(getattr(cls, n), drop_self=not _is_static(cls, n)) for n in own if n not in inherited or n in cls.__dict__}
    if methods:
        entry["m"] = methods
    attributes = set(instance_attributes(cls)) - set(methods)
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


def _verified_extra(cls: type, base: type | None) -> list[str] | None:
    """The extra keywords, if a bogus one is really refused; `None` where the class takes any."""
    extra = extra_keywords(cls)
    required = [p for p in list(inspect.signature(cls.__init__).parameters.values())[1:] if p.default is p.empty]
    required = [p for p in required if p.kind.name in ("POSITIONAL_OR_KEYWORD", "POSITIONAL_ONLY")]
    for sample in (1, "a", (1, 2), None):
        try:
            cls(*[sample] * len(required))
        except Exception:  # noqa: BLE001, S112  # it needs something else: try the next
            continue
        try:
            cls(*[sample] * len(required), bogus_keyword=1)
        except Exception:  # noqa: BLE001
            return extra
        return None
    return extra if base is not None else None


# --- what Keras resolves by name, and what refuses its tensors ------------------------------------------------------


def identifiers(keras: Any) -> dict[str, list[str]]:
    """The strings that `keras.activations.get` and its like accept."""
    plural = {"loss": "losses"}
    found: dict[str, list[str]] = {}
    for kind in REGISTRIES:
        module = getattr(keras, plural.get(kind, f"{kind}s"))
        candidates: set[str] = set()
        for name in dir(module):
            if not name.startswith("_"):
                candidates |= {name, name.lower(), re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()}
        source = importlib.import_module(module.get.__module__)
        for table in ("ALL_OBJECTS_DICT", "ALL_OBJECTS"):
            candidates |= {key for key in getattr(source, table, {}) if isinstance(key, str)}
        candidates |= {"mse", "mae", "mape", "msle", "cosine_similarity", "acc", "accuracy", "ce", "crossentropy", "kld"}
        found[kind] = sorted(name for name in candidates if _gets(module.get, name))
    return found


def _gets(get: Callable[[str], Any], name: str) -> bool:
    try:
        return callable(get(name)) or get(name) is not None
    except Exception:  # noqa: BLE001  # not an identifier
        return False


def refusing_functions(keras: Any) -> list[str]:
    """Functions of TensorFlow and NumPy that raise Keras's own error when given a symbolic tensor."""
    import numpy
    import tensorflow

    tensor = keras.Input((4, 4))
    refused = [
        f"{name}"
        for root, module in (("numpy", numpy), ("tensorflow", tensorflow))
        for name, function in _functions(module, root)
        if _refuses(function, tensor)
    ]
    return sorted(set(refused))


def _functions(module: Any, root: str, depth: int = 0) -> Iterator[tuple[str, Any]]:
    skipped = {"keras", "compat", "raw_ops", "distribute", "data", "io", "saved_model", "train", "summary", "lite", "tpu", "autograph", "profiler", "mlir", "config", "experimental", "test", "testing", "core", "lib", "f2py", "distutils", "ma", "ctypeslib", "polynomial", "emath", "rec", "char", "strings_", "typing", "dtypes", "debugging", "sysconfig", "types", "version", "bitwise_", "feature_column", "estimator", "initializers", "losses", "metrics", "optimizers", "queue", "lookup", "nest", "internal", "xla", "quantization_", "audio_", "exceptions"}
    for name in sorted(dir(module)):
        if name.startswith("_") or name in skipped:
            continue
        value = getattr(module, name, None)
        if inspect.ismodule(value) and depth < 1 and value.__name__.startswith(("tensorflow", "numpy", "keras._tf")):
            yield from _functions(value, f"{root}.{name}", depth + 1)
        elif callable(value) and not inspect.isclass(value) and name not in ("print", "save", "savetxt", "savez", "savez_compressed", "fromfile", "loadtxt", "genfromtxt", "load", "test", "info", "function", "while_loop"):
            yield f"{root}.{name}", value


def _refuses(function: Any, tensor: Any) -> bool:
    for arguments in ((tensor,), ([tensor, tensor],), (tensor, tensor), (tensor, 1), (tensor, (1, 4)), ([tensor, tensor], 1), (tensor, tensor, tensor)):
        try:
            function(*arguments)
        except Exception as error:  # noqa: BLE001  # only Keras's own error counts
            text = str(error)
            if "KerasTensor cannot be used as input to a TensorFlow function" in text or "KerasTensor is symbolic" in text:
                return True
    return False


# --- a flavour ------------------------------------------------------------------------------------------------------


def generate(flavour: str) -> dict[str, Any]:
    """The data of the flavour that is installed here."""
    root = FLAVOURS[flavour]
    keras = importlib.import_module(root)
    tree = {path.replace(root, "keras", 1): value for path, value in public_tree(keras, root).items()}
    canonical = canonical_names(tree, "keras")
    bases = {"layer": keras.layers.Layer, "optimizer": keras.optimizers.Optimizer, "loss": keras.losses.Loss,
             "metric": keras.metrics.Metric, "callback": keras.callbacks.Callback}
    symbols: dict[str, Any] = {}
    aliases: dict[str, str] = {}
    for path, value in sorted(tree.items()):
        if inspect.ismodule(value):
            symbols[path] = {"k": "module"}
            continue
        name = canonical.get(id(value), path)
        if name != path:
            aliases[path] = name
        else:
            symbols[path] = describe(value, canonical, bases)
    version = getattr(keras, "__version__", None) or keras.version()
    data = {"version": version, "symbols": symbols, "aliases": aliases, "identifiers": identifiers(keras)}
    data |= private_names(canonical, tree)
    if flavour == "keras-3":
        data |= tensorflow_tree(tree, canonical, bases)
        data["refuses"] = refusing_functions(keras)
    return data


def private_names(canonical: dict[int, str], tree: dict[str, Any]) -> dict[str, Any]:
    """Where objects are defined (`keras.src.layers.rnn.lstm.LSTM`), as aliases."""
    private: dict[str, str] = {}
    for path in sorted(set(canonical.values())):
        value = tree[path]
        module, name = getattr(value, "__module__", None), getattr(value, "__name__", None)
        if isinstance(module, str) and name and module.startswith(("keras.src", "tf_keras.src")):
            private[f"{module.replace('tf_keras', 'keras', 1)}.{name}"] = path
    return {"private": private}


def tensorflow_tree(tree: dict[str, Any], canonical: dict[int, str], bases: dict[str, type]) -> dict[str, Any]:
    """How `tf.keras` differs from `keras`: paths that it has more, and those that it lacks."""
    import tensorflow

    other = public_tree(tensorflow.keras, "tensorflow.keras")
    added: dict[str, Any] = {}
    for path, value in sorted(other.items()):
        plain = path.replace("tensorflow.keras", "keras", 1)
        if plain in tree:
            continue
        if inspect.ismodule(value):
            added[plain] = {"k": "module"}
        else:
            added[plain] = canonical.get(id(value)) or describe(value, canonical, bases)
    removed = sorted(set(tree) - {path.replace("tensorflow.keras", "keras", 1) for path in other})
    return {"tf_added": added, "tf_removed": removed}


def render(data: dict[str, Any]) -> str:
    """Compact and diffable: one name a line."""
    lines = ["{"]
    for index, (key, value) in enumerate(data.items()):
        comma = "," if index < len(data) - 1 else ""
        if isinstance(value, dict) and value:
            lines.append(f"{json.dumps(key)}: {{")
            items = [f"{json.dumps(k)}:{json.dumps(v, separators=(',', ':'))}" for k, v in value.items()]
            lines.append(",\n".join(items))
            lines.append(f"}}{comma}")
        else:
            lines.append(f"{json.dumps(key)}: {json.dumps(value, separators=(',', ':'))}{comma}")
    return "\n".join([*lines, "}", ""])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the data differ")
    parser.add_argument("--flavour", choices=sorted(FLAVOURS), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.flavour:
        sys.stdout.write(render(generate(arguments.flavour)))
        return 0
    drifted = 0
    for flavour in FLAVOURS:
        environment = {**os.environ, "KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
        command = [sys.executable, __file__, "--flavour", flavour]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        if done.returncode:
            sys.stderr.write(done.stderr)
            return 2
        text = done.stdout[done.stdout.index('{\n"version"') :]
        path = DATA / f"{flavour}.json"
        if arguments.check:
            same = path.exists() and path.read_text(encoding="utf-8") == text
            drifted += not same
            print(f"{path.name}: {'up to date' if same else 'differs from the installed release'}")
        else:
            DATA.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"{path.name}: {len(text):,} bytes, {text.count(chr(10)):,} lines")
    return 1 if drifted else 0


if __name__ == "__main__":
    sys.exit(main())
