// Who cosigns this node's log, and how each is asked: the other nations'
// witnesses over their links, neutral ones over HTTP on threads of their own.
//
//   ASSIGN_OR_RETURN(auto neutral, NeutralWitnesses::Load(config, trust));
//   log_environment.neutral = neutral->Askers();
//   neutral->Start(log);     // once the log is open
//   neutral->Wake();         // after each publication

#ifndef ENLACE_SERVER_APP_WITNESSES_H_
#define ENLACE_SERVER_APP_WITNESSES_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "enlace/v1/node_service.pb.h"
#include "proto/wire/verifier_key.h"
#include "server/app/config.h"
#include "server/app/ticker.h"
#include "server/app/trust.h"
#include "server/audit/audit_log.h"
#include "server/audit/cosigning.h"
#include "server/http/http_client.h"
#include "server/peer/peer_link.h"

namespace enlace::app {

// Asks the node at the other end of `link`, which must outlive what is
// returned.
audit::AskWitness AskOverLink(peer::PeerLink& link);

// How far each witness of `log` has come.
void DescribeWitnesses(const audit::AuditLog& log,
                       v1::GetNodeStatusResponse& status);

// Thread-safe.
class NeutralWitnesses {
 public:
  // Fails naming the file that is no witness's key, and a key that has another
  // role already: nobody vouches for its own log, or twice.
  static absl::StatusOr<std::unique_ptr<NeutralWitnesses>> Load(
      const std::vector<NeutralWitnessConfig>& config, const Trust& trust);
  NeutralWitnesses(const NeutralWitnesses&) = delete;
  NeutralWitnesses& operator=(const NeutralWitnesses&) = delete;
  ~NeutralWitnesses();

  // By the name of its key; valid as long as this is.
  std::map<std::string, audit::WitnessOfThisLog> Askers();

  // Asks each whenever something new is signed, and again while it is away.
  // `log` must have Askers(), and be there until Stop().
  void Start(audit::AuditLog& log);
  void Wake();
  // Ends questions that are under way.  Idempotent.
  void Stop();

 private:
  struct Asked {
    Asked(wire::VerifierKey witness_key, http::Url url);

    wire::VerifierKey key;
    http::Client client;
    std::string last_error;  // its ticker's alone
    std::unique_ptr<Ticker> ticker;
  };

  NeutralWitnesses() = default;

  static void AskOne(audit::AuditLog& log, Asked& asked);

  std::vector<std::unique_ptr<Asked>> asked_;
};

}  // namespace enlace::app

#endif  // ENLACE_SERVER_APP_WITNESSES_H_
