package enlace.client;

import com.google.protobuf.ByteString;
import java.util.HexFormat;

/** Ids as people write them. */
public final class Hex {
  private static final HexFormat FORMAT = HexFormat.of();

  private Hex() {}

  /** Lower-case hexadecimal. */
  public static String of(byte[] bytes) {
    return FORMAT.formatHex(bytes);
  }

  /** Lower-case hexadecimal. */
  public static String of(ByteString bytes) {
    return of(bytes.toByteArray());
  }

  /** The bytes; IllegalArgumentException if it is not hexadecimal. */
  public static ByteString parse(String text) {
    return ByteString.copyFrom(FORMAT.parseHex(text));
  }
}
