"""What IPython understands and Python does not: `%magic`, `!command`, `help?` and whole cells in other languages.

As IPython's own transformation (`IPython.core.inputtransformer2`) finds it: at the beginning of a logical line or
behind its first `=`, and always up to the end of the line. It is replaced by Python that the analysis understands as
what the command may do, from nothing at all to binding any name. All other text stays where it is, line by line and
column by column.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import Final

from keralint.source.lexing import tokens
from keralint.source.opaque import ANYTHING, NOTHING, UNKNOWN, binding, opaque_call, words
from keralint.source.text import LINE_END

_HARMLESS: Final = frozenset(
    "aimport alias alias_magic autoawait autocall autoreload automagic autosave bookmark cat cd clear colors conda "
    "config connect_info cp debug dhist dirs doctest_mode env gui hist history killbgscripts ldir less lf lk ll "
    "load_ext logoff logon logstart logstate logstop ls lsmagic lx magic mamba man matplotlib micromamba mkdir more mv "
    "notebook page pastebin pdb pdef pdoc pfile pinfo pinfo2 pip popd pprint precision psearch psource pushd pwd pycat "
    "qtconsole quickref rehashx reload_ext rm rmdir save set_env sx system tb tensorboard tensorflow_version unalias "
    "unload_ext uv watermark who who_ls whos xmode".split()
)
"""Line magics that neither bind names nor execute code: IPython's, ipykernel's, TensorBoard's, Colab's."""

_ANY_NAME: Final = frozenset(
    "code_wrap cpaste ed edit load loadpy macro paste pylab recall rep rerun reset reset_selective run store "
    "xdel".split()
)
"""Line magics that may bind or delete any name: they execute what stands elsewhere."""

_LOOKING: Final = frozenset({"timeit", "prun", "lprun", "memit", "mprun"})
"""Line magics that execute a statement, of which the names are not seen afterwards, or not reliably."""

_PYTHON_CELLS: Final = frozenset({"time", "capture", "prun", "timeit"})
"""Cell magics whose cell is Python that is executed."""

_FOREIGN_CELLS: Final = frozenset(
    "! HTML SVG bash cmd css file html javascript js latex markdown perl powershell pypy python python2 python3 ruby "
    "script sh shell svg sx system writefile".split()
)
"""Cell magics whose cell is for another program, or is only shown or kept."""

_DATABRICKS: Final = frozenset({"fs", "md", "python", "r", "run", "scala", "sh", "sql"})
"""Where one of these is the first line, the rest of the cell belongs to it as well."""

_OUTPUT_NAMES: Final = re.compile(r"--(?:out|err|proc)[ =]+([^\W\d]\w*)")
_OPTION: Final = re.compile(r"(?<!\S)-\S*")
_FOLLOWED: Final = re.compile(r"[%!?]|^[ \t]*[,;/]", re.MULTILINE)
"""Whether there can be anything to replace."""
_ESCAPE: Final = re.compile(r"[ \t]*(?P<escape>!!|\?\?|%(?!=)|!(?!=)|\?|,|;|/(?![/=]))")
_ASSIGNED: Final = re.compile(r"[ \t]*(?:(?P<magic>%)[ \t]*(?=[^\W\d])|!)")
_BEFORE_EQUALS: Final = frozenset("+-*/%@&|^<>!:=~")
_HELP: Final = re.compile(r"%{0,2}(?!\d)[\w*]+(?:\.(?!\d)[\w*]+|\[-?[0-9]+\])*\?\??$")
_CELL_HELP: Final = re.compile(r"%%\w+\?")
_CONTINUED: Final = "\\\n"
_PROMPT: Final = re.compile(r"^[ \t]*>>>|^(?:\[(?:nav|ins)\] )?In \[\d+\]: ", re.MULTILINE)
_FIRST_WORD: Final = re.compile(r"%?([^\W\d]\w*)(?!\w)")


@dataclass(frozen=True, slots=True)
class Masked:
    """A cell as Python, and what stands before its first and behind its last line (whole lines, or nothing)."""

    text: str
    before: str = ""
    after: str = ""


def mask(cell: str) -> Masked:
    """A cell with all that is no Python replaced."""
    start = _first_line(cell)
    margin = _margin(cell)
    first, ends, rest = _split(cell, start)
    if first.startswith(f"{margin}%%") and not _CELL_HELP.match(first, len(margin)):
        return _cell_magic(cell[:start], first[len(margin) + 2 :], ends, rest)
    text = _lines(cell) if _FOLLOWED.search(cell) is not None else cell
    return Masked(text, "if True:\n" if margin else "")


def is_for_ipython(cell: str) -> bool:
    """Whether a cell that is refused as Python is nevertheless none that IPython would refuse."""
    text = cell.strip()
    word = _FIRST_WORD.match(text)
    if _PROMPT.search(text) is not None:
        return True  # pasted with the prompts, which IPython takes away
    if word is None:
        return False
    if text.startswith("%"):
        return word[1] in _DATABRICKS
    alone = LINE_END.search(text) is None
    return alone and word[1] in _HARMLESS | _ANY_NAME | _LOOKING | {"time"}  # a magic needs no `%` there


def _first_line(cell: str) -> int:
    """Where the first line starts that is not empty."""
    start = 0
    for end in LINE_END.finditer(cell):
        if cell[start : end.end()].strip():
            break
        start = end.end()
    return start


def _margin(cell: str) -> str:
    """The white space that all lines begin with, save for empty ones; none if there is no code."""
    margin: str | None = None
    only_comments = True
    for line in LINE_END.split(cell):
        text = line.lstrip(" \t")
        only_comments &= not text or text.startswith("#")
        if text:
            own = line[: len(line) - len(text)]
            margin = own if margin is None else _common(margin, own)
        if margin == "":
            break
    return "" if only_comments else margin or ""


def _common(one: str, other: str) -> str:
    length = next((at for at, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
    return one[:length]


def _split(cell: str, start: int) -> tuple[str, str, str]:
    """The line that starts there, how it ends, and what comes after it."""
    end = LINE_END.search(cell, start)
    return (cell[start:], "", "") if end is None else (cell[start : end.start()], end.group(), cell[end.end() :])


def blank(text: str) -> str:
    """The line ends of a text, and nothing else."""
    return "".join(LINE_END.findall(text))


# --- cells ----------------------------------------------------------------------------------------------------------


def _cell_magic(before: str, line: str, ends: str, body: str) -> Masked:
    """A cell whose first line is `%%line`."""
    name, _, arguments = line.rstrip().partition(" ")
    if name in _PYTHON_CELLS:
        inner = mask(body)
        after = _after(name, _OPTION.sub("", arguments), inner.text)
        return Masked(f"{before}{inner.before.strip() or NOTHING}{ends}{inner.text}", after=inner.after + after)
    if name in _FOREIGN_CELLS:
        head = opaque_call(_OUTPUT_NAMES.findall(arguments), ()) if "--" in arguments else NOTHING
    else:
        head = opaque_call(*words(f"{name}\n{arguments}\n{body}", bind_all=arguments))
    return Masked(f"{before}{head}{ends}{blank(body)}")


def _after(name: str, arguments: str, body: str) -> str:
    """What a cell magic does to names when its cell has been executed, as a line of its own."""
    if name == "timeit":  # the cell is the body of a function, and is executed many times
        return f"{opaque_call(*words(f'{arguments}; {body}'))}\n"
    return f"{opaque_call(words(arguments)[1], ())}\n" if name == "capture" and arguments else ""


# --- lines ----------------------------------------------------------------------------------------------------------


def _lines(text: str) -> str:
    parts: list[str] = []
    position = 0
    while position < len(text):
        found = _escaped(text, position)
        if found is None:
            found = _logical_line(text, position)
        part, position = found
        parts.append(part)
    return "".join(parts)


def _escaped(text: str, position: int) -> tuple[str, int] | None:
    """The replacement of a line that begins with a command, and where the next one starts; `None` for others."""
    match = _ESCAPE.match(text, position)
    if match is None:
        return None
    end = _end_of_continued(text, match.end())
    whole = text[position:end]
    indent, escape = text[position : match.start("escape")], match["escape"]
    content = text[match.end() : end].rstrip("\r\n")
    if escape == "%":
        kept = _timed(content)
        if kept is not None:
            gap = " " * (len(content) + len(escape) - len(kept) - 2)
            return f"{indent}0;{gap}{kept}{whole[len(indent) + len(escape) + len(content) :]}", end
        replacement = _line_magic(content)
    elif escape in (",", ";", "/"):
        replacement = opaque_call((), words(content)[1])
    else:
        replacement = NOTHING
    return f"{indent}{replacement}{blank(whole)}", end


def _end_of_continued(text: str, position: int) -> int:
    """Where the line ends that a backslash may continue, with its line end."""
    while (end := LINE_END.search(text, position)) is not None:
        position = end.end()
        if not text.endswith(_CONTINUED, 0, position):
            return position
    return len(text)


def _timed(content: str) -> str | None:
    """The statement of `%time statement`, which is executed as if it stood there alone."""
    name, _, statement = content.partition(" ")
    if name != "time" or not statement.strip() or statement.lstrip().startswith("-"):
        return None
    statement = statement.lstrip()
    try:
        found = ast.parse(statement).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    compound = any(hasattr(one, "body") for one in found)
    return None if compound or _CONTINUED in content[: -len(statement)] else statement


def _line_magic(content: str) -> str:
    """What `%content` may do."""
    name, _, arguments = content.lstrip("%").partition(" ")
    name = name.strip()
    if _HELP.fullmatch(content) is not None and content.endswith("?"):
        return NOTHING
    if name in _HARMLESS or (name in _PYTHON_CELLS and not arguments):
        return NOTHING
    if name in _ANY_NAME:
        return ANYTHING
    bound, mentioned = words(arguments)
    if name in _LOOKING:
        return opaque_call((), mentioned)
    return opaque_call(mentioned, (*words(name)[1], *mentioned, *bound))


def _logical_line(text: str, position: int) -> tuple[str, int]:
    """A logical line without the commands in it, and where the next one starts."""
    depth = 0
    assigned = False
    for kind, before, token, offset in tokens(text, position):
        if kind == "OPEN":
            depth += 1
        elif kind == "CLOSE":
            depth = max(depth - 1, 0)
        elif kind == "OPERATOR" and token == "=" and not depth and not assigned:
            assigned = text[max(offset - 1, 0)] not in _BEFORE_EQUALS
            command = _ASSIGNED.match(text, offset + 1) if assigned else None
            if command is not None:
                return _assigned(text, position, command)
        elif kind == "END" or (kind == "NEWLINE" and not depth):
            end = offset + len(token)
            line = text[position:end]
            if before.rstrip().endswith("?") and _HELP.search(line.rstrip()) is not None:
                indent = line[: len(line) - len(line.lstrip())]
                return f"{indent}{NOTHING}{blank(line)}", end
            return line, end
    return text[position:], len(text)


def _assigned(text: str, position: int, command: re.Match[str]) -> tuple[str, int]:
    """`name = %magic` and `name = !command`."""
    end = _end_of_continued(text, command.end())
    content = text[command.end() : end].rstrip("\r\n")
    value = UNKNOWN
    if command["magic"]:
        name, _, arguments = content.partition(" ")
        mentioned = words(f"{name} {arguments}")[1]
        value = UNKNOWN if name in _HARMLESS else binding(ANYTHING if name in _ANY_NAME else ", ".join(mentioned))
    return f"{text[position : command.start()]} {value}{blank(text[command.start() : end])}", end
