"""Valid payloads, and the requests that bring them."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st

from kochava_lint.request import Request
from kochava_lint.strategies.arguments import check_word
from kochava_lint.strategies.choices import made
from kochava_lint.synthetic.choices import Choices
from kochava_lint.synthetic.device_kind import PLATFORMS, device_kind
from kochava_lint.synthetic.payload import ACTIONS, JSON, PLACEMENTS, any_payload, flat, platforms_of
from kochava_lint.synthetic.request import request

__all__ = ["payloads", "requests"]


def payloads(
    *, action: str | None = None, platform: str | None = None, placement: str = "nested"
) -> st.SearchStrategy[JSON]:
    """
    Draw valid payloads, as dicts that JSON can write.

    *action*: `event`, `install`, `update` or `identityLink`; by default any. *platform*: of the device, as
    `Device.platform` names it: `ios`, `ipados`, `tvos`, `android`, `fire-os`, `roku` or `webos`; by default any that
    sends such payloads. *placement*: where the context keys stand: `nested` in `data`, as in Kochava's samples, or
    `flat` at the root, as in its field table. Nothing is found in a nested payload; in a flat one nothing but
    `misplaced-key`. All times are before 2026: no clock decides what is drawn.

    Raises: `InvalidArgument` for other words, and for an update from a device that is none of Apple's.
    """
    recipe = _recipe(action, platform)
    check_word("placement", placement, PLACEMENTS)
    return made(recipe if placement == "nested" else lambda choices: flat(choices, recipe(choices)))


def requests(*, action: str | None = None, platform: str | None = None) -> st.SearchStrategy[Request]:
    """
    Draw right requests with a payload, whose arguments are those of `payloads`, as their body.

    Raises: `InvalidArgument` as `payloads` does.
    """
    recipe = _recipe(action, platform)
    return made(lambda choices: request(choices, recipe(choices)))


def _recipe(action: str | None, platform: str | None) -> Callable[[Choices], JSON]:
    check_word("action", action, ACTIONS)
    actions: tuple[str, ...] = ACTIONS if action is None else (action,)
    check_word("platform", platform, PLATFORMS if action is None else platforms_of(action))
    if platform is None:
        return lambda choices: any_payload(choices, choices.choose(actions))
    actions = tuple(each for each in actions if platform in platforms_of(each))
    return lambda choices: any_payload(choices, choices.choose(actions), device_kind(choices, platform))
