#!/usr/bin/env python3
"""Reads an enrolment request and its approvals (docs/enrolment.md) without a
line of the C++.

    verify_enrolment.py FOLDER     checks the vectors in it, and that bytes
                                   changed all over them are noticed
"""

import datetime
import hashlib
import json
import pathlib
import sys

from cryptography import x509
from cryptography.exceptions import (InternalError, InvalidSignature,
                                      UnsupportedAlgorithm)
from cryptography.hazmat.primitives.serialization import Encoding

from strict_protobuf import Refused, require
from verify_link_file import check_chain, digits, key_id, single, verify

REQUEST_TYPE = b"application/vnd.enlace.enrolment-request.v1+protobuf"
APPROVAL_TYPE = b"application/vnd.enlace.enrolment-approval.v1+protobuf"
TLS_CLIENT, STATEMENTS = "1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.36"
PARTS = {number: number in (6, 7) for number in range(1, 13)}
STRIDE = 5  # of changed bytes


def check_signature(key, payload_type, body, signature):
    fields = single(signature, {1: False, 2: False})
    require(fields[1] == key_id(key), "key id")
    verify(key, b"DSSEv1 %d %s %d %s" % (len(payload_type), payload_type,
                                         len(body), body), fields[2])


def check_csr(pem, uri, usage):
    """The key of a PKCS #10 request that asks for this and nothing beside."""
    csr = x509.load_pem_x509_csr(pem)
    require(csr.is_signature_valid, "a request that its key did not sign")
    require(not list(csr.subject), "a subject")
    extensions = {e.oid: e for e in csr.extensions}
    require(len(extensions) == 3, "extensions")
    name = csr.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    require(name.critical and [n.value for n in name.value] == [uri], "name")
    usages = csr.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    require([u.dotted_string for u in usages.value] == [usage], "usage")
    return csr.public_key()


def read_request(data):
    """(digest, agency, first and last instant in ms)."""
    outer = single(data, {1: False, 2: False})
    body = single(outer[1], PARTS)
    uri = body[2].decode()
    require(body[1] == 1 and len(body[8]) == 16, "version or nonce")
    require(body[9] < body[10] <= body[9] + 30 * 86_400_000, "term")
    for number in (6, 7):
        types = body.get(number, [])
        require(types == sorted(set(types)), "order of types")
    tls = check_csr(body[11], uri, TLS_CLIENT)
    signing = check_csr(body[12], uri, STATEMENTS)
    require(key_id(tls) != key_id(signing), "one key, two uses")
    check_signature(signing, REQUEST_TYPE, outer[1], outer[2])
    return hashlib.sha256(outer[1]).digest(), uri, body[9], body[10]


def read_approvals(data, request, root):
    """The persons who approved that very request."""
    digest, _, first, last = request
    persons = []
    for each in single(data, {1: True})[1]:
        fields = single(each, {1: False, 2: False, 3: False})
        said = single(fields[1], {1: False, 2: False, 3: False, 4: False})
        require(said[1] == 1 and said[2] == digest, "another request")
        require(first <= said[4] < last, "time")
        person = said[3].decode()
        at = datetime.datetime.utcfromtimestamp(said[4] / 1000)
        check_chain(fields[3], root, at, person)
        end = b"-----END CERTIFICATE-----\n"
        chain = [x509.load_pem_x509_certificate(block + end)
                 for block in fields[3].split(end)[:-1]]
        require(b"".join(c.public_bytes(Encoding.PEM) for c in chain) ==
                fields[3], "text beside the certificates")
        leaf = chain[0]
        check_signature(leaf.public_key(), APPROVAL_TYPE, fields[1], fields[2])
        persons.append(person)
    require(len(persons) == len(set(persons)) >= 2, "two persons")
    return persons


def within_certificate(data, i):
    """Nobody but its issuer signs a certificate; how strictly its bytes are
    read is the library's affair."""
    begin, end = b"-----BEGIN CERTIFICATE-----", b"-----END CERTIFICATE-----"
    return data.rfind(begin, 0, i) > data.rfind(end, 0, i)


def refused(check, data):
    try:
        check(data)
    except (Refused, InvalidSignature, ValueError, KeyError, IndexError,
            TypeError, UnsupportedAlgorithm, x509.ExtensionNotFound,
            x509.InvalidVersion,
            InternalError):  # of a key that OpenSSL cannot decode
        return True
    return False


def main():
    folder = pathlib.Path(sys.argv[1])
    vector = json.loads((folder / "enrolment.json").read_text())
    root = x509.load_pem_x509_certificate((folder / "root.pem").read_bytes())
    request = (folder / "request.pb").read_bytes()
    approvals = (folder / "approvals.pb").read_bytes()
    facts = read_request(request)
    assert facts[1] == vector["agency"]
    assert facts[0].hex() == vector["sha256"]
    assert digits(facts[0]) == vector["digits"]
    assert read_approvals(approvals, facts, root) == vector["persons"]
    for data, check in (
            (request, read_request),
            (approvals, lambda data: read_approvals(data, facts, root))):
        unnoticed = [i for i in range(0, len(data), STRIDE)
                     if not within_certificate(data, i) and not refused(
            check, data[:i] + bytes([data[i] ^ 1 << i % 8]) + data[i + 1:])]
        assert not unnoticed, f"changed bytes that nobody noticed: {unnoticed}"
    print("verify_enrolment: request and approvals, changed bytes noticed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
