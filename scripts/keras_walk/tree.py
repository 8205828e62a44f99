"""The public names of a package, and the one by which each object should be called."""

from __future__ import annotations

import inspect
from typing import Any

MAX_DEPTH = 4
"""Modules inside each other: no public path is longer."""


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
            except Exception:  # noqa: BLE001  # a lazily loaded member that cannot be loaded is not public
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


def private_names(canonical: dict[int, str], tree: dict[str, Any]) -> dict[str, str]:
    """Where objects are defined (`keras.src.layers.rnn.lstm.LSTM`), as aliases."""
    private: dict[str, str] = {}
    for path in sorted(set(canonical.values())):
        value = tree[path]
        module, name = getattr(value, "__module__", None), getattr(value, "__name__", None)
        if isinstance(module, str) and name and module.startswith(("keras.src", "tf_keras.src")):
            private[f"{module.replace('tf_keras', 'keras', 1)}.{name}"] = path
    return private
