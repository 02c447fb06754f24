#include "certs/tls_dial.h"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "certs/certificate.h"
#include "certs/key.h"
#include "certs/openssl_ptr.h"

namespace enlace::certs {
namespace {

constexpr std::array<unsigned char, 3> kAlpnH2 = {2, 'h', '2'};
constexpr size_t kFrameHeaderSize = 9;
constexpr size_t kFrameTypeOffset = 3;
constexpr unsigned char kSettingsFrame = 4;

// Owns a file descriptor.
class Socket {
 public:
  explicit Socket(int fd) : fd_(fd) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  ~Socket() {
    if (fd_ >= 0) close(fd_);
  }
  int fd() const { return fd_; }

 private:
  int fd_;
};

absl::StatusOr<Socket> Connect(absl::string_view address,
                               absl::Duration timeout) {
  const size_t colon = address.rfind(':');
  if (colon == absl::string_view::npos) {
    return absl::InvalidArgumentError("address: must be host:port");
  }
  absl::string_view host = address.substr(0, colon);
  if (absl::StartsWith(host, "[") && absl::EndsWith(host, "]")) {
    host = host.substr(1, host.size() - 2);
  }
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (getaddrinfo(std::string(host).c_str(),
                  std::string(address.substr(colon + 1)).c_str(), &hints,
                  &found) != 0) {
    return absl::InvalidArgumentError("address: does not resolve");
  }
  const OpensslPtr<addrinfo, freeaddrinfo> addresses(found);
  Socket socket(
      ::socket(found->ai_family, found->ai_socktype | SOCK_CLOEXEC, 0));
  const timeval limit = absl::ToTimeval(timeout);
  setsockopt(socket.fd(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  setsockopt(socket.fd(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
  if (connect(socket.fd(), found->ai_addr, found->ai_addrlen) != 0) {
    return absl::UnavailableError("address: nobody accepts the connection");
  }
  return socket;
}

int CountTicket(SSL* ssl, SSL_SESSION* /*session*/) {
  ++*static_cast<int*>(SSL_get_app_data(ssl));
  return 0;  // The session stays OpenSSL's.
}

absl::Status UseCertificate(SSL_CTX* ctx, const DialOptions& options) {
  if (options.chain_pem.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const PrivateKey key, PrivateKey::FromPem(options.key_pem));
  ASSIGN_OR_RETURN(const std::vector<Certificate> chain,
                   Certificate::ListFromPem(options.chain_pem));
  bool used = SSL_CTX_use_certificate(ctx, chain[0].native()) == 1 &&
              SSL_CTX_use_PrivateKey(ctx, key.native()) == 1;
  for (size_t i = 1; used && i < chain.size(); ++i) {
    used = SSL_CTX_add1_chain_cert(ctx, chain[i].native()) == 1;
  }
  if (used) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("TLS dial: key or chain: ", OpensslErrors()));
}

absl::StatusOr<SslCtxPtr> NewContext(const DialOptions& options) {
  SslCtxPtr ctx(SSL_CTX_new(TLS_client_method()));
  if (ctx == nullptr) return absl::InternalError(OpensslErrors());
  const int version = options.tls12_only ? TLS1_2_VERSION : TLS1_3_VERSION;
  // The process-wide configuration takes 1.2 away; here alone it comes back.
  SSL_CTX_clear_options(ctx.get(), SSL_OP_NO_TLSv1_2);
  SSL_CTX_set_min_proto_version(ctx.get(), version);
  SSL_CTX_set_max_proto_version(ctx.get(), version);
  SSL_CTX_set_verify(ctx.get(), SSL_VERIFY_NONE, nullptr);
  SSL_CTX_set_alpn_protos(ctx.get(), kAlpnH2.data(), kAlpnH2.size());
  SSL_CTX_set_session_cache_mode(ctx.get(), SSL_SESS_CACHE_CLIENT);
  SSL_CTX_sess_set_new_cb(ctx.get(), CountTicket);
  RETURN_IF_ERROR(UseCertificate(ctx.get(), options));
  return ctx;
}

// TLS over memory and a socket of our own: OpenSSL's socket BIO would raise
// SIGPIPE when the server hangs up.
class Conversation {
 public:
  Conversation(SSL_CTX* ctx, const Socket& socket, int* tickets)
      : fd_(socket.fd()), ssl_(SSL_new(ctx)) {
    SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_app_data(ssl_.get(), tickets);
    SSL_set_connect_state(ssl_.get());
  }

  SSL* ssl() const { return ssl_.get(); }

  // Runs `step` until it succeeds (true) or the server refuses (false).
  template <typename Step>
  absl::StatusOr<bool> Drive(Step step) {
    while (true) {
      const int result = step();
      Flush();
      if (result > 0) return true;
      if (SSL_get_error(ssl_.get(), result) != SSL_ERROR_WANT_READ) {
        ERR_clear_error();
        return false;
      }
      ASSIGN_OR_RETURN(const bool more, Fill());
      if (!more) return false;
    }
  }

 private:
  // A failed write shows as an end of input in Fill().
  void Flush() {
    const std::string out = Contents(SSL_get_wbio(ssl_.get()));
    BIO_reset(SSL_get_wbio(ssl_.get()));
    size_t sent = 0;
    while (sent < out.size()) {
      const ssize_t n =
          send(fd_, out.data() + sent, out.size() - sent, MSG_NOSIGNAL);
      if (n <= 0) return;
      sent += static_cast<size_t>(n);
    }
  }

  absl::StatusOr<bool> Fill() {
    std::array<char, 4096> buffer;
    const ssize_t n = recv(fd_, buffer.data(), buffer.size(), 0);
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      return absl::DeadlineExceededError("TLS dial: the server is silent");
    }
    if (n <= 0) return false;
    BIO_write(SSL_get_rbio(ssl_.get()), buffer.data(), static_cast<int>(n));
    return true;
  }

  const int fd_;
  const SslPtr ssl_;
};

absl::StatusOr<std::string> ServerLeafPem(SSL* ssl) {
  const X509Ptr leaf(SSL_get1_peer_certificate(ssl));
  const BioPtr bio(BIO_new(BIO_s_mem()));
  if (leaf == nullptr || PEM_write_bio_X509(bio.get(), leaf.get()) != 1) {
    return absl::InternalError("TLS dial: server certificate cannot be read");
  }
  return Contents(bio.get());
}

// Whether the first thing that the server says is an HTTP/2 SETTINGS frame.
absl::StatusOr<bool> ReadsSettings(Conversation& conversation) {
  std::array<unsigned char, kFrameHeaderSize> header = {};
  size_t have = 0;
  while (have < header.size()) {
    size_t got = 0;
    ASSIGN_OR_RETURN(const bool open, conversation.Drive([&] {
      return SSL_read_ex(conversation.ssl(), header.data() + have,
                         header.size() - have, &got);
    }));
    if (!open) return false;
    have += got;
  }
  return header[kFrameTypeOffset] == kSettingsFrame;
}

}  // namespace

absl::StatusOr<DialResult> DialTls(absl::string_view address,
                                   const DialOptions& options) {
  ASSIGN_OR_RETURN(const SslCtxPtr ctx, NewContext(options));
  ASSIGN_OR_RETURN(const Socket socket, Connect(address, options.timeout));
  DialResult result;
  Conversation conversation(ctx.get(), socket, &result.session_tickets);
  SSL* const ssl = conversation.ssl();
  ASSIGN_OR_RETURN(result.handshake_done,
                   conversation.Drive([&] { return SSL_connect(ssl); }));
  if (!result.handshake_done) return result;
  ASSIGN_OR_RETURN(result.server_leaf_pem, ServerLeafPem(ssl));
  ASSIGN_OR_RETURN(result.admitted, ReadsSettings(conversation));
  return result;
}

}  // namespace enlace::certs
