"""Passwords: what may be one, and Argon2id (RFC 9106) with the parameters that OWASP recommends.

Hashing takes tens of milliseconds and 19 MiB, so that it runs on two threads of its own: however many log in at once,
no more memory is taken and the event loop stays free.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import TypeVar
from unicodedata import normalize

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from rootward.errors import BadInput
from rootward.tenancy import credential

__all__ = ["LONGEST", "SHORTEST", "check", "hashed", "is_outdated", "matches"]

T = TypeVar("T")
SHORTEST, LONGEST = 12, 1024
_MEMORY_KIB, _PASSES, _LANES, _SALT, _LENGTH = 19 * 1024, 2, 1, 16, 32
_PARAMETERS = f"$argon2id$v=19$m={_MEMORY_KIB},t={_PASSES},p={_LANES}$"
_COMMON = frozenset(
    {
        "password", "passwort", "letmein", "welcome", "qwerty", "qwertyuiop", "azerty", "iloveyou", "monkey", "dragon",
        "football", "baseball", "sunshine", "princess", "superman", "trustno", "administrator", "admin", "root",
        "changeme", "changeit", "default", "secret", "rootward", "login", "master", "access", "starwars", "whatever",
        "freedom", "correcthorsebatterystaple", "abc",
    }
)  # fmt: skip
"""What people take first; one of them with digits and marks around it, or said again, is no better."""
_THREADS = ThreadPoolExecutor(2, thread_name_prefix="passwords")


def check(password: str, *, email: str = "", name: str = "") -> None:
    """Raises BadInput for what is too short, too long, easily guessed, or the person's own name. The password itself
    is never repeated."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadInput(f"a password has {SHORTEST} to {LONGEST} characters", field="password")
    folded = password.casefold()
    letters = "".join(letter for letter in folded if letter.isalpha())
    own = {part for part in (email.casefold(), email.partition("@")[0].casefold(), name.casefold()) if part}
    if len(set(folded)) < 5 or folded in own or _is_repeated(letters, own | _COMMON) or _is_run(folded):
        raise BadInput("this password is among the first that are tried; take several words of your own",
                       field="password")  # fmt: skip


async def hashed(password: str) -> str:
    """The PHC string to keep."""
    return await _on_a_thread(partial(_hash, password))


async def matches(password: str, kept: str | None) -> bool:
    """Whether it is the password that was kept. Without one the same work is done, for nothing: how long it takes does
    not tell whether somebody is known."""
    other = await _on_a_thread(_nobodys)
    right = await _on_a_thread(partial(_verify, password, other if kept is None else kept))
    return right and kept is not None


def is_outdated(kept: str) -> bool:
    """Whether it was hashed with other parameters than now."""
    return not kept.startswith(_PARAMETERS)


def _is_repeated(letters: str, words: frozenset[str] | set[str]) -> bool:
    """Whether it is nothing but one of the words, once or several times; digits and marks do not count."""
    return any(letters and not letters.replace(word, "") for word in words if word)


def _is_run(text: str) -> bool:
    """abcdefghijkl, 123456789012 and the like, forwards or backwards."""
    runs = ("abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiopasdfghjklzxcvbnm")
    return any(text in run or text in run[::-1] for run in runs)


async def _on_a_thread(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_THREADS, work)


def _hash(password: str) -> str:
    return _argon2(credential.random_text()[:_SALT].encode()).derive_phc_encoded(_bytes(password))


def _verify(password: str, kept: str) -> bool:
    try:
        Argon2id.verify_phc_encoded(_bytes(password), kept)
    except InvalidKey:
        return False
    return True


def _bytes(password: str) -> bytes:
    """The same for each way to type the same letters (NIST SP 800-63B)."""
    return normalize("NFKC", password).encode("utf-8", "surrogatepass")


def _argon2(salt: bytes) -> Argon2id:
    return Argon2id(salt=salt, length=_LENGTH, iterations=_PASSES, lanes=_LANES, memory_cost=_MEMORY_KIB)


@cache
def _nobodys() -> str:
    """What is compared with where there is nothing to compare with."""
    return _hash(credential.random_text())
