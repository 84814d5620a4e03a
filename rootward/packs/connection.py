"""Connection: a live source that is asked where it is, or a service that tools act on: its address, who we are to it,
and how its labels are read."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

import re2
from pydantic import AfterValidator, Field, StringConstraints, field_validator, model_validator

from rootward.errors import BadInput
from rootward.kit.egress import origin_of
from rootward.kit.redact_names import secret_name
from rootward.kit.secrets import check_reference, is_reference
from rootward.packs.values import Checked, Duration, Name, Text

__all__ = ["Connection", "ConnectionKind", "Header", "LabelRole", "SecretReference", "Url", "Visible"]

ConnectionKind = Literal["prometheus", "kubernetes", "github", "jira", "slack", "webhook", "smtp", "http"]
LabelRole = Literal["service", "workload", "pod", "node", "namespace"]
Label = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z_][a-zA-Z0-9_]{0,199}$")]
Header = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,100}$")]
Visible = Annotated[str, StringConstraints(pattern=r"^[\x20-\x7e]{1,500}$")]
Matcher = Annotated[str, StringConstraints(pattern=r'^[a-zA-Z_][a-zA-Z0-9_]*(=|!=|=~|!~)"[^"\\\n]{0,500}"$')]

_MAIL = re.compile(r"smtps?://([A-Za-z0-9.-]{1,253}|\[[0-9a-fA-F:]+\]):[0-9]{1,5}")
_PROMETHEUS_ONLY = ("labels", "select", "metrics", "resolution")
_OURS = frozenset({"authorization", "host", "cookie", "content-length", "transfer-encoding", "connection", "accept"})


def _url(text: str) -> str:
    if _MAIL.fullmatch(text):
        return text
    try:
        origin_of(text)
    except BadInput as error:
        raise ValueError(error.message) from error
    return text


def _reference(text: str) -> str:
    return check_reference(text) if text else text


Url = Annotated[str, AfterValidator(_url)]
SecretReference = Annotated[str, AfterValidator(_reference)]


class Connection(Checked):
    """`token`, `password`, `authority` (a certificate authority, PEM) and `secret` (that signs what a webhook is sent)
    are references to secrets: `env:NAME`, `file:NAME`, `vault:PATH#FIELD` or `ssm:NAME`; the value of a header may be
    one too. `labels` are looked for before those that are known, `select` are matchers put on every question, `metrics`
    are RE2 expressions of further metric names, `resolution` is how often the server scrapes. `sender` is whom mail is
    from, at `smtp://host:587` (STARTTLS) or `smtps://host:465`."""

    name: Name
    kind: ConnectionKind
    url: Url
    token: SecretReference = ""
    username: str = Field(default="", max_length=200)
    password: SecretReference = ""
    authority: SecretReference = ""
    secret: SecretReference = ""
    sender: str = Field(default="", max_length=254, pattern=r"^[^\s<>@,;]*(@[^\s<>@,;]+)?$")
    headers: dict[Header, Visible] = Field(default_factory=dict)
    timeout: Duration = "10s"
    labels: dict[LabelRole, tuple[Label, ...]] = Field(default_factory=dict)
    select: tuple[Matcher, ...] = ()
    metrics: tuple[Text, ...] = ()
    resolution: Duration | None = None

    @field_validator("headers")
    @classmethod
    def _headers_are_theirs(cls, headers: dict[str, str]) -> dict[str, str]:
        for name, value in headers.items():
            if name.lower() in _OURS:
                raise ValueError(
                    f"the header {name!r} is not set here; credentials are token, or username and password"
                )
            if secret_name(name.encode()) is not None and not is_reference(value):
                raise ValueError(f"the header {name!r} holds a secret: give a reference, env:NAME or file:NAME")
        return headers

    @field_validator("metrics")
    @classmethod
    def _metrics_compile(cls, metrics: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in metrics:
            try:
                re2.compile(pattern)
            except re2.error as error:
                raise ValueError(f"{pattern!r} is not an RE2 expression: {error}") from error
        return metrics

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.token and (self.username or self.password):
            raise ValueError("give a token, or a username and a password, not both")
        if bool(self.username) != bool(self.password):
            raise ValueError("a username needs a password, and a password a username")
        if self.url.startswith("smtp") != (self.kind == "smtp"):
            raise ValueError(
                "mail goes to smtp://host:port or smtps://host:port, everything else to https:// or http://"
            )
        if (self.kind == "smtp") != bool(self.sender):
            raise ValueError("sender is whom mail is from: a connection of kind smtp needs it, and no other has one")
        if self.secret and self.kind != "webhook":
            raise ValueError("secret signs what is sent, which has a meaning for a webhook connection only")
        if self.kind != "prometheus":
            wrong = [name for name in _PROMETHEUS_ONLY if getattr(self, name)]
            if wrong:
                raise ValueError(f"{wrong[0]} has a meaning for a prometheus connection only")
        return self
