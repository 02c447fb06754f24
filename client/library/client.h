// An agency's way to its node: sends records, collects what came, answers, and
// asks what became of what was sent.
//
//   ASSIGN_OR_RETURN(const auto client, Client::Connect("mx-fgr.toml"));
//   ASSIGN_OR_RETURN(const RecordDraft draft,
//                    client->Draft("FirearmTraceRequest", json, "us-atf"));
//   ASSIGN_OR_RETURN(const v1::Outcome outcome, client->Send(draft));
//
// An outcome is an answer, not an error: what the rule book denies or holds
// comes back with its decision, reason, rules and law.  Errors are absl
// statuses; ErrorOf() (client/library/error.h) says what to do about one.
//
// Every call has a deadline of 30 s and is repeated where that is safe
// (client/library/node_session.h).  A record is signed once: whoever keeps the
// SignedRecord before it is submitted can submit it again after a crash, and
// gets the first outcome, byte for byte.  docs/integration.md.

#ifndef ENLACE_CLIENT_LIBRARY_CLIENT_H_
#define ENLACE_CLIENT_LIBRARY_CLIENT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/clock.h"
#include "base/random.h"
#include "certs/key.h"
#include "client/library/composition.h"
#include "client/library/context.h"
#include "client/library/inbox.h"
#include "client/library/joint_receipt.h"
#include "client/library/node.h"
#include "enlace/v1/outcome.pb.h"
#include "enlace/v1/thread.pb.h"

namespace enlace::client {

// A record as it is handed to the node.  Its bytes hold the whole record: keep
// them as carefully as the record itself.
struct SignedRecord {
  std::string record_id;     // 32 bytes, the record's name for ever
  std::string bytes;         // a serialized Submission
  std::string draft_digest;  // DraftDigest() of what was signed
};

// Which records to follow, and how.
struct Subscription {
  uint64_t after = 0;   // cursor of the last record taken; 0 for the first
  bool confirm = true;  // tell the node that a record was taken
  absl::Duration pause = absl::Seconds(1);  // between questions, if none came
  std::function<bool()> stop;  // asked before each question; null: never
};

// A receipt and what was verified of it.
struct ObtainedReceipt {
  v1::JointReceipt receipt;
  ProvenReceipt proven;
  absl::Status missing;  // why the other node's half is not there; OK if it is
};

// Why a record that does not verify is not acted upon: kFailedPrecondition.
// REQUIRES: an item without a record.
absl::Status NotBelieved(const InboxItem& item);

// Thread-safe.
class Client {
 public:
  // Reads the context's file, its trust and its signing key; does not wait for
  // the node.  Fails with kInvalidArgument naming what is wrong.  `locale` is
  // the language of texts for people, such as "es-MX"; "" takes the context's.
  static absl::StatusOr<std::unique_ptr<Client>> Connect(
      absl::string_view context_path, absl::string_view locale = "");

  // The same over a session that stands.  `clock` and `random` must outlive it.
  static absl::StatusOr<std::unique_ptr<Client>> Over(
      std::unique_ptr<Node> node, Context context, Clock& clock,
      Random& random);

  const Context& context() const { return context_; }
  Node& node() { return *node_; }

  // A draft of the record that `json` (proto3 JSON) holds, to the agency that
  // `recipient` names: a URI, or an id such as "us-atf".  Fails with
  // kInvalidArgument as DraftFromJson() and AgencyOf().
  absl::StatusOr<RecordDraft> Draft(absl::string_view type,
                                    absl::string_view json,
                                    absl::string_view recipient) const;

  // Fails with kInvalidArgument as ComposeSubmission(): every faulty field is
  // named at once.
  absl::StatusOr<SignedRecord> Sign(const RecordDraft& draft) const;

  // One result a record, in order.  Goes out in as many calls as the limits of
  // a call ask for; where a call fails, each of its records has that error.
  std::vector<absl::StatusOr<v1::Outcome>> Submit(
      absl::Span<const SignedRecord> records);

  // One call, repeated where no answer comes.  Fails as the call; then nothing
  // is known of any record.  REQUIRES: CallSize(records) is all of them.
  absl::StatusOr<std::vector<v1::SubmitResult>> SubmitCall(
      absl::Span<const SignedRecord> records);

  // How many of `records`, from the first on, fit one call.
  static size_t CallSize(absl::Span<const SignedRecord> records);

  // Signs and submits.
  absl::StatusOr<v1::Outcome> Send(const RecordDraft& draft);

  // What the own node would decide; the peer is not asked.  Logged.
  absl::StatusOr<v1::TryResponse> Try(const RecordDraft& draft);

  // Hands each record to `take` in the order of the cursors, for ever, until
  // `take` or the node fails, or `stop` says so (then OK).  A record that does
  // not verify is handed over with its error and is never confirmed.  `take`
  // returning OK means that the record and its cursor are durable at the
  // caller's: only then is it confirmed.  After a crash the next call with the
  // last cursor goes on where this one ended.
  absl::Status Subscribe(
      const Subscription& subscription,
      absl::FunctionRef<absl::Status(const InboxItem& item)> take);

  // Every record that waits.
  absl::StatusOr<std::vector<InboxItem>> Inbox(const InboxQuery& query = {});

  // The deliveries that `request` asks for.
  absl::StatusOr<std::vector<InboxItem>> InboxPage(
      const v1::CollectRequest& request);

  // Tells the node that the records were taken.  At most 128.
  absl::Status Confirm(absl::Span<const std::string> transfer_ids);

  // Confirms, then acknowledges to the sender.  May be called again.
  absl::StatusOr<v1::Outcome> Acknowledge(
      const InboxItem& item,
      v1::AcknowledgementStatus status = v1::ACKNOWLEDGEMENT_STATUS_RECEIVED,
      v1::ReasonCode reason = v1::REASON_CODE_UNSPECIFIED);

  // Answers `item` with `answer`, whose recipient, parent, channel and urgency
  // it sets.  Fails with kFailedPrecondition if the item did not verify.
  absl::StatusOr<v1::Outcome> Reply(const InboxItem& item, RecordDraft answer);

  absl::StatusOr<v1::GetStatusResponse> StatusOf(absl::string_view record_id);

  // Verified at `level` against the context's roots.  Fails as the node, and as
  // VerifyJointReceipt(); with kDataLoss if it is another record's.
  absl::StatusOr<ObtainedReceipt> Receipt(absl::string_view record_id,
                                          v1::ReceiptLevel level);

  // Takes back a record before it is handed over; returns where it stands.
  absl::StatusOr<v1::RecordState> Revoke(absl::string_view record_id,
                                         absl::string_view reason);

 private:
  Client(std::unique_ptr<Node> node, Context context,
         std::vector<certs::TrustAnchor> roots, certs::PrivateKey signer,
         Clock& clock, Random& random);

  const std::unique_ptr<Node> node_;
  const Context context_;
  const std::vector<certs::TrustAnchor> roots_;
  const certs::PrivateKey signer_;
  Clock& clock_;
  Random& random_;
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_CLIENT_H_
