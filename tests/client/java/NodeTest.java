import com.google.protobuf.ByteString;
import com.google.protobuf.util.JsonFormat;
import enlace.client.Context;
import enlace.client.Draft;
import enlace.client.EnlaceException;
import enlace.client.Hex;
import enlace.client.Node;
import enlace.client.SignedRecord;
import enlace.v1.Context.PurposeCode;
import enlace.v1.Envelope.DecisionOutcome;
import enlace.v1.FirearmTrace.FirearmTraceRequest;
import enlace.v1.HeaderOuterClass.Urgency;
import enlace.v1.OutcomeOuterClass.RecordState;
import enlace.v1.Receipt.ReceiptLevel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * The Java package without an agent, against two real nodes: NodeTest CONTEXTS RECORDS OUT. Asks
 * for a restart of the node of mx by a line on standard output, and waits for one on standard input.
 */
public final class NodeTest {
  private static final long MILLISECONDS_MAX = 20_000;
  private static final Path[] FOLDERS = new Path[3];

  public static void main(String[] arguments) throws Exception {
    for (int i = 0; i < 3; ++i) {
      FOLDERS[i] = Path.of(arguments[i]);
    }
    thereAndBack();
    faultyFields();
    refusedCalls();
    denied();
    onlyTheNodeOfTheContext();
    sameBytesSameOutcome();
    System.out.println("done");
  }

  private static void check(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
    System.out.println("ok " + what);
  }

  private static <T> T eventually(Supplier<T> found) throws InterruptedException {
    long end = System.currentTimeMillis() + MILLISECONDS_MAX;
    while (true) {
      T value = found.get();
      if (value != null) {
        return value;
      }
      if (System.currentTimeMillis() > end) {
        throw new AssertionError("did not come to be in time");
      }
      Thread.sleep(50);
    }
  }

  private static Node open(String agency) throws Exception {
    return Node.open(FOLDERS[0].resolve(agency + ".toml"));
  }

  private static String json(String name) throws Exception {
    return Files.readString(FOLDERS[1].resolve(name + ".json"));
  }

  private static Draft request(Node node, String caseRef) throws Exception {
    Draft draft = node.draft("FirearmTraceRequest", json("trace_request"), "us-atf");
    FirearmTraceRequest.Builder record = ((FirearmTraceRequest) draft.record()).toBuilder();
    record.getContextBuilder().setCaseRef(caseRef);
    record
        .getContextBuilder()
        .getLegalBasisBuilderList()
        .forEach(
            basis -> {
              if (basis.hasCaseRef()) {
                basis.setCaseRef(caseRef);
              }
            });
    return new Draft(record.build(), draft.recipient()).withUrgency(Urgency.URGENCY_PRIORITY);
  }

  private static Node.InboxItem arrived(Node node, ByteString recordId) throws Exception {
    return eventually(
        () ->
            node.inbox(0, false).stream()
                .filter(i -> i.record() != null && i.record().recordId().equals(recordId))
                .findFirst()
                .orElse(null));
  }

  private static void thereAndBack() throws Exception {
    Node fgr = open("mx-fgr");
    Node atf = open("us-atf");
    var sent = fgr.send(request(fgr, "java-1"));
    check(sent.getDecision() == DecisionOutcome.DECISION_OUTCOME_PERMIT, "a record is permitted");
    Node.InboxItem item = arrived(atf, sent.getRecordId());
    FirearmTraceRequest record = (FirearmTraceRequest) item.record().record();
    check(record.getFirearm().getSerialNumber().equals("TEST50A00123"), "it arrives verified");
    check(item.record().withheld().contains("possessor.race"), "what was removed is named");
    check(!record.getPossessor().hasRace(), "and not there");
    check(!item.toString().contains("TEST50A00123"), "no text of an item holds a value");
    check(atf.confirm(List.of(item.transferId())) == 1, "it is confirmed");
    check(atf.confirm(List.of(item.transferId())) == 0, "once");
    var answer = atf.send(atf.answer(item, "FirearmTraceResult", json("trace_result")));
    Node.InboxItem back = arrived(fgr, answer.getRecordId());
    check(back.record().header().getParent().equals(sent.getRecordId()), "it is answered");
    eventually(
        () ->
            fgr.status(sent.getRecordId()).getState() == RecordState.RECORD_STATE_COLLECTED
                ? true
                : null);
    var receipt = fgr.receipt(sent.getRecordId(), ReceiptLevel.RECEIPT_LEVEL_L0);
    Files.writeString(
        FOLDERS[2].resolve("java.receipt"), JsonFormat.printer().print(receipt.getReceipt()));
    check(receipt.getReceipt().getNodesCount() == 2, "its receipt has both nodes");
  }

  private static void faultyFields() throws Exception {
    Node fgr = open("mx-fgr");
    try {
      fgr.draft("FirearmTraceRequest", "{\"recoveryCountry\": \"nowhere\"}", "us-atf");
      throw new AssertionError("an unknown field was taken");
    } catch (EnlaceException.InvalidRecord error) {
      check(!error.getMessage().contains("nowhere"), "an unknown field is refused, unquoted");
    }
    Draft draft = request(fgr, "SECRET-CASE");
    FirearmTraceRequest.Builder record = ((FirearmTraceRequest) draft.record()).toBuilder();
    record.getFirearmBuilder().setSerialNumber("secret*value").setCaliber("\n");
    EnlaceException fault =
        fgr.submit(List.of(fgr.sign(new Draft(record.build(), draft.recipient())))).get(0).error();
    check(fault instanceof EnlaceException.InvalidRecord, "a faulty record is refused");
    List<String> fields = fault.faults().stream().map(EnlaceException.Fault::field).toList();
    check(
        fields.containsAll(List.of("firearm.serial_number", "firearm.caliber")),
        "every faulty field is named");
    check(
        fault.reason().equals("FIELD_INVALID")
            && fault.hint().startsWith("corrija")
            && fault.faults().stream()
                .noneMatch(f -> f.descriptionEs().isEmpty() || f.reason().isEmpty()),
        "with reason and Spanish");
    check(!(fault + fault.faults().toString()).contains("secret"), "and no value");
  }

  private static void refusedCalls() throws Exception {
    Node fgr = open("mx-fgr");
    try {
      fgr.status(ByteString.copyFrom(new byte[32]));
      throw new AssertionError("told of another's record");
    } catch (EnlaceException.NotEntitled error) {
      check(error.reason().equals("NOT_ENTITLED") && !error.hint().isEmpty(), "typed");
      Files.writeString(FOLDERS[2].resolve("request-id"), error.requestId());
    }
    ByteString id = fgr.send(request(fgr, "java-revoke")).getRecordId();
    try {
      fgr.revoke(id, "");
      throw new AssertionError("revoked without a reason");
    } catch (EnlaceException.InvalidRecord error) {
      check(error.faults().get(0).field().equals("reason"), "a call's faulty field is named");
    }
  }

  private static void denied() throws Exception {
    Node fgr = open("mx-fgr");
    check(
        fgr.tryRecord(request(fgr, "java-try")).getDecision()
            == DecisionOutcome.DECISION_OUTCOME_PERMIT,
        "what would be decided");
    Draft draft = request(fgr, "java-deny");
    FirearmTraceRequest.Builder record = ((FirearmTraceRequest) draft.record()).toBuilder();
    record.getContextBuilder().setPurposeCode(PurposeCode.PURPOSE_CODE_STATISTICS);
    var outcome = fgr.send(new Draft(record.build(), draft.recipient()));
    check(outcome.getReason().equals("B04"), "a denial is an outcome");
  }

  private static void onlyTheNodeOfTheContext() throws Exception {
    String text = Files.readString(FOLDERS[0].resolve("mx-fgr.toml"), StandardCharsets.UTF_8);
    Path changed = FOLDERS[0].resolve("java-stranger.toml");
    for (String stranger : List.of("mx.enlace.example/node/2", "us.enlace.example/node/1")) {
      Files.writeString(changed, text.replace("mx.enlace.example/node/1", stranger));
      try {
        Node.open(changed).nodeStatus();
        throw new AssertionError("talked to another node");
      } catch (EnlaceException.TryAgain error) {
        check(error.code().equals("UNAVAILABLE"), "not to " + stranger);
      }
    }
    Files.writeString(changed, text.replace("endpoint", "end_point"));
    try {
      Context.load(changed);
      throw new AssertionError("an unknown setting was taken");
    } catch (IllegalArgumentException error) {
      check(error.getMessage().contains("line"), "an unknown setting is an error");
    }
  }

  private static void sameBytesSameOutcome() throws Exception {
    Node fgr = open("mx-fgr");
    SignedRecord signed = fgr.sign(request(fgr, "java-once"));
    ByteString first = fgr.submit(List.of(signed)).get(0).outcomeBytes();
    check(
        fgr.submit(List.of(signed, signed)).stream()
            .allMatch(result -> result.outcomeBytes().equals(first)),
        "the same bytes get the same outcome");
    driver("stop");
    EnlaceException down = fgr.submit(List.of(signed)).get(0).error();
    check(
        down.again() && down.reason().equals("UNAVAILABLE") && !down.requestId().isEmpty(),
        "a node that is down is worth another try");
    driver("start");
    check(
        fgr.submit(List.of(signed)).get(0).outcomeBytes().equals(first),
        "also after a restart, under record id " + Hex.of(signed.recordId()).substring(0, 8));
  }

  private static void driver(String what) throws Exception {
    System.out.println(what);
    System.out.flush();
    while (System.in.read() != '\n') {
      continue;
    }
  }
}
