"""
Hypothesis strategies: valid payloads, captures of them, and payloads with exactly one fault.

What they draw is made up. Valid payloads have no finding of any severity; a fault has the one that it names. For them
Hypothesis is needed: `pip install 'kochava-lint[hypothesis]'`.

>>> from hypothesis import given
>>> from kochava_lint import lint
>>> from kochava_lint.strategies import payloads
>>> @given(payloads(action="event", platform="ios"))
... def test_nothing_is_found(payload):
...     assert lint(payload) == []
>>> test_nothing_is_found()
"""

from __future__ import annotations

try:
    import hypothesis as _  # noqa: F401 - whether it is there
except ModuleNotFoundError as error:
    if error.name != "hypothesis":
        raise
    raise ModuleNotFoundError(
        "kochava_lint.strategies needs Hypothesis: pip install 'kochava-lint[hypothesis]'", name="hypothesis"
    ) from None

from kochava_lint.strategies.captures import captures
from kochava_lint.strategies.consents import att_blocks, gdpr_consents
from kochava_lint.strategies.devices import device_versions, identifiers, user_agents
from kochava_lint.strategies.events import event_data, event_names
from kochava_lint.strategies.faults import FAULT_RULES, faults
from kochava_lint.strategies.payloads import payloads, requests
from kochava_lint.synthetic.faults.fault import Fault

__all__ = [
    "FAULT_RULES",
    "Fault",
    "att_blocks",
    "captures",
    "device_versions",
    "event_data",
    "event_names",
    "faults",
    "gdpr_consents",
    "identifiers",
    "payloads",
    "requests",
    "user_agents",
]
