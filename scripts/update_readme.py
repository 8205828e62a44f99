"""Puts into the README what the commands in it print.

    python scripts/update_readme.py            # run the commands, and write their output under them
    python scripts/update_readme.py --check    # say whether the README has what they print

The commands stand in `console` blocks behind `$ `, and run in a folder with the Python blocks as files: each begins
with a comment that is its name.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"
PROGRAM = re.compile(r"^```python\n(?P<text># (?P<name>\w+\.py)\n.*?)^```$", re.MULTILINE | re.DOTALL)
CONSOLE = re.compile(r"(?<=^```console\n)(?P<text>.*?)(?=^```$)", re.MULTILINE | re.DOTALL)


def updated(readme: str) -> str:
    """The README with the present output of its commands."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for program in PROGRAM.finditer(readme):
            (folder / program["name"]).write_text(program["text"], encoding="utf-8")
        return CONSOLE.sub(lambda block: "".join(_session(block["text"], folder)), readme)


def _session(text: str, folder: Path) -> Iterator[str]:
    for line in text.splitlines():
        if line.startswith("$ "):
            yield f"{line}\n{_output(line.removeprefix('$ ').split(), folder)}"


def _output(command: list[str], folder: Path) -> str:
    """What a command of keralint's prints.

    Raises: ValueError for any other command.
    """
    if command[0] != "keralint":
        raise ValueError(f"the README shows the output of {command[0]}, which is not run")
    environment = os.environ | {"NO_COLOR": "1", "PYTHONUTF8": "1"}
    module = [sys.executable, "-m", *command]
    return subprocess.run(
        module, cwd=folder, env=environment, stdout=subprocess.PIPE, encoding="utf-8", check=False
    ).stdout


def main() -> int:
    """Writes or checks the README; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the README differs")
    before = README.read_text(encoding="utf-8")
    after = updated(before)
    if parser.parse_args().check:
        print("the README has what the commands print" if before == after else f"{README} needs {Path(__file__).name}")
        return int(before != after)
    README.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
