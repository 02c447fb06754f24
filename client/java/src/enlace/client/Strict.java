package enlace.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * The one encoding of a message that is accepted where its bytes are signed (docs/envelope.md,
 * "Strict encoding"). protobuf's own writer gives it, so what was read is written again and
 * compared.
 */
final class Strict {
  static final int NESTING_MAX = 32;

  private Strict() {}

  static byte[] serialize(Message message) {
    byte[] bytes = new byte[message.getSerializedSize()];
    CodedOutputStream output = CodedOutputStream.newInstance(bytes);
    output.useDeterministicSerialization();
    try {
      message.writeTo(output);
      output.checkNoSpaceLeft();
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
    return bytes;
  }

  /** The message of `empty`'s type, if `data` is its strict encoding. */
  @SuppressWarnings("unchecked")
  static <T extends Message> T parse(T empty, ByteString data, String what, int sizeMax) {
    EnlaceException.require(data.size() <= sizeMax, "TOO_LARGE", what + " is too large");
    T message;
    try {
      message = (T) empty.getParserForType().parseFrom(data);
    } catch (InvalidProtocolBufferException error) {
      throw EnlaceException.invalid(what, "is not such a message");
    }
    checkKnown(message, what, 0);
    if (!data.equals(ByteString.copyFrom(serialize(message)))) {
      throw EnlaceException.invalid(what, "is not in the strict encoding");
    }
    return message;
  }

  /** That no field is unknown, every enum number defined, and nothing nested too deep. */
  static void checkKnown(Message message, String what, int depth) {
    if (depth > NESTING_MAX) {
      throw EnlaceException.invalid(what, "is nested too deep");
    }
    if (!message.getUnknownFields().asMap().isEmpty()) {
      throw EnlaceException.invalid(what, "has an unknown field");
    }
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      List<?> values =
          field.isRepeated() ? (List<?>) entry.getValue() : List.of(entry.getValue());
      for (Object value : values) {
        if (value instanceof Message part) {
          checkKnown(part, what, depth + 1);
        } else if (value instanceof EnumValueDescriptor number && number.getIndex() < 0) {
          throw EnlaceException.invalid(field.getName(), "has a value that the type lacks");
        }
      }
    }
  }
}
