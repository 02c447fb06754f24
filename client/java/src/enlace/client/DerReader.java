package enlace.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** As much of DER as the name constraints of a root need. */
final class DerReader {
  private static final int OCTETS = 0x04;
  private static final int SEQUENCE = 0x30;
  private static final int PERMITTED = 0xa0;
  private static final int URI_NAME = 0x86;

  private DerReader() {}

  /** The one permitted URI host of a NameConstraints extension (RFC 5280 4.2.1.10). */
  static String onlyPermittedUri(byte[] extension) {
    ByteBuffer constraints = take(take(ByteBuffer.wrap(extension), OCTETS), SEQUENCE);
    List<String> hosts = new ArrayList<>();
    while (constraints.hasRemaining()) {
      int kind = constraints.get(constraints.position()) & 0xff;
      ByteBuffer subtrees = take(constraints, kind);
      while (kind == PERMITTED && subtrees.hasRemaining()) {
        ByteBuffer subtree = take(subtrees, SEQUENCE);
        int name = subtree.get(subtree.position()) & 0xff;
        ByteBuffer value = take(subtree, name);
        if (name == URI_NAME) {
          hosts.add(StandardCharsets.US_ASCII.decode(value).toString());
        }
      }
    }
    if (hosts.size() != 1) {
      throw new IllegalArgumentException("a root binds itself to one trust domain");
    }
    return hosts.get(0);
  }

  private static ByteBuffer take(ByteBuffer from, int tag) {
    try {
      if ((from.get() & 0xff) != tag) {
        throw new IllegalArgumentException("name constraints are not in their form");
      }
      int size = from.get() & 0xff;
      if (size == 0x80) {
        throw new IllegalArgumentException("a length is not stated");
      }
      if (size > 0x80) {
        int bytes = size & 0x7f;
        size = 0;
        for (; bytes > 0; --bytes) {
          size = Math.addExact(Math.multiplyExact(size, 256), from.get() & 0xff);
        }
      }
      ByteBuffer value = from.slice(from.position(), size);
      from.position(from.position() + size);
      return value;
    } catch (RuntimeException error) {
      throw new IllegalArgumentException("name constraints are not in their form", error);
    }
  }
}
