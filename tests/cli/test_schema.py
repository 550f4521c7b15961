"""`kochava-lint schema`."""

from __future__ import annotations

import json

import pytest
from outcomes import Command

from kochava_lint.shipped import published_schemas

PUBLISHED = published_schemas()


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_schema_is_printed_whole(command: Command, name: str) -> None:
    printed = command("schema", name)
    assert (printed.code, printed.err) == (0, "")
    assert json.loads(printed.out) == PUBLISHED[name]
    assert printed.out.isascii(), "what a terminal or a shell of Windows makes of it is the same"


def test_without_a_name_each_is_listed(command: Command) -> None:
    listed = command("schema")
    assert listed.code == 0
    lines = [line.split(maxsplit=1) for line in listed.out.splitlines()]
    assert lines == [[name, document["title"]] for name, document in PUBLISHED.items()]


@pytest.mark.parametrize(
    ("word", "said"),
    [
        pytest.param("identityLink", "identity-link is probably meant", id="action"),
        pytest.param("evnt", "event is probably meant", id="misspelt"),
        pytest.param("click", "there are baseline, configuration, event, ", id="unknown"),
    ],
)
def test_a_wrong_name_is_told_of(command: Command, word: str, said: str) -> None:
    refused = command("schema", word)
    assert (refused.code, refused.out) == (2, "")
    assert f"there is no schema called {word}; {said}" in refused.err
