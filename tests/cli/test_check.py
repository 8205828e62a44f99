"""`keralint check`: exit codes, options, and where the output goes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

Run = Any  # the fixtures of conftest.py
Write = Any

CLEAN = "import keras\n"
BAD = "import keras\nx = KL101\n"


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        (CLEAN, [], 0),
        (BAD, [], 1),
        ("import keras  # KL203", [], 1),
        ("import keras  # KL901", [], 0),
        ("import keras  # KL901", ["--select", "ALL"], 0),
        (BAD, ["--exit-zero"], 0),
        (BAD, ["--ignore", "KL1"], 0),
        (BAD, ["--ignore", "return-sequences-missing"], 0),
        (BAD, ["--select", "KL203, KL9"], 0),
        (BAD, ["--select", "KL203", "--select", "KL101"], 1),
        (BAD, ["--select", "KL203,KL101"], 1),
        (BAD, ["--select", "KL203", "--extend-select", "KL101"], 1),
        (BAD, ["--no-cache", "--jobs", "2"], 1),
        ("import os  # KL101", [], 0),
        (CLEAN + "# CRASH", [], 2),
        (CLEAN + "# CRASH", ["--exit-zero"], 2),
        (BAD + "# INTERRUPT", [], 130),
    ],
)
def test_exit_code(keralint: Run, write: Write, text: str, options: list[str], code: int) -> None:
    write("a.py", text)
    assert keralint("check", "a.py", *options).code == code


def test_the_default_is_the_current_directory(keralint: Run, write: Write) -> None:
    write("a.py", CLEAN)
    write("b/c.py", BAD)
    outcome = keralint("check", "--output-format", "concise")
    assert outcome.out == (f"{Path('b/c.py')}:2:5: error KL101 for Keras 3: é😀 [batch]\nFound 1 error in 1 file\n")
    assert outcome.err == ""


def test_text(keralint: Run, write: Write) -> None:
    write("a.py", BAD)
    assert keralint("check", "a.py").out.splitlines() == [
        "error[KL101] return-sequences-missing: for Keras 3: é😀 [batch]",
        " --> a.py:2:5",
        "  |",
        "2 | x = KL101",
        "  |     ^^^^^",
        "  |",
        "",
        "Found 1 error in 1 file",
    ]


def test_colour_on_demand(keralint: Run, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write("a.py", BAD)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in keralint("check", "a.py").out
    assert "\x1b[" not in keralint("check", "a.py", "--output-format", "json").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in keralint("check", "a.py").out


class TestStandardInput:
    def test_it_has_a_name(self, keralint: Run) -> None:
        outcome = keralint("check", "--stdin-filename", "m.py", "--output-format", "json", "-", stdin=BAD.encode())
        assert outcome.code == 1
        assert json.loads(outcome.out)["diagnostics"][0]["path"] == "m.py"

    def test_it_needs_none(self, keralint: Run) -> None:
        outcome = keralint("check", "-", stdin=BAD.encode())
        assert " --> <stdin>:2:5" in outcome.out
        assert "2 | x = KL101" in outcome.out

    def test_the_configuration_is_looked_for_beside_the_name(self, keralint: Run, write: Write) -> None:
        write("lib/keralint.toml", 'ignore = ["KL101"]')
        assert keralint("check", "-", "--stdin-filename", "lib/m.py", stdin=BAD.encode()).code == 0
        assert keralint("check", "-", stdin=BAD.encode()).code == 1


class TestConfiguration:
    def test_a_file_is_found_and_the_command_line_overrides_it(self, keralint: Run, write: Write) -> None:
        write("keralint.toml", 'ignore = ["KL101"]\nkeras-version = "2"')
        write("lib/a.py", BAD + "# KL203")
        assert "warning KL203 for Keras 2" in keralint("check", "lib", "--output-format", "concise").out
        assert (
            "KL203 for Keras 3.10"
            in keralint("check", "lib", "--keras-version", "3.10", "--output-format", "concise").out
        )
        assert "KL101 for Keras 2" in keralint("check", "lib", "--select", "KL101", "--output-format", "concise").out
        assert "KL101 for Keras 3" in keralint("check", "lib", "--isolated", "--output-format", "concise").out

    def test_a_file_can_be_named(self, keralint: Run, write: Write) -> None:
        write("other.toml", 'ignore = ["KL101"]')
        write("a.py", BAD)
        assert keralint("check", "a.py", "--config", "other.toml").code == 0

    def test_exclude(self, keralint: Run, write: Write) -> None:
        write("keralint.toml", 'extend-exclude = ["old"]')
        write("old/a.py", BAD)
        write("a.py", CLEAN)
        assert keralint("check").code == 0


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["nope.py"], "nope.py: "),
        (["--select", "KL999"], "no rule `KL999`; "),
        (["--select", "return-sequence-missing"], "did you mean `return-sequences-missing`?"),
        (["--ignore", "negative-sizes"], "did you mean `negative-size`?"),
        (["--select", "kl101"], "did you mean `KL101`?"),
        (["--slect", "KL1"], "No such option"),
        (["--keras-version", "2.15"], 'Keras version "2.15" is not'),
        (["--output-format", "yaml"], "'yaml' is not one of"),
        (["--jobs", "0"], "0 is not in the range"),
        (["--isolated", "--config", "x"], "--isolated and --config exclude each other"),
        (["--config", "nope.toml"], "nope.toml: No such file"),
        (["-", "a.py"], "`-` stands for standard input"),
        (["--stdin-filename", "a.py"], "--stdin-filename goes with the path `-`"),
        (["--statistics", "--output-format", "json"], "--statistics is for people"),
        (["--output-file", "no/such/directory", "."], "cannot write no/such/directory: no such file or directory"),
    ],
)
def test_usage_errors_are_one_line(keralint: Run, args: list[str], message: str) -> None:
    outcome = keralint("check", *args)
    assert outcome.code == 2
    (line,) = [text for text in outcome.err.splitlines() if not text.startswith("keralint: warning: no Python files")]
    assert line.startswith("keralint: error: ")
    assert message in line


@pytest.mark.parametrize("selector", ["ALL", "KL", "KL5", "KL10", "KL00", "KL002", "syntax-error"])
def test_blocks_are_selectors_even_where_empty(keralint: Run, write: Write, selector: str) -> None:
    write("a.py", CLEAN)
    assert keralint("check", "--select", selector).code == 0


def test_an_unknown_rule_in_the_file_is_an_error_too(keralint: Run, write: Write) -> None:
    write("keralint.toml", 'select = ["KL999"]')
    outcome = keralint("check")
    assert (outcome.code, outcome.out) == (2, "")
    assert "no rule `KL999`" in outcome.err


def test_a_crash_is_one_line_and_the_other_files_are_checked(keralint: Run, write: Write) -> None:
    write("a.py", CLEAN + "# CRASH")
    write("b.py", BAD)
    outcome = keralint("check", "--output-format", "concise")
    assert outcome.code == 2
    assert "b.py:2:5: error KL101" in outcome.out
    (line,) = outcome.err.splitlines()
    assert line.startswith("keralint: error: a.py: internal error (ValueError: oops at ")


def test_nothing_to_check_is_said(keralint: Run) -> None:
    outcome = keralint("check")
    assert outcome.code == 0
    assert outcome.err == "keralint: warning: no Python files or notebooks found\n"


def test_statistics(keralint: Run, write: Write) -> None:
    write("a.py", BAD + BAD + "# KL203")
    assert keralint("check", "--statistics").out.splitlines() == [
        "2  error    KL101 return-sequences-missing",
        "1  warning  KL203 negative-size",
        "Found 2 errors, 1 warning in 1 file",
    ]


@pytest.mark.parametrize("output_format", ["text", "concise", "json"])
def test_output_file_has_what_stdout_would(keralint: Run, write: Write, tmp_path: Path, output_format: str) -> None:
    write("a.py", BAD)
    expected = keralint("check", "a.py", "--output-format", output_format)
    outcome = keralint("check", "a.py", "--output-format", output_format, "--output-file", "report")
    assert (outcome.code, outcome.out) == (1, "")
    assert (tmp_path / "report").read_text(encoding="utf-8") == expected.out


def test_json_is_utf8_and_not_marked_up(keralint: Run, write: Write) -> None:
    write("a.py", BAD)
    outcome = keralint("check", "a.py", "--output-format", "json")
    assert '"message": "for Keras 3: é😀 [batch]"' in outcome.out
    assert json.loads(outcome.out)["files"] == {"checked": 1, "skipped": 0, "layer_calls": 1, "layer_calls_known": 1}
