package enlace.client;

import static enlace.client.EnlaceException.invalid;
import static enlace.client.EnlaceException.refusal;
import static enlace.client.EnlaceException.require;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import enlace.v1.Envelope.DecisionOutcome;
import enlace.v1.Envelope.FullForm;
import enlace.v1.Envelope.Generalization;
import enlace.v1.Envelope.LeafEntry;
import enlace.v1.Envelope.OpenedForm;
import enlace.v1.Envelope.OpenedLeaf;
import enlace.v1.Envelope.Redaction;
import enlace.v1.Envelope.ReleaseStatement;
import enlace.v1.Envelope.ReleasedRecord;
import enlace.v1.Envelope.SignedRelease;
import enlace.v1.HeaderOuterClass.BatchCover;
import enlace.v1.HeaderOuterClass.Header;
import enlace.v1.HeaderOuterClass.Signature;
import enlace.v1.HeaderOuterClass.SignedStatement;
import enlace.v1.HeaderOuterClass.Statement;
import enlace.v1.Options.Chain;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** The six rules of docs/envelope.md, "Released record". */
final class ReleasedRecords {
  static final int RECORD_MAX = 1 << 20;
  private static final int RELEASE_SIZE_MAX = 128 << 10;
  private static final int TRANSFER_ID_SIZE = 16;
  private static final int LIST_MAX = 256;
  private static final int TEXT_MAX = 500;

  private ReleasedRecords() {}

  /**
   * What the bytes prove.
   *
   * @param findKey the key of a key id, or null
   * @param delivered whether the word of the recipient's node must be there too, where that is
   *     another nation's
   */
  static VerifiedRecord verify(
      ByteString data,
      Function<String, NationalRoot.SigningKey> findKey,
      boolean delivered,
      RecordTypes types) {
    ReleasedRecord released =
        Strict.parse(ReleasedRecord.getDefaultInstance(), data, "record", RECORD_MAX);
    SignedStatement origin = released.getStatement();
    Statement statement = Envelope.parseStatement(origin.getStatement());
    Header header = statement.getHeader();
    checkSignature(
        origin.getStatement(), origin.getSignature(), origin.hasBatch() ? origin.getBatch() : null,
        header.getSender(), header.getCreatedAtMs(), findKey, Signing.STATEMENT, Signing.BATCH);
    ByteString recordId =
        ByteString.copyFrom(Envelope.sha256(origin.getStatement().toByteArray()));
    List<ReleaseStatement> releases = releases(released, header, delivered, recordId, findKey);
    Message empty = types.empty(header.getType());
    Map<String, LeafField> fields = LeafField.of(empty.getDescriptorForType());
    List<Generalization> coarser =
        releases.stream().flatMap(r -> r.getGeneralizationsList().stream()).toList();
    Message record;
    List<String> opened;
    List<String> withheld = List.of();
    if (released.hasFull()) {
      record = full(released.getFull(), statement, empty, fields);
      opened = Leaves.of(record).stream().map(Leaf::path).toList();
      require(
          coarser.isEmpty() && releases.stream().allMatch(r -> r.getRedactionsCount() == 0),
          "REDACTION_MISMATCH", "a full form lacks nothing");
    } else {
      List<String> entries = new ArrayList<>();
      record = opened(released.getOpened(), statement, empty, fields, entries);
      withheld = account(fields, entries, releases);
      opened = entries.stream().filter(path -> !path.isEmpty()).toList();
    }
    coarser.forEach(one -> checkCoarser(fields, one));
    Set<String> caveats = new LinkedHashSet<>();
    releases.forEach(release -> caveats.addAll(release.getCaveatsList()));
    return new VerifiedRecord(
        header, record, recordId, releases.get(0).getTransferId(), opened, withheld, coarser,
        releases, List.copyOf(caveats));
  }

  private static void checkSignature(
      ByteString statement,
      Signature signature,
      BatchCover cover,
      String identity,
      long atMs,
      Function<String, NationalRoot.SigningKey> findKey,
      String alone,
      String covered) {
    NationalRoot.SigningKey key = findKey.apply(signature.getKeyId());
    require(key != null, "KEY_UNKNOWN", "the signing key is not known");
    if (!key.identity().equals(identity)) {
      throw EnlaceException.of(
          new EnlaceException.Told(
              "PERMISSION_DENIED", "SENDER_MISMATCH", "the signing key is another party's"),
          "en");
    }
    Instant at = Instant.ofEpochMilli(atMs);
    require(
        !at.isBefore(key.notBefore()) && !at.isAfter(key.notAfter()),
        "SIGNATURE_INVALID", "the signing key did not count at that time");
    byte[] payload =
        cover == null ? statement.toByteArray() : Envelope.rootOfCover(statement, cover);
    require(
        Signing.verifies(
            key.key(), cover == null ? alone : covered, payload,
            signature.getSignature().toByteArray()),
        "SIGNATURE_INVALID", "the signature does not fit");
  }

  private static void valid(boolean condition, String why) {
    require(condition, "RELEASE_INVALID", why);
  }

  private static List<ReleaseStatement> releases(
      ReleasedRecord released,
      Header header,
      boolean delivered,
      ByteString recordId,
      Function<String, NationalRoot.SigningKey> findKey) {
    List<String> domains = new ArrayList<>();
    domains.add(Identity.trustDomain(header.getSender(), "agency"));
    String last = Identity.trustDomain(header.getRecipient(), "agency");
    if (delivered && !last.equals(domains.get(0))) {
      domains.add(last);
    }
    valid(
        released.getReleasesCount() == domains.size(),
        "the record must carry the permit of each node that it passed");
    List<ReleaseStatement> found = new ArrayList<>();
    for (int i = 0; i < domains.size(); ++i) {
      SignedRelease signed = released.getReleases(i);
      ReleaseStatement release =
          Strict.parse(
              ReleaseStatement.getDefaultInstance(), signed.getStatement(), "release",
              RELEASE_SIZE_MAX);
      checkRelease(release, domains.get(i));
      checkSignature(
          signed.getStatement(), signed.getSignature(),
          signed.hasBatch() ? signed.getBatch() : null, release.getNode(),
          release.getDecidedAtMs(), findKey, Signing.RELEASE, Signing.RELEASE_BATCH);
      valid(release.getRecordId().equals(recordId), "the permit is another record's");
      valid(
          i == 0 || found.get(0).getTransferId().equals(release.getTransferId()),
          "the permit is another transfer's");
      found.add(release);
    }
    ByteString form = released.hasFull() ? released.getFull() : released.getOpened();
    valid(
        found
            .get(found.size() - 1)
            .getFormDigest()
            .equals(ByteString.copyFrom(Envelope.sha256(form.toByteArray()))),
        "the permit is about another form of the record");
    return found;
  }

  private static void checkRelease(ReleaseStatement release, String domain) {
    valid(release.getVersion() == 1, "release.version must be 1");
    String by = "";
    try {
      by = Identity.trustDomain(release.getNode(), "node");
    } catch (IllegalArgumentException error) {
      by = "";
    }
    valid(by.equals(domain), "release.node must be a node of that nation");
    valid(
        Stream.of(release.getRecordId(), release.getBookDigest(), release.getFormDigest())
                .allMatch(hash -> hash.size() == Envelope.HASH_SIZE)
            && release.getTransferId().size() == TRANSFER_ID_SIZE,
        "release has an id or digest of another size");
    valid(
        release.getOutcome() == DecisionOutcome.DECISION_OUTCOME_PERMIT,
        "release.outcome must be a permit");
    valid(
        release.getDecidedAtMs() > 0
            && release.getDecidedAtMs() < release.getValidUntilMs()
            && release.getRetainUntilMs() >= 0,
        "release has instants out of order");
    for (List<String> texts :
        List.of(
            release.getRuleIdsList(), release.getCitationsList(), release.getCaveatsList())) {
      valid(
          texts.size() <= LIST_MAX
              && texts.stream()
                  .mapToInt(text -> text.getBytes(StandardCharsets.UTF_8).length)
                  .allMatch(size -> size > 0 && size <= TEXT_MAX),
          "release has a list or text that is too long");
    }
    valid(
        release.getRedactionsCount() <= Leaf.LEAVES_MAX
            && release.getGeneralizationsCount() <= Leaf.LEAVES_MAX,
        "release announces too much");
    for (Redaction redaction : release.getRedactionsList()) {
      require(
          redaction.getNation().equals(domain), "REDACTION_MISMATCH",
          "a redaction names another nation than its node's");
    }
  }

  private static void bound(boolean condition) {
    require(
        condition, "COMMITMENT_MISMATCH", "the record is not the one that its sender signed");
  }

  private static Message full(
      ByteString data, Statement statement, Message empty, Map<String, LeafField> fields) {
    require(
        fields.values().stream().noneMatch(LeafField::silent), "FIELD_INVALID",
        "full must be an opened form for this record type");
    FullForm form =
        Strict.parse(
            FullForm.getDefaultInstance(), data, "full", Envelope.RECORD_SIZE_MAX + 64);
    require(
        form.getSeed().size() == Envelope.SEED_SIZE, "FIELD_INVALID", "seed must have 32 bytes");
    Message record = Strict.parse(empty, form.getBody(), "body", Envelope.RECORD_SIZE_MAX);
    byte[] seed = form.getSeed().toByteArray();
    byte[] digest = Envelope.bodyDigest(seed, form.getBody().toByteArray());
    byte[] root = Envelope.root(Leaves.of(record), seed);
    bound(
        ByteString.copyFrom(digest).equals(statement.getBodyDigest())
            && ByteString.copyFrom(root).equals(statement.getCommitmentRoot()));
    return record;
  }

  /** Fills `entries`: for each leaf its path if it is open, else "". */
  private static Message opened(
      ByteString data,
      Statement statement,
      Message empty,
      Map<String, LeafField> fields,
      List<String> entries) {
    OpenedForm form = Strict.parse(OpenedForm.getDefaultInstance(), data, "opened", RECORD_MAX);
    require(form.getLeavesCount() <= Leaf.LEAVES_MAX, "FIELD_INVALID", "too many leaves");
    Message.Builder record = empty.newBuilderForType();
    List<byte[]> commitments = new ArrayList<>();
    String last = "";
    for (LeafEntry entry : form.getLeavesList()) {
      if (!entry.hasOpened()) {
        require(
            entry.getCommitment().size() == Envelope.HASH_SIZE, "FIELD_INVALID",
            "a commitment must have 32 bytes");
        entries.add("");
        commitments.add(entry.getCommitment().toByteArray());
        continue;
      }
      OpenedLeaf one = entry.getOpened();
      require(
          Leaves.ORDER.compare(one.getPath(), last) > 0, "FIELD_INVALID",
          "the leaves must be in the order of their paths");
      last = one.getPath();
      require(
          one.getSalt().size() == Envelope.HASH_SIZE
              && one.getTypeTag() > Leaf.ABSENT
              && one.getTypeTag() <= Leaf.INSTANT,
          "FIELD_INVALID", "an open leaf must have a salt and a type");
      Leaf leaf = new Leaf(one.getPath(), one.getTypeTag(), one.getValue());
      try {
        Leaves.set(record, Leaves.placeOf(fields, leaf.path()), leaf);
      } catch (IllegalArgumentException error) {
        throw invalid("opened", "has a leaf that does not fit: " + error.getMessage());
      }
      entries.add(leaf.path());
      commitments.add(Envelope.commitment(one.getSalt().toByteArray(), leaf));
    }
    bound(ByteString.copyFrom(Envelope.root(commitments)).equals(statement.getCommitmentRoot()));
    return record.build();
  }

  /** The paths of the withheld leaves: every one must be explained. */
  private static List<String> account(
      Map<String, LeafField> fields, List<String> entries, List<ReleaseStatement> releases) {
    TreeSet<String> expected = new TreeSet<>(Leaves.ORDER);
    entries.stream().filter(path -> !path.isEmpty()).forEach(expected::add);
    Set<String> known = new HashSet<>(expected);
    for (ReleaseStatement release : releases) {
      Stream<String> announced =
          Stream.concat(
              release.getRedactionsList().stream().map(Redaction::getPath),
              release.getGeneralizationsList().stream().map(Generalization::getPath));
      announced.forEach(
          path -> {
            try {
              Leaves.placeOf(fields, path);
            } catch (IllegalArgumentException error) {
              throw mismatch("a node announces a path that names no leaf");
            }
            if (!known.add(path)) {
              throw mismatch("a leaf is announced twice, or is open");
            }
            expected.add(path);
          });
    }
    fields.values().stream().filter(LeafField::silent).forEach(f -> expected.add(f.path()));
    List<String> withheld = new ArrayList<>();
    if (expected.size() != entries.size()) {
      throw mismatch("the record lacks leaves that nobody announced");
    }
    int at = 0;
    for (String path : expected) {
      String entry = entries.get(at++);
      if (entry.isEmpty()) {
        withheld.add(path);
      } else if (!entry.equals(path)) {
        throw mismatch("a leaf is withheld out of its place");
      }
    }
    return withheld;
  }

  private static EnlaceException mismatch(String why) {
    return refusal("REDACTION_MISMATCH", why);
  }

  /** Initials of a name, the last four of a number. */
  private static void checkCoarser(Map<String, LeafField> fields, Generalization stated) {
    LeafField leaf = Leaves.placeOf(fields, stated.getPath()).field();
    FieldDescriptor field = leaf.field();
    String form =
        leaf.chain() == Chain.CHAIN_NAME && stated.getLevel().equals("initials")
            ? "(?s)(.\\.){1,16}"
            : leaf.chain() == Chain.CHAIN_NUMBER && stated.getLevel().equals("last4")
                ? "[A-Za-z0-9]{4}"
                : null;
    boolean fits =
        form != null
            && field.getType() == FieldDescriptor.Type.STRING
            && !field.isRepeated()
            && !leaf.silent()
            && stated.getTypeTag() == Leaf.TEXT
            && stated.getValue().isValidUtf8()
            && stated.getValue().toStringUtf8().matches(form)
            && !stated.getRuleId().isEmpty();
    if (!fits) {
      throw invalid("generalizations", "must state a value of their leaf's level, and the rule");
    }
  }
}
