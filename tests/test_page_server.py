"""The pages over HTTP: what a link of the Dagster UI opens, and nothing else of this machine."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from dagster_project.page_server import DOCS, REPORT, VALIDATION, page_address, pages_served
from dagster_project.paths import Home


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("home")).create()
    for folder in (home.validation, home.report):
        folder.mkdir()
    (home.validation / "index.html").write_text("<title>检验</title>", encoding="utf-8")
    (home.warehouse / "build.duckdb").write_text("secret")
    (home.report / "link.html").symlink_to(home.warehouse / "build.duckdb")
    return home


@pytest.fixture(scope="module")
def port(home: Home) -> Iterator[int]:
    port = free_port()
    with pages_served(home, port):
        yield port


def answer(port: int, path: str, method: str = "GET", host: str = "127.0.0.1") -> tuple[int, str]:
    """Status and content, without a client that mends the path."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, headers={"Host": host})
    response = connection.getresponse()
    content = response.read().decode()
    connection.close()
    return response.status, content


def test_a_page_is_served_as_it_is(port: int) -> None:
    assert answer(port, "/validation/index.html") == (200, "<title>检验</title>")
    assert answer(port, "/validation/", host="localhost")[0] == 200


def test_a_page_that_a_later_run_makes_is_served(port: int, home: Home) -> None:
    assert answer(port, "/docs/index.html")[0] == 404

    home.model_docs.write_text("models", encoding="utf-8")

    assert answer(port, "/docs/index.html") == (200, "models")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/build.duckdb",
        "/validation/../build.duckdb",
        "/validation/%2e%2e/build.duckdb",
        "/validation/..%2fbuild.duckdb",
        "/validation//etc/passwd",
        "/report/link.html",
        "/../../etc/passwd",
    ],
)
def test_nothing_else_is_found(port: int, path: str) -> None:
    status, content = answer(port, path)

    assert status == 404
    assert "secret" not in content


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_written(port: int, method: str) -> None:
    assert answer(port, "/validation/index.html", method)[0] == 405


def test_a_name_that_was_made_to_lead_here_gets_nothing(port: int) -> None:
    assert answer(port, "/validation/index.html", host="elsewhere.example")[0] == 400


def test_the_host_that_links_name_is_answered(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIANZHANG_PAGES_URL", "https://xz.example:8443/p/")
    hosts = ("xz.example:8443", "xz.example", "127.0.0.1", "elsewhere.example")
    port = free_port()

    with pages_served(home, port):
        statuses = [answer(port, "/validation/index.html", host=host)[0] for host in hosts]

    assert statuses == [200, 200, 200, 400]


def test_only_this_machine_can_ask(port: int) -> None:
    with socket.socket() as other:
        other.settimeout(2)
        with pytest.raises(OSError):
            other.connect(("127.0.0.2", port))  # another address, as the network has one


def test_a_port_that_is_taken_is_refused(port: int, tmp_path: Path) -> None:
    with pytest.raises(OSError), pages_served(Home(tmp_path), port):
        pass


def test_addresses_follow_the_environment() -> None:
    assert page_address(VALIDATION, {}) == "http://127.0.0.1:3001/validation/index.html"
    assert page_address(REPORT, {"XIANZHANG_PAGES_URL": "https://xz.example/p/"}) == (
        "https://xz.example/p/report/index.html"
    )
    assert page_address(DOCS, {"XIANZHANG_PAGES_URL": ""}).endswith(":3001/docs/index.html")
