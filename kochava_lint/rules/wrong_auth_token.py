from __future__ import annotations

from collections.abc import Iterator

from kochava_lint.rule import Context, Payload, Problem, Request, RequestRule, Severity, request_rule


def _belongs(token: str, body: bytes, key: str, secret: str) -> bool:
    import hashlib  # noqa: PLC0415 - of the few who sign requests, fewer give their secret
    import hmac  # noqa: PLC0415 - as above

    digest = hashlib.sha1(body, usedforsecurity=False).hexdigest()  # as the page prescribes
    right = hmac.new(_bytes(key), _bytes(secret + digest), hashlib.sha256).hexdigest()
    return hmac.compare_digest(right.encode(), _bytes(token.strip().lower()))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def wrong_auth_token(secret: str) -> RequestRule:
    """Make the rule for requests that are signed with *secret*."""

    @request_rule(severity=Severity.ERROR, unless=("incomplete-body",))
    def wrong_auth_token(payload: Payload, request: Request, context: Context) -> Iterator[Problem]:
        r"""
        The request's token does not belong to its body.

        With strict authentication, `Kochava-Auth-Token` is the HMAC-SHA256, with the API key for its key, of the
        secret followed by the SHA-1 of the exact bytes of the body, all in hex. A body that is written anew after
        it was signed, or that escapes slashes otherwise than the one that was signed, has another.

        The rule runs where the options name the environment variable that holds the secret (`secret-env`), and
        where the capture has the headers. In the examples the secret is `example-secret`.

        Help: Sign the bytes that are sent, and send the bytes that were signed; escape slashes as `\/` before signing.
        Source: https://support.kochava.com/server-to-server-integration/kochava-install-authentication-integration

        ```http bad
        POST https://control.kochava.com/v1/cpi/identityLink.php HTTP/1.1
        Content-Type: application/json
        Kochava-Api-Key: 0f1e2d3c4b5a
        Kochava-Auth-Token: 60bceb670409784d9bdbc57017717881e2879233798f3cbf4293b9f4009dfaec

        {"kochava_app_id": "kodemo-ios-4ea1", "device_id": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "data": {"app_userid": "7"}}
        ```

        ```http good
        POST https://control.kochava.com/v1/cpi/identityLink.php HTTP/1.1
        Content-Type: application/json
        Kochava-Api-Key: 0f1e2d3c4b5a
        Kochava-Auth-Token: e3c7c9d5e35d61f0f14a70cc0cd185869bf8bd3ddf18b1f21001f66b3a54272a

        {"kochava_app_id": "kodemo-ios-4ea1", "device_id": {"idfa": "8C6CBCE3-4B0E-4B5A-9D5F-3F0A7C1B2E4D"}, "data": {"app_userid": "7"}}
        ```
        """
        key, token = request.header("Kochava-Api-Key"), request.header("Kochava-Auth-Token")
        if key is None or token is None or request.body is None or payload.batched:
            return
        if not _belongs(token, request.body, key, secret):
            yield Problem((), "the request's token does not belong to the bytes of its body", part="url")

    return wrong_auth_token
