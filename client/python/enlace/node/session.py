"""An agency's session with its node."""

import dataclasses
import datetime
import random
import secrets
import time

import grpc

from enlace.errors import EnlaceError
from enlace.node import problems
from enlace.node.context import Context
from enlace.node.envelope import Draft, SignedRecord, compose
from enlace.node.records import from_json
from enlace.node.released import VerifiedRecord, verify_released
from enlace.node.keys import key_id
from enlace.v1 import (exchange_service_pb2, header_pb2, node_service_pb2,
                       outcome_pb2, receipt_pb2)

DEADLINE_SECONDS = 30
ATTEMPTS_MAX = 4
RECORDS_MAX = 128  # of one call
BYTES_MAX = 512 << 10

# No proxy from the environment, nothing from DNS, and no repetition but ours.
_OPTIONS = [("grpc.enable_http_proxy", 0), ("grpc.enable_retries", 0),
            ("grpc.service_config_disable_resolution", 1),
            ("grpc.initial_reconnect_backoff_ms", 100),
            ("grpc.min_reconnect_backoff_ms", 1000),
            ("grpc.max_reconnect_backoff_ms", 1000)]


@dataclasses.dataclass(frozen=True)
class Decision:
    """What the own node decided about a record."""
    outcome: outcome_pb2.Outcome
    data: bytes  # its bytes: the same for every repetition of the record


@dataclasses.dataclass(frozen=True)
class InboxItem:
    """A record that waits.  `record` is None if it does not verify: do not use
    it, tell the operator what `error` says."""
    cursor: int
    transfer_id: bytes
    delivered_at_ms: int
    confirmed: bool
    record: VerifiedRecord
    error: EnlaceError


class Node:
    """The own nation's node, asked as one agency.  Thread-safe.

    Every method raises a class of `enlace.errors`.  What the rule book denies
    or holds is no error but a Decision.  A call that gets no answer is repeated
    with the same bytes, so nothing is sent twice.
    """

    def __init__(self, context, language=None):
        self.context = context
        self._language = language or context.language
        self._channel = _channel_to(context)

    @classmethod
    def open(cls, context_path, language=None):
        """Reads the context; does not wait for the node."""
        return cls(Context.load(context_path), language)

    def close(self):
        self._channel.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # --- sending

    def draft(self, record_type, record, to, *, urgency="routine",
              channel="admin", parent=b"", valid_for=None):
        """A draft of `record`, a dict in proto3 JSON, to the agency `to`.

        `valid_for` is in seconds.  InvalidRecord names what does not fit.
        """
        return Draft(
            from_json(record_type, record), self.context.agency_uri(to),
            channel=_number(header_pb2.Channel, "CHANNEL_", channel),
            urgency=_number(header_pb2.Urgency, "URGENCY_", urgency),
            parent=parent, valid_for=valid_for and
            datetime.timedelta(seconds=valid_for))

    def answer(self, item, record_type, record, *, valid_for=None):
        """A draft of an answer: to the sender, on the same channel, under its
        record id."""
        header = believed(item).header
        return Draft(from_json(record_type, record), header.sender,
                     channel=header.channel, urgency=header.urgency,
                     parent=item.record.record_id, valid_for=valid_for and
                     datetime.timedelta(seconds=valid_for))

    def sign(self, draft):
        """The SignedRecord, once: keep it before it is submitted, and submit it
        again as it is after a crash."""
        return compose(draft, self.context.agency, self.context.signer)

    def submit(self, records):
        """A Decision or an EnlaceError for each SignedRecord, in order."""
        results, rest = [], list(records)
        while rest:
            count = call_size(rest)
            results += self._submit_call(rest[:count])
            rest = rest[count:]
        return results

    def send(self, draft):
        """Signs and submits one draft."""
        result = self.submit([self.sign(draft)])[0]
        if isinstance(result, EnlaceError):
            raise result
        return result

    def try_record(self, draft):
        """What the own node would decide (TryResponse).  Nothing is sent."""
        request = exchange_service_pb2.TryRequest(
            submission=self.sign(draft).data)
        # Each question is logged and counts.
        return self._call("ExchangeService/Try", request,
                          exchange_service_pb2.TryResponse, attempts=1)

    def _submit_call(self, records):
        request = exchange_service_pb2.SubmitRequest(
            submissions=[record.data for record in records])
        request_id = _new_request_id()
        try:
            response = self._call("ExchangeService/Submit", request,
                                  exchange_service_pb2.SubmitResponse,
                                  request_id=request_id)
        except EnlaceError as error:
            return [error] * len(records)
        if len(response.results) != len(records):
            raise EnlaceError({"code": "INTERNAL", "message":
                               "the node did not answer for each record"})
        return [problems.from_problem(result.problem, request_id,
                                      self._language)
                if result.HasField("problem") else
                Decision(outcome_pb2.Outcome.FromString(result.outcome),
                         result.outcome) for result in response.results]

    # --- what came

    def inbox(self, after=0, *, confirmed_too=False):
        """Yields an InboxItem for each record behind cursor `after`.

        Keep the record and its cursor together, then confirm().
        """
        while True:
            page = self._call(
                "ExchangeService/Collect", exchange_service_pb2.CollectRequest(
                    after=after, page_size=RECORDS_MAX,
                    include_confirmed=confirmed_too),
                exchange_service_pb2.CollectResponse)
            if not page.deliveries:
                return
            keys = self._keys_of(page.certificates)
            for delivery in page.deliveries:
                if delivery.cursor <= after:
                    raise EnlaceError({"code": "DATA_LOSS", "message":
                                       "the node's inbox repeats a cursor"})
                after = delivery.cursor
                yield self._item_of(delivery, keys)

    def confirm(self, transfer_ids):
        """Tells the node that these records were taken; at most 128."""
        return self._call(
            "ExchangeService/Confirm", exchange_service_pb2.ConfirmRequest(
                transfer_ids=transfer_ids),
            exchange_service_pb2.ConfirmResponse).confirmed

    def _keys_of(self, chains):
        """A refused certificate is one that is not there: KEY_UNKNOWN."""
        now = datetime.datetime.now(datetime.timezone.utc)
        keys = {}
        for chain in chains:
            for root in self.context.roots:
                try:
                    key = root.signing_key(chain, now)
                except ValueError:
                    continue
                keys[key_id(key.public_key)] = key
        return keys

    def _item_of(self, delivery, keys):
        record = error = None
        try:
            record = verify_released(delivery.record, keys.get)
            if record.transfer_id != delivery.transfer_id or \
                    record.header.recipient != self.context.agency:
                record = None
                raise EnlaceError({"code": "INVALID_ARGUMENT", "message":
                                   "the record is another delivery's"})
        except EnlaceError as caught:
            error = caught
        return InboxItem(delivery.cursor, delivery.transfer_id,
                         delivery.delivered_at_ms, delivery.confirmed, record,
                         error)

    # --- what became of it

    def status(self, record_id):
        """Where a record of the agency stands (GetStatusResponse)."""
        return self._call(
            "ExchangeService/GetStatus",
            exchange_service_pb2.GetStatusRequest(record_id=record_id),
            exchange_service_pb2.GetStatusResponse)

    def receipt(self, record_id, level="L2"):
        """The joint receipt (GetReceiptResponse), not verified.

        `enlace receipt FILE --verify` verifies its JSON with the roots alone.
        """
        return self._call(
            "ExchangeService/GetReceipt", exchange_service_pb2.GetReceiptRequest(
                record_id=record_id,
                level=receipt_pb2.ReceiptLevel.Value(f"RECEIPT_LEVEL_{level}")),
            exchange_service_pb2.GetReceiptResponse)

    def revoke(self, record_id, reason):
        """Takes back a record before it is handed over; its state."""
        return self._call(
            "ExchangeService/Revoke", exchange_service_pb2.RevokeRequest(
                record_id=record_id, reason=reason),
            exchange_service_pb2.RevokeResponse).state

    def node_status(self):
        """How the node is (GetNodeStatusResponse)."""
        return self._call("NodeService/GetNodeStatus",
                          node_service_pb2.GetNodeStatusRequest(),
                          node_service_pb2.GetNodeStatusResponse)

    # --- the wire

    def _call(self, method, request, response_class, attempts=ATTEMPTS_MAX,
              request_id=None):
        request_id = request_id or _new_request_id()
        ask = self._channel.unary_unary(
            f"/enlace.v1.{method}",
            request_serializer=type(request).SerializeToString,
            response_deserializer=response_class.FromString)
        for attempt in range(1, attempts + 1):
            try:
                return ask(request, timeout=DEADLINE_SECONDS, metadata=(
                    ("accept-language", self._language),
                    ("x-request-id", request_id)))
            except grpc.RpcError as error:
                if error.code() != grpc.StatusCode.UNAVAILABLE or \
                        attempt == attempts:
                    raise problems.from_rpc_error(error, request_id,
                                                  self._language) from None
            whole = 0.1 * 2 ** attempt
            self._pause(random.uniform(whole / 2, whole))
        raise AssertionError("unreachable")

    def _pause(self, seconds):
        """Sleeping alone would not do: gRPC works on a connection only while a
        thread of the process waits in it."""
        connected = grpc.channel_ready_future(self._channel)
        try:
            connected.result(timeout=seconds)
            time.sleep(seconds / 2)
        except grpc.FutureTimeoutError:
            connected.cancel()


def _new_request_id():
    """Names a call in the node's log."""
    return secrets.token_hex(8)


def call_size(records):
    """How many of `records`, from the first on, fit one call."""
    count = size = 0
    for record in records[:RECORDS_MAX]:
        size += len(record.data)
        if count and size > BYTES_MAX:
            break
        count += 1
    return count


def believed(item):
    """The verified record of an item; raises its error if it has none."""
    if item.record is None:
        raise item.error
    return item.record


def _channel_to(context):
    # A node's certificate has one name, the URI of its identity.  gRPC looks
    # for the name to expect among all names; in brackets it takes the URI whole
    # instead of cutting it at its colon.  The authority must then be a word
    # without a port; the node does not look at it.
    expected = [("grpc.ssl_target_name_override", f"[{context.node}]"),
                ("grpc.default_authority", "node")]
    credentials = grpc.ssl_channel_credentials(
        context.tls_root, context.tls_key, context.tls_chain)
    return grpc.secure_channel(context.endpoint, credentials,
                               _OPTIONS + expected)


def _number(enum, prefix, name):
    try:
        return enum.Value(prefix + name.upper())
    except ValueError:
        raise EnlaceError({"code": "INVALID_ARGUMENT", "reason":
                           "REQUEST_INVALID", "message":
                           f"must be a {prefix[:-1].lower()}"}) from None
