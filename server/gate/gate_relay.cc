// Gate::AdmitRelays: what another nation's node let pass, and whether this one
// does.

#include "server/gate/gate_relay.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/sha256.h"
#include "base/status_macros.h"
#include "proto/wire/opened_form.h"
#include "proto/wire/problem.h"
#include "proto/wire/released_record.h"
#include "server/core/answer_clock.h"
#include "server/gate/endorsement.h"
#include "server/gate/gate.h"
#include "server/gate/header_check.h"
#include "server/gate/header_facts.h"
#include "server/gate/key_lookup.h"
#include "server/gate/minimize.h"
#include "server/gate/record_facts.h"
#include "server/gate/safety_notice.h"

namespace enlace::gate {
namespace {

using absl::StatusCode;
using wire::Refusal;

// A nation's agencies send what they like, its node safety notices alone.
bool MaySend(const Parties::Nation& nation, const std::string& sender,
             const google::protobuf::Message& record) {
  return sender == nation.node ? IsSafetyNotice(*record.GetDescriptor())
                               : nation.agencies.contains(sender);
}

}  // namespace

policy::RecordFacts IncomingFacts(const wire::VerifiedRecord& record,
                                  const core::StateFacts& known) {
  policy::RecordFacts facts =
      HeaderFactsOf(policy::Direction::kIncoming, record.header, known,
                    /*domestic=*/false);
  facts.endorsers = EndorsersOf(record.releases.back(), record.header.sender());
  facts.caveats = {record.caveats.begin(), record.caveats.end()};
  return facts;
}

void NoteSendersAnswerTime(const wire::VerifiedRecord& record,
                           core::RecordFacts& journaled) {
  const v1::ReleaseStatement& release = record.releases.back();
  if (release.answer_due_ms() == 0) return;
  core::JoinAnswerTime(release.answer_due_ms(), release.answer_latest_ms(),
                       *journaled.mutable_answer());
}

absl::Status Gate::CheckRelay(const std::string& link,
                              const wire::VerifiedRecord& record,
                              absl::string_view transfer_id,
                              const World& world) const {
  const v1::Header& header = record.header;
  const auto nation = environment_.parties->nations.find(link);
  if (nation == environment_.parties->nations.end() ||
      !MaySend(nation->second, header.sender(), *record.message) ||
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

absl::StatusOr<Gate::Prepared> Gate::PrepareRelay(const std::string& link,
                                                  Relayed& relayed,
                                                  core::RecordFacts journaled,
                                                  const core::StateFacts& known,
                                                  const World& world) const {
  wire::VerifiedRecord& record = relayed.record;
  const v1::Header& header = record.header;
  const Parties& parties = *environment_.parties;
  core::PreparedRelay prepared;
  prepared.record = std::move(journaled);
  Verdict verdict =
      Decide(IncomingFacts(record, known), *record.message, prepared.record,
             known, PurposeOf(*record.message), world);
  core::AskForAnswer(verdict.decision, absl::ToUnixMillis(world.now),
                     prepared.record);
  prepared.link = link;
  prepared.link_files = parties.FilesTowards(link);
  prepared.link_sequence = relayed.link_sequence;
  prepared.entry = DraftOf(parties.nations.at(link).node, verdict, world);
  std::optional<UnsealedPayload> payload;
  if (verdict.decision.outcome != policy::Outcome::kDeny) {
    payload = UnsealedPayload{record.transfer_id, header.type(),
                              std::move(verdict.content), std::nullopt};
    prepared.subjects = SubjectTagsOf(*record.message, record.transfer_id);
  }
  if (verdict.decision.outcome == policy::Outcome::kHold) {
    payload->content.set_record(record.released.SerializeAsString());
  } else if (verdict.decision.outcome == policy::Outcome::kPermit) {
    if (!record.released.has_opened()) {
      return Refusal(StatusCode::kInvalidArgument, wire::kFieldInvalid,
                     "the record did not cross in opened form");
    }
    RETURN_IF_ERROR(
        CheckStatedByPeer(verdict.decision, record.generalizations));
    wire::Minimized minimized =
        wire::Withhold(record.released.opened(), [&](absl::string_view path) {
          return !Releases(verdict.decision, path);
        });
    std::string form = std::move(minimized.form);
    ReleaseSubject subject;
    subject.node = parties.node;
    subject.record_id = record.record_id;
    subject.transfer_id = record.transfer_id;
    subject.form_digest = ToBytes(Sha256(form));
    subject.redactions =
        AnnouncedRedactions(verdict.decision, *record.message->GetDescriptor(),
                            minimized.removed, parties.trust_domain);
    ASSIGN_OR_RETURN(subject.generalizations,
                     StatedGeneralizations(verdict.decision, *record.message));
    subject.decided_at_ms = absl::ToUnixMillis(world.now);
    subject.valid_until_ms =
        EndOfRelease(prepared.record.valid_until_ms(), verdict);
    subject.answer = prepared.record.answer();
    payload->release =
        UnsignedRelease{ReleaseOf(verdict.decision, std::move(subject)),
                        std::move(*record.released.mutable_statement()),
                        std::move(form),
                        {}};
    payload->release->nodes.push_back(
        std::move(*record.released.mutable_releases(0)));
  }
  prepared.facts = std::move(verdict.facts);
  prepared.decision = std::move(verdict.decision);
  prepared.under = std::move(verdict.under);
  return Prepared{{std::move(prepared), absl::OkStatus()}, std::move(payload)};
}

absl::StatusOr<Gate::Relayed> Gate::VerifyRelay(
    const v1::RelayItem* item) const {
  if (item == nullptr) {
    return Refusal(StatusCode::kInvalidArgument, wire::kFieldInvalid,
                   "the item is no relay item of at most 512 KiB");
  }
  Relayed verified;
  verified.link_sequence = item->link_sequence();
  ASSIGN_OR_RETURN(verified.record, wire::VerifyReleasedRecord(
                                        item->record(), wire::Stage::kCrossing,
                                        LookUpIn(*environment_.keys)));
  return verified;
}

std::vector<Admission> Gate::AdmitRelays(
    const std::string& link, absl::Span<const v1::RelayItem* const> relays,
    const World& world) const {
  struct Verified {
    size_t place;
    Relayed relayed;
    core::RecordFacts journaled;
  };
  std::vector<Prepared> items(relays.size());
  std::vector<Verified> all;
  all.reserve(relays.size());
  for (size_t i = 0; i < relays.size(); ++i) {
    absl::StatusOr<Relayed> one = VerifyRelay(relays[i]);
    if (!one.ok()) {
      items[i] = Refuse(link, one.status());
      continue;
    }
    const wire::VerifiedRecord& record = one->record;
    const absl::Status checked =
        CheckRelay(link, record, relays[i]->transfer_id(), world);
    if (!checked.ok()) {
      items[i] = Refuse(link, checked, &record.header, record.record_id);
      continue;
    }
    core::RecordFacts journaled = RecordFactsOf(
        record.header, *record.message, record.record_id, record.transfer_id);
    // The sender's permit lapses when it says, if that is earlier.
    journaled.set_valid_until_ms(
        std::min(record.header.valid_until_ms(),
                 record.releases.back().valid_until_ms()));
    journaled.set_matter_tag(MatterTagOf(*record.message));
    NoteSendersAnswerTime(record, journaled);
    journaled.set_retain_until_ms(record.releases.back().retain_until_ms());
    all.push_back({i, *std::move(one), std::move(journaled)});
  }
  std::vector<StateQuestion> questions;
  questions.reserve(all.size());
  for (const Verified& one : all) {
    questions.push_back(
        {&one.journaled, PurposeOf(*one.relayed.record.message)});
  }
  const std::vector<core::StateFacts> known = world.find_facts(questions);
  for (size_t i = 0; i < all.size(); ++i) {
    Verified& one = all[i];
    absl::StatusOr<Prepared> prepared = PrepareRelay(
        link, one.relayed, std::move(one.journaled), known[i], world);
    items[one.place] = prepared.ok() ? *std::move(prepared)
                                     : Refuse(link, prepared.status(),
                                              &one.relayed.record.header,
                                              one.relayed.record.record_id);
  }
  return Finish(link, std::move(items));
}

}  // namespace enlace::gate
