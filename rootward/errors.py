"""The tree of errors: every refusal of the product, with its HTTP status and a stable code.

RootwardError
├── BadInput          422  a value is wrong; names the field and the value
│   └── BadSyntax     400  the bytes cannot be read at all
├── TooLarge          413
├── Unauthenticated   401
├── Denied            403
├── NotFound          404  also what another tenant's id answers
├── Conflict          409
│   └── Fenced        409  the lease was lost to another worker; stop at once
├── TooBusy           429  come back after `retry_after` seconds
├── Unavailable       503  something outside failed; names who
│   └── TimedOut      504
└── Misconfigured     500  settings or a pack are wrong; names file and line where known
"""

from __future__ import annotations

__all__ = [
    "BadInput",
    "BadSyntax",
    "Conflict",
    "Denied",
    "Fenced",
    "Misconfigured",
    "NotFound",
    "RootwardError",
    "TimedOut",
    "TooBusy",
    "TooLarge",
    "Unauthenticated",
    "Unavailable",
]

Fact = str | int | float | bool | None


class RootwardError(Exception):
    """A refusal with a sentence for people, facts for machines, and an HTTP status."""

    status = 500
    code = "internal"
    title = "Internal error"

    def __init__(self, message: str, **facts: Fact) -> None:
        super().__init__(message)
        self.message = message
        self.facts: dict[str, Fact] = facts


class BadInput(RootwardError):
    """A readable request with a wrong value; `field` is a path such as `entity.pod`."""

    status = 422
    code = "bad_input"
    title = "A value is not acceptable"


class BadSyntax(BadInput):
    status = 400
    code = "bad_syntax"
    title = "The request cannot be read"


class TooLarge(RootwardError):
    status = 413
    code = "too_large"
    title = "The request is too large"


class Unauthenticated(RootwardError):
    status = 401
    code = "unauthenticated"
    title = "Who are you?"


class Denied(RootwardError):
    status = 403
    code = "denied"
    title = "Not permitted"


class NotFound(RootwardError):
    status = 404
    code = "not_found"
    title = "Not found"


class Conflict(RootwardError):
    status = 409
    code = "conflict"
    title = "Conflicts with what is there"


class Fenced(Conflict):
    """Another worker took the lease over: whatever this worker does now must not be written."""

    code = "fenced"
    title = "The lease was lost"


class TooBusy(RootwardError):
    """Backpressure: nothing was accepted; try again after `retry_after` whole seconds."""

    status = 429
    code = "too_busy"
    title = "Too much at once"

    def __init__(self, message: str, *, retry_after: int = 1, **facts: Fact) -> None:
        super().__init__(message, retry_after=retry_after, **facts)
        self.retry_after = retry_after


class Unavailable(RootwardError):
    """Something outside this process did not answer; `who` says what."""

    status = 503
    code = "unavailable"
    title = "Something it depends on is not available"


class TimedOut(Unavailable):
    status = 504
    code = "timed_out"
    title = "Took too long"


class Misconfigured(RootwardError):
    status = 500
    code = "misconfigured"
    title = "The configuration is wrong"
