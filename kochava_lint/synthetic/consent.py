"""What a user has allowed: the ATT block, and consent under the GDPR."""

from __future__ import annotations

from typing import Any, Final

from kochava_lint.synthetic.choices import Choices
from kochava_lint.synthetic.moment import FIRST_ANSWER, LATEST

__all__ = ["att_block", "gdpr_consent"]

_DETAILS: Final = {True: ("authorized", "unknown"), False: ("denied", "notDetermined", "restricted", "unknown")}
_LONGEST_ANSWER: Final = 600
_CONSENT_STRINGS: Final = (
    "COxSKBCOxSKCCBcABCENAgCMAPzAAEPAAAqIDaQBQAMgAgABqAR0A2gDaQAwAMgAgANoAAA",
    "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA.IFukWSQgAQwgIEQEByFAAAAeIAACAIgSAAQAIAgEQACEABAAAgAQFAEAIAAA",
)


def att_block(choices: Choices, *, allowed: bool, latest: int = LATEST) -> dict[str, Any]:
    """An `app_tracking_transparency` of a user who *allowed* tracking, or did not, by the time *latest*."""
    block: dict[str, Any] = {"att": allowed}
    if not choices.maybe():
        return block
    detail = choices.choose(_DETAILS[allowed]) if choices.maybe() else None
    if detail is not None:
        block["att_detail"] = detail
    if detail == "notDetermined":  # nobody has answered yet
        if choices.maybe():
            block["att_time"] = 0
        return block
    if choices.maybe():
        answered = choices.integer(FIRST_ANSWER, latest)
        block["att_time"] = str(answered) if choices.maybe() else answered
    if choices.maybe():
        seconds = choices.integer(0, _LONGEST_ANSWER)
        block["att_duration"] = choices.choose((seconds, seconds / 4, str(seconds)))
    return block


def gdpr_consent(choices: Choices) -> dict[str, Any]:
    """A `gdpr_privacy_consent`, in one of the forms that Kochava's page takes."""
    form = choices.choose(("flags", "string", "elsewhere"))
    if form == "elsewhere":
        return {"gdpr_applies": 0}
    applies = {"gdpr_applies": choices.choose((1, 0, True))} if choices.maybe() else {}
    if form == "string":
        return {**applies, "tc_string": choices.choose(_CONSENT_STRINGS)}
    return {**applies, "ad_user_data": choices.choose((0, 1)), "ad_personalization": choices.choose((0, 1, False))}
