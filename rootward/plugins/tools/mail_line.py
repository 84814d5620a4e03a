"""A line to a mail server: its address checked and pinned, encrypted where there are credentials (RFC 5321, 3207)."""

from __future__ import annotations

import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage

from rootward.errors import BadInput, Denied, RootwardError, TimedOut, TooBusy, Unavailable
from rootward.kit.redact import redact_text

__all__ = ["MailServer", "deliver", "say_hello"]


@dataclass(frozen=True, kw_only=True, slots=True)
class MailServer:
    """`address` is the checked one of `host`. `is_tls`: encrypted from the first byte, else with STARTTLS."""

    name: str
    host: str
    address: str
    port: int
    is_tls: bool
    tls: ssl.SSLContext | None = None
    username: str = ""
    password: str = field(default="", repr=False)
    timeout_s: float = 15.0


def deliver(server: MailServer, message: EmailMessage, recipients: list[str]) -> list[str]:
    """Blocks; returns the recipients that were refused while others were taken.

    Raises Denied, BadInput and TooBusy where nothing was sent, Unavailable or TimedOut, with `reached` False where
    that is sure.
    """
    began = False
    try:
        line = _greeted(server)
        began = True
        try:
            return sorted(line.send_message(message, to_addrs=recipients))
        finally:
            _leave(line)
    except smtplib.SMTPRecipientsRefused as error:
        raise BadInput(f"{server.name} refuses every recipient", field="to", who=server.name) from error
    except smtplib.SMTPResponseException as error:
        raise _refusal(server.name, error) from error
    except smtplib.SMTPException as error:
        raise Unavailable(f"{server.name}: {_said(error)}", who=server.name, reached=began) from error
    except TimeoutError as error:
        message_ = f"{server.name} did not answer within {server.timeout_s:g} s"
        raise TimedOut(message_, who=server.name, reached=began) from error
    except OSError as error:
        raise Unavailable(f"{server.name} cannot be reached: {_said(error)}", who=server.name, reached=began) from error


def say_hello(server: MailServer) -> str:
    """Blocks; greets, logs in, leaves: what the server says of itself. Raises as `deliver`."""
    try:
        line = _greeted(server)
        try:
            code, said = line.noop()
        finally:
            _leave(line)
        return f"{code} {said.decode('utf-8', 'replace')[:100]}"
    except smtplib.SMTPResponseException as error:
        raise _refusal(server.name, error) from error
    except (smtplib.SMTPException, OSError) as error:
        raise Unavailable(f"{server.name} cannot be reached: {_said(error)}", who=server.name) from error


def _greeted(server: MailServer) -> smtplib.SMTP:
    """Raises Denied for credentials that would go over a line that is not encrypted."""
    tls = server.tls or ssl.create_default_context()
    line: smtplib.SMTP = _PinnedTls(server, tls) if server.is_tls else _Pinned(server)
    try:
        line.ehlo()
        if not server.is_tls and line.has_extn("starttls"):
            line.starttls(context=tls)
            line.ehlo()
        elif not server.is_tls and server.password:
            raise Denied(f"{server.name} offers no encryption: the password is not sent", who=server.name)
        if server.password:
            line.login(server.username, server.password)
    except BaseException:
        line.close()
        raise
    return line


def _leave(line: smtplib.SMTP) -> None:
    """What was taken was taken, however the server says goodbye."""
    with suppress(smtplib.SMTPException, OSError):
        line.quit()
    line.close()


class _Pinned(smtplib.SMTP):
    def __init__(self, server: MailServer) -> None:
        self._server = server
        super().__init__(server.host, server.port, local_hostname="rootward", timeout=server.timeout_s)

    def _get_socket(self, _host: str, port: int, timeout: float) -> socket.socket:
        return socket.create_connection((self._server.address, port), timeout)


class _PinnedTls(smtplib.SMTP):
    def __init__(self, server: MailServer, tls: ssl.SSLContext) -> None:
        self._server, self._tls = server, tls
        super().__init__(server.host, server.port, local_hostname="rootward", timeout=server.timeout_s)

    def _get_socket(self, _host: str, port: int, timeout: float) -> socket.socket:
        plain = socket.create_connection((self._server.address, port), timeout)
        return self._tls.wrap_socket(plain, server_hostname=self._server.host)


def _refusal(who: str, error: smtplib.SMTPResponseException) -> RootwardError:
    said = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
    message = f"{who} answered {error.smtp_code}: {redact_text(' '.join(str(said).split()))[:300]}"
    if error.smtp_code < 400:  # -1 is the library's word for it
        return Unavailable(f"{who} hung up before it answered", who=who, reached=True)
    if error.smtp_code in (530, 534, 535, 538):
        return Denied(message, who=who)
    if 400 <= error.smtp_code < 500:
        return TooBusy(message, retry_after=60, who=who)
    return BadInput(message, who=who)


def _said(error: Exception) -> str:
    return redact_text(str(error) or type(error).__name__)[:300]
