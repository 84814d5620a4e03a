"""Check an exported audit log with nothing of Rootward: the standard library and `cryptography` (pip install it).

    python verify_audit.py EXPORT [--pubkey FILE] [--witness FILE]

EXPORT is what `rootward audit export` prints, FILE of --pubkey what `rootward audit keys list` printed when you trusted
it, FILE of --witness checkpoints or receipts that were kept where nobody who runs Rootward can write.
Ends with 0 verified and witnessed, 8 tampered, 11 verified but unwitnessed, 1 cannot check.

An entry is hashed as SHA-256(0x00 || entry), two nodes as SHA-256(0x01 || left || right), in the tree of RFC 9162;
checkpoints are C2SP signed notes.
"""

import argparse
import base64
import hashlib
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Tampered(Exception):
    """Says what is wrong, and at which entry where one can tell."""


def sha256(data):
    return hashlib.sha256(data).digest()


def root_of(frontier):
    root = frontier[-1] if frontier else sha256(b"")
    for left in frontier[-2::-1]:
        root = sha256(b"\x01" + left + root)
    return root


def grow(frontier, size, leaf):
    while size & 1:
        leaf = sha256(b"\x01" + frontier.pop() + leaf)
        size >>= 1
    frontier.append(leaf)


def read_keys(text):
    """Lines NAME+HASH+BASE64; the hash must be that of the name and the key."""
    keys = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            name, key_id, key = line.strip().split("+", 2)
            raw = base64.b64decode(key)
            if raw[:1] != b"\x01" or sha256(name.encode() + b"\n" + raw)[:4].hex() != key_id:
                raise ValueError(f"{line!r} is no Ed25519 key of that name")
            keys[name, key_id] = Ed25519PublicKey.from_public_bytes(raw[1:])
    return keys


def is_signed(text, lines, keys):
    for line in lines:
        name, signature = line.removeprefix("\u2014 ").split(" ")
        raw = base64.b64decode(signature)
        try:
            if (name, raw[:4].hex()) in keys and base64.b64encode(raw).decode() == signature:
                keys[name, raw[:4].hex()].verify(raw[4:], text.encode())
                return True
        except InvalidSignature:
            continue
    return False


def read_notes(text, keys, kind):
    """(origin, size, root, previous) of each checkpoint in a text; a signature that no known key made is a fault."""
    kept = [line for line in text.splitlines() if line and not line.startswith(("#", "entry "))]
    starts = [at for at in range(len(kept) - 2) if kept[at + 1].isdecimal()]
    if kept and starts[:1] != [0]:
        raise ValueError(f"{kept[0][:100]!r} is no line of a checkpoint")
    for start, end in zip(starts, [*starts[1:], len(kept)], strict=False):
        stated = [line for line in kept[start:end] if not line.startswith("\u2014 ")]
        signatures = kept[start:end][len(stated) :]
        origin, size, root, *more = stated
        asked = keys is not None and (signatures or kind == "checkpoint")
        if asked and not is_signed("\n".join([*stated, ""]), signatures, keys):
            raise Tampered(f"the {kind} of size {size} bears no signature of a known key")
        before = [int(line.split(" ")[1]) for line in more if line.startswith("previous ")]
        yield origin, int(size), base64.b64decode(root), before[0] if before else None


def read_checkpoints(notes, keys):
    found, before = [], 0
    for note in notes:
        for origin, size, root, previous in read_notes(note, keys, "checkpoint"):
            if size <= before or previous not in (None, before):
                raise Tampered(f"a checkpoint is missing or out of place before that of size {size}")
            found.append((origin, size, root, "checkpoint"))
            before = size
    return found


def check(lines, keys, witness):
    """(origin, size, open intents). Raises Tampered."""
    last = json.loads(lines[-1])["checkpoint"]
    origin, tenant = last["origin"], last["origin"].split("/")[1]
    if last["root"] != last["root"].lower():
        raise ValueError("the root is not in lower case")
    records = [json.loads(line) for line in lines[:-1]]
    known = read_checkpoints([one["note"] for one in records if "note" in one], keys)
    seen = [one for one in read_notes(witness, keys, "witness") if one[0].split("/")[1] == tenant]
    known += [(whose, size, root, "witness") for whose, size, root, _ in seen]
    known.append((origin, last["size"], bytes.fromhex(last["root"]), "end of the export"))
    for whose, size, _, kind in known:
        if whose != origin or size > last["size"]:
            raise Tampered(f"the {kind} is of {size} entries of {whose}, this is {last['size']} of {origin}")
    signed = {size for _, size, _, kind in known if kind == "checkpoint"}
    for _, size, _, previous in seen:
        if previous is not None and size not in signed:
            raise Tampered(f"the checkpoint of size {size} is gone, a witness has seen it")
    known.sort(key=lambda one: one[1])
    frontier, size, right, opened = [], 0, 0, {}
    for one in [{}] + [one for one in records if "note" not in one]:
        if one:
            data, size = one["entry"].encode(), size + 1
            entry = json.loads(data)
            if sha256(b"\x00" + data).hex() != one["leaf"]:
                raise Tampered(f"entry {size} is not what was hashed when it was written")
            if (entry["seq"], f"rootward/{entry['tenant']}/{entry['log_id']}") != (size, origin):
                raise Tampered(f"entry {size} is missing, or belongs somewhere else")
            if entry["action"].endswith(".intent"):
                opened[entry["entry_id"]] = size
            elif entry["intent"] is not None and opened.pop(entry["intent"], None) is None:
                raise Tampered(f"entry {size} is the outcome of an intent that is not open")
            grow(frontier, size - 1, bytes.fromhex(one["leaf"]))
        while known and known[0][1] == size:
            _, _, root, kind = known.pop(0)
            if root_of(frontier) != root:
                raise Tampered(f"one of the entries {right + 1} to {size} was changed, the {kind} of {size} shows it")
            right = size
    if known or size != last["size"]:
        raise Tampered(f"entry {size + 1} is missing, or there are more than the checkpoint says")
    return origin, size, max((one[1] for one in seen), default=0), len(opened)


def read(path):
    with open(path, encoding="utf-8", newline="\n") as file:
        return file.read()


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("export")
    parser.add_argument("--pubkey", help="public keys to trust; without them signatures are not looked at")
    parser.add_argument("--witness", help="checkpoints that were kept elsewhere")
    given = parser.parse_args()
    try:
        lines = [line for line in read(given.export).split("\n") if line.strip()]
        keys = read_keys(read(given.pubkey)) if given.pubkey else None
        origin, size, witnessed, opened = check(lines, keys, read(given.witness) if given.witness else "")
    except Tampered as fault:
        print(f"TAMPERED: {fault}")
        sys.exit(8)
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        print(f"cannot check: {type(error).__name__}: {error}")
        sys.exit(1)
    print(f"{size} entries of {origin} verified, {witnessed} witnessed, {opened} intents without an outcome yet")
    sys.exit(0 if witnessed else 11)


if __name__ == "__main__":
    main()
