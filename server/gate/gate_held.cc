// Gate::DecideAgain and Gate::Show: records that are held here.

#include <optional>
#include <utility>
#include <vector>

#include "base/status_macros.h"
#include "policy/engine/explain.h"
#include "proto/wire/leaf.h"
#include "proto/wire/leaf_schema.h"
#include "proto/wire/released_record.h"
#include "proto/wire/submission.h"
#include "server/gate/gate.h"
#include "server/gate/gate_relay.h"
#include "server/gate/key_lookup.h"
#include "server/gate/minimize.h"
#include "server/gate/preview.h"
#include "server/gate/record_facts.h"

namespace enlace::gate {
namespace {

template <typename Input>
core::PreparedRelease ReleaseOf(Input& input) {
  core::PreparedRelease release;
  release.transfer_id = input.record.transfer_id();
  release.facts = std::move(input.facts);
  release.decision = std::move(input.decision);
  release.under = std::move(input.under);
  release.link_files = std::move(input.link_files);
  release.payload = std::move(input.payload);
  release.entry = std::move(input.entry);
  release.answer = std::move(*input.record.mutable_answer());
  return release;
}

// The leaves that the reviewer may see: those that would be released.
absl::StatusOr<std::string> ReleasedPart(
    const std::vector<wire::CommittedLeaf>& leaves,
    const policy::Decision& decision, const google::protobuf::Message& record) {
  ASSIGN_OR_RETURN(const wire::LeafSchema* schema,
                   wire::LeafSchema::Of(*record.GetDescriptor()));
  const std::unique_ptr<google::protobuf::Message> part(record.New());
  wire::LeafSetter setter(*schema, *part);
  for (const wire::CommittedLeaf& one : leaves) {
    if (one.leaf.tag == wire::TypeTag::kAbsent ||
        !Releases(decision, one.leaf.path)) {
      continue;
    }
    RETURN_IF_ERROR(setter.Set(one.leaf));
  }
  return part->SerializeAsString();
}

}  // namespace

struct Gate::Reread {
  core::RecordFacts journaled;
  std::string link;
  std::optional<wire::VerifiedSubmission> submission;  // else `relayed`
  Relayed relayed;

  const google::protobuf::Message& message() const {
    return submission ? *submission->message : *relayed.record.message;
  }
};

absl::StatusOr<Gate::Reread> Gate::Read(const HeldRecord& held) const {
  Reread reread;
  reread.journaled = held.transfer.record;
  reread.link = held.transfer.link;
  if (held.transfer.incoming) {
    ASSIGN_OR_RETURN(
        reread.relayed.record,
        wire::VerifyReleasedRecord(held.content, wire::Stage::kCrossing,
                                   LookUpIn(*environment_.keys)));
    reread.relayed.link_sequence = held.transfer.link_sequence;
    // The hold left it without a time for its answer.
    NoteSendersAnswerTime(reread.relayed.record, reread.journaled);
  } else {
    ASSIGN_OR_RETURN(reread.submission, VerifySubmission(held.content));
  }
  return reread;
}

absl::StatusOr<Gate::Prepared> Gate::PrepareAgain(Reread& held,
                                                  const core::StateFacts& known,
                                                  const World& world) const {
  absl::StatusOr<Prepared> prepared =
      held.submission
          ? PrepareSubmission(*held.submission, held.journaled, known, world)
          : PrepareRelay(held.link, held.relayed, held.journaled, known, world);
  RETURN_IF_ERROR(prepared.status());
  // Of what is still held the sealed original stays.
  std::optional<UnsealedPayload>& payload = prepared->payload;
  if (payload && !payload->release) payload.reset();
  return prepared;
}

std::vector<SecondDecision> Gate::DecideAgain(std::vector<HeldRecord> held,
                                              const World& world) const {
  std::vector<absl::StatusOr<Reread>> records;
  std::vector<StateQuestion> questions;
  records.reserve(held.size());
  for (const HeldRecord& each : held) {
    const absl::StatusOr<Reread>& record = records.emplace_back(Read(each));
    if (record.ok()) {
      questions.push_back({&record->journaled, PurposeOf(record->message())});
    }
  }
  const std::vector<core::StateFacts> known = world.find_facts(questions);
  std::vector<Prepared> items;
  size_t next = 0;
  for (absl::StatusOr<Reread>& record : records) {
    absl::StatusOr<Prepared> prepared =
        record.ok() ? PrepareAgain(*record, known[next++], world)
                    : absl::StatusOr<Prepared>(record.status());
    items.push_back(
        prepared.ok() ? *std::move(prepared)
                      : Refuse(environment_.parties->node, prepared.status()));
  }
  std::vector<SecondDecision> decisions;
  for (Admission& admission :
       Finish(environment_.parties->node, std::move(items))) {
    if (!admission.problem.ok()) {
      decisions.emplace_back(std::move(admission.problem));
      continue;
    }
    auto* const submission =
        std::get_if<core::PreparedSubmission>(&admission.input);
    core::PreparedRelease release =
        submission != nullptr
            ? ReleaseOf(*submission)
            : ReleaseOf(std::get<core::PreparedRelay>(admission.input));
    if (submission != nullptr) release.outcome = submission->outcome;
    release.entry.national.set_caller(environment_.parties->node);
    decisions.emplace_back(std::move(release));
  }
  return decisions;
}

absl::StatusOr<HeldView> Gate::Show(const HeldRecord& held, const World& world,
                                    policy::Language language) const {
  ASSIGN_OR_RETURN(Reread record, Read(held));
  const google::protobuf::Message& message = record.message();
  std::string purpose = PurposeOf(message);
  const core::StateFacts known =
      world.find_facts({{&record.journaled, purpose}}).front();
  const Verdict verdict = Decide(
      record.submission ? OutgoingFacts(record.submission->statement.header(),
                                        record.journaled, known)
                        : IncomingFacts(record.relayed.record, known),
      message, record.journaled, known, std::move(purpose), world);
  std::vector<wire::CommittedLeaf> leaves;
  ASSIGN_OR_RETURN(std::vector<wire::Leaf> all, wire::LeavesOf(message));
  for (wire::Leaf& leaf : all) leaves.push_back({std::move(leaf), {}, {}});
  HeldView view;
  view.decision = PreviewOf(
      verdict.decision, leaves,
      policy::ExplainText(verdict.decision, world.book(), world.now, language));
  ASSIGN_OR_RETURN(view.record,
                   ReleasedPart(leaves, verdict.decision, message));
  return view;
}

}  // namespace enlace::gate
