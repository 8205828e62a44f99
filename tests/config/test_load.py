"""Which file is found, and what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from keralint.config import ConfigError, Settings, find_config, load_settings


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_every_key(tmp_path: Path) -> None:
    write(
        tmp_path / "pyproject.toml",
        """
        [tool.keralint]
        select = ["KL1"]
        ignore = ["KL102"]
        extend-select = ["KL9"]
        exclude = ["old"]
        extend-exclude = ["generated/*.py"]
        keras-version = "3.10"
        respect-gitignore = false
        src = ["lib"]
        """,
    )
    assert load_settings(tmp_path) == Settings(
        select=("KL1",),
        ignore=("KL102",),
        extend_select=("KL9",),
        exclude=("old",),
        extend_exclude=("generated/*.py",),
        keras_version="3.10",
        respect_gitignore=False,
        src=(str(tmp_path / "lib"),),
    )


def test_own_file_has_no_table(tmp_path: Path) -> None:
    write(tmp_path / "keralint.toml", 'keras-version = "2"')
    assert load_settings(tmp_path).keras_version == "2"


def test_the_nearest_file_upward_counts(tmp_path: Path) -> None:
    outer = write(tmp_path / "keralint.toml", "")
    inner = write(tmp_path / "a" / "pyproject.toml", "[tool.keralint]")
    assert find_config(tmp_path / "a" / "b" / "c.py") == inner
    assert find_config(tmp_path / "x.py") == outer


def test_own_file_comes_before_the_projects(tmp_path: Path) -> None:
    own = write(tmp_path / "keralint.toml", "")
    write(tmp_path / "pyproject.toml", "[tool.keralint]")
    assert find_config(tmp_path) == own


@pytest.mark.parametrize("text", ["[project]", "not TOML = = =", "[tool.ruff]\n# keralint, one day"])
def test_a_project_file_without_our_table_is_passed_over(tmp_path: Path, text: str) -> None:
    outer = write(tmp_path / "keralint.toml", "")
    write(tmp_path / "a" / "pyproject.toml", text)
    assert find_config(tmp_path / "a") == outer


def test_isolated_reads_nothing(tmp_path: Path) -> None:
    write(tmp_path / "keralint.toml", "not TOML = = =")
    assert load_settings(tmp_path, isolated=True) == Settings(isolated=True)


def test_a_file_that_is_named_is_the_only_one(tmp_path: Path) -> None:
    write(tmp_path / "keralint.toml", 'keras-version = "2"')
    named = write(tmp_path / "other.toml", 'select = ["KL2"]')
    assert load_settings(tmp_path, config=named) == Settings(select=("KL2",))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('selct = ["KL1"]', "unknown key `selct`; did you mean `select`?"),
        ("zzzzzz = 1", "unknown key `zzzzzz`"),
        ('select = "KL1"', '`select` must be a list of strings, such as ["KL1", "KL203"]'),
        ("ignore = [1]", '`ignore` must be a list of strings, such as ["KL1", "KL203"]'),
        ("keras-version = 3.10", '`keras-version` must be a string, such as "3.10"'),
        ('keras-version = "2.15"', 'Keras version "2.15" is not "2", "3" or "3.N", such as "3.10"'),
        ("respect-gitignore = 1", "`respect-gitignore` must be true or false"),
    ],
)
def test_what_is_wrong_is_one_line_with_the_file(tmp_path: Path, text: str, message: str) -> None:
    own = write(tmp_path / "keralint.toml", text)
    with pytest.raises(ConfigError) as caught:
        load_settings(tmp_path)
    assert str(caught.value) == f"{own}: {message}"


@pytest.mark.parametrize("data", [b"select = [", b'a = "\xff"'])
def test_broken_toml_is_one_line(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "keralint.toml").write_bytes(data)
    with pytest.raises(ConfigError, match=r"keralint\.toml: not valid TOML: ") as caught:
        load_settings(tmp_path)
    assert "\n" not in str(caught.value)


def test_the_table_must_be_one(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", "[tool]\nkeralint = 1")
    with pytest.raises(ConfigError, match=r"\[tool.keralint\] must be a table"):
        load_settings(tmp_path)


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nope\.toml: No such file"):
        load_settings(tmp_path, config=tmp_path / "nope.toml")
