"""Which names the program has bound to which tensors and layers, so that messages can speak of its own variables."""

from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from keralint.interpreter.facts import Caller, Fact, LayerBound, NameResolved, Site, TensorBound
from keralint.semantics.layer import Layer
from keralint.semantics.models.graph import Place, place
from keralint.semantics.tensors import Tensor
from keralint.semantics.values import ApiReference

Callers = tuple[Caller, ...]
"""The calls that lead to a frame: they tell the variables of one call of a function from those of another."""


@dataclass(frozen=True, slots=True)
class Binding:
    """A name was given a value at a site."""

    name: str
    value: Tensor | Layer
    site: Site


def _key(value: Tensor | Layer) -> Place | Layer:
    return place(value) if isinstance(value, Tensor) else value


@dataclass(slots=True)
class Names:
    """The bindings up to the fact that is heard, frame by frame."""

    current: dict[tuple[Callers, str], Binding] = field(default_factory=dict)
    of_value: dict[Place | Layer, list[Binding]] = field(default_factory=dict)
    followed: dict[Binding, Binding] = field(default_factory=dict)
    """What a name was bound to next."""
    modules: dict[str, str] = field(default_factory=dict)
    """The imported modules and functions of the API by canonical path, and the name of each in the program."""

    def hear(self, fact: Fact) -> None:
        """Takes note of a fact that binds a name."""
        if isinstance(fact, TensorBound):
            self._bind(Binding(fact.name, fact.tensor, fact.site))
        elif isinstance(fact, LayerBound):
            self._bind(Binding(fact.name, fact.layer, fact.site))
        elif isinstance(fact, NameResolved) and isinstance(fact.site.node, cst.ImportAlias) and not fact.site.callers:
            self._import(fact.reference, fact.site.node)

    def _import(self, reference: ApiReference, alias: cst.ImportAlias) -> None:
        if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
            self.modules.setdefault(reference.canonical, alias.asname.name.value)
        elif isinstance(alias.name, cst.Name):
            self.modules.setdefault(reference.canonical, alias.name.value)
        elif reference.path.startswith("keras."):
            self.modules.setdefault("keras", "keras")

    def spelled(self, path: str) -> str | None:
        """How the program would write a canonical path, if what it imports leads there: `layers.Dense`."""
        prefix, rest = path, ""
        while prefix:
            if prefix in self.modules:
                return self.modules[prefix] + rest
            prefix, _, last = prefix.rpartition(".")
            rest = f".{last}{rest}"
        return None

    def _bind(self, binding: Binding) -> None:
        frame = (binding.site.callers, binding.name)
        before = self.current.get(frame)
        if before is not None:
            self.followed[before] = binding
        self.current[frame] = binding
        self.of_value.setdefault(_key(binding.value), []).append(binding)

    def variable(self, value: Tensor | Layer, frame: Callers | None = None) -> str | None:
        """A name that holds the value now; with `frame`, one of that frame."""
        for binding in reversed(self.of_value.get(_key(value), [])):
            here = frame is None or binding.site.callers == frame
            if here and self.current.get((binding.site.callers, binding.name)) == binding:
                return binding.name
        return None

    def overwritten(self, value: Tensor | Layer) -> tuple[Binding, Binding] | None:
        """A name that held the value, and what it was bound to after it."""
        for binding in reversed(self.of_value.get(_key(value), [])):
            if binding in self.followed:
                return binding, self.followed[binding]
        return None

    def before(self, binding_site: Site, name: str) -> Binding | None:
        """What a name held before it was bound at a site."""
        for earlier, later in self.followed.items():
            if later.site is binding_site and later.name == name:
                return earlier
        return None
