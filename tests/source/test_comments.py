"""Which findings comments silence, and which comments silence nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keralint.source.comments import Unused, suppressions

NAME = "return-sequences-missing"


def covered(text: str, line: int = 1, end_line: int | None = None, code: str = "KL101", name: str = NAME) -> bool:
    return suppressions(text).covers(code, name, line, line if end_line is None else end_line)


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("# noqa", True),
        ("#noqa", True),
        ("# NOQA", True),
        ("# type: ignore  # noqa", True),
        ("# noqa: KL101", True),
        ("# noqa:KL101", True),
        ("# noqa : kl101", True),
        ("# noqa: E501, KL101", True),
        ("# noqa: E501 KL101", True),
        ("# noqa: KL1", True),
        (f"# noqa: {NAME}", True),
        ("# noqa: KL101 because it is tested", True),
        ("# noqa: KL102", False),
        ("# noqa: KL2", False),
        ("# noqa: E501", False),
        ("# noqa: return-sequences", False),
        ("# noqa:", True),
        ("# noqaKL101", False),
        ("# not noqa", False),
        ("# keralint: ignore", True),
        ("#keralint:ignore", True),
        ("# keralint: ignore  # it is tested", True),
        ("# keralint: ignore[KL101]", True),
        ("# keralint: ignore [ KL102 , KL101 ]", True),
        (f"# keralint: ignore[{NAME}]", True),
        ("# keralint: ignore[KL1]", True),
        ("# keralint: ignore[KL102]", False),
        ("# keralint: ignore[]", False),
        ("# keralint: ignore[KL101", True),
        ("# keralint: ignored", False),
        ("# keralint: ignore-line", False),
        ("# keralint ignore", False),
        ("# keralint: ignore-file", True),
        ("# keralint: ignore-file[KL101]", True),
        ("# keralint: ignore-file[KL102]", False),
    ],
)
def test_forms(comment: str, expected: bool) -> None:
    assert covered(f"x = f(y)  {comment}\n") is expected


@pytest.mark.parametrize(
    ("line", "end_line", "expected"),
    [(1, 1, False), (2, 2, True), (3, 3, False), (1, 2, True), (2, 3, True), (1, 3, False)],
)
def test_a_comment_counts_on_the_first_and_the_last_line(line: int, end_line: int, expected: bool) -> None:
    assert covered("f(\n    x,  # noqa\n)\n", line, end_line) is expected


def test_a_comment_for_the_file_counts_everywhere() -> None:
    text = "import keras\n" * 10 + "# keralint: ignore-file[KL101]\n"
    assert covered(text, 1)
    assert covered(text, 100)
    assert not covered(text, 1, code="KL102", name="x")


@pytest.mark.parametrize(
    "text",
    [
        "x = '# noqa'",
        "x = '''\n# noqa\n'''",
        'x = f"# noqa {y}"',
        "x = f'{y:# noqa}'",
        "noqa = 1",
        "",
    ],
)
def test_text_in_strings_is_no_comment(text: str) -> None:
    assert not any(covered(text, line) for line in range(1, 4))


@pytest.mark.parametrize(
    "text", ["x = 'a' \\\n  'b'  # noqa", "x\r\ny  # noqa", "x\ry  # noqa", "'\x0c\u2028'\nx  # noqa"]
)
def test_lines_are_counted_as_python_counts(text: str) -> None:
    assert covered(text, 2)
    assert not covered(text, 1)


def unused(text: str, *covering: tuple[str, int]) -> list[Unused]:
    found = suppressions(text)
    for code, line in covering:
        found.covers(code, "a-name", line, line)
    return list(found.unused())


@pytest.mark.parametrize(
    ("comment", "codes"),
    [
        ("# noqa", None),
        ("# noqa: E501", None),
        ("# noqa: some-name", None),
        ("# noqa: KL101", ("KL101",)),
        ("# noqa: E501, KL101, KL2", ("KL101", "KL2")),
        ("# keralint: ignore", ()),
        ("# keralint: ignore[]", ()),
        ("# keralint: ignore[KL101, a-name]", ("KL101", "a-name")),
        ("# keralint: ignore-file", ()),
        ("# keralint: ignore-file[KL101]", ("KL101",)),
        ("# keralint: ignore[KL002]", None),
        ("# noqa: KL101, KL002", None),
        ("# keralint: ignore[KL101]  # keralint: ignore[unused-suppression]", None),
    ],
)
def test_what_is_unused(comment: str, codes: tuple[str, ...] | None) -> None:
    found = unused(f"x = 1  {comment}")
    assert [one.codes for one in found] == ([] if codes is None else [codes])


def test_what_was_used_is_not_unused() -> None:
    text = (
        "x  # noqa: KL101, KL102\n"
        "y  # keralint: ignore\n"
        "z  # keralint: ignore[KL1, KL103]\n"
        "# keralint: ignore-file[KL5]\n"
    )
    found = unused(text, ("KL101", 1), ("KL999", 2), ("KL104", 3), ("KL501", 50))
    assert [(one.line, one.codes) for one in found] == [(1, ("KL102",)), (3, ("KL103",))]


def test_the_place_of_what_is_unused() -> None:
    text = "é = '😀'  # see below  # noqa: KL101  # done\n"
    assert unused(text) == [Unused(1, 23, 36, ("KL101",))]
    assert text[22:35] == "# noqa: KL101"


def test_the_file_can_silence_what_is_unused() -> None:
    assert unused("# keralint: ignore-file[unused-suppression]\nx  # noqa: KL101\n") == []


def test_everything_that_covers_counts_as_used() -> None:
    assert unused("x  # noqa: KL101  # keralint: ignore[KL101]\n", ("KL101", 1)) == []


@given(
    st.lists(st.sampled_from(["# noqa", ": ", "KL101", ", ", "# keralint: ignore", "-file", "[", "]", "'", "\n", "x"]))
)
def test_any_comments_are_read(parts: list[str]) -> None:
    found = suppressions("".join(parts))
    found.covers("KL101", NAME, 1, 1)
    for one in found.unused():
        assert one.column < one.end_column
