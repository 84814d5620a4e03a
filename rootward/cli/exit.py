"""Exit codes: what a script may rely on."""

from __future__ import annotations

__all__ = ["MEANINGS", "Quit", "code_of"]

MEANINGS = {
    0: "done",
    1: "unexpected failure",
    2: "wrong usage or a value that is not acceptable",
    3: "not found",
    4: "not permitted",
    5: "waiting for approval",
    6: "timed out",
    7: "budget exceeded",
    8: "verification failed",
    9: "the server cannot be reached",
    10: "a condition is not met",
    11: "verified but unwitnessed",
    130: "interrupted",
}


class Quit(Exception):
    """End the command with a code and a sentence on stderr; `hint` says what to do next."""

    def __init__(self, code: int, message: str = "", *, hint: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


def code_of(status: int) -> int:
    """The exit code of an HTTP status."""
    known = {400: 2, 401: 4, 403: 4, 404: 3, 409: 10, 413: 2, 422: 2, 429: 9, 503: 9, 504: 6}
    return known.get(status, 1)
