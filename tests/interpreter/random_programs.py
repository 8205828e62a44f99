"""Random small programs: numbers, strings, lists and dicts with aliases, conditions, loops, functions, generators,
exceptions.

Conditions are known or ask `unknown()`; loops run over something known or over `rounds()`.
"""

from __future__ import annotations

from random import Random

START = """\
a, b, c = 0, 1, 2
s, t = 'x', 'yz'
l = [1, 2]
m = l
n = [[3], 4]
d = {'k': 1}
e = d
it = iter([5])
"""

_NUMBERS = ("a", "b", "c")
_LISTS = ("l", "m")
_MAX_DEPTH = 3


class _Writer:
    """Writes one program."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.functions = 0
        self.generators = 0
        self.generating = False

    def pick(self, *choices: str) -> str:
        return self.random.choice(choices)

    def sometimes(self) -> bool:
        return self.random.random() < 0.5

    def number(self, depth: int = 0) -> str:
        """An expression of an integer."""
        if depth > 1:
            return self.pick(*_NUMBERS, "1", "2", "-3")
        inner = lambda: self.number(depth + 1)  # noqa: E731
        x, y, z = inner(), inner(), inner()
        forms = [
            x,
            f"({x} + {y})",
            f"({x} * {y}) % 7",
            f"({x} - {y})",
            f"max({x}, {y})",
            f"min({x}, {y})",
            f"abs({x})",
            f"len({self.pick(*_LISTS)})",
            f"len({self.pick('s', 't')})",
            f"sum({self.pick(*_LISTS)})",
            f"({x} if {self.condition(depth + 1)} else {y})",
            f"(l[{self.pick('0', '-1')}] if l else {x})",
            f"d.get({self.pick(repr('k'), repr('z'))}, {x})",
            f"sum([{self.pick('i', 'i * 2', x)} for i in {self.iterable()} if {self.condition(2)}])",
            f"(lambda p, q={x}: p + q)({y})",
            f"n[0][0] + {x}",
            f"({self.pick(*_NUMBERS)} or {x})",
            f"({x} and {y})",
        ]
        if self.functions:
            name = f"f{self.random.randint(1, self.functions)}"
            forms += [f"{name}({x})", f"{name}({x}, q={y})", f"{name}(*[{x}, {z}])"]
        if self.generators:
            forms += [f"sum({self.generator()})", f"next({self.generator()}, {x})", "next(it, 4)", "len(list(it))"]
        return self.pick(*forms)

    def condition(self, depth: int = 0) -> str:
        """An expression that is asked for its truth, known to the interpreter or not."""
        if depth > 1:
            return self.pick("unknown()", "a", "l", "b > 1", "s == 'x'", "'k' in d", "l is m")
        x, y = self.number(2), self.number(2)
        comparison = self.pick("<", "<=", "==", "!=", ">")
        return self.pick(
            "unknown()",
            "unknown()",
            f"{x} {comparison} {y}",
            f"{x} < {y} <= 5",
            f"not {self.condition(depth + 1)}",
            f"{self.condition(depth + 1)} {self.pick('and', 'or')} {self.condition(depth + 1)}",
            f"{x} in {self.pick(*_LISTS)}",
            f"(w := {x}) > 0",
        )

    def generator(self) -> str:
        """A call of a generator function, or something that runs over one later."""
        call = f"g{self.random.randint(1, self.generators)}({self.pick(*_NUMBERS)})"
        return self.pick(
            call, call, f"(v + 1 for v in {call})", f"map(abs, {call})", f"(v for v, _ in zip({call}, [1, 2]))"
        )

    def iterable(self) -> str:
        if self.generators and self.sometimes():
            return self.pick(self.generator(), self.generator(), "it")
        return self.pick("l", "m", "range(3)", "(1, 2)", "[a, b]", "rounds()", "list(d.values())", "reversed([1, 2])")

    def simple(self) -> str:
        """A statement of one line."""
        x, y = self.number(), self.number(1)
        name, other = self.pick(*_NUMBERS), self.pick(*_NUMBERS)
        lst = self.pick(*_LISTS)
        if self.generating and self.random.random() < 0.4:
            return self.pick(f"yield {x}", f"yield {name}", f"yield from {self.iterable()}")
        if self.generators and self.random.random() < 0.15:
            return f"it = {self.generator()}"
        return self.pick(
            f"{name} = {x}",
            f"{name}, {other} = {x}, {y}",
            f"{name} = {other} = {x}",
            f"{name} += {x}",
            f"{name} -= {y}",
            f"{lst}.append({x})",
            f"{lst} += [{y}]",
            f"if len({lst}) < 5: {lst} *= 2",
            f"{lst} = [{x}, {y}]",
            f"{lst} = {self.pick(*_LISTS)}[:]",
            f"{lst} = {self.pick(*_LISTS)}",
            f"{lst} = [i for i in {self.iterable()}]",
            f"{lst}[0:1] = [{y}]",
            f"if {lst}: {lst}.pop()",
            f"if {lst}: {lst}[-1] = {x}",
            f"n[0].append({y})",
            f"n = [{lst}, {x}]",
            f"d[{self.pick(repr('k'), repr('z'), 's')}] = {x}",
            "d.update(e, q=3)",
            "d = dict(e)",
            "e = d",
            f"s = s[:2] + {self.pick('t', repr('u'), 'str(a)')}",
            f"s = f'{{{name}}}-{{s[:3]}}'",
            f"t = '%d' % {y}",
            f"{name}, *rest = {lst} + [{x}]",
            "pass",
        )

    def block(self, depth: int, *, loop: bool, function: bool) -> list[str]:
        lines: list[str] = []
        for _ in range(self.random.randint(1, 3)):
            lines += self.statement(depth, loop=loop, function=function)
        return [f"    {line}" for line in lines]

    def statement(self, depth: int = 0, *, loop: bool = False, function: bool = False) -> list[str]:
        """A statement with what it contains."""
        kinds = ["simple"] * 3
        if depth < _MAX_DEPTH:
            kinds += ["if", "if", "for", "while", "try"]
        if depth == 0:
            kinds += ["def", "generator"]
        kinds += ["leave"] if loop or function else []
        kind = self.pick(*kinds)
        inside = {"loop": loop, "function": function}
        if kind == "simple":
            return [self.simple()]
        if kind == "leave":
            ways = (["break", "continue"] if loop else []) + ([f"return {self.number(1)}"] if function else [])
            return [self.pick(*ways)]
        if kind == "if":
            return self._if(depth + 1, **inside)
        if kind == "def":
            return self._def()
        if kind == "generator":
            return self._generator()
        if kind == "try":
            return self._try(depth + 1, **inside)
        return self._loop(kind, depth + 1, function=function)

    def _if(self, depth: int, **inside: bool) -> list[str]:
        lines = [f"if {self.condition()}:", *self.block(depth, **inside)]
        if self.sometimes():
            lines += [f"elif {self.condition()}:", *self.block(depth, **inside)]
        return [*lines, "else:", *self.block(depth, **inside)] if self.sometimes() else lines

    def _loop(self, kind: str, depth: int, *, function: bool) -> list[str]:
        if kind == "for":
            target = self.pick(*_NUMBERS)
            # Over a copy, since a list that grows while a loop runs over it may have no end.
            late = self.generators and self.sometimes()
            lines = [f"for {target} in {self.generator() if late else f'list({self.iterable()})'}:"]
            body = self.block(depth, loop=True, function=function)
        else:
            counter = f"w{depth}"
            lines = [f"{counter} = 0", f"while {counter} < {self.pick('2', '3')} and {self.condition(1)}:"]
            body = [f"    {counter} += 1", *self.block(depth, loop=True, function=function)]
        lines += body
        if self.sometimes():
            lines += ["else:", *self.block(depth, loop=False, function=function)]
        return lines

    def _try(self, depth: int, **inside: bool) -> list[str]:
        body = self.block(depth, **inside)
        if self.sometimes():
            body.insert(self.random.randint(0, len(body)), "    if unknown(): raise ValueError")
            body = [line for line in body if line.startswith("    ")]
        lines = ["try:", *_whole(body)]
        handler = self.sometimes()
        if handler:
            lines += [f"except {self.pick('ValueError', 'Exception')}:", *self.block(depth, **inside)]
            lines += ["else:", *self.block(depth, **inside)] if self.sometimes() else []
        if not handler or self.sometimes():
            generating, self.generating = self.generating, False  # it may be closed where it waits
            lines += ["finally:", f"    {self.simple()}"]
            self.generating = generating
        return lines

    def _def(self) -> list[str]:
        body = self.block(1, loop=False, function=True)
        shared = self.pick("    global a, l", "    global b", "    pass")
        name = f"f{self.functions + 1}"
        result = self.pick("p + q", "b", "len(m)", "p")
        start = ["    a, b, c = p, q, 2", "    l = [p]", "    m = l"]
        if "a" in shared:
            start = ["    b, c = q, 2", "    m = l"]
        elif "b" in shared:
            start = ["    a, c = p, 2", "    l = [p]", "    m = l"]
        # The rest of the names are its own as well, so that they are bound.
        lines = [
            f"def {name}(p, q=1):",
            shared,
            *start,
            "    d, e, s, t, n = {'k': p}, {}, 'x', 'yz', [[3], 4]",
            "    it = iter([p, 3])",
        ]
        lines += [*body, f"    return {result}"]
        self.functions += 1
        return lines

    def _generator(self) -> list[str]:
        if self.sometimes():
            return self._reader()
        self.generating = True
        lines = self._def()
        self.generating = False
        self.functions -= 1
        self.generators += 1
        return [
            lines[0].replace(f"def f{self.functions + 1}(", f"def g{self.generators}("),
            *lines[1:-1],
            "    yield 7",
        ]

    def _reader(self) -> list[str]:
        """A generator that sees what others do in the meantime, and writes nothing."""
        given = f"yield {self.number()}" if self.sometimes() else f"yield from {self.pick(*_LISTS)}"
        lines = [
            f"def g{self.generators + 1}(p):",
            "    i = 0",
            f"    while i < {self.pick('2', '3')}:",
            "        i += 1",
        ]
        if self.sometimes():
            lines.append(f"        if {self.condition()}: continue")
        lines += [f"        {given}", f"        yield p + {self.number()}"]
        self.generators += 1
        return lines


def _whole(body: list[str]) -> list[str]:
    """Only whole statements: a line that was put inside of another one's block would end it."""
    text = "try:\n" + "\n".join(body) + "\nfinally:\n    pass\n"
    try:
        compile(text, "<body>", "exec")
    except SyntaxError as error:
        if "outside" in str(error):
            return body
        return [line for line in body if "raise ValueError" not in line] + ["    if unknown(): raise ValueError"]
    return body


def program(seed: int) -> str:
    """A program that starts from the same names and goes on at random."""
    writer = _Writer(seed)
    lines: list[str] = []
    for _ in range(writer.random.randint(2, 7)):
        lines += writer.statement()
    return START + "\n".join(lines) + "\n"
