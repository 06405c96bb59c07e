"""``multivector app``: the classroom page and the game in a browser."""

from __future__ import annotations

import socket

import click

from multivector_sim.cli.options import debug_option

__all__ = ["app"]

APP_EXAMPLES = (
    "\b\n"
    "Examples:\n"
    "  multivector app\n"
    "  multivector app --port 8080 --no-browser\n"
    "  multivector app --host 0.0.0.0   # for the machines of a classroom\n"
    "  multivector app --host 0.0.0.0 --language kk\n"
)
LOOPBACK = ("127.0.0.1", "localhost", "::1")
EVERYWHERE = ("0.0.0.0", "::")
"""Hosts that stand for every address of this machine, and are none that a browser can open."""


@click.command(epilog=APP_EXAMPLES)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve at.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8765, show_default=True,
    help="Port to serve at; 0 takes a free one.",
)  # fmt: skip
@click.option(
    "--language", metavar="en|ru|kk", default="en", show_default=True,
    help="Language in which pages open; each visitor can choose another at the top.",
)  # fmt: skip
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@debug_option
def app(host: str, port: int, language: str, no_browser: bool) -> None:
    """Serve pages on which a class compares two policies, or plays them.

    The page and all that it loads come from this machine; no network is
    needed. Ctrl-C ends it. It needs the extra 'app'.
    """
    import webbrowser

    from multivector_sim.app.serve import bind, build, require_app, serve
    from multivector_sim.app.words import require_language
    from multivector_sim.cli.running import compiling

    require_app()
    require_language(language)
    opened = bind(host, port)
    with opened:
        port = opened.getsockname()[1]
        address = _address("127.0.0.1" if host in EVERYWHERE else host, port)
        if host not in LOOPBACK:
            click.echo(
                f"Notice: --host {host} lets every machine that reaches this one open the page. "
                "It asks for no password and is not encrypted. Serve it in a network that you "
                "trust, and end it after the lesson.",
                err=True,
            )
        application = build(LOOPBACK if host in LOOPBACK else ("*",), language)
        compiling(quiet=False)

        def started() -> None:
            click.echo(f"The page is at {address}")
            if host in EVERYWHERE and (own := own_address()):
                click.echo(f"In the same network it is at {_address(own, port)}")
            click.echo("Ctrl-C ends it.")
            if not no_browser:
                webbrowser.open(address)

        _warm_up()
        try:
            serve(application, opened, started)
        except KeyboardInterrupt as error:
            raise KeyboardInterrupt("the page is closed; guesses and games are gone") from error


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def own_address() -> str | None:
    """Return the address by which other machines of the network reach this one; None without one.

    Nothing is sent: the system only says from which of its addresses it would send.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(("192.0.2.1", 9))  # reserved for documentation, RFC 5737
        except OSError:
            return None
        return str(asked.getsockname()[0])


def _warm_up() -> None:
    """Compute the first page, so that nobody waits for the compiler."""
    from multivector_sim.classroom import State, compute

    compute(State())
