// A node's log in a folder, made as a node makes it: rows committed to the
// journal, each batch durable before the next, then published and signed.

#ifndef ENLACE_TESTS_BENCH_BENCH_LOG_H_
#define ENLACE_TESTS_BENCH_BENCH_LOG_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "certs/key.h"
#include "client/library/audit_directory.h"
#include "proto/wire/verifier_key.h"
#include "server/audit/audit_log.h"
#include "server/audit/signer_anchor.h"
#include "server/core/store.h"

namespace enlace::bench {

class BenchLog {
 public:
  // In `folder`, which is empty.  Ends the process on any error, as all of
  // this does.  Without `openings` the annex is not written.
  BenchLog(const std::string& folder, bool openings);

  // Seconds that it takes to commit entries until there are `entries`, not
  // counting those in which they are made.
  double Append(uint64_t entries, uint64_t batch_size,
                const std::function<core::AuditRow(uint64_t)>& row);

  // Opens the log of what was appended and publishes it; seconds.
  double Publish();

  // Seconds of each of `count` proofs of random entries at level L1; before
  // each one `prepare` is called.
  std::vector<double> ProveSome(
      uint64_t count, const std::function<void()>& prepare = [] {});

  client::AuditFiles files() const;
  client::AuditKeys keys() const { return {.log = key_, .witnesses = {}}; }

  // Takes the journal out of the file cache, as far as the system follows.
  void ForgetJournal() const;

 private:
  const std::string folder_;
  const bool openings_;
  const std::unique_ptr<core::Store> store_;
  const certs::PrivateKey signer_;
  const wire::VerifierKey key_;
  const std::unique_ptr<audit::SignerAnchor> anchor_;
  uint64_t entries_ = 0;
  std::unique_ptr<audit::AuditLog> log_;
};

double SecondsSince(int64_t began_ns);

}  // namespace enlace::bench

#endif  // ENLACE_TESTS_BENCH_BENCH_LOG_H_
