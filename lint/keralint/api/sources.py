"""The texts that a report may point into: that of the file, and those of the modules that it imports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import libcst as cst

from keralint.source.parsing import Module
from keralint.source.positions import Positions
from keralint.source.text import LINE_END


@dataclass(eq=False, slots=True)
class Source:
    """One text; positions are only computed when a rule has something to say."""

    module: Module
    _lines: list[str] | None = None

    @property
    def path(self) -> str:
        return self.module.source.path

    @property
    def positions(self) -> Positions:
        return self.module.positions

    @property
    def round_trips(self) -> bool:
        """Whether an edit of it is safe."""
        return self.module.round_trips

    def line(self, number: int) -> str:
        if self._lines is None:
            self._lines = LINE_END.split(self.module.source.text)
        return self._lines[number - 1] if 0 < number <= len(self._lines) else ""


@dataclass(slots=True)
class Sources:
    """The texts by their modules; `None` stands for the file that is checked."""

    root: Module
    _known: dict[Module, Source] = field(default_factory=dict)

    def of(self, module: Module | None) -> Source:
        """The text of a module."""
        module = module or self.root
        if module not in self._known:
            self._known[module] = Source(module)
        return self._known[module]

    def known(self) -> Iterator[Source]:
        """The texts that have been asked for."""
        yield from self._known.values()

    def holding(self, node: cst.CSTNode, first: Module | None) -> Source:
        """The text that a node is in, which is looked for in `first`, then in those asked for so far."""
        candidates = dict.fromkeys((self.of(first), self.of(None), *self._known.values()))
        return next((one for one in candidates if one.positions.has(node)), self.of(first))
