"""Reading `keralint.toml` and the `[tool.keralint]` table of `pyproject.toml`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keralint.config.errors import ConfigError
from keralint.config.nearest import did_you_mean
from keralint.config.requirements import required_keras
from keralint.config.settings import Settings
from keralint.config.toml import parse_toml

OWN_FILE = "keralint.toml"
PROJECT_FILE = "pyproject.toml"
TABLE = "tool.keralint"


def load_settings(start: Path, *, config: Path | None = None, isolated: bool = False) -> Settings:
    """Return the settings for a run whose first path is `start`.

    They come from `config` when given, otherwise from the nearest configuration file at or above `start`; when
    `isolated`, from none. A version of Keras that no file sets is the one that the project's requirements ask for.
    Raises ConfigError, with one line for the user, when a file cannot be used.
    """
    if isolated:
        return Settings(isolated=True)
    path = config if config is not None else find_config(start)
    fields = {} if path is None else _read_fields(path)
    if "keras_version" not in fields and (required := required_keras(start)) is not None:
        fields["keras_version"] = required
    return _settings(fields, path)


def find_config(start: Path) -> Path | None:
    """Return the nearest configuration file, going up from `start` (a file or directory, which need not exist).

    In one directory `keralint.toml` comes before `pyproject.toml`, and the latter counts only with our table in it.
    """
    start = start.absolute()
    for directory in (start, *start.parents):
        own, project = directory / OWN_FILE, directory / PROJECT_FILE
        if own.is_file():
            return own
        if project.is_file() and _own_table(project) is not None:
            return project
    return None


def read_config(path: Path) -> Settings:
    """Return the settings that one configuration file describes; raises ConfigError."""
    return _settings(_read_fields(path), path)


def _settings(fields: dict[str, Any], path: Path | None) -> Settings:
    try:
        return Settings(**fields)
    except ConfigError as error:
        raise ConfigError(f"{_title(path)}: {error}" if path is not None else str(error)) from None


def _read_fields(path: Path) -> dict[str, Any]:
    values = _own_table(path) if path.name == PROJECT_FILE else _parse(path)
    try:
        return _fields(values or {}, path.absolute().parent)
    except ConfigError as error:
        raise ConfigError(f"{_title(path)}: {error}") from None


def _title(path: Path) -> str:
    return f"{path} [{TABLE}]" if path.name == PROJECT_FILE else str(path)


def _own_table(path: Path) -> Mapping[str, Any] | None:
    data = _read(path)
    if b"keralint" not in data:  # somebody else's file: do not parse it, nor complain about it
        return None
    table = _parse(path, data).get("tool")
    own = table.get("keralint") if isinstance(table, dict) else None
    if own is not None and not isinstance(own, dict):
        raise ConfigError(f"{path}: [{TABLE}] must be a table")
    return own


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from None


def _parse(path: Path, data: bytes | None = None) -> Mapping[str, Any]:
    try:
        return parse_toml((_read(path) if data is None else data).decode("utf-8"))
    except ValueError as error:  # TOMLDecodeError and UnicodeDecodeError are both one
        reason = str(error).replace("\n", " ")
        raise ConfigError(f"{path}: not valid TOML: {reason}") from None


@dataclass(frozen=True, slots=True)
class _Key:
    """How one key of the file becomes one field of the settings; `convert` raises ValueError with what is wanted."""

    field: str
    convert: Callable[[object, Path], object]


def _strings(value: object, _directory: Path) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError('a list of strings, such as ["KL1", "KL203"]')
    return tuple(value)


def _directories(value: object, directory: Path) -> tuple[str, ...]:
    return tuple(str(directory / item) for item in _strings(value, directory))


def _boolean(value: object, _directory: Path) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


def _version(value: object, _directory: Path) -> str:
    if not isinstance(value, str):  # a number would read 3.10 as 3.1
        raise ValueError('a string, such as "3.10"')
    return value


KEYS: Mapping[str, _Key] = {
    "select": _Key("select", _strings),
    "ignore": _Key("ignore", _strings),
    "extend-select": _Key("extend_select", _strings),
    "exclude": _Key("exclude", _strings),
    "extend-exclude": _Key("extend_exclude", _strings),
    "keras-version": _Key("keras_version", _version),
    "respect-gitignore": _Key("respect_gitignore", _boolean),
    "src": _Key("src", _directories),
}


def _fields(values: Mapping[str, Any], directory: Path) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in values.items():
        key = KEYS.get(name)
        if key is None:
            raise ConfigError(f"unknown key `{name}`{did_you_mean(name, KEYS)}")
        try:
            fields[key.field] = key.convert(value, directory)
        except ValueError as error:
            raise ConfigError(f"`{name}` must be {error}") from None
    return fields
