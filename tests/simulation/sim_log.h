// One nation's published log, and witnesses: the product's own code on files.
//
// Nothing here writes a log: AuditLog reads what the node has recorded,
// publishes, signs and asks; Witness cosigns what it is shown to be consistent;
// SignerAnchor remembers for both.  Only the keys are not secret: they are
// drawn from the names, so that every run has the same ones, and a "link" is a
// call.

#ifndef ENLACE_TESTS_SIMULATION_SIM_LOG_H_
#define ENLACE_TESTS_SIMULATION_SIM_LOG_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/clock.h"
#include "certs/key.h"
#include "proto/wire/verifier_key.h"
#include "server/audit/audit_log.h"
#include "server/audit/cosigning.h"
#include "server/audit/signer_anchor.h"
#include "server/audit/witness.h"
#include "server/core/store.h"

namespace enlace::simulation {

// Of the log of `trust_domain`; and of the witness of a nation or of nobody.
wire::VerifierKey LogKeyOf(absl::string_view trust_domain);
wire::VerifierKey WitnessKeyOf(absl::string_view domain);

// The domain of the witness that is of no nation.
inline constexpr absl::string_view kNeutralDomain = "neutral.example";

// A witness with an anchor.  Not thread-safe.
class SimWitness {
 public:
  // Watches the logs of the nations `watched`; keeps what it must not forget
  // below `folder`.  `clock` must outlive it.
  SimWitness(std::string domain, std::string folder,
             const std::vector<std::string>& watched, Clock& clock);

  // Once more after a crash, too.
  absl::Status Open();
  void Close();

  // REQUIRES: open.
  audit::WitnessAnswer Answer(const std::string& body);
  audit::SignerAnchor& anchor() { return *anchor_; }
  // For forgeries.
  const certs::Signer& signer() const { return signer_; }

 private:
  const std::string domain_;
  const std::string folder_;
  std::vector<wire::VerifierKey> watched_;
  Clock& clock_;
  const certs::PrivateKey signer_;
  std::unique_ptr<audit::SignerAnchor> anchor_;
  std::unique_ptr<audit::Witness> witness_;
};

// A nation's log and its witness of the others'.  Not thread-safe.
class SimLog {
 public:
  // Brings the body of a question to the witness of `domain`.
  using Ask = std::function<absl::StatusOr<audit::WitnessAnswer>(
      const std::string& domain, const std::string& body)>;

  struct Nation {
    std::string trust_domain;
    std::vector<std::string> others;  // trust domains
    core::Store* store = nullptr;     // with the node's entries
    Clock* clock = nullptr;
  };

  // Keeps its files below `folder`:
  //
  //   audit/       what is published        annex/  what opens it
  //   audit.vkey, witness.vkey              anchor, forks/
  //
  // What `nation` names must outlive it.
  SimLog(Nation nation, std::string folder, Ask ask);

  // Opens anchor, witness and log; once more after a crash, too.  Fails as
  // AuditLog::Open() does.
  absl::Status Open();
  void Close();

  // What is new is published, signed, and cosigned by whom is asked.  Fails
  // with the first error, after doing all it could.  REQUIRES: open.
  absl::Status Publish();

  bool open() const { return log_ != nullptr; }
  // REQUIRES: open.
  audit::AuditLog& log() { return *log_; }
  SimWitness& witness() { return witness_; }
  const certs::Signer& signer() const { return signer_; }
  const std::string& folder() const { return folder_; }
  const std::string& trust_domain() const { return nation_.trust_domain; }

 private:
  audit::WitnessOfThisLog Asked(const std::string& domain) const;

  const Nation nation_;
  const std::string folder_;
  const Ask ask_;
  const certs::PrivateKey signer_;
  SimWitness witness_;
  std::unique_ptr<audit::AuditLog> log_;
};

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_SIM_LOG_H_
