"""Regular expressions that are compiled when they are first used: they are what `re.compile` makes, but later."""

from __future__ import annotations

import re

import pytest

from kochava_lint.expression import expression


def test_an_expression_does_what_a_compiled_one_does() -> None:
    words = expression(r"(?P<word>[a-z]+)", re.IGNORECASE)
    for _ in range(2):
        match = words.search("1 Ab 2")
        assert match is not None
        assert (match["word"], match.span()) == ("Ab", (2, 4))
    assert [found[0] for found in words.finditer("a B")] == ["a", "B"]
    assert words.sub("x", "a B") == "x x"
    assert expression(rb"\d").findall(b"1a2") == [b"1", b"2"]


def test_it_is_compiled_when_a_method_is_first_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[object] = []
    make = re.compile

    def noted(pattern: str, flags: int) -> re.Pattern[str]:
        compiled.append(pattern)
        return make(pattern, flags)

    monkeypatch.setattr(re, "compile", noted)
    digits = expression("[0-9]")
    assert (digits.pattern, compiled) == ("[0-9]", [])
    for _ in range(2):
        assert digits.search("1")
    assert compiled == ["[0-9]"]


def test_what_is_wrong_with_it_is_told_when_it_is_used() -> None:
    wrong = expression("[")
    with pytest.raises(re.error):
        wrong.search("a")
