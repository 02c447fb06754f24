package enlace.client;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One nation's root, and what it says of agencies and nodes.
 *
 * <p>The profile is docs/identity.md's: a chain is root, issuing authority and leaf, or root and
 * leaf, and a leaf has exactly one name, a URI of the root's own trust domain. The root's name
 * constraints could add nothing to that. Immutable.
 */
public final class NationalRoot {
  /** A key that may sign statements, whose it is, and when that counts. */
  public record SigningKey(PublicKey key, String identity, Instant notBefore, Instant notAfter) {}

  private static final String STATEMENT_SIGNING = "1.3.6.1.5.5.7.3.36"; // RFC 9336
  private static final String TLS_SERVER = "1.3.6.1.5.5.7.3.1";
  private static final String TLS_CLIENT = "1.3.6.1.5.5.7.3.2";
  private static final String NAME_CONSTRAINTS = "2.5.29.30";
  private static final int URI_NAME = 6; // of a GeneralName
  private static final int CERT_SIGN = 5; // of the key usages
  private static final Pattern BLOCK =
      Pattern.compile(
          "-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+-----END CERTIFICATE-----\n");

  private final X509Certificate root;
  private final String trustDomain;

  /** IllegalArgumentException unless `pem` is one certificate of the profile. */
  public NationalRoot(String pem) {
    List<X509Certificate> all = readChain(pem);
    if (all.size() != 1) {
      throw new IllegalArgumentException("a root is one certificate");
    }
    root = all.get(0);
    Signing.requireKnownAlgorithm(root.getPublicKey());
    boolean[] usage = root.getKeyUsage();
    int length = root.getBasicConstraints(); // -1: no authority
    if (length < 0 || length > 1 || usage == null || !usage[CERT_SIGN]) {
      throw new IllegalArgumentException("a root is an authority that limits its chains");
    }
    if (!root.getCriticalExtensionOIDs().contains(NAME_CONSTRAINTS)) {
      throw new IllegalArgumentException("a root binds itself to one trust domain");
    }
    trustDomain = DerReader.onlyPermittedUri(root.getExtensionValue(NAME_CONSTRAINTS));
    try {
      root.verify(root.getPublicKey());
    } catch (GeneralSecurityException error) {
      throw new IllegalArgumentException("a root signs itself", error);
    }
  }

  /** The names that this root can vouch for. */
  public String trustDomain() {
    return trustDomain;
  }

  /**
   * The key of the leaf of `chainPem`, which may sign statements. A leaf that has run out still
   * tells whose signatures of its time were, so it is judged at its last second if `now` is later.
   */
  SigningKey signingKey(String chainPem, Instant now) {
    List<X509Certificate> chain = readChain(chainPem);
    X509Certificate leaf = chain.get(0);
    Instant end = leaf.getNotAfter().toInstant();
    Instant at = now.isBefore(end) ? now : end.minusSeconds(1);
    String identity = verify(chain, at, Set.of(STATEMENT_SIGNING), STATEMENT_SIGNING);
    return new SigningKey(
        leaf.getPublicKey(), identity, leaf.getNotBefore().toInstant(), end);
  }

  /** The identity of a TLS server. */
  String serverIdentity(List<X509Certificate> chain, Instant now) {
    return verify(chain, now, Set.of(TLS_SERVER, TLS_CLIENT), TLS_SERVER);
  }

  private String verify(
      List<X509Certificate> chain, Instant at, Set<String> purposes, String needed) {
    X509Certificate leaf = chain.get(0);
    try {
      List<X509Certificate> path = new ArrayList<>(chain);
      path.removeIf(certificate -> certificate.equals(root));
      if (path.isEmpty() || path.size() > 2) {
        throw new IllegalArgumentException("the chain is too short or too long");
      }
      for (X509Certificate certificate : path) {
        Signing.requireKnownAlgorithm(certificate.getPublicKey());
      }
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(at));
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
      root.checkValidity(Date.from(at));
      return onlyName(leaf, purposes, needed);
    } catch (GeneralSecurityException error) {
      throw new IllegalArgumentException("the chain does not lead to the root", error);
    }
  }

  private String onlyName(X509Certificate leaf, Set<String> purposes, String needed)
      throws GeneralSecurityException {
    boolean[] usage = leaf.getKeyUsage();
    List<String> stated = leaf.getExtendedKeyUsage();
    if (leaf.getBasicConstraints() >= 0
        || usage == null
        || !usage[0]
        || stated == null
        || !stated.contains(needed)
        || !purposes.containsAll(stated)) {
      throw new IllegalArgumentException("the certificate is for another purpose");
    }
    var names = leaf.getSubjectAlternativeNames();
    if (names == null || names.size() != 1) {
      throw new IllegalArgumentException("a certificate has exactly one name");
    }
    List<?> name = names.iterator().next();
    if (!name.get(0).equals(URI_NAME)
        || !Identity.trustDomain((String) name.get(1)).equals(trustDomain)) {
      throw new IllegalArgumentException("the name is none of this nation");
    }
    return (String) name.get(1);
  }

  /** The certificates of PEM text that holds nothing beside. */
  static List<X509Certificate> readChain(String pem) {
    List<X509Certificate> chain = new ArrayList<>();
    Matcher block = BLOCK.matcher(pem);
    int end = 0;
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      while (block.find() && block.start() == end) {
        end = block.end();
        chain.add(
            (X509Certificate)
                factory.generateCertificate(
                    new ByteArrayInputStream(
                        block.group().getBytes(StandardCharsets.US_ASCII))));
      }
    } catch (GeneralSecurityException error) {
      throw new IllegalArgumentException("must be PEM certificates", error);
    }
    if (chain.isEmpty() || end != pem.length()) {
      throw new IllegalArgumentException("must be PEM certificates and nothing beside");
    }
    return chain;
  }
}
