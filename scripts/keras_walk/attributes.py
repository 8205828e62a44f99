"""The attributes of instances: those of the class, those that methods assign, those that come from elsewhere."""

from __future__ import annotations

import ast
import contextlib
import importlib
import inspect
import pathlib
import re

PROVIDERS = {"layer": "Layer", "trainer": "Model", "optimizer": "Optimizer"}
"""Modules of a backend, and the class of Keras's whose base they define."""


TORCH_MODULE = frozenset(
    "add_module apply bfloat16 buffers call_super_init children compile cpu cuda double dump_patches eval "
    "extra_repr float forward get_buffer get_extra_state get_parameter get_submodule half ipu load_state_dict "
    "modules mtia named_buffers named_children named_modules named_parameters parameters register_backward_hook "
    "register_buffer register_forward_hook register_forward_pre_hook register_full_backward_hook "
    "register_full_backward_pre_hook register_load_state_dict_post_hook register_load_state_dict_pre_hook "
    "register_module register_parameter register_state_dict_post_hook register_state_dict_pre_hook requires_grad_ "
    "set_extra_state set_submodule share_memory state_dict to to_empty train training type xpu zero_grad".split()
)
"""What `torch.nn.Module` has (https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html): a layer is one on
the PyTorch backend, which is not installed where this runs."""


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


def from_elsewhere(cls: type, canonical: dict[int, str]) -> set[str]:
    """Attributes that an instance gets from the other backends, from callbacks, or by being a functional model."""
    name = canonical.get(id(cls), "").rpartition(".")[2]
    package = importlib.import_module(cls.__module__.partition(".")[0])
    source = pathlib.Path(package.__file__ or "").parent / "src"
    found: set[str] = set()
    for module, provided in PROVIDERS.items():
        if name == provided:
            for path in sorted(source.glob(f"backend/*/{module}.py")):
                found |= _names_defined(path)
    if name == "Layer":
        found |= TORCH_MODULE if (source / "backend" / "torch").exists() else set()
    if name == "Model":
        for path in [*sorted((source / "callbacks").glob("*.py")), source / "callbacks.py"]:
            if path.exists():
                found |= set(re.findall(r"\bmodel\.([a-z]\w*) = ", path.read_text(encoding="utf-8")))
        for module in (f"{package.__name__}.src.models.functional", f"{package.__name__}.src.engine.functional"):
            with contextlib.suppress(ImportError):
                found |= set(instance_attributes(importlib.import_module(module).Functional))
    return found


def _names_defined(path: pathlib.Path) -> set[str]:
    """Public methods of the classes of a file, and what they assign to `self`."""
    text = path.read_text(encoding="utf-8")
    names = set(re.findall(r"self\.([a-z]\w*)\s*[=,:]", text))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef):
            names |= {item.name for item in node.body if isinstance(item, ast.FunctionDef)}
    return {name for name in names if not name.startswith("_")}
