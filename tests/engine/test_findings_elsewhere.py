"""Findings in projects of several files: each in the file where its cause is, once, whichever file shows it."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.projects import files_of, write
from keralint.config import Settings
from keralint.engine.pool import START_METHOD
from keralint.engine.run import RunResult, run

needs_fork = pytest.mark.skipif(START_METHOD != "fork", reason="starting processes anew takes long")
jobs = pytest.mark.parametrize("jobs", [1, pytest.param(2, marks=needs_fork)])

Here = pytest.MonkeyPatch


def followed() -> Settings:
    """Settings by which the imports from the current directory are followed."""
    return Settings(src=(str(Path.cwd()),))


def checked(directory: Path, text: str, *names: str, jobs: int = 1, settings: Settings | None = None) -> RunResult:
    """The result for the files of these names, or for all of them; paths are as the user gives them."""
    files = files_of(text)
    write(directory, files)
    result = run(names or sorted(files), settings or Settings(src=(str(directory),)), jobs)
    assert not result.errors
    return result


def findings(result: RunResult) -> set[tuple[str, str, int, str]]:
    """In the result of which file, in which file, on which line, and what."""
    return {
        (one.path, found.location.path, found.location.span.line, found.code)
        for one in result.results
        for found in one.diagnostics
    }


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: Here) -> None:
    monkeypatch.chdir(tmp_path)


ALWAYS: Final = """
    # file: main.py
    import keras
    from building import build
    model = build(keras.Input((10, 4)))
    # file: building.py
    import keras
    def build(x):
        y = keras.layers.LSTM(8)(x)
        return keras.layers.LSTM(8)(y)
"""


@jobs
def test_what_fails_always_is_reported_where_it_fails(tmp_path: Path, jobs: int) -> None:
    expected = {("building.py", "building.py", 4, "KL101")}
    assert findings(checked(tmp_path, ALWAYS, jobs=jobs)) == expected


def test_where_only_the_importing_file_is_checked_it_tells(tmp_path: Path) -> None:
    assert findings(checked(tmp_path, ALWAYS, "main.py")) == {("main.py", "building.py", 4, "KL101")}
    assert findings(checked(tmp_path, ALWAYS, "building.py")) == {("building.py", "building.py", 4, "KL101")}


def test_a_fix_edits_the_file_that_is_at_fault(tmp_path: Path) -> None:
    (found,) = checked(tmp_path, ALWAYS, "main.py").results[0].diagnostics
    assert found.fix is not None
    assert [(edit.location.path, edit.location.span.line) for edit in found.fix.edits] == [("building.py", 3)]


ONE_CALLER: Final = """
    # file: main.py
    import keras
    from building import build
    good = build(keras.Input((10, 4)))
    bad = build(keras.Input((10,)))
    # file: building.py
    import keras
    def build(x):
        return keras.layers.LSTM(8)(x)
"""


@jobs
def test_what_fails_for_one_caller_is_that_ones_fault(tmp_path: Path, jobs: int) -> None:
    result = checked(tmp_path, ONE_CALLER, jobs=jobs)
    ((path, location, line, _),) = findings(result)
    assert (path, location, line) == ("main.py", "main.py", 4)
    (found,) = [found for one in result.results for found in one.diagnostics]
    assert ("building.py", 3) in {(one.location.path, one.location.span.line) for one in found.related}


CALLERS_IN_TWO_FILES: Final = """
    # file: a.py
    import keras
    from building import build
    one = build([keras.Input((10, 4))])
    # file: b.py
    import keras
    from building import build
    one, two = build([keras.Input((10, 4))]), build([keras.Input((10, 5))])
    # file: building.py
    import keras
    def build(inputs):
        a, b = keras.layers.Dense(3)(inputs[0])
        return a
"""


@jobs
def test_one_cause_is_reported_once_whoever_calls(tmp_path: Path, jobs: int) -> None:
    expected = {("building.py", "building.py", 3, "KL340")}
    assert findings(checked(tmp_path, CALLERS_IN_TWO_FILES, jobs=jobs)) == expected
    assert {found[1] for found in findings(checked(tmp_path, CALLERS_IN_TWO_FILES, "b.py", jobs=jobs))} == {"b.py"}


MODELS: Final = {
    "a layer of the program's": """
        # file: main.py
        import keras
        from layers import Twice
        x = keras.Input((10, 4))
        y = Twice(4)(x)
        z = keras.layers.LSTM(3)(keras.layers.Flatten()(y))
        # file: layers.py
        import keras
        class Twice(keras.layers.Layer):
            def __init__(self, units):
                super().__init__()
                self.first = keras.layers.Dense(units)
            def call(self, inputs):
                return self.first(self.first(inputs))
    """,
    "a model of the program's": """
        # file: main.py
        import keras
        from models import encoder
        x = keras.Input((10, 4))
        y = encoder(x)
        z = keras.layers.LSTM(3)(y)
        # file: models.py
        import keras
        encoder = keras.Sequential([keras.Input((10, 4)), keras.layers.LSTM(8)])
    """,
    "a size of another module's": """
        # file: main.py
        import keras, config
        from config import size
        x = keras.Input((config.STEPS, size(4)))
        y = keras.layers.Reshape((10, 9))(x)
        # file: config.py
        STEPS = 10
        def size(n):
            return n * 2
    """,
    "a class of another package": """
        # file: main.py
        from package import Block
        import keras
        y = Block()(keras.Input((10, 4)))
        keras.layers.LSTM(3)(y)
        # file: package/__init__.py
        from .blocks import Block
        # file: package/base.py
        import keras
        class Base(keras.layers.Layer):
            def __init__(self):
                super().__init__()
                self.inner = self.make()
            def call(self, x):
                return self.inner(x)
        # file: package/blocks.py
        import keras
        from .base import Base
        class Block(Base):
            def make(self):
                return keras.layers.LSTM(8)
    """,
}


@pytest.mark.parametrize("text", MODELS.values(), ids=MODELS)
def test_what_other_modules_define_is_known(tmp_path: Path, text: str) -> None:
    (found,) = findings(checked(tmp_path, text))
    assert found[0] == found[1] == "main.py"


CLEAN: Final = {
    "a registry that another module fills": """
        # file: main.py
        import keras
        from registry import KINDS
        import more
        x = keras.Input((10, 4))
        if 'more' in KINDS:
            x = keras.layers.Flatten()(x)
            y = keras.layers.Dense(3)(x)
        else:
            y = keras.layers.LSTM(3)(keras.layers.Flatten()(x))
        # file: registry.py
        KINDS = {'first': 1}
        # file: more.py
        from registry import KINDS
        KINDS['more'] = 2
    """,
    "a setting of the program's": """
        # file: main.py
        import keras
        import config
        config.RANK = 1
        from building import model
        keras.layers.Conv2D(3, 3)(model.output)
        # file: config.py
        RANK = 2
        # file: building.py
        import keras, config
        x = keras.Input((8, 8, 3) if config.RANK == 1 else (8,))
        model = keras.Model(x, keras.layers.Activation('relu')(x))
    """,
    "a setting of Keras's": """
        # file: main.py
        import keras
        import setup
        x = keras.Input((3, 8, 9))
        y = keras.layers.Conv2D(4, 3)(x)
        keras.layers.Reshape((4 * 6 * 7,))(y)
        # file: setup.py
        import keras
        keras.config.set_image_data_format('channels_first')
    """,
    "a setting of Keras's by a module that a module imports": """
        # file: main.py
        import keras
        import package.other
        x = keras.Input((3, 8, 9))
        y = keras.layers.Conv2D(4, 3)(x)
        keras.layers.Reshape((4 * 6 * 7,))(y)
        # file: package/__init__.py
        from . import setup
        # file: package/other.py
        # file: package/setup.py
        import keras
        def prepare():
            keras.config.set_image_data_format('channels_first')
        prepare()
    """,
    "names of layers after those of another module": """
        # file: main.py
        import keras
        import other
        x = keras.Input((3,))
        model = keras.Model(x, keras.layers.Dense(3)(x))
        model.get_layer('dense_1')
        # file: other.py
        import keras
        layer = keras.layers.Dense(3)
    """,
    "a name that another module gives Keras": """
        # file: main.py
        import keras
        import compatibility
        keras.layers.Mine(3)
        # file: compatibility.py
        import keras
        keras.layers.Mine = keras.layers.Dense
    """,
    "one of two modules": """
        # file: main.py
        import keras, sys
        try:
            from fast import build
        except ImportError:
            from slow import build
        keras.layers.LSTM(3)(build(keras.Input((10, 4))))
        # file: fast.py
        import keras
        import not_installed_anywhere
        raise ImportError('not here')
        def build(x):
            return keras.layers.Flatten()(x)
        # file: slow.py
        def build(x):
            return x
    """,
    "a broken module": """
        # file: main.py
        import keras
        from broken import size, Layer
        x = keras.Input((size, 4))
        keras.layers.LSTM(3)(Layer()(x))
        # file: broken.py
        size = 3
        class Layer(:
    """,
    "a module that is not there": """
        # file: main.py
        import keras
        from .nowhere import size
        from package.nowhere import make
        keras.layers.LSTM(3)(make(keras.Input((size, 4))))
        # file: package/__init__.py
    """,
    "mutation that others do not see": """
        # file: config.py
        import keras
        SIZES = [4, 4]
        RANK = 3
        # file: first.py
        import keras, config
        config.SIZES.append(5)
        config.RANK = 2
        keras.layers.Dense(3)(keras.Input((10,)))
        # file: second.py
        import keras, config
        x = keras.Input((10, 4) if config.RANK == 3 else (10,))
        x = keras.layers.Reshape((20, 2) if len(config.SIZES) == 2 else (3,))(x)
        keras.layers.LSTM(3)(x)
    """,
    "modules that import each other": """
        # file: main.py
        import keras
        from first import First
        keras.layers.LSTM(3)(First()(keras.Input((10, 4))))
        # file: first.py
        import keras, second
        class First(keras.layers.Layer):
            steps = 1
            def call(self, x):
                return second.same(x)
        # file: second.py
        import keras
        from first import First
        def same(x):
            return x if First.steps else keras.layers.Flatten()(x)
    """,
}


@jobs
@pytest.mark.parametrize("text", CLEAN.values(), ids=CLEAN)
def test_no_false_alarms(tmp_path: Path, text: str, jobs: int) -> None:
    assert findings(checked(tmp_path, text, jobs=jobs)) == set()


# --- comments -------------------------------------------------------------------------------------------------------

SILENCED: Final = """
    # file: main.py
    import keras
    from building import build
    model = build(keras.Input((10,)))
    # file: building.py
    import keras
    def build(x):
        return keras.layers.LSTM(8)(x)  # noqa: KL101, KL201
"""


@jobs
def test_a_comment_counts_in_the_file_where_the_finding_is(tmp_path: Path, jobs: int) -> None:
    text = SILENCED.replace("KL101, KL201", ",".join(f"KL{n}" for n in (101, 201)))
    without = findings(checked(tmp_path, text.split("  # noqa")[0] + "\n", jobs=jobs))
    (code,) = {found[3] for found in without}
    result = checked(tmp_path, SILENCED.replace("KL101, KL201", code), jobs=jobs)
    assert findings(result) == set()  # nor is the comment unused, though building.py alone has nothing to silence


def test_an_unused_comment_of_an_imported_file_is_its_own_affair(tmp_path: Path) -> None:
    text = """
        # file: main.py
        import keras
        from building import build
        model = build(keras.Input((10, 4)))
        # file: building.py
        import keras
        def build(x):
            return keras.layers.LSTM(8)(x)  # noqa: KL101
    """
    assert findings(checked(tmp_path, text, "main.py")) == set()
    assert findings(checked(tmp_path, text)) == {("building.py", "building.py", 3, "KL002")}


# --- files that cost only themselves --------------------------------------------------------------------------------

ODD: Final = {
    "binary": b"\0\1\2\xff",
    "not UTF-8": b"X = '\xff'\n",
    "huge": b"X = 1\n" * 200_000,
    "deep": b"X = " + b"(" * 5_000 + b")" * 5_000,
    "UTF-16": "X = 1".encode("utf-16"),
    "endless": b"import keras\nwhile True:\n    keras.layers.Dense(3)\n",
    "recursive": b"def f(n):\n    return f(n + 1)\nX = f(0)\n",
    "itself": b"import odd\nfrom odd import X\nX = X\n",
    "empty": b"",
}


@pytest.mark.parametrize("data", ODD.values(), ids=ODD)
def test_an_odd_module_costs_itself_only(tmp_path: Path, data: bytes) -> None:
    write(tmp_path, {"main.py": "import keras\nimport odd\nfrom odd import X\nimport odd as o\ny = o.X\n" + _FAULTY})
    (tmp_path / "odd.py").write_bytes(data)
    result = run(["main.py"], followed(), 1)
    assert not result.errors
    assert findings(result) >= {("main.py", "main.py", 6, "KL101")}


def test_a_limit_that_is_reached_in_another_file_is_told_there(tmp_path: Path) -> None:
    text = """
        # file: main.py
        import keras
        from deep import down, wrapped
        down(100)
        @wrapped
        def f(n):
            return n
        # file: deep.py
        def down(n):
            return down(n - 1) if n else 0
        def wrapped(function):
            def inner(*args):
                total = 0
                for i in range(1_000):
                    for j in range(1_000):
                        total += len([*args, i, j])
                return total
            return inner
    """
    found = findings(checked(tmp_path, text, "main.py"))
    assert {(place, code) for _, place, _, code in found} == {("deep.py", "KL003")}


_FAULTY: Final = "keras.layers.LSTM(8)(keras.layers.LSTM(8)(keras.Input((10, 4))))\n"


def test_a_directory_and_a_link_that_lead_nowhere(tmp_path: Path) -> None:
    write(tmp_path, {"main.py": "import keras, odd.inner\nimport gone\n" + _FAULTY})
    (tmp_path / "odd.py").mkdir()
    (tmp_path / "gone.py").symlink_to(tmp_path / "nowhere.py")
    assert findings(run(["main.py"], followed(), 1)) == {("main.py", "main.py", 3, "KL101")}


def test_a_long_chain_of_imports(tmp_path: Path) -> None:
    files = {f"m{n}.py": f"import keras\nfrom m{n + 1} import X\nY = X\nprint(X)\n" for n in range(150)}
    write(tmp_path, {**files, "m150.py": "X = 1\n", "main.py": "import keras, m0\n" + _FAULTY})
    assert findings(run(["main.py"], followed(), 1)) == {("main.py", "main.py", 2, "KL101")}


# --- order ----------------------------------------------------------------------------------------------------------

ENTANGLED: Final = """
    # file: config.py
    import keras
    UNITS, KINDS = 4, {'none': None}
    def setup(**given):
        globals().update(given)
    # file: registry.py
    import keras
    from config import KINDS
    def register(function):
        KINDS[function.__name__] = function
        return function
    # file: one.py
    import keras, config
    from registry import register
    import two
    @register
    def one(x):
        return keras.layers.LSTM(config.UNITS)(x)
    y = keras.layers.LSTM(two.SIZE)(one(keras.Input((10, 4))))
    # file: two.py
    import keras
    import one
    from registry import register
    SIZE = 3
    @register
    def two(x):
        return one.one(keras.layers.Dense(SIZE)(x))
    z = keras.layers.Reshape((5,))(keras.Input((SIZE,)))
    # file: three.py
    import keras, config
    config.UNITS = 7
    import one, two
    keras.layers.Reshape((5,))(two.two(keras.Input((10, 4))))
    if len(config.KINDS) > 1:
        keras.layers.LSTM(3)(keras.Input((2,)))
    # file: four.py
    import keras, config, three
    keras.layers.Reshape((8,))(three.two.two(keras.Input((10, 4))))
    keras.layers.Dense(config.UNITS)(keras.Input((3,)))
    # file: five.py
    import keras
    from four import keras as k, config
    k.layers.Reshape((config.UNITS + 2,))(k.Input((config.UNITS,)))
    # file: program.py
    import keras, config
    from one import one
    if __name__ == '__main__':
        config.setup(UNITS=3)
        keras.layers.Reshape((4,))(one(keras.Input((10, 4))))
    # file: tests.py
    import keras, program, five
    keras.layers.Reshape((4,))(program.one(keras.Input((10, 4))))
    keras.layers.Reshape((3,))(program.one(keras.Input((10, 4))))
"""
NAMES: Final = tuple(sorted(files_of(ENTANGLED)))


def _whole(result: RunResult) -> list[object]:
    return [(one.path, one.diagnostics, one.layer_calls, one.layer_calls_known) for one in result.results]


@pytest.fixture(scope="module")
def entangled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("entangled")
    write(directory, files_of(ENTANGLED))
    return directory


@given(order=st.permutations(NAMES))
def test_the_order_of_the_files_does_not_matter(entangled: Path, order: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(entangled)
        assert _whole(run(order, followed(), 1)) == _whole(run(NAMES, followed(), 1))


def test_each_file_alone_tells_what_all_tell_together(entangled: Path, monkeypatch: Here) -> None:
    monkeypatch.chdir(entangled)
    together = {found[1:] for found in findings(run(NAMES, followed(), 1))}
    alone = {found[1:] for name in NAMES for found in findings(run([name], followed(), 1))}
    assert together == alone
    assert len(together) > 3


@needs_fork
def test_processes_tell_what_one_tells(entangled: Path, monkeypatch: Here) -> None:
    monkeypatch.chdir(entangled)
    assert findings(run(NAMES, followed(), 2)) == findings(run(NAMES, followed(), 1))


def test_pairs_tell_what_each_tells(entangled: Path, monkeypatch: Here) -> None:
    monkeypatch.chdir(entangled)
    alone = {name: {found[1:] for found in findings(run([name], followed(), 1))} for name in NAMES}
    for first, second in permutations(NAMES, 2):
        assert {f[1:] for f in findings(run([first, second], followed(), 1))} == alone[first] | alone[second]
