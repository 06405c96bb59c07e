"""What stands around the page: headers, too many visitors, pages of other hosts."""

from __future__ import annotations

import asyncio

import pytest

from multivector_sim.app.serve import MOST_VISITORS, Guarded, Speaking, bind, require_front
from multivector_sim.errors import InputError


def ask(kind="http", path="/", headers=(), open_pages=0):
    """Return what is sent in answer, by an application that says yes to everything."""
    sent = []

    async def yes(scope, receive, send):
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"yes"})
        else:
            await send({"type": "websocket.accept"})

    async def keep(message):
        sent.append(message)

    scope = {"type": kind, "path": path, "headers": list(headers), "method": "GET"}
    asyncio.run(Guarded(yes, lambda: [f"page-{n}" for n in range(open_pages)])(scope, None, keep))
    return sent


@pytest.mark.parametrize(
    "path", ["/", "/play", "/play/key/game.yaml", "/files/effects.csv", "/_solara/cdn/main8.css"]
)
def test_browsers_are_told_to_load_nothing_from_elsewhere(path):
    start, _ = ask(path=path)
    policy = dict(start["headers"])[b"content-security-policy"].decode()
    assert "default-src 'self'" in policy
    assert "http:" not in policy
    assert "https:" not in policy


def test_one_visitor_too_many_is_told():
    pytest.importorskip("starlette", reason="needs the extra 'app'")
    for path in ("/", "/play", "/play/"):
        start, body = ask(path=path, open_pages=MOST_VISITORS)
        assert start["status"] == 503
        assert b"pages are open" in body["body"]
        assert ask(path=path, open_pages=MOST_VISITORS - 1)[0]["status"] == 200
    assert ask(path="/static/main.js", open_pages=MOST_VISITORS)[0]["status"] == 200


@pytest.mark.parametrize(
    ("path", "pages", "allowed"),
    [
        ("/jupyter/api/kernels/new/channels", MOST_VISITORS - 1, True),
        ("/jupyter/api/kernels/new/channels", MOST_VISITORS, False),
        ("/jupyter/api/kernels/page-7/channels", MOST_VISITORS, True),  # it comes back
    ],
)
def test_connections_are_counted_too_since_a_program_needs_no_page(path, pages, allowed):
    (answer,) = ask("websocket", path, open_pages=pages)
    assert answer["type"] == ("websocket.accept" if allowed else "websocket.close")


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        (b"http://127.0.0.1:8765", True),
        (None, True),  # no browser
        (b"http://127.0.0.1:9999", False),
        (b"https://evil.example", False),
        (b"null", False),
    ],
)
def test_pages_of_other_hosts_get_no_connection(origin, allowed):
    headers = [(b"host", b"127.0.0.1:8765")]
    if origin is not None:
        headers.append((b"origin", origin))
    (answer,) = ask("websocket", "/jupyter/api/kernels/x/channels", headers)
    assert answer["type"] == ("websocket.accept" if allowed else "websocket.close")


def test_files_that_would_come_from_elsewhere_are_told(tmp_path):
    page = (
        '<link href="/_solara/cdn/a@1/main.css"><script src="/_solara/cdn/b@2/b.js?v=1"></script>'
    )
    (tmp_path / "a@1").mkdir()
    (tmp_path / "a@1" / "main.css").touch()
    with pytest.raises(InputError, match=r"missing.*: b@2/b\.js\. .*solara-assets"):
        require_front(page, tmp_path)
    (tmp_path / "b@2").mkdir()
    (tmp_path / "b@2" / "b.js").touch()
    require_front(page, tmp_path)
    elsewhere = page.replace("/_solara/cdn", "https://cdn.example")
    with pytest.raises(InputError, match="not known here"):
        require_front(elsewhere, tmp_path)


def test_a_free_port_is_found_and_a_taken_one_refused():
    with bind("127.0.0.1", 0) as first:
        first.listen()
        port = first.getsockname()[1]
        assert port > 0
        with pytest.raises(InputError, match=f"--port {port}"):
            bind("127.0.0.1", port)


@pytest.mark.parametrize(
    ("path", "query", "address"),
    [
        ("/", b"", "/?lang=kk"),
        ("/play", b"", "/play?lang=kk"),
        ("/play/", b"game=x", "/play?game=x&lang=kk"),
        ("/", b"seed=3&predict=0", "/?seed=3&predict=0&lang=kk"),
        ("//", b"", "/?lang=kk"),  # and no address of another host
        ("/", b"seed=%0d%0aSet-Cookie", "/?seed=%0d%0aSet-Cookie&lang=kk"),
        ("/", b"seed=1\r\nSet-Cookie: x", "/?seed=1%0D%0ASet-Cookie:%20x&lang=kk"),
        ("/", b"lang=ru", None),
        ("/", b"lang=", None),
        ("/files/effects.csv", b"", None),
        ("/play/key/game.yaml", b"", None),
        ("/_solara/cdn/main8.css", b"", None),
    ],
)
def test_a_page_opens_in_the_language_of_the_class(path, query, address):
    pytest.importorskip("starlette", reason="needs the extra 'app'")
    start, *_ = speak("kk", path, query)
    assert start["status"] == (200 if address is None else 307)
    headers = dict(start["headers"])
    assert headers.get(b"location") == (None if address is None else address.encode())
    assert b"set-cookie" not in headers
    assert speak("en", path, query)[0]["status"] == 200


def speak(language, path, query):
    """Return what is sent in answer to who asks for a page of a class."""
    sent = []

    async def yes(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"yes"})

    async def keep(message):
        sent.append(message)

    scope = {
        "type": "http", "path": path, "query_string": query, "headers": [], "method": "GET",
    }  # fmt: skip
    asyncio.run(Speaking(yes, language)(scope, None, keep))
    return sent
