"""What is remembered, and what is not."""

from __future__ import annotations

from kochava_lint.memory import LONGEST_REMEMBERED, once, remembered


def test_an_answer_is_remembered_unless_its_text_is_long() -> None:
    """Captures are untrusted: a thousand texts of a megabyte each must not stay in memory."""
    asked: list[str] = []

    @remembered
    def answer(text: str) -> int:
        asked.append(text)
        return len(text)

    longest, too_long = "x" * LONGEST_REMEMBERED, "x" * (LONGEST_REMEMBERED + 1)
    for text in ("", "", longest, longest, too_long, too_long):
        assert answer(text) == len(text)
    assert asked == ["", longest, too_long, too_long]


def test_a_property_is_worked_out_once_for_each_object() -> None:
    class Thing:
        worked_out = 0

        @once
        def value(self) -> int:
            """A value."""
            self.worked_out += 1
            return self.worked_out

    first, second = Thing(), Thing()
    assert (first.value, first.value, second.value) == (1, 1, 1)
    assert (first.worked_out, second.worked_out) == (1, 1)
    assert Thing.value.__doc__ == "A value."
