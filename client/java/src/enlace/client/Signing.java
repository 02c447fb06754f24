package enlace.client;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** Signatures over a pre-authentication encoding (DSSE 1.0), with P-256 or Ed25519. */
final class Signing {
  static final String STATEMENT = "application/vnd.enlace.statement.v1+protobuf";
  static final String BATCH = "application/vnd.enlace.batch.v1";
  static final String RELEASE = "application/vnd.enlace.release.v1+protobuf";
  static final String RELEASE_BATCH = "application/vnd.enlace.release-batch.v1";

  private static final BigInteger P256_ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private Signing() {}

  /** The bytes that are signed. */
  static byte[] preAuthEncoding(String payloadType, byte[] payload) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String head =
        "DSSEv1 " + payloadType.length() + " " + payloadType + " " + payload.length + " ";
    bytes.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    bytes.writeBytes(payload);
    return bytes.toByteArray();
  }

  /** A PKCS #8 key in PEM; IllegalArgumentException if it is none of the two kinds. */
  static PrivateKey readPrivateKey(String pem) {
    byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    for (String kind : new String[] {"EC", "Ed25519"}) {
      try {
        return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException error) {
        continue;
      } catch (GeneralSecurityException error) {
        throw new IllegalStateException(error);
      }
    }
    throw new IllegalArgumentException("a key must be P-256 or Ed25519, in PKCS #8");
  }

  static byte[] sign(PrivateKey key, String payloadType, byte[] payload) {
    try {
      Signature signer = Signature.getInstance(algorithm(key.getAlgorithm()));
      signer.initSign(key);
      signer.update(preAuthEncoding(payloadType, payload));
      return signer.sign();
    } catch (GeneralSecurityException error) {
      throw new IllegalStateException(error);
    }
  }

  static boolean verifies(PublicKey key, String payloadType, byte[] payload, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(algorithm(key.getAlgorithm()));
      verifier.initVerify(key);
      verifier.update(preAuthEncoding(payloadType, payload));
      return verifier.verify(signature);
    } catch (GeneralSecurityException error) {
      return false; // among others a signature that is not in its form
    }
  }

  private static String algorithm(String kind) {
    return kind.equals("EC") ? "SHA256withECDSA" : "Ed25519";
  }

  /** IllegalArgumentException unless the key is Ed25519 or on the curve P-256. */
  static void requireKnownAlgorithm(PublicKey key) {
    boolean p256 = key instanceof ECPublicKey ec && ec.getParams().getOrder().equals(P256_ORDER);
    boolean edwards =
        key instanceof EdECPublicKey ed && ed.getParams().getName().equals("Ed25519");
    if (!p256 && !edwards) {
      throw new IllegalArgumentException("a key must be P-256 or Ed25519");
    }
  }

  /** Lower-case hex of the first 16 bytes of SHA-256(SubjectPublicKeyInfo). */
  static String keyId(PublicKey key) {
    return Hex.of(Envelope.sha256(key.getEncoded())).substring(0, 32);
  }
}
