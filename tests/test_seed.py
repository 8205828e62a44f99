"""The programs of `fixtures/seed`: the command says of them what their comments say, and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from seed import CORRECT, MISTAKES, PROGRAMS, SEED, Program

ROOT = SEED.parents[1]


def keralint(*arguments: str) -> tuple[int, Any]:
    """The exit code and the JSON that a command prints, run as a user would."""
    command = [sys.executable, "-m", "keralint", *arguments, "fixtures/seed", "--output-format", "json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)


@pytest.fixture(scope="module")
def checked() -> tuple[int, Any]:
    return keralint("check")


@pytest.fixture(scope="module")
def inferred() -> dict[Path, Any]:
    code, answer = keralint("shapes")
    assert code == 0
    return {ROOT / file["path"]: file for file in answer["files"]}


def each(programs: list[Program]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("program", programs, ids=lambda program: program.name)


def test_there_are_programs_with_one_mistake_each() -> None:
    assert len(CORRECT) + len(MISTAKES) == len(PROGRAMS) > 20
    assert [program.name for program in MISTAKES if sum(map(len, program.findings.values())) != 1] == []


def test_programs_are_those_of_the_documents() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "extract_programs.py"), "--check"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout


def test_the_command_finds_mistakes(checked: tuple[int, Any]) -> None:
    code, answer = checked
    assert code == 1
    assert answer["files"]["checked"] == len(PROGRAMS)


@each(PROGRAMS)
def test_findings(program: Program, checked: tuple[int, Any]) -> None:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for one in checked[1]["diagnostics"]:
        if ROOT / one["path"] == program.path:
            found[one["line"]].append((one["severity"], one["name"]))
    assert dict(found) == program.findings


@each(PROGRAMS)
def test_shapes(program: Program, inferred: dict[Path, Any]) -> None:
    found: dict[int, list[tuple[Any, ...] | None]] = defaultdict(list)
    for tensor in inferred[program.path]["tensors"]:
        shape = tensor["shape"]
        found[tensor["line"]].append(None if shape is None else tuple(shape))
    after_errors = {line for line in program.findings if found.get(line) == [None]}
    assert {line: shapes for line, shapes in found.items() if line not in after_errors} == program.shapes


@each(CORRECT)
def test_nothing_is_unknown(program: Program, inferred: dict[Path, Any]) -> None:
    assert inferred[program.path]["unknown"] == []
