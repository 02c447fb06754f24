package enlace.client;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Text and hint of every reason (docs/errors.md), as the build found them. */
final class Reasons {
  private static final class Texts {
    Map<String, String> en = Map.of();
    Map<String, String> es = Map.of();
  }

  private static final class Table extends java.util.HashMap<String, Texts> {}

  private static final Table TABLE = read();

  private Reasons() {}

  static String text(String reason, String language) {
    return find(reason, language, "text");
  }

  static String hint(String reason, String language) {
    return find(reason, language, "hint");
  }

  private static String find(String reason, String language, String which) {
    Texts texts = TABLE.getOrDefault(reason, new Texts());
    return (language.startsWith("es") ? texts.es : texts.en).getOrDefault(which, "");
  }

  private static Table read() {
    try (Reader reader =
        new InputStreamReader(
            Reasons.class.getResourceAsStream("/enlace/reasons.json"), StandardCharsets.UTF_8)) {
      return new Gson().fromJson(reader, Table.class);
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }
}
