package enlace.client;

import static enlace.client.EnlaceException.invalid;
import static enlace.client.EnlaceException.require;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import enlace.v1.Envelope.Submission;
import enlace.v1.HeaderOuterClass.BatchCover;
import enlace.v1.HeaderOuterClass.Channel;
import enlace.v1.HeaderOuterClass.Header;
import enlace.v1.HeaderOuterClass.Signature;
import enlace.v1.HeaderOuterClass.SignedStatement;
import enlace.v1.HeaderOuterClass.Statement;
import enlace.v1.HeaderOuterClass.Urgency;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.IntFunction;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What an agency signs: commitments, statement, submission. docs/envelope.md gives every byte;
 * docs/wire-protocol.md works one example.
 */
final class Envelope {
  static final int VERSION = 1;
  static final int HASH_SIZE = 32;
  static final int SEED_SIZE = 32;
  static final int MESSAGE_ID_SIZE = 16;
  static final int STATEMENT_SIZE_MAX = 4096;
  static final int RECORD_SIZE_MAX = 512 << 10;
  static final Duration USUAL_VALIDITY = Duration.ofHours(72);
  private static final int COVER_MAX = 16; // hashes
  private static final long INSTANT_MAX = 253402300799999L; // end of the year 9999

  private Envelope() {}

  static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException error) {
      throw new IllegalStateException(error);
    }
  }

  private static byte[] hmac(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException error) {
      throw new IllegalStateException(error);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] u32(int number) {
    return ByteBuffer.allocate(4).putInt(number).array();
  }

  static byte[] salt(byte[] seed, String path) {
    return hmac(seed, path.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] commitment(byte[] salt, Leaf leaf) {
    byte[] path = leaf.path().getBytes(StandardCharsets.UTF_8);
    return sha256(
        ascii("enlace.leaf.v1\0"), salt, u32(path.length), path, new byte[] {(byte) leaf.tag()},
        leaf.value().toByteArray());
  }

  static byte[] root(List<byte[]> commitments) {
    byte[][] parts = new byte[commitments.size() + 2][];
    parts[0] = ascii("enlace.root.v1\0");
    parts[1] = u32(commitments.size());
    for (int i = 0; i < commitments.size(); ++i) {
      parts[i + 2] = commitments.get(i);
    }
    return sha256(parts);
  }

  static byte[] root(List<Leaf> leaves, byte[] seed) {
    return root(leaves.stream().map(leaf -> commitment(salt(seed, leaf.path()), leaf)).toList());
  }

  static byte[] bodyDigest(byte[] seed, byte[] body) {
    return hmac(hmac(seed, ascii("enlace.body.v1")), body);
  }

  /** A UUIDv7 (RFC 9562). */
  static ByteString newMessageId(Instant now, IntFunction<byte[]> random) {
    byte[] id = new byte[MESSAGE_ID_SIZE];
    ByteBuffer.wrap(id).putShort((short) (now.toEpochMilli() >> 32)).putInt((int) now.toEpochMilli());
    System.arraycopy(random.apply(10), 0, id, 6, 10);
    id[6] = (byte) (id[6] & 0x0f | 0x70);
    id[8] = (byte) (id[8] & 0x3f | 0x80);
    return ByteString.copyFrom(id);
  }

  static byte[] secure(int size) {
    byte[] bytes = new byte[size];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  /**
   * The signed submission of a draft; FIELD_INVALID or TOO_LARGE if header or record are not of
   * their form. What the record's fields must hold is the node's to check.
   */
  static SignedRecord compose(Draft draft, Signer signer, Instant now, IntFunction<byte[]> random) {
    Strict.checkKnown(draft.record(), "record", 0);
    byte[] body = Strict.serialize(draft.record());
    require(body.length <= RECORD_SIZE_MAX, "TOO_LARGE", "the record is too large");
    byte[] seed = random.apply(SEED_SIZE);
    byte[] statement = statement(header(draft, signer.sender(), now, random), draft.record(), seed);
    byte[] signature = Signing.sign(signer.key(), Signing.STATEMENT, statement);
    SignedStatement signed =
        SignedStatement.newBuilder()
            .setStatement(ByteString.copyFrom(statement))
            .setSignature(
                Signature.newBuilder()
                    .setKeyId(Signing.keyId(signer.publicKey()))
                    .setSignature(ByteString.copyFrom(signature)))
            .build();
    byte[] data =
        Strict.serialize(
            Submission.newBuilder()
                .setStatement(signed)
                .setBody(ByteString.copyFrom(body))
                .setSeed(ByteString.copyFrom(seed))
                .build());
    return new SignedRecord(ByteString.copyFrom(sha256(statement)), ByteString.copyFrom(data));
  }

  private static Header header(
      Draft draft, String sender, Instant now, IntFunction<byte[]> random) {
    var rules = RecordTypes.rulesOf(draft.record().getDescriptorForType());
    Duration validFor = draft.validFor();
    if (validFor.isZero()) {
      Duration longest = Duration.ofHours(rules.getMaxValidityHours());
      boolean shorter = !longest.isZero() && longest.compareTo(USUAL_VALIDITY) < 0;
      validFor = shorter ? longest : USUAL_VALIDITY;
    }
    return Header.newBuilder()
        .setVersion(VERSION)
        .setType(draft.record().getDescriptorForType().getName())
        .setSchema(rules.getSchema())
        .setMessageId(draft.messageId().isEmpty() ? newMessageId(now, random) : draft.messageId())
        .setParent(draft.parent())
        .setSender(sender)
        .setRecipient(draft.recipient())
        .setChannel(draft.channel())
        .setUrgency(draft.urgency())
        .setCreatedAtMs(now.toEpochMilli())
        .setValidUntilMs(now.plus(validFor).toEpochMilli())
        .build();
  }

  /** The bytes that the originator signs. */
  static byte[] statement(Header header, Message record, byte[] seed) {
    checkHeader(header);
    return Strict.serialize(
        Statement.newBuilder()
            .setHeader(header)
            .setBodyDigest(ByteString.copyFrom(bodyDigest(seed, Strict.serialize(record))))
            .setCommitmentRoot(ByteString.copyFrom(root(Leaves.of(record), seed)))
            .build());
  }

  static Statement parseStatement(ByteString data) {
    Statement statement =
        Strict.parse(Statement.getDefaultInstance(), data, "statement", STATEMENT_SIZE_MAX);
    checkHeader(statement.getHeader());
    check(statement.getBodyDigest().size() == HASH_SIZE, "body_digest", "must have 32 bytes");
    check(
        statement.getCommitmentRoot().size() == HASH_SIZE, "commitment_root", "must have 32 bytes");
    return statement;
  }

  /** FIELD_INVALID or SCHEMA_UNSUPPORTED unless every field is of its form. */
  static void checkHeader(Header header) {
    require(header.getVersion() == VERSION, "SCHEMA_UNSUPPORTED", "header.version must be 1");
    check(
        header.getType().matches("[A-Z][A-Za-z0-9]{0,63}"),
        "header.type", "must be the name of a record type");
    check(
        header.getSchema().length() <= 16
            && header.getSchema().matches("(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)"),
        "header.schema", "must be of the form 1.0");
    ByteString id = header.getMessageId();
    check(
        id.size() == MESSAGE_ID_SIZE
            && (id.byteAt(6) & 0xf0) == 0x70
            && (id.byteAt(8) & 0xc0) == 0x80,
        "header.message_id", "must be the 16 bytes of a UUIDv7");
    check(
        header.getParent().isEmpty() || header.getParent().size() == HASH_SIZE,
        "header.parent", "must be a record id of 32 bytes, or empty");
    checkAgency("header.sender", header.getSender());
    checkAgency("header.recipient", header.getRecipient());
    check(
        header.getChannel() != Channel.UNRECOGNIZED && header.getChannelValue() != 0,
        "header.channel", "must be a known channel");
    check(
        header.getUrgency() != Urgency.UNRECOGNIZED && header.getUrgencyValue() != 0,
        "header.urgency", "must be a known urgency");
    check(
        header.getCreatedAtMs() > 0 && header.getCreatedAtMs() <= INSTANT_MAX,
        "header.created_at_ms", "must be milliseconds since 1970 UTC");
    check(
        header.getValidUntilMs() > header.getCreatedAtMs()
            && header.getValidUntilMs() <= INSTANT_MAX,
        "header.valid_until_ms", "must be later than created_at_ms");
  }

  private static void checkAgency(String field, String uri) {
    try {
      Identity.trustDomain(uri, "agency");
    } catch (IllegalArgumentException error) {
      throw invalid(field, "must be the identity of an agency");
    }
  }

  private static void check(boolean condition, String field, String problem) {
    if (!condition) {
      throw invalid(field, problem);
    }
  }

  /** The batch root that `cover` leads from a statement to. */
  static byte[] rootOfCover(ByteString statement, BatchCover cover) {
    int index = cover.getIndex();
    boolean fits =
        cover.getBlind().size() == HASH_SIZE
            && cover.getPathCount() >= 1
            && cover.getPathCount() <= COVER_MAX
            && index >= 0
            && index < 1 << cover.getPathCount()
            && cover.getPathList().stream().allMatch(hash -> hash.size() == HASH_SIZE);
    require(fits, "SIGNATURE_INVALID", "the batch does not cover the statement");
    byte[] node =
        sha256(
            new byte[] {0}, cover.getBlind().toByteArray(), sha256(statement.toByteArray()));
    for (ByteString sibling : cover.getPathList()) {
      byte[] other = sibling.toByteArray();
      boolean right = (index & 1) == 1;
      node = sha256(new byte[] {1}, right ? other : node, right ? node : other);
      index >>= 1;
    }
    return node;
  }
}
