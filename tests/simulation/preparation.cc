#include "tests/simulation/preparation.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/sha256.h"
#include "server/core/answer_clock.h"
#include "server/core/approvals.h"
#include "server/core/lapse.h"
#include "server/core/limits.h"
#include "server/core/plan.h"
#include "server/core/register.h"

namespace enlace::simulation {
namespace {

std::string ChannelName(v1::Channel channel) {
  switch (channel) {
    case v1::CHANNEL_INTEL:
      return "INTEL";
    case v1::CHANNEL_ADMIN:
      return "ADMIN";
    case v1::CHANNEL_JUDICIAL:
      return "JUDICIAL";
    default:
      return "";
  }
}

std::string UrgencyName(v1::Urgency urgency) {
  switch (urgency) {
    case v1::URGENCY_ROUTINE:
      return "ROUTINE";
    case v1::URGENCY_PRIORITY:
      return "PRIORITY";
    case v1::URGENCY_URGENT:
      return "URGENT";
    default:
      return "";
  }
}

// What was decided about a record, and on what.
struct Verdict {
  policy::Facts facts;
  policy::Decision decision;
  core::PreparedUnder under;
};

Verdict Decide(const core::RecordFacts& record, policy::Direction direction,
               const core::State& snapshot, const policy::Book& book,
               absl::Time now,
               std::optional<bool> denied_silently = std::nullopt) {
  const core::StateFacts known = core::FindStateFacts(
      snapshot, record, kPurpose, core::BatchInstantMs(snapshot, now));
  policy::RecordFacts facts = RuleFacts(record, direction, known);
  facts.denied_silently = denied_silently;
  Verdict verdict;
  verdict.facts = policy::HeaderFacts(facts);
  verdict.facts.Set("context.legal_basis.basis_id", policy::StringSet{"ACT"});
  core::SetApprovalFacts(known.approvals, book, verdict.facts);
  core::SetOverrideFacts(known.overrides, book, verdict.facts);
  core::SetRegisterFacts(known.standing, book, verdict.facts);
  core::SetLimitFacts(known.counts, book, now, verdict.facts);
  verdict.decision = book.Decide(verdict.facts, now);
  verdict.under = {ToBytes(book.digest()), known.Canonical(), kPurpose};
  return verdict;
}

core::SealedPayload Seal(absl::string_view body) {
  return {.sealed = absl::StrCat("sealed:", body),
          .wrapped_key = "key",
          .key_epoch = 1,
          .retention_class = "standard"};
}

// What the node sends instead of a record that warns and is denied; `silent`:
// a rule that may not be named spoke against that one.
core::PreparedNotice PrepareNotice(const core::RecordFacts& denied, bool silent,
                                   const core::State& snapshot,
                                   const policy::Book& book, absl::Time now,
                                   Random& random) {
  SimRecord notice;
  core::RecordFacts& facts = notice.facts;
  facts.set_type("SafetyNotice");
  facts.set_sender(
      absl::StrCat("spiffe://", TrustDomainOf(denied.sender()), "/node/1"));
  facts.set_recipient(denied.recipient());
  facts.set_message_id(random.Bytes(16));
  facts.set_channel(denied.channel());
  facts.set_urgency(v1::URGENCY_URGENT);
  facts.set_created_at_ms(absl::ToUnixMillis(now));
  facts.set_valid_until_ms(denied.valid_until_ms());
  notice.body = absl::StrCat("notice ", HexEncode(random.Bytes(6)));
  core::PreparedNotice input;
  input.record = facts;
  input.record.set_record_id(RecordIdOf(notice));
  input.record.set_transfer_id(random.Bytes(16));
  input.record.set_content_tag(ToBytes(Sha256(absl::StrCat(
      "notice", denied.recipient(), denied.sender(), denied.content_tag()))));
  Verdict verdict = Decide(input.record, policy::Direction::kOutgoing, snapshot,
                           book, now, silent);
  input.facts = std::move(verdict.facts);
  input.decision = std::move(verdict.decision);
  input.under = std::move(verdict.under);
  input.payload = Seal(notice.body);
  input.entry = MakeDraft(random);
  input.entry.national.set_caller(facts.sender());
  return input;
}

}  // namespace

std::string RecordIdOf(const SimRecord& record) {
  core::RecordFacts facts = record.facts;
  facts.clear_record_id();
  facts.clear_transfer_id();
  return ToBytes(Sha256({facts.SerializeAsString(), record.body}));
}

policy::RecordFacts RuleFacts(const core::RecordFacts& record,
                              policy::Direction direction,
                              const core::StateFacts& known) {
  policy::RecordFacts facts;
  facts.direction = direction;
  facts.type = record.type();
  facts.sender = record.sender();
  facts.recipient = record.recipient();
  facts.channel = ChannelName(record.channel());
  facts.urgency = UrgencyName(record.urgency());
  facts.created_at = absl::FromUnixMillis(record.created_at_ms());
  if (direction == policy::Direction::kOutgoing) {
    facts.domestic =
        TrustDomainOf(record.sender()) == TrustDomainOf(record.recipient());
    facts.repeated = known.repeated;
  }
  facts.names_parent = !record.parent().empty();
  const core::ParentFacts& parent = known.parent;
  if (parent.known) {
    facts.parent =
        policy::ParentFacts{parent.type, parent.sender, parent.recipient,
                            parent.open, known.consent_until_ms != 0};
  }
  return facts;
}

core::EntryDraft MakeDraft(Random& random) {
  core::EntryDraft draft;
  draft.shared_blind = random.Bytes(32);
  draft.national_blind = random.Bytes(32);
  draft.batch_seed = random.Bytes(32);
  return draft;
}

core::EntryDraft MakeNoteDraft(Random& random) {
  core::EntryDraft draft = MakeDraft(random);
  draft.transfer_id = random.Bytes(16);
  return draft;
}

std::string LinkFileDigest(absl::string_view trust_domain, uint64_t serial) {
  return ToBytes(Sha256(absl::StrCat("link file ", serial, trust_domain)));
}

core::LinkFiles FirstLinkFiles(absl::string_view own, absl::string_view peer) {
  return {.own = LinkFileDigest(own),
          .peer = LinkFileDigest(peer),
          .valid_until_ms = std::numeric_limits<int64_t>::max()};
}

core::PreparedSubmission PrepareSubmission(const SimRecord& record,
                                           absl::string_view link,
                                           const core::State& snapshot,
                                           const policy::Book& book,
                                           absl::Time now, Random& random) {
  core::PreparedSubmission input;
  input.record = record.facts;
  input.record.set_record_id(RecordIdOf(record));
  input.record.set_transfer_id(random.Bytes(16));
  input.record.set_content_tag(ToBytes(Sha256(record.body)));
  Verdict verdict =
      Decide(input.record, policy::Direction::kOutgoing, snapshot, book, now);
  input.facts = std::move(verdict.facts);
  input.decision = std::move(verdict.decision);
  input.under = std::move(verdict.under);
  core::AskForAnswer(input.decision, absl::ToUnixMillis(now), input.record);
  input.link = std::string(link);
  input.link_files = FirstLinkFiles(TrustDomainOf(record.facts.sender()), link);
  input.payload = Seal(record.body);
  input.entry = MakeDraft(random);
  input.entry.national.set_caller(record.facts.sender());
  if (record.warns && input.decision.outcome == policy::Outcome::kDeny) {
    input.notice = PrepareNotice(input.record, input.decision.silent, snapshot,
                                 book, now, random);
  }
  return input;
}

core::PreparedRelay PrepareRelay(const SimRelayItem& item,
                                 absl::string_view link,
                                 const core::State& snapshot,
                                 const policy::Book& book, absl::Time now,
                                 Random& random) {
  core::PreparedRelay input;
  input.record = item.facts;
  // The release statement says when the sender's permit lapses.
  input.record.set_valid_until_ms(core::EndMs(item.facts));
  input.record.clear_content_tag();
  input.record.clear_hold();
  Verdict verdict =
      Decide(input.record, policy::Direction::kIncoming, snapshot, book, now);
  input.facts = std::move(verdict.facts);
  input.decision = std::move(verdict.decision);
  input.under = std::move(verdict.under);
  core::AskForAnswer(input.decision, absl::ToUnixMillis(now), input.record);
  input.link = std::string(link);
  input.link_files =
      FirstLinkFiles(TrustDomainOf(item.facts.recipient()), link);
  input.link_sequence = item.link_sequence;
  input.payload = Seal(item.body);
  input.entry = MakeDraft(random);
  return input;
}

core::PreparedRelease PrepareRelease(const core::Transfer& held,
                                     absl::string_view body,
                                     const core::State& snapshot,
                                     const policy::Book& book, absl::Time now,
                                     Random& random) {
  core::PreparedRelease input;
  input.transfer_id = held.record.transfer_id();
  Verdict verdict = Decide(held.record,
                           held.incoming ? policy::Direction::kIncoming
                                         : policy::Direction::kOutgoing,
                           snapshot, book, now);
  input.facts = std::move(verdict.facts);
  input.decision = std::move(verdict.decision);
  input.under = std::move(verdict.under);
  input.link_files =
      FirstLinkFiles(TrustDomainOf(held.incoming ? held.record.recipient()
                                                 : held.record.sender()),
                     held.link);
  // The books hold nothing on arrival of which the sender's node says when an
  // answer is due.
  core::RecordFacts asking;
  core::AskForAnswer(input.decision, absl::ToUnixMillis(now), asking);
  input.answer = asking.answer();
  input.payload = Seal(body);
  input.entry = MakeDraft(random);
  return input;
}

std::string TrustDomainOf(absl::string_view identity) {
  identity.remove_prefix(identity.find("//") + 2);
  return std::string(identity.substr(0, identity.find('/')));
}

}  // namespace enlace::simulation
