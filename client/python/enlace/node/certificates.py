"""Certificates of agencies and nodes, judged by their nation's root.

The profile is docs/identity.md's.  A chain is root, issuing authority and leaf,
or root and leaf; every certificate says what it is for, and a leaf has exactly
one name, a URI of the root's own trust domain.
"""

import dataclasses
import datetime
import re

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import ExtensionOID, ObjectIdentifier

from enlace.node.keys import require_known_algorithm

STATEMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336

_WORD = "[a-z0-9]+(?:-[a-z0-9]+)*"
_IDENTITY = re.compile(rf"spiffe://(?P<domain>{_WORD}(?:\.{_WORD})+)/"
                       rf"(?P<kind>agency|node|person)/{_WORD}")
_UNDERSTOOD = {ExtensionOID.BASIC_CONSTRAINTS, ExtensionOID.KEY_USAGE,
               ExtensionOID.EXTENDED_KEY_USAGE,
               ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
               ExtensionOID.NAME_CONSTRAINTS}
_CHAIN_MAX = 2  # leaf and issuing authority


def trust_domain_of(uri, kind):
    """The trust domain of an identity of that kind; ValueError if it is none."""
    match = _IDENTITY.fullmatch(uri)
    if match is None or match["kind"] != kind or len(uri) > 255:
        raise ValueError(f"must be the identity of a party of kind {kind}")
    return match["domain"]


@dataclasses.dataclass(frozen=True)
class SigningKey:
    """A key that may sign statements, whose it is, and when that counts."""
    public_key: object
    identity: str
    not_before: datetime.datetime
    not_after: datetime.datetime


class NationalRoot:
    """One nation's root; immutable.  ValueError if it does not fit the profile."""

    def __init__(self, pem):
        certificates = _read_chain(pem)
        if len(certificates) != 1:
            raise ValueError("a root is one certificate")
        self._root = certificates[0]
        _check_authority(self._root, self._root)
        self.trust_domain = _only_domain(self._root)

    def signing_key(self, chain_pem, now):
        """The key of the leaf of `chain_pem`, which may sign statements.

        A leaf that has run out still tells whose signatures of its time were;
        so it is judged at its last second if `now` is later.  ValueError says
        what does not fit.
        """
        leaf, *between = _read_chain(chain_pem)
        if len(between) >= _CHAIN_MAX:
            raise ValueError("the chain is too long")
        begin, end = _period(leaf)
        at = min(now, end - datetime.timedelta(seconds=1))
        issuers = [*between, self._root]
        for certificate, issuer in zip([leaf, *between], issuers):
            _check_authority(issuer, issuer if issuer is self._root else None)
            _check_issued(certificate, issuer)
        for certificate in [leaf, *issuers]:
            first, last = _period(certificate)
            if not first <= at <= last:
                raise ValueError("a certificate has expired or is not yet valid")
        identity = _check_leaf(leaf)
        if _IDENTITY.fullmatch(identity)["domain"] != self.trust_domain:
            raise ValueError("the name belongs to another nation")
        return SigningKey(leaf.public_key(), identity, begin, end)


def _read_chain(pem):
    text = pem if isinstance(pem, str) else pem.decode("ascii")
    blocks = re.findall(r"-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+"
                        r"-----END CERTIFICATE-----\n", text)
    if not blocks or "".join(blocks) != text:
        raise ValueError("must be PEM certificates and nothing beside")
    return [x509.load_pem_x509_certificate(block.encode()) for block in blocks]


def _period(certificate):
    try:
        return certificate.not_valid_before_utc, certificate.not_valid_after_utc
    except AttributeError:  # before cryptography 42
        return tuple(instant.replace(tzinfo=datetime.timezone.utc) for instant in
                     (certificate.not_valid_before, certificate.not_valid_after))


def _extension(certificate, kind):
    try:
        return certificate.extensions.get_extension_for_class(kind)
    except x509.ExtensionNotFound:
        raise ValueError(f"a certificate has no {kind.oid._name}") from None


def _check_understood(certificate):
    for extension in certificate.extensions:
        if extension.critical and extension.oid not in _UNDERSTOOD:
            raise ValueError("a certificate has a critical extension that is "
                             "not understood")


def _check_authority(certificate, root):
    """That it may issue certificates; a root is its own issuer."""
    _check_understood(certificate)
    constraints = _extension(certificate, x509.BasicConstraints)
    if not constraints.critical or not constraints.value.ca or \
            not _extension(certificate, x509.KeyUsage).value.key_cert_sign:
        raise ValueError("an issuer is no certification authority")
    if root is not None:
        if constraints.value.path_length not in (0, 1):
            raise ValueError("a root limits the length of its chains")
        _check_issued(root, root)


def _check_issued(certificate, issuer):
    if certificate.issuer != issuer.subject:
        raise ValueError("a certificate was issued by another authority")
    key = issuer.public_key()
    require_known_algorithm(key)
    try:
        if isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(certificate.signature, certificate.tbs_certificate_bytes)
        else:
            key.verify(certificate.signature, certificate.tbs_certificate_bytes,
                       ec.ECDSA(certificate.signature_hash_algorithm))
    except InvalidSignature:
        raise ValueError("a certificate's signature does not fit") from None


def _check_leaf(leaf):
    """The leaf's one name, if it may sign statements and nothing else."""
    _check_understood(leaf)
    require_known_algorithm(leaf.public_key())
    authority = any(extension.value.ca for extension in leaf.extensions
                    if extension.oid == ExtensionOID.BASIC_CONSTRAINTS)
    if authority or \
            not _extension(leaf, x509.KeyUsage).value.digital_signature:
        raise ValueError("the leaf is no party's certificate")
    if list(_extension(leaf, x509.ExtendedKeyUsage).value) != [STATEMENT_SIGNING]:
        raise ValueError("the certificate is not one for statements")
    names = list(_extension(leaf, x509.SubjectAlternativeName).value)
    if len(names) != 1 or \
            not isinstance(names[0], x509.UniformResourceIdentifier) or \
            not _IDENTITY.fullmatch(names[0].value):
        raise ValueError("the certificate must have one name, an identity")
    return names[0].value


def _only_domain(root):
    constraints = _extension(root, x509.NameConstraints)
    domains = [name.value for name in constraints.value.permitted_subtrees or []
               if isinstance(name, x509.UniformResourceIdentifier)]
    if not constraints.critical or len(domains) != 1:
        raise ValueError("a root binds itself to one trust domain")
    return domains[0]
