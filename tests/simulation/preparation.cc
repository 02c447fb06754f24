#include "tests/simulation/preparation.h"

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "server/core/lapse.h"

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

policy::Facts FactsOf(const core::RecordFacts& record,
                      policy::Direction direction,
                      const core::State& snapshot) {
  policy::Facts facts =
      policy::HeaderFacts(RuleFacts(record, direction, snapshot));
  facts.Set("context.legal_basis.basis_id", policy::StringSet{"ACT"});
  return facts;
}

core::PreparedUnder UnderOf(const core::RecordFacts& record,
                            const core::State& snapshot,
                            const policy::Book& book) {
  return {ToBytes(book.digest()),
          core::FindParent(snapshot, record.parent()).Canonical()};
}

core::SealedPayload Seal(absl::string_view body) {
  return {.sealed = absl::StrCat("sealed:", body),
          .wrapped_key = "key",
          .key_epoch = 1,
          .retention_class = "standard"};
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
                              const core::State& snapshot) {
  policy::RecordFacts facts;
  facts.direction = direction;
  facts.type = record.type();
  facts.sender = record.sender();
  facts.recipient = record.recipient();
  facts.channel = ChannelName(record.channel());
  facts.urgency = UrgencyName(record.urgency());
  facts.created_at = absl::FromUnixMillis(record.created_at_ms());
  facts.names_parent = !record.parent().empty();
  const core::ParentFacts parent = core::FindParent(snapshot, record.parent());
  if (parent.known) {
    facts.parent = policy::ParentFacts{parent.type, parent.sender,
                                       parent.recipient, parent.open};
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

core::PreparedSubmission PrepareSubmission(const SimRecord& record,
                                           absl::string_view link,
                                           const core::State& snapshot,
                                           const policy::Book& book,
                                           absl::Time now, Random& random) {
  core::PreparedSubmission input;
  input.record = record.facts;
  input.record.set_record_id(RecordIdOf(record));
  input.record.set_transfer_id(random.Bytes(16));
  input.facts = FactsOf(input.record, policy::Direction::kOutgoing, snapshot);
  input.decision = book.Decide(input.facts, now);
  input.under = UnderOf(input.record, snapshot, book);
  input.link = std::string(link);
  input.payload = Seal(record.body);
  input.entry = MakeDraft(random);
  input.entry.national.set_caller(record.facts.sender());
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
  input.facts = FactsOf(input.record, policy::Direction::kIncoming, snapshot);
  input.decision = book.Decide(input.facts, now);
  input.under = UnderOf(input.record, snapshot, book);
  input.link = std::string(link);
  input.link_sequence = item.link_sequence;
  input.payload = Seal(item.body);
  input.entry = MakeDraft(random);
  return input;
}

std::string TrustDomainOf(absl::string_view identity) {
  identity.remove_prefix(identity.find("//") + 2);
  return std::string(identity.substr(0, identity.find('/')));
}

}  // namespace enlace::simulation
