"""Who is told of a run that failed: the log always, a webhook and mail where the environment names them."""

from __future__ import annotations

import json
import logging
import os
import smtplib
import ssl
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from dagster_project.automation.failure import RunFailure
from dagster_project.automation.settings import SettingsError

WEBHOOK_VARIABLE = "XIANZHANG_WEBHOOK"
SMTP_VARIABLE = "XIANZHANG_SMTP"
MAIL_TO_VARIABLE = "XIANZHANG_MAIL_TO"
MAIL_FROM_VARIABLE = "XIANZHANG_MAIL_FROM"

# A run or the daemon waits this long for each of them, no longer.
_TIMEOUT_SECONDS = 15
_PORTS = {"smtp": 25, "smtps": 465}
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in. The password is not shown where the server is."""

    host: str
    port: int
    tls: bool  # from the first byte; else by STARTTLS, where the server offers it or a password is to be sent
    user: str | None = None
    password: str | None = None

    def __repr__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True)
class Channels:
    """Where failures are told. The address of a webhook is often its password: it is never logged."""

    log_file: Path | None = None
    webhook: str | None = None
    mail_server: MailServer | None = None
    mail_from: str = ""
    mail_to: tuple[str, ...] = ()

    @classmethod
    def from_environment(cls, log_file: Path | None = None, environment: Mapping[str, str] = os.environ) -> Channels:
        """What the variables XIANZHANG_WEBHOOK, _SMTP, _MAIL_TO and _MAIL_FROM say. Raises SettingsError."""
        webhook = environment.get(WEBHOOK_VARIABLE, "").strip()
        if webhook and (urlsplit(webhook).scheme not in ("http", "https") or not urlsplit(webhook).hostname):
            raise SettingsError(f"{WEBHOOK_VARIABLE} is no address: https://host/path")
        server = _mail_server(environment.get(SMTP_VARIABLE, "").strip())
        to = tuple(filter(None, map(str.strip, environment.get(MAIL_TO_VARIABLE, "").split(","))))
        sender = environment.get(MAIL_FROM_VARIABLE, "").strip() or (to[0] if to else "")
        for name, address in [(MAIL_FROM_VARIABLE, sender)] * bool(sender) + [(MAIL_TO_VARIABLE, one) for one in to]:
            if "@" not in parseaddr(address)[1]:
                raise SettingsError(f"{name}: {address!r} is no address such as name@host")
        if bool(server) != bool(to):
            raise SettingsError(f"mail needs both {SMTP_VARIABLE} (smtp://host:25) and {MAIL_TO_VARIABLE} (name@host)")
        return cls(log_file, webhook or None, server, sender, to)

    def tell(self, failure: RunFailure) -> list[str]:
        """Tell everyone. Never raises: what could not be told is logged, and returned."""
        _log.error("%s", failure.text)
        ways: list[tuple[str, Callable[[RunFailure], None]]] = []
        if self.log_file:
            ways.append((self.log_file.name, self._write))
        if self.webhook:
            ways.append((f"webhook at {urlsplit(self.webhook).hostname}", self._post))
        if self.mail_server:
            ways.append((f"mail by {self.mail_server}", self._mail))
        problems = []
        for name, way in ways:
            try:
                way(failure)
            except Exception as error:  # whatever it is, the run and the other ways go on
                # Not its text, which may quote the address.
                problems.append(f"{name}: {type(error).__name__} {_number(error)}".rstrip())
                _log.warning("a failed run could not be told by %s", problems[-1])
        return problems

    def _write(self, failure: RunFailure) -> None:
        assert self.log_file is not None
        with self.log_file.open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} {failure.text}\n\n")

    def _post(self, failure: RunFailure) -> None:
        assert self.webhook is not None
        body = json.dumps(failure.message(), ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "xianzhang"}
        request = urllib.request.Request(self.webhook, body, headers)  # noqa: S310 - http(s), see from_environment
        with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS):  # noqa: S310
            pass

    def _mail(self, failure: RunFailure) -> None:
        assert self.mail_server is not None
        message = EmailMessage()
        message["Subject"] = failure.subject
        message["From"], message["To"] = self.mail_from, ", ".join(self.mail_to)
        message["Auto-Submitted"] = "auto-generated"  # no answer of an absent reader
        message.set_content(failure.text, cte="base64")  # not every server takes eight bits
        server, context = self.mail_server, ssl.create_default_context()
        with (
            smtplib.SMTP_SSL(server.host, server.port, timeout=_TIMEOUT_SECONDS, context=context)
            if server.tls
            else smtplib.SMTP(server.host, server.port, timeout=_TIMEOUT_SECONDS)
        ) as session:
            session.ehlo()
            if not server.tls and (server.user or session.has_extn("starttls")):
                session.starttls(context=context)
            if server.user:
                session.login(server.user, server.password or "")
            session.send_message(message)


def _number(error: Exception) -> str:
    """The status of HTTP or SMTP, or the number of the operating system."""
    for name in ("code", "smtp_code", "errno"):
        if getattr(error, name, None):
            return str(getattr(error, name))
    reason = getattr(error, "reason", None)
    return type(reason).__name__ if isinstance(reason, Exception) else ""


def _mail_server(address: str) -> MailServer | None:
    if not address:
        return None
    wrong = SettingsError(f"{SMTP_VARIABLE} is no address: smtp://host:25, or smtps://user:password@host:465")
    parts = urlsplit(address)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise wrong
    user, password = (unquote(part) if part else None for part in (parts.username, parts.password))
    return MailServer(parts.hostname, _port(parts, wrong), parts.scheme == "smtps", user, password)


def _port(parts: SplitResult, wrong: SettingsError) -> int:
    try:
        return parts.port or _PORTS[parts.scheme]
    except ValueError:
        raise wrong from None
