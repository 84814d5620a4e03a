"""What stands in an entry in the place of a secret or of a payload that may have to be erased.

A secret is a keyed hash: who has the installation's key can tell whether it is this value, nobody can guess it. An
erasable payload is a salted commitment: the salt lies beside the payload, and once both are gone nothing is told by
what stays, while the log is as valid as before.
"""

from __future__ import annotations

import hashlib
import hmac

__all__ = ["commit", "holds", "keyed_hash"]

_PURPOSE = b"rootward audit value\x00"


def keyed_hash(key: bytes, tenant: str, value: str) -> str:
    """`hmac-sha256:…`, another one for each tenant."""
    own = hmac.digest(key, _PURPOSE + tenant.encode(), "sha256")
    return f"hmac-sha256:{hmac.digest(own, value.encode(), 'sha256').hex()}"


def commit(salt: bytes, payload: bytes) -> str:
    """For `AuditEntry.commitments`. Raises ValueError for a salt under 16 bytes: the payload could be guessed."""
    if len(salt) < 16:
        raise ValueError("a salt has at least 16 random bytes")
    return hashlib.sha256(len(salt).to_bytes(2, "big") + salt + payload).hexdigest()


def holds(commitment: str, salt: bytes, payload: bytes) -> bool:
    """Whether this is the payload that was committed to."""
    return hmac.compare_digest(commitment, commit(salt, payload))
