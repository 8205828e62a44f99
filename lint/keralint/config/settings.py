"""The settings of one run, and which rules they select."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass, replace

from keralint.config.errors import ConfigError

# Directories that hold other people's code, or no source at all.
DEFAULT_EXCLUDE = (
    ".bzr",
    ".eggs",
    ".git",
    ".hg",
    ".ipynb_checkpoints",
    ".mypy_cache",
    ".nox",
    ".pytest_cache",
    ".ruff_cache",
    ".svn",
    ".tox",
    ".venv",
    "__pycache__",
    "__pypackages__",
    "build",
    "dist",
    "node_modules",
    "site-packages",
    "venv",
)

EVERYTHING = "ALL"
DEFAULT_SEVERITIES = frozenset({"error", "warning"})
# Errors of this block say that a file could not be checked at all: `--select KL101` must not hide that, `--ignore` may.
LINTER_BLOCK = "KL0"

_KERAS_VERSION = re.compile(r"2|3(\.\d+)?")

# How exactly a selector names a rule: the length of the matching prefix, NO_MATCH for none.
NO_MATCH = -1


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that the user can set: hashable and picklable, so that it can name a cache entry and go to a worker.

    `select`, `ignore` and `extend_select` hold rule codes (`KL101`), beginnings of codes (`KL1`), rule names
    (`return-sequences-missing`) or `ALL`; an empty `select` means every rule whose severity is error or warning, and
    what the linter says of its own work.
    `keras_version` is `2`, `3` (the newest Keras 3) or `3.N`. `src` holds the directories that the project's own
    imports start from. `isolated` says that no configuration file was read.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    keras_version: str = "3"
    exclude: tuple[str, ...] = DEFAULT_EXCLUDE
    extend_exclude: tuple[str, ...] = ()
    respect_gitignore: bool = True
    src: tuple[str, ...] = ()
    isolated: bool = False

    def __post_init__(self) -> None:
        if not _KERAS_VERSION.fullmatch(self.keras_version):
            raise ConfigError(f'Keras version "{self.keras_version}" is not "2", "3" or "3.N", such as "3.10"')

    @property
    def all_exclude(self) -> tuple[str, ...]:
        """Every pattern of paths to leave out."""
        return self.exclude + self.extend_exclude

    def selected(self, code: str, name: str, severity: enum.Enum) -> bool:
        """Whether a rule is on; `severity` is the rule's `Severity`.

        The selector that names the rule most exactly decides; between equals `ignore` wins.
        """
        wanted = max((exactness(one, code, name) for one in (*self.select, *self.extend_select)), default=NO_MATCH)
        if wanted == NO_MATCH and self._on_by_default(code, severity):
            wanted = 0
        refused = max((exactness(one, code, name) for one in self.ignore), default=NO_MATCH)
        return wanted > refused

    def _on_by_default(self, code: str, severity: enum.Enum) -> bool:
        own = code.startswith(LINTER_BLOCK)
        if own and severity.value == "error":
            return True
        return not self.select and (own or severity.value in DEFAULT_SEVERITIES)

    def with_selection(
        self, *, select: tuple[str, ...] = (), ignore: tuple[str, ...] = (), extend_select: tuple[str, ...] = ()
    ) -> Settings:
        """Return the settings under what the command line selects.

        A `select` starts over: the file's own selection no longer counts. `ignore` and `extend_select` add to what
        the file says, and an `extend_select` takes back the same selector from the file's `ignore`.
        """
        base = replace(self, select=select, ignore=(), extend_select=()) if select else self
        kept = tuple(one for one in base.ignore if one not in extend_select)
        return replace(base, ignore=kept + ignore, extend_select=base.extend_select + extend_select)


def exactness(selector: str, code: str, name: str) -> int:
    """How exactly `selector` names a rule: 0 for `ALL`, then the length of what matches, `NO_MATCH` if nothing does."""
    if selector == EVERYTHING:
        return 0
    if selector == name:
        return len(code)
    return len(selector) if selector and code.startswith(selector) else NO_MATCH
