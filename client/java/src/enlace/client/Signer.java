package enlace.client;

import java.security.PrivateKey;
import java.security.PublicKey;

/** Who signs, with which key. Its text holds no key. */
public record Signer(String sender, PrivateKey key, PublicKey publicKey) {
  @Override
  public String toString() {
    return "signer of " + sender;
  }
}
