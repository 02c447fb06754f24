package enlace.client;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Whom the roots of two nations vouch for: CertificatesTest PKI_OF_US PKI_OF_MX. */
public final class CertificatesTest {
  public static void main(String[] arguments) throws Exception {
    Path us = Path.of(arguments[0]);
    NationalRoot root = new NationalRoot(Files.readString(us.resolve("root.pem")));
    NationalRoot other = new NationalRoot(Files.readString(Path.of(arguments[1], "root.pem")));
    String signing = Files.readString(us.resolve("agency/us-atf/signing.pem"));
    String tls = Files.readString(us.resolve("agency/us-atf/tls.pem"));
    String server = Files.readString(us.resolve("node/1/tls.pem"));
    String issuing = Files.readString(us.resolve("issuing.pem"));
    Instant now = Instant.now();

    NationalRoot.SigningKey key = root.signingKey(signing, now);
    same(key.identity(), "spiffe://us.enlace.example/agency/us-atf");
    same(root.signingKey(signing, now.plus(Duration.ofDays(4000))), key);
    refused("made too early", () -> root.signingKey(signing, Instant.EPOCH));
    refused("another nation's", () -> other.signingKey(signing, now));
    refused("a TLS certificate", () -> root.signingKey(tls, now));
    refused("an authority", () -> root.signingKey(issuing, now));
    refused("without its issuer", () -> root.signingKey(first(signing), now));
    refused("text beside", () -> root.signingKey("x\n" + signing, now));
    refused("an authority for a root", () -> new NationalRoot(issuing));
    refused("a leaf for a root", () -> new NationalRoot(first(signing)));

    List<java.security.cert.X509Certificate> chain = NationalRoot.readChain(server);
    same(root.serverIdentity(chain, now), "spiffe://us.enlace.example/node/1");
    refused("a server that ran out",
        () -> root.serverIdentity(chain, now.plus(Duration.ofDays(4000))));
    refused("a client's", () -> root.serverIdentity(NationalRoot.readChain(tls), now));
    refused("a signing key's", () -> root.serverIdentity(NationalRoot.readChain(signing), now));
    System.out.println("done");
  }

  private static String first(String chain) {
    return chain.substring(0, chain.indexOf("-----BEGIN", 1));
  }

  private static void same(Object actual, Object expected) {
    if (!expected.equals(actual)) {
      throw new AssertionError(actual + ", expected " + expected);
    }
  }

  private static void refused(String what, Runnable question) {
    try {
      question.run();
    } catch (IllegalArgumentException error) {
      return;
    }
    throw new AssertionError("believed: " + what);
  }
}
