"""The version of Keras that a project's own requirements ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from keralint.config import load_settings
from keralint.config.requirements import required_keras


def asked(directory: Path, name: str, text: str) -> str | None:
    path = directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return required_keras(directory)


@pytest.mark.parametrize(
    ("line", "version"),
    [
        ("keras", "3"),
        ("keras>=3.4", "3"),
        ("keras>=3", "3"),
        ("Keras == 3.3.3", "3.3"),
        ("keras==3.4.*", "3.4"),
        ("keras==3.*", "3"),
        ("keras~=3.4", "3"),
        ("keras~=3.4.1", "3.4"),
        ("keras>=3.4,<3.8", "3.7"),
        ("keras<3.8,!=3.7.*", "3.6"),
        ("keras<3.5.1", "3.5"),
        ("keras<=3.5", "3.5"),
        ("keras>=3.1,<4  # a comment", "3"),
        ('keras==3.6.0 ; python_version >= "3.9"', "3.6"),
        ("keras[extra]==3.2", "3.2"),
        ("keras<3", "2"),
        ("keras==2.15.0", "2"),
        ("keras==2.3.1", "2"),
        ("keras @ git+https://github.com/keras-team/keras", "3"),
        ("tensorflow==2.15", "2"),
        ("tensorflow-cpu==2.15.1", "2"),
        ("tensorflow_gpu<2.16", "2"),
        ("tensorflow==1.15", "2"),
        ("tensorflow>=2.10", "3"),
        ("tensorflow==2.16.2", "3"),
        ("tensorflow~=2.15.0", "2"),
        ("tensorflow~=2.15", "3"),
        ("tf-keras", "2"),
        ("tf_keras>=2.16\ntensorflow>=2.16", "2"),
        ("tf-keras\nkeras>=3.4", "3"),
        ("tensorflow==2.15\nkeras", "2"),
        ("tensorflow==2.15\nkeras>=3.1", "3"),
        ("tensorflow>=2.16\nkeras<3", "2"),
        ("keras-tuner==1.4\ntensorflow-probability==0.20\nkeras_hub", None),
        ("numpy\n# keras==2.0", None),
        ("", None),
    ],
)
def test_requirements_in_lines(tmp_path: Path, line: str, version: str | None) -> None:
    assert asked(tmp_path, "requirements.txt", f"numpy>=1\n{line}\n") == version


@pytest.mark.parametrize(
    ("name", "text", "version"),
    [
        ("pyproject.toml", '[project]\ndependencies = ["numpy", "keras>=3.1,<3.4"]', "3.3"),
        ("pyproject.toml", '[project.optional-dependencies]\ntrain = ["tensorflow==2.12"]', "2"),
        ("pyproject.toml", '[dependency-groups]\ndev = ["keras==3.2", {include-group = "x"}]', "3.2"),
        ("pyproject.toml", '[tool.poetry.dependencies]\npython = "^3.9"\nkeras = "^2.11"', "2"),
        ("pyproject.toml", '[tool.poetry.dependencies]\nkeras = {version = "~3.5", extras = ["a"]}', "3.5"),
        ("pyproject.toml", '[tool.poetry.group.dev.dependencies]\nkeras = "3.6.0"', "3.6"),
        ("pyproject.toml", '[tool.poetry.dependencies]\ntensorflow = "*"', "3"),
        ("pyproject.toml", "keras = not toml", None),
        ("Pipfile", '[packages]\nkeras = "==3.2.1"', "3.2"),
        ("setup.cfg", "[options]\ninstall_requires =\n    numpy\n    keras==3.2.1\n", "3.2"),
        ("environment.yml", "dependencies:\n  - python=3.10\n  - tensorflow=2.10\n", "2"),
        ("requirements-dev.txt", "keras==3.2.1", "3.2"),
        ("requirements/base.txt", "keras==3.2.1", "3.2"),
        ("notes.txt", "keras==3.2.1", None),
    ],
)
def test_files(tmp_path: Path, name: str, text: str, version: str | None) -> None:
    assert asked(tmp_path, name, text) == version


def test_they_are_looked_for_up_to_the_root_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("keras==3.2", encoding="utf-8")
    inner = tmp_path / "project" / "package"
    inner.mkdir(parents=True)
    assert required_keras(inner) == "3.2"
    assert required_keras(inner / "model.py") == "3.2"
    (tmp_path / "project" / "setup.py").touch()
    assert required_keras(inner) is None


def test_the_configuration_comes_first(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("keras==3.2", encoding="utf-8")
    assert load_settings(tmp_path).keras_version == "3.2"
    assert load_settings(tmp_path, isolated=True).keras_version == "3"
    (tmp_path / "keralint.toml").write_text('keras-version = "3.5"', encoding="utf-8")
    assert load_settings(tmp_path).keras_version == "3.5"
    (tmp_path / "keralint.toml").write_text('select = ["KL1"]', encoding="utf-8")
    assert load_settings(tmp_path).keras_version == "3.2"
