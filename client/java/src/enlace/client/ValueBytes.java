package enlace.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Values of a record as the bytes that are committed to, and back. docs/envelope.md, "Value bytes".
 */
final class ValueBytes {
  private static final long FIRST_SECOND = -62135596800L; // year 1
  private static final long LAST_SECOND = 253402300799L; // year 9999

  private ValueBytes() {}

  static ByteString of(FieldDescriptor field, Object value) {
    return ByteString.copyFrom(
        field.isRepeated() ? list(field, (List<?>) value) : element(field, value));
  }

  static byte[] element(FieldDescriptor field, Object value) {
    switch (LeafField.elementTag(field)) {
      case Leaf.BOOL:
        return new byte[] {(byte) ((Boolean) value ? 1 : 0)};
      case Leaf.SIGNED:
        return ByteBuffer.allocate(8).putLong(((Number) value).longValue()).array();
      case Leaf.UNSIGNED:
        long number =
            value instanceof Integer small ? Integer.toUnsignedLong(small) : (Long) value;
        return ByteBuffer.allocate(8).putLong(number).array();
      case Leaf.ENUM:
        return ByteBuffer.allocate(4).putInt(((EnumValueDescriptor) value).getNumber()).array();
      case Leaf.TEXT:
        return ((String) value).getBytes(StandardCharsets.UTF_8);
      case Leaf.BYTES:
        return ((ByteString) value).toByteArray();
      case Leaf.INSTANT:
        return instant(field, (Message) value);
      default:
        return message((Message) value);
    }
  }

  private static byte[] list(FieldDescriptor field, List<?> values) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ByteBuffer.allocate(4).putInt(values.size()).array());
    for (Object value : values) {
      bytes.writeBytes(tagged(LeafField.elementTag(field), element(field, value)));
    }
    return bytes.toByteArray();
  }

  private static byte[] tagged(int tag, byte[] value) {
    return ByteBuffer.allocate(5 + value.length)
        .put((byte) tag)
        .putInt(value.length)
        .put(value)
        .array();
  }

  private static byte[] message(Message message) {
    TreeMap<FieldDescriptor, Object> fields = new TreeMap<>(message.getAllFields());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ByteBuffer.allocate(2).putShort((short) fields.size()).array());
    for (Map.Entry<FieldDescriptor, Object> entry : fields.entrySet()) {
      FieldDescriptor field = entry.getKey();
      bytes.writeBytes(ByteBuffer.allocate(4).putInt(field.getNumber()).array());
      bytes.writeBytes(
          tagged(LeafField.tag(field), of(field, entry.getValue()).toByteArray()));
    }
    return bytes.toByteArray();
  }

  private static byte[] instant(FieldDescriptor field, Message instant) {
    long seconds = (Long) instant.getField(instant.getDescriptorForType().findFieldByName("seconds"));
    int nanos = (Integer) instant.getField(instant.getDescriptorForType().findFieldByName("nanos"));
    if (seconds < FIRST_SECOND || seconds > LAST_SECOND || nanos < 0 || nanos > 999_999_999) {
      throw EnlaceException.invalid(field.getName(), "is no instant of the years 1 to 9999");
    }
    return ByteBuffer.allocate(12).putLong(seconds).putInt(nanos).array();
  }

  // --- and back; IllegalArgumentException if the bytes are of another form

  /** Puts a field's value into `holder`. */
  static void set(Message.Builder holder, FieldDescriptor field, ByteString value) {
    try {
      set(holder, field, value.asReadOnlyByteBuffer(), 0);
      if (!holder.getAllFields().containsKey(field)
          || !of(field, holder.getField(field)).equals(value)) {
        throw new IllegalArgumentException("the value has another form");
      }
    } catch (BufferUnderflowException | EnlaceException | CharacterCodingException error) {
      throw new IllegalArgumentException("the value has another form", error);
    }
  }

  /** The element of a split field. */
  static Message element(Message.Builder empty, FieldDescriptor field, ByteString value) {
    try {
      fill(empty, value.asReadOnlyByteBuffer(), 1);
      Message built = empty.build();
      if (!ByteString.copyFrom(element(field, built)).equals(value)) {
        throw new IllegalArgumentException("the value has another form");
      }
      return built;
    } catch (BufferUnderflowException | EnlaceException | CharacterCodingException error) {
      throw new IllegalArgumentException("the value has another form", error);
    }
  }

  private static void set(
      Message.Builder holder, FieldDescriptor field, ByteBuffer value, int depth)
      throws CharacterCodingException {
    if (!field.isRepeated()) {
      holder.setField(field, read(holder, field, value, depth));
      return;
    }
    int count = value.getInt();
    if (count <= 0) {
      throw new IllegalArgumentException("a list is empty");
    }
    for (; count > 0; --count) {
      ByteBuffer element = take(value, LeafField.elementTag(field));
      holder.addRepeatedField(field, read(holder, field, element, depth));
    }
    end(value);
  }

  private static Object read(
      Message.Builder holder, FieldDescriptor field, ByteBuffer value, int depth)
      throws CharacterCodingException {
    Object read;
    switch (LeafField.elementTag(field)) {
      case Leaf.BOOL:
        read = value.get() != 0;
        break;
      case Leaf.SIGNED, Leaf.UNSIGNED:
        long number = value.getLong();
        boolean small = field.getJavaType() == FieldDescriptor.JavaType.INT;
        read = small ? (Object) (int) number : (Object) number;
        break;
      case Leaf.ENUM:
        read = field.getEnumType().findValueByNumber(value.getInt());
        if (read == null) {
          throw new IllegalArgumentException("an enum has a value that the type lacks");
        }
        break;
      case Leaf.TEXT:
        read = StandardCharsets.UTF_8.newDecoder().decode(value).toString();
        break;
      case Leaf.BYTES:
        read = ByteString.copyFrom(value);
        break;
      case Leaf.INSTANT:
        Message.Builder instant = holder.newBuilderForField(field);
        instant.setField(
            instant.getDescriptorForType().findFieldByName("seconds"), value.getLong());
        instant.setField(instant.getDescriptorForType().findFieldByName("nanos"), value.getInt());
        read = instant.build();
        break;
      default:
        Message.Builder part = holder.newBuilderForField(field);
        fill(part, value, depth + 1);
        read = part.build();
    }
    end(value);
    return read;
  }

  private static void fill(Message.Builder message, ByteBuffer value, int depth)
      throws CharacterCodingException {
    if (depth > Strict.NESTING_MAX) {
      throw new IllegalArgumentException("the value is nested too deep");
    }
    for (int count = value.getShort() & 0xffff; count > 0; --count) {
      FieldDescriptor field =
          message.getDescriptorForType().findFieldByNumber(value.getInt());
      if (field == null) {
        throw new IllegalArgumentException("a field is unknown");
      }
      set(message, field, take(value, LeafField.tag(field)), depth);
    }
    end(value);
  }

  private static ByteBuffer take(ByteBuffer from, int tag) {
    if (from.get() != tag) {
      throw new IllegalArgumentException("the type of the value is another's");
    }
    int size = from.getInt();
    if (size < 0 || size > from.remaining()) {
      throw new IllegalArgumentException("the value is cut");
    }
    ByteBuffer value = from.slice(from.position(), size);
    from.position(from.position() + size);
    return value;
  }

  private static void end(ByteBuffer value) {
    if (value.hasRemaining()) {
      throw new IllegalArgumentException("bytes are left over");
    }
  }
}
