// A request to the witness in, its answer out: c2sp.org/tlog-witness over HTTP.
//
//   POST <prefix>/add-checkpoint
//   GET  <prefix>/<hex of SHA-256(origin)>/checkpoint
//
// Nobody has to say who is asking: what is cosigned was signed by its log, and
// what is served is public.

#ifndef ENLACE_SERVER_WITNESS_WITNESS_ROUTES_H_
#define ENLACE_SERVER_WITNESS_WITNESS_ROUTES_H_

#include <map>
#include <string>
#include <vector>

#include "proto/wire/verifier_key.h"
#include "server/audit/witness.h"
#include "server/http/http_message.h"

namespace enlace::witness {

// Bytes of a checkpoint with its proof; beyond it 413.  A proof of 63 hashes
// and a note of 100 lines have 20 thousand.
inline constexpr size_t kAddCheckpointMax = 64 << 10;

// Thread-safe.
class WitnessRoutes {
 public:
  // `witness` must outlive this, and watches the logs of `log_keys`.
  WitnessRoutes(std::string prefix, audit::Witness& witness,
                const std::vector<wire::VerifierKey>& log_keys);

  // Besides the statuses of audit::Witness::Answer(): 405 for another method,
  // 404 for another path or a log that was never cosigned.
  http::Response Answer(const http::Request& request);

 private:
  http::Response AddCheckpoint(const http::Request& request);

  audit::Witness& witness_;
  const std::string submission_path_;
  std::map<std::string, std::string> origins_;  // by the path of its checkpoint
};

}  // namespace enlace::witness

#endif  // ENLACE_SERVER_WITNESS_WITNESS_ROUTES_H_
