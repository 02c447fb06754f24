// The agent beside an agency's own system: it holds the signing key, and does
// what takes cryptography, durability and patience, so that the system needs
// neither.
//
//   ASSIGN_OR_RETURN(auto agent, Agent::Start(client, path, clock, random));
//   ASSIGN_OR_RETURN(agent::v1::SentRecord sent, agent->Send(request));
//
// Each record that Send(), Reply() and Acknowledge() return OK for is signed
// and on disk; it is sent until the node has answered, also by the next
// process, and once under its key.  docs/agent.md.

#ifndef ENLACE_CLIENT_AGENT_AGENT_H_
#define ENLACE_CLIENT_AGENT_AGENT_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/random.h"
#include "client/agent/sender.h"
#include "client/library/client.h"
#include "client/library/spool.h"
#include "enlace/agent/v1/agent.pb.h"

namespace enlace::client {

// How one request is to be answered.
struct AgentCall {
  std::string language;                     // of texts, as in ErrorOf()
  absl::Duration wait = absl::Seconds(10);  // at most, for the node's answer
};

// Thread-safe.
class Agent {
 public:
  // `client`, `clock` and `random` must outlive the agent.  Fails as
  // Spool::Open().
  static absl::StatusOr<std::unique_ptr<Agent>> Start(
      Client& client, absl::string_view spool_path, Clock& clock,
      Random& random);

  // Fails with kInvalidArgument if the request or its record is not
  // well-formed: nothing is kept then.
  absl::StatusOr<agent::v1::SentRecord> Send(
      const agent::v1::SendRequest& request, const AgentCall& call);
  absl::StatusOr<v1::TryResponse> Try(const agent::v1::SendRequest& request);

  // The same for a record of the inbox, named by its cursor.  Fails with
  // kNotFound if there is none, kFailedPrecondition if it does not verify.
  absl::StatusOr<agent::v1::SentRecord> Reply(
      uint64_t cursor, const agent::v1::SendRequest& request,
      const AgentCall& call);
  // Confirms first.  A record is acknowledged once with each status.
  absl::StatusOr<agent::v1::SentRecord> Acknowledge(
      uint64_t cursor, const agent::v1::AcknowledgeRequest& request,
      const AgentCall& call);
  absl::Status Confirm(uint64_t cursor);

  // What was given to the agent under `key`; kNotFound if nothing was.
  absl::StatusOr<agent::v1::SentRecord> FindSent(absl::string_view key,
                                                 const AgentCall& call);

  // At most `limit` (up to 128) records behind `after`.
  absl::StatusOr<agent::v1::Inbox> ReadInbox(uint64_t after, bool confirmed_too,
                                             uint32_t limit,
                                             const AgentCall& call);

  // `record_id` is hex.
  absl::StatusOr<agent::v1::RecordStatus> StatusOf(absl::string_view record_id);
  absl::StatusOr<ObtainedReceipt> Receipt(absl::string_view record_id,
                                          v1::ReceiptLevel level);
  absl::StatusOr<agent::v1::RecordStatus> Revoke(absl::string_view record_id,
                                                 absl::string_view reason);

  absl::StatusOr<agent::v1::Health> Health(const AgentCall& call);

 private:
  Agent(Client& client, std::unique_ptr<Spool> spool, Random& random);

  absl::StatusOr<RecordDraft> DraftOf(const agent::v1::SendRequest& request,
                                      absl::string_view recipient) const;
  absl::StatusOr<InboxItem> ItemAt(uint64_t cursor);
  absl::StatusOr<agent::v1::SentRecord> SendDraft(const std::string& key,
                                                  const RecordDraft& draft,
                                                  const AgentCall& call);

  Client& client_;
  const std::unique_ptr<Spool> spool_;
  Random& random_;
  Sender sender_;  // last: it uses the spool until it is gone
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_AGENT_AGENT_H_
