"""The text of comments: what of it is for us, and what it says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kochava_lint.comment import MARK, Comment, comment_in

LINE = 7


@pytest.mark.parametrize(
    ("text", "rules", "reason"),
    [
        pytest.param("# kochava-lint: ignore[att-missing]", ["att-missing"], "", id="one-rule"),
        pytest.param("# kochava-lint: ignore[a-b] before the prompt", ["a-b"], "before the prompt", id="reason"),
        pytest.param("# kochava-lint: ignore[a,b,c]", ["a", "b", "c"], "", id="several-rules"),
        pytest.param("# kochava-lint: ignore[ a ,\tb ] x", ["a", "b"], "x", id="spaces-around-rules"),
        pytest.param("# kochava-lint: ignore[a,,b,]", ["a", "b"], "", id="commas-too-many"),
        pytest.param("# kochava-lint ignore[a] x", ["a"], "x", id="no-colon"),
        pytest.param("#kochava-lint:ignore[a]x", ["a"], "x", id="no-spaces"),
        pytest.param("#\t kochava-lint: \t ignore \t[a]  x  ", ["a"], "x", id="much-space"),
        pytest.param("// kochava-lint: ignore[a]", ["a"], "", id="slashes"),
        pytest.param("rem kochava-lint: ignore[a]", ["a"], "", id="remark"),
        pytest.param("::kochava-lint: ignore[a]", ["a"], "", id="colons"),
        pytest.param("# see #12; kochava-lint: ignore[a] x", ["a"], "x", id="behind-other-words"),
        pytest.param("# kochava-lint: ignore[a] see [b] # c", ["a"], "see [b] # c", id="reason-with-brackets"),
        pytest.param("# kochava-lint: ignore[a] x\r", ["a"], "x", id="carriage-return"),
        pytest.param("# kochava-lint: ignore[a] é \u2028 \0 \x1b", ["a"], "é \u2028 \0 \x1b", id="odd-reason"),
        pytest.param("# kochava-lint: ignore[a[b]", ["a[b"], "", id="bracket-in-a-rule"),
        pytest.param("# kochava-lint: ignore[a] kochava-lint: ignore[b]", ["a"], "kochava-lint: ignore[b]", id="twice"),
    ],
)
def test_a_comment_names_rules_and_may_give_a_reason(text: str, rules: list[str], reason: str) -> None:
    assert comment_in(text, LINE) == Comment(LINE, tuple(rules), reason)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("# kochava-lint:", id="nothing"),
        pytest.param("# kochava-lint: ignore", id="no-brackets"),
        pytest.param("# kochava-lint: ignore att-missing", id="rule-without-brackets"),
        pytest.param("# kochava-lint: ignore[]", id="empty-brackets"),
        pytest.param("# kochava-lint: ignore[ , ]", id="commas-alone"),
        pytest.param("# kochava-lint: ignore[a", id="open-bracket"),
        pytest.param("# kochava-lint: disable[a]", id="another-verb"),
        pytest.param("# kochava-lint: ignored[a]", id="nearly-the-verb"),
        pytest.param("# kochava-lint: please ignore[a]", id="words-before-the-verb"),
        pytest.param("# kochava-lint: ignore\r[a]", id="broken-by-a-carriage-return"),
    ],
)
def test_what_is_for_us_and_not_understood_is_a_comment_that_names_no_rule(text: str) -> None:
    comment = comment_in(text, LINE)
    assert comment is not None
    assert (comment.line, comment.rules) == (LINE, ())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "#",
        "# ignore[a]",
        "# kochava-lint : ignore[a]",
        "# Kochava-Lint: ignore[a]",
        "# my-kochava-lint: ignore[a]",
        "# www.kochava-lint: ignore[a]",
        "# xkochava-lint: ignore[a]",
    ],
)
def test_what_is_not_for_us_is_none(text: str) -> None:
    assert comment_in(text, LINE) is None


@given(st.lists(st.sampled_from([MARK, "ignore", "[", "]", ",", " ", "\n", "\r", "#", "a-b"]) | st.text()).map("".join))
def test_whatever_a_comment_says_it_is_read(text: str) -> None:
    """A comment has no rule with space around it or without a name, and says something only where it names us."""
    comment = comment_in(text, LINE)
    assert comment is None or MARK in text
    if comment is not None:
        assert comment.line == LINE
        assert all(rule and rule == rule.strip() for rule in comment.rules)
        assert "\r" not in comment.reason


@given(
    rules=st.lists(st.from_regex(r"[a-z]+(-[a-z]+)*", fullmatch=True), min_size=1), reason=st.from_regex(r"\w[^\r\n]*")
)
def test_rules_and_reason_are_read_as_they_were_written(rules: list[str], reason: str) -> None:
    text = f"# {MARK} ignore[{', '.join(rules)}] {reason}".split("\r")[0].split("\n")[0]
    told = comment_in(text, LINE)
    assert told is not None
    assert told.rules == tuple(rules)
    assert text.rstrip().endswith(told.reason)
