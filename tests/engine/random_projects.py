"""Random projects of a few modules that import, read and change each other, for the comparison with Python."""

from __future__ import annotations

from random import Random
from typing import Final

NAMES: Final = ("a", "b", "items", "table", "step", "add", "Kind")
"""What each module defines: two numbers, a list, a dict, two functions and a class."""

HEAD: Final = """
a, b = {0}, 'text{0}'
items = [{0}]
table = {{'first': {0}}}
def step():
    global a
    a += 1
    return a
def add(item):
    items.append(item)
    table[item] = len(items)
    return len(table)
class Kind:
    n = {0}
    known = ['{0}']
    def get(self):
        return self.n, a
"""


def random_project(random: Random, modules: int = 4) -> dict[str, str]:
    """The files of a project whose main module is `main.py`."""
    names = [f"m{number}" for number in range(modules)]
    files = {f"{name}.py": _module(random, number, names) for number, name in enumerate(names)}
    return {"main.py": _body(random, "main", names, length=8), **files}


def _module(random: Random, number: int, names: list[str]) -> str:
    # Now and then the module imports others before it has defined anything, or only defines.
    before = _body(random, names[number], names, length=1, defined=False) if random.random() < 0.3 else ""
    after = _body(random, names[number], names, length=random.choice([0, 1, 3, 5]))
    guard = "if __name__ == '__main__':\n    a = 99\n" if random.random() < 0.3 else ""
    return before + HEAD.format(number) + after + guard


def _body(random: Random, name: str, names: list[str], length: int, *, defined: bool = True) -> str:
    """Statements of a module; whatever has been imported may be used by the next ones."""
    own = name != "main" and defined
    lines: list[str] = []
    known: list[str] = []
    for number in range(length):
        other = random.choice(names)
        if not known or random.random() < 0.4:
            text, reached = _import(random, other, number)
        else:
            text, reached = _use(random, random.choice(known), number, own=own), ""
        known += [reached] if reached else []
        lines.append(_placed(random, text, number, conditional=not reached))
    return "".join(lines)


def _import(random: Random, other: str, number: int) -> tuple[str, str]:
    """An import statement, and the prefix by which the names are reached from then on."""
    return random.choice(
        [
            (f"import {other}\n", f"{other}."),
            (f"import {other} as x{number}\n", f"x{number}."),
            *[(f"from {other} import {name} as {name}_{number}\n", "") for name in ("a", "items", "Kind")],
            (f"from {other} import step as s{number}\nr{number} = s{number}()\n", ""),
            (f"from {other} import add as s{number}\nr{number} = s{number}('{number}')\n", ""),
            (f"from {other} import items as i{number}\ni{number}.append({number})\n", ""),
            (f"from {other} import Kind as K{number}\nclass L{number}(K{number}):\n    m = K{number}.n\n", ""),
            (f"from {other} import *\n", ""),
        ]
    )


def _use(random: Random, prefix: str, number: int, *, own: bool) -> str:
    mine = "" if own else prefix
    return random.choice(
        [
            f"r{number} = {prefix}a\n",
            f"r{number} = {prefix}step()\n",
            f"r{number} = {prefix}add({number})\n",
            f"r{number} = len({prefix}items), tuple({prefix}table)\n",
            f"r{number} = {prefix}Kind().get()\n",
            f"{prefix}a = {number}\n",
            f"{prefix}b = {prefix}a\n",
            f"{prefix}items = {prefix}items + [{number}]\n",
            f"{prefix}items.append({number})\n",
            f"{prefix}table['new'] = {prefix}a\n",
            f"{prefix}Kind.n = {number}\n",
            f"{prefix}Kind.known.append({prefix}a)\n",
            f"r{number} = getattr({prefix}Kind, 'm', 'none')\n",
            f"{mine}step, r{number} = {mine}step, {prefix}a\n",
            f"def f{number}(n={prefix}a):\n    return n, {prefix}a\nr{number} = f{number}()\n",
            f"unknown({prefix}step)\n",
        ]
    )


def _placed(random: Random, text: str, number: int, *, conditional: bool) -> str:
    """The statement as it is, in a function, in a loop, or on a condition."""
    choice = random.random()
    if not conditional or choice < 0.7:
        return text
    body = "".join(f"    {line}\n" for line in text.splitlines())
    if "import *" in text or choice < 0.8:
        return f"if unknown():\n    pass\n{text}" if "import *" in text else f"if unknown():\n{body}"
    if choice < 0.9:
        return f"def g{number}():\n{body}g{number}()\n"
    return f"for i{number}x in range(2):\n{body}"
