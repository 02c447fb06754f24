// Tells of each connection to a listener that the TLS library breaks off before
// anybody of ours is asked about it: without a certificate, with one of another
// root, in an old version, or in no TLS at all.
//
// gRPC 1.51 has no hook for that: it asks its verifier (certs/peer_verifier.h)
// only about chains that have verified.  So this watches OpenSSL's own objects,
// by its documented callbacks for application data: a connection of the
// listener that ends before its handshake is done was broken off.  Nothing is
// decided here, and nothing that the other side sent is read.
//
//   BrokenHandshakes watch([&] { ++knocks; });
//   RETURN_IF_ERROR(watch.Listen([&] { server = builder.BuildAndStart(); }));
//   ... the node knocks at its own door ...
//   watch.Begin();
//
// Thread-safe but for Listen().

#ifndef ENLACE_CERTS_BROKEN_HANDSHAKES_H_
#define ENLACE_CERTS_BROKEN_HANDSHAKES_H_

#include <functional>
#include <memory>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"

namespace enlace::certs {

class BrokenHandshakes {
 public:
  // `broken` is called from gRPC's threads, once for each such connection, and
  // not after this object has ended; it must be quick.
  explicit BrokenHandshakes(std::function<void()> broken);
  BrokenHandshakes(const BrokenHandshakes&) = delete;
  BrokenHandshakes& operator=(const BrokenHandshakes&) = delete;
  ~BrokenHandshakes();

  // Runs `open`, which starts one listener, and watches the TLS contexts that
  // this thread makes meanwhile.  Fails with kInternal if it makes none: then
  // gRPC makes them elsewhere, and nothing would ever be told.
  absl::Status Listen(absl::FunctionRef<void()> open);

  // Tells of connections that are made from now on.
  void Begin();

  // What OpenSSL's objects hold of it.
  class Watch;

 private:
  const std::shared_ptr<Watch> watch_;
};

}  // namespace enlace::certs

#endif  // ENLACE_CERTS_BROKEN_HANDSHAKES_H_
