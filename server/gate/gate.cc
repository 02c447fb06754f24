#include "server/gate/gate.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "enlace/v1/options.pb.h"
#include "policy/engine/explain.h"
#include "policy/engine/extract.h"
#include "proto/wire/leaf.h"
#include "proto/wire/opened_form.h"
#include "proto/wire/problem.h"
#include "proto/wire/record.h"
#include "proto/wire/released_record.h"
#include "proto/wire/submission.h"
#include "server/core/lapse.h"
#include "server/gate/header_check.h"
#include "server/gate/header_facts.h"
#include "server/gate/key_lookup.h"
#include "server/gate/minimize.h"
#include "server/gate/preview.h"
#include "server/gate/record_facts.h"
#include "server/gate/validate.h"

namespace enlace::gate {
namespace {

using absl::StatusCode;
using wire::Refusal;

// The earlier of both; 0 says that a permit does not lapse.
int64_t EarlierOf(int64_t valid_until_ms, int64_t permit_until_ms) {
  return permit_until_ms == 0 ? valid_until_ms
                              : std::min(valid_until_ms, permit_until_ms);
}

}  // namespace

Gate::Gate(Environment environment) : environment_(std::move(environment)) {}

absl::StatusOr<wire::VerifiedSubmission> Gate::VerifySubmission(
    absl::string_view bytes) const {
  if (bytes.size() > kRecordSizeMax) {
    return Refusal(StatusCode::kInvalidArgument, wire::kTooLarge,
                   "the submission is larger than 512 KiB; send less");
  }
  return wire::VerifySubmission(bytes, LookUpIn(*environment_.keys));
}

absl::Status Gate::CheckSubmission(const std::string& caller,
                                   const wire::VerifiedSubmission& submission,
                                   const World& world) const {
  const v1::Header& header = submission.statement.header();
  if (header.sender() != caller) {
    return Refusal(StatusCode::kPermissionDenied, wire::kSenderMismatch,
                   "header.sender is not the caller; an agency sends in its "
                   "own name only");
  }
  RETURN_IF_ERROR(CheckType(header));
  RETURN_IF_ERROR(CheckTimes(header, world.now));
  std::string trust_domain;
  const bool own = environment_.parties->agencies.contains(header.recipient());
  if ((own && header.recipient() == caller) ||
      (!own && environment_.parties->FindNationOf(header.recipient(),
                                                  &trust_domain) == nullptr)) {
    return Refusal(StatusCode::kNotFound, wire::kRecipientUnknown,
                   "header.recipient is no other agency of this nation or of a "
                   "linked one");
  }
  return ValidateRecord(*submission.message);
}

Gate::Verdict Gate::Decide(policy::Direction direction,
                           const v1::Header& header,
                           const google::protobuf::Message& record,
                           const core::RecordFacts& journaled,
                           const World& world) const {
  Verdict verdict;
  verdict.under.book_digest = ToBytes(world.book->digest());
  verdict.under.purpose = PurposeOf(record);
  const core::StateFacts known =
      world.find_facts(journaled, verdict.under.purpose);
  verdict.under.state_facts = known.Canonical();
  const bool domestic =
      direction == policy::Direction::kOutgoing &&
      environment_.parties->agencies.contains(header.recipient());
  verdict.facts = policy::ExtractFacts(
      HeaderFactsOf(direction, header, known, domestic), record,
      world.book->fact_paths(), world.book->phrases());
  verdict.decision = world.book->Decide(verdict.facts, world.now);
  // Where the book denies, its reasons tell more.
  if (verdict.decision.outcome != policy::Outcome::kDeny) {
    verdict.thread_fault =
        core::FindThreadFault(journaled, known.parent, domestic);
  }
  verdict.permit_until_ms =
      core::PermitUntilMs(verdict.decision, known.consent_until_ms);
  verdict.facts_key = environment_.random->Bytes(kHashSize);
  verdict.facts_commitment =
      ToBytes(HmacSha256(verdict.facts_key, verdict.facts.Canonical()));
  return verdict;
}

core::RecordFacts Gate::JournaledFacts(
    const wire::VerifiedSubmission& submission,
    const std::string& transfer_id) const {
  const v1::Header& header = submission.statement.header();
  core::RecordFacts facts = RecordFactsOf(header, *submission.message,
                                          submission.record_id, transfer_id);
  facts.set_content_tag(
      environment_.tag_content(ContentOf(header, *submission.message)));
  return facts;
}

absl::StatusOr<core::SealedPayload> Gate::Seal(const Verdict& verdict,
                                               std::string record,
                                               const std::string& transfer_id,
                                               absl::string_view type) const {
  journal::v1::SealedContent content;
  content.set_record(std::move(record));
  content.set_facts(verdict.facts.Canonical());
  content.set_facts_key(verdict.facts_key);
  ASSIGN_OR_RETURN(core::SealedPayload payload,
                   environment_.seal(content.SerializeAsString(), transfer_id));
  payload.retention_class = std::string(type);
  return payload;
}

absl::StatusOr<core::PreparedSubmission> Gate::PrepareSubmission(
    const wire::VerifiedSubmission& submission, const World& world) const {
  const v1::Header& header = submission.statement.header();
  const Parties& parties = *environment_.parties;
  const std::string transfer_id = environment_.drafts->NewTransferId();
  core::PreparedSubmission prepared;
  prepared.record = JournaledFacts(submission, transfer_id);
  Verdict verdict = Decide(policy::Direction::kOutgoing, header,
                           *submission.message, prepared.record, world);
  if (verdict.thread_fault) {
    return wire::FieldInvalid(verdict.thread_fault->field,
                              verdict.thread_fault->what);
  }
  parties.FindNationOf(header.recipient(), &prepared.link);
  prepared.link_files = parties.FilesTowards(prepared.link);
  prepared.entry = environment_.drafts->ForDecision(
      header.sender(), verdict.decision, verdict.facts_commitment);
  if (verdict.decision.outcome != policy::Outcome::kDeny) {
    ASSIGN_OR_RETURN(const std::vector<wire::Leaf> leaves,
                     wire::LeavesOf(*submission.message));
    std::vector<std::string> paths;
    paths.reserve(leaves.size());
    for (const wire::Leaf& leaf : leaves) paths.push_back(leaf.path);
    ASSIGN_OR_RETURN(
        const wire::Minimized minimized,
        wire::OpenForm(*submission.message, submission.submission.seed(),
                       WithheldPaths(verdict.decision, paths)));
    const std::vector<v1::Redaction> redactions =
        AnnouncedRedactions(verdict.decision, header.type(), minimized.removed,
                            parties.trust_domain);
    for (const v1::Redaction& redaction : redactions) {
      *prepared.outcome.add_redactions() = redaction;
    }
    std::string content = submission.submission.SerializeAsString();
    if (verdict.decision.outcome == policy::Outcome::kPermit) {
      ReleaseSubject subject;
      subject.node = parties.node;
      subject.record_id = submission.record_id;
      subject.transfer_id = transfer_id;
      subject.form = minimized.form.SerializeAsString();
      subject.redactions = redactions;
      ASSIGN_OR_RETURN(
          subject.generalizations,
          StatedGeneralizations(verdict.decision, *submission.message));
      subject.decided_at_ms = absl::ToUnixMillis(world.now);
      subject.valid_until_ms =
          EarlierOf(header.valid_until_ms(), verdict.permit_until_ms);
      ASSIGN_OR_RETURN(const v1::SignedRelease release,
                       SignedReleaseOf(verdict.decision, subject,
                                       *environment_.statement_signer));
      content =
          wire::MakeReleasedRecord(submission.submission.statement(),
                                   subject.form, /*full=*/false, {release});
    }
    ASSIGN_OR_RETURN(prepared.payload, Seal(verdict, std::move(content),
                                            transfer_id, header.type()));
  }
  prepared.facts = std::move(verdict.facts);
  prepared.decision = std::move(verdict.decision);
  prepared.under = std::move(verdict.under);
  return prepared;
}

Admission Gate::AdmitSubmission(const std::string& caller,
                                absl::string_view bytes,
                                const World& world) const {
  const auto refuse = [&](const absl::Status& problem,
                          const wire::VerifiedSubmission* submission) {
    return Admission{
        environment_.drafts->ForRefusal(
            caller, problem,
            submission == nullptr ? nullptr : &submission->statement.header(),
            submission == nullptr ? "" : submission->record_id),
        problem};
  };
  const absl::StatusOr<wire::VerifiedSubmission> submission =
      VerifySubmission(bytes);
  if (!submission.ok()) return refuse(submission.status(), nullptr);
  const absl::Status checked = CheckSubmission(caller, *submission, world);
  if (!checked.ok()) return refuse(checked, &*submission);
  absl::StatusOr<core::PreparedSubmission> prepared =
      PrepareSubmission(*submission, world);
  if (!prepared.ok()) return refuse(prepared.status(), &*submission);
  return {*std::move(prepared), absl::OkStatus()};
}

absl::Status Gate::CheckRelay(const std::string& link,
                              const wire::VerifiedRecord& record,
                              absl::string_view transfer_id,
                              const World& world) const {
  const v1::Header& header = record.header;
  const auto nation = environment_.parties->nations.find(link);
  if (nation == environment_.parties->nations.end() ||
      !nation->second.agencies.contains(header.sender()) ||
      record.releases.back().node() != nation->second.node) {
    return Refusal(StatusCode::kPermissionDenied, wire::kSenderMismatch,
                   "the record is not of an agency and node of this nation");
  }
  if (record.transfer_id != transfer_id) {
    return Refusal(StatusCode::kInvalidArgument, wire::kReleaseInvalid,
                   "the release names another transfer than the item");
  }
  if (!environment_.parties->agencies.contains(header.recipient())) {
    return Refusal(StatusCode::kNotFound, wire::kRecipientUnknown,
                   "header.recipient is not an agency of this nation");
  }
  const absl::Time latest = world.now + kNodeSkewMax;
  if (absl::FromUnixMillis(record.releases.back().decided_at_ms()) > latest) {
    return Refusal(StatusCode::kFailedPrecondition, wire::kClockSkew,
                   "the release was decided in this node's future; compare "
                   "the clocks of both nodes");
  }
  return CheckType(header);
}

absl::StatusOr<core::PreparedRelay> Gate::PrepareRelay(
    const std::string& link, uint64_t link_sequence,
    const wire::VerifiedRecord& record, const World& world) const {
  const v1::Header& header = record.header;
  const Parties& parties = *environment_.parties;
  core::PreparedRelay prepared;
  prepared.record = RecordFactsOf(header, *record.message, record.record_id,
                                  record.transfer_id);
  // The sender's permit lapses when it says, if that is earlier.
  prepared.record.set_valid_until_ms(std::min(
      header.valid_until_ms(), record.releases.back().valid_until_ms()));
  Verdict verdict = Decide(policy::Direction::kIncoming, header,
                           *record.message, prepared.record, world);
  prepared.link = link;
  prepared.link_files = parties.FilesTowards(link);
  prepared.link_sequence = link_sequence;
  prepared.entry = environment_.drafts->ForDecision(
      parties.nations.at(link).node, verdict.decision,
      verdict.facts_commitment);
  if (verdict.decision.outcome == policy::Outcome::kHold) {
    ASSIGN_OR_RETURN(prepared.payload,
                     Seal(verdict, record.released.SerializeAsString(),
                          record.transfer_id, header.type()));
  } else if (verdict.decision.outcome == policy::Outcome::kPermit) {
    v1::OpenedForm opened;
    if (!opened.ParseFromString(record.released.opened())) {
      return Refusal(StatusCode::kInvalidArgument, wire::kFieldInvalid,
                     "the record did not cross in opened form");
    }
    RETURN_IF_ERROR(
        CheckStatedByPeer(verdict.decision, record.generalizations));
    const wire::Minimized minimized =
        wire::Withhold(opened, WithheldPaths(verdict.decision, record.opened));
    ReleaseSubject subject;
    subject.node = parties.node;
    subject.record_id = record.record_id;
    subject.transfer_id = record.transfer_id;
    subject.form = minimized.form.SerializeAsString();
    subject.redactions =
        AnnouncedRedactions(verdict.decision, header.type(), minimized.removed,
                            parties.trust_domain);
    ASSIGN_OR_RETURN(subject.generalizations,
                     StatedGeneralizations(verdict.decision, *record.message));
    subject.decided_at_ms = absl::ToUnixMillis(world.now);
    subject.valid_until_ms =
        EarlierOf(prepared.record.valid_until_ms(), verdict.permit_until_ms);
    ASSIGN_OR_RETURN(const v1::SignedRelease release,
                     SignedReleaseOf(verdict.decision, subject,
                                     *environment_.statement_signer));
    ASSIGN_OR_RETURN(
        prepared.payload,
        Seal(verdict,
             wire::MakeReleasedRecord(record.released.statement(), subject.form,
                                      /*full=*/false,
                                      {record.released.releases(0), release}),
             record.transfer_id, header.type()));
  }
  prepared.facts = std::move(verdict.facts);
  prepared.decision = std::move(verdict.decision);
  prepared.under = std::move(verdict.under);
  return prepared;
}

Admission Gate::AdmitRelay(const std::string& link, absl::string_view item,
                           const World& world) const {
  const v1::Header* header = nullptr;
  std::string record_id;
  const auto refuse = [&](const absl::Status& problem) {
    return Admission{
        environment_.drafts->ForRefusal(link, problem, header, record_id),
        problem};
  };
  v1::RelayItem relayed;
  if (item.size() > kRecordSizeMax ||
      !relayed.ParseFromArray(item.data(), static_cast<int>(item.size()))) {
    return refuse(Refusal(StatusCode::kInvalidArgument, wire::kFieldInvalid,
                          "the item is no relay item of at most 512 KiB"));
  }
  const absl::StatusOr<wire::VerifiedRecord> record =
      wire::VerifyReleasedRecord(relayed.record(), wire::Stage::kCrossing,
                                 LookUpIn(*environment_.keys));
  if (!record.ok()) return refuse(record.status());
  header = &record->header;
  record_id = record->record_id;
  const absl::Status checked =
      CheckRelay(link, *record, relayed.transfer_id(), world);
  if (!checked.ok()) return refuse(checked);
  absl::StatusOr<core::PreparedRelay> prepared =
      PrepareRelay(link, relayed.link_sequence(), *record, world);
  if (!prepared.ok()) return refuse(prepared.status());
  return {*std::move(prepared), absl::OkStatus()};
}

Trial Gate::Try(const std::string& caller, absl::string_view bytes,
                const World& world, policy::Language language) const {
  const absl::StatusOr<wire::VerifiedSubmission> submission =
      VerifySubmission(bytes);
  const auto refuse = [&](const absl::Status& problem) {
    const bool verified = submission.ok();
    return Trial{environment_.drafts->ForRefusal(
                     caller, problem,
                     verified ? &submission->statement.header() : nullptr,
                     verified ? submission->record_id : ""),
                 problem};
  };
  if (!submission.ok()) return refuse(submission.status());
  const absl::Status checked = CheckSubmission(caller, *submission, world);
  if (!checked.ok()) return refuse(checked);
  const absl::StatusOr<std::vector<wire::Leaf>> leaves =
      wire::LeavesOf(*submission->message);
  if (!leaves.ok()) return refuse(leaves.status());

  const v1::Header& header = submission->statement.header();
  const Verdict verdict =
      Decide(policy::Direction::kOutgoing, header, *submission->message,
             JournaledFacts(*submission, ""), world);
  if (verdict.thread_fault) {
    return refuse(wire::FieldInvalid(verdict.thread_fault->field,
                                     verdict.thread_fault->what));
  }
  const policy::Decision& decision = verdict.decision;
  return {environment_.drafts->ForTry(caller, header, submission->record_id,
                                      decision, verdict.facts_commitment),
          PreviewOf(decision, *leaves,
                    policy::ExplainText(decision, *world.book, language))};
}

}  // namespace enlace::gate
