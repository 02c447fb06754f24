"""A record as its recipient gets it, verified up to its originator.

docs/envelope.md, "Released record", has the six rules.  What holds afterwards:
the sender signed every value in `record`; the last node permitted this very
form; each withheld leaf was announced by a node or is silent by its type.
Whether a permit has lapsed is for whoever has a clock (`releases`).
"""

import dataclasses
import datetime

from google.protobuf.message import Message

from enlace.errors import refusal
from enlace.node import keys as signing
from enlace.node import strict
from enlace.node.certificates import trust_domain_of
from enlace.node.coarser import fits_level
from enlace.node.envelope import (HASH_SIZE, RECORD_SIZE_MAX, SEED_SIZE,
                                  body_digest, commitment_of, commitment_root,
                                  parse_statement, record_id_of, root_of,
                                  root_of_cover, sha256)
from enlace.node.leaves import (ABSENT, LEAVES_MAX, Leaf, leaf_fields,
                                leaves_of, place_of, set_leaf)
from enlace.node.records import class_of
from enlace.node.strict import invalid, require
from enlace.v1 import envelope_pb2

RECORD_MAX = 1 << 20
_RELEASE_SIZE_MAX = 128 << 10
_TRANSFER_ID_SIZE = 16
_LIST_MAX, _TEXT_MAX = 256, 500


@dataclasses.dataclass(frozen=True)
class VerifiedRecord:
    header: object
    record: Message  # what was released, as its originator signed it
    record_id: bytes
    transfer_id: bytes
    opened: tuple  # paths of the leaves in `record`
    withheld: tuple  # paths; silent ones whether they were there or not
    coarser: tuple  # Generalizations: a node's word, not in `record`
    releases: tuple  # ReleaseStatements, the sender's node first
    caveats: tuple


def verify_released(data, find_key, delivered=True, types=None):
    """The VerifiedRecord that `data` is; EnlaceError says why it is none.

    `find_key` gives the SigningKey of a key id, or None.  `delivered` wants the
    word of the recipient's node too, where that is another nation's.
    """
    released = strict.parse(envelope_pb2.ReleasedRecord, data, "record",
                            RECORD_MAX)
    origin = released.statement
    statement = parse_statement(origin.statement)
    header = statement.header
    _check_signature(origin, header.sender, header.created_at_ms, find_key,
                     signing.STATEMENT, signing.BATCH)
    record_id = record_id_of(origin.statement)
    releases = _releases(released, header, delivered, record_id, find_key)
    record_class = class_of(header.type, types)
    fields = leaf_fields(record_class.DESCRIPTOR)
    if released.HasField("full"):
        record, opened = _full(released.full, statement, record_class, fields)
        require(not any(r.redactions or r.generalizations for r in releases),
                "REDACTION_MISMATCH", "a full form lacks nothing")
        withheld = []
    else:
        record, entries = _opened(released.opened, statement, record_class,
                                  fields)
        withheld = _account(fields, entries, releases)
        opened = [path for path in entries if path]
    coarser = [g for r in releases for g in r.generalizations]
    for one in coarser:
        _check_coarser(fields, one)
    return VerifiedRecord(
        header, record, record_id, releases[0].transfer_id, tuple(opened),
        tuple(withheld), tuple(coarser), tuple(releases),
        tuple(dict.fromkeys(c for r in releases for c in r.caveats)))


def _check_signature(signed, identity, at_ms, find_key, alone, covered):
    key = find_key(signed.signature.key_id)
    require(key is not None, "KEY_UNKNOWN", "the signing key is not known")
    if key.identity != identity:
        raise refusal("PERMISSION_DENIED", "SENDER_MISMATCH",
                      "the signing key is another party's")
    at = datetime.datetime.fromtimestamp(at_ms / 1000, datetime.timezone.utc)
    require(key.not_before <= at <= key.not_after, "SIGNATURE_INVALID",
            "the signing key did not count at that time")
    payload_type, payload = alone, signed.statement
    if signed.HasField("batch"):
        payload_type = covered
        payload = root_of_cover(signed.statement, signed.batch)
    require(signing.verifies(key.public_key, payload_type, payload,
                             signed.signature.signature),
            "SIGNATURE_INVALID", "the signature does not fit")


def _releases(released, header, delivered, record_id, find_key):
    domains = [trust_domain_of(header.sender, "agency")]
    last = trust_domain_of(header.recipient, "agency")
    if delivered and last != domains[0]:
        domains.append(last)
    _valid(len(released.releases) == len(domains),
           "the record must carry the permit of each node that it passed")
    releases = []
    for signed, domain in zip(released.releases, domains):
        release = strict.parse(envelope_pb2.ReleaseStatement, signed.statement,
                               "release", _RELEASE_SIZE_MAX)
        _check_release(release, domain)
        _check_signature(signed, release.node, release.decided_at_ms, find_key,
                         signing.RELEASE, signing.RELEASE_BATCH)
        _valid(release.record_id == record_id, "the permit is another record's")
        _valid(not releases or releases[0].transfer_id == release.transfer_id,
               "the permit is another transfer's")
        releases.append(release)
    form = released.full if released.HasField("full") else released.opened
    _valid(releases[-1].form_digest == sha256(form),
           "the permit is about another form of the record")
    return releases


def _valid(condition, why):
    require(condition, "RELEASE_INVALID", why)


def _check_release(release, domain):
    _valid(release.version == 1, "release.version must be 1")
    try:
        by = trust_domain_of(release.node, "node")
    except ValueError:
        by = None
    _valid(by == domain, "release.node must be a node of that nation")
    for field, size in (("record_id", HASH_SIZE), ("book_digest", HASH_SIZE),
                        ("form_digest", HASH_SIZE),
                        ("transfer_id", _TRANSFER_ID_SIZE)):
        _valid(len(getattr(release, field)) == size,
               f"release.{field} must have {size} bytes")
    _valid(release.outcome == envelope_pb2.DECISION_OUTCOME_PERMIT,
           "release.outcome must be a permit")
    _valid(0 < release.decided_at_ms < release.valid_until_ms and
           release.retain_until_ms >= 0, "release has instants out of order")
    for texts in (release.rule_ids, release.citations, release.caveats):
        _valid(len(texts) <= _LIST_MAX and
               all(0 < len(text.encode()) <= _TEXT_MAX for text in texts),
               "release has a list or text that is too long")
    for announced in (release.redactions, release.generalizations):
        _valid(len(announced) <= LEAVES_MAX and
               all(one.path for one in announced),
               "release announces what names no leaf")
    require(all(r.nation == domain for r in release.redactions),
            "REDACTION_MISMATCH",
            "a redaction names another nation than its node's")


def _full(data, statement, record_class, fields):
    require(not any(field.silent for field in fields.values()), "FIELD_INVALID",
            "full must be an opened form for this record type")
    form = strict.parse(envelope_pb2.FullForm, data, "full",
                        RECORD_SIZE_MAX + 64)
    require(len(form.seed) == SEED_SIZE, "FIELD_INVALID",
            "seed must have 32 bytes")
    record = strict.parse(record_class, form.body, "body", RECORD_SIZE_MAX)
    leaves = leaves_of(record)
    _bound(body_digest(form.seed, form.body) == statement.body_digest and
           commitment_root(leaves, form.seed) == statement.commitment_root)
    return record, [leaf.path for leaf in leaves]


def _bound(condition):
    require(condition, "COMMITMENT_MISMATCH",
            "the record is not the one that its sender signed")


def _opened(data, statement, record_class, fields):
    """The record of the open leaves, and for each leaf its path if it is open."""
    form = strict.parse(envelope_pb2.OpenedForm, data, "opened", RECORD_MAX)
    require(len(form.leaves) <= LEAVES_MAX, "FIELD_INVALID", "too many leaves")
    record, entries, commitments, last = record_class(), [], [], b""
    for entry in form.leaves:
        if entry.WhichOneof("entry") != "opened":
            require(len(entry.commitment) == HASH_SIZE, "FIELD_INVALID",
                    "a commitment must have 32 bytes")
            entries.append("")
            commitments.append(entry.commitment)
            continue
        one = entry.opened
        require(one.path.encode() > last, "FIELD_INVALID",
                "the leaves must be in the order of their paths")
        last = one.path.encode()
        require(len(one.salt) == HASH_SIZE and one.type_tag != ABSENT,
                "FIELD_INVALID", "an open leaf must have a salt and a type")
        leaf = Leaf(one.path, one.type_tag, one.value)
        try:
            set_leaf(record, place_of(fields, leaf.path), leaf)
        except ValueError as error:
            raise invalid("opened", f"has a leaf that does not fit: {error}") \
                from None
        entries.append(leaf.path)
        commitments.append(commitment_of(one.salt, leaf))
    _bound(root_of(commitments) == statement.commitment_root)
    return record, entries


def _account(fields, entries, releases):
    """The paths of the withheld leaves: every one must be explained."""
    opened = {path for path in entries if path}
    announced = set()
    for release in releases:
        for one in [*release.redactions, *release.generalizations]:
            try:
                place_of(fields, one.path)
            except ValueError:
                raise _mismatch("a node announces a path that names no "
                                "leaf") from None
            if one.path in announced or one.path in opened:
                raise _mismatch("a leaf is announced twice, or is open")
            announced.add(one.path)
    silent = {field.path for field in fields.values() if field.silent}
    expected = sorted(silent | announced | opened, key=str.encode)
    if len(expected) != len(entries) or any(
            entry not in ("", path) for path, entry in zip(expected, entries)):
        raise _mismatch("the record lacks leaves that nobody announced")
    return [path for path, entry in zip(expected, entries) if not entry]


def _mismatch(why):
    return refusal("INVALID_ARGUMENT", "REDACTION_MISMATCH", why)


def _check_coarser(fields, one):
    leaf_field, _ = place_of(fields, one.path)
    if not fits_level(leaf_field, one) or not one.rule_id:
        raise invalid("generalizations", "must state a value of their leaf's "
                                         "level, and the rule")
