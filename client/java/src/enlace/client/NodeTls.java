package enlace.client;

import java.net.Socket;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * HTTP/2 over TLS 1.3 and nothing older, both sides authenticated, to exactly the node that the
 * context names: its certificate has a URI for a name, and no host name is looked at.
 */
final class NodeTls {
  private NodeTls() {}

  static HttpClient open(Context context) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "own", Signing.readPrivateKey(context.tlsKey()), new char[0],
          NationalRoot.readChain(context.tlsChain()).toArray(new Certificate[0]));
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, new char[0]);
      SSLContext tls = SSLContext.getInstance("TLSv1.3");
      tls.init(keys.getKeyManagers(), new TrustManager[] {new OneNode(context)}, null);
      SSLParameters parameters = new SSLParameters();
      parameters.setProtocols(new String[] {"TLSv1.3"});
      return HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_2)
          .sslContext(tls)
          .sslParameters(parameters)
          .connectTimeout(Duration.ofSeconds(5))
          .followRedirects(HttpClient.Redirect.NEVER)
          .proxy(HttpClient.Builder.NO_PROXY)
          .build();
    } catch (GeneralSecurityException | java.io.IOException error) {
      throw new IllegalArgumentException("[tls]: key and chain do not fit", error);
    }
  }

  /** An extended one, so that the JDK leaves the name to it. */
  private static final class OneNode extends X509ExtendedTrustManager {
    private final NationalRoot root;
    private final String node;

    OneNode(Context context) {
      root = context.tlsRoot();
      node = context.node();
    }

    private void check(X509Certificate[] chain) throws CertificateException {
      try {
        if (!root.serverIdentity(List.of(chain), Instant.now()).equals(node)) {
          throw new CertificateException("another node answers");
        }
      } catch (IllegalArgumentException error) {
        throw new CertificateException(error.getMessage(), error);
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
        throws CertificateException {
      throw new CertificateException("nobody connects to a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket)
        throws CertificateException {
      throw new CertificateException("nobody connects to a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind)
        throws CertificateException {
      throw new CertificateException("nobody connects to a client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
