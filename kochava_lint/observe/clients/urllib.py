"""urllib.request of the standard library: https://docs.python.org/3/library/urllib.request.html"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from kochava_lint.observe.body import body_of
from kochava_lint.observe.exchange import Outgoing
from kochava_lint.observe.observer import target_of
from kochava_lint.observe.seams import Call, wrap

__all__ = ["SEAMS"]

_FORM: Final = "application/x-www-form-urlencoded"
_DATA: Final = 2


def _to_opener(call: Call) -> Outgoing | None:
    request = call.get(1, "fullurl")
    is_url = isinstance(request, str)
    url = request if is_url else request.full_url
    target = target_of(url)
    if target is None:
        return None
    given = call.get(_DATA, "data")
    data = given if is_url or given is not None else request.data
    body = body_of(data)
    if body.stand_in is not data:
        if given is not None:
            call.put(_DATA, "data", body.stand_in)
        else:
            request.data = body.stand_in
    headers = list(call.args[0].addheaders) if is_url else [*request.header_items()]
    # It says so of any body of which nobody says otherwise.
    if data is not None and not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", _FORM))
    method = "POST" if data is not None else "GET"
    return Outgoing("urllib", "open", method if is_url else request.get_method(), url, headers, body, target)


def _patch(request: Any) -> None:  # noqa: ANN401 - the module
    wrap(request.OpenerDirector, "open", _to_opener, is_whole=True)


SEAMS: Final[dict[str, Callable[[Any], None]]] = {"urllib.request": _patch}
