"""Functions of the standard library as model code uses them, held against Python itself."""

from __future__ import annotations

from typing import Final

import pytest

from interpreter.agreement import assert_true_of_python

THINGS: Final = (
    "import operator, functools, itertools, math, json, ast, os\nfrom operator import itemgetter, attrgetter, methodcaller\n"
    "class Q:\n    def __init__(self, n):\n        self.n = n\n    def f(self, k):\n        return self.n * k\n"
)
OPERATORS: Final = {
    "operators as functions": "a = list(map(operator.mul, [1, 2, 3], [4, 5, 6]))\nb = functools.reduce(operator.add, [[1], [2, 3]], [])\n"
    "c = operator.truediv(4, 2), operator.neg(3), operator.lt(1, 2), operator.getitem([1, 2], 1), operator.contains('ab', 'a')\n"
    "d = functools.partial(operator.mul, 3)(4)\n# known: a b c d",
    "on tensors of another kind": "a = operator.add(1, 'x') if 0 else operator.not_([])\n# known: a",
    "in place": "x = [1]\ny = operator.iadd(x, [2])\na = x, y is x\n# known: a",
    "itemgetter": "a = sorted([('a', 3), ('b', 1)], key=itemgetter(1))\nb = itemgetter('x', 'y')({'x': 1, 'y': 2})\nc = itemgetter(1)([4, 5])\n# known: a b c",
    "attrgetter": "a = [q.n for q in sorted([Q(3), Q(1)], key=attrgetter('n'))]\nb = attrgetter('n', 'n')(Q(4))\n# known: a b",
    "methodcaller": "a = methodcaller('f', 3)(Q(4))\nb = methodcaller('upper')('ab')\n# known: a b",
}
ITERATORS: Final = {
    "accumulate": "a = list(itertools.accumulate([1, 2, 3]))\nb = list(itertools.accumulate([1, 2, 3], operator.mul))\n"
    "c = list(itertools.accumulate([1, 2, 3], lambda a, b: a * 2 + b, initial=1))\n# known: a b c",
    "without end": "a = list(itertools.islice(itertools.count(2), 3))\nb = list(zip(itertools.count(), 'ab'))\n"
    "c = list(itertools.islice(itertools.cycle([1, 2]), 5))\nd = list(zip(range(3), itertools.repeat(7)))\n"
    "e = list(map(pow, [2, 3], itertools.repeat(2)))\nf = [x for x, _ in zip(itertools.cycle('ab'), range(3))]\n# known: a b c d e f",
    "counted on": "n = itertools.count(10, 5)\na = next(n), next(n)\nb = list(itertools.islice(n, 2))\nc = next(n)\n# known: a b c",
    "counted on after zip": "n = itertools.count()\na = list(zip(n, 'ab'))\nb = next(n)\nm = itertools.count()\nc = list(zip('ab', m))\nd = next(m)",
    "counted on a branch": "n = itertools.count()\nimport random\nif random.random() < 2:\n    next(n)\na = next(n)",
    "a cycle of a list that grows": "l = [1, 2]\nn = itertools.cycle(l)\nl.append(3)\na = [next(n), next(n), next(n)]",
    "what a cycle gives is changed": "l = [[1]]\nn = itertools.cycle(l)\nnext(n).append(2)\na = l, next(n)",
    "longest": "a = list(itertools.zip_longest([1, 2], [3], fillvalue=0))\nb = list(itertools.zip_longest('ab', [1]))\n# known: a b",
    "a part of an iterator": "it = iter(range(10))\na = list(itertools.islice(it, 2))\nb = list(itertools.islice(it, 1, 5, 2))\nc = next(it)\n# known: a b c",
    "a part of a list": "a = list(itertools.islice([1, 2, 3, 4], 1, None, 2))\nl = [1]\ni = itertools.islice(l, 2)\nl.append(5)\nb = list(i)\n# known: a",
    "a part of a generator": "seen = []\ndef g():\n    for i in range(5):\n        seen.append(i)\n        yield i\na = list(itertools.islice(g(), 2))\nb = len(seen)",
    "starmap": "a = list(itertools.starmap(pow, [(2, 3), (3, 2)]))\n# known: a",
    "while": "a = list(itertools.takewhile(lambda v: v < 3, [1, 2, 3, 1]))\nb = list(itertools.dropwhile(lambda v: v < 3, [1, 2, 3, 1]))\n"
    "c = list(itertools.takewhile(bool, [1, 2]))\nd = list(itertools.dropwhile(bool, [1, 2]))\ne = list(itertools.filterfalse(None, [0, 1]))\n# known: a b c d e",
    "while of an iterator": "it = iter([1, 5, 2])\na = list(itertools.takewhile(lambda v: v < 3, it))\nb = list(it)",
    "effects of takewhile": "seen = []\na = list(itertools.takewhile(lambda v: seen.append(v) or v < 3, [1, 2, 3, 1]))\nb = seen",
    "groups": "a = [k for k, g in itertools.groupby([1, 1, 2, 3, 3])]\nb = [(k, list(g)) for k, g in itertools.groupby('aab')]\n"
    "c = [k for k, _ in itertools.groupby([1, 3, 2], key=lambda v: v % 2)]\nd = [list(g) for k, g in list(itertools.groupby('aab'))]\n# known: a c",
    "pairs": "a = list(itertools.pairwise([1, 2, 3]))\nb = list(itertools.pairwise([]))\n# known: a b",
    "product": "a = list(itertools.product([1, 2], repeat=2))\nb = list(itertools.combinations_with_replacement([1, 2], 2))\n# known: a b",
}
PURE: Final = {
    "math": "a = math.comb(5, 2), math.factorial(4), math.hypot(3, 4), math.lcm(4, 6), math.isclose(0.1 + 0.2, 0.3), math.tau, math.fsum([1, 2])\n# known: a",
    "json": 'a = json.loads(\'{"layers": [{"units": 8}], "rate": 0.5, "x": null}\')\nb = a[\'layers\'][0][\'units\']\n'
    "c = json.loads(json.dumps({'a': [1, (2, 3)], 'b': None}))\nd = json.dumps({'b': 1, 'a': 2}, sort_keys=True, indent=2)\n# known: a b c d",
    "json that is changed": "a = json.loads('[[1]]')\nb = json.loads('[[1]]')\na[0].append(2)\nc = a, b\n# known: c",
    "json of what is not known": "import random\na = json.dumps({'a': random.random()})\nb = json.loads('nothing') if 0 else 1",
    "literals": "a = ast.literal_eval(\"{'a': (1, 2), 'b': [3]}\")\n# known: a",
    "paths": "a = os.path.basename('/a/b.txt'), os.path.splitext('m.keras')[1], os.path.basename(os.path.join('a', 'b.h5')), os.path.dirname('/a/b')\n# known: a",
    "numbers": "a = (8).bit_length(), (3.0).is_integer(), (3).real, (7).conjugate(), bin(5), hex(255), format(3.14159, '.2f')\nb = b'ab'.decode('utf-8')\n# known: a b",
}
TEXTS: Final = {
    "methods": "a = 'abc'.zfill(5), 'a'.center(5, '*'), 'ab'.ljust(4, '.'), 'ab'.rjust(4), 'aB'.swapcase(), 'abc'.isalpha(), 'a1'.isalnum(), 'abc'.rindex('c')\n"
    "b = '{x}'.format_map({'x': 1})\n# known: a b",
    "of containers": "a = f\"{[1, 2]} {(1,)} {None} {dict(a='b')} {()}\"\nb = str([1, 'a', None]), repr((1, 2)), '%r %s' % ('a', [1])\n"
    "c = '%(n)s-%(m)03d' % {'n': 'a', 'm': 4}\nd = '{} {}'.format([1], {'a': 1}), '{0[0]}'.format([5])\n# known: a b c d",
    "of objects": "class A:\n    def __repr__(self):\n        return 'A!'\nclass B(A):\n    def __str__(self):\n        return 'b'\n"
    "a = str(A()), f'{A()}', [A()], str(B()), repr(B()), f'{[B()]}', f'{B()!r}'\nb = f'{Q(1)}' != ''\nc = str(A()), f'{A()} {B()}', f'{[B()]}', f'{B()!r}'\n# known: c",
    "with a width": "w = 8\na = f'{3.14159:{w}.{2}f}', f'{5:>5}', f'{True}', f'{12345:,}', f'{0.25:.1%}'\nb = f'{[1]:>5}' if 0 else 1\n# known: a b",
    "of a list that contains itself": "l = [1]\nl.append(l)\na = str(l)",
}
PROGRAMS: Final = {
    f"{group}: {name}": THINGS + program
    for group, programs in (("operators", OPERATORS), ("iterators", ITERATORS), ("pure", PURE), ("texts", TEXTS))
    for name, program in programs.items()
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_standard_library(program: str) -> None:
    assert_true_of_python(program)
