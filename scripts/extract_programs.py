"""Writes the programs in the literate specifications of the seed as files, so that the command can be run on them.

    python scripts/extract_programs.py            # write the files
    python scripts/extract_programs.py --check    # say whether they are what would be written

A program is the Python block under a heading that is a file name in backticks.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

SEED = Path(__file__).parent.parent / "fixtures" / "seed"
PROGRAM = re.compile(r"^#+ `(?P<name>[\w/]+\.py)`\n\n```python\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def programs(folder: Path = SEED) -> dict[Path, str]:
    """The text of each program in the Markdown files of a folder, by the path of its file.

    Raises: ValueError if two programs have one name, or if a block of Python has none.
    """
    found: dict[Path, str] = {}
    for document in sorted(folder.glob("*.md")):
        text = document.read_text(encoding="utf-8")
        matches = list(PROGRAM.finditer(text))
        if len(matches) != text.count("```python"):
            raise ValueError(f"{document}: a block of Python stands under no heading with its file name")
        for match in matches:
            path = folder / match["name"]
            if path in found:
                raise ValueError(f"{document}: there are two programs {match['name']}")
            found[path] = match["text"]
    return found


def differences(expected: dict[Path, str], folder: Path = SEED) -> list[str]:
    """What is wrong with the files, a line each."""
    wrong = [f"{path} stands in no document" for path in sorted(folder.rglob("*.py")) if path not in expected]
    for path, text in expected.items():
        if not path.is_file():
            wrong.append(f"{path} is missing")
        elif path.read_text(encoding="utf-8") != text:
            wrong.append(f"{path} differs from its document")
    return wrong


def main() -> int:
    """Writes or checks the files; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file differs")
    expected = programs()
    if parser.parse_args().check:
        wrong = differences(expected)
        print("\n".join(wrong or [f"{len(expected)} programs are as their documents have them"]))
        return int(bool(wrong))
    for path, text in expected.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
