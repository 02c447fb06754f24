package enlace.client;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of parties: spiffe://trust-domain/kind/id, one spelling for each. */
final class Identity {
  private static final String WORD = "[a-z0-9]+(?:-[a-z0-9]+)*";
  private static final Pattern FORM =
      Pattern.compile(
          "spiffe://(" + WORD + "(?:\\." + WORD + ")+)/(agency|node|person)/" + WORD);
  private static final int SIZE_MAX = 255;

  private Identity() {}

  /** The trust domain of an identity of `kind`; IllegalArgumentException if it is none. */
  static String trustDomain(String uri, String kind) {
    Matcher match = FORM.matcher(uri);
    if (!match.matches() || !match.group(2).equals(kind) || uri.length() > SIZE_MAX) {
      throw new IllegalArgumentException("must be the identity of a party of kind " + kind);
    }
    return match.group(1);
  }

  /** The same of any kind. */
  static String trustDomain(String uri) {
    Matcher match = FORM.matcher(uri);
    if (!match.matches() || uri.length() > SIZE_MAX) {
      throw new IllegalArgumentException("must be the identity of a party");
    }
    return match.group(1);
  }
}
