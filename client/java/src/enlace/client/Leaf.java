package enlace.client;

import com.google.protobuf.ByteString;

/**
 * A value of a record: the unit that a commitment covers and that a node can withhold.
 * docs/envelope.md, "Leaves".
 */
record Leaf(String path, int tag, ByteString value) {
  static final int ABSENT = 0;
  static final int BOOL = 1;
  static final int SIGNED = 2;
  static final int UNSIGNED = 3;
  static final int ENUM = 4;
  static final int TEXT = 5;
  static final int BYTES = 6;
  static final int LIST = 8;
  static final int IN_LIST = 9;
  static final int INSTANT = 10;

  static final int LEAVES_MAX = 256;
}
