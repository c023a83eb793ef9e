"""The pages of a home over HTTP, for links from the Dagster UI: a browser opens no file from a page that HTTP brought.

Only this machine can ask, and only for the files of the folders named here; nothing can be written.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from dagster_project.paths import Home

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from uvicorn import Server

LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 3001
# Where the pages are found, if not at this server on its usual port: another port, or a web server of your own.
ADDRESS_VARIABLE = "XIANZHANG_PAGES_URL"

VALIDATION = "validation"
REPORT = "report"
DOCS = "docs"


def page_address(folder: str, environment: Mapping[str, str] = os.environ) -> str:
    """The address of the page of a folder: VALIDATION, REPORT or DOCS."""
    base = environment.get(ADDRESS_VARIABLE) or f"http://{LOOPBACK}:{DEFAULT_PORT}"
    return f"{base.rstrip('/')}/{folder}/index.html"


def page_application(home: Home, environment: Mapping[str, str] = os.environ) -> Starlette:
    """The folders of pages, read-only. What leads out of them, by `..` or by a link, is not found.

    They answer to the names of this machine and to the host of ADDRESS_VARIABLE, which a web server of yours passes on.
    """
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    from starlette.routing import Mount
    from starlette.staticfiles import StaticFiles

    folders = {VALIDATION: home.validation, REPORT: home.report, DOCS: home.model_docs.parent}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)  # the first run may come later
    routes = [Mount(f"/{name}", StaticFiles(directory=folder, html=True)) for name, folder in folders.items()]
    # A page from elsewhere whose host name was made to lead here gets nothing.
    ours = urlsplit(environment.get(ADDRESS_VARIABLE, "")).hostname
    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=[LOOPBACK, "localhost", *([ours] if ours else [])])
    return Starlette(routes=routes, middleware=[hosts])


def _server(home: Home) -> Server:
    from uvicorn import Config, Server

    return Server(Config(page_application(home), log_level="warning", access_log=False, lifespan="off"))


def serve_pages(home: Home, port: int) -> None:
    """Serve until interrupted. Raises OSError where the port is taken."""
    with socket.create_server((LOOPBACK, port)) as listening:
        _server(home).run(sockets=[listening])


@contextmanager
def pages_served(home: Home, port: int) -> Iterator[None]:
    """Serve while the block runs. Raises OSError where the port is taken."""
    with socket.create_server((LOOPBACK, port)) as listening:
        server = _server(home)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.should_exit = True
            thread.join(timeout=10)
