"""Comments by which a user silences findings, and which of them silence nothing.

- `# noqa`, and `# noqa: KL101, E501`, which other linters read too: their codes are none of our business
- `# keralint: ignore`, and `# keralint: ignore[KL101, return-sequences-missing]`
- `# keralint: ignore-file`, and `# keralint: ignore-file[KL1]`, anywhere in the file

A selector is a code, the beginning of one, or a name, as in the settings; but here case does not count.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from keralint.source.literals import comments
from keralint.source.text import LINE_END

_NOQA: Final = re.compile(
    r"#\s*noqa\b(?P<list>\s*:\s*(?P<selectors>[a-z][\w-]*(?:[,\s]+[a-z][\w-]*)*)?)?", re.IGNORECASE
)
_IGNORE: Final = re.compile(
    r"#\s*keralint:\s*ignore(?P<file>-file)?(?![\w-])(?P<list>\s*\[(?P<selectors>[^\]]*)\]?)?", re.IGNORECASE
)
_SELECTOR: Final = re.compile(r"[^,\s]+")
_OWN_CODE: Final = re.compile(r"kl\d*", re.IGNORECASE)

# The rule about comments that silence nothing can be silenced itself, but by its own selectors only.
_UNUSED_CODE: Final = "KL002"
_UNUSED_NAME: Final = "unused-suppression"


@dataclass(frozen=True, slots=True)
class Unused:
    """A comment that silences nothing, or the selectors in it that do; without selectors it is the whole comment."""

    line: int
    column: int
    end_column: int
    codes: tuple[str, ...]


@dataclass(slots=True)
class _Comment:
    """One comment: `selectors` is None for everything; `used` holds those that silenced something."""

    line: int
    column: int
    end_column: int
    selectors: tuple[str, ...] | None
    shared: bool
    """Whether it may be meant for another linter."""
    used: set[str | None] = field(default_factory=set)

    def covers(self, code: str, name: str) -> bool:
        if self.selectors is None:
            self.used.add(None)
            return True
        found = [selector for selector in self.selectors if _selects(selector, code, name)]
        self.used.update(found)
        return bool(found)

    def unused(self) -> Unused | None:
        if self.selectors is None:
            return None if self.shared or self.used else self._report(())
        own = [selector for selector in self.selectors if not self.shared or _OWN_CODE.fullmatch(selector)]
        idle = [selector for selector in own if selector not in self.used]
        idle = [selector for selector in idle if not _selects(selector, _UNUSED_CODE, _UNUSED_NAME)]
        if idle or not (self.shared or self.selectors):
            return self._report(tuple(idle))
        return None

    def silences_unused(self) -> bool:
        return any(_selects(selector, _UNUSED_CODE, _UNUSED_NAME) for selector in self.selectors or ())

    def _report(self, codes: tuple[str, ...]) -> Unused:
        return Unused(self.line, self.column, self.end_column, codes)


class Suppressions:
    """The comments of one text, and which of them were used."""

    def __init__(self, of_lines: Sequence[_Comment] = (), of_file: Sequence[_Comment] = ()) -> None:
        self._of_file = of_file
        self._of_lines: dict[int, list[_Comment]] = {}
        for comment in of_lines:
            self._of_lines.setdefault(comment.line, []).append(comment)

    def covers(self, code: str, name: str, line: int, end_line: int) -> bool:
        """Whether a finding from `line` to `end_line` is silenced: by a comment on either line, or for the file.

        All the comments that silence it count as used.
        """
        comments = [*self._of_file, *self._at(line), *(self._at(end_line) if end_line != line else ())]
        covering = [comment for comment in comments if comment.covers(code, name)]  # each is asked: it takes note
        return bool(covering)

    def unused(self) -> tuple[Unused, ...]:
        """What silenced none of the findings that `covers` was asked about, in the order of the text."""
        if any(comment.silences_unused() for comment in self._of_file):
            return ()
        comments = [comment for line in self._of_lines.values() for comment in line]
        found = [
            unused
            for comment in (*self._of_file, *comments)
            if (unused := comment.unused()) is not None
            and not any(other.silences_unused() for other in self._at(comment.line))
        ]
        return tuple(sorted(found, key=lambda unused: (unused.line, unused.column)))

    def _at(self, line: int) -> Sequence[_Comment]:
        return self._of_lines.get(line, ())


def suppressions(text: str) -> Suppressions:
    """The suppression comments in a text (in its comments: what a string says counts for nothing)."""
    if not _mentions(text):
        return Suppressions()
    of_lines: list[_Comment] = []
    of_file: list[_Comment] = []
    line_starts = [0, *(line_end.end() for line_end in LINE_END.finditer(text))]
    for comment, offset in comments(text):
        if _mentions(comment):
            line = bisect_right(line_starts, offset)
            for match in _matches(comment):
                column = offset - line_starts[line - 1] + 1
                whole_file = "file" in match.re.groupindex and match["file"] is not None
                (of_file if whole_file else of_lines).append(_comment(match, line, column))
    return Suppressions(of_lines, of_file)


def _mentions(text: str) -> bool:
    """Whether it is worth to look more closely."""
    lowered = text.lower()
    return "noqa" in lowered or "keralint:" in lowered


def _matches(comment: str) -> Iterator[re.Match[str]]:
    yield from _NOQA.finditer(comment)
    yield from _IGNORE.finditer(comment)


def _comment(match: re.Match[str], line: int, column: int) -> _Comment:
    selectors = None
    if match["list"] is not None and (match["selectors"] is not None or match.re is _IGNORE):
        selectors = tuple(_SELECTOR.findall(match["selectors"]))
    return _Comment(line, column + match.start(), column + match.end(), selectors, shared=match.re is _NOQA)


def _selects(selector: str, code: str, name: str) -> bool:
    selector = selector.lower()
    return selector == name or (selector.startswith("kl") and code.lower().startswith(selector))
