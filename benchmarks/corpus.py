"""Real Keras code to measure on: the source distributions of packages, fetched by pip and unpacked with care."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

import libcst

from keralint.source.imports import PROJECT_FILES
from keralint.source.text import mentions_keras

CACHE = Path(__file__).parent / ".cache"

PACKAGES = (
    "bert-for-tf2==0.14.9",
    "deepctr==0.9.4",
    "kapre==0.4.1",
    "keras-bert==0.89.0",
    "keras-cv==0.9.0",
    "keras-hub==0.32.0",
    "keras-rl2==1.0.5",
    "keras-tcn==3.5.7",
    "keras-unet-collection==0.1.13",
    "segmentation-models==1.0.1",
    "spektral==1.3.1",
    "stellargraph==1.2.1",
)
"""Layers, models and training code by many hands, old and new; pinned, so that figures can be compared."""

OLD_SETUPTOOLS = "setuptools<70"
"""What the older setup.py files need."""

MAX_FILE_BYTES = 1_000_000
"""keralint refuses larger files at once, which would make the ratio better than it is."""


def corpus(requirements: Sequence[str]) -> list[Path]:
    """The Python files with Keras code of the packages, fetched unless they are in the cache."""
    folders = [corpus_folder(requirement) for requirement in requirements]
    return [path for folder in folders for path in sorted(folder.rglob("*.py")) if mentions_keras(path.read_bytes())]


def corpus_folder(requirement: str) -> Path:
    """The folder with the Python code of one package, fetched unless it is in the cache."""
    folder = CACHE / "packages" / requirement
    if not folder.is_dir():
        unpack(fetch(requirement), folder)
    return folder


def fetch(requirement: str) -> Path:
    """The archive of a package: its source distribution, or its wheel if pip cannot prepare that.

    pip asks the build backend of a source distribution for its metadata, which runs code of the package's; nothing of
    a wheel is run.

    Raises: SystemExit with pip's own words if neither can be had.
    """
    folder = CACHE / "archives" / requirement
    complaints = ""
    for only, constraint in (("--no-binary", ""), ("--no-binary", OLD_SETUPTOOLS), ("--only-binary", "")):
        if not _archives(folder):
            complaints += _download(requirement, folder, only, constraint)
    if not _archives(folder):
        raise SystemExit(f"{requirement} cannot be fetched:\n{complaints}")
    return _archives(folder)[0]


def _archives(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*") if path.name.endswith((".tar.gz", ".zip", ".whl"))]


def _download(requirement: str, folder: Path, only: str, constraint: str) -> str:
    """Lets pip fetch an archive; what it has to say if it cannot."""
    constraints = CACHE / "constraints.txt"
    CACHE.mkdir(exist_ok=True)
    constraints.write_text(constraint, encoding="utf-8")
    environment = os.environ | {"PIP_CONSTRAINT": str(constraints), "PIP_BUILD_CONSTRAINT": str(constraints)}
    command = [sys.executable, "-m", "pip", "--quiet", "download", "--no-deps", "--ignore-requires-python"]
    command += [only, ":all:", "--dest", str(folder), requirement]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment).stderr


def unpack(archive: Path, folder: Path) -> None:
    """Write the archive's code below `folder`: no links, no paths that lead out of it, nothing that is not text.

    Files that libcst cannot parse (Python 2, templates) are left out: there would be nothing to compare with.
    """
    for name, data in _members(archive):
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or not _wanted(path, data):
            continue
        target = folder.joinpath(*path.parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    folder.mkdir(parents=True, exist_ok=True)


def _members(archive: Path) -> Iterator[tuple[str, bytes]]:
    """The plain files in an archive."""
    if archive.suffix in (".whl", ".zip"):
        with zipfile.ZipFile(archive) as packed:
            for info in packed.infolist():
                if info.file_size <= MAX_FILE_BYTES and not info.is_dir():
                    yield info.filename, packed.read(info)
        return
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.isfile() and member.size <= MAX_FILE_BYTES:
                content = tar.extractfile(member)
                assert content is not None
                yield member.name, content.read()


def _wanted(path: PurePosixPath, data: bytes) -> bool:
    if path.name in PROJECT_FILES:
        return True
    if path.suffix != ".py":
        return False
    try:
        libcst.parse_module(data)
    except (libcst.ParserSyntaxError, RecursionError, UnicodeDecodeError):
        return False
    return True
