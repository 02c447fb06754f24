package enlace.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Records as leaves, and leaves as records. docs/envelope.md, "Leaves". */
final class Leaves {
  /** Paths bytewise. */
  static final Comparator<String> ORDER =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  /** What a path names: the field, and the element of a split one (else -1). */
  record Place(LeafField field, int index) {}

  private Leaves() {}

  /** In the order of their paths; FIELD_INVALID if they could not tell it from another record. */
  static List<Leaf> of(Message record) {
    List<Leaf> leaves = new ArrayList<>();
    collect(record, record.getDescriptorForType(), "", false, leaves);
    leaves.sort((a, b) -> ORDER.compare(a.path(), b.path()));
    if (leaves.size() > Leaf.LEAVES_MAX) {
      throw EnlaceException.invalid("record", "has more than " + Leaf.LEAVES_MAX + " leaves");
    }
    return leaves;
  }

  /** `message` is null where the record has none. */
  private static void collect(
      Message message, Descriptor type, String prefix, boolean silent, List<Leaf> leaves) {
    for (FieldDescriptor field : type.getFields()) {
      String path = prefix + field.getName();
      boolean hushed = silent || LeafField.rules(field).getSilent();
      boolean present = message != null && message.getAllFields().containsKey(field);
      if (LeafField.holdsLeaves(field)) {
        Message part = present ? (Message) message.getField(field) : null;
        if (present && part.getAllFields().isEmpty()) {
          throw EnlaceException.invalid(path, "is a message without any field");
        }
        collect(part, field.getMessageType(), path + ".", hushed, leaves);
      } else if (!present) {
        if (hushed) {
          leaves.add(new Leaf(path, Leaf.ABSENT, ByteString.EMPTY));
        }
      } else if (LeafField.rules(field).getSplitMax() > 0) {
        List<?> elements = (List<?>) message.getField(field);
        if (elements.size() > LeafField.rules(field).getSplitMax()) {
          throw EnlaceException.invalid(path, "has too many elements");
        }
        for (int i = 0; i < elements.size(); ++i) {
          leaves.add(
              new Leaf(
                  path + "[" + i + "]", Leaf.IN_LIST,
                  ByteString.copyFrom(ValueBytes.element(field, elements.get(i)))));
        }
      } else {
        leaves.add(
            new Leaf(path, LeafField.tag(field), ValueBytes.of(field, message.getField(field))));
      }
    }
  }

  /** IllegalArgumentException if `path` names no leaf. */
  static Place placeOf(Map<String, LeafField> fields, String path) {
    int bracket = path.indexOf('[');
    LeafField field = fields.get(bracket < 0 ? path : path.substring(0, bracket));
    if (field == null || (bracket >= 0) != (field.splitMax() > 0)) {
      throw new IllegalArgumentException("the path names no leaf");
    }
    if (bracket < 0) {
      return new Place(field, -1);
    }
    String index = path.substring(bracket);
    if (!index.matches("\\[(0|[1-9][0-9]{0,8})\\]")) {
      throw new IllegalArgumentException("the path names no element");
    }
    int number = Integer.parseInt(index.substring(1, index.length() - 1));
    if (number >= field.splitMax()) {
      throw new IllegalArgumentException("the path names no element");
    }
    return new Place(field, number);
  }

  /**
   * Puts a leaf into `record`; IllegalArgumentException unless it is the value bytes of its field,
   * and no other bytes for that value.
   */
  static void set(Message.Builder record, Place place, Leaf leaf) {
    set(record, place, leaf, 0);
  }

  private static void set(Message.Builder holder, Place place, Leaf leaf, int depth) {
    FieldDescriptor field = place.field().steps().get(depth);
    if (depth + 1 < place.field().steps().size()) {
      Message.Builder part = ((Message) holder.getField(field)).toBuilder();
      set(part, place, leaf, depth + 1);
      holder.setField(field, part.build());
      return;
    }
    int tag = place.index() < 0 ? LeafField.tag(field) : Leaf.IN_LIST;
    if (leaf.tag() != tag) {
      throw new IllegalArgumentException("the type of the value is another's");
    }
    if (place.index() < 0) {
      ValueBytes.set(holder, field, leaf.value());
      return;
    }
    // A withheld element stands as an empty one, so that indexes stay.
    while (holder.getRepeatedFieldCount(field) <= place.index()) {
      holder.addRepeatedField(field, holder.newBuilderForField(field).build());
    }
    holder.setRepeatedField(
        field,
        place.index(),
        ValueBytes.element(holder.newBuilderForField(field), field, leaf.value()));
  }
}
