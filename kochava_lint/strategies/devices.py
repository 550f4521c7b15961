"""Devices: what they say of themselves, and what identifies them."""

from __future__ import annotations

from hypothesis import strategies as st

from kochava_lint.strategies.arguments import check_word
from kochava_lint.strategies.choices import made
from kochava_lint.synthetic.choices import Choices
from kochava_lint.synthetic.device_kind import PLATFORMS, device_kind
from kochava_lint.synthetic.encoding import ENCODERS
from kochava_lint.synthetic.identifiers import identifiers as made_identifiers

__all__ = ["device_versions", "identifiers", "user_agents"]


def user_agents(*, platform: str | None = None, encoded: bool = True) -> st.SearchStrategy[str]:
    """
    Draw user agents that devices of *platform* send, or of any; not each of them tells a version.

    They are URL-encoded, by one of the encoders that people use; not where *encoded* is false.

    Raises: `InvalidArgument` for a platform that is not known: see `payloads`.
    """
    check_word("platform", platform, PLATFORMS)
    encoders = ENCODERS if encoded else (str,)
    return made(lambda choices: choices.choose(encoders)(device_kind(choices, platform).user_agent))


def device_versions(*, platform: str | None = None) -> st.SearchStrategy[str]:
    """
    Draw values of `device_ver`, such as `iPhone14,5-iOS-17.4`, of devices of *platform*, or of any.

    Raises: `InvalidArgument` as `user_agents` does.
    """
    check_word("platform", platform, PLATFORMS)
    return made(lambda choices: device_kind(choices, platform).device_ver)


def identifiers(*, platform: str | None = None, tracked: bool | None = None) -> st.SearchStrategy[dict[str, str]]:
    """
    Draw values of `device_ids`, with one identifier at least that is of use, of devices of *platform*, or of any.

    *tracked*: with an advertising id, where the platform has one; if false, without; by default either.

    Raises: `InvalidArgument` as `user_agents` does.
    """
    check_word("platform", platform, PLATFORMS)
    platforms = PLATFORMS if platform is None else (platform,)
    kinds = (True, False) if tracked is None else (tracked,)

    def recipe(choices: Choices) -> dict[str, str]:
        return made_identifiers(choices, choices.choose(platforms), tracked=choices.choose(kinds))

    return made(recipe)
