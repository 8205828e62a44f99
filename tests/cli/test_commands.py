"""The smaller commands, and what they share."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from keralint import __version__

Run = Any  # the fixtures of conftest.py
Write = Any


class TestShapes:
    def test_text(self, keralint: Run, write: Write) -> None:
        write("a.py", "x = keras.f()\n")
        outcome = keralint("shapes", "a.py")
        assert outcome.code == 0
        assert outcome.out.splitlines()[:2] == ["a.py", "x = keras.f()  # x: (None, 3) float32, ?: `f` is not known"]

    def test_json(self, keralint: Run) -> None:
        outcome = keralint("shapes", "-", "--output-format", "json", stdin=b"import keras")
        (file,) = json.loads(outcome.out)["files"]
        assert file["path"] == "<stdin>"
        assert file["tensors"][0]["shape"] == [None, 3]

    def test_findings_are_not_its_business(self, keralint: Run, write: Write) -> None:
        write("a.py", "import keras  # KL101")
        outcome = keralint("shapes", "a.py")
        assert (outcome.code, outcome.err) == (0, "")

    def test_what_kept_it_from_reading_a_file_is(self, keralint: Run, write: Write) -> None:
        write("a.py", "import keras  # KL001")
        outcome = keralint("shapes", "a.py")
        assert outcome.code == 0
        assert outcome.err == "a.py:1:17: error KL001 for Keras 3: é😀 [batch]\n"

    def test_a_missing_path(self, keralint: Run) -> None:
        assert keralint("shapes", "nope.py").code == 2


class TestExplain:
    @pytest.mark.parametrize("rule", ["KL101", "return-sequences-missing", "kl101"])
    def test_by_code_and_by_name(self, keralint: Run, rule: str) -> None:
        outcome = keralint("explain", rule)
        assert outcome.code == 0
        assert outcome.out.splitlines() == [
            "KL101 return-sequences-missing (error)",
            "",
            "A layer that needs a sequence is fed one step.",
            "",
            "The input is [batch], not :smile:.",
            "",
            "keralint can fix this.",
        ]

    def test_the_linters_own(self, keralint: Run) -> None:
        outcome = keralint("explain", "unused-suppression")
        assert outcome.out.startswith("KL002 unused-suppression (warning)\n\nA comment suppresses a diagnostic")

    def test_rules_that_cannot_be_loaded(self, keralint: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse() -> None:
            raise ImportError("No module named 'their_rules'")

        monkeypatch.setattr(sys.modules["keralint.api.registry"], "load_rules", refuse)
        outcome = keralint("explain", "KL101")
        assert outcome.code == 2
        assert outcome.err == "keralint: error: the installed rules cannot be loaded: No module named 'their_rules'\n"

    def test_off_by_default(self, keralint: Run) -> None:
        assert keralint("explain", "KL901").out.endswith("Off by default: --extend-select KL901 turns it on.\n")

    @pytest.mark.parametrize(
        ("rule", "message"), [("KL1O1", "did you mean `KL101`?"), ("zzz", "`keralint rules` lists")]
    )
    def test_unknown(self, keralint: Run, rule: str, message: str) -> None:
        outcome = keralint("explain", rule)
        assert (outcome.code, outcome.out) == (2, "")
        assert outcome.err.startswith(f"keralint: error: no rule `{rule}`")
        assert message in outcome.err


class TestRules:
    def test_text_is_a_table_in_the_order_of_codes(self, keralint: Run) -> None:
        assert keralint("rules").out.splitlines() == [
            "KL001  syntax-error              error    A layer that needs a sequence is fed one step.",
            "KL002  unused-suppression        warning  A comment suppresses a diagnostic that is not there.",
            "KL101  return-sequences-missing  error    A layer that needs a sequence is fed one step.",
            "KL203  negative-size             warning  A layer that needs a sequence is fed one step.",
            "KL901  redundant-layer           info     A layer that needs a sequence is fed one step.",
        ]

    def test_json(self, keralint: Run) -> None:
        document = json.loads(keralint("rules", "--output-format", "json").out)
        assert document["schema"] == 1
        assert document["rules"][2] == {
            "code": "KL101",
            "name": "return-sequences-missing",
            "severity": "error",
            "summary": "A layer that needs a sequence is fed one step.",
            "fixable": True,
            "default": True,
        }


def test_version(keralint: Run) -> None:
    assert keralint("--version").out == f"keralint {__version__}\n"


@pytest.mark.parametrize("command", ["check", "shapes", "explain", "rules"])
def test_help(keralint: Run, command: str) -> None:
    outcome = keralint(command, "--help")
    assert outcome.code == 0
    assert outcome.out.startswith(f"Usage: keralint {command} ")
    assert f"  {command} " in keralint("--help").out


def test_unknown_commands(keralint: Run) -> None:
    outcome = keralint("chek")
    assert (outcome.code, outcome.err) == (2, "keralint: error: no command `chek`; did you mean `check`?\n")


def test_without_arguments_the_help_is_shown(keralint: Run) -> None:
    outcome = keralint()
    assert outcome.code == 2
    assert outcome.err.startswith("Usage: keralint ")
