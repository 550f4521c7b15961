"""Edits composed over several passes: what was changed is known in terms of the text as it was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kochava_lint.patch import Patch
from kochava_lint.source import Edit

TEXTS = st.text("abc", max_size=12)


@st.composite
def passes_of_edits(draw: st.DrawFn) -> tuple[str, list[tuple[list[Edit], str]]]:
    """A text, and passes of edits over it, each with the text that it leaves."""
    text = original = draw(TEXTS)
    passes = []
    for _ in range(draw(st.integers(1, 4))):
        places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6).filter(lambda found: len(found) % 2 == 0)))
        edits = [
            Edit(start, end, draw(st.text("XYZ", max_size=3)))
            for start, end in zip(places[::2], places[1::2], strict=True)
        ]
        done, at = "", 0
        for edit in edits:
            done += text[at : edit.start] + edit.text
            at = edit.end
        text = done + text[at:]
        passes.append((edits, text))
    return original, passes


@given(passes_of_edits())
def test_each_pass_leaves_the_text_that_its_edits_make(drawn: tuple[str, list[tuple[list[Edit], str]]]) -> None:
    original, passes = drawn
    patch = Patch(original)
    for edits, text in passes:
        patch.apply(edits)
        assert patch.text == text


@given(passes_of_edits())
def test_all_edits_at_once_make_the_same_of_the_text_as_it_was(
    drawn: tuple[str, list[tuple[list[Edit], str]]],
) -> None:
    original, passes = drawn
    patch = Patch(original)
    for edits, _ in passes:
        patch.apply(edits)
    done, at = "", 0
    for edit, begins in patch.edits():
        done += original[at : edit.start]
        assert len(done) == begins, "its new text begins where it says"
        done += edit.text
        at = edit.end
    assert done + original[at:] == patch.text


def test_a_text_that_is_not_edited_has_no_edits() -> None:
    assert list(Patch("abc").edits()) == []
