package enlace.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import enlace.v1.ExchangeServiceOuterClass.CollectRequest;
import enlace.v1.ExchangeServiceOuterClass.CollectResponse;
import enlace.v1.ExchangeServiceOuterClass.ConfirmRequest;
import enlace.v1.ExchangeServiceOuterClass.ConfirmResponse;
import enlace.v1.ExchangeServiceOuterClass.Delivery;
import enlace.v1.ExchangeServiceOuterClass.GetReceiptRequest;
import enlace.v1.ExchangeServiceOuterClass.GetReceiptResponse;
import enlace.v1.ExchangeServiceOuterClass.GetStatusRequest;
import enlace.v1.ExchangeServiceOuterClass.GetStatusResponse;
import enlace.v1.ExchangeServiceOuterClass.RevokeRequest;
import enlace.v1.ExchangeServiceOuterClass.RevokeResponse;
import enlace.v1.ExchangeServiceOuterClass.SubmitRequest;
import enlace.v1.ExchangeServiceOuterClass.SubmitResponse;
import enlace.v1.ExchangeServiceOuterClass.SubmitResult;
import enlace.v1.ExchangeServiceOuterClass.TryRequest;
import enlace.v1.ExchangeServiceOuterClass.TryResponse;
import enlace.v1.NodeServiceOuterClass.GetNodeStatusRequest;
import enlace.v1.NodeServiceOuterClass.GetNodeStatusResponse;
import enlace.v1.OutcomeOuterClass.Outcome;
import enlace.v1.OutcomeOuterClass.RecordState;
import enlace.v1.Receipt.ReceiptLevel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The own nation's node, asked as one agency, without an agent. Thread-safe.
 *
 * <pre>
 *   Node node = Node.open(Path.of("mx-fgr.toml"));
 *   SignedRecord signed = node.sign(node.draft("FirearmTraceRequest", json, "us-atf"));
 *   keep(signed);                          // before it is submitted
 *   Result result = node.submit(List.of(signed)).get(0);
 * </pre>
 *
 * <p>The program holds the keys, composes, signs, keeps, repeats and verifies; docs/wire-protocol.md
 * fixes what it does. What the rule book denies or holds is no error but an outcome. A call that
 * gets no answer is repeated with the same bytes. Every method throws {@link EnlaceException}.
 */
public final class Node {
  /** What became of one record: either is null. `outcomeBytes` are the same for every repetition. */
  public record Result(Outcome outcome, ByteString outcomeBytes, EnlaceException error) {}

  /**
   * A record that waits. `record` is null if it does not verify: do not use it, tell the operator
   * what `error` says.
   */
  public record InboxItem(
      long cursor,
      ByteString transferId,
      long deliveredAtMs,
      boolean confirmed,
      VerifiedRecord record,
      EnlaceException error) {}

  static final int RECORDS_MAX = 128; // of one call
  static final int BYTES_MAX = 512 << 10;

  private final Context context;
  private final Wire wire;

  public Node(Context context) {
    this.context = context;
    wire = new Wire(NodeTls.open(context), context.endpoint(), context.language());
  }

  /** Reads the context; does not wait for the node. */
  public static Node open(Path contextFile) throws IOException {
    return new Node(Context.load(contextFile));
  }

  public Context context() {
    return context;
  }

  /** A draft of the record that `json` (proto3 JSON) holds, to a URI or an id such as "us-atf". */
  public Draft draft(String type, String json, String to) {
    return new Draft(RecordTypes.SHIPPED.fromJson(type, json), context.agencyUri(to));
  }

  /** A draft of an answer: to the sender, on the same channel, under its record id. */
  public Draft answer(InboxItem item, String type, String json) {
    if (item.record() == null) {
      throw item.error();
    }
    var header = item.record().header();
    return new Draft(RecordTypes.SHIPPED.fromJson(type, json), header.getSender())
        .withChannel(header.getChannel())
        .withUrgency(header.getUrgency())
        .withParent(item.record().recordId());
  }

  /** Signs once: keep it before it is submitted, and submit it again as it is after a crash. */
  public SignedRecord sign(Draft draft) {
    return Envelope.compose(draft, context.signer(), Instant.now(), Envelope::secure);
  }

  /** A result for each record, in order. */
  public List<Result> submit(List<SignedRecord> records) {
    List<Result> results = new ArrayList<>();
    while (results.size() < records.size()) {
      List<SignedRecord> rest = records.subList(results.size(), records.size());
      results.addAll(submitCall(rest.subList(0, callSize(rest))));
    }
    return results;
  }

  /** Signs and submits one draft. */
  public Outcome send(Draft draft) {
    Result result = submit(List.of(sign(draft))).get(0);
    if (result.error() != null) {
      throw result.error();
    }
    return result.outcome();
  }

  /** What the own node would decide. Nothing is sent; each question is logged and counts. */
  public TryResponse tryRecord(Draft draft) {
    return wire.call(
        "ExchangeService/Try",
        TryRequest.newBuilder().setSubmission(sign(draft).data()).build(),
        TryResponse.getDefaultInstance(), 1, Wire.newRequestId());
  }

  private List<Result> submitCall(List<SignedRecord> records) {
    SubmitRequest.Builder request = SubmitRequest.newBuilder();
    records.forEach(record -> request.addSubmissions(record.data()));
    String requestId = Wire.newRequestId();
    List<Result> results = new ArrayList<>();
    try {
      SubmitResponse response =
          wire.call(
              "ExchangeService/Submit", request.build(), SubmitResponse.getDefaultInstance(),
              Wire.ATTEMPTS_MAX, requestId);
      if (response.getResultsCount() != records.size()) {
        throw refused("INTERNAL", "the node did not answer for each record");
      }
      for (SubmitResult one : response.getResultsList()) {
        results.add(
            one.hasProblem()
                ? new Result(null, null, wire.problem(one.getProblem(), requestId))
                : new Result(Outcome.parseFrom(one.getOutcome()), one.getOutcome(), null));
      }
      return results;
    } catch (InvalidProtocolBufferException error) {
      throw refused("INTERNAL", "the node's outcome cannot be read");
    } catch (EnlaceException error) {
      records.forEach(record -> results.add(new Result(null, null, error)));
      return results;
    }
  }

  private static EnlaceException refused(String code, String message) {
    return EnlaceException.of(new EnlaceException.Told(code, "", message), "en");
  }

  /** How many of `records`, from the first on, fit one call. */
  static int callSize(List<SignedRecord> records) {
    int count = 0;
    long size = 0;
    for (; count < Math.min(records.size(), RECORDS_MAX); ++count) {
      size += records.get(count).data().size();
      if (count > 0 && size > BYTES_MAX) {
        break;
      }
    }
    return count;
  }

  /**
   * The records behind cursor `after`, at most 128; none: there are no more. Keep each with its
   * cursor, then confirm it.
   */
  public List<InboxItem> inbox(long after, boolean confirmedToo) {
    CollectResponse page =
        call(
            "ExchangeService/Collect",
            CollectRequest.newBuilder()
                .setAfter(after)
                .setPageSize(RECORDS_MAX)
                .setIncludeConfirmed(confirmedToo)
                .build(),
            CollectResponse.getDefaultInstance());
    Map<String, NationalRoot.SigningKey> keys = keysOf(page.getCertificatesList());
    List<InboxItem> items = new ArrayList<>();
    long last = after;
    for (Delivery delivery : page.getDeliveriesList()) {
      if (delivery.getCursor() <= last) {
        throw refused("DATA_LOSS", "the node's inbox repeats a cursor");
      }
      last = delivery.getCursor();
      items.add(itemOf(delivery, keys));
    }
    return items;
  }

  /** A refused certificate is one that is not there: KEY_UNKNOWN. */
  private Map<String, NationalRoot.SigningKey> keysOf(List<String> chains) {
    Map<String, NationalRoot.SigningKey> keys = new HashMap<>();
    for (String chain : chains) {
      for (NationalRoot root : context.roots()) {
        try {
          NationalRoot.SigningKey key = root.signingKey(chain, Instant.now());
          keys.put(Signing.keyId(key.key()), key);
        } catch (IllegalArgumentException error) {
          continue;
        }
      }
    }
    return keys;
  }

  private InboxItem itemOf(Delivery delivery, Map<String, NationalRoot.SigningKey> keys) {
    VerifiedRecord record = null;
    EnlaceException error = null;
    try {
      VerifiedRecord verified =
          ReleasedRecords.verify(delivery.getRecord(), keys::get, true, RecordTypes.SHIPPED);
      if (!verified.transferId().equals(delivery.getTransferId())
          || !verified.header().getRecipient().equals(context.agency())) {
        throw EnlaceException.refusal("", "the record is another delivery's");
      }
      record = verified;
    } catch (EnlaceException caught) {
      error = caught;
    }
    return new InboxItem(
        delivery.getCursor(), delivery.getTransferId(), delivery.getDeliveredAtMs(),
        delivery.getConfirmed(), record, error);
  }

  /** Tells the node that these records were taken, at most 128; how many were not before. */
  public int confirm(List<ByteString> transferIds) {
    return call(
            "ExchangeService/Confirm",
            ConfirmRequest.newBuilder().addAllTransferIds(transferIds).build(),
            ConfirmResponse.getDefaultInstance())
        .getConfirmed();
  }

  /** Where a record of the agency stands. */
  public GetStatusResponse status(ByteString recordId) {
    return call(
        "ExchangeService/GetStatus", GetStatusRequest.newBuilder().setRecordId(recordId).build(),
        GetStatusResponse.getDefaultInstance());
  }

  /** The joint receipt, not verified: `enlace receipt FILE --verify` does that to its JSON. */
  public GetReceiptResponse receipt(ByteString recordId, ReceiptLevel level) {
    return call(
        "ExchangeService/GetReceipt",
        GetReceiptRequest.newBuilder().setRecordId(recordId).setLevel(level).build(),
        GetReceiptResponse.getDefaultInstance());
  }

  /** Takes back a record before it is handed over; its state. */
  public RecordState revoke(ByteString recordId, String reason) {
    return call(
            "ExchangeService/Revoke",
            RevokeRequest.newBuilder().setRecordId(recordId).setReason(reason).build(),
            RevokeResponse.getDefaultInstance())
        .getState();
  }

  /** How the node is. */
  public GetNodeStatusResponse nodeStatus() {
    return call(
        "NodeService/GetNodeStatus", GetNodeStatusRequest.getDefaultInstance(),
        GetNodeStatusResponse.getDefaultInstance());
  }

  private <T extends Message> T call(String method, Message request, T empty) {
    return wire.call(method, request, empty, Wire.ATTEMPTS_MAX, Wire.newRequestId());
  }
}
