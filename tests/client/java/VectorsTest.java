package enlace.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import enlace.v1.HeaderOuterClass.BatchCover;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The Java package against tests/vectors, to the bit: VectorsTest FOLDER. */
public final class VectorsTest {
  private static Path folder;
  private static RecordTypes types;

  public static void main(String[] arguments) throws Exception {
    folder = Path.of(arguments[0]);
    types = RecordTypes.in(enlace.v1.EnvelopeSampleOuterClass.class);
    leavesAndCommitments();
    statement();
    batch();
    refused();
    submissions();
    releasedRecords();
    errorsAndLimits();
    System.out.println("vectors fit");
  }

  private static void same(Object actual, Object expected, String what) {
    if (!expected.equals(actual)) {
      throw new AssertionError(what + ": " + actual + ", expected " + expected);
    }
  }

  private static void check(boolean condition, String what) {
    same(condition, true, what);
  }

  private static JsonElement vectors(String name) throws Exception {
    return JsonParser.parseString(Files.readString(folder.resolve(name)));
  }

  private static String text(JsonObject object, String name) {
    return object.get(name).getAsString();
  }

  private static ByteString bytes(JsonObject object, String name) {
    return Hex.parse(text(object, name));
  }

  private static List<String> texts(JsonObject object, String name) {
    List<String> all = new ArrayList<>();
    object.getAsJsonArray(name).forEach(one -> all.add(one.getAsString()));
    return all;
  }

  private static Message body(String type, ByteString data) {
    return Strict.parse(types.empty(type), data, "body", 1 << 19);
  }

  /** The JDK draws an Ed25519 key as 32 random bytes. */
  private static KeyPair key(ByteString seed) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
    generator.initialize(
        NamedParameterSpec.ED25519,
        new SecureRandom() {
          private static final long serialVersionUID = 1;

          @Override
          public void nextBytes(byte[] into) {
            seed.copyTo(into, 0);
          }
        });
    return generator.generateKeyPair();
  }

  private static void sameLeaves(JsonObject vector, Message record) {
    byte[] seed = bytes(vector, "seed").toByteArray();
    List<Leaf> leaves = Leaves.of(record);
    JsonArray expected = vector.getAsJsonArray("leaves");
    same(leaves.size(), expected.size(), "number of leaves");
    for (int i = 0; i < leaves.size(); ++i) {
      JsonObject one = expected.get(i).getAsJsonObject();
      Leaf leaf = leaves.get(i);
      same(leaf.path(), text(one, "path"), "path");
      same(leaf.tag(), one.get("tag").getAsInt(), leaf.path());
      same(Hex.of(leaf.value()), text(one, "value"), leaf.path());
      byte[] salt = Envelope.salt(seed, leaf.path());
      same(Hex.of(salt), text(one, "salt"), leaf.path());
      same(Hex.of(Envelope.commitment(salt, leaf)), text(one, "commitment"), leaf.path());
    }
    same(Hex.of(Envelope.root(leaves, seed)), text(vector, "root"), "root");
    same(
        Hex.of(Envelope.bodyDigest(seed, Strict.serialize(record))), text(vector, "body_digest"),
        "digest");
    Message.Builder again = record.newBuilderForType();
    Map<String, LeafField> fields = LeafField.of(record.getDescriptorForType());
    for (Leaf leaf : leaves) {
      if (leaf.tag() != Leaf.ABSENT) {
        Leaves.set(again, Leaves.placeOf(fields, leaf.path()), leaf);
      }
    }
    same(again.build(), record, "the record of its leaves");
  }

  private static void leavesAndCommitments() throws Exception {
    for (JsonElement element : vectors("envelope/leaves.json").getAsJsonArray()) {
      JsonObject vector = element.getAsJsonObject();
      sameLeaves(vector, body(text(vector, "type"), bytes(vector, "body")));
    }
  }

  private static void statement() throws Exception {
    JsonObject vector = vectors("envelope/statement.json").getAsJsonObject();
    ByteString data = bytes(vector, "statement");
    var parsed = Envelope.parseStatement(data);
    byte[] made =
        Envelope.statement(
            parsed.getHeader(), body(text(vector, "type"), bytes(vector, "body")),
            bytes(vector, "seed").toByteArray());
    same(Hex.of(made), text(vector, "statement"), "statement");
    same(Hex.of(Envelope.sha256(made)), text(vector, "record_id"), "record id");
    same(
        Hex.of(Signing.preAuthEncoding(Signing.STATEMENT, made)), text(vector, "pae"),
        "what is signed");
  }

  private static void batch() throws Exception {
    JsonObject vector = vectors("envelope/batch.json").getAsJsonObject();
    for (JsonElement element : vector.getAsJsonArray("covers")) {
      JsonObject one = element.getAsJsonObject();
      BatchCover.Builder cover =
          BatchCover.newBuilder()
              .setBlind(bytes(one, "blind"))
              .setIndex(one.get("index").getAsInt());
      texts(one, "path").forEach(hash -> cover.addPath(Hex.parse(hash)));
      same(
          Hex.of(Envelope.rootOfCover(bytes(one, "statement"), cover.build())),
          text(vector, "root"), "root of a batch");
    }
  }

  private static void refused() throws Exception {
    for (JsonElement element : vectors("envelope/refused.json").getAsJsonArray()) {
      JsonObject vector = element.getAsJsonObject();
      try {
        Leaves.of(body("EnvelopeSample", bytes(vector, "body")));
      } catch (EnlaceException error) {
        continue;
      }
      throw new AssertionError("taken: " + text(vector, "what"));
    }
  }

  private static void submissions() throws Exception {
    JsonObject file = vectors("wire/submissions.json").getAsJsonObject();
    KeyPair key = key(bytes(file.getAsJsonObject("signer"), "seed"));
    Signer signer =
        new Signer(
            text(file.getAsJsonObject("signer"), "identity"), key.getPrivate(), key.getPublic());
    for (JsonElement element : file.getAsJsonArray("submissions")) {
      JsonObject vector = element.getAsJsonObject();
      JsonObject header = vector.getAsJsonObject("header");
      Message record =
          RecordTypes.SHIPPED.fromJson(text(vector, "type"), vector.get("record").toString());
      same(Hex.of(Strict.serialize(record)), text(vector, "body"), "body");
      sameLeaves(vector, record);
      Draft draft =
          new Draft(record, text(header, "recipient"))
              .withParent(bytes(header, "parent"))
              .withMessageId(bytes(header, "message_id"));
      SignedRecord signed =
          Envelope.compose(
              draft, signer, Instant.ofEpochMilli(header.get("created_at_ms").getAsLong()),
              size -> bytes(vector, "seed").toByteArray());
      same(Hex.of(signed.data()), text(vector, "submission"), "submission");
      same(Hex.of(signed.recordId()), text(vector, "record_id"), "record id");
    }
  }

  private static Function<String, NationalRoot.SigningKey> lookup(JsonObject file)
      throws Exception {
    Map<String, NationalRoot.SigningKey> keys = new HashMap<>();
    for (JsonElement element : file.getAsJsonArray("keys")) {
      JsonObject entry = element.getAsJsonObject();
      KeyPair key = key(bytes(entry, "seed"));
      same(Signing.keyId(key.getPublic()), text(entry, "key_id"), "key id");
      keys.put(
          text(entry, "key_id"),
          new NationalRoot.SigningKey(
              key.getPublic(), text(entry, "identity"), Instant.parse("2020-01-01T00:00:00Z"),
              Instant.parse("2030-01-01T00:00:00Z")));
    }
    return keys::get;
  }

  private static void releasedRecords() throws Exception {
    for (String name : List.of("envelope", "wire")) {
      RecordTypes known = name.equals("wire") ? RecordTypes.SHIPPED : types;
      JsonObject file = vectors(name + "/released.json").getAsJsonObject();
      var keys = lookup(file);
      for (JsonElement element : file.getAsJsonArray("records")) {
        JsonObject vector = element.getAsJsonObject();
        boolean delivered =
            !vector.has("stage") || text(vector, "stage").equals("delivered");
        ByteString data = bytes(vector, "record");
        VerifiedRecord proven = ReleasedRecords.verify(data, keys, delivered, known);
        same(Hex.of(proven.recordId()), text(vector, "record_id"), "record id");
        same(Hex.of(proven.transferId()), text(vector, "transfer_id"), "transfer id");
        same(proven.opened(), texts(vector, "opened"), "opened");
        same(proven.withheld(), texts(vector, "withheld"), "withheld");
        if (vector.has("coarser")) {
          Map<String, String> coarser = new TreeMap<>();
          proven.coarser().forEach(g -> coarser.put(g.getPath(), g.getValue().toStringUtf8()));
          Map<String, String> expected = new TreeMap<>();
          JsonObject stated = vector.getAsJsonObject("coarser");
          stated.keySet().forEach(path -> expected.put(path, text(stated, path)));
          same(coarser, expected, "coarser");
        }
        mustRefuse(data, keys, !delivered, known, "the other stage");
        mustRefuse(data, id -> null, delivered, known, "no key");
        for (int at = 0; at < data.size(); at += Math.max(1, data.size() / 150)) {
          byte[] spoilt = data.toByteArray();
          spoilt[at] ^= 1 << at % 8;
          mustRefuse(
              ByteString.copyFrom(spoilt), keys, delivered, known,
              text(vector, "name") + " with another bit at " + at);
        }
      }
    }
  }

  private static void mustRefuse(
      ByteString data,
      Function<String, NationalRoot.SigningKey> keys,
      boolean delivered,
      RecordTypes known,
      String what) {
    try {
      ReleasedRecords.verify(data, keys, delivered, known);
    } catch (EnlaceException error) {
      return;
    }
    throw new AssertionError("taken: " + what);
  }

  private static void errorsAndLimits() {
    EnlaceException unknown =
        EnlaceException.of(new EnlaceException.Told("ABORTED", "NOT_HEARD_OF", ""), "es");
    check(unknown.again() && unknown.reason().equals("NOT_HEARD_OF"), "an unknown reason");
    EnlaceException known =
        EnlaceException.of(new EnlaceException.Told("ABORTED", "CLOCK_UNTRUSTED", ""), "es-MX");
    check(known.text().startsWith("El nodo no confía"), "text");
    check(known.hint().startsWith("avise al operador"), "hint");
    SignedRecord small = new SignedRecord(ByteString.EMPTY, ByteString.copyFrom(new byte[1]));
    SignedRecord large =
        new SignedRecord(ByteString.EMPTY, ByteString.copyFrom(new byte[300 << 10]));
    same(Node.callSize(List.of(small, small)), 2, "two");
    same(Node.callSize(java.util.Collections.nCopies(200, small)), 128, "many");
    same(Node.callSize(List.of(large, large, large)), 1, "large ones");
  }
}
