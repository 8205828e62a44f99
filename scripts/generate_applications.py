"""Writes the data of `keras.applications` from the installed Keras.

    python scripts/generate_applications.py            # write the data
    python scripts/generate_applications.py --check    # say whether the data on disk is what would be written

One file an application: the rows of its graph, each `name arguments inputs…`. `arguments` is the number of a class and
its arguments in `settings`; an input is how many rows back it was made (1 where nothing stands), several in one list
are joined by commas, a number begins with `=`. `*` is a name that Keras makes, `@` in a name the name of the model.
Exit code: 0 up to date or written, 1 drifted.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import sys
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
from applications_walk.record import Row, measures
from applications_walk.variants import Application

DATA = pathlib.Path(__file__).parent.parent / "lint" / "keralint" / "semantics" / "models" / "applications" / "data"
WIDTH = 120
NAMES = sorted(name for name, value in vars(keras.applications).items() if hasattr(value, "__code__"))


class Settings:
    """The distinct classes and arguments, numbered as they come."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[str, str], int] = {}

    def number(self, row: Row) -> int:
        return self.numbers.setdefault((row.class_name, row.config), len(self.numbers))

    def plain(self) -> list[Any]:
        return [[class_name, json.loads(config)] for class_name, config in self.numbers]


def generate(name: str) -> dict[str, Any]:
    """The data of one application."""
    application = Application(name)
    settings = Settings()
    graphs = {}
    for kind, options in application.graphs().items():
        graph = application.graph(options)
        graphs[kind] = {
            "stems": {stem: [line(row, settings) for row in rows] for stem, rows in graph["stems"].items()},
            "body": [line(row, settings) for row in graph["body"]],
            "heads": {head: [line(row, settings) for row in rows] for head, rows in graph["heads"].items()},
        }
    return {
        "keras": keras.__version__,
        **(measures(application.builder) or {"size": None, "minimum": 32}),
        "channels_first": channels_first(application),
        "settings": settings.plain(),
        "graphs": graphs,
    }


def channels_first(application: Application) -> bool:
    """Whether it can be built for images whose channels come first."""
    keras.config.set_image_data_format("channels_first")
    try:
        measures(application.builder)
    except ValueError:
        return False
    finally:
        keras.config.set_image_data_format("channels_last")
    return True


def line(row: Row, settings: Settings) -> str:
    """A row as text."""

    def text(value: Any) -> str:
        if isinstance(value, tuple):
            return f"={value[0]!r}" if isinstance(value[0], float) else ",".join(map(str, value))
        return str(value)

    inputs = [] if row.inputs == (1,) else [text(value) for value in row.inputs]
    return " ".join([row.name, str(settings.number(row)), *inputs])


def render(data: dict[str, Any]) -> str:
    """The data as JSON: a setting a line, rows as many as fit."""
    parts = [f"{compact(key)}:{compact(value)}" for key, value in data.items() if key not in ("settings", "graphs")]
    settings = ",\n".join(map(compact, data["settings"]))
    graphs = ",\n".join(f"{compact(kind)}:{{\n{graph_text(graph)}\n}}" for kind, graph in data["graphs"].items())
    return "{" + ",\n".join([*parts, f'"settings":[\n{settings}\n]', f'"graphs":{{\n{graphs}\n}}']) + "}\n"


def graph_text(graph: dict[str, Any]) -> str:
    """The stems, the body and the heads of one graph."""

    def several(rows: dict[str, list[str]]) -> str:
        return ",\n".join(f"{compact(name)}:[{wrapped(items)}]" for name, items in rows.items())

    stems, body, heads = several(graph["stems"]), wrapped(graph["body"]), several(graph["heads"])
    return f'"stems":{{{stems}}},\n"body":[{body}],\n"heads":{{{heads}}}'


def wrapped(rows: list[str]) -> str:
    """The rows in lines of a readable width."""
    lines = [""]
    for index, row in enumerate(rows):
        text = compact(row) + ("," if index < len(rows) - 1 else "")
        if len(lines[-1]) + len(text) > WIDTH:
            lines.append("")
        lines[-1] += text
    return "\n".join(lines)


def compact(value: Any) -> str:
    """JSON without white space."""
    return json.dumps(value, separators=(",", ":"))


def main() -> int:
    """Writes or checks the data of each application."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the data differ")
    parser.add_argument("names", nargs="*", metavar="NAME", help="some of the applications instead of all")
    arguments = parser.parse_args()
    drifted = []
    DATA.mkdir(exist_ok=True)
    for name in arguments.names or NAMES:
        text, path = render(generate(name)), DATA / f"{name}.json"
        if arguments.check:
            drifted += [] if path.exists() and path.read_text(encoding="utf-8") == text else [name]
        else:
            path.write_text(text, encoding="utf-8")
            print(f"{path.name}: {len(text):,} bytes", flush=True)
    print(f"drifted: {', '.join(drifted)}" if drifted else "up to date")
    return int(bool(drifted))


if __name__ == "__main__":
    sys.exit(main())
