package enlace.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who an agency is, which node it asks, and whom it believes. Immutable.
 *
 * <p>The file is the command line's (client/library/context.h), so that one set of papers serves
 * both: TOML of sections and texts alone.
 *
 * @param endpoint host:port
 * @param node identity of the node
 * @param roots one for each nation, the own first
 */
public record Context(
    String agency,
    String language,
    String endpoint,
    String node,
    String tlsKey,
    String tlsChain,
    NationalRoot tlsRoot,
    Signer signer,
    List<NationalRoot> roots) {
  private static final Pattern SECTION = Pattern.compile("\\[(\\[)?([a-z]+)\\]\\]?\\s*(#.*)?");
  private static final Pattern ENTRY =
      Pattern.compile("([a-z_]+)\\s*=\\s*\"([^\"\\\\]*)\"\\s*(#.*)?");
  private static final Map<String, Set<String>> KEYS =
      Map.of(
          "", Set.of("agency", "language"),
          "node", Set.of("endpoint", "identity"),
          "tls", Set.of("key", "chain", "root"),
          "signing", Set.of("key", "chain"),
          "nation", Set.of("root", "log_vkey", "witness_vkey"));

  /**
   * Reads the file and every file that it names. IllegalArgumentException names the line, key or
   * file; one that is not listed above is an error, since a misspelt key must not be a setting that
   * is silently off.
   */
  public static Context load(Path file) throws IOException {
    List<Map<String, String>> nations = new ArrayList<>();
    Map<String, String> entries = read(file, nations);
    Path folder = file.toAbsolutePath().getParent();
    List<NationalRoot> roots = new ArrayList<>();
    for (Map<String, String> nation : nations) {
      roots.add(new NationalRoot(Files.readString(folder.resolve(nation.get("root")))));
    }
    String agency = entries.get("agency");
    String signingChain = Files.readString(folder.resolve(entries.get("signing.chain")));
    return new Context(
        agency,
        entries.getOrDefault("language", "en"),
        entries.get("node.endpoint"),
        entries.get("node.identity"),
        readSecret(folder.resolve(entries.get("tls.key"))),
        Files.readString(folder.resolve(entries.get("tls.chain"))),
        new NationalRoot(Files.readString(folder.resolve(entries.get("tls.root")))),
        new Signer(
            agency,
            Signing.readPrivateKey(readSecret(folder.resolve(entries.get("signing.key")))),
            NationalRoot.readChain(signingChain).get(0).getPublicKey()),
        List.copyOf(roots));
  }

  /**
   * The identity that `name` means: a URI, or an id such as "us-atf" that begins with a nation of
   * the context.
   */
  public String agencyUri(String name) {
    if (name.contains(":")) {
      return name;
    }
    String nation = name.split("-")[0] + ".";
    List<String> found =
        roots.stream()
            .map(NationalRoot::trustDomain)
            .filter(domain -> domain.startsWith(nation))
            .toList();
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          "the recipient must be a URI, or an id that begins with a nation of the context");
    }
    return "spiffe://" + found.get(0) + "/agency/" + name;
  }

  /** Holds no key. */
  @Override
  public String toString() {
    return "context of " + agency;
  }

  private static Map<String, String> read(Path file, List<Map<String, String>> nations)
      throws IOException {
    Map<String, String> entries = new HashMap<>();
    String section = "";
    int number = 0;
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      ++number;
      String text = line.strip();
      Matcher entry = ENTRY.matcher(text);
      Matcher head = SECTION.matcher(text);
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      } else if (head.matches() && (head.group(1) != null) == head.group(2).equals("nation")) {
        section = head.group(2);
        if (section.equals("nation")) {
          nations.add(new HashMap<>());
        }
      } else if (entry.matches() && KEYS.getOrDefault(section, Set.of()).contains(entry.group(1))) {
        if (section.equals("nation")) {
          nations.get(nations.size() - 1).put(entry.group(1), entry.group(2));
        } else {
          String name = section.isEmpty() ? entry.group(1) : section + "." + entry.group(1);
          entries.put(name, entry.group(2));
        }
      } else {
        throw new IllegalArgumentException(
            file + ": line " + number + " is no setting of a context");
      }
    }
    for (String key :
        List.of(
            "agency", "node.endpoint", "node.identity", "tls.key", "tls.chain", "tls.root",
            "signing.key", "signing.chain")) {
      if (!entries.containsKey(key)) {
        throw new IllegalArgumentException(file + ": `" + key + "` is missing");
      }
    }
    if (!nations.stream().allMatch(nation -> nation.containsKey("root"))) {
      throw new IllegalArgumentException(file + ": `nation.root` is missing");
    }
    return entries;
  }

  private static String readSecret(Path file) throws IOException {
    for (PosixFilePermission permission : Files.getPosixFilePermissions(file)) {
      if (!permission.name().startsWith("OWNER_")) {
        throw new IllegalArgumentException(file + ": others can read this key; chmod 600");
      }
    }
    return Files.readString(file);
  }
}
