"""Words of commands as Windows reads them: first its command interpreter, then the program."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kochava_lint.windows import is_for_windows, windows_commands


def words(text: str) -> list[list[str]]:
    return [[word.text for word in command.words] for command in windows_commands(text)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a b\tc", ["a", "b", "c"]),
        ('a "b c" d', ["a", "b c", "d"]),
        ('"a""b"', ['a"b']),
        ('a"b c"d', ["ab cd"]),
        ('a ""', ["a", ""]),
        ('"a \\"b\\" c"', ['a "b" c']),
        ('"a\\\\" b', ["a\\", "b"]),
        ('"a\\\\\\"b"', ['a\\"b']),
        ("a\\b\\\\c", ["a\\b\\\\c"]),
        ('^"a ^\\^"b^\\^" c^"', ['a "b" c']),
        ("a^b^^c", ["ab^c"]),
        ("a ^\n b", ["a", "b"]),
        ("a ^\r\n  b", ["a", "b"]),
        ('"a^b"', ["a^b"]),
        ('^"a^\n\nb^"', ["a\nb"]),
        ('^"a^%^b^"', ["a%b"]),
        ("'a b'", ["'a", "b'"]),
        ('"not closed', ["not closed"]),
        ("a^", ["a"]),
        ('"a&b" c', ["a&b", "c"]),
        ('^"a^&b^"', ["a&b"]),
    ],
)
def test_a_command_is_split_into_its_words(text: str, told: list[str]) -> None:
    assert words(text) == [told]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a\r\nb\r\n", [["a"], ["b"]]),
        ("a & b && c | d", [["a"], ["b"], ["c"], ["d"]]),
        ("", []),
        ("\r\n \r\n", []),
    ],
)
def test_commands_are_told_apart(text: str, told: list[list[str]]) -> None:
    assert words(text) == told


@pytest.mark.parametrize(
    ("text", "is_windows"),
    [
        ('curl ^"http://x^"', True),
        ('curl "http://x" ^\r\n -d x', True),
        ("curl 'http://x' \\\n -d x", False),
        ("curl $'a^\"'", False),
        ('curl "http://x"', False),
        ("curl -d 'a^\"b'", False),
    ],
)
def test_a_caret_tells_that_they_are_for_windows(text: str, is_windows: bool) -> None:
    assert is_for_windows(text) is is_windows


@given(st.lists(st.text(st.sampled_from('ab" \\é😀&|^%{}:'), max_size=8), min_size=1, max_size=4))
def test_what_is_quoted_for_windows_comes_back(told: list[str]) -> None:
    """By `subprocess.list2cmdline`, and as browsers do it: a caret before each quote and what has a meaning."""
    command = ["curl", *told]  # what begins with :: is a remark
    line = subprocess.list2cmdline(command)
    escaped = "".join(f"^{char}" if char in '"&|^%' else char for char in line)
    assert words(escaped) == [command]


@given(st.text(st.sampled_from('ab" \\^&|\r\n%'), max_size=40))
def test_no_text_makes_it_fail_and_places_go_forward(text: str) -> None:
    for command in windows_commands(text):
        for word in command.words:
            last = 0
            for piece in word.pieces:
                assert last <= piece.start <= piece.end <= len(text)
                last = piece.end
