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
#include "policy/facts/extract.h"
#include "policy/replay/decision_line.h"
#include "proto/validation/subject_identifier.h"
#include "proto/validation/validate.h"
#include "proto/wire/leaf.h"
#include "proto/wire/opened_form.h"
#include "proto/wire/problem.h"
#include "proto/wire/record.h"
#include "proto/wire/released_record.h"
#include "proto/wire/submission.h"
#include "server/core/answer_clock.h"
#include "server/core/approvals.h"
#include "server/core/lapse.h"
#include "server/core/limits.h"
#include "server/core/register.h"
#include "server/gate/endorsement.h"
#include "server/gate/header_check.h"
#include "server/gate/header_facts.h"
#include "server/gate/key_lookup.h"
#include "server/gate/measures.h"
#include "server/gate/minimize.h"
#include "server/gate/preview.h"
#include "server/gate/record_facts.h"

namespace enlace::gate {
namespace {

using absl::StatusCode;
using wire::Refusal;

}  // namespace

int64_t Gate::EndOfRelease(int64_t valid_until_ms, const Verdict& verdict) {
  return verdict.permit_until_ms == 0
             ? valid_until_ms
             : std::min(valid_until_ms, verdict.permit_until_ms);
}

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
  return validation::ValidateRecord(*submission.message);
}

policy::RecordFacts Gate::OutgoingFacts(const v1::Header& header,
                                        const core::RecordFacts& journaled,
                                        const core::StateFacts& known) const {
  policy::RecordFacts facts = HeaderFactsOf(
      policy::Direction::kOutgoing, header, known,
      environment_.parties->agencies.contains(header.recipient()));
  if (journaled.hold().has_denied_silently()) {
    facts.denied_silently = journaled.hold().denied_silently();
  }
  return facts;
}

Gate::Verdict Gate::Decide(const policy::RecordFacts& header,
                           const google::protobuf::Message& record,
                           const core::RecordFacts& journaled,
                           const core::StateFacts& known, std::string purpose,
                           const World& world) const {
  Verdict verdict;
  verdict.under.book_digest = ToBytes(world.book().digest());
  verdict.under.purpose = std::move(purpose);
  verdict.under.state_facts = known.Canonical();
  verdict.facts = policy::ExtractFacts(
      header, record, world.book().fact_paths(), world.book().scan());
  core::SetApprovalFacts(known.approvals, world.book(), verdict.facts);
  core::SetOverrideFacts(known.overrides, world.book(), verdict.facts);
  core::SetRegisterFacts(known.standing, world.book(), verdict.facts);
  core::SetLimitFacts(known.counts, world.book(), world.now, verdict.facts);
  verdict.approvals = DisclosedApprovals(known.approvals, world.book());
  verdict.overrides = DisclosedOverrides(journaled, known, world.book());
  verdict.decision =
      world.book().Decide(header, record, verdict.facts, world.now);
  // Where the book denies, its reasons tell more.
  if (verdict.decision.outcome != policy::Outcome::kDeny) {
    verdict.thread_fault =
        core::FindThreadFault(journaled, known.parent, header.domestic);
  }
  if (verdict.decision.outcome == policy::Outcome::kPermit) {
    verdict.measures = MeasuresOf(verdict.decision, record);
  }
  const std::vector<core::Standing> rests_on = core::RestsOn(
      known.standing, world.book(), header.direction, header.type);
  verdict.permit_until_ms = core::PermitUntilMs(
      verdict.decision,
      core::EarlierEndMs(known.consent_until_ms, core::FirstEndMs(rests_on)));
  journal::v1::SealedContent& content = verdict.content;
  content.set_facts(verdict.facts.Canonical());
  content.set_facts_key(environment_.random->Bytes(kHashSize));
  verdict.facts_commitment =
      ToBytes(HmacSha256(content.facts_key(), content.facts()));
  return verdict;
}

core::EntryDraft Gate::DraftOf(absl::string_view caller, const Verdict& verdict,
                               const World& world) const {
  core::EntryDraft draft = environment_.drafts->ForDecision(
      caller, verdict.decision, verdict.facts_commitment);
  draft.national.set_decision_line(policy::ToLine(policy::LineOf(
      *world.asked, verdict.facts, world.now, verdict.decision)));
  draft.shared.mutable_measures()->Assign(verdict.measures.begin(),
                                          verdict.measures.end());
  return draft;
}

std::string Gate::MatterTagOf(const google::protobuf::Message& message) const {
  const std::string matter = MatterOf(message);
  return matter.empty() ? "" : environment_.tag_content(matter);
}

journal::v1::SubjectTags Gate::SubjectTagsOf(
    const google::protobuf::Message& message,
    const std::string& transfer_id) const {
  const std::set<std::string> identifiers =
      validation::SubjectIdentifiers(message);
  if (identifiers.empty()) return {};
  journal::v1::SubjectTags subjects =
      environment_.tag_subjects(transfer_id, identifiers);
  subjects.set_purpose(PurposeOf(message));
  return subjects;
}

core::RecordFacts Gate::JournaledFacts(
    const wire::VerifiedSubmission& submission,
    const std::string& transfer_id) const {
  const v1::Header& header = submission.statement.header();
  core::RecordFacts facts = RecordFactsOf(header, *submission.message,
                                          submission.record_id, transfer_id);
  facts.set_content_tag(
      environment_.tag_content(ContentOf(header, *submission.message)));
  facts.set_matter_tag(MatterTagOf(*submission.message));
  return facts;
}

absl::StatusOr<UnsealedPayload> Gate::PayloadOf(
    wire::VerifiedSubmission& submission, const core::RecordFacts& journaled,
    Verdict& verdict, std::vector<v1::Redaction>& redactions,
    const World& world) const {
  const v1::Header& header = submission.statement.header();
  wire::Minimized minimized =
      wire::OpenForm(submission.leaves, [&](absl::string_view path) {
        return !Releases(verdict.decision, path);
      });
  redactions = AnnouncedRedactions(
      verdict.decision, *submission.message->GetDescriptor(), minimized.removed,
      environment_.parties->trust_domain);
  UnsealedPayload payload{journaled.transfer_id(), header.type(),
                          std::move(verdict.content), std::nullopt};
  if (verdict.decision.outcome == policy::Outcome::kHold) {
    payload.content.set_record(submission.submission.SerializeAsString());
    return payload;
  }
  std::string form = std::move(minimized.form);
  ReleaseSubject subject;
  subject.node = environment_.parties->node;
  subject.record_id = submission.record_id;
  subject.transfer_id = journaled.transfer_id();
  subject.form_digest = ToBytes(Sha256(form));
  subject.redactions = redactions;
  ASSIGN_OR_RETURN(
      subject.generalizations,
      StatedGeneralizations(verdict.decision, *submission.message));
  subject.decided_at_ms = absl::ToUnixMillis(world.now);
  subject.valid_until_ms = EndOfRelease(header.valid_until_ms(), verdict);
  subject.answer = journaled.answer();
  subject.approvals = std::move(verdict.approvals);
  subject.overrides = std::move(verdict.overrides);
  payload.release =
      UnsignedRelease{ReleaseOf(verdict.decision, std::move(subject)),
                      std::move(*submission.submission.mutable_statement()),
                      std::move(form),
                      {}};
  return payload;
}

absl::StatusOr<Gate::Prepared> Gate::PrepareSubmission(
    wire::VerifiedSubmission& submission, core::RecordFacts journaled,
    const core::StateFacts& known, const World& world) const {
  const v1::Header& header = submission.statement.header();
  const Parties& parties = *environment_.parties;
  core::PreparedSubmission prepared;
  prepared.record = std::move(journaled);
  Verdict verdict =
      Decide(OutgoingFacts(header, prepared.record, known), *submission.message,
             prepared.record, known, PurposeOf(*submission.message), world);
  if (verdict.thread_fault) {
    return wire::FieldInvalid(verdict.thread_fault->field,
                              verdict.thread_fault->what);
  }
  core::AskForAnswer(verdict.decision, absl::ToUnixMillis(world.now),
                     prepared.record);
  parties.FindNationOf(header.recipient(), &prepared.link);
  prepared.link_files = parties.FilesTowards(prepared.link);
  prepared.entry = DraftOf(header.sender(), verdict, world);
  std::optional<UnsealedPayload> payload;
  if (verdict.decision.outcome == policy::Outcome::kDeny) {
    std::optional<Notice> notice = NoticeInstead(
        header, *submission.message, prepared.record, verdict, world);
    if (notice) {
      ASSIGN_OR_RETURN(payload,
                       PrepareNotice(*std::move(notice), prepared, world));
    }
  } else {
    prepared.subjects =
        SubjectTagsOf(*submission.message, prepared.record.transfer_id());
    std::vector<v1::Redaction> redactions;
    ASSIGN_OR_RETURN(payload, PayloadOf(submission, prepared.record, verdict,
                                        redactions, world));
    prepared.outcome.mutable_redactions()->Assign(redactions.begin(),
                                                  redactions.end());
  }
  prepared.facts = std::move(verdict.facts);
  prepared.decision = std::move(verdict.decision);
  prepared.under = std::move(verdict.under);
  return Prepared{{std::move(prepared), absl::OkStatus()}, std::move(payload)};
}

Gate::Prepared Gate::Refuse(const std::string& caller,
                            const absl::Status& problem,
                            const v1::Header* header,
                            absl::string_view record_id) const {
  return {{environment_.drafts->ForRefusal(caller, problem, header, record_id),
           problem},
          std::nullopt};
}

std::vector<Admission> Gate::AdmitSubmissions(
    const std::string& caller, absl::Span<const absl::string_view> submissions,
    const World& world) const {
  struct Verified {
    size_t place;
    wire::VerifiedSubmission submission;
    core::RecordFacts journaled;
  };
  std::vector<Prepared> items(submissions.size());
  std::vector<Verified> all;
  all.reserve(submissions.size());
  for (size_t i = 0; i < submissions.size(); ++i) {
    absl::StatusOr<wire::VerifiedSubmission> one =
        VerifySubmission(submissions[i]);
    if (!one.ok()) {
      items[i] = Refuse(caller, one.status());
      continue;
    }
    const absl::Status checked = CheckSubmission(caller, *one, world);
    if (!checked.ok()) {
      items[i] =
          Refuse(caller, checked, &one->statement.header(), one->record_id);
      continue;
    }
    core::RecordFacts journaled =
        JournaledFacts(*one, environment_.drafts->NewTransferId());
    all.push_back({i, *std::move(one), std::move(journaled)});
  }
  std::vector<StateQuestion> questions;
  questions.reserve(all.size());
  for (const Verified& one : all) {
    questions.push_back({&one.journaled, PurposeOf(*one.submission.message)});
  }
  const std::vector<core::StateFacts> known = world.find_facts(questions);
  for (size_t i = 0; i < all.size(); ++i) {
    Verified& one = all[i];
    absl::StatusOr<Prepared> prepared = PrepareSubmission(
        one.submission, std::move(one.journaled), known[i], world);
    items[one.place] = prepared.ok()
                           ? *std::move(prepared)
                           : Refuse(caller, prepared.status(),
                                    &one.submission.statement.header(),
                                    one.submission.record_id);
  }
  return Finish(caller, std::move(items));
}

std::vector<Admission> Gate::Finish(const std::string& caller,
                                    std::vector<Prepared> items) const {
  std::vector<UnsealedPayload> payloads;
  for (Prepared& item : items) {
    if (item.payload) payloads.push_back(*std::move(item.payload));
  }
  absl::StatusOr<std::vector<core::SealedPayload>> sealed =
      SignAndSeal(std::move(payloads), *environment_.statement_signer,
                  *environment_.random, environment_.seal);
  std::vector<Admission> admissions;
  size_t next = 0;
  for (Prepared& item : items) {
    if (item.payload && !sealed.ok()) item = Refuse(caller, sealed.status());
    core::Input& input = item.admission.input;
    if (item.payload) {
      core::SealedPayload& payload = (*sealed)[next++];
      if (auto* submission = std::get_if<core::PreparedSubmission>(&input)) {
        (submission->notice ? submission->notice->payload
                            : submission->payload) = std::move(payload);
      } else {
        std::get<core::PreparedRelay>(input).payload = std::move(payload);
      }
    }
    admissions.push_back(std::move(item.admission));
  }
  return admissions;
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
  const v1::Header& header = submission->statement.header();
  const core::RecordFacts journaled = JournaledFacts(*submission, "");
  std::string purpose = PurposeOf(*submission->message);
  const core::StateFacts known =
      world.find_facts({{&journaled, purpose}}).front();
  const Verdict verdict =
      Decide(OutgoingFacts(header, journaled, known), *submission->message,
             journaled, known, std::move(purpose), world);
  if (verdict.thread_fault) {
    return refuse(wire::FieldInvalid(verdict.thread_fault->field,
                                     verdict.thread_fault->what));
  }
  const policy::Decision& decision = verdict.decision;
  v1::TryResponse response = PreviewOf(
      decision, submission->leaves,
      policy::ExplainText(decision, world.book(), world.now, language));
  const std::optional<Notice> notice =
      NoticeInstead(header, *submission->message, journaled, verdict, world);
  response.set_safety_notice(notice && notice->verdict.decision.outcome ==
                                           policy::Outcome::kPermit);
  return {environment_.drafts->ForTry(caller, header, submission->record_id,
                                      decision, verdict.facts_commitment),
          std::move(response)};
}

}  // namespace enlace::gate
