"""A log and the client's side of a witness, written from the specifications of
RFC 6962 and C2SP alone: shares no code with what it is held against."""

import base64
import hashlib
import http.client

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def split(count):
    """The largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1


def root(leaves):
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return node(root(leaves[:k]), root(leaves[k:]))


def consistency(old, leaves, whole=True):
    """PROOF(old, leaves) of RFC 6962, section 2.1.2."""
    if old == len(leaves):
        return [] if whole else [root(leaves)]
    k = split(len(leaves))
    if old <= k:
        return consistency(old, leaves[:k], whole) + [root(leaves[k:])]
    return consistency(old - k, leaves[k:], False) + [root(leaves[:k])]


class Key:
    """An Ed25519 key under a name, of a log (1) or a witness (4)."""

    def __init__(self, name, algorithm, seed):
        self.name = name
        self.private = ed25519.Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self.private.public_key()
        raw = bytes([algorithm]) + self.public.public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        self.id = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
        self.vkey = f"{name}+{self.id.hex()}+{base64.b64encode(raw).decode()}"

    def pem(self):
        return self.private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption())

    def line(self, signature):
        both = base64.b64encode(self.id + signature).decode()
        return f"\N{EM DASH} {self.name} {both}\n"


class Log:
    def __init__(self, key, what="entry"):
        self.key = key
        self.what = what
        self.leaves = []

    def grow(self, size):
        while len(self.leaves) < size:
            entry = f"{self.what}-{len(self.leaves)}".encode()
            self.leaves.append(hashlib.sha256(b"\0" + entry).digest())
        return self

    def text(self, size=None):
        leaves = self.leaves if size is None else self.leaves[:size]
        return (f"{self.key.name}\n{len(leaves)}\n"
                f"{base64.b64encode(root(leaves)).decode()}\n")

    def note(self, size=None):
        text = self.text(size)
        return text + "\n" + self.key.line(self.key.private.sign(text.encode()))

    def request(self, old):
        """The body that asks to cosign the tree as it is."""
        proof = consistency(old, self.leaves) if 0 < old <= len(
            self.leaves) else []
        lines = [f"old {old}"] + [base64.b64encode(h).decode() for h in proof]
        return "\n".join(lines) + "\n\n" + self.note()

    def path(self):
        return f"/{hashlib.sha256(self.key.name.encode()).hexdigest()}/checkpoint"


def cosigned_at(line, text, witness):
    """When `witness` cosigned `text`; raises unless `line` says so."""
    mark, name, both = line.rstrip("\n").split(" ")
    assert mark == "\N{EM DASH}" and name == witness.name, line
    raw = base64.b64decode(both, validate=True)
    assert raw[:4] == witness.id, line
    time = int.from_bytes(raw[4:12], "big")
    witness.public.verify(
        raw[12:], f"cosignature/v1\ntime {time}\n{text}".encode())
    return time


def ask(address, method, target, body=None, timeout=20):
    """(status, headers, body) of one request."""
    connection = http.client.HTTPConnection(address, timeout=timeout)
    try:
        connection.request(method, target, body=body and body.encode())
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()
    finally:
        connection.close()
