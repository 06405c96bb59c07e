"""The server of the page: on this machine, with everything that the page loads."""

from __future__ import annotations

import logging
import os
import re
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from multivector_sim.errors import InputError

__all__ = ["MOST_VISITORS", "require_app", "serve"]

MOST_VISITORS: Final = 100
"""Pages open at the same time."""
_FRONT: Final = re.compile(r'"/_solara/cdn/([^"?]+)"')
_POLICY: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self' ws: wss:; object-src 'none'; frame-ancestors 'none'; base-uri 'self'"
)
"""What a browser may load: nothing from another host. Vue compiles templates and so needs eval."""


def require_app() -> None:
    """Check that the libraries of the page are there.

    Raises
    ------
    InputError
        If they are not, with how to get them.
    """
    try:
        import babel
        import solara
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise InputError(
            f"the page needs the extra 'app' ({error.name} is missing); install it with "
            'pip install "multivector-sim[app]"'
        ) from error
    assert babel
    assert solara


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
    except OSError as error:
        raise InputError(
            f"--host {host} --port {port}: the page cannot be served there ({error.strerror}); "
            "choose another --port, or end the program that uses it"
        ) from error
    return opened


def serve(opened: socket.socket, started: Callable[[], None]) -> None:
    """Serve the page until it is interrupted.

    Parameters
    ----------
    opened
        Socket from :func:`bind`.
    started
        Called once the page can be opened.

    Raises
    ------
    InputError
        If files of the page's front end are missing.
    KeyboardInterrupt
        When it is interrupted.
    """
    import uvicorn

    application = build()
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


def build() -> Any:
    """Return the application that answers: the page, its parts, and files to take home.

    Raises
    ------
    InputError
        If files of the page's front end are missing.
    """
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

    from solara.server import starlette as solara_server
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.routing import Mount, Route
    from starlette.staticfiles import StaticFiles

    from multivector_sim.app.download import download

    folder = Path(settings.assets.proxy_cache_dir)
    kept = [
        route
        for route in solara_server.routes
        if getattr(route, "path", "") not in ("/resourcez", "/readyz", "/_solara/cdn")
        and "evict" not in getattr(route, "path", "")
    ]
    routes = [
        Route("/files/{name}", endpoint=download),
        Mount("/_solara/cdn", app=StaticFiles(directory=folder, check_dir=False)),
        *kept,
    ]
    application = Starlette(
        routes=routes,
        lifespan=solara_server.lifespan,
        middleware=[Middleware(Guarded), *solara_server.middleware],
    )
    require_front(folder)
    return application


def require_front(folder: Path) -> None:
    """Check that every file that the page loads is on this machine.

    Raises
    ------
    InputError
        With the files that are missing.
    """
    from solara.server import app, server

    app.ensure_apps_initialized()
    page = server.read_root("/") or ""
    missing = [name for name in _FRONT.findall(page) if not (folder / name).is_file()]
    if missing:
        raise InputError(
            f"files of the page are missing, which Solara would load from the internet: "
            f"{', '.join(missing)}. They come with the package solara-assets: "
            'pip install "multivector-sim[app]"'
        )


class Guarded:
    """Tell browsers to load nothing from elsewhere, with every answer."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def guarded(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message["headers"],
                    (b"content-security-policy", _POLICY.encode("ascii")),
                    (b"x-content-type-options", b"nosniff"),
                    (b"referrer-policy", b"no-referrer"),
                ]
            await send(message)

        await self.app(scope, receive, guarded)
