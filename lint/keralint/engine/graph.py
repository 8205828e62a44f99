"""Which modules of a project import which, by what is written in them: nothing is executed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from keralint.source.imports import Finder, Found
from keralint.source.outline import Imported, Outline, outline


@dataclass(slots=True)
class ImportGraph:
    """The modules by their paths, as far as they have been asked for.

    `is_foreign` tells of a name whether it is one of a library's that is not looked for among the project's modules.
    """

    finder: Finder
    read: Callable[[Found], bytes]
    is_foreign: Callable[[str], bool]
    _outlines: dict[str, Outline] = field(default_factory=dict)
    _next: dict[tuple[str, bool], tuple[Found, ...]] = field(default_factory=dict)
    _below: dict[str, dict[str, Found]] = field(default_factory=dict)
    _stirring: dict[str, bool] = field(default_factory=dict)
    _acting: dict[str, bool] = field(default_factory=dict)

    def outline(self, module: Found) -> Outline:
        """The outline of a module; a directory has no code."""
        if module.path not in self._outlines:
            self._outlines[module.path] = outline(self.read(module)) if module.is_file else Outline(quiet=True)
        return self._outlines[module.path]

    def imports(self, module: Found, other: Found) -> bool:
        """Whether a module imports another one, directly or not."""
        return other.path in self._reached(module)

    def acts(self, module: Found) -> bool:
        """Whether importing a module may do more than give names values, by what it does itself.

        Or by what others do that it imports on a condition, or that import it in turn: when, is not up to them alone.
        """
        if module.path not in self._acting:
            outline = self.outline(module)
            hooked = outline.derives and any(self.outline(one).hooks for one in self._reached(module).values())
            perhaps = any(map(self.stirs, self._imported(module, certain=False)))
            cyclic = self.imports(module, module) and self.stirs(module)
            self._acting[module.path] = not outline.quiet or hooked or perhaps or cyclic
        return self._acting[module.path]

    def stirs(self, module: Found) -> bool:
        """Whether a module, or one that it imports, directly or not, does more than give names values."""
        if module.path not in self._stirring:
            concerned = [self.outline(one) for one in (module, *self._reached(module).values())]
            hooked = any(one.hooks for one in concerned) and any(one.derives for one in concerned)
            self._stirring[module.path] = hooked or not all(one.quiet for one in concerned)
        return self._stirring[module.path]

    def first(self, module: Found, importer: Found) -> tuple[Found, ...]:
        """What is imported where one module imports another one, before that: the packages around it.

        Those that are around the first as well are being executed already.
        """
        packages = {package.path for package in self.finder.around(importer)}
        return tuple(package for package in self.finder.around(module) if package.path not in packages)

    def imported(self, module: Found) -> tuple[Found, ...]:
        """The modules that a module certainly imports itself."""
        return self._imported(module, certain=True)

    def _reached(self, module: Found) -> dict[str, Found]:
        """The modules that a module imports, directly or not."""
        if module.path not in self._below:
            reached: dict[str, Found] = {}
            stack = [module]
            while stack:
                current = stack.pop()
                for one in (*self._imported(current, certain=True), *self._imported(current, certain=False)):
                    if one.path not in reached:
                        reached[one.path] = one
                        stack.append(one)
            self._below[module.path] = reached
        return self._below[module.path]

    def _imported(self, module: Found, *, certain: bool) -> tuple[Found, ...]:
        """The modules that a module imports itself: those that it certainly does, or the others."""
        key = module.path, certain
        if key not in self._next:
            statements = [one for one in self.outline(module).imports if one.certain is certain]
            found = {one.path: one for statement in statements for one in self._of(module, statement)}
            self._next[key] = tuple(found.values())
        return self._next[key]

    def _of(self, module: Found, statement: Imported) -> Iterator[Found]:
        """The modules that an import statement names."""
        if not statement.dots and self.is_foreign(statement.module.partition(".")[0]):
            return
        if statement.dots:
            found = self.finder.relative(statement.module, statement.dots, module.path)
        else:
            found = self.finder.find(statement.module, module.path)
        if found is None or self.finder.is_library(found, module.path):
            return
        yield found
        for last in statement.names:
            below = self.finder.submodule(found, last)
            if below is not None:
                yield below
