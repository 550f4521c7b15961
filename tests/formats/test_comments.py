"""Comments in captures: which request each of them speaks of, in all formats that have comments."""

from __future__ import annotations

import bz2
import gzip
import lzma
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st
from reading import entries_in, payloads_in

from kochava_lint import Format, Linter, read_capture
from kochava_lint.comment import Comment
from kochava_lint.formats.cassette import cassette
from kochava_lint.formats.curl import curl
from kochava_lint.formats.raw_http import raw_http
from kochava_lint.payload import Payload
from kochava_lint.recorded import Content, Skipped

URL = "https://control.kochava.com/track/json"
CAPTURES = Path(__file__).parents[1] / "captures"
ALONE = "alone"
"""What a comment speaks of that speaks of no request."""
Spoken = list[tuple[object, str]]


def ours(rule: str, sign: str = "#") -> str:
    return f"{sign} kochava-lint: ignore[{rule}] known"


def body(number: int) -> str:
    return f'{{"n": {number}}}'


def comments_of(entry: Content) -> Sequence[Comment]:
    if isinstance(entry, Comment):
        return (entry,)
    if isinstance(entry, Skipped):
        return entry.comments
    assert entry.recording is not None
    return entry.recording.comments


def named(entry: Content) -> object:
    if isinstance(entry, Payload):
        return entry.data["n"] if isinstance(entry.data, dict) else "broken"
    return ALONE if isinstance(entry, Comment) else "skipped"


def spoken(format_: Format, content: str) -> Spoken:
    """Each request by its number, in their order, with the rules that comments name for it."""
    entries = entries_in(format_, content)
    for entry in entries:
        for comment in comments_of(entry):
            text = content.split("\n")[comment.line - 1]
            assert all(rule in text for rule in comment.rules), "a comment is told of with its own line"
    return [
        (named(entry), " ".join(rule for comment in comments_of(entry) for rule in comment.rules)) for entry in entries
    ]


@pytest.fixture(params=["\n", "\r\n"], ids=["line-feeds", "carriage-returns"])
def line_ends(request: pytest.FixtureRequest) -> Callable[[str], str]:
    """Writes a text with one kind of line ends."""
    return lambda text: text.replace("\n", str(request.param))


def without_comments(entries: Sequence[Content]) -> list[Any]:
    """All that is read but comments: texts, and addresses, and where each stands in its line."""
    read: list[Any] = []
    for entry in entries:
        if isinstance(entry, Payload) and entry.source:
            read.append((entry.data, entry.source.text, entry.source.column, entry.request and entry.request.url))
        elif isinstance(entry, Skipped):
            read.append((entry.reason, entry.host))
    return read


def lines_of(entries: Sequence[Content]) -> list[int]:
    return [entry.source.line for entry in entries if isinstance(entry, Payload) and entry.source]


def with_comments(content: str, lines: Sequence[int], sign: str) -> str:
    """The *content* with comments before some of its *lines*, which are counted from 0."""
    written = content.split("\n")
    for line in sorted(lines, reverse=True):
        written.insert(line, ours(f"at-{line}", sign))
    return "\n".join(written)


def check_law(format_: Format, content: str, places: dict[int, range], lines: Sequence[int], sign: str) -> None:
    """
    Comments before *lines* shift what is read, change nothing of it, and speak of the request that is there.

    The *places* are the lines before which they speak of each request.
    """
    before, after = entries_in(format_, content), entries_in(format_, with_comments(content, lines, sign))
    assert without_comments(after) == without_comments(before)
    assert lines_of(after) == [at + sum(line < at for line in lines) for at in lines_of(before)]
    for entry in after:
        told = [rule for comment in comments_of(entry) for rule in comment.rules]
        assert told == [f"at-{line}" for line in lines if line in places[int(str(named(entry)))]]


def item(number: int, *more: str, key: str = "request") -> str:
    """An interaction of a cassette, with *more* lines behind its body."""
    return "\n".join([f"- {key}:", f"    uri: {URL}", f"    body: '{body(number)}'", *more, ""])


def cassette_of(*parts: str, key: str = "interactions") -> str:
    return f"{key}:\n{''.join(parts)}"


A, B, C = (ours(rule) + "\n" for rule in ("a", "b", "c"))
FLOW = f'{{"request": {{"uri": "{URL}", "body": "{{\\"n\\": NUMBER}}"}}}}'
FIRST, SECOND = FLOW.replace("NUMBER", "1"), FLOW.replace("NUMBER", "2")

IN_YAML: list[Any] = [
    pytest.param(A + cassette_of(item(1), item(2)), [(1, "a"), (2, "")], id="top-of-the-file"),
    pytest.param(f"---\n{A}" + cassette_of(item(1), item(2)), [(1, "a"), (2, "")], id="behind-the-document-start"),
    pytest.param(f"--- {A}" + cassette_of(item(1)), [(1, "a")], id="in-the-line-of-the-document-start"),
    pytest.param(cassette_of(A, item(1), item(2)), [(1, "a"), (2, "")], id="before-the-first"),
    pytest.param(cassette_of(item(1), A, item(2)), [(1, ""), (2, "a")], id="between-two"),
    pytest.param(cassette_of(item(1), "    " + A, item(2)), [(1, ""), (2, "a")], id="between-two-indented"),
    pytest.param(cassette_of(item(1), "\n", A, "\n", B, item(2)), [(1, ""), (2, "a b")], id="several-and-empty-lines"),
    pytest.param(cassette_of(A, item(1), B, item(2)), [(1, "a"), (2, "b")], id="one-before-each"),
    pytest.param(cassette_of(item(1), A), [(1, ""), (ALONE, "a")], id="behind-the-last"),
    pytest.param(cassette_of(item(1), "version: 1\n", A), [(1, ""), (ALONE, "a")], id="at-the-end"),
    pytest.param(cassette_of(item(1), f"version: 1 {A}"), [(1, ""), (ALONE, "a")], id="behind-what-is-no-request"),
    pytest.param(
        cassette_of(item(1).replace("request:", "request: " + ours("a")), item(2)), [(1, "a"), (2, "")], id="first-line"
    ),
    pytest.param(
        cassette_of(item(1, "  # kochava-lint: ignore[a]", "  response: x"), item(2)), [(1, "a"), (2, "")], id="in-one"
    ),
    pytest.param(cassette_of(item(1)[:-1], " ", A, item(2)), [(1, "a"), (2, "")], id="last-line"),
    pytest.param(cassette_of(item(1, "  response:"), A, item(2)), [(1, ""), (2, "a")], id="behind-an-empty-value"),
    pytest.param(cassette_of(item(1, "  response: x y"), A, item(2)), [(1, ""), (2, "a")], id="behind-plain-text"),
    pytest.param(
        cassette_of(item(1, "  response: x", "    y"), A, item(2)), [(1, ""), (2, "a")], id="behind-text-over-lines"
    ),
    pytest.param(cassette_of(f"- {A}", item(1).replace("- ", "  ", 1)), [(1, "a")], id="behind-the-dash"),
    pytest.param(cassette_of(f"- nothing {A}", item(1)), [("skipped", "a"), (1, "")], id="of-what-is-no-request"),
    pytest.param(
        cassette_of(A, item(1).replace("control.kochava.com", "shop.example"), item(2)),
        [("skipped", "a"), (2, "")],
        id="of-a-request-to-another-host",
    ),
    pytest.param(cassette_of(A, item(1), B, item(2), key="http_interactions"), [(1, "a"), (2, "b")], id="ruby"),
    pytest.param(
        cassette_of(item(1)) + f"--- {A}" + cassette_of(item(2)) + f"...\n{B}",
        [(1, ""), (2, "a"), (ALONE, "b")],
        id="several-documents",
    ),
    # What is in a text is no comment.
    pytest.param(cassette_of(item(1, f"  x: '{ours('a')}'")), [(1, "")], id="single-quotes"),
    pytest.param(cassette_of(item(1, f'  x: " {ours("a")}"')), [(1, "")], id="double-quotes"),
    pytest.param(cassette_of(item(1, "  x: 'y", f"    {ours('a')}'")), [(1, "")], id="quotes-over-lines"),
    pytest.param(cassette_of(item(1, "  x: |", f"    {ours('a')}")), [(1, "")], id="literal"),
    pytest.param(cassette_of(item(1, "  x: >-", f"    {ours('a')}", "  y: z")), [(1, "")], id="folded"),
    pytest.param(cassette_of(item(1, "  x: y#kochava-lint:ignore[a]")), [(1, "")], id="sign-glued-to-text"),
    pytest.param(cassette_of(item(1, f"  x: 'y'{ours('a')}")), [(1, "")], id="sign-glued-to-quotes"),
    pytest.param(cassette_of(item(1, f"  ' {ours('a')}': x")), [(1, "")], id="key"),
    pytest.param(cassette_of(item(1), f"note: ' {ours('a')}'\n"), [(1, "")], id="quotes-behind-the-last"),
    pytest.param(cassette_of(item(1), f"note: |\n  {ours('a')}\n"), [(1, "")], id="literal-behind-the-last"),
    pytest.param(f"note: ' {ours('a')}'\n" + cassette_of(item(1)), [(1, "")], id="quotes-before-the-first"),
    pytest.param(
        cassette_of(item(1, f"  x: 'kochava-lint: ignore[a] # {ours('b')}' {ours('c')}")),
        [(1, "c")],
        id="behind-quotes",
    ),
    pytest.param(cassette_of(item(1, f"  x: | {ours('a')}", "    y")), [(1, "a")], id="behind-the-sign-of-a-literal"),
    pytest.param(cassette_of(item(1, f"  x: &x !<y> | {ours('a')}")), [(1, "a")], id="behind-the-sign-of-an-empty-one"),
    # Style of brackets, which JSON is too.
    pytest.param(f'{{"interactions": [{FIRST}, {SECOND}]}}', [(1, ""), (2, "")], id="json"),
    pytest.param(
        f"interactions: [\n  {FIRST}, {A}  {SECOND} {B}]\n{C}", [(1, "a"), (2, "b"), (ALONE, "c")], id="brackets"
    ),
    pytest.param(
        f"interactions: [\n{A}  {FIRST.replace('}}', chr(10) + '}}')},\n{B}  {SECOND}\n]\n",
        [(1, "a"), (2, "b")],
        id="before-each-in-brackets",
    ),
    pytest.param(
        f"interactions: [\n  {FIRST.replace('}}', '}' + chr(10) + '}')}, {A}  {SECOND}\n]\n",
        [(1, "a"), (2, "")],
        id="behind-the-last-bracket",
    ),
    # What stands elsewhere.
    pytest.param(
        f"x: &x {FIRST}\ninteractions:\n{A}- *x\n{B}- *x {ours('c')}\n{item(2)}",
        [(1, "a"), (1, "b c"), (2, "")],
        id="aliases",
    ),
    pytest.param(
        f"x: &x\n{A}{item(1)}interactions: *x\n{B}", [(ALONE, "a"), (1, ""), (ALONE, "b")], id="alias-of-the-list"
    ),
    pytest.param(
        cassette_of(f"- &x {ours('a')}\n", item(1).replace("- ", "  ", 1), f"- *x {ours('b')}\n"),
        [(1, "a"), (1, "b")],
        id="anchors",
    ),
]


@pytest.mark.parametrize(("content", "told"), IN_YAML)
def test_in_yaml_a_comment_speaks_of_the_interaction_that_it_is_in_or_before(
    content: str, told: Spoken, line_ends: Callable[[str], str]
) -> None:
    assert spoken(cassette, line_ends(content)) == told


@pytest.mark.parametrize("indent", ["", "  ", "    "])
@pytest.mark.parametrize("style", ["|", "|-", "|+", ">", ">-", ">+", "|2", ">1-"])
def test_behind_a_block_of_text_a_comment_speaks_of_what_follows(style: str, indent: str) -> None:
    """However the block ends, and whether or not its comment is indented, short of the block itself."""
    block = f"- request:\n    uri: {URL}\n    body: {style}\n      {body(1)}\n\n\n"
    assert spoken(cassette, cassette_of(block, indent + A, item(2))) == [(1, ""), (2, "a")]
    assert spoken(cassette, cassette_of(block, "      " + A, item(2))) == [("broken", ""), (2, "")]


@pytest.mark.parametrize(
    "compress", [gzip.compress, bz2.compress, lzma.compress, zstd.compress], ids=["gzip", "bz2", "xz", "zstd"]
)
def test_comments_in_a_compressed_cassette_are_read_too(compress: Callable[[bytes], bytes], tmp_path: Path) -> None:
    path = tmp_path / "a.yaml.packed"
    path.write_bytes(compress(cassette_of(item(1), A, item(2)).encode()))
    payloads = [entry for entry in read_capture(path) if isinstance(entry, Payload)]
    assert [(named(payload), [comment.line for comment in comments_of(payload)]) for payload in payloads] == [
        (1, []),
        (2, [5]),
    ]


INTERACTION = re.compile(r"^ *- request:", re.MULTILINE)
RECORDED = sorted([*CAPTURES.glob("*.yaml"), *CAPTURES.glob("*.yml")])


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.name)
def test_in_what_recorders_wrote_a_comment_accepts_findings_in_one_interaction_alone(
    path: Path, linter: Linter
) -> None:
    """With a comment before one interaction after the other, everything else is found as before."""
    content = path.read_text("utf-8")
    entries = entries_in(cassette, content)
    found = [
        [finding.rule for finding in linter.lint_payload(entry)] if isinstance(entry, Payload) else []
        for entry in entries
    ]
    names = ", ".join(sorted({rule for rules in found for rule in rules}))
    starts = [match.start() for match in INTERACTION.finditer(content)]
    assert len(starts) == len(entries)
    for index, start in enumerate(starts):
        commented = entries_in(cassette, f"{content[:start]}# kochava-lint: ignore[{names}]\n{content[start:]}")
        left = [
            [finding.rule for finding in linter.lint_payload(entry) if finding.comment is None]
            if isinstance(entry, Payload)
            else []
            for entry in commented
        ]
        assert left == [[] if at == index else rules for at, rules in enumerate(found)]
        assert without_comments(commented) == without_comments(entries)


CASSETTE = cassette_of(item(1, "  response: x"), item(2, "  response: |", "    y"))
IN_CASSETTE = {1: range(5), 2: range(5, 9)}


@given(st.sets(st.sampled_from([line for lines in IN_CASSETTE.values() for line in lines])).map(sorted))
def test_comments_in_yaml_change_nothing_but_the_lines(lines: list[int]) -> None:
    check_law(cassette, CASSETTE, IN_CASSETTE, lines, "#")


def sent(number: int, *head: str) -> str:
    return "\n".join([f"POST {URL}", *head, "", body(number), ""])


ANSWER = "HTTP/1.1 200 OK\nContent-Type: text/plain\n\n"

IN_HTTP: list[Any] = [
    pytest.param(A + sent(1) + "###\n" + sent(2), [(1, "a"), (2, "")], id="top-of-the-file"),
    pytest.param(ours("a", "//") + "\n" + sent(1), [(1, "a")], id="slashes"),
    pytest.param(ours("a", "  \t#") + "\n" + sent(1), [(1, "a")], id="indented"),
    pytest.param(A + B + "\n" + sent(1), [(1, "a b")], id="several-and-an-empty-line"),
    pytest.param(sent(1) + f"###\n{A}" + sent(2), [(1, ""), (2, "a")], id="behind-a-separator"),
    pytest.param(sent(1) + ours("a", "###") + "\n" + sent(2), [(1, ""), (2, "a")], id="in-a-separator"),
    pytest.param(sent(1) + f"###\n{A}@x = y\n\n" + sent(2), [(1, ""), (2, "a")], id="before-a-variable"),
    pytest.param(sent(1) + f"###\n@x = y\n{A}\n" + sent(2), [(1, ""), (2, "a")], id="behind-a-variable"),
    pytest.param(sent(1, ours("a"), "X: y", ours("b", "//"), "Z: z"), [(1, "a b")], id="between-headers"),
    pytest.param(sent(1, "#kochava-lint: ignore[a]", "X: y"), [(1, "a")], id="glued-to-its-sign"),
    pytest.param(sent(1, "  " + ours("a"), "X: y"), [(1, "a")], id="indented-between-headers"),
    pytest.param(sent(1, "X: y", ours("a")), [(1, "a")], id="behind-the-headers"),
    pytest.param(sent(1) + f"###\n{A}", [(1, ""), (ALONE, "a")], id="behind-the-last"),
    pytest.param(f"GET {URL}\n\n###\n{A}" + sent(2), [("skipped", ""), (2, "a")], id="behind-one-without-a-body"),
    pytest.param(f"{A}GET {URL}\n{B}\n###\n" + sent(2), [("skipped", "a b"), (2, "")], id="of-one-without-a-body"),
    pytest.param(
        f"{A}POST https://shop.example/\n\n{body(1)}\n###\n" + sent(2),
        [("skipped", "a"), (2, "")],
        id="of-another-host",
    ),
    pytest.param(f"{A}POST {URL}\n\n< a.json\n###\n" + sent(2), [("skipped", "a"), (2, "")], id="of-a-file"),
    pytest.param(sent(1) + ANSWER + f"ok\n###\n{A}" + sent(2), [(1, ""), (2, "a")], id="behind-an-answer"),
    # What is in a text is no comment.
    pytest.param(f"POST {URL}\n\n{{\n{A}}}\n", [("broken", "")], id="body"),
    pytest.param(
        f'POST {URL}\n\n{{"n": 1, "x": "\n{A}"}}\n###\n{sent(2)}', [("broken", ""), (2, "")], id="text-in-a-body"
    ),
    pytest.param(f"POST {URL}?x={ours('a').replace(' ', '%20')}\n\n{body(1)}", [(1, "")], id="address"),
    pytest.param(sent(1, f"X: {ours('a')}"), [(1, "")], id="header"),
    pytest.param(f"@x = {A}" + sent(1), [(1, "")], id="variable"),
    pytest.param(sent(1) + ANSWER + f"ok\n{A}\n" + sent(2), [(1, ""), (2, "")], id="answer"),
    pytest.param(sent(1) + ANSWER + A + ANSWER + A + sent(2), [(1, ""), (2, "")], id="two-answers"),
    pytest.param(sent(1) + f"HTTP/1.1 200 OK\n{A}\nok\n" + sent(2), [(1, ""), (2, "")], id="head-of-an-answer"),
    pytest.param(sent(1) + ANSWER + A, [(1, "")], id="last-answer"),
    pytest.param(ANSWER + A + sent(1), [(1, "")], id="first-answer"),
]


@pytest.mark.parametrize(("content", "told"), IN_HTTP)
def test_in_http_a_comment_speaks_of_the_request_that_it_is_in_or_before(
    content: str, told: Spoken, line_ends: Callable[[str], str]
) -> None:
    assert spoken(raw_http, line_ends(content)) == told


def test_what_an_answer_with_a_length_says_is_no_comment() -> None:
    answer = f"HTTP/1.1 200 OK\nContent-Length: {len(A)}\n\n{A}"
    assert spoken(raw_http, sent(1) + answer + f"###\n{B}" + sent(2) + answer) == [(1, ""), (2, "b")]


def test_a_comment_between_headers_is_no_header() -> None:
    (payload,) = payloads_in(raw_http, sent(1, "#kochava-lint: ignore[a]", "// x: y", "X: y"))
    assert payload.request is not None
    assert payload.request.headers == [("X", "y")]


HTTP = sent(1, "X: y") + "\n###\n" + sent(2, "X: y")
IN_HTTP_FILE = {1: range(3), 2: range(6, 9)}


@given(st.sets(st.sampled_from([line for lines in IN_HTTP_FILE.values() for line in lines])).map(sorted))
@pytest.mark.parametrize("sign", ["#", "//"])
def test_comments_in_http_change_nothing_but_the_lines(sign: str, lines: list[int]) -> None:
    check_law(raw_http, HTTP, IN_HTTP_FILE, lines, sign)


def call(number: int, *, quotes: str = "''") -> str:
    return f"curl {URL} -d {quotes[0]}{body(number)}{quotes[1]}"


ONE, TWO = call(1), call(2)
GLUED = "#kochava-lint:ignore[a]\n"

IN_SHELL: list[Any] = [
    pytest.param(f"#!/bin/sh\n{A}{ONE}\n{TWO}\n", [(1, "a"), (2, "")], id="before"),
    pytest.param(f"{A}\n\n  {B}{ONE}\n", [(1, "a b")], id="several-and-empty-lines"),
    pytest.param(f"{ONE} {A}{TWO} {B}", [(1, "a"), (2, "b")], id="at-the-end-of-each"),
    pytest.param(f"{ONE}\n{A}{TWO}\n", [(1, ""), (2, "a")], id="between-two"),
    pytest.param(f"{ONE}\n{A}", [(1, ""), (ALONE, "a")], id="behind-the-last"),
    pytest.param(f"{ONE}\n{A[:-1]}", [(1, ""), (ALONE, "a")], id="behind-the-last-without-a-line-end"),
    pytest.param(f"{ONE} {A[:-1]}", [(1, "a")], id="at-the-very-end"),
    pytest.param(f"{A}curl \\\n  {URL} \\\n  -d '{body(1)}' {B}{TWO}", [(1, "a b"), (2, "")], id="over-lines"),
    pytest.param(f"curl {URL} \\\n{A}{TWO}", [("skipped", "a"), (2, "")], id="ends-what-goes-on"),
    pytest.param(f"{A}{ONE} |\n  jq . \n{TWO}", [(1, "a"), (2, "")], id="pipe"),
    pytest.param(f"{A}X='{body(1)}'\ncurl {URL} -d \"$X\"\n", [(1, "a")], id="before-variables"),
    pytest.param(f"X='{body(1)}' {A}curl {URL} -d \"$X\"\n", [(1, "a")], id="behind-variables"),
    pytest.param(f"{A}{ONE}; {TWO} {B}{call(3)}", [(1, "a b"), (2, "a b"), (3, "")], id="several-in-a-line"),
    pytest.param(f"{A}{ONE} && {TWO}\n", [(1, "a"), (2, "a")], id="one-after-the-other"),
    pytest.param(f"{ONE};{A}{TWO}", [(1, "a"), (2, "")], id="glued-to-a-semicolon"),
    pytest.param(f"{A}if {ONE}; then\n  {B}{TWO}\nfi\n", [(1, "a"), (2, "b")], id="if"),
    pytest.param(f"send() {{\n  {A}  {ONE}\n}}\n{B}{TWO}", [(1, "a"), (2, "b")], id="function"),
    pytest.param(f"send() {{ {ONE}; }} {A}{TWO}", [(1, "a"), (2, "")], id="function-in-a-line"),
    pytest.param(f"(\n  {A}  {ONE}\n)\n{TWO} {B}", [(1, "a"), (2, "b")], id="subshell"),
    pytest.param(f"({A}{ONE})\n{TWO}", [(1, "a"), (2, "")], id="behind-a-bracket"),
    pytest.param(f"{A}x=$({ONE})\n{TWO}", [(1, "a"), (2, "")], id="before-a-substitution"),
    pytest.param(f"x=$({ONE}) {A}{TWO}", [(1, "a"), (2, "")], id="behind-a-substitution"),
    pytest.param(f"x=$(\n  {A}  {ONE} {B}  {C}  {TWO}\n)\n", [(1, "a b"), (2, "c")], id="in-a-substitution"),
    pytest.param(f'x="$(\n  {A}  {ONE}\n)"\n{TWO}', [(1, "a"), (2, "")], id="in-a-quoted-substitution"),
    pytest.param(f"x=$(\n  {ONE}\n  {A})\n{TWO}", [(1, "a"), (2, "")], id="at-the-end-of-a-substitution"),
    pytest.param(f"{A}curl {URL} -d @- <<EOF {B}{body(1)}\nEOF\n{TWO}", [(1, "a b"), (2, "")], id="here-document"),
    pytest.param(f"{A}curl -s -d x\n{TWO}", [(ALONE, "a"), (2, "")], id="of-a-call-without-an-address"),
    pytest.param(f"{A}set -e\n{ONE}", [(ALONE, "a"), (1, "")], id="of-another-command"),
    pytest.param(f"{A}curl https://shop.example -d x\n{TWO}", [("skipped", "a"), (2, "")], id="of-another-host"),
    pytest.param(f"{A}curl {URL} -d '{body(1)}' --next {URL} -d '{body(2)}'", [(1, "a"), (2, "a")], id="two-calls"),
    # What is in a text is no comment.
    pytest.param(f"curl {URL} -d '{body(1)}' -H 'x\n{A}'", [(1, "")], id="single-quotes"),
    pytest.param(f"curl {URL} -d '{body(1)}' -H \"x\n{A}\"", [(1, "")], id="double-quotes"),
    pytest.param(f"curl {URL} -d '{body(1)}' -H $'x\n{A}'", [(1, "")], id="escaped-quotes"),
    pytest.param(f"curl {URL} -d @- <<'EOF'\n{A}{body(1)}\nEOF\n{TWO}", [("broken", ""), (2, "")], id="in-a-document"),
    pytest.param(f"cat <<EOF\n{A}EOF\n{TWO}", [(2, "")], id="in-a-document-of-another"),
    pytest.param(f"{ONE} -H x{GLUED}{TWO}", [(1, ""), (2, "")], id="sign-glued-to-text"),
    pytest.param(f"{ONE} -H \\{GLUED}{TWO}", [(1, ""), (2, "")], id="escaped-sign"),
    pytest.param(f"{ONE} -H ''{GLUED}{TWO}", [(1, ""), (2, "")], id="sign-glued-to-quotes"),
]


@pytest.mark.parametrize(("content", "told"), IN_SHELL)
def test_in_shell_a_comment_speaks_of_the_command_that_it_is_behind_or_before(
    content: str, told: Spoken, line_ends: Callable[[str], str]
) -> None:
    read = spoken(curl, line_ends(content))
    kept = [entry for entry in read if entry[0] != ALONE or entry in told]  # what else is in the line tells of it, too
    assert kept == told


@pytest.mark.parametrize("words", ["don't", 'say "so', "a ) b", "a ( b", "$( x", "` x", "\\"])
def test_words_of_a_comment_mean_nothing_to_a_shell(words: str) -> None:
    content = f"x=$(\n  {A[:-1]} {words}\n  {ONE}\n)\n{B[:-1]} {words}\n{TWO}\n"
    assert spoken(curl, content) == [(1, "a"), (2, "b")]


SHELL = f"{ONE} \\\n -H x:y\nX='{body(2)}'\ncurl \\\n {URL} -d \"$X\"\n"
IN_SHELL_FILE = {1: range(1), 2: range(2, 4)}


@given(st.sets(st.sampled_from([line for lines in IN_SHELL_FILE.values() for line in lines])).map(sorted))
def test_comments_in_shell_change_nothing_but_the_lines(lines: list[int]) -> None:
    check_law(curl, SHELL, IN_SHELL_FILE, lines, "#")


FOR_WINDOWS = [
    f'curl {URL} -d ^"{body(number)}^"'.replace(body(number), body(number).replace('"', '^\\^"')) for number in (1, 2)
]
ONE_FOR_WINDOWS, TWO_FOR_WINDOWS = FOR_WINDOWS

IN_WINDOWS: list[Any] = [
    pytest.param("SIGN kochava-lint: ignore[a]\nONE\nTWO\n", [(1, "a"), (2, "")], id="before"),
    pytest.param(
        "@echo off\nSIGN kochava-lint: ignore[a]\n\n  SIGN kochava-lint: ignore[b]\nONE", [(1, "a b")], id="several"
    ),
    pytest.param("ONE\nSIGN kochava-lint: ignore[a]\nTWO\n", [(1, ""), (2, "a")], id="between-two"),
    pytest.param("ONE\nSIGN kochava-lint: ignore[a]", [(1, ""), (ALONE, "a")], id="behind-the-last"),
    pytest.param("ONE & SIGN kochava-lint: ignore[a]\nTWO\n", [(1, "a"), (2, "")], id="at-the-end"),
    pytest.param("ONE & TWO & SIGN kochava-lint: ignore[a]", [(1, "a"), (2, "a")], id="at-the-end-of-two"),
    pytest.param('SIGN kochava-lint: ignore[a] Q&A | "so ^ it is > x\nONE\nTWO', [(1, "a"), (2, "")], id="odd-words"),
    pytest.param("SIGN kochava-lint: ignore[a] & curl https://x/\nONE", [(1, "a")], id="command-in-a-remark"),
    # What is in a text is no comment.
    pytest.param('ONE -H "x: & SIGN kochava-lint: ignore[a]"\nTWO', [(1, ""), (2, "")], id="quotes"),
    pytest.param('ONE -H ^"x: ^\n\nSIGN kochava-lint: ignore[a]^"\nTWO', [(1, ""), (2, "")], id="quotes-over-lines"),
]


@pytest.mark.parametrize("sign", ["rem", "REM", "@rem", "::"])
@pytest.mark.parametrize(("content", "told"), IN_WINDOWS)
def test_on_windows_a_remark_speaks_of_the_command_that_it_is_behind_or_before(
    content: str, told: Spoken, sign: str, line_ends: Callable[[str], str]
) -> None:
    text = content.replace("SIGN", sign).replace("ONE", ONE_FOR_WINDOWS).replace("TWO", TWO_FOR_WINDOWS)
    read = spoken(curl, line_ends(text))
    assert [entry for entry in read if entry[0] != ALONE or entry in told] == told


def test_on_windows_a_command_whose_name_begins_so_is_no_remark() -> None:
    assert spoken(curl, f"remove kochava-lint: ignore[a]\n{ONE_FOR_WINDOWS}") == [(1, "")]
