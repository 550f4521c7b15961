"""The fixture `kochava_server`: a stand-in on this machine."""

from __future__ import annotations

from suites import Suite, said


def test_answers_as_kochava_does(suite: Suite) -> None:
    result = suite.run(
        """
import http.client, time

def post(server, payload, **headers):
    request = request_of(payload, server.url)
    for name, value in headers.items():
        request.add_header(name, value)
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()

def test_answers(kochava_server, kochava):
    assert post(kochava_server, GOOD) == (200, b'{"success":"1"}')
    assert [json.loads(body) for body in kochava_server.requests] == [GOOD]
    assert kochava_server.count == 1
    assert kochava.payloads == [GOOD]
    assert kochava_server.url.startswith("http://127.0.0.1:") and kochava_server.url.endswith("/track/json")
    assert repr(kochava_server) == f"<KochavaServer {kochava_server.base_url}, 1 received>"

def test_begins_anew(kochava_server): assert kochava_server.count == 0

def test_replays(kochava_server):
    kochava_server.answer(429, 500)
    kochava_server.answer(200, body=b"late", seconds=0.2)
    assert post(kochava_server, GOOD)[0] == 429
    assert post(kochava_server, OTHER)[0] == 500
    begun = time.monotonic()
    assert post(kochava_server, {**OTHER, "kochava_app_id": "kodemo-2"}) == (200, b"late")
    assert time.monotonic() - begun >= 0.2
    assert post(kochava_server, {**GOOD, "kochava_app_id": "kodemo-2"})[0] == 200
    assert kochava_server.count == 4

def test_is_given_up(kochava_server):
    kochava_server.answer(200, seconds=3)
    with pytest.raises(TimeoutError):
        urllib.request.urlopen(request_of(GOOD, kochava_server.url), timeout=0.1)

def test_reads_chunks(kochava_server):
    connection = http.client.HTTPConnection(kochava_server.base_url.removeprefix("http://"))
    body = json.dumps(GOOD).encode()
    connection.request("POST", "/track/json", iter([body[:50], body[50:]]), HEADERS, encode_chunked=True)
    assert connection.getresponse().read() == b'{"success":"1"}'
    connection.close()
    assert json.loads(kochava_server.requests[0]) == GOOD

def test_judges(kochava_server): assert post(kochava_server, ATT)[0] == 200
""",
        "-W",
        "error",
        apart=True,
    )
    result.assert_outcomes(passed=5, failed=1)
    assert said(result)[0] == "8 requests, 8 linted, 1 faulty"
    result.stdout.fnmatch_lines(["*in POST 127.0.0.1/track/json at /data"])
