"""Classes that Python makes of fields: dataclasses, named tuples and enumerations, held against Python itself."""

from __future__ import annotations

import pytest

from interpreter.agreement import assert_true_of_python

POINT = "from collections import namedtuple\nP = namedtuple('P', ['x', 'y'])\n"
OWN_POINT = (
    "from collections import namedtuple\nclass P(namedtuple('P', 'x y')):\n    __slots__ = ()\n"
    "    def __new__(cls, x, y=4):\n        return super(P, cls).__new__(cls, x, y)\n"
    "    @property\n    def sum(self):\n        return self.x + self.y\n    def moved(self, by):\n"
    "        return self._replace(x=self.x + by)\n"
)
CONFIG = (
    "from dataclasses import dataclass, field\nimport dataclasses\n@dataclass\nclass C:\n    units: int = 4\n"
    "    rates: list = field(default_factory=list)\n    name: str = 'a'\n"
    "    def twice(self):\n        return self.units * 2\n"
)
SIZES = "from enum import Enum, auto\nclass S(Enum):\n    SMALL = 16\n    LARGE = 64\n"

STAGES = "from enum import IntEnum\nclass S(IntEnum):\n    ONE = 1\n    TWO = 2\n    THREE = 3\n"
ACTS = (
    "from enum import Enum\nclass A(str, Enum):\n    RELU = 'relu'\n    GELU = 'gelu'\n"
    "    @property\n    def short(self):\n        return self.value[:2]\n    def twice(self):\n        return self + self\n"
    "    @classmethod\n    def default(cls):\n        return cls.GELU\n"
)

NAMED_TUPLES = {
    "fields": POINT
    + "p = P(1, y=2)\na, b = p.x, p.y\nc, d = p\ne = p[1]\nf = len(p)\ng = p == (1, 2)\n# known: a b c d e f g",
    "of text": "from collections import namedtuple\nP = namedtuple('P', 'x, y')\na = P(1, 2).y\n# known: a",
    "defaults": "from collections import namedtuple\nP = namedtuple('P', 'x y', defaults=[7])\na = P(1).y\n# known: a",
    "_replace": POINT + "p = P(1, 2)._replace(y=5)\na = p.y\nb = p._asdict()\nc = P(1, 2)._fields\n# known: a b c",
    "subclass": OWN_POINT + "p = P(3)\na = p.sum\nb = p.moved(2).x\nc = p.moved(2).sum\nd = tuple(p)\n# known: a b c d",
    "isinstance": OWN_POINT
    + "p = P(3)\na = isinstance(p, P), isinstance(p, tuple), isinstance((3, 4), P)\nb = type(p) is P",
    "filtered": OWN_POINT + "ps = [P(1), (1, 2), P(2)]\na = len(list(filter(lambda p: isinstance(p, P), ps)))",
    "copied": OWN_POINT + "import copy\nps = [P(1), P(2)]\nqs = copy.copy(ps)\nqs[0] = qs[0]._replace(y=9)\n"
    "a = (qs[0].y, ps[0].y)\nb = copy.deepcopy(ps)[1].sum\n# known: a b",
    "in a loop": POINT + "n = 0\nfor x, y in [P(1, 2), P(3, 4)]:\n    n = n + x * y\n# known: n",
    "written as a class": "from typing import NamedTuple\nclass P(NamedTuple):\n    x: int\n    y: int = 7\n"
    "    def sum(self):\n        return self.x + self.y\np = P(3)\na = p.sum()\nb = p[1]\nc, d = P(5, 6)\n# known: a b c d",
    "of the class": POINT
    + "a = P._fields, P._make([1, 2]).y, [p.x for p in map(P._make, [(1, 2), (3, 4)])]\nb = repr(P(1, 2)), dict(zip(P._fields, P(1, 2)))\n"
    "c = namedtuple('Q', 'x y', defaults=[7])._field_defaults\n# known: a b c",
    "of pairs": "from typing import NamedTuple\nP = NamedTuple('P', [('x', int), ('y', int)])\na = P(1, 2).y\n# known: a",
    "method of the class": POINT + "class Q(P):\n    @classmethod\n    def zero(cls):\n        return cls(0, 0)\n"
    "a = Q.zero().x\nb = isinstance(Q.zero(), Q)\n# known: a b",
    "joined": POINT + "import random\np = P(1, 2) if random.random() < 2 else P(1, 3)\na = p.x",
    "changed in a list": POINT + "def f(ps):\n    ps[0].y.append(5)\nl = []\nf([P(1, l)])\na = len(l)",
}
DATACLASSES = {
    "fields": CONFIG + "c = C(5)\na = c.units\nb = c.twice()\nd = len(c.rates)\ne = c.name\n# known: a b d e",
    "factories": CONFIG + "c, d = C(), C()\nc.rates.append(1)\na = (len(c.rates), len(d.rates))\n# known: a",
    "derived": CONFIG + "@dataclass\nclass D(C):\n    depth: int = 3\n    units: int = 8\nd = D(depth=9)\n"
    "a = d.units\nb = d.depth\nc = D(1, [2], 'b', 5).depth\n# known: a b c",
    "__post_init__": CONFIG
    + "@dataclass\nclass D(C):\n    def __post_init__(self):\n        self.more = self.units + 1\n"
    "a = D(2).more\n# known: a",
    "replace": CONFIG + "c = dataclasses.replace(C(5), name='b')\na = c.units\nb = c.name\n# known: a b",
    "asdict": CONFIG + "a = dataclasses.asdict(C(5))\n# known: a",
    "frozen": "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass C:\n    n: int\na = C(n=4).n\n# known: a",
    "equal": CONFIG + "a = C(5) == C(5)\nb = C(5) == C(6)\nc = C(5) != C(6)",
    "not by __init__": "from dataclasses import dataclass, field\n@dataclass\nclass C:\n    n: int = field(init=False, default=3)\n"
    "    m: int = 1\na = C(5).m\nb = C(5).n",
    "class variables": "from dataclasses import dataclass\nfrom typing import ClassVar\n@dataclass\nclass C:\n"
    "    kind: ClassVar[str] = 'k'\n    n: int = 1\na = C(5).n\nb = C.kind\n# known: a b",
    "by keyword only": "from dataclasses import dataclass, field\n@dataclass(kw_only=True)\nclass C:\n    n: int = 1\n    m: int\n"
    "a = C(m=5).m\nb = C(m=5).n\n# known: a b",
    "marked by keyword only": "from dataclasses import dataclass, KW_ONLY\n@dataclass\nclass C:\n    n: int = 1\n    _: KW_ONLY\n"
    "    m: int = 2\na = C(7, m=5).m\n# known: a",
    "own __init__": "from dataclasses import dataclass\n@dataclass\nclass C:\n    n: int = 1\n    def __init__(self):\n"
    "        self.n = 7\na = C().n\n# known: a",
    "super().__init__": CONFIG
    + "class D(C):\n    def __init__(self):\n        super().__init__(units=6)\na = D().units\n# known: a",
    "properties": CONFIG
    + "class D(C):\n    @property\n    def size(self):\n        return self.units + 1\na = D(2).size\n# known: a",
    "changed": CONFIG + "c = C()\nc.units = 9\na = c.twice()\n# known: a",
    "told of": CONFIG
    + "a = [f.name for f in dataclasses.fields(C)]\nb = dataclasses.astuple(C())\nc = dataclasses.is_dataclass(C()), dataclasses.is_dataclass(3)\n"
    "d = {f.name: getattr(C(), f.name) for f in dataclasses.fields(C)}\ne = list(C.__dataclass_fields__), C.__match_args__\n# known: a b c d e",
    "what is only passed on": CONFIG
    + "@dataclass\nclass D(C):\n    total: int = field(init=False)\n    scale: dataclasses.InitVar[int] = 2\n"
    "    def __post_init__(self, scale):\n        self.total = self.units * scale\n"
    "a = D().total, D(6, scale=3).total\nb = dataclasses.asdict(D())\nc = [f.name for f in dataclasses.fields(D)]\nd = dataclasses.replace(C(), units=3).units\n# known: a b c d",
    "set by __init__ alone": "from dataclasses import dataclass, field\n@dataclass\nclass C:\n    n: int = 1\n    hidden: list = field(init=False, default_factory=list)\n"
    "    k: int = field(default=5, repr=False, compare=False)\nc, d = C(2), C(2, 9)\nc.hidden.append(1)\na = c.hidden, d.hidden\nb = C(1) == C(1, 7), C(1) != C(1), repr(C(1)), d.k\n# known: a b",
    "in order": "from dataclasses import dataclass\n@dataclass(order=True)\nclass C:\n    n: int\n    m: int = 0\na = C(1) < C(2), max(C(1), C(2)).n, C(1, 2) >= C(1, 1)\n# known: a",
    "shown": CONFIG
    + "a = str(C()), f'{C(5)}'\n@dataclass(repr=False)\nclass D:\n    n: int = 1\nb = repr(D()) == 'D(n=1)'\n# known: a",
    "of a generic class": "from dataclasses import dataclass\nfrom typing import Generic, TypeVar\nfrom abc import ABC\nT = TypeVar('T')\n@dataclass\nclass C(Generic[T], ABC):\n    n: T = None\na = C(4).n\n# known: a",
    "with a default that is not known": "import random\nfrom dataclasses import dataclass\nr = random.random()\n@dataclass\nclass C:\n    n: float = r\n    m: int = 3\na = C().m\n# known: a",
    "copies": CONFIG
    + "import copy\nc = C(5, [1])\nd, e = copy.copy(c), copy.deepcopy(c)\nd.units = 7\nd.rates.append(2)\ne.rates.append(3)\n"
    "a = c.units, d.units, c.rates, e.rates\n# known: a",
    "copies in their own way": "import copy\nclass A:\n    n = 1\n    def __deepcopy__(self, memo):\n        return 5\na = copy.deepcopy(A())",
    "with lists of objects": CONFIG
    + "@dataclass\nclass D:\n    cs: list = field(default_factory=lambda: [C(1), C(2)])\na = dataclasses.asdict(D())\nb = dataclasses.astuple(D())\n# known: a b",
    "its own reflected operators": "class A:\n    def __init__(self, n):\n        self.n = n\n    def __radd__(self, other):\n        return A(self.n + other)\n    def __add__(self, other):\n        return A(self.n + other.n)\n"
    "    def __rmul__(self, k):\n        return A(self.n * k)\n    def __eq__(self, other):\n        return self.n == other.n\na = (3 * A(2)).n, sum([A(1), A(2)]).n, A(1) != A(1)\n# known: a",
    "class default": CONFIG + "a = C.units\n# known: a",
}
ENUMERATIONS = {
    "members": SIZES
    + "a = S.SMALL.value\nb = S.LARGE.name\nc = S.SMALL is S.SMALL\nd = S.SMALL == S.LARGE\n# known: a b c",
    "by value": SIZES + "a = S(64).name\nb = S['SMALL'].value\n# known: a b",
    "in order": SIZES + "a = [s.value for s in S]\nb = len(S)\n# known: a b",
    "auto": "from enum import Enum, auto\nclass S(Enum):\n    A = auto()\n    B = auto()\n    C = 9\n    D = auto()\n"
    "a = [s.value for s in S]\n# known: a",
    "aliases": "from enum import Enum\nclass S(Enum):\n    A = 1\n    B = 1\na = len(S)\nb = S.B.name\n# known: a b",
    "methods": SIZES.replace("    LARGE", "    def half(self):\n        return self.value // 2\n    LARGE")
    + "a = S.LARGE.half()\n# known: a",
    "own __init__": "from enum import Enum\nclass S(Enum):\n    A = (1, 2)\n    def __init__(self, x, y):\n        self.x = x\n"
    "a = S.A.x\n# known: a",
    "base without members": "from enum import Enum\nclass Base(Enum):\n    def twice(self):\n        return self.value * 2\n"
    "class S(Base):\n    A = 4\na = S.A.twice()\n# known: a",
    "of numbers": "from enum import IntEnum\nclass S(IntEnum):\n    A = 3\na = S.A + 1\nb = S.A == 3\nc = S.A.value",
    "of texts": "from enum import Enum\nclass S(str, Enum):\n    A = 'a'\na = S.A == 'a'\nb = S.A.value\nc = S('a') is S.A",
    "numbers to compute with": STAGES
    + "a = [int(s) * 4 for s in S]\nb = S.TWO + S.THREE\nc = S.TWO.value, S.TWO.name, S(2).name, S['THREE'].value\n"
    "d = S.TWO == 2, S.ONE < S.TWO, S.TWO in S, S.TWO is S(2), S.ONE is S.TWO\ne = [8, 16, 32][S.TWO], 2 ** S.THREE, -S.TWO, [0] * S.TWO\n"
    "f = {1: 'a', 2: 'b'}[S.TWO], {S.ONE: 3, S.TWO: 4}[S.TWO]\ng = max(S).name, sum(S), list(range(S.THREE)), len(S)\n"
    "h = isinstance(S.TWO, int), isinstance(S.TWO, S), isinstance(S.TWO, str), type(S.TWO) is S\ni = f'{S.TWO}', f'{S.TWO:03d}', repr(S.TWO)\n"
    "j = str(S.TWO)\nk = sorted(S, reverse=True)[0].name, list(map(int, S)), divmod(S.THREE, 2)\n# known: a b c d e f g h i k",
    "texts to compute with": ACTS
    + "a = A.RELU == 'relu', A('gelu').name, A.RELU.value, A.RELU.upper(), A.RELU + '_x', 'x_' + A.RELU, len(A.RELU)\n"
    "b = {'relu': 4, 'gelu': 8}[A.GELU], A.RELU in ('relu', 'swish'), '-'.join([A.RELU, A.GELU]), A.RELU[0]\n"
    "c = A.RELU.short, A.RELU.twice(), A.default().value\nd = {a.name: a for a in A}['GELU'].value, [a.value for a in A]\n"
    "e = f'{A.RELU}'\nf = str(A.RELU)\ng = '%s' % A.RELU\nh = '{}'.format(A.RELU)\ni = isinstance(A.RELU, str), A.RELU is A['RELU']\n"
    "j = [k for k, v in A.__members__.items()], 'RELU' in A.__members__\nk = 'relu' if A.RELU != 'gelu' else 1\n# known: a b c d i j k",
    "told apart": SIZES
    + "def f(size):\n    if size is S.SMALL:\n        return 1\n    elif size == S.LARGE:\n        return 2\n"
    "a = f(S.LARGE)\nb = S.SMALL is S.LARGE, S.SMALL == 16, S.SMALL in (S.LARGE,), S.SMALL != S.LARGE\n# known: a b",
    "shown": SIZES + "a = str(S.SMALL), f'{S.LARGE}', repr(S.SMALL)\n# known: a",
    "shown in its own way": SIZES
    + "    def __str__(self):\n        return self.name.lower()\na = str(S.SMALL), f'{S.LARGE}_1'\n# known: a",
    "derived from one of texts": "from enum import Enum\nclass Base(str, Enum):\n    @classmethod\n    def values(cls):\n        return [one.value for one in cls]\n"
    "class S(Base):\n    A = 'a'\n    B = 'b'\na = S.values()\nb = S.A + S.B\n# known: a b",
    "unique": "from enum import IntEnum, unique\n@unique\nclass S(IntEnum):\n    A = 3\na = S.A * 2\n# known: a",
    "missing": SIZES
    + "    @classmethod\n    def _missing_(cls, value):\n        return cls.SMALL\na = S(99).name\n# known: a",
    "named values": "from enum import Enum, auto\nclass S(Enum):\n    def _generate_next_value_(name, start, count, last):\n        return name.lower()\n"
    "    A = auto()\n    B = auto()\na = [s.value for s in S]\n# known: a",
    "flags": "from enum import Flag, IntFlag, auto\nclass F(Flag):\n    A = auto()\n    B = auto()\n    AB = A | B\na = [f.name for f in F]\nb = len(F)\n"
    "class G(IntFlag):\n    R = 4\n    W = 2\nc = G.R | G.W\nd = int(c)",
    "of a call": "from enum import Enum\nS = Enum('S', 'A B C')\nT = Enum('T', {'X': 5, 'Y': 6})\na = S.B.value, T.Y.value, [s.name for s in S]\n# known: a",
    "with operators of its own": "from enum import IntEnum\nclass S(IntEnum):\n    A = 3\n    def __add__(self, other):\n        return 7\na = S.A + 1",
    "of one class and another": STAGES
    + "class T(IntEnum):\n    ONE = 1\nimport random\nx = S.ONE if random.random() < 2 else T.ONE\na = x.__class__.__name__\n"
    "b = S.ONE == T.ONE",
    "as keys": SIZES + "sizes = {S.SMALL: 1, S.LARGE: 2}\na = sizes[S.LARGE]\n# known: a",
    "no member": SIZES + "try:\n    a = S(7)\nexcept ValueError:\n    a = 0",
}
OTHERS = {
    "a dict with defaults": "from collections import defaultdict\nd = defaultdict(list)\nd['a'].append(1)\nd['a'].append(2)\n"
    "d['b'].append(3)\na = len(d['a'])\nb = list(d.keys())\nc = d.get('z')\ne = 'z' in d\nf = d['z']\ng = len(d)\n# known: a b c e f g",
    "a dict that counts": "from collections import defaultdict\nd = defaultdict(int)\nfor k in 'abca':\n    d[k] += 1\na = d['a']\n# known: a",
    "a dict with defaults from a function": "from collections import defaultdict\nd = defaultdict(lambda: 7, a=1)\na = d['a'] + d['b']\n# known: a",
    "a dict with defaults and a key that is not known": "from collections import defaultdict\nimport random\n"
    "d = defaultdict(list)\nfor k in random.sample('abc', 2):\n    d[k].append(1)\na = len(d)\nb = [len(v) for v in d.values()]",
    "a singleton": "class A:\n    one = None\n    def __new__(cls):\n        if cls.one is None:\n"
    "            cls.one = super().__new__(cls)\n        return cls.one\n    def __init__(self):\n        self.n = 3\na = A().n\n# known: a",
    "an object of another class": "class B:\n    n = 2\nclass A:\n    def __new__(cls):\n        return B()\n"
    "    def __init__(self):\n        self.n = 3\na = A().n\n# known: a",
}
NAMESPACES = {
    "attributes": "from types import SimpleNamespace\nn = SimpleNamespace(a=1, b=SimpleNamespace(c=[3]))\nn.d = n.a + n.b.c[0]\na = n.d, hasattr(n, 'z'), getattr(n, 'z', 7), vars(n)['a']\n"
    "b = n == SimpleNamespace(a=1), SimpleNamespace(a=1) == SimpleNamespace(a=1), repr(SimpleNamespace(a=1))\n# known: a b",
    "copied": "import copy\nfrom types import SimpleNamespace\nn = SimpleNamespace(a=[1])\nm = copy.deepcopy(n)\nm.a.append(2)\na = n.a, m.a\n# known: a",
    "vars": CONFIG
    + "c = C()\nv = vars(c)\nc.units = 9\na = v['units'], list(v), dict(c.__dict__)\nv['name'] = 'z'\nv.update(more=3)\nb = c.name, c.more\ndel v['more']\nd = hasattr(c, 'more')\n"
    "e = {**vars(c)}, [k for k, _ in vars(c).items()], v.copy()\nv.copy()['name'] = 'q'\nf = c.name\n# known: a b e f",
    "updated": "class A:\n    def __init__(self, **given):\n        self.__dict__.update(given)\nx = A(n=3, m=4)\na = x.n + x.m\n# known: a",
    "vars on a branch": "import random\nclass A:\n    n = 1\nx = A()\nx.n = 2\nif random.random() < 2:\n    vars(x)['n'] = 3\na = x.n",
    "vars out of sight": "import random\nclass A:\n    pass\nx = A()\nx.n = [2]\nrandom.shuffle(list(vars(x).values()))\ny = vars(x)\nprint.__call__(y)\na = x.n",
    "typed dicts": "from typing import TypedDict\nclass T(TypedDict):\n    units: int\nclass U(T, total=False):\n    more: int\nt = T(units=3)\na = t['units'], U(units=1, more=5)['more'], t == {'units': 3}\n"
    "M = TypedDict('M', {'name': str})\nb = M(name='b')['name']\n# known: a b",
}
PARSER = (
    "import argparse\np = argparse.ArgumentParser(description='x')\np.add_argument('--units', type=int, default=64)\n"
    "p.add_argument('--rate', type=float, default='0.5')\np.add_argument('-d', '--depth', type=int, default=3, help='depth')\n"
    "p.add_argument('--no-norm', action='store_true')\np.add_argument('--bias', action='store_false', dest='use_bias')\n"
    "p.add_argument('--act', choices=['relu', 'gelu'], default='relu')\np.add_argument('--filters', nargs='+', type=int, default=[16, 32])\n"
    "p.add_argument('--opt')\np.add_argument('--list', action='append', type=int)\np.add_argument('-v', action='count', default=0)\n"
    "p.add_argument('--shape', type=lambda s: tuple(int(x) for x in s.split(',')), default='28,28')\np.set_defaults(extra=7)\n"
)
COMMAND_LINES = {
    "defaults": PARSER
    + "a = vars(p.parse_args([]))\nb, c = p.parse_known_args([])\nd = b.units, c\ne = p.get_default('units')\n# known: a d e",
    "words": PARSER
    + "a = vars(p.parse_args(['--units', '128', '--no-norm', '--filters', '1', '2', '--depth=5', '-v', '-v', '--list', '3', '--shape', '3,4']))\n"
    "b, c = p.parse_known_args(['--what', '1'])\nd = b.units, c\ne = p.parse_args('--units 12'.split()).units\n# known: a d e",
    "groups": PARSER
    + "g = p.add_argument_group('more')\ng.add_argument('--heads', type=int, default=4)\nm = p.add_mutually_exclusive_group()\nm.add_argument('--x', action='store_true')\n"
    "p.add_argument('data', nargs='?', default='d')\na = p.parse_args([])\nb = a.heads, a.x, a.data\n# known: b",
    "changed": PARSER
    + "a = p.parse_args([])\na.units = 9\nb = a.units, hasattr(a, 'zz'), getattr(a, 'zz', 3), 'units' in a, a.units * a.depth\n# known: b",
    "of a loop": PARSER
    + "for name, default in [('--w', 3), ('--h', 4)]:\n    p.add_argument(name, type=int, default=default)\na = p.parse_args([]).w\n# known: a",
    "on a branch": PARSER
    + "import random\nif random.random() < 2:\n    p.set_defaults(units=1)\na = p.parse_args([]).units",
    "of a type of the program's": PARSER
    + "from enum import Enum\nclass A(Enum):\n    X = 'x'\n    Y = 'y'\np.add_argument('--a', type=A, choices=list(A), default=A.X)\n"
    "a = p.parse_args([]).a.value, p.parse_args(['--a', 'y']).a.value\n# known: a",
    "sub-commands": PARSER + "s = p.add_subparsers(dest='cmd')\nt = s.add_parser('train')\na = p.parse_args([]).units",
    "refused": PARSER + "try:\n    a = p.parse_args(['--nope']).units\nexcept SystemExit:\n    a = 0",
    "passed on": PARSER
    + "def more(parser):\n    parser.add_argument('--k', type=int, default=5)\n    return parser\na = more(p).parse_args([]).k\n# known: a",
    "Namespace": "from argparse import Namespace\nn = Namespace(a=1, **{'x': 4})\na = n.a + n.x, repr(n)\n# known: a",
    "with a default that grows": PARSER
    + "l = [1]\np.add_argument('--l', default=l)\na = p.parse_args([])\nl.append(2)\nb = a.l\n# known: b",
}
PROGRAMS = {
    f"{group}: {name}": program
    for group, programs in (
        ("named tuples", NAMED_TUPLES),
        ("dataclasses", DATACLASSES),
        ("enumerations", ENUMERATIONS),
        ("others", OTHERS),
        ("namespaces", NAMESPACES),
        ("command lines", COMMAND_LINES),
    )
    for name, program in programs.items()
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_records(program: str) -> None:
    assert_true_of_python(program)
