#!/usr/bin/env python3
"""Reads a link file (docs/identity.md) without a line of the C++.

    verify_link_file.py VECTORS     checks every vector, and that bytes changed
                                    all over it are noticed
    verify_link_file.py --show FILE
"""

import base64
import datetime
import hashlib
import json
import pathlib
import sys

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from strict_protobuf import Refused, fields_of, require

PAYLOAD_TYPE = b"application/vnd.enlace.link-file.v1+protobuf"
STRIDE = 7  # of changed bytes


def single(data, allowed):
    """The fields of a message in ascending order; lists only where allowed."""
    found = {}
    last = 0
    for number, _, value in fields_of(data):
        require(number >= last and number in allowed, "field order")
        last = number
        if allowed[number]:
            found.setdefault(number, []).append(value)
        else:
            require(number not in found, "a field twice")
            require(value not in (0, b""), "a default that is written out")
            found[number] = value
    return found


def verify(key, message, signature):
    if isinstance(key, ed25519.Ed25519PublicKey):
        key.verify(signature, message)
    else:
        key.verify(signature, message, ec.ECDSA(hashes.SHA256()))


def key_id(key):
    spki = key.public_bytes(serialization.Encoding.DER,
                            serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(spki).digest()[:16].hex().encode()


def digits(digest):
    return " ".join(f"{int.from_bytes(digest[i:i + 4], 'big') % 100000:05}"
                    for i in range(0, 32, 4))


def check_chain(pem, root, at, uri):
    end = b"-----END CERTIFICATE-----\n"
    leaf, issuing = [x509.load_pem_x509_certificate(block + end)
                     for block in pem.split(end)[:-1]]
    for certificate, issuer in ((leaf, issuing), (issuing, root)):
        verify(issuer.public_key(), certificate.tbs_certificate_bytes,
               certificate.signature)
        require(certificate.not_valid_before <= at <=
                certificate.not_valid_after, "a certificate out of its time")
    names = leaf.extensions.get_extension_for_class(
        x509.SubjectAlternativeName).value
    require([n.value for n in names] == [uri], "the certificate's name")
    usage = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    require([u.dotted_string for u in usage] == ["1.3.6.1.5.5.7.3.36"],
            "not a statement certificate")


def read(data):
    """(digest, trust domain) of a file that its root signed."""
    outer = single(data, {1: False, 2: False})
    body = outer[1]
    signature = single(outer[2], {1: False, 2: False})
    file = single(body, {1: False, 2: False, 3: False, 4: False, 5: False,
                         6: False, 7: True, 8: True, 9: True})
    require(file[1] == 1, "version")
    root = x509.load_pem_x509_certificate(file[6])
    require(signature[1] == key_id(root.public_key()), "key id")
    signed = b"DSSEv1 %d %s %d %s" % (len(PAYLOAD_TYPE), PAYLOAD_TYPE,
                                      len(body), body)
    verify(root.public_key(), signed, signature[2])
    domain = file[2].decode()
    at = datetime.datetime.utcfromtimestamp(file[4] / 1000)
    for number, kind in ((7, "node"), (9, "agency")):
        for party in file.get(number, []):
            fields = single(party, {1: False, 2: False, 3: False})
            uri = fields[1].decode()
            require(uri.startswith(f"spiffe://{domain}/{kind}/"), "identity")
            check_chain(fields[3 if kind == "node" else 2], root, at, uri)
    for log in file[8]:
        fields = single(log, {1: False, 2: False, 3: False})
        require(fields[1].decode().startswith(domain + "/"), "origin")
        for number, algorithm in ((2, 1), (3, 4)):
            name, ident, key = fields[number].decode().split("+", 2)
            raw = base64.b64decode(key)
            require(name.startswith(domain + "/") and raw[0] == algorithm and
                    hashlib.sha256(name.encode() + b"\n" +
                                   raw).hexdigest()[:8] == ident,
                    "verifier key")
    return hashlib.sha256(body).digest(), domain


def refused(data):
    try:
        read(data)
    except (Refused, InvalidSignature, ValueError, KeyError, IndexError,
            TypeError, x509.ExtensionNotFound):
        return True
    return False


def main():
    if sys.argv[1] == "--show":
        digest, domain = read(pathlib.Path(sys.argv[2]).read_bytes())
        print(domain, digest.hex(), digits(digest), sep="\n")
        return 0
    vectors = json.loads(pathlib.Path(sys.argv[1]).read_text())
    for vector in vectors:
        data = base64.b64decode(vector["link_file"])
        digest, domain = read(data)
        assert domain == vector["trust_domain"]
        assert digest.hex() == vector["sha256"]
        assert digits(digest) == vector["digits"]
        unnoticed = [i for i in range(0, len(data), STRIDE) if not refused(
            data[:i] + bytes([data[i] ^ 1 << i % 8]) + data[i + 1:])]
        assert not unnoticed, f"changed bytes that nobody noticed: {unnoticed}"
    print(f"verify_link_file: {len(vectors)} link files, changed bytes noticed")
    return 0 if vectors else 1


if __name__ == "__main__":
    sys.exit(main())
