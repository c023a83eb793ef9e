"""Who is told of a failed run, by servers that listen: HTTP and SMTP on this machine."""

from __future__ import annotations

import json
import logging
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_string
from email.header import decode_header, make_header
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from dagster_project.automation.channels import Channels, MailServer
from dagster_project.automation.failure import RunFailure, StepError
from dagster_project.automation.settings import SettingsError

FAILURE = RunFailure("0a1b2c3d-4e5f", "daily", (StepError("publish", "disk full 磁盘已满"),), ("audit: rule_A1",))


class _Webhook(BaseHTTPRequestHandler):
    posted: list[tuple[str, str, Any]]
    status = 200

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.posted.append((self.path, self.headers["Content-Type"], json.loads(body)))
        self.send_response(self.status)
        self.end_headers()

    def log_request(self, code: object = None, size: object = None) -> None: ...


class _Smtp(socketserver.StreamRequestHandler):
    """What a mail server without TLS says to one who hands in a mail (RFC 5321)."""

    mails: list[str]

    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline():
            match line.decode().strip().upper().split()[0]:
                case "EHLO" | "HELO":
                    self._say("250-here\r\n250 8BITMIME")
                case "DATA":
                    self._say("354 go on")
                    lines = iter(lambda: self.rfile.readline().decode(), ".\r\n")
                    self.mails.append("".join(lines))
                    self._say("250 taken")
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 well")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def _listening(server: socketserver.BaseServer) -> Iterator[int]:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield int(server.server_address[1])  # type: ignore[index]
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def webhook(status: int = 200) -> Iterator[tuple[str, list[tuple[str, str, Any]]]]:
    """The address of a webhook, and what is posted there: path, content type, content."""
    posted: list[tuple[str, str, Any]] = []
    handler = type("Handler", (_Webhook,), {"posted": posted, "status": status})
    with _listening(ThreadingHTTPServer(("127.0.0.1", 0), handler)) as port:
        yield f"http://127.0.0.1:{port}/hook?key=secret", posted


@contextmanager
def mail_server() -> Iterator[tuple[str, list[str]]]:
    """The address of a mail server, and the mails handed in there."""
    mails: list[str] = []
    handler = type("Handler", (_Smtp,), {"mails": mails})
    with _listening(socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)) as port:
        yield f"smtp://127.0.0.1:{port}", mails


def channels(log_file: Path | None = None, **variables: str) -> Channels:
    return Channels.from_environment(log_file, {f"XIANZHANG_{name}": value for name, value in variables.items()})


def test_without_a_word_in_the_environment_failures_are_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log_file = tmp_path / "failures.log"
    with caplog.at_level(logging.ERROR):
        assert channels(log_file).tell(FAILURE) == []

    for text in (caplog.text, log_file.read_text(encoding="utf-8")):
        assert "run 0a1b2c3d failed" in text
        assert "磁盘已满" in text


def test_a_webhook_gets_all_of_it_as_json() -> None:
    with webhook() as (address, posted):
        assert channels(WEBHOOK=address).tell(FAILURE) == []

    [(path, content_type, message)] = posted
    assert (path, content_type) == ("/hook?key=secret", "application/json; charset=utf-8")
    assert message["event"] == "run_failed"
    assert message["run_id"] == "0a1b2c3d-4e5f"
    assert message["errors"] == [{"step": "publish", "message": "disk full 磁盘已满"}]
    assert message["failed_checks"] == ["audit: rule_A1"]
    assert message["published"] is False
    assert message["text"] == FAILURE.text


def test_mail_says_all_of_it_in_chinese_and_english() -> None:
    with mail_server() as (address, mails):
        told = channels(SMTP=address, MAIL_TO="a@county.example, b@county.example", MAIL_FROM="xz@county.example")
        assert told.tell(FAILURE) == []

    [mail] = map(message_from_string, mails)
    assert str(make_header(decode_header(mail["Subject"]))) == FAILURE.subject
    assert (mail["From"], mail["To"]) == ("xz@county.example", "a@county.example, b@county.example")
    content = mail.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert content.decode().splitlines() == FAILURE.text.splitlines()


def test_a_way_that_fails_is_told_and_stops_no_other(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket() as nobody, mail_server() as (smtp, mails), webhook(status=500) as (address, posted):
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        refused = f"http://127.0.0.1:{nobody.getsockname()[1]}/hook?key=secret"
        problems = [
            *channels(tmp_path / "no folder" / "failures.log", WEBHOOK=address, SMTP=smtp, MAIL_TO="a@b").tell(FAILURE),
            *channels(WEBHOOK=refused).tell(FAILURE),
        ]

    assert [problem.split(":")[0] for problem in problems] == [
        "failures.log",
        "webhook at 127.0.0.1",
        "webhook at 127.0.0.1",
    ]
    assert "500" in problems[1]
    assert (len(mails), len(posted)) == (1, 1)
    assert "secret" not in caplog.text + "".join(problems)


def test_a_password_is_never_sent_in_the_clear() -> None:
    with mail_server() as (address, mails):
        told = channels(SMTP=address.replace("//", "//user:password@"), MAIL_TO="a@county.example").tell(FAILURE)

    assert len(told) == 1
    assert mails == []


def test_a_password_is_read_from_the_address_and_not_shown() -> None:
    server = channels(SMTP="smtps://user%40county:p%3Ass@mail.example", MAIL_TO="a@b").mail_server

    assert server == MailServer("mail.example", 465, tls=True, user="user@county", password="p:ss")
    assert "p:ss" not in repr(server)


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"WEBHOOK": "hooks.example/x"}, "XIANZHANG_WEBHOOK"),
        ({"WEBHOOK": "file:///etc/passwd"}, "XIANZHANG_WEBHOOK"),
        ({"SMTP": "mail.example", "MAIL_TO": "a@b"}, "XIANZHANG_SMTP"),
        ({"SMTP": "smtp://mail.example:port", "MAIL_TO": "a@b"}, "XIANZHANG_SMTP"),
        ({"SMTP": "smtp://mail.example"}, "XIANZHANG_MAIL_TO"),
        ({"MAIL_TO": "a@b"}, "XIANZHANG_SMTP"),
        ({"SMTP": "smtp://mail.example", "MAIL_TO": "a@b, nobody"}, "XIANZHANG_MAIL_TO"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(variables: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        channels(**variables)
