"""The Keras that a project asks for in its own requirements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from keralint.config.toml import parse_toml

TEXT_FILES: Final = re.compile(r"requirements.*\.(txt|in)|setup\.cfg|environment\.ya?ml")
"""Files with one requirement a line, among other lines: a line that begins with the name of a package is one."""
TOML_FILES: Final = ("pyproject.toml", "Pipfile")
ROOT_MARKS: Final = (".git", "pyproject.toml", "setup.py", "setup.cfg", "Pipfile")
"""What only the topmost directory of a project has."""

TENSORFLOW: Final = frozenset(
    {"tensorflow", "tensorflow-cpu", "tensorflow-gpu", "tensorflow-macos", "tensorflow-intel"}
)
FIRST_WITH_KERAS_3: Final = (2, 16)
"""The release of TensorFlow whose `tf.keras` is Keras 3 (https://keras.io/getting_started/)."""
FIRST_KERAS_3: Final = (3, 0)
UNBOUNDED: Final = 1000
"""A minor release that nobody has made: where it is allowed, the newest is."""

_PACKAGE = r"(tensorflow(?:[-_](?:cpu|gpu|macos|intel))?|tf[-_.]keras|keras)"
_LINE = re.compile(
    rf"^[ \t\-\"']*{_PACKAGE}(?![\w.\-/])[ \t]*(?:\[[^\]\n]*\])?[ \t]*([^;#\"'\n]*)", re.IGNORECASE | re.MULTILINE
)
_CLAUSE = re.compile(r"(===|==|~=|>=|<=|!=|=|>|<|\^|~)?\s*v?(\d+(?:\.\d+)*)(\.\*)?")

Minor = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Requirement:
    """A package, and the versions of it that are wanted, as they are written."""

    package: str
    versions: str

    def allows(self, minor: Minor) -> bool:
        """Whether some release of this minor version is wanted."""
        clauses = _CLAUSE.findall(self.versions)
        return all(_allows(operator, version, star, minor) for operator, version, star in clauses)

    def newest(self, majors: Iterable[int]) -> Minor | None:
        """The newest minor version that is wanted, of these major ones."""
        minors = [(major, minor) for major in majors for minor in (*range(100), UNBOUNDED)]
        return max((minor for minor in minors if self.allows(minor)), default=None)


def required_keras(start: Path) -> str | None:
    """The version of Keras that the project around `start` asks for: `2`, `3` (any newer one too) or `3.N`.

    The newest of the versions that are wanted counts. `None` if the project does not say.
    """
    start = start.absolute()
    for directory in (start, *start.parents):
        version = keras_version(_requirements(directory)) if directory.is_dir() else None
        if version is not None:
            return version
        if any((directory / mark).exists() for mark in ROOT_MARKS):
            return None
    return None


def keras_version(requirements: Iterable[Requirement]) -> str | None:
    """The version of Keras that satisfies the requirements, the newest if several do."""
    by_package: dict[str, list[Requirement]] = {}
    for requirement in requirements:
        by_package.setdefault(requirement.package, []).append(requirement)
    keras = max(filter(None, (one.newest((2, 3)) for one in by_package.get("keras", ()))), default=None)
    other = None if _is_decided(by_package.get("keras", ())) else _by_tensorflow(by_package)
    if keras is None or other == "2":
        return other
    if keras < FIRST_KERAS_3:
        return "2"
    return "3" if keras[1] == UNBOUNDED else f"{keras[0]}.{keras[1]}"


def _is_decided(requirements: Iterable[Requirement]) -> bool:
    """Whether only one major version of Keras is wanted."""
    return any((one.newest((2,)) is None) != (one.newest((3,)) is None) for one in requirements)


def _by_tensorflow(by_package: Mapping[str, list[Requirement]]) -> str | None:
    if "tf-keras" in by_package and "keras" not in by_package:
        return "2"
    tensorflow = [one.newest((1, 2)) for package in TENSORFLOW for one in by_package.get(package, ())]
    newest = max(filter(None, tensorflow), default=None)
    if newest is None:
        return None
    return "3" if newest >= FIRST_WITH_KERAS_3 else "2"


def _allows(operator: str, version: str, star: str, minor: Minor) -> bool:
    """Whether a release of a minor version may satisfy a clause: `>=`, `3.4`."""
    parts = tuple(map(int, version.split(".")))
    wanted = (parts[0], parts[1] if len(parts) > 1 else 0)
    patch = any(parts[2:])
    whole = len(parts) == 1
    match operator:
        case ">" | ">=":
            return minor >= wanted
        case "<":
            return minor < wanted or (minor == wanted and patch)
        case "<=":
            return minor <= wanted
        case "!=":
            return not (star and (minor[0] == parts[0] if whole else minor == wanted))
        case "^":
            return minor >= wanted and minor[0] == parts[0]
        case "~=" | "~" if len(parts) <= (2 if operator == "~=" else 1):
            return minor >= wanted and minor[0] == parts[0]
        case "" | "=" if whole:
            return minor[0] == parts[0]
        case _:
            return minor[0] == parts[0] if star and whole else minor == wanted


# --- the files of a directory ----------------------------------------------------------------------------------------


def _requirements(directory: Path) -> Iterator[Requirement]:
    """What the files of one directory ask for. A file that cannot be read asks for nothing."""
    names = _names(directory)
    for name in names:
        if TEXT_FILES.fullmatch(name):
            yield from _lines(_text(directory / name))
        elif name in TOML_FILES:
            yield from _tables(_toml(_text(directory / name)))
    for name in _names(directory / "requirements") if "requirements" in names else ():
        if name.endswith((".txt", ".in")):
            yield from _lines(_text(directory / "requirements" / name))


def _names(directory: Path) -> list[str]:
    try:
        return sorted(path.name for path in directory.iterdir())
    except OSError:
        return []


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""


def _toml(text: str) -> Mapping[str, Any]:
    """The tables of a file that may well say nothing of Keras, and need not be parsed then."""
    if "keras" not in text and "tensorflow" not in text:
        return {}
    try:
        return parse_toml(text)
    except ValueError:
        return {}


def _lines(text: str) -> Iterator[Requirement]:
    for package, versions in _LINE.findall(text):
        yield Requirement(_normalized(package), versions.strip())


def _tables(data: Mapping[str, Any]) -> Iterator[Requirement]:
    """The dependencies in `pyproject.toml` (of the standard, and of Poetry) and `Pipfile`."""
    project, poetry = _table(data, "project"), _table(data, "tool", "poetry")
    groups = {**_table(project, "optional-dependencies"), **_table(data, "dependency-groups")}
    for texts in (project.get("dependencies"), *groups.values()):
        for text in texts if isinstance(texts, list) else ():
            if isinstance(text, str):
                yield from _lines(text)
    inner = [_table(poetry, "group", name, "dependencies") for name in _table(poetry, "group")]
    pipfile = [data.get("packages"), data.get("dev-packages")]
    for table in (poetry.get("dependencies"), poetry.get("dev-dependencies"), *inner, *pipfile):
        for name, wanted in table.items() if isinstance(table, dict) else ():
            versions = wanted.get("version", "") if isinstance(wanted, dict) else wanted
            if re.fullmatch(_PACKAGE, name, re.IGNORECASE) and isinstance(versions, str):
                yield Requirement(_normalized(name), versions)


def _table(data: Mapping[str, Any], *keys: str) -> Mapping[str, Any]:
    for key in keys:
        inner = data.get(key)
        data = inner if isinstance(inner, dict) else {}
    return data


def _normalized(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()
