"""Statements, executed as Python executes them. Names after `# known:` must be known, and all others not be wrong."""

from __future__ import annotations

from typing import Final

import pytest

from interpreter.agreement import assert_true_of_python

ASSIGNMENT: Final = {
    "chained": "a = b = [1]\nb.append(2)\nc, d = (e, f) = 1, 2\n# known: a b c d e f",
    "star": "a, *b, c = range(5)\n*d, e = 'xyz'\nf, *g = [1]\n# known: a b c d e f g",
    "nested": "(a, (b, *c)), d = (1, (2, 3, 4)), 5\n# known: a b c d",
    "swap": "a, b = 1, 2\na, b = b, a\n# known: a b",
    "targets from left to right": "x = [0, 0, 0]\ni = 0\ni, x[i] = 1, 9\n# known: x i",
    "star of a known list": "a = [1, 2]\nb = [*a, 3, *'xy']\nc = (*a, *b)\n# known: b c",
    "element": "x = [1, 2, 3]\nx[1] = 9\nx[-1] = 8\n# known: x",
    "slice": "x = [1, 2, 3, 4]\nx[1:3] = [7]\ny = x[0]",
    "slice delete": "x = [1, 2, 3, 4]\ny = x\ndel x[1:3]\nz = len(y)",
    "tuple as key": "d = {}\nd['a', 1] = 5\nd['a', 2] = 6\nx = d['a', 1]\n# known: d x",
    "annotated": "a: int = 3\nb: str\n# known: a",
    "walrus": "if (n := 5) > 3:\n    m = n + 1\n# known: n m",
    "walrus in a comprehension": "y = 0\nz = [y := i * 2 for i in range(3)]\n# known: y z",
    "walrus in a comprehension in a function": """
        def f():
            total = 0
            parts = [total := total + i for i in range(4)]
            return total, parts
        x = f()
        # known: x
    """,
    "walrus to a global": """
        last = 0
        def f():
            global last
            return [last := i for i in (1, 2)]
        f()
        # known: last
    """,
    "unpack a dict": "a, b = {'x': 1, 'y': 2}\n# known: a b",
}

AUGMENTED: Final = {
    "list identity": "a = b = [1]\na += [2]\na += (3, 4)\n# known: a b",
    "list times": "a = b = [1, 2]\na *= 2\n# known: a b",
    "tuple is replaced": "a = b = (1,)\na += (2,)\n# known: a b",
    "set": "a = b = {1, 2}\na |= {3}\nc = len(b)\na -= {1}\nd = 1 in b\n# known: c d",
    "dict": "a = b = {'x': 1}\na |= {'y': 2}\n# known: a b",
    "element once": """
        items = [1, 2, 3]
        counts = {1: 0, 2: 0, 3: 0}
        counts[items.pop()] += 1
        n = len(items)
        # known: counts items n
    """,
    "target once": """
        calls = []
        class Box:
            value = 0
        box = Box()
        def get():
            calls.append(1)
            return box
        get().value += 5
        n, v = len(calls), box.value
        # known: n v
    """,
    "list in a list": "a = [[1], [2]]\nb = a[0]\na[0] += [5]\n# known: a b",
    "list in a dict": "d = {'x': [1]}\nb = d['x']\nd['x'] += [5]\n# known: d b",
    "text and numbers": "s = 'a'\ns += 'b'\nn = 7\nn -= 2\nn *= 3\nn //= 2\nn **= 2\nn %= 10\nn <<= 3\nn |= 1\n# known: s n",
    "self in place": "class A:\n    def __iadd__(self, n):\n        self.n = n\n        return self\na = A()\na.n = 0\nb = a\na += 5\nx = b.n",
    "not in place": "class A:\n    n = 0\n    def __add__(self, n):\n        self.n = n\n        return 7\na = A()\nb = a\na += 5\nx = b.n",
}

LOOPS: Final = {
    "for": "total = 0\nfor i in range(5):\n    total += i\n# known: total i",
    "break": "for i in range(9):\n    if i == 3:\n        break\nelse:\n    i = -1\n# known: i",
    "else": "for i in range(3):\n    pass\nelse:\n    i = 'end'\n# known: i",
    "continue": "x = []\nfor i in range(5):\n    if i % 2:\n        continue\n    x.append(i)\n# known: x",
    "nested break": """
        found = []
        for i in range(3):
            for j in range(3):
                if j > i:
                    break
                found.append((i, j))
            else:
                found.append('full')
        # known: found
    """,
    "break of the outer loop in else": """
        x = []
        for i in range(4):
            for j in range(2):
                pass
            else:
                x.append(i)
                if i == 1:
                    break
        # known: x i
    """,
    "over a tuple of tuples": "x = 0\nfor a, (b, c) in ((1, (2, 3)), (4, (5, 6))):\n    x += a * b * c\n# known: x",
    "list that grows": "x = [1]\nfor i in x:\n    if len(x) < 4:\n        x.append(i + 1)\n# known: x i",
    "list that shrinks": "x = [1, 2, 3, 4]\nseen = []\nfor i in x:\n    seen.append(i)\n    x.remove(i)\n",
    "list replaced meanwhile": "x = [1, 2]\nn = 0\nfor i in x:\n    x = [5, 6, 7]\n    n += i\n# known: n x",
    "dict whose values change": "d = {'a': 1, 'b': 2}\nfor k in d:\n    d[k] += 1\n# known: d",
    "while": "n = 27\nsteps = 0\nwhile n != 1:\n    n = n // 2 if n % 2 == 0 else 3 * n + 1\n    steps += 1\n# known: n steps",
    "while else": "n = 0\nwhile n < 3:\n    n += 1\nelse:\n    n = 'done'\n# known: n",
    "while break": "n = 0\nwhile True:\n    n += 1\n    if n == 4:\n        break\nelse:\n    n = 'done'\n# known: n",
    "while walrus": "x = [1, 2, 3]\nout = []\nwhile (n := len(x)) > 1:\n    out.append(x.pop() + n)\n# known: out n x",
    "for with enumerate of a list that grows": """
        x = [1, 2]
        out = []
        for i, v in enumerate(x):
            out.append((i, v))
            if len(x) < 4:
                x.append(v * 10)
    """,
    "the name of the loop is set in it": "for i in range(3):\n    i = i * 10\n# known: i",
    "empty": "i = 'before'\nfor i in []:\n    i = 'inside'\n# known: i",
}

CONDITIONS: Final = {
    "chained": "a = 1 < 2 < 3\nb = 1 < 3 < 2\nc = 3 > 2 == 2\nd = 1 in [1] == True\n# known: a b c",
    "short circuit": "calls = []\ndef f(x):\n    calls.append(x)\n    return x\na = f(0) and f(1)\nb = f(2) or f(3)\nc = not f('')\n# known: a b c calls",
    "conditional": "a = 1 if [] else 2\nb = 'x' if 'y' else 'z'\n# known: a b",
    "elif": "n = 5\nif n > 9:\n    x = 'big'\nelif n > 4:\n    x = 'middle'\nelse:\n    x = 'small'\n# known: x",
    "truth": "x = [bool(v) for v in (0, 0.0, '', 'a', (), (0,), [], [0], {}, {1: 2}, None, range(0), range(2))]\n# known: x",
    "comparison of containers": "a = [1, 2] == [1, 2]\nb = (1, 2) < (1, 3)\nc = {'a': 1} == {'a': 1}\nd = [1] == (1,)\ne = {1, 2} == {2, 1}\n# known: a b d",
    "identity": "x = []\ny = x\na = x is y\nb = None is None\nc = x is not None\n# known: a b c",
    "membership": "a = 2 in (1, 2)\nb = 'k' in {'k': 1}\nc = 'ell' in 'hello'\nd = 3 not in [1, 2]\ne = 5 in {1, 5}\nf = 2 in range(5)\n# known: a b c d e f",
    "side effect of the second only": "x = []\nTrue or x.append(1)\nFalse and x.append(2)\nTrue and x.append(3)\n# known: x",
    "true is one": "d = {True: 'a'}\nd[1] = 'b'\nx = d[1.0]\ny = [1, True, 1.0].count(1)\nz = (True, 1, 1.0).index(1.0)\n# known: x y z",
    "nan": "n = float('nan')\na = n == n\nb = n != n\nc = n < 1\n",
}

DELETION: Final = {
    "name": "a, b = 1, 2\ndel a\nb = 3\n# known: b",
    "several": "a, b, c = 1, 2, 3\ndel (a, b)\n# known: c",
    "element": "x = [1, 2, 3]\ndel x[0]\ny = len(x)\n# known: x y",
    "entry": "d = {'a': 1, 'b': 2}\ndel d['a']\nx = list(d)\n# known: d x",
    "attribute": "class A:\n    n = 1\na = A()\na.n = 2\ndel a.n\nx = a.n",
    "global": "g = 1\ndef f():\n    global g\n    del g\nf()\ng2 = 'g' in globals()",
    "attribute called items": "class A:\n    def __init__(self):\n        self.items = [1]\n    def __delitem__(self, key):\n        pass\na = A()\ndel a[0]\nx = a.items",
}

MATCH: Final = {
    "literal": "x = 'b'\nmatch x:\n    case 'a':\n        y = 1\n    case 'b':\n        y = 2\n    case _:\n        y = 3\n# known: y",
    "capture": "x = (1, [2])\ny = None\nmatch x:\n    case (a, b):\n        b.append(3)\n        y = a\nz = x",
    "rest": "rest = 0\nmatch {'a': 1, 'b': 2}:\n    case {'a': v, **rest}:\n        pass\nx = rest",
    "star": "match [1, 2, 3]:\n    case [first, *others]:\n        x = first",
    "guard that fails": "x = 1\nmatch 5:\n    case x if x > 9:\n        y = 'big'\n    case _:\n        y = 'small'\nz = x",
    "nothing fits": "y = 0\nmatch 3:\n    case 4:\n        y = 1",
    "guard with an effect": "y = 0\nmatch 3:\n    case 3 if (y := 5):\n        pass",
    "or": "match 3:\n    case 1 | 3:\n        y = 'odd'\n    case _:\n        y = 'even'",
    "sequences, mappings and types": """
        def f(v):
            match v:
                case ("t", int(n)):
                    return n
                case ("s", str() as s) if len(s) > 3:
                    return s.upper()
                case ("s", s):
                    return s
                case [first, *rest] if rest:
                    return (first, rest)
                case {"kind": "dense", "units": int(u), **others}:
                    return (u, others)
                case {"kind": kind}:
                    return kind
                case None:
                    return "none"
                case True | False as flag:
                    return ("flag", flag)
                case float() | complex():
                    return "float"
                case -1:
                    return "minus"
                case _:
                    return "other"
        xs = [f(v) for v in (("t", 6), ("s", "abcdef"), ("s", "abc"), ["q", 1, 2], {"kind": "dense", "units": 4, "act": "relu"}, {"kind": "dense", "units": "x"}, None, True, 2.5, -1, "ab", ("q",), {"a"}, {})]
        # known: xs
    """,
    "classes with their attributes": """
        from dataclasses import dataclass
        from collections import namedtuple
        from typing import NamedTuple
        @dataclass
        class Point:
            x: int
            y: int = 0
        @dataclass
        class Line:
            a: Point
            b: Point
        P = namedtuple("P", "u v")
        class Q(NamedTuple):
            k: int
            w: int = 3
        class M:
            __match_args__ = ("a", "b")
            def __init__(self, a, b):
                self.a, self.b = a, b
        class E(Point):
            pass
        def f(v):
            match v:
                case E(1, 1):
                    return "e"
                case Point(x=0, y=v):
                    return ("y", v)
                case Point(x, 0):
                    return ("x", x)
                case Point(a, b):
                    return a + b
                case Line(Point(0, 0), Point(x=x)):
                    return ("line", x)
                case P(u, v=2):
                    return ("P", u)
                case Q(k, w):
                    return k * w
                case M(1, b):
                    return ("M", b)
                case M(missing=_):
                    return "no"
                case M():
                    return "m"
                case (a, b):
                    return ("two", a, b)
        xs = [f(v) for v in (Point(0, 4), Point(3), Point(3, 4), Line(Point(0, 0), Point(7, 1)), P(1, 2), P(1, 3), Q(4), M(1, 5), M(2, 5), E(1, 1), E(0, 9))]
        # known: xs
    """,
    "members and other values by their name": """
        from enum import Enum
        class Color(Enum):
            RED = 1
            BLUE = "b"
        class cfg:
            limit = 5
        def f(v):
            match v:
                case Color.RED:
                    return "red"
                case Color.BLUE:
                    return "blue"
                case cfg.limit:
                    return "limit"
                case _:
                    return "else"
        xs = [f(v) for v in (Color.RED, Color.BLUE, 5, 1, "b", Color("b"))]
        eq = Color.RED == Color.BLUE
        ne = Color.RED != 1
        # known: xs eq ne
    """,
    "what is captured of a part whose neighbour is not known": """
        v = unknown()
        match (v, 6):
            case (0, n):
                z = n
            case (_, n):
                z = n
        # known: z n
    """,
    "nested": """
        match {"layers": [{"type": "conv", "f": 8}, {"type": "pool"}], "opt": ("adam", 1e-3)}:
            case {"layers": [{"type": "conv", "f": f}, *more], "opt": ("adam" | "sgd" as name, lr)}:
                ok = (f, more, name, lr)
        # known: ok f more name lr
    """,
    "what does not fit binds nothing": """
        a = b = "before"
        match (1, 2):
            case (a, 3):
                pass
            case (b, 2) if b > 5:
                pass
            case _:
                c = 1
        # known: a b c
    """,
    "a text is no sequence": """
        match 'ab':
            case [a, b]:
                x = 1
            case str(s):
                x = s
        # known: x
    """,
    "subject that is bound": """
        match (n := 5):
            case 5:
                y = n
        # known: y
    """,
    "range": """
        match range(3):
            case [a, *b]:
                y = (a, b)
        # known: y
    """,
    "words of a command": """
        out = []
        for c in ["go north", "get a b", "quit", ""]:
            match c.split():
                case ["go", d]:
                    out.append(d)
                case ["get", *things]:
                    out.append(things)
                case ["quit"]:
                    out.append("bye")
                case []:
                    out.append(None)
        # known: out
    """,
    "break and continue": """
        n = 0
        while True:
            match n:
                case 3:
                    break
                case 1:
                    n += 2
                    continue
            n += 1
        # known: n
    """,
    "a default is not made": """
        from collections import defaultdict
        d = defaultdict(list)
        match d:
            case {"a": v}:
                y = v
            case _:
                y = "none"
        x = len(d)
        # known: x y
    """,
}

SCOPES: Final = {
    "global": "n = 0\ndef f():\n    global n\n    n += 1\nf()\nf()\n# known: n",
    "nonlocal": "def make():\n    n = 0\n    def step():\n        nonlocal n\n        n += 1\n        return n\n    return step\ns = make()\na = (s(), s(), s())\nb = make()()\n# known: a b",
    "global inside a function that has the name": "x = 'global'\ndef f():\n    x = 'local'\n    def g():\n        global x\n        return x\n    return g()\ny = f()\n# known: y",
    "global of another function": "def f():\n    global made\n    made = 5\nf()\ny = made\n# known: y",
    "comprehension keeps its names": "i = 'kept'\nx = [i for i in range(3)]\n# known: i x",
    "class body is no scope for functions": "n = 1\nclass A:\n    n = 2\n    m = n\n    def get(self):\n        return n\nx = (A().get(), A.m)\n# known: x",
    "late binding": "fs = [lambda: i for i in range(3)]\nx = [f() for f in fs]\n# known: x",
    "default keeps the value": "fs = [lambda i=i: i for i in range(3)]\nx = [f() for f in fs]\n# known: x",
    "nonlocal of a name set later": "n = 'global'\ndef f():\n    def g():\n        nonlocal n\n        n = 'set'\n    n = 'local'\n    g()\n    return n\nx = f()\ny = n\n# known: x y",
    "nonlocal before the name is set": "n = 'global'\ndef f():\n    def g():\n        nonlocal n\n        n = 'set'\n    g()\n    r = n\n    if 0:\n        n = 1\n    return r\nx = f()\ny = n\n# known: y",
    "class body sees names around it": "def f(k):\n    class A:\n        n = k + 1\n    return A.n\nx = f(3)\n# known: x",
}

ENDS: Final = {
    "exit": "import sys\nx = 1\nsys.exit(0)\nx = 2\n# known: x",
    "exit in a function": "import sys\nx = 1\ndef stop():\n    sys.exit()\nstop()\nx = 2\n# known: x",
    "always raises": "def stop():\n    raise ValueError\nx = 1\ntry:\n    stop()\n    x = 2\nexcept ValueError:\n    y = x\n",
    "exec": "x = 1\nexec('x = 2')\ny = x",
    "globals": "x = 1\nglobals()['x'] = 2\ny = x",
    "pass and docstrings": "'text'\npass\n...\nx = 1\n# known: x",
}

TABLES: Final = {
    "assignment": ASSIGNMENT,
    "augmented": AUGMENTED,
    "loops": LOOPS,
    "conditions": CONDITIONS,
    "deletion": DELETION,
    "match": MATCH,
    "scopes": SCOPES,
    "ends": ENDS,
}


@pytest.mark.parametrize(
    "program",
    [pytest.param(p, id=f"{table}: {name}") for table, programs in TABLES.items() for name, p in programs.items()],
)
def test_statements(program: str) -> None:
    assert_true_of_python(program)
