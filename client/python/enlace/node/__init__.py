"""An agency's own way to its node, without the agent: gRPC over mutual TLS.

    from enlace.node import Node

    node = Node.open("mx-fgr.toml")
    draft = node.draft("FirearmTraceRequest", record, "us-atf")
    signed = node.sign(draft)            # keep it: repeating needs these bytes
    decision = node.submit([signed])[0]

The program itself holds the keys, composes, signs, keeps, repeats and verifies;
docs/wire-protocol.md fixes what it does.  Whoever needs none of that asks the
agent (`enlace.Agent`).  Needs grpcio, protobuf and cryptography.
"""

from enlace.node.certificates import NationalRoot
from enlace.node.context import Context
from enlace.node.envelope import Draft, SignedRecord
from enlace.node.released import VerifiedRecord, verify_released
from enlace.node.session import Decision, InboxItem, Node

__all__ = ["Context", "Decision", "Draft", "InboxItem", "NationalRoot", "Node",
           "SignedRecord", "VerifiedRecord", "verify_released"]
