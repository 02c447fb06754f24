"""Signing keys, and signatures over a pre-authentication encoding (DSSE 1.0)."""

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

STATEMENT = "application/vnd.enlace.statement.v1+protobuf"
BATCH = "application/vnd.enlace.batch.v1"
RELEASE = "application/vnd.enlace.release.v1+protobuf"
RELEASE_BATCH = "application/vnd.enlace.release-batch.v1"


def pre_auth_encoding(payload_type, payload):
    """The bytes that are signed."""
    name = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(name), name, len(payload), payload)


def require_known_algorithm(public_key):
    """ValueError unless the key is Ed25519 or on the curve P-256."""
    p256 = (isinstance(public_key, ec.EllipticCurvePublicKey) and
            isinstance(public_key.curve, ec.SECP256R1))
    if not p256 and not isinstance(public_key, ed25519.Ed25519PublicKey):
        raise ValueError("a key must be P-256 or Ed25519")


def key_id(public_key):
    """Lower-case hex of the first 16 bytes of SHA-256(SubjectPublicKeyInfo)."""
    spki = public_key.public_bytes(
        serialization.Encoding.DER,
        serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(spki).hexdigest()[:32]


def verifies(public_key, payload_type, payload, signature):
    message = pre_auth_encoding(payload_type, payload)
    try:
        if isinstance(public_key, ed25519.Ed25519PublicKey):
            public_key.verify(signature, message)
        else:
            public_key.verify(signature, message, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


class Signer:
    """A private key; thread-safe."""

    def __init__(self, private_key):
        require_known_algorithm(private_key.public_key())
        self._private = private_key
        self.key_id = key_id(private_key.public_key())

    @classmethod
    def from_pem(cls, pem):
        return cls(serialization.load_pem_private_key(pem, password=None))

    def sign(self, payload_type, payload):
        message = pre_auth_encoding(payload_type, payload)
        if isinstance(self._private, ed25519.Ed25519PrivateKey):
            return self._private.sign(message)
        return self._private.sign(message, ec.ECDSA(hashes.SHA256()))
