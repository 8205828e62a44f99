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
    "an unknown name held a list": "l = [1, 2]\nm = [1, 2]\nfor c in [1, 2]:\n    i = 0\n    while i < 1 and not l is m:\n        i += 1\n        l = m\n        if c == 1:\n            l = m[:]\n    l *= 2",
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

EXCEPTIONS: Final = {
    "classes that calls have made": "from collections import namedtuple\nfrom enum import Enum\nP = namedtuple('P', 'a b')\nE = Enum('E', 'A B')\ntry:\n    x = P(1, 2).a, E(2).name\nexcept TypeError:\n    x = 0\n# known: x",
    "keyerror": """
        d = {"a": 1}
        try:
            x = d["b"]
        except KeyError as err:
            x = err.args[0]
            t = str(err)
        else:
            x = "else"
        finally:
            done = True
        # known: x t done
    """,
    "success": """
        d = {"a": 1}
        try:
            x = d["a"]
        except KeyError:
            x = 0
        else:
            y = "else"
        finally:
            z = 3
        # known: x y z
    """,
    "index": """
        try:
            x = [1, 2][5]
        except IndexError as e:
            x = str(e)
        try:
            y = (1,)[3]
        except LookupError as e:
            y = str(e)
        # known: x y
    """,
    "int": """
        try:
            n = int('x')
        except ValueError as e:
            n = -1
            m = str(e)
        try:
            k = int('5')
        except ValueError:
            k = 0
        # known: n m k
    """,
    "next": """
        try:
            x = next(iter([]))
        except StopIteration:
            x = 'empty'
        # known: x
    """,
    "raise": """
        class ConfigError(ValueError):
            def __init__(self, message, code=3):
                super().__init__(message)
                self.code = code
        class Other(ConfigError):
            pass
        def build(kind):
            if kind == "a":
                return 1
            if kind == "b":
                raise ConfigError("bad kind", code=7)
            if kind == "c":
                raise Other(f"unknown {kind}")
            raise TypeError("type", kind)
        out = []
        for kind in "abcd":
            try:
                out.append(build(kind))
            except Other as e:
                out.append(("other", str(e), e.code, e.args))
            except (KeyError, ConfigError) as e:
                out.append((str(e), e.code, isinstance(e, ValueError), type(e).__name__))
            except Exception as e:
                out.append((type(e) is TypeError, e.args, e.__class__.__name__, f"{e}"))
        # known: out
    """,
    "reraise": """
        log = []
        def f():
            try:
                raise KeyError("k")
            except KeyError as err:
                log.append("f")
                raise
            finally:
                log.append("finally")
        def g():
            try:
                f()
            except KeyError as err:
                raise ValueError("wrapped") from err
        try:
            g()
        except ValueError as e:
            msg = str(e)
            cause = e.__cause__.args
        # known: log msg cause
    """,
    "finally return": """
        def f():
            try:
                return 1
            finally:
                return 2
        def g():
            try:
                raise ValueError
            finally:
                return 3
        def h():
            for i in range(3):
                try:
                    return i
                finally:
                    break
            return "end"
        a, b, c = f(), g(), h()
        # known: a b c
    """,
    "loop": """
        tries = 0
        out = []
        for v in ["x", "3", "y", "4"]:
            try:
                n = int(v)
            except ValueError:
                tries += 1
                continue
            out.append(n)
            if n == 4:
                break
        attempts = 0
        while True:
            try:
                attempts += 1
                if attempts < 3:
                    raise RuntimeError(attempts)
                break
            except RuntimeError as e:
                last = e.args[0]
        # known: tries out attempts last
    """,
    "uncaught inner": """
        log = []
        try:
            try:
                {}["x"]
            except ValueError:
                log.append("no")
            finally:
                log.append("fin")
        except KeyError as e:
            log.append(e.args)
        # known: log
    """,
    "suppress": """
        from contextlib import suppress
        import contextlib
        x = 0
        with suppress(KeyError):
            x = 1
            {}["a"]
            x = 2
        with contextlib.suppress(ValueError, IndexError):
            y = [][0]
            y = 1
        z = 5
        with suppress(KeyError):
            z = 6
        # known: x z
    """,
    "err deleted": """
        e = "before"
        try:
            raise ValueError("m")
        except ValueError as e:
            m = str(e)
        try:
            e
            r = "still"
        except NameError:
            r = "gone"
    """,
    "raise class": """
        try:
            raise NotImplementedError
        except NotImplementedError as e:
            x = (str(e), e.args)
        # known: x
    """,
    "zero": """
        try:
            x = 1 / 0
        except ZeroDivisionError:
            x = 0
        # known: x
    """,
    "getattr": """
        class A:
            n = 1
        try:
            x = A().missing
        except AttributeError:
            x = "none"
        # known: x
    """,
    "assert": """
        try:
            assert 1 == 2, 'no'
        except AssertionError as e:
            x = str(e)
        # known: x
    """,
    "frozen": """
        from dataclasses import dataclass, FrozenInstanceError
        @dataclass(frozen=True)
        class C:
            n: int = 1
        c = C()
        try:
            c.n = 5
            x = "set"
        except FrozenInstanceError:
            x = "frozen"
        except Exception:
            x = "ex"
    """,
    "exit": """
        import sys
        try:
            sys.exit(3)
        except SystemExit as e:
            x = e.args
        # known: x
    """,
    "keras like": """
        class Registry:
            def __init__(self):
                self.items = {}
            def get(self, name):
                try:
                    return self.items[name]
                except KeyError as err:
                    raise ValueError(f"unknown {name!r}; have {sorted(self.items)}") from err
        r = Registry()
        r.items["a"] = 3
        a = r.get("a")
        try:
            r.get("zz")
        except ValueError as e:
            m = str(e)
            m2 = "unknown 'zz'" in m
        # known: a
    """,
    "custom str": """
        class E(Exception):
            def __str__(self):
                return "E!" + self.args[0]
        try:
            raise E("x")
        except E as e:
            x = f"{e} {e!s} {e.args}"
            y = str(e)
        # known: y
    """,
    "default": """
        import json
        cfg = {"units": "64"}
        def get(key, default):
            try:
                return int(cfg[key])
            except (KeyError, ValueError):
                return default
        a, b = get("units", 1), get("x", 2)
        cfg["q"] = "w"
        c = get("q", 3)
        # known: a b c
    """,
    "nested functions": """
        def a(n):
            if n == 0:
                raise RuntimeError("deep")
            return b(n - 1)
        def b(n):
            return a(n)
        try:
            a(3)
        except RuntimeError as e:
            x = e.args
        # known: x
    """,
    "try else raising": """
        log = []
        try:
            try:
                log.append(1)
            except ValueError:
                log.append("inner")
            else:
                raise ValueError("else")
        except ValueError:
            log.append("outer")
        # known: log
    """,
    "hasattr": """
        e = ValueError(1, 2)
        a = hasattr(e, 'args')
        b = e.args
        c = hasattr(e, 'nothing')
        d = isinstance(e, Exception), isinstance(e, KeyError), isinstance(5, ValueError)
        # known: a b d
    """,
    "issub": """
        class A(Exception):
            pass
        class B(A):
            pass
        err = B('m')
        x = isinstance(err, A), isinstance(err, ValueError), isinstance(A(), B)
        y = err.args
        z = str(err), str(A()), str(B(1, 2)), str(KeyError('k'))
        # known: x y z
    """,
    "del in try": """
        d = {'a': 1}
        try:
            del d['b']
        except KeyError:
            x = 1
        try:
            del d['a']
        except KeyError:
            x = 2
        # known: x d
    """,
    "unpack": """
        try:
            a, b = (1, 2, 3)
        except ValueError:
            a = 'bad'
    """,
    "group by": """
        results = {}
        for name, value in {"a": 1, "b": "x", "c": None}.items():
            try:
                results[name] = value + 1
            except TypeError:
                results[name] = "bad"
    """,
    "enum": """
        from enum import Enum
        class K(Enum):
            A = 'a'
        try:
            k = K('zz')
        except ValueError:
            k = K.A
        try:
            j = K['B']
        except KeyError:
            j = 'none'
        # known: j
    """,
    "pop": """
        try:
            x = [].pop()
        except IndexError:
            x = 1
        try:
            y = {}.pop('k')
        except KeyError as e:
            y = e.args
        # known: x y
    """,
}

CONTEXTS: Final = {
    "enter exit": """
        log = []
        class Timer:
            def __init__(self, name):
                self.name = name
            def __enter__(self):
                log.append("enter " + self.name)
                return self
            def __exit__(self, kind, value, tb):
                log.append(("exit", self.name, kind is None, value is None))
        with Timer("a") as t, Timer("b") as u:
            log.append(t.name + u.name)
            x = 5
        # known: log x t u
    """,
    "swallow": """
        log = []
        class Guard:
            def __init__(self, *kinds):
                self.kinds = kinds
                self.error = None
            def __enter__(self):
                return self.kinds
            def __exit__(self, kind, value, tb):
                if kind is None:
                    return False
                self.error = str(value)
                log.append(kind.__name__)
                return issubclass(kind, self.kinds) if False else isinstance(value, self.kinds)
        g = Guard(ValueError)
        with g as kinds:
            before = 1
            raise ValueError("v")
            before = 2
        err = g.error
        try:
            with Guard(KeyError) as k:
                raise ValueError("w")
        except ValueError as e:
            out = str(e)
        # known: log before err out
    """,
    "return inside": """
        log = []
        class C:
            def __enter__(self):
                log.append("in")
                return 7
            def __exit__(self, *args):
                log.append(("out", args[0]))
        def f():
            with C() as c:
                return c + 1
            return 0
        x = f()
        def g():
            for i in range(4):
                with C() as c:
                    if i == 1:
                        break
            return i
        y = g()
        # known: x y log
    """,
    "null": """
        from contextlib import nullcontext
        import contextlib
        with nullcontext(5) as x:
            y = x + 1
        with contextlib.nullcontext():
            z = 1
        # known: x y z
    """,
    "parenthesized": """
        class C:
            def __init__(self, n):
                self.n = n
            def __enter__(self):
                return self.n
            def __exit__(self, *a):
                return None
        with (C(1) as a, C(2) as b):
            c = a + b
        with (
            C(3) as (d),
            C((4, 5)) as (e, f),
        ):
            pass
        # known: a b c d e f
    """,
    "exit raises": """
        class C:
            def __enter__(self):
                return self
            def __exit__(self, kind, value, tb):
                raise KeyError("exit")
        try:
            with C():
                x = 1
        except KeyError as e:
            y = e.args
        # known: x y
    """,
    "suppress next": """
        from contextlib import suppress
        d = {}
        for k in "ab":
            with suppress(KeyError):
                d[k] = len(d)
                del d["zz"]
                d[k] = "never"
        def f():
            with suppress(ValueError):
                return int("x")
            return "fell"
        x = f()
        # known: d x
    """,
    "stack": """
        from contextlib import ExitStack
        log = []
        class C:
            def __init__(self, n):
                self.n = n
            def __enter__(self):
                log.append(self.n)
                return self.n
            def __exit__(self, *a):
                log.append(-self.n)
        with ExitStack() as stack:
            xs = [stack.enter_context(C(i)) for i in (1, 2)]
            stack.callback(log.append, "cb")
            n = len(log)
        done = True
        m = len(log)
        # known: done xs n log m
    """,
    "stack swallows": """
        from contextlib import ExitStack, nullcontext
        log = []
        class C:
            def __init__(self, n, s=False):
                self.n, self.s = n, s
            def __enter__(self):
                return self.n
            def __exit__(self, kind, value, tb):
                log.append((self.n, kind is None))
                return self.s
        with ExitStack() as stack:
            a = stack.enter_context(C(1))
            b = stack.enter_context(C(2, True))
            c = stack.enter_context(C(3))
            d = stack.enter_context(nullcontext("x"))
            raise ValueError("v")
        ctx = nullcontext(4)
        with ctx as e:
            pass
        def f(use):
            ctx = C(5) if use else nullcontext(6)
            with ctx as v:
                return v
        g, h = f(True), f(False)
        # known: a b c d e g h log
    """,
}

PLACES: Final = {
    "while else": """
        n = 0
        while n < 5:
            n += 1
            if n == 3:
                break
        else:
            n = 'x'
        # known: n
    """,
    "for else nested": """
        out = []
        for n in range(2, 10):
            for d in range(2, n):
                if n % d == 0:
                    break
            else:
                out.append(n)
        # known: out
    """,
    "del slice": """
        x = list(range(10))
        del x[::2], x[0]
        del x[-2:]
        # known: x
    """,
    "aug attr": """
        class A:
            n = 1
            items = ()
        a = A()
        a.n += 2
        a.items += (1,)
        a.d = {'k': [1]}
        a.d['k'] += [2]
        a.d['k'][0] *= 10
        a.d['j'] = a.d.get('j', 0)
        a.d['j'] += 1
        x = a.n, A.n, a.items, a.d
        # known: x
    """,
    "aug slice": """
        x = [1, 2, 3, 4]
        x[1:3] += [9]
        y = [0] * 3
        y[:2] = 5, 6
        y[1:1] = [7]
        x[::2] = 'abc'
        # known: x y
    """,
    "star nested": """
        (a, *b), c, [d, (*e, f)] = (1, 2, 3), 'xy', [4, range(3)]
        for i, (j, *k) in enumerate([(1, 2), (3, 4, 5)]):
            pass
        # known: a b c d e f i j k
    """,
    "chained effects": """
        log = []
        def f(n):
            log.append(n)
            return n
        a = f(1) < f(3) < f(2) < f(9)
        b = f(1) < f(2) <= f(2) != f(4)
        # known: a b log
    """,
    "walrus comp": """
        data = [1, 5, 2]
        big = [y for x in data if (y := x * 2) > 3]
        last = y
        prefix = [total := 0] + [total := total + v for v in data]
        d = {k: (n := k + 1) for k in data}
        # known: big last prefix total d n
    """,
    "global nonlocal": """
        count = 0
        def outer():
            total = 0
            def add(n):
                nonlocal total
                global count
                total += n
                count += 1
                return total
            add(2)
            add(3)
            return total, add
        t, add = outer()
        u = add(5)
        # known: t u count
    """,
    "global list": """
        items = []
        def push(x):
            global items
            items = items + [x]
        push(1)
        push(2)
        # known: items
    """,
    "del attr": """
        class A:
            pass
        a = A()
        a.x = 1
        del a.x
        b = hasattr(a, 'x')
        c = getattr(a, 'x', 5)
        # known: b c
    """,
    "del name": """
        x = 1
        del x
        try:
            x
        except NameError:
            y = 1
        z = [v for v in (1, 2)]
        for q in z:
            pass
        del q
    """,
    "set slice step": """
        x = [1, 2, 3, 4, 5]
        x[::2] = [0, 0, 0]
        # known: x
    """,
    "swap elements": """
        x = [3, 1, 2]
        x[0], x[2] = x[2], x[0]
        i = 0
        i, x[i] = 2, 'z'
        # known: x i
    """,
    "while true walrus": """
        it = iter([1, 2, 0, 5])
        out = []
        while (v := next(it)):
            out.append(v)
        # known: out v
    """,
    "aug order": """
        x = [1]
        def f():
            x.append(5)
            return 1
        x[0] += f()
        # known: x
    """,
    "multiple targets": """
        a = b, c = [1, 2]
        a[0] = 9
        # known: a b c
    """,
    "dict del loop": """
        d = {'a': 1, 'b': 2, 'c': 3}
        for k in list(d):
            if d[k] % 2:
                del d[k]
        # known: d
    """,
    "iter twice": """
        def f(*args, **kw):
            first, *rest = args
            *init, last = kw.items()
            return first, rest, init, last
        x = f(1, 2, 3, a=1, b=2)
        # known: x
    """,
    "in chain": """
        x = 3
        a = 0 < x in [1, 3]
        b = not 1 <= x < 3
        c = None is None is not 5
        # known: a b
    """,
    "try in loop else": """
        for v in (1, 2):
            try:
                w = {1: 'a'}[v]
            except KeyError:
                break
        else:
            w = 'all'
        # known: w v
    """,
    "nested star call": """
        def f(a, b, *c, d=4, **e):
            return a, b, c, d, e
        x = f(*[1, 2], *(3,), d=5, **{'z': 6})
        # known: x
    """,
    "set aug": """
        s = {1}
        s |= {2}
        s &= {2, 3}
        s ^= {5}
        n = len(s)
        # known: n
    """,
    "str mult": """
        s = 'ab'
        s *= 2
        t = (1,)
        t *= 3
        # known: s t
    """,
    "inner function loops": """
        def f(xs):
            for x in xs:
                if x > 2:
                    return x
            else:
                return None
        a, b = f([1, 5]), f([1])
        # known: a b
    """,
}

REFUSED: Final = {
    "args mutated": """
        l = [1]
        e = ValueError(l)
        l.append(2)
        x = e.args[0]
        e.extra = 5
        def note(err):
            err.extra += 1
            return err
        y = note(e).extra
    """,
    "lazy": """
        def gen():
            yield 1
            raise ValueError("g")
        out = []
        try:
            for v in gen():
                out.append(v)
        except ValueError as e:
            r = str(e)
    """,
    "comprehension raising": """
        try:
            xs = [int(v) for v in ["1", "z"]]
        except ValueError:
            xs = None
        try:
            ys = list(map(int, ["1", "2"]))
        except ValueError:
            ys = None
        try:
            zs = {k: 1 / k for k in (1, 0)}
        except ZeroDivisionError:
            zs = 0
    """,
    "setter": """
        class A:
            @property
            def n(self):
                return 1
        a = A()
        try:
            a.n = 5
            x = "set"
        except AttributeError:
            x = "no"
        except Exception:
            x = "other"
        t = (1,)
        try:
            t[0] = 2
            y = "set"
        except TypeError:
            y = "no"
        class S:
            __slots__ = ("a",)
        s = S()
        try:
            s.b = 1
            z = "set"
        except Exception:
            z = "no"
    """,
    "call errors": """
        def f(a, b):
            return a
        try:
            x = f(1)
        except TypeError:
            x = "bad"
        try:
            y = f(1, 2, 3)
        except TypeError:
            y = "bad"
        try:
            z = len(5)
        except TypeError:
            z = "bad"
        try:
            w = sorted([1, "a"])
        except TypeError:
            w = "bad"
        try:
            q = [1, 2].index(7)
        except ValueError:
            q = -1
        try:
            [1].remove(3)
            r = 1
        except ValueError:
            r = "bad"
        try:
            for i in 5:
                pass
            t = 1
        except TypeError:
            t = "bad"
        try:
            None + 1
            u = 1
        except TypeError:
            u = "bad"
        try:
            v = "a" < 1
        except TypeError:
            v = "bad"
        try:
            o = None.x
        except AttributeError:
            o = "bad"
        try:
            p = 5()
        except TypeError:
            p = "bad"
        try:
            a1, b1 = 5
            c1 = 1
        except TypeError:
            c1 = "bad"
    """,
    "abstract": """
        from abc import ABC, abstractmethod
        class A(ABC):
            @abstractmethod
            def f(self): ...
        try:
            a = A()
            x = "made"
        except TypeError:
            x = "no"
    """,
    "dict changes": """
        d = {"a": 1}
        try:
            for k in d:
                d[k + "x"] = 1
                if len(d) > 3:
                    break
            x = "ok"
        except RuntimeError:
            x = "changed"
    """,
    "unhashable": """
        d = {}
        try:
            d[[1]] = 2
            x = 1
        except TypeError:
            x = 2
        try:
            s = {[1]}
            y = 1
        except TypeError:
            y = 2
        try:
            v = {}.get([1])
            z = 1
        except TypeError:
            z = 2
    """,
    "str fails": """
        try:
            x = "a".index("b")
        except ValueError:
            x = -1
        try:
            y = "%d" % "a"
        except TypeError:
            y = -1
        try:
            z = "{0} {1}".format(1)
        except IndexError:
            z = -1
        try:
            w = f"{'a':d}"
        except ValueError:
            w = -1
        try:
            v = chr(-1)
        except ValueError:
            v = -1
        try:
            u = range(1, 2, 0)
        except ValueError:
            u = -1
        try:
            t = max([])
        except ValueError:
            t = -1
        try:
            s = "a".join([1])
        except TypeError:
            s = -1
    """,
    "exit in with": """
        import sys
        try:
            sys.exit("bye")
        except BaseException as e:
            x = type(e).__name__
        try:
            sys.exit(2)
        except Exception:
            y = 1
        except SystemExit as e:
            y = e.code
    """,
    "super str": """
        class E(Exception):
            def __init__(self, name, n):
                self.name = name
                Exception.__init__(self, f"{name}: {n}")
        class F(E):
            def __init__(self, n):
                super().__init__("F", n)
        class G(Exception):
            def __init__(self, a, b):
                self.a = a
        try:
            raise F(3)
        except E as e:
            x = str(e), e.name, e.args
        try:
            raise G(1, 2)
        except G as e:
            y = e.args, str(e), e.a
    """,
    "oserror": """
        try:
            raise FileNotFoundError("no file")
        except OSError as e:
            x = str(e)
            y = e.errno
        try:
            open("/nonexistent/x")
            z = 1
        except IOError as e:
            z = 2
        try:
            raise OSError(2, "m")
        except FileNotFoundError as e:
            w = 1
        except OSError:
            w = 2
    """,
    "overflow": """
        try:
            x = 10.0 ** 1000
        except OverflowError:
            x = 'inf'
        try:
            y = int(float('inf'))
        except (OverflowError, ValueError) as e:
            y = type(e).__name__
    """,
    "stop": """
        it = iter([1])
        out = []
        while True:
            try:
                out.append(next(it))
            except StopIteration:
                break
        n = len(out)
    """,
    "dataclass post": """
        from dataclasses import dataclass
        @dataclass
        class C:
            units: int
            def __post_init__(self):
                if self.units < 1:
                    raise ValueError(f"bad {self.units}")
        def make(n):
            try:
                return C(n).units
            except ValueError as e:
                return str(e)
        x = make(3), make(0)
        # known: x
    """,
    "enum missing": """
        from enum import Enum
        class K(Enum):
            A = "a"
            @classmethod
            def _missing_(cls, value):
                return cls.A
        try:
            k = K("zz").name
        except ValueError:
            k = "none"
        try:
            m = K("a").name
        except ValueError:
            m = "none"
    """,
    "getattr class": """
        class A:
            def __getattr__(self, name):
                raise AttributeError(name)
        try:
            x = A().q
        except AttributeError as e:
            x = str(e)
        class B(dict):
            pass
        try:
            y = B().missing
        except AttributeError:
            y = 0
    """,
}

PROGRAMS: Final = {
    "config validate": """
        class ConfigError(Exception):
            def __init__(self, field, reason, *, hint=None):
                super().__init__(f"{field}: {reason}")
                self.field, self.reason, self.hint = field, reason, hint
        DEFAULTS = {"units": 32, "layers": 2, "act": "relu"}
        def validate(cfg):
            errors = []
            out = dict(DEFAULTS)
            for key, value in cfg.items():
                try:
                    expected = type(DEFAULTS[key])
                except KeyError as err:
                    errors.append(f"unknown key {err.args[0]}")
                    continue
                if not isinstance(value, expected):
                    try:
                        value = expected(value)
                    except (TypeError, ValueError) as err:
                        errors.append((key, str(err)))
                        continue
                out[key] = value
            if errors:
                raise ConfigError("cfg", len(errors), hint=errors)
            return out
        ok = validate({"units": "64"})
        try:
            validate({"units": "x", "q": 1})
        except ConfigError as e:
            hint, field, text = e.hint, e.field, str(e)
        # known: ok hint field text
    """,
    "registry": """
        class Registry(dict):
            pass
        REG = {}
        def register(name):
            def deco(cls):
                if name in REG:
                    raise ValueError(f"{name} twice")
                REG[name] = cls
                return cls
            return deco
        @register("a")
        class A:
            units = 1
        try:
            @register("a")
            class B:
                units = 2
        except ValueError as e:
            msg = str(e)
        def make(name):
            try:
                return REG[name]()
            except KeyError:
                raise KeyError(name) from None
        a = make("a").units
        try:
            make("zz")
        except KeyError as e:
            missing = e.args, e.__cause__
        # known: msg a missing
    """,
    "fallback chain": """
        def first(*fs):
            for f in fs:
                try:
                    return f()
                except (KeyError, IndexError, ZeroDivisionError):
                    continue
                except AttributeError:
                    break
            raise LookupError("none")
        cfg = {"a": [1, 2]}
        x = first(lambda: cfg["b"], lambda: cfg["a"][5], lambda: 1 // 0, lambda: cfg["a"][1])
        try:
            y = first(lambda: cfg["b"])
        except LookupError as e:
            y = str(e)
        # known: x y
    """,
    "early stop": """
        class StopTraining(Exception):
            def __init__(self, epoch):
                self.epoch = epoch
        class Trainer:
            def __init__(self):
                self.history = []
            def step(self, e):
                self.history.append(e)
                if e == 3:
                    raise StopTraining(e)
            def fit(self, n):
                try:
                    for e in range(n):
                        self.step(e)
                except StopTraining as stop:
                    self.stopped = stop.epoch
                else:
                    self.stopped = None
                finally:
                    self.done = True
                return self.history
        t = Trainer()
        h = t.fit(10)
        s, d = t.stopped, t.done
        u = Trainer()
        u.fit(2)
        v = u.stopped
        # known: h s d v
    """,
    "match layer spec": """
        def parse(spec):
            match spec:
                case str(kind):
                    return parse({"type": kind})
                case {"type": "dense" | "Dense", "units": int(u) | float(u), **kw} if u > 0:
                    return ("dense", int(u), kw.get("activation"))
                case {"type": "dropout", "rate": float(r)}:
                    return ("dropout", r)
                case {"type": ("conv" | "conv2d") as k, "filters": f, "kernel": (kh, kw) | [kh, kw]}:
                    return (k, f, kh, kw)
                case {"type": "flatten"} | ["flatten"]:
                    return ("flatten",)
                case [head, *tail]:
                    return [parse(head), *[parse(t) for t in tail]]
                case {"type": t}:
                    raise ValueError(f"bad {t}")
                case _:
                    raise TypeError(type(spec).__name__)
        a = parse({"type": "dense", "units": 64, "activation": "relu"})
        b = parse([{"type": "conv", "filters": 8, "kernel": (3, 3)}, "flatten", {"type": "dropout", "rate": 0.5}])
        try:
            parse({"type": "zzz"})
        except ValueError as e:
            c = str(e)
        try:
            parse(5)
        except TypeError as e:
            d = str(e)
        # known: a b c d
    """,
    "match int flags": """
        def f(x, y):
            match x, y:
                case 0, 0:
                    return "origin"
                case (0, v) | (v, 0):
                    return v
                case (int(), int()) if x == y:
                    return "diag"
                case int() | float(), _:
                    return "num"
                case (None, None):
                    return "none"
                case (bool() as b, _):
                    return b
        r = [f(0, 0), f(0, 5), f(7, 0), f(3, 3), f(2, 1), f(None, None), f("s", 1)]
        # known: r
    """,
    "visitor": """
        from dataclasses import dataclass, field
        @dataclass
        class Node:
            op: str
            args: tuple = ()
        @dataclass
        class Leaf:
            value: float
        def ev(n):
            match n:
                case Leaf(v):
                    return v
                case Node("add", (l, r)):
                    return ev(l) + ev(r)
                case Node(op="mul", args=(l, r)):
                    return ev(l) * ev(r)
                case Node("div", (l, r)):
                    try:
                        return ev(l) / ev(r)
                    except ZeroDivisionError:
                        return float("inf")
                case Node(op, args):
                    raise NotImplementedError(op, len(args))
        x = ev(Node("add", (Leaf(2), Node("mul", (Leaf(3), Leaf(4))))))
        y = ev(Node("div", (Leaf(2), Leaf(0))))
        try:
            ev(Node("pow", (Leaf(1),)))
        except NotImplementedError as e:
            z = e.args
        # known: x y z
    """,
    "warn": """
        import warnings, logging
        log = logging.getLogger("x")
        def load(n):
            try:
                return int(n)
            except ValueError:
                log.warning("bad %s", n)
                warnings.warn("bad")
                return 0
        a, b = load("5"), load("z")
        # known: a b
    """,
    "ctx scope class": """
        class Scope:
            stack = []
            def __init__(self, name):
                self.name = name
            def __enter__(self):
                Scope.stack.append(self.name)
                return "/".join(Scope.stack)
            def __exit__(self, *exc):
                Scope.stack.pop()
                return False
        with Scope("a") as a:
            with Scope("b") as b, Scope("c") as c:
                inner = b
            after = list(Scope.stack)
        try:
            with Scope("d") as d:
                raise RuntimeError
        except RuntimeError:
            left = list(Scope.stack)
        # known: a b c inner after left d
    """,
    "int parse": """
        def as_int(v, default=None):
            try:
                return int(v)
            except (TypeError, ValueError):
                return default
        x = [as_int(v) for v in ("1", "a", None, 2.7, [1])]
        y = as_int(None, 7)
        z = as_int("1_000")
    """,
    "attr fallback": """
        class C:
            a = 1
        def get(o, *names):
            for n in names:
                try:
                    return getattr(o, n)
                except AttributeError:
                    pass
            return None
        x, y = get(C(), "z", "a"), get(C(), "q")
        # known: x y
    """,
    "isinstance err": """
        def f(e):
            try:
                raise e
            except (ValueError, KeyError) as err:
                return type(err).__name__
            except Exception as err:
                return "other"
        x = [f(ValueError()), f(KeyError("a")), f(UnicodeError("b")), f(IndexError)]
    """,
    "assert msg": """
        def check(n):
            assert n > 0, f"n={n}"
            return n
        x = check(3)
        try:
            check(-1)
        except AssertionError as e:
            y = e.args
        # known: x y
    """,
    "nested finally order": """
        log = []
        def f():
            try:
                try:
                    log.append("a")
                    return "r"
                finally:
                    log.append("b")
            finally:
                log.append("c")
        x = f()
        for i in range(3):
            try:
                if i == 1:
                    continue
                log.append(i)
            finally:
                log.append(("f", i))
        # known: x log
    """,
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
    "exceptions": EXCEPTIONS,
    "contexts": CONTEXTS,
    "places": PLACES,
    "refused": REFUSED,
    "programs": PROGRAMS,
}


@pytest.mark.parametrize(
    "program",
    [pytest.param(p, id=f"{table}: {name}") for table, programs in TABLES.items() for name, p in programs.items()],
)
def test_statements(program: str) -> None:
    assert_true_of_python(program)
