"""Words of shell commands: as bash reads them, and each character where it stands."""

from __future__ import annotations

import shlex
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kochava_lint.shell import Command, shell_commands


def words(text: str) -> list[list[str]]:
    return [[word.text for word in command.words] for command in shell_commands(text)]


def given_to(text: str) -> str | None:
    (command,) = shell_commands(text)
    return None if command.given is None else command.given.text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a b\tc", ["a", "b", "c"]),
        ("a 'b c' d", ["a", "b c", "d"]),
        ("a'b'\"c\"d", ["abcd"]),
        ("a '' \"\"", ["a", "", ""]),
        ("'it'\\''s'", ["it's"]),
        ("'it'\"'\"'s'", ["it's"]),
        (r'"a \"b\" \\ \n \$x \`y\`"', ['a "b" \\ \\n $x `y`']),
        ('"a\\\nb"', ["ab"]),
        ("'a\\\nb'", ["a\\\nb"]),
        ("a \\\n  b", ["a", "b"]),
        ("a \\\r\n  b", ["a", "b"]),
        ("a\\\nb", ["ab"]),
        ('a\\ b \\"', ["a b", '"']),
        (r"$'a\n\t\\\'\"\x41\u00e9\U0001f600\101\e'", ["a\n\t\\'\"Aé😀A\x1b"]),
        (r"$'\xc3\xa9'", ["é"]),
        (r"$'\u0021'", ["!"]),
        (r"$'\ud83d\ude00'", ["😀"]),
        (r"$'\q'", ["\\q"]),
        ('$"a b"', ["a b"]),
        ("a#b #c d", ["a#b"]),
        ("a > out 2>&1 b", ["a", "b"]),
        ("a >out.txt 2>/dev/null <in b", ["a", "b"]),
        ("a $b ${c}", ["a", "${b}", "${c}"]),
        ('a ${b:-c} "${d:=e f}"', ["a", "c", "e f"]),
        ("a $ $1", ["a", "$", "$1"]),
        ("{ a b", ["{", "a", "b"]),
        ('a "$(cat <<< x)" b', ["a", "$(cat <<< x)", "b"]),
        ("a `b c` d", ["a", "`b c`", "d"]),
        ('a "$(b ")" )" c', ["a", '$(b ")" )', "c"]),
        ("a 'not closed", ["a", "not closed"]),
        ('a "not closed', ["a", "not closed"]),
        ("a\xa0b c", ["a\xa0b", "c"]),
        ("a \xa0b", ["a", "\xa0b"]),
        ("a\x0bb\x0c", ["a\x0bb\x0c"]),
    ],
)
def test_a_command_is_split_into_its_words(text: str, told: list[str]) -> None:
    assert words(text) == [told]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a; b", [["a"], ["b"]]),
        ("a && b || c | d & e", [["a"], ["b"], ["c"], ["d"], ["e"]]),
        ("a\n\n  # nothing\r\nb\r\n", [["a"], ["b"]]),
        ("(a; b)", [["a"], ["b"]]),
        ("a 'x;y' \"p&&q\"; b", [["a", "x;y", "p&&q"], ["b"]]),
        ("if a; then\n  b\nfi", [["if", "a"], ["then"], ["b"], ["fi"]]),
        ("", []),
        ("X=1 Y=2", []),
        ("URL=http://h; a $URL \"${URL}/x\" '$URL'", [["a", "http://h", "http://h/x", "$URL"]]),
        ("export A='x y'\na $A", [["a", "x y"]]),
        ("A=1\nA=2\na $A\n", [["a", "2"]]),
        ("A=1\nB=$A$A\na $B", [["a", "11"]]),
        ("A=1 a $B", [["A=1", "a", "${B}"]]),
        ('A=\na "$A" b', [["a", "", "b"]]),
    ],
)
def test_commands_are_told_apart_and_variables_put_in(text: str, told: list[list[str]]) -> None:
    assert words(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a <<EOF\nx $y\n\\$z \\x\nEOF\n", "x ${y}\n$z \\x\n"),
        ("a <<'EOF'\nx $y \\$\nEOF\n", "x $y \\$\n"),
        ('a <<"EOF" b\nx\nEOF\n', "x\n"),
        ("a <<-EOF\n\tx\n\t\ty\n\tEOF\n", "x\ny\n"),
        ("a << EOF\nx\n EOF\nEOF\n", "x\n EOF\n"),
        ("a <<EOF\r\nx\r\nEOF\r\n", "x\r\n"),
        ("a <<EOF\nnot closed", "not closed"),
        ("a <<EOF\nEOF\n", ""),
        ("a <<< 'x y'", "x y"),
        ("a <<<x", "x"),
    ],
)
def test_what_a_command_is_given_to_read(text: str, told: str) -> None:
    assert given_to(text) == told


def test_behind_a_here_document_the_next_command_begins() -> None:
    assert words("a <<E\nx\nE\nb") == [["a"], ["b"]]
    first, second = shell_commands("a <<A | b <<B\n1\nA\n2\nB\n")
    assert [each.given.text if each.given else None for each in (first, second)] == ["1\n", "2\n"]


PIECES = st.text(st.sampled_from("ab'\"\\$`;&|()<>#!~*? \t\n{}=é😀"), max_size=12)


@given(st.lists(PIECES, min_size=1, max_size=4))
def test_what_is_quoted_for_a_shell_comes_back(told: list[str]) -> None:
    assert words("x " + shlex.join(told)) == [["x", *told]]


SAFE = st.lists(
    st.sampled_from(["'a b'", '"c\\"d"', "\\ ", "\\\n", "e", "$'\\n\\x41'", '"\\\\"', "''", '"$(printf x)"', "#", "é"]),
    min_size=1,
    max_size=6,
).map("".join)


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
@settings(max_examples=60)
@given(st.lists(SAFE, min_size=1, max_size=3))
def test_words_are_those_of_bash(parts: list[str]) -> None:
    text = " ".join(parts)
    script = f"printf '%s\\0' x{text}"
    told = subprocess.run(["bash", "-c", script], capture_output=True, check=False).stdout.decode().split("\0")[:-1]  # noqa: S607
    ours = [word.replace("$(printf x)", "x") for word in words(script)[0][2:]]
    assert ours == told


@given(st.text(st.sampled_from("ab'\"\\$`;&|()<>#{}= \n\r"), max_size=40))
def test_no_text_makes_it_fail_or_go_on_without_end(text: str) -> None:
    for command in shell_commands(text):
        for word in [*command.words, *([command.given] if command.given else [])]:
            check_places(text, command)
            assert 0 <= word.start <= word.end <= len(text)


def check_places(text: str, command: Command) -> None:
    """A piece that is as long as what it is written as is what is written there, or one character for another."""
    for word in command.words:
        last = 0
        for piece in word.pieces:
            assert 0 <= piece.start <= piece.end <= len(text)
            assert piece.start >= last
            last = piece.end
            if len(piece.text) == piece.end - piece.start > 1 and "$" not in text[piece.start : piece.end]:
                assert text[piece.start : piece.end] == piece.text


def test_characters_stand_where_they_do() -> None:
    text = "x 'a'\"b\\\"\"$'\\u00e9z'"
    (command,) = shell_commands(text)
    word = command.words[1]
    stands = {char: text[piece.start : piece.end] for piece in word.pieces for char in [piece.text] if char}
    assert stands == {"a": "a", "b": "b", '"': '\\"', "é": "\\u00e9", "z": "z"}
    assert (word.start, word.end) == (2, len(text))
