"""Where modules are found, and what their text says that importing them does."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Final

import pytest

from keralint.source.imports import Finder, Found
from keralint.source.outline import Imported, outline


def tree(directory: Path, names: str) -> Path:
    """Empty files of these names; below a name that ends with a slash there is nothing."""
    for name in names.split():
        path = directory / name
        if name.endswith("/"):
            path.mkdir(parents=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
    return directory


FOUND: Final = {
    "beside a script": ("main.py a.py", "main.py", "a", "a.py"),
    "a package beside a script": ("main.py p/__init__.py", "main.py", "p", "p/__init__.py"),
    "a module of a package": ("main.py p/__init__.py p/a.py", "main.py", "p.a", "p/a.py"),
    "of the package that the file is in": (
        "p/__init__.py p/a.py p/q/__init__.py p/q/b.py",
        "p/q/b.py",
        "p.a",
        "p/a.py",
    ),
    "beside the package that the file is in": ("p/__init__.py p/a.py b.py", "p/a.py", "b", "b.py"),
    "not beside a module of a package": ("p/__init__.py p/a.py p/b.py", "p/a.py", "b", None),
    "a package without code": ("main.py p/a.py", "main.py", "p", "p"),
    "in a package without code": ("main.py p/q/a.py p/b.py", "main.py", "p.q.a", "p/q/a.py"),
    "an empty directory": ("main.py p/", "main.py", "p", None),
    "a package goes before a module": ("main.py p/__init__.py p.py", "main.py", "p", "p/__init__.py"),
    "a module goes before a directory": ("main.py p/a.py p.py", "main.py", "p", "p.py"),
    "nothing inside a module": ("main.py a.py", "main.py", "a.b", None),
    "nothing": ("main.py", "main.py", "a", None),
    "at the top of the project": ("pyproject.toml a.py scripts/deep/main.py", "scripts/deep/main.py", "a", "a.py"),
    "in src": ("setup.cfg src/p/__init__.py tests/test_p.py", "tests/test_p.py", "p", "src/p/__init__.py"),
    "above, without a sign of a project": ("x/a.py x/y/main.py x/y/z.py", "x/y/main.py", "a", None),
    "the script's own goes first": ("pyproject.toml a.py s/main.py s/a.py", "s/main.py", "a", "s/a.py"),
    "beside a notebook": ("notes.ipynb a.py", "notes.ipynb", "a", "a.py"),
    "what Python has built in": ("main.py sys.py", "main.py", "sys", None),
    "a module for one of Python's": ("main.py types.py", "main.py", "types", "types.py"),
    "a directory for one of Python's": ("main.py types/a.py", "main.py", "types", None),
    "of Python's, at the top of the project": ("pyproject.toml types.py s/main.py", "s/main.py", "types", None),
    "in site-packages, its own": (
        "site-packages/p/__init__.py site-packages/p/a.py site-packages/q.py",
        "site-packages/p/a.py",
        "p.a",
        "site-packages/p/a.py",
    ),
    "in site-packages, another": (
        "site-packages/p/__init__.py site-packages/p/a.py site-packages/q.py",
        "site-packages/p/a.py",
        "q",
        None,
    ),
}


@pytest.mark.parametrize(("names", "importer", "module", "expected"), FOUND.values(), ids=FOUND)
def test_a_module_is_found_as_python_finds_it(
    tmp_path: Path, names: str, importer: str, module: str, expected: str | None
) -> None:
    # A directory of its own, so that nothing above it is taken for the top of a project.
    found = Finder().find(module, str(tree(tmp_path / "here", names) / importer))
    assert (found and Path(found.path).relative_to(tmp_path / "here").as_posix()) == expected
    if found is not None:
        assert found.name == module
        assert found.is_file is Path(found.path).is_file()
        assert found.is_package is (found.path.endswith("__init__.py") or not found.is_file)


RELATIVE: Final = {
    "one dot": ("p/__init__.py p/a.py p/b.py", "p/a.py", 1, "b", "p/b.py"),
    "one dot in __init__.py": ("p/__init__.py p/b.py", "p/__init__.py", 1, "b", "p/b.py"),
    "the package": ("p/__init__.py p/a.py", "p/a.py", 1, "", "p/__init__.py"),
    "two dots": ("p/__init__.py p/q/__init__.py p/q/a.py p/b.py", "p/q/a.py", 2, "b", "p/b.py"),
    "two dots and a path": ("p/__init__.py p/q/a.py p/r/__init__.py p/r/b.py", "p/q/a.py", 2, "r.b", "p/r/b.py"),
    "without __init__.py": ("p/q/a.py p/b.py", "p/q/a.py", 2, "b", "p/b.py"),
    "nothing": ("p/__init__.py p/a.py", "p/a.py", 1, "b", None),
    "beyond the top": ("p/__init__.py p/a.py", "p/a.py", 40, "b", None),
}


@pytest.mark.parametrize(("names", "importer", "dots", "module", "expected"), RELATIVE.values(), ids=RELATIVE)
def test_dots_lead_upwards(
    tmp_path: Path, names: str, importer: str, dots: int, module: str, expected: str | None
) -> None:
    found = Finder().relative(module, dots, str(tree(tmp_path, names) / importer))
    assert (found and Path(found.path).relative_to(tmp_path).as_posix()) == expected


def test_roots_of_the_settings_are_searched_after_what_is_beside_the_file(tmp_path: Path) -> None:
    tree(tmp_path, "lib/a.py lib/b.py x/main.py x/a.py")
    finder = Finder((str(tmp_path / "lib"),))
    found = [finder.find(name, str(tmp_path / "x/main.py")) for name in ("a", "b")]
    assert [one and one.path for one in found] == [str(tmp_path / "x/a.py"), str(tmp_path / "lib/b.py")]


def test_a_file_is_the_module_that_its_packages_make_it(tmp_path: Path) -> None:
    tree(tmp_path, "p/__init__.py p/q/__init__.py p/q/a.py s/b.py")
    names = {"p/__init__.py": "p", "p/q/a.py": "p.q.a", "p/q/__init__.py": "p.q", "s/b.py": "b"}
    assert {path: Finder().module_of(str(tmp_path / path)).name for path in names} == names


def test_the_packages_around_a_module(tmp_path: Path) -> None:
    tree(tmp_path, "main.py p/__init__.py p/q/a.py")
    finder = Finder()
    found = finder.find("p.q.a", str(tmp_path / "main.py"))
    assert found is not None
    around = [Found("p", str(tmp_path / "p/__init__.py"), True), Found("p.q", str(tmp_path / "p/q"), True, False)]
    assert list(finder.around(found)) == around


def test_what_cannot_be_listed_is_empty(tmp_path: Path) -> None:
    assert Finder().find("a", str(tmp_path / "nowhere/main.py")) is None
    assert Finder((str(tmp_path / "none"),)).find("a", "main.py") is None


# --- outlines -------------------------------------------------------------------------------------------------------

QUIET: Final = {
    "definitions": "import os\nX = 1\ndef f(): g()\nclass A(B):\n    n = [1]\n    def m(self): h()",
    "data": "X = {'a': [1, 2]}\nX['b'] = 3\nY = [n for n in range(3)]\nX.update(c=4)\nZ = ['X']\nZ += ['Y']",
    "functions of Python's": """
        import os, logging, numpy as np
        D = os.path.join('a', 'b')
        log = logging.getLogger(__name__)
        log.setLevel(3)
        E = np.zeros(3)
        N = len('abc')
        T = 'a b'.split()
    """,
    "the guard": "def main(): pass\nif __name__ == '__main__':\n    main()",
    "types": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from a import b\n    b()",
    "trying": "try:\n    import a\nexcept ImportError:\n    a = None",
    "flavours": """
        class A:
            @property
            def x(self): pass
            @x.setter
            def x(self, v): pass
            @staticmethod
            def y(): pass
    """,
    "decorators of libraries": """
        import keras, functools
        @keras.saving.register_keras_serializable('a')
        class A: pass
        @functools.lru_cache(maxsize=None)
        def f(): pass
    """,
    "abstract": "from abc import ABC, ABCMeta\nclass A(metaclass=ABCMeta): pass",
    "a loop": "X = []\nfor n in range(3):\n    X.append(n)",
    "a lambda": "f = lambda x: g(x)",
    "partial": "from functools import partial\ndef f(): pass\ng = partial(f, 1)",
    "nothing": "",
}

ACTING: Final = {
    "a call": "def f(): pass\nf()",
    "a call of what is imported": "from a import f\nx = f()",
    "a layer": "import keras\nlayer = keras.layers.Dense(3)",
    "a setting": "import keras\nkeras.config.set_floatx('float16')",
    "a decorator": "from registry import register\n@register\ndef f(): pass",
    "a decorator of a method": "from registry import register\nclass A:\n    @register\n    def f(self): pass",
    "an argument of a decorator": "import keras\nfrom a import f\n@keras.saving.register(f())\nclass A: pass",
    "a default": "from a import f\ndef g(x=f()): pass",
    "a base": "from a import make\nclass A(make()): pass",
    "a metaclass": "from a import Meta\nclass A(metaclass=Meta): pass",
    "an attribute": "import config\nconfig.X = 3",
    "an attribute of a library's": "import keras\nkeras.layers.Mine = 3",
    "an element": "from a import X\nX['b'] = 3",
    "in place": "from a import X\nX += [3]",
    "a method": "from a import X\nX.append(3)",
    "another name": "from a import X\nY = X\nY.append(3)",
    "a part": "import a\nY = a.X[0]\nY.append(3)",
    "a loop over others": "from a import X\nfor y in X:\n    y.append(3)",
    "on a condition": "from a import X\nif X:\n    X.clear()",
    "a context": "from a import f\nwith f():\n    pass",
    "raising": "raise ImportError",
    "exit": "import sys\nsys.exit()",
    "a function that is passed": "def f(x): pass\nlist(map(f, [1]))",
    "a key": "def f(x): pass\nX = sorted([1], key=f)",
    "a comprehension": "from a import f\nX = [f(n) for n in range(3)]",
    "deleting": "import a\ndel a.X",
    "a name of Python's that is not": "from a import len\nlen(3)",
    "not Python": "def (",
    "a null byte": "X = 1\0",
    "too deep": "(" * 500 + ")" * 500,
}


@pytest.mark.parametrize("text", QUIET.values(), ids=QUIET)
def test_quiet(text: str) -> None:
    assert outline(dedent(text).encode()).quiet


@pytest.mark.parametrize("text", ACTING.values(), ids=ACTING)
def test_acting(text: str) -> None:
    assert not outline(dedent(text).encode()).quiet


def test_imports_are_those_that_are_executed_with_the_module() -> None:
    text = """
        import a, b.c as d
        from . import e
        from ..f import g, h as i
        class A:
            import j
        try:
            from k import *
        except ImportError:
            import l
        def f():
            import m
        if __name__ == '__main__':
            import n
    """
    expected = (
        *(Imported("a"), Imported("b.c"), Imported("", 1, ("e",)), Imported("f", 2, ("g", "h"))),
        *(Imported("j"), Imported("k", 0, ("*",), certain=False), Imported("l", certain=False)),
    )
    assert outline(dedent(text).encode()).imports == expected


def test_constants_are_bound_once_to_what_is_written() -> None:
    text = """
        A = 1
        B = (1, -2, 'x')
        C = [1]
        D = 1
        D = 2
        E = A
        F = 3
        def f():
            global F
            F = 4
        if A:
            G = 1
        for H in (1, 2): pass
        class I: J = 1
    """
    assert outline(dedent(text).encode()).constants == {"A", "B"}


def test_names_that_are_bound_again() -> None:
    text = """
        import a
        def b(): c = 1
        class d: e = 1
        f = 1
        f = 2
        try:
            import g
        except ImportError:
            g = None
        h = 1
        def i():
            global h
            h = 2
    """
    assert outline(dedent(text).encode()).rebound == {"f", "g", "h"}
    assert outline(dedent(text).encode()).perhaps == {"g"}
    assert outline(b"from a import *\nb = 1").rebound >= {"b"}
    assert outline(b"if a():\n    import b\nelif b():\n    b = 1\nelse:\n    b = c = 2\nc = 3").rebound == {"c"}
