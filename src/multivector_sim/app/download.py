"""Files to take home, made from the query of their address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from multivector_sim.classroom import read_link
from multivector_sim.classroom.files import FILES
from multivector_sim.errors import InputError, MultivectorError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

__all__ = ["download"]


def download(request: Request) -> Response:
    """Return a file of the state that the query tells, or words on what is wrong with it."""
    from starlette.responses import PlainTextResponse, Response

    name = request.path_params["name"]
    if name not in FILES:
        return PlainTextResponse(f"no such file; there are {', '.join(FILES)}", status_code=404)
    try:
        text = FILES[name].write(read_link(request.url.query))
    except InputError as error:
        return PlainTextResponse(str(error), status_code=400)
    except MultivectorError as error:
        return PlainTextResponse(str(error), status_code=503)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type=f"{FILES[name].kind}; charset=utf-8", headers=headers)
