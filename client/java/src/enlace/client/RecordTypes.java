package enlace.client;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import enlace.v1.Options;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * The record types of this package: what protoc made of proto/enlace/v1.
 *
 * <p>A new type needs nothing here: its message says by an option that it is one. Thread-safe.
 */
public final class RecordTypes {
  /** The types of the contract. */
  public static final RecordTypes SHIPPED = shipped();

  private final Map<String, Message> empty = new TreeMap<>();

  private RecordTypes() {}

  /** The record types in generated outer classes, such as {@code FirearmTrace.class}. */
  public static RecordTypes in(Class<?>... outerClasses) {
    RecordTypes types = new RecordTypes();
    for (Class<?> outer : outerClasses) {
      types.add(outer);
    }
    return types;
  }

  /** Short names, in order. */
  public Iterable<String> names() {
    return empty.keySet();
  }

  /** An empty record; TYPE_UNKNOWN if there is no such type. */
  public Message empty(String type) {
    Message found = empty.get(type);
    EnlaceException.require(found != null, "TYPE_UNKNOWN", "there is no such type of record");
    return found;
  }

  /**
   * The record that `json` (proto3 JSON) holds. An unknown field is an error; the error holds no
   * value.
   */
  public Message fromJson(String type, String json) {
    Message.Builder record = empty(type).newBuilderForType();
    try {
      JsonFormat.parser().merge(json, record);
    } catch (InvalidProtocolBufferException error) {
      throw EnlaceException.refusal(
          "FIELD_INVALID", "the record is not a " + type + " in proto3 JSON");
    }
    return record.build();
  }

  static Options.RecordRules rulesOf(Descriptor type) {
    return type.getOptions().getExtension(Options.record);
  }

  private void add(Class<?> outer) {
    try {
      FileDescriptor file = (FileDescriptor) outer.getMethod("getDescriptor").invoke(null);
      for (Descriptor type : file.getMessageTypes()) {
        if (rulesOf(type).getIsRecord()) {
          Class<?> message =
              Class.forName(outer.getName() + "$" + type.getName(), true, outer.getClassLoader());
          empty.put(type.getName(), (Message) message.getMethod("getDefaultInstance").invoke(null));
        }
      }
    } catch (ReflectiveOperationException error) {
      throw new IllegalArgumentException(outer + " is not what protoc makes of a file", error);
    }
  }

  private static RecordTypes shipped() {
    RecordTypes types = new RecordTypes();
    try (BufferedReader files =
        new BufferedReader(
            new InputStreamReader(
                RecordTypes.class.getResourceAsStream("/enlace/contract.txt"),
                StandardCharsets.UTF_8))) {
      files.lines().filter(file -> file.startsWith("enlace/v1/")).forEach(f -> types.add(outer(f)));
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
    return types;
  }

  /** protoc names the class after the file, and otherwise if a message has that name. */
  private static Class<?> outer(String file) {
    StringBuilder name = new StringBuilder("enlace.v1.");
    String base = file.substring("enlace/v1/".length(), file.length() - ".proto".length());
    for (String word : base.split("_")) {
      name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
    }
    for (String suffix : new String[] {"OuterClass", ""}) {
      try {
        return Class.forName(name + suffix);
      } catch (ClassNotFoundException error) {
        continue;
      }
    }
    throw new IllegalStateException("no class was made of " + file);
  }
}
