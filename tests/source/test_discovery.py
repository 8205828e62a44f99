"""Which files a run is about."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from keralint.config import DEFAULT_EXCLUDE
from keralint.source.discovery import Missing, discover

Tree = Callable[..., Path]

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need rights there")


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """Make files (`"a.py"`, or `"a.txt": "text"`) in the current directory, which is empty and in no repository."""

    def make(*names: str, **texts: str) -> Path:
        for name, text in {**dict.fromkeys(names, ""), **texts}.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            if name.endswith("/"):
                (tmp_path / name).mkdir(exist_ok=True)
            else:
                (tmp_path / name).write_text(text, encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        return tmp_path

    return make


def files(*paths: str | Path, exclude: tuple[str, ...] = (), gitignore: bool = True) -> list[str]:
    found, missing = discover(paths, exclude=exclude, respect_gitignore=gitignore)
    assert missing == []
    return [Path(one).as_posix() for one in found]


def test_python_files_and_notebooks_in_the_order_of_names(tree: Tree) -> None:
    tree("b.py", "a.py", "z/a.py", "c/d/e.py", "c/a.pyi", "a.txt", "py", "x.ipynb", "d.py/f.py")
    assert files(".") == ["a.py", "b.py", "x.ipynb", "c/d/e.py", "d.py/f.py", "z/a.py"]
    assert files("x.ipynb") == ["x.ipynb"]


def test_paths_stay_as_they_were_given(tree: Tree) -> None:
    root = tree("lib/a.py")
    assert files("lib") == ["lib/a.py"]
    assert files("./lib/") == ["lib/a.py"]
    assert files("lib/../lib/a.py") == ["lib/../lib/a.py"]
    assert files(root) == [(root / "lib/a.py").as_posix()]
    os.chdir("lib")
    assert files("..") == ["../lib/a.py"]


def test_a_file_that_is_given_is_taken_whatever_it_is(tree: Tree) -> None:
    tree("a.py", "script", "venv/b.py", **{".gitignore": "*.py", ".git/HEAD": ""})
    assert files("a.py", "script", "venv/b.py", exclude=("venv", "a.py")) == ["a.py", "script", "venv/b.py"]


def test_default_excludes(tree: Tree) -> None:
    tree("a.py", "venv/b.py", "lib/.venv/lib/b.py", "build/b.py", "builder/c.py", "site-packages/b.py")
    assert files(".", exclude=DEFAULT_EXCLUDE) == ["a.py", "builder/c.py"]


@pytest.mark.parametrize(
    ("patterns", "left"),
    [
        (("old",), "a.py lib/a.py lib/test_a.py"),
        (("*.py",), ""),
        (("test_*",), "a.py lib/a.py lib/old/b.py old/c.py"),
        (("old/",), "a.py lib/a.py lib/test_a.py"),
        (("lib/old",), "a.py lib/a.py lib/test_a.py old/c.py"),
        (("/old",), "a.py lib/a.py lib/test_a.py lib/old/b.py"),
        (("lib/**/b.py",), "a.py lib/a.py lib/test_a.py old/c.py"),
        (("*.py", "!a.py"), "a.py lib/a.py"),
        (("old", "!old"), "a.py lib/a.py lib/test_a.py lib/old/b.py old/c.py"),
        (("", "#", "!", "[", "old"), "a.py lib/a.py lib/test_a.py"),
    ],
)
def test_excludes(tree: Tree, patterns: tuple[str, ...], left: str) -> None:
    tree("a.py", "lib/a.py", "lib/test_a.py", "lib/old/b.py", "old/c.py")
    assert files(".", exclude=patterns) == left.split()
    assert sorted(files("a.py", "lib", "old")) == sorted("a.py lib/a.py lib/test_a.py lib/old/b.py old/c.py".split())


def test_excludes_start_from_the_current_directory_too(tree: Tree) -> None:
    tree("lib/a.py", "lib/old/b.py")
    assert files("lib", exclude=("lib/old",)) == ["lib/a.py"]
    assert files("lib", exclude=("/old",)) == ["lib/a.py"]


def test_a_directory_that_is_given_is_taken_even_if_excluded(tree: Tree) -> None:
    tree("build/a.py", "build/build/b.py", "build/old/c.py")
    assert files("build", exclude=DEFAULT_EXCLUDE) == ["build/a.py", "build/old/c.py"]
    assert files("build", exclude=("build/", "old")) == ["build/a.py"]
    assert files("build/old", exclude=("build/",)) == ["build/old/c.py"]


class TestGitignore:
    def test_of_a_directory_counts_below_it(self, tree: Tree) -> None:
        tree("a.py", "lib/a.py", "lib/sub/a.py", "lib/sub/b.py", **{"lib/.gitignore": "# comment\n\nb.py\n/a.py\n"})
        assert files(".") == ["a.py", "lib/sub/a.py"]
        assert files(".", gitignore=False) == ["a.py", "lib/a.py", "lib/sub/a.py", "lib/sub/b.py"]

    def test_the_nearest_decides(self, tree: Tree) -> None:
        tree("a_x.py", "lib/b_x.py", "lib/c_x.py", **{".gitignore": "*_x.py\n", "lib/.gitignore": "!b_x.py\n"})
        assert files(".") == ["lib/b_x.py"]

    def test_nothing_returns_from_an_ignored_directory(self, tree: Tree) -> None:
        tree("a.py", "out/b.py", **{".gitignore": "out/\n!out/b.py\n", "out/.gitignore": "!b.py\n"})
        assert files(".") == ["a.py"]

    def test_of_the_repository_around(self, tree: Tree) -> None:
        tree("lib/gen/a.py", "lib/a.py", "lib/x.py", ".git/", **{".gitignore": "lib/gen\n", "lib/.gitignore": "x.py\n"})
        assert files("lib") == ["lib/a.py"]
        os.chdir("lib")
        assert files(".") == ["a.py"]

    def test_of_directories_above_only_in_a_repository(self, tree: Tree) -> None:
        tree("lib/a.py", **{".gitignore": "a.py\n"})
        assert files("lib") == ["lib/a.py"]

    def test_the_repository_ends_at_its_top(self, tree: Tree) -> None:
        tree("repo/.git/", "repo/lib/a.py", **{".gitignore": "a.py\n"})
        assert files("repo/lib") == ["repo/lib/a.py"]

    def test_exclude_of_the_repository(self, tree: Tree) -> None:
        tree("a.py", "lib/b.py", "lib/c.py", **{".git/info/exclude": "b.py\n"})
        assert files(".") == ["a.py", "lib/c.py"]
        assert files("lib") == ["lib/c.py"]

    def test_an_ignored_directory_that_is_given_is_taken(self, tree: Tree) -> None:
        tree("build/a.py", "build/lib/b.py", "build/lib/c.py", ".git/", **{".gitignore": "build/\n"})
        (Path("build") / ".gitignore").write_text("c.py\n", encoding="utf-8")
        assert files("build") == ["build/a.py", "build/lib/b.py"]
        assert files("build/lib") == ["build/lib/b.py", "build/lib/c.py"]

    def test_whatever_it_holds(self, tree: Tree) -> None:
        root = tree("a.py", "é.py")
        (root / ".gitignore").write_bytes(b"\xef\xbb\xbf\xc3\xa9.py\r\n!\n\\\n\xff\xfe\n[\n")
        assert files(".") == ["a.py"]

    @needs_links
    def test_a_directory_of_that_name(self, tree: Tree) -> None:
        tree("a.py", ".gitignore/b.py", "lib/c.py")
        Path("lib/.gitignore").symlink_to("nowhere")
        assert files(".") == ["a.py", ".gitignore/b.py", "lib/c.py"]


@needs_links
class TestLinks:
    def test_links_to_directories_are_not_followed(self, tree: Tree) -> None:
        tree("lib/a.py")
        Path("lib/again").symlink_to(".", target_is_directory=True)
        Path("lib/up.py").symlink_to("..", target_is_directory=True)
        assert files(".") == ["lib/a.py"]

    def test_links_to_files_are(self, tree: Tree) -> None:
        tree("a.py", "lib/")
        Path("lib/b.py").symlink_to("../a.py")
        Path("lib/c.py").symlink_to("nowhere")
        Path("lib/d.py").symlink_to("d.py")
        assert files(".") == ["a.py", "lib/b.py"]

    def test_a_link_that_is_given(self, tree: Tree) -> None:
        tree("lib/a.py", "lib/b.py", ".git/", **{".gitignore": "b.py"})
        Path("link").symlink_to("lib", target_is_directory=True)
        assert files("link") == ["link/a.py"]


def missing(*paths: str) -> list[Missing]:
    found, errors = discover(paths, exclude=(), respect_gitignore=True)
    assert found == []
    return errors


class TestMissing:
    def test_nothing_there(self, tree: Tree) -> None:
        tree("a.py")
        assert missing("nope", "a.py/b.py", "a\0b") == [
            Missing("nope", "no such file or directory"),
            Missing("a.py/b.py", "not a directory"),
            Missing("a\0b", "not a path"),
        ]

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="POSIX")
    def test_no_file(self, tree: Tree) -> None:
        tree("lib/")
        os.mkfifo("lib/pipe.py")
        assert missing("lib/pipe.py", os.devnull) == [
            Missing(str(Path("lib/pipe.py")), "not a regular file"),
            Missing(os.devnull, "not a regular file"),
        ]
        assert files("lib") == []

    def test_directories_that_cannot_be_read(self, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
        tree("a/a.py", "b/b.py", "c/c.py")
        scan = os.scandir

        def refuse(path: str) -> object:
            if path == "b":  # the tests may run as root, whom no mode stops
                raise PermissionError(13, "Permission denied")
            return scan(path)

        monkeypatch.setattr(os, "scandir", refuse)
        found, errors = discover(["."], exclude=(), respect_gitignore=True)
        assert [Path(one).as_posix() for one in found] == ["a/a.py", "c/c.py"]
        assert errors == [Missing("b", "permission denied")]


def test_the_current_directory_may_be_empty(tree: Tree) -> None:
    tree()
    assert files(".") == []
