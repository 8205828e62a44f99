"""Keeps code from the parser that would end the process, or take minutes.

libcst recurses on the native stack, so that too deep code kills the process where Python would raise; its time grows
with the cube of the depth of brackets, and doubles or worse with each bracket in a pattern or after `del`. Both are
foreseen from the tokens; for written code, bounds that are found much faster are nearly always enough (2 % of the time
of the parse).
"""

from __future__ import annotations

from typing import Final

from keralint.source.bounds import Bounds, bounds
from keralint.source.lexing import Token, tokens
from keralint.source.text import SourceError, line_and_column

MAX_BRACKETS: Final = 200
"""Brackets in brackets: Python itself accepts no more."""

MAX_DEPTH: Final = 1_000
"""Expressions in expressions (operators, calls, attributes, brackets), and `elif` after `elif`.

libcst was seen to end the process at 1,500; the interpreter takes up to ten Python frames a level.
"""

MAX_COST: Final = 20_000_000
"""Estimated microseconds of the parse; 250 kB of written code, the largest file seen, come to a quarter of it."""

# Microseconds with libcst 1.9 on a slow machine: of each kind, the worst that was found.
_LINE_COST: Final = 80
_TOKEN_COST: Final = 50
_BRACKET_COST: Final = (40, 0.6)
"""A bracket costs the first times the number of brackets around it, and the second times its square."""
_CHAIN_COST: Final = 2
"""An operator costs this times the number of operators and brackets around it."""
_PATTERN: Final = (10, 4)
"""A bracket in a pattern (`case [(x, y)]`) costs 10 µs, and four times the one around it."""
_DEL: Final = (40, 2)
"""A bracket after `del` costs 40 µs, and twice the one around it."""
_MAX_EXPONENT: Final = 60

_TOO_LONG: Final = "the code would take too long to be parsed: there is too much of it, or it is too deeply nested"


def check_cost(text: str) -> None:
    """Raises SourceError for code that is too deeply nested to be parsed, or that would take too long."""
    if not _is_cheap(text):
        scan(text)


def _is_cheap(text: str) -> bool:
    """Whether that can be told without reading the text token by token."""
    found = bounds(text)
    if found is None or found.brackets > MAX_BRACKETS or max(found.levels, found.branches) > MAX_DEPTH:
        return False
    return cost_within(found) <= MAX_COST


def cost_within(found: Bounds) -> float:
    """What the parse costs at most: each token as much as the dearest."""
    dearest = max(_LINE_COST, _TOKEN_COST) + _CHAIN_COST * found.levels + _bracket_cost(found.brackets)
    return found.size * dearest


def _bracket_cost(brackets: int) -> float:
    linear, square = _BRACKET_COST
    return (linear + square * brackets) * brackets


def scan(text: str) -> None:
    """The same as `check_cost`, always from the tokens."""
    guard = _Guard(text)
    steps = {
        "SEPARATOR": guard.separate,
        "OPEN": guard.open,
        "CLOSE": guard.close,
        "OPERATOR": guard.nest,
        "NEWLINE": guard.end_line,
        "COMMENT": guard.pass_by,
        "STRING": guard.nest,
        "END": guard.end_text,
    }
    try:
        for token in tokens(text):
            before = token[1]
            if before and not before.isspace():
                guard.read_words(token)
            steps[token[0]](token)
    except SourceError as error:
        raise _never_closed(text) or error from None


def _never_closed(text: str) -> SourceError | None:
    """A bracket that is not closed: everything after it seems to be nested in it."""
    opened: list[Token] = []
    for token in tokens(text):
        if token[0] == "OPEN":
            opened.append(token)
        elif token[0] == "CLOSE" and opened:
            opened.pop()
    if not opened:
        return None
    _, _, bracket, offset = opened[0]
    return SourceError(f"`{bracket}` is never closed", *line_and_column(text, offset))


class _Guard:
    """What is around the current token, and the cost so far."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._cost = 0.0
        # Operators and brackets since the last comma: in the statement, then in each open bracket, and their sum.
        self._counts = [0]
        self._depth = 0
        # For each, the count at every `lambda` that has not come to its colon: to that, a comma takes it back.
        self._lambdas: list[list[int]] = [[]]
        # In a pattern or after `del`: the cost of a bracket, and the factor for each bracket around it.
        self._growth: tuple[int, int] | None = None
        self._at_start = True
        # Indentations, and the number of `elif` since the last other statement there.
        self._elifs: list[tuple[int, int]] = []

    def read_words(self, token: Token) -> None:
        """Names and words, of which all but one may be operators (`not x`, `a and b`), as dots are."""
        before = token[1]
        words = before.split()
        if self._at_start:
            self._start_statement(words[0], token)
        levels = len(words) - 1 + before.count(".")
        if levels > 0:
            self._cost += levels * (_TOKEN_COST + _CHAIN_COST * (self._depth + levels))
            self._deepen(levels, token)
        if "lambda" in words:
            self._lambdas[-1].extend([self._counts[-1]] * words.count("lambda"))
        if "del" in words:
            self._growth = _DEL
        elif self._growth is _PATTERN and len(self._counts) == 1 and "if" in words:
            self._growth = None

    def _start_statement(self, word: str, token: Token) -> None:
        """Look out for patterns, and for the branches of an `if`, which are nested in each other."""
        self._at_start = False
        self._growth = _PATTERN if word == "case" else None
        indentation = len(token[1]) - len(token[1].lstrip())
        while self._elifs and self._elifs[-1][0] > indentation:
            self._elifs.pop()
        count = self._elifs.pop()[1] if self._elifs and self._elifs[-1][0] == indentation else 0
        if word == "elif":
            self._elifs.append((indentation, count + 1))
            if sum(number for _, number in self._elifs) > MAX_DEPTH:
                raise self._refusal(f"the code is too deeply nested: more than {MAX_DEPTH:,} branches", token)

    # --- steps -------------------------------------------------------------------------------------------------

    def nest(self, token: Token) -> None:
        """An operator, or a string that may continue the string before it."""
        self._at_start = False
        self._deepen(1, token)
        self._cost += _TOKEN_COST + _CHAIN_COST * self._depth
        if token[2] == ":":
            if self._lambdas[-1]:
                self._lambdas[-1].pop()
            elif self._growth is _PATTERN and len(self._counts) == 1:
                self._growth = None

    def open(self, token: Token) -> None:
        self._at_start = False
        self._deepen(1, token)
        brackets = len(self._counts)
        if brackets > MAX_BRACKETS:
            raise self._refusal(f"the code is too deeply nested: more than {MAX_BRACKETS} brackets", token)
        self._counts.append(0)
        self._lambdas.append([])
        self._cost += _TOKEN_COST + _bracket_cost(brackets) + _CHAIN_COST * self._depth
        if self._growth is not None:
            unit, factor = self._growth
            self._cost += unit * factor ** min(brackets, _MAX_EXPONENT)
        if self._cost > MAX_COST:
            raise self._refusal(_TOO_LONG, token)

    def close(self, _token: Token) -> None:
        self._cost += _TOKEN_COST
        if len(self._counts) > 1:
            self._depth -= self._counts.pop()
            self._lambdas.pop()

    def separate(self, token: Token) -> None:
        self._cost += _TOKEN_COST
        if token[2] == ";" and len(self._counts) == 1:
            self._end_statement()
        else:
            self._forget()

    def end_line(self, _token: Token) -> None:
        self._cost += _LINE_COST
        if len(self._counts) == 1:
            self._end_statement()
            self._at_start = True

    def _end_statement(self) -> None:
        self._lambdas[-1].clear()
        self._growth = None
        self._forget()

    def pass_by(self, _token: Token) -> None:
        self._cost += _TOKEN_COST

    def end_text(self, _token: Token) -> None:
        if self._cost > MAX_COST:
            raise SourceError(_TOO_LONG)

    # --- counting ----------------------------------------------------------------------------------------------

    def _deepen(self, levels: int, token: Token) -> None:
        self._depth += levels
        self._counts[-1] += levels
        if self._depth > MAX_DEPTH:
            raise self._refusal(f"the code is too deeply nested: more than {MAX_DEPTH:,} levels", token)

    def _forget(self) -> None:
        """What follows is not nested in the operators before it."""
        kept = self._lambdas[-1][-1] if self._lambdas[-1] else 0
        self._depth -= self._counts[-1] - kept
        self._counts[-1] = kept

    def _refusal(self, message: str, token: Token) -> SourceError:
        return SourceError(message, *line_and_column(self._text, token[3]))
