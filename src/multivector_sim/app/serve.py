"""The server of the page: on this machine, with everything that the page loads."""

from __future__ import annotations

import logging
import os
import re
import socket
import warnings
from collections.abc import Callable, Collection
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs

from multivector_sim.classroom.state import LANGUAGES
from multivector_sim.compilation import cache_folder
from multivector_sim.errors import InputError

__all__ = ["MOST_VISITORS", "Guarded", "Speaking", "bind", "build", "require_app", "serve"]

MOST_VISITORS: Final = 100
"""Pages open at the same time."""
PAGES: Final = ("/", "/play")
"""Paths at which a page is opened."""
_FRONT: Final = re.compile(r'"/_solara/cdn/([^"?]+)["?]')
_POLICY: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self' ws: wss:; object-src 'none'; frame-ancestors 'none'; base-uri 'self'"
)
"""What a browser may load: nothing from another host. Vue compiles templates and so needs eval."""
_HEADERS: Final = (
    (b"content-security-policy", _POLICY.encode("ascii")),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


def require_app() -> None:
    """Check that the libraries of the page are there.

    Raises
    ------
    InputError
        If they are not, with how to get them.
    """
    missing = [name for name in ("babel", "solara", "uvicorn") if find_spec(name) is None]
    if missing:
        raise InputError(
            f"the page needs the extra 'app' ({', '.join(missing)} missing); install it with "
            'pip install "multivector-sim[app]"'
        )


def bind(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 takes any free one.

    Raises
    ------
    InputError
        If the port is taken or the address is not one of this machine.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        opened = socket.socket(family, kind)
        if os.name == "posix":  # elsewhere it would let two programs share a port
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(address)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "no address"
        raise InputError(
            f"--host {host[:60]} --port {port}: the page cannot be served there ({reason}); "
            "choose another --port, or end the program that uses it"
        ) from error
    return opened


def serve(application: Any, opened: socket.socket, started: Callable[[], None]) -> None:
    """Serve the page until it is interrupted.

    Parameters
    ----------
    application
        From :func:`build`.
    opened
        Socket from :func:`bind`.
    started
        Called once the page can be opened.

    Raises
    ------
    KeyboardInterrupt
        When it is interrupted.
    """
    import uvicorn

    server = uvicorn.Server(
        uvicorn.Config(application, log_level="error", access_log=False, ws_max_size=1 << 16,
                       timeout_graceful_shutdown=1)
    )  # fmt: skip
    begin = server.startup

    async def startup(*arguments: Any, **options: Any) -> None:
        await begin(*arguments, **options)
        started()

    server.startup = startup  # type: ignore[method-assign]
    server.run(sockets=[opened])


def build(hosts: tuple[str, ...], language: str = "en") -> Any:
    """Return the application that answers: the page, its parts, and files to take home.

    Parameters
    ----------
    hosts
        Names by which browsers may ask for the page; a star allows any.
    language
        Of a page whose address names none.

    Raises
    ------
    InputError
        If files of the page's front end are missing.
    """
    # Solara writes a file when it is imported: not into the home of the user.
    os.environ.setdefault("SOLARA_HOME", str(cache_folder() / "solara"))
    os.environ["SOLARA_APP"] = "multivector_sim.app.page"
    from solara.server import settings

    settings.main.mode = "production"
    settings.telemetry.mixpanel_enable = False
    settings.theme.loader = "plain"
    settings.theme.show_banner = False
    settings.theme.title = "multivector"
    settings.kernel.cull_timeout = "10m"
    settings.kernel.max_count = MOST_VISITORS
    settings.kernel.max_per_session = 10
    logging.getLogger("solara").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", message="Cookies with samesite=none")

    from solara.server import app as apps
    from solara.server import kernel_context
    from solara.server import server as pages
    from solara.server import starlette as solara_server
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    from starlette.routing import Mount, Route
    from starlette.staticfiles import StaticFiles

    from multivector_sim.app.download import download
    from multivector_sim.app.play_files import take_home

    folder = Path(settings.assets.proxy_cache_dir)
    kept = [
        route
        for route in solara_server.routes
        if getattr(route, "path", "") not in ("/resourcez", "/readyz", "/_solara/cdn")
        and "evict" not in getattr(route, "path", "")
    ]
    routes = [
        Route("/files/{name}", endpoint=download),
        Route("/play/{key}/{name}", endpoint=take_home),
        Mount("/_solara/cdn", app=StaticFiles(directory=folder, check_dir=False)),
        *kept,
    ]
    application = Starlette(
        routes=routes,
        lifespan=solara_server.lifespan,
        middleware=[
            Middleware(Guarded, pages=lambda: list(kernel_context.contexts)),
            Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False),
            Middleware(Speaking, language=language),
            *solara_server.middleware,
        ],
    )
    apps.ensure_apps_initialized()
    require_front(pages.read_root("/") or "", folder)
    return application


def require_front(page: str, folder: Path) -> None:
    """Check that every file that the page loads is on this machine.

    Parameters
    ----------
    page
        Text of the page.
    folder
        Where the files lie.

    Raises
    ------
    InputError
        With the files that are missing, or if the page names none where they are looked for.
    """
    names = _FRONT.findall(page)
    if not names:
        raise InputError(
            "this version of Solara loads its files from a place that is not known here; install "
            "the versions of constraints.txt"
        )
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        raise InputError(
            f"files of the page are missing, which Solara would load from the internet: "
            f"{', '.join(missing)}. They come with the package solara-assets: "
            'pip install "multivector-sim[app]"'
        )


class Guarded:
    """Keep pages apart from other hosts, and tell visitors when there are too many.

    Parameters
    ----------
    app
        What answers.
    pages
        Returns the open pages, by the ids of their connections.
    """

    def __init__(self, app: Any, pages: Callable[[], Collection[str]]) -> None:
        self.app, self.pages = app, pages

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer, or pass on."""

        async def guarded(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_HEADERS]
            await send(message)

        if scope["type"] == "websocket" and (_is_foreign(scope) or self._is_one_too_many(scope)):
            await send({"type": "websocket.close", "code": 1008})
        elif (
            scope["type"] == "http" and _opens(scope["path"]) and len(self.pages()) >= MOST_VISITORS
        ):
            from starlette.responses import PlainTextResponse

            words = f"{MOST_VISITORS} pages are open, which is the most; close one and try again"
            await PlainTextResponse(words, status_code=503)(scope, receive, guarded)
        else:
            await self.app(scope, receive, guarded)

    def _is_one_too_many(self, scope: Any) -> bool:
        """Return whether a connection would open a page beyond the most; others can come back."""
        pages = self.pages()
        return len(pages) >= MOST_VISITORS and not any(one in scope["path"] for one in pages)


class Speaking:
    """Send who asks for a page and for no language to the page in the language of the class.

    Parameters
    ----------
    app
        What answers.
    language
        Of the class; English pages need no address of their own.
    """

    def __init__(self, app: Any, language: str) -> None:
        self.app, self.language = app, language

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer, or pass on."""
        if scope["type"] != "http" or self.language == LANGUAGES[0] or not _opens(scope["path"]):
            await self.app(scope, receive, send)
            return
        query = scope["query_string"].decode("latin-1")
        if "lang" in parse_qs(query, keep_blank_values=True):
            await self.app(scope, receive, send)
            return
        from starlette.responses import RedirectResponse

        wanted = f"{query}&" if query else ""
        address = f"{scope['path'].rstrip('/') or '/'}?{wanted}lang={self.language}"
        await RedirectResponse(address, status_code=307)(scope, receive, send)


def _opens(path: str) -> bool:
    """Return whether a page is opened at a path."""
    return (path.rstrip("/") or "/") in PAGES


def _is_foreign(scope: Any) -> bool:
    """Return whether a page of another host asks for a connection."""
    headers = dict(scope["headers"])
    origin = headers.get(b"origin")
    return origin is not None and origin.partition(b"://")[2] != headers.get(b"host")
