"""Releases: what each has, where the others differ, and how the data hold all of them at once."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keralint.keras_api.database import Availability, Database, Signature, load
from keralint.keras_api.history import availability
from keralint.keras_api.tables import DATA, Tables, read_tables
from keralint.keras_api.versions import at_release, names_at, read_releases, releases_text, split_key

KERAS_3, KERAS_2 = read_tables(3), read_tables(2)


def signature(version: str, path: str) -> Signature:
    symbol = load(version).resolve(path)
    assert symbol is not None
    assert symbol.signature is not None
    return symbol.signature


# --- the releases in which something holds --------------------------------------------------------------------------

minors = st.sets(st.integers(0, 20), min_size=1)


@given(minors, st.data())
def test_the_text_of_releases_means_them(every: set[int], data: st.DataObject) -> None:
    some = data.draw(st.sets(st.sampled_from(sorted(every)), min_size=1))
    text = releases_text(some, every)
    releases = read_releases(text) if text else split_key("name")[1]
    assert {minor for minor in every if minor in releases} == some


@pytest.mark.parametrize(
    ("some", "text"),
    [
        ({0, 1, 2, 3, 4}, ""),
        ({2, 3, 4}, "2-"),
        ({0, 1}, "-1"),
        ({0}, "-0"),
        ({4}, "4-"),
        ({2}, "2"),
        ({1, 2, 3}, "1-3"),
        ({0, 1, 3, 4}, "-1,3-"),
        ({0, 2, 4}, "-0,2,4-"),
    ],
)
def test_open_ends(some: set[int], text: str) -> None:
    assert releases_text(some, range(5)) == text


def test_an_end_is_open_towards_releases_that_are_not_there_yet() -> None:
    assert 99 in read_releases("2-")
    assert 99 not in read_releases("2")


def test_keys_of_a_release() -> None:
    table = {"a": 1, "b@-2": 2, "b@3-": 3, "c@5-": 4}
    assert at_release(table, 2) == {"a": 1, "b": 2}
    assert at_release(table, 5) == {"a": 1, "b": 3, "c": 4}
    assert names_at(table, 3) == ["a", "b"]


# --- the releases that there are ------------------------------------------------------------------------------------


def test_every_minor_release_is_there() -> None:
    assert list(KERAS_3.releases) == list(range(16))
    assert list(KERAS_2.releases) == list(range(15, 22))
    for major, tables in ((3, KERAS_3), (2, KERAS_2)):
        for minor, release in tables.releases.items():
            assert release.startswith(f"{major}.{minor}.")


@pytest.mark.parametrize(
    ("version", "release", "title"),
    [
        ("3", KERAS_3.releases[15], "Keras 3"),
        ("3.4", KERAS_3.releases[4], "Keras 3.4"),
        ("3.4.1", KERAS_3.releases[4], "Keras 3.4"),
        ("3.99", KERAS_3.releases[15], "Keras 3.99"),
        ("2", KERAS_2.releases[21], "Keras 2"),
        ("2.15", KERAS_2.releases[15], "Keras 2.15"),
        ("2.4", KERAS_2.releases[15], "Keras 2.4"),
    ],
)
def test_which_release_answers(version: str, release: str, title: str) -> None:
    database = load(version)
    assert (database.version, database.title) == (release, title)


@pytest.mark.parametrize("version", [f"3.{minor}" for minor in KERAS_3.releases] + ["2.15", "2.18", "2.21"])
def test_every_symbol_of_every_release_can_be_read(version: str) -> None:
    database = load(version)
    for path, _ in database._tables.items("symbols", database.minor):
        symbol = database._symbol(path)
        assert symbol.kind in ("module", "class", "function", "constant")
        assert symbol.signature is not None or symbol.kind in ("module", "constant") or symbol.methods is not None
        if symbol.kind == "class":
            assert not {name for name in (*symbol.methods, *symbol.attributes) if "@" in name}
        for one in (symbol.signature, symbol.call_signature):
            assert one is None or not {p.name for p in one.parameters if not p.name.isidentifier()}
        for base in symbol.bases:
            assert database._find("symbols", base) is not None, (path, base)


@pytest.mark.parametrize("version", [f"3.{minor}" for minor in KERAS_3.releases] + ["2.15", "2.21"])
def test_what_is_public_resolves(version: str) -> None:
    database = load(version)
    for path in database._public_names:
        assert database.resolve(path) is not None, path
    for path in ("keras.layers.LSTM", "keras.Input", "keras.Model", "tensorflow.keras.layers.Dense", "tf_keras.Model"):
        assert database.resolve(path) is not None


# --- facts of single releases, each seen in the release itself -------------------------------------------------------

ADDED = [
    ("keras.layers.MelSpectrogram", 1),
    ("keras.losses.Dice", 2),
    ("keras.losses.Tversky", 3),
    ("keras.ops.argpartition", 4),
    ("keras.ops.searchsorted", 5),
    ("keras.layers.Solarization", 6),
    ("keras.layers.STFTSpectrogram", 7),
    ("keras.layers.MixUp", 8),
    ("keras.layers.RMSNormalization", 9),
    ("keras.ops.angle", 10),
    ("keras.ops.cbrt", 11),
    ("keras.ops.hypot", 12),
    ("keras.layers.AdaptiveMaxPooling2D", 13),
    ("keras.ops.allclose", 14),
    ("keras.ops.erfc", 15),
]


@pytest.mark.parametrize(("path", "release"), ADDED)
def test_names_that_came(path: str, release: int) -> None:
    before, since = load(f"3.{release - 1}"), load(f"3.{release}")
    assert (before.knows(path), since.knows(path)) == ("no", "yes")
    assert before.availability(path) == Availability(added=f"3.{release}")
    assert since.availability(path) is None
    assert load("2").availability(path) == Availability(added=f"3.{release}")


ARGUMENTS_ADDED = [
    ("keras.layers.LSTM", "use_cudnn", 2),
    ("keras.layers.Embedding", "weights", 3),
    ("keras.layers.ZeroPadding1D", "data_format", 5),
    ("keras.layers.MultiHeadAttention", "flash_attention", 7),
    ("keras.layers.Dense", "lora_alpha", 10),
    ("keras.layers.Dense", "quantization_config", 13),
]


@pytest.mark.parametrize(("path", "name", "release"), ARGUMENTS_ADDED)
def test_arguments_that_came(path: str, name: str, release: int) -> None:
    before, since = load(f"3.{release - 1}"), load(f"3.{release}")
    assert not signature(before.title[6:], path).takes(name)
    assert signature(since.title[6:], path).takes(name)
    assert before.argument_availability(path, "s", name) == Availability(added=f"3.{release}")
    assert since.argument_availability(path, "s", name) is None


RENAMED = [
    ("keras.ops.image.resize", "image", "images", 4),
    ("keras.ops.image.map_coordinates", "input", "inputs", 4),
    ("keras.utils.bounding_boxes.crop", "format", "bounding_box_format", 8),
]


def test_what_stands_in_the_same_place_need_not_be_the_same() -> None:
    found = load("3").argument_availability("keras.utils.bounding_boxes.pad", "s", "format")
    assert found == Availability(removed="3.8")


@pytest.mark.parametrize(("path", "old", "new", "release"), RENAMED)
def test_arguments_that_were_renamed(path: str, old: str, new: str, release: int) -> None:
    for version in (f"3.{release}", "3"):
        assert load(version).argument_availability(path, "s", old) == Availability(None, f"3.{release}", new)
    assert signature(f"3.{release - 1}", path).takes(old)


@pytest.mark.parametrize(
    ("path", "key", "name"),
    [
        ("keras.layers.LSTM", "s", "time_major"),
        ("keras.layers.BatchNormalization", "s", "virtual_batch_size"),
        ("keras.layers.Dense", "s", "batch_input_shape"),
        ("keras.Model", "fit", "workers"),
        ("keras.Model", "fit", "use_multiprocessing"),
    ],
)
def test_arguments_that_keras_3_has_dropped(path: str, key: str, name: str) -> None:
    for version in ("3", "3.0", "3.7"):
        assert load(version).argument_availability(path, key, name) == Availability(removed="3.0")
    assert load("2").argument_availability(path, key, name) is None


@pytest.mark.parametrize(("path", "name"), [("keras.Model", "reset_states"), ("keras.layers.Dense", "get_output_at")])
def test_attributes_that_keras_3_has_dropped(path: str, name: str) -> None:
    assert load("3").attribute_availability(path, name) == Availability(removed="3.0")


@pytest.mark.parametrize(
    "path", ["keras.layers.ThresholdedReLU", "keras.backend.mean", "keras.preprocessing.image.ImageDataGenerator"]
)
def test_names_that_keras_3_has_dropped(path: str) -> None:
    assert load("3").availability(path) == load("3.2").availability(path) == Availability(removed="3.0")
    assert load("2").availability(path) is None
    assert load("3").availability(f"tensorflow.{path}") is None


@pytest.mark.parametrize("path", ["keras.layers.Nonsense", "numpy.zeros", "keras.src.layers.Nonsense", "keras.Model"])
def test_what_no_other_release_has_is_nowhere(path: str) -> None:
    assert load("3.4").availability(path) is None
    assert load("2").availability(path) is None
    assert load("3.4").argument_availability("keras.layers.Dense", "s", "nonsense") is None


def test_a_name_that_people_should_write_now_stands_for_the_older_one() -> None:
    """Where an object has got a better name later on, it is the same symbol in all releases."""
    renamed = [
        (key, value)
        for key, value in KERAS_3.items("names", 0)
        if value != "-" and KERAS_3.find("names", value, 0) == "-"
    ]
    assert renamed
    for path, name in renamed:
        database = load("3.0")
        symbol = database.resolve(path)
        assert symbol is not None
        assert symbol.canonical == name
        assert database.resolve(name) is None
        assert database.knows(name) == "no"


@pytest.mark.parametrize(
    ("holding", "minor", "found"),
    [
        ({0, 1, 2, 3}, 1, None),
        ({2, 3}, 1, Availability(added="3.2")),
        ({0, 1}, 3, Availability(removed="3.2")),
        ({0, 3}, 1, Availability(removed="3.1")),
        (set(), 1, None),
    ],
)
def test_availability(holding: set[int], minor: int, found: Availability | None) -> None:
    assert availability(holding, range(4), minor, 3) == found


# --- deprecations ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("keras.layers.LeakyReLU", "alpha", "negative_slope"),
        ("keras.layers.Embedding", "input_length", ""),
        ("keras.optimizers.Adam", "decay", ""),
    ],
)
def test_keywords_that_keras_warns_of(path: str, old: str, new: str) -> None:
    symbol = load("3").resolve(path)
    assert symbol is not None
    assert symbol.deprecated_keywords.get(old) == new


def test_what_its_own_documentation_calls_deprecated() -> None:
    found = load("3").resolve("tensorflow.keras.preprocessing.text.Tokenizer")
    assert found is not None
    assert found.deprecated
    dense = load("3").resolve("keras.layers.Dense")
    assert dense is not None
    assert not dense.deprecated


# --- the file -------------------------------------------------------------------------------------------------------


def test_a_release_costs_no_copy() -> None:
    """All releases of Keras 3 together take little more room than one."""
    assert (DATA / "keras-3.txt").stat().st_size < 700_000


def test_nothing_is_read_before_it_is_asked_for() -> None:
    tables = Tables((DATA / "keras-3.txt").read_text(encoding="utf-8"))
    database = Database(tables, 3)
    assert set(tables._sections) == {"releases"}
    assert database.resolve("keras.layers.LSTM") is not None
    assert set(tables._sections) == {"releases", "names", "symbols"}
    assert set(database._symbols) == {"keras.layers.LSTM"}


def test_starting_up_reads_nothing() -> None:
    program = (
        "import sys, keralint, keralint.cli; sys.argv = ['keralint', '--version']\n"
        "try: keralint.cli.main()\n"
        "finally: print([name for name in sys.modules if 'keras_api' in name])"
    )
    assert subprocess.check_output([sys.executable, "-c", program], text=True).splitlines()[-1] == "[]"


# --- the generator --------------------------------------------------------------------------------------------------

SCRIPTS = DATA.parents[3] / "scripts"
needs_scripts = pytest.mark.skipif(not (SCRIPTS / "keras_walk").exists(), reason="the scripts are not here")


@pytest.fixture
def walk(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    modules = ("merging", "tables")
    yield {name: importlib.import_module(f"keras_walk.{name}") for name in modules}
    for name in [name for name in sys.modules if name.startswith("keras_walk")]:
        del sys.modules[name]


@needs_scripts
@pytest.mark.parametrize("major", [2, 3])
def test_the_data_can_be_taken_apart_and_put_together(walk: Any, major: int) -> None:
    path = DATA / f"keras-{major}.txt"
    tables = walk["tables"].read(path)
    releases = {int(minor): walk["merging"].expand(tables, int(minor)) for minor in tables["releases"]}
    assert walk["tables"].render(walk["merging"].merge(releases)) == path.read_text(encoding="utf-8")


PARAMETER = st.tuples(
    st.sampled_from("abcde"), st.sampled_from(["POSITIONAL_OR_KEYWORD", "KEYWORD_ONLY"]), st.sampled_from([None, 1, {}])
).map(list)
SIGNATURE = st.lists(PARAMETER, max_size=4, unique_by=lambda parameter: parameter[0])
ENTRY = st.fixed_dictionaries(
    {"k": st.just("class"), "s": SIGNATURE, "a": st.lists(st.sampled_from("pqr"), unique=True).map(sorted)},
    optional={
        "m": st.dictionaries(st.sampled_from(["fit", "call"]), SIGNATURE, min_size=1),
        "x": st.lists(st.sampled_from("xyz"), unique=True).map(sorted),
        "v": st.integers(0, 2),
    },
)


@st.composite
def snapshots(draw: st.DrawFn) -> dict[str, Any]:
    symbols = draw(st.dictionaries(st.sampled_from(["keras.A", "keras.B", "keras.m.A"]), ENTRY, max_size=3))
    names = {name: name for name in symbols}
    for alias in draw(st.sets(st.sampled_from(["keras.m.C", "keras.n.A"]))) if symbols else ():
        names[alias] = draw(st.sampled_from(sorted(symbols)))
    return {
        "version": "3.0",
        "symbols": symbols,
        "names": names,
        "private": {},
        "tensorflow": draw(st.dictionaries(st.sampled_from(["keras.A", "keras.T"]), st.none(), max_size=2)),
        "identifiers": {"loss": sorted(draw(st.sets(st.sampled_from(["mse", "mae"]))))},
        "refuses": [],
    }


def plain(value: Any) -> Any:
    return json.loads(json.dumps(value, sort_keys=True))


@needs_scripts
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(releases=st.dictionaries(st.integers(0, 5), snapshots(), min_size=1, max_size=4))
def test_merging_loses_nothing(releases: dict[int, dict[str, Any]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(SCRIPTS))
        merging, common = (importlib.import_module(f"keras_walk.{name}") for name in ("merging", "same_names"))
        tables = merging.merge(releases)
        for minor, snapshot in common.with_common_names(releases).items():
            expanded = merging.expand(tables, minor)
            assert plain(expanded) == plain(snapshot)
            paths = {path: releases[minor]["symbols"][name] for path, name in releases[minor]["names"].items()}
            assert plain({p: expanded["symbols"][n] for p, n in expanded["names"].items()}) == plain(paths)
