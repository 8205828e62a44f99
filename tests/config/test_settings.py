"""Which rules the selectors turn on."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keralint.config import ConfigError, Settings
from keralint.diagnostics import Severity

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
NAME = "return-sequences-missing"


@pytest.mark.parametrize(
    ("select", "ignore", "extend_select", "severity", "expected"),
    [
        pytest.param([], [], [], ERROR, True, id="errors are on by default"),
        pytest.param([], [], [], WARNING, True, id="warnings are on by default"),
        pytest.param([], [], [], INFO, False, id="notes are off by default"),
        pytest.param(["KL1"], [], [], INFO, True, id="a block"),
        pytest.param(["KL2"], [], [], ERROR, False, id="another block"),
        pytest.param([NAME], [], [], INFO, True, id="a name"),
        pytest.param(["return-sequences"], [], [], ERROR, False, id="the beginning of a name is none"),
        pytest.param(["ALL"], [], [], INFO, True, id="everything"),
        pytest.param(["KL1"], ["KL101"], [], ERROR, False, id="the code is more exact than the block"),
        pytest.param(["KL101"], ["KL1"], [], ERROR, True, id="so is it the other way round"),
        pytest.param(["KL101"], ["KL101"], [], ERROR, False, id="between equals ignore wins"),
        pytest.param(["KL101"], [NAME], [], ERROR, False, id="a name is as exact as its code"),
        pytest.param([], ["ALL"], [], ERROR, False, id="nothing"),
        pytest.param([], ["ALL"], ["KL10"], ERROR, True, id="nothing but a block"),
        pytest.param([], [], ["KL101"], INFO, True, id="extend-select adds to the defaults"),
        pytest.param(["KL2"], [], ["KL101"], INFO, True, id="extend-select adds to select"),
    ],
)
def test_selected(
    select: list[str], ignore: list[str], extend_select: list[str], severity: Severity, expected: bool
) -> None:
    settings = Settings(select=tuple(select), ignore=tuple(ignore), extend_select=tuple(extend_select))
    assert settings.selected("KL101", NAME, severity) is expected


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (Settings(select=("KL101",)), True),
        (Settings(ignore=("KL1",)), True),
        (Settings(ignore=("KL001",)), False),
        (Settings(ignore=("ALL",)), False),
    ],
)
def test_a_file_that_cannot_be_checked_is_said_whatever_is_selected(settings: Settings, expected: bool) -> None:
    assert settings.selected("KL001", "syntax-error", ERROR) is expected


def test_other_rules_of_the_linter_follow_the_selection() -> None:
    assert not Settings(select=("KL101",)).selected("KL002", "unused-suppression", WARNING)


selectors = st.lists(st.sampled_from(["ALL", "KL", "KL1", "KL10", "KL101", "KL2", "KL201", NAME]), max_size=3).map(
    tuple
)


@given(selectors, selectors, selectors, st.sampled_from(list(Severity)))
def test_ignoring_a_rule_by_its_code_always_silences_it(
    select: tuple[str, ...], ignore: tuple[str, ...], extend: tuple[str, ...], severity: Severity
) -> None:
    settings = Settings(select=select, ignore=(*ignore, "KL101"), extend_select=extend)
    assert not settings.selected("KL101", NAME, severity)


@given(selectors, selectors)
def test_the_order_of_selectors_does_not_matter(select: tuple[str, ...], ignore: tuple[str, ...]) -> None:
    one = Settings(select=select, ignore=ignore)
    other = Settings(select=select[::-1], ignore=ignore[::-1])
    assert one.selected("KL101", NAME, INFO) == other.selected("KL101", NAME, INFO)


class TestCommandLine:
    FILE = Settings(select=("KL1",), ignore=("KL101",), extend_select=("KL9",))

    def test_select_starts_over(self) -> None:
        settings = self.FILE.with_selection(select=("KL101",))
        assert settings.selected("KL101", NAME, ERROR)
        assert not settings.selected("KL102", "x", ERROR)
        assert not settings.selected("KL901", "x", INFO)

    def test_ignore_adds(self) -> None:
        settings = self.FILE.with_selection(ignore=("KL102",))
        assert not settings.selected("KL101", NAME, ERROR)
        assert not settings.selected("KL102", "x", ERROR)
        assert settings.selected("KL103", "x", ERROR)

    def test_extend_select_takes_back_what_the_file_ignores(self) -> None:
        assert self.FILE.with_selection(extend_select=("KL101",)).selected("KL101", NAME, ERROR)

    def test_nothing_changes_nothing(self) -> None:
        assert self.FILE.with_selection() == self.FILE


@pytest.mark.parametrize("version", ["2", "3", "3.0", "3.15"])
def test_versions(version: str) -> None:
    assert Settings(keras_version=version).keras_version == version


@pytest.mark.parametrize("version", ["", "1", "4", "2.15", "3.", "3.x", "3.1.0", " 3"])
def test_versions_that_do_not_exist(version: str) -> None:
    with pytest.raises(ConfigError, match=r'is not "2", "3" or "3\.N"'):
        Settings(keras_version=version)


def test_settings_name_a_cache_entry_and_go_to_workers() -> None:
    settings = Settings(select=("KL1",), src=("lib",))
    assert pickle.loads(pickle.dumps(settings)) == settings
    assert hash(settings) == hash(Settings(select=("KL1",), src=("lib",)))
