package enlace.client;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import enlace.v1.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A leaf that records of a type can have, or all elements of a split one.
 *
 * @param steps from the record to the leaf; all but the last are singular messages
 * @param silent it or a field above it is marked silent
 */
record LeafField(String path, List<FieldDescriptor> steps, boolean silent) {
  private static final String TIMESTAMP = "google.protobuf.Timestamp";

  FieldDescriptor field() {
    return steps.get(steps.size() - 1);
  }

  int splitMax() {
    return rules(field()).getSplitMax();
  }

  /** How it may be made coarser: what the innermost field says. */
  Options.Chain chain() {
    for (int i = steps.size() - 1; i >= 0; --i) {
      Options.Chain chain = rules(steps.get(i)).getChain();
      if (chain != Options.Chain.CHAIN_UNSPECIFIED) {
        return chain;
      }
    }
    return Options.Chain.CHAIN_UNSPECIFIED;
  }

  static Options.FieldRules rules(FieldDescriptor field) {
    return field.getOptions().getExtension(Options.field);
  }

  /** The tag of one element of the field. */
  static int elementTag(FieldDescriptor field) {
    return switch (field.getType()) {
      case BOOL -> Leaf.BOOL;
      case ENUM -> Leaf.ENUM;
      case STRING -> Leaf.TEXT;
      case BYTES -> Leaf.BYTES;
      case INT32, INT64, SINT32, SINT64, SFIXED32, SFIXED64 -> Leaf.SIGNED;
      case UINT32, UINT64, FIXED32, FIXED64 -> Leaf.UNSIGNED;
      case MESSAGE ->
          field.getMessageType().getFullName().equals(TIMESTAMP) ? Leaf.INSTANT : Leaf.IN_LIST;
      default -> throw EnlaceException.invalid(field.getName(), "has a type that no record may have");
    };
  }

  static int tag(FieldDescriptor field) {
    return field.isRepeated() ? Leaf.LIST : elementTag(field);
  }

  /** A message whose own fields are the leaves. */
  static boolean holdsLeaves(FieldDescriptor field) {
    return !field.isRepeated() && elementTag(field) == Leaf.IN_LIST;
  }

  /** The leaves of a record type, by path without index. */
  static TreeMap<String, LeafField> of(Descriptor type) {
    TreeMap<String, LeafField> found = new TreeMap<>();
    collect(type, "", List.of(), false, found);
    return found;
  }

  private static void collect(
      Descriptor type,
      String prefix,
      List<FieldDescriptor> steps,
      boolean silent,
      TreeMap<String, LeafField> found) {
    for (FieldDescriptor field : type.getFields()) {
      List<FieldDescriptor> way = new ArrayList<>(steps);
      way.add(field);
      boolean hushed = silent || rules(field).getSilent();
      String path = prefix + field.getName();
      if (holdsLeaves(field)) {
        collect(field.getMessageType(), path + ".", way, hushed, found);
      } else {
        found.put(path, new LeafField(path, List.copyOf(way), hushed));
      }
    }
  }
}
