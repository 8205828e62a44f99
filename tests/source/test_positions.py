"""Where nodes stand: as libcst's own provider says, which takes several times as long."""

from __future__ import annotations

import textwrap
from pathlib import Path

import libcst as cst
import pytest
from hypothesis import given
from hypothesis import strategies as st
from libcst.metadata import MetadataWrapper, PositionProvider

from keralint.source.parsing import Module, parse
from keralint.source.span import Span
from keralint.source.text import LINE_END, SourceText

ROOT = Path(__file__).parents[2]

EVERYTHING = """\
@ dec(1) # c
@d2
async def f(a, /, *b, d: int = 3, c=(1), **k) -> (x):
    return  (a , ) ; x = y ;
class A[T](B , metaclass = C) : pass
with (open( x ) as y , z): pass
del (a , b)
x[ 1 : 2 , 3 ] = [ * a , b ]
{ 1 : 2 , ** d }
f( * a , b = 1 , ** c , )
import a . b as c , d
from . x import ( y as z , w )
a < b == c is not d
('x' "y"
 f"a{ b !r:>{w} } 😀") ; é = "é"; é2 = f(é)
lambda x , y = 1 : z
[ a for b in c if d ]
try: pass
except ( A ) as b : pass
else: pass
finally: pass
x : int = 3
global a , b
print( (yield) )
if a : b
elif c : d
else : e
while ( x := 1 ): \\
  pass
for i, (j, * k) in x : break
else: pass
match x, y:
    case ( A( b , c = 1 ) | 2 ) if y : pass
    case [ 1 , * _ , { 'a' : 2 , ** r } ]:
        pass
assert x , y
raise A from b
x += 1
type X = int
a if b else c
not - ~ x ** 2
x . y ( z ) [ 0 ] . w
"""


# Where the text does not end with a line end, the provider has these end in a line that does not exist.
BEYOND = (cst.Module, cst.TrailingWhitespace, cst.Newline)


def module(text: str) -> Module:
    return parse(SourceText("m.py", text))


def provided(tree: cst.Module) -> dict[cst.CSTNode, Span]:
    ranges = MetadataWrapper(tree, unsafe_skip_copy=True).resolve(PositionProvider)
    return {
        node: Span(one.start.line, one.start.column + 1, one.end.line, one.end.column + 1)
        for node, one in ranges.items()
    }


def text_at(text: str, span: Span) -> str:
    lines = LINE_END.split(text)[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


def check(text: str) -> None:
    """Every node is where libcst has it, and the head of a statement is from its keyword to its colon."""
    parsed = module(text)
    for node, span in provided(parsed.tree).items():
        if isinstance(node, BEYOND):
            continue
        assert parsed.positions.span(node) == span
        if isinstance(node, cst.BaseCompoundStatement):
            header = parsed.positions.header(node)
            assert (header.line, header.column) == (span.line, span.column)
            assert text_at(text, header).endswith(":")


FILES = sorted((ROOT / "lint" / "keralint" / "interpreter").glob("*.py")) + sorted(Path(__file__).parent.glob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_node_of_our_own_code(file: Path) -> None:
    check(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_node_of_every_kind(newline: str) -> None:
    text = textwrap.indent(EVERYTHING, "\t")
    check(("if True:\n" + text + "x = 1").replace("\n", newline))


def find(parsed: Module, kind: type[cst.CSTNode], index: int = 0) -> cst.CSTNode:
    """One of the nodes of a kind, in the order of the text, the outer before the inner."""
    found: list[cst.CSTNode] = []

    class Visitor(cst.CSTVisitor):
        def on_visit(self, node: cst.CSTNode) -> bool:
            if isinstance(node, kind):
                found.append(node)
            return True

    parsed.tree.visit(Visitor())
    return found[index]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("x = ((f(1)))", cst.Call, "f(1)"),
        ("f(x, b = (1) , )", cst.Arg, "x"),
        ("f(b = (1) , )", cst.Arg, "b = (1)"),
        ("f(* x )", cst.Arg, "* x"),
        ("f(x for x in y)", cst.Arg, "x for x in y"),
        ("x = 'a' 'b' \\\n 'c'", cst.ConcatenatedString, "'a' 'b' \\\n 'c'"),
        ("x = (a, b)", cst.Tuple, "a, b"),
        ("import a.b as c, d", cst.ImportAlias, "a.b as c"),
        ("@ f(1)\ndef g(): pass", cst.Decorator, "@ f(1)"),
        ("@f\nasync def g():\n    pass", cst.FunctionDef, "async def g():\n    pass"),
        ("x = 'é😀'; y = f(é)", cst.Call, "f(é)"),
        ("f'é{ g(x) }'", cst.Call, "g(x)"),
    ],
)
def test_what_a_node_covers(text: str, kind: type[cst.CSTNode], expected: str) -> None:
    parsed = module(text)
    assert text_at(text, parsed.positions.span(find(parsed, kind))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@f\ndef g( a ) -> b : # c\n    pass", "def g( a ) -> b :"),
        ("async def g(\n    a,\n): pass", "async def g(\n    a,\n):"),
        ("class A ( B ):\n    pass", "class A ( B ):"),
        ("if a: b\nelif c: d", "if a:"),
        ("for a in b:\n    c\nelse: d", "for a in b:"),
        ("with a as b: c", "with a as b:"),
        ("try :\n    a\nfinally: b", "try :"),
        ("match a :  # b\n    case c: d", "match a :"),
        ("x = 1", "x = 1"),
    ],
)
def test_headers(text: str, expected: str) -> None:
    parsed = module(text)
    node = parsed.tree.body[0]
    assert text_at(text, parsed.positions.header(node)) == expected


def test_a_branch_has_a_header_of_its_own() -> None:
    parsed = module("if a: b\nelif c: d\nelse: e\n")
    assert parsed.positions.header(find(parsed, cst.If, 1)) == Span(2, 1, 2, 8)
    assert parsed.positions.header(find(parsed, cst.Else)) == Span(3, 1, 3, 6)


def test_nodes_of_other_trees_have_no_place() -> None:
    with pytest.raises(KeyError):
        module("x").positions.span(cst.Name("x"))


def test_lines_are_right_where_the_text_is_not_given_back() -> None:
    parsed = module("x = 1\n\x0cy = 2\nz = f()\n")
    assert not parsed.positions.exact
    assert parsed.positions.span(find(parsed, cst.Call)) == Span(3, 5, 3, 8)


NAMES = st.sampled_from(["x", "é", "layers", "'a'", "1", '"""b\n"""', "f'{y}'"])
SPACE = st.sampled_from(["", "", " ", "  "])


@st.composite
def expressions(draw: st.DrawFn, depth: int = 3) -> str:
    """Calls, operators, displays and brackets, with white space where it may stand."""
    if depth == 0:
        return draw(NAMES)
    inner = expressions(depth - 1)
    shape = draw(
        st.sampled_from(
            "({}) [{},{}] ({},{}) ({}+{}) ({}_and_{}) ({}_if_{}_else_{}) f({},k={},*{}) ({}).a f({})[{}:{}] {{{}:{}}} "
            "[{}_for_x_in_{}_if_{}] (lambda_x={}:{}) ({}<{}) (not_{})".split()
        )
    )
    parts = [draw(inner) for _ in range(shape.replace("{{", "").count("{}"))]
    filled = shape.replace("_", " ").format(*parts)
    return draw(SPACE) + filled + draw(SPACE)


@given(st.lists(expressions(), min_size=1, max_size=4))
def test_generated_code(codes: list[str]) -> None:
    check("".join(f"x = ({code})\n" for code in codes))
