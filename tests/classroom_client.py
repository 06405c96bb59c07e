"""A student without a browser: speaks with the classroom page as its templates do."""

from __future__ import annotations

import json
import urllib.request
from contextlib import ExitStack
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from websockets.sync.client import ClientConnection, connect

__all__ = ["PANELS", "Student"]

PANELS = {"head": "notice", "choices": "shown.sides", "guess": "largest", "result": "turns",
          "history": "parted", "details": "files"}  # fmt: skip
"""Templates, and what each alone is given."""
PATIENCE = 120


class Student:
    """One open page, over one websocket.

    Parameters
    ----------
    address
        Such as ``http://127.0.0.1:8765/``.
    query
        Of the address that is opened.
    """

    def __init__(self, address: str, query: str = "") -> None:
        self.address, self.query = address, query
        self.widgets: dict[str, dict[str, Any]] = {}
        self.page, self.cookie = uuid4().hex, uuid4().hex
        host = urlsplit(address).netloc
        self.kernel = str(uuid4())
        self.stack = ExitStack()
        self.socket: ClientConnection = self.stack.enter_context(connect(
            f"ws://{host}/jupyter/api/kernels/{self.kernel}/channels?session_id={self.page}",
            origin=f"http://{host}", max_size=None, open_timeout=PATIENCE, close_timeout=5,
            additional_headers={"Cookie": f"solara-session-id={self.cookie}"},
        ))  # fmt: skip

    def __enter__(self) -> Student:
        comm = uuid4().hex
        self.ask("kernel_info_request", {})
        self.ask("comm_open", {"comm_id": comm, "target_name": "solara.control", "data": {}})
        path = {"path": f"/?{self.query}", "dark": False, "themes": {}, "appName": None}
        self.ask("comm_msg", {"comm_id": comm, "data": {"method": "run", "args": path}})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        """Close the page as a browser does: it tells so."""
        self.stack.close()
        address = f"{self.address}_solara/api/close/{self.kernel}?session_id={self.page}"
        urllib.request.urlopen(urllib.request.Request(address, method="POST")).close()

    def ask(self, kind: str, content: dict[str, Any]) -> None:
        """Send a message, and take in all that is answered until it is dealt with."""
        number = uuid4().hex
        header = {"msg_id": number, "msg_type": kind, "session": self.page, "username": "",
                  "version": "5.2", "date": "2026-01-01T00:00:00Z"}  # fmt: skip
        message = {"buffers": [], "channel": "shell", "content": content, "header": header,
                   "metadata": {}, "parent_header": {}}  # fmt: skip
        self.socket.send(json.dumps(message))
        while not self._over(number):
            pass

    def _over(self, number: str) -> bool:
        """Take in one message; return whether it says that a message of ours is dealt with."""
        text = self.socket.recv(timeout=PATIENCE)
        if not isinstance(text, str):
            return False
        message = json.loads(text)
        content, kind = message["content"], message["header"]["msg_type"]
        if kind == "comm_open":
            self.widgets[content["comm_id"]] = content["data"].get("state", {})
        elif kind == "comm_close":
            self.widgets.pop(content["comm_id"], None)
        elif kind == "comm_msg" and content["data"].get("method") == "update":
            self.widgets.setdefault(content["comm_id"], {}).update(content["data"]["state"])
        parent = message.get("parent_header") or {}
        return bool(kind == "status" and content["execution_state"] == "idle"
                    and parent.get("msg_id") == number)  # fmt: skip

    def panel(self, name: str) -> tuple[str, dict[str, Any]]:
        """Return the number of a template's widget and what it was given last."""
        first, _, second = PANELS[name].partition(".")
        for comm, state in self.widgets.items():
            if first in state and (not second or second in state[first]):
                return comm, state
        raise LookupError(f"the page has no {name}; it has {len(self.widgets)} widgets")

    def send(self, panel: str, event: str, data: Any) -> None:
        """Send an event of a template, and wait until the page has dealt with it."""
        sent = {"method": "custom", "content": {"event": event, "data": data}}
        self.ask("comm_msg", {"comm_id": self.panel(panel)[0], "data": sent})

    @property
    def link(self) -> str:
        """The query that restores what the page shows."""
        return str(self.panel("head")[1]["link"])

    @property
    def notice(self) -> str:
        """What the page tells its visitor."""
        return str(self.panel("head")[1]["notice"])

    def file(self, address: str) -> str:
        """Return the text of a file that the page offers."""
        with urllib.request.urlopen(f"{self.address}{address}", timeout=PATIENCE) as answer:
            return str(answer.read().decode("utf-8"))
