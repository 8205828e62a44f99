"""The hook, as pre-commit itself installs and runs it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# What the hook's environment is built from.
DISTRIBUTED = ("lint", "rules", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")

MISUSE = """\
from keras.layers import LSTM, Input

x = Input((10, 3))
x = LSTM(4)(x)
x = LSTM(4)(x)
"""
CORRECT = MISUSE.replace("LSTM(4)", "LSTM(4, return_sequences=True)", 1)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (shutil.which("git") and shutil.which("pre-commit")), reason="needs git and pre-commit"),
]


def git(*args: str, cwd: Path) -> None:
    identity = ("-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *args], cwd=cwd, check=True, capture_output=True)


def commit_all(directory: Path) -> None:
    git("init", "--quiet", cwd=directory)
    git("add", "--all", cwd=directory)
    git("commit", "--quiet", "--message", "test", cwd=directory)


@pytest.fixture(scope="module")
def hook_repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the project as it stands, committed or not."""
    repository = tmp_path_factory.mktemp("hook")
    for name in DISTRIBUTED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, repository / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, repository / name)
    commit_all(repository)
    return repository


@pytest.fixture(scope="module")
def hook_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home for the environments of all tests, so that the hook is installed once."""
    return tmp_path_factory.mktemp("home")


def try_repo(hook: Path, home: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    monkeypatch.setenv("PRE_COMMIT_HOME", str(home))
    monkeypatch.delenv("PYTHONPATH", raising=False)
    done = subprocess.run(
        ["pre-commit", "try-repo", str(hook), "keralint", "--all-files", "--verbose", "--color", "never"],
        cwd=project,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=600,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(("text", "refused"), [(MISUSE, True), (CORRECT, False)], ids=["misuse", "correct"])
def test_hook(
    hook_repository: Path, hook_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, refused: bool
) -> None:
    (tmp_path / "model.py").write_text(text, encoding="utf-8")
    commit_all(tmp_path)
    code, output = try_repo(hook_repository, hook_home, tmp_path, monkeypatch)
    if refused:
        assert code == 1, output
        assert "error[KL101] return-sequences-missing" in output
        assert " --> model.py:5:" in output
    else:
        assert code == 0, output
        assert "All checks passed (1 file)" in output
