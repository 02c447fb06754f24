#include "server/core/register.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/encoding.h"
#include "base/sha256.h"
#include "policy/engine/register_fact.h"
#include "policy/engine/vocabulary.h"

namespace enlace::core {
namespace {

using policy::RegisterScope;

// What the entries under one key of the index say for the record.
std::vector<Standing> StandingUnder(const State& state, const std::string& key,
                                    RegisterScope scope,
                                    const journal::v1::RecordFacts& record,
                                    int64_t instant_ms) {
  std::vector<Standing> standing;
  const auto found = state.register_index.find(key);
  if (found == state.register_index.end()) return standing;
  for (const std::string& id : found->second) {
    const RegisterItem& item = state.register_items.at(id);
    const bool of_the_case =
        item.matter_tag.empty() || item.matter_tag == record.matter_tag();
    if (!of_the_case || !item.Stands(instant_ms) ||
        !IsForType(item.entry, record.type())) {
      continue;
    }
    standing.push_back({id, policy::RegisterFact(scope, item.entry.kind()),
                        item.entry.term(), item.entry.valid_until_ms()});
  }
  return standing;
}

// Whether `next` stands for the same from the end of `item` on.
bool GoesOnFrom(const RegisterItem& item, const RegisterItem& next) {
  const v1::RegisterEntry& a = item.entry;
  const v1::RegisterEntry& b = next.entry;
  return a.kind() == b.kind() && a.term() == b.term() &&
         a.holder() == b.holder() && item.matter_tag == next.matter_tag &&
         a.principal() == b.principal() && a.substitute() == b.substitute() &&
         a.inspector() == b.inspector() &&
         std::equal(a.transfer_ids().begin(), a.transfer_ids().end(),
                    b.transfer_ids().begin(), b.transfer_ids().end()) &&
         std::equal(a.record_types().begin(), a.record_types().end(),
                    b.record_types().begin(), b.record_types().end()) &&
         next.Stands(a.valid_until_ms());
}

// What was handed over, has ended or is being taken back stays as it is.
bool IsUnderWay(const Transfer& transfer) {
  if (transfer.handed_over || transfer.revocation_asked) return false;
  return transfer.state == v1::RECORD_STATE_QUEUED ||
         transfer.state == v1::RECORD_STATE_DELIVERED ||
         transfer.state == v1::RECORD_STATE_HELD_BY_PEER;
}

}  // namespace

bool IsForType(const v1::RegisterEntry& entry, const std::string& type) {
  const auto& types = entry.record_types();
  return types.empty() ||
         std::find(types.begin(), types.end(), type) != types.end();
}

std::vector<Standing> StandingFor(const State& state,
                                  const journal::v1::RecordFacts& record,
                                  int64_t instant_ms) {
  std::vector<Standing> standing;
  const std::pair<RegisterScope, const std::string*> places[] = {
      {RegisterScope::kSender, &record.sender()},
      {RegisterScope::kRecipient, &record.recipient()},
      {RegisterScope::kMatter, &record.matter_tag()}};
  for (const auto& [scope, key] : places) {
    if (key->empty()) continue;
    for (Standing& each :
         StandingUnder(state, *key, scope, record, instant_ms)) {
      standing.push_back(std::move(each));
    }
  }
  std::sort(standing.begin(), standing.end(),
            [](const Standing& a, const Standing& b) {
              return std::tie(a.entry_id, a.fact) <
                     std::tie(b.entry_id, b.fact);
            });
  return standing;
}

void SetRegisterFacts(absl::Span<const Standing> standing,
                      const policy::Book& book, policy::Facts& facts) {
  std::map<std::string, policy::StringSet> terms;
  for (const auto& [name, fact] : book.vocabulary().facts) {
    if (policy::IsRegisterFact(fact.path))
      terms.emplace(fact.path, policy::StringSet());
  }
  for (const Standing& each : standing) {
    const auto asked = terms.find(each.fact);
    if (asked != terms.end()) asked->second.insert(each.term);
  }
  for (auto& [path, set] : terms) {
    facts.Set(path, policy::Value(std::move(set)));
  }
}

std::vector<Standing> RestsOn(absl::Span<const Standing> standing,
                              const policy::Book& book,
                              policy::Direction direction,
                              const std::string& type) {
  std::vector<Standing> rests_on;
  std::copy_if(standing.begin(), standing.end(), std::back_inserter(rests_on),
               [&](const Standing& each) {
                 return book.AsksAbout(direction, type, each.fact);
               });
  return rests_on;
}

std::string DigestOfTerms(absl::Span<const Standing> asked) {
  std::set<std::pair<std::string, std::string>> said;
  for (const Standing& each : asked) said.emplace(each.fact, each.term);
  if (said.empty()) return "";
  std::string bytes;
  for (const auto& [fact, term] : said) {
    for (const std::string* text : {&fact, &term}) {
      AppendU64(bytes, text->size());
      bytes += *text;
    }
  }
  return ToBytes(Sha256(bytes));
}

bool RegisterChangedFor(const State& state, const Transfer& held,
                        const policy::Book& book, int64_t instant_ms) {
  const std::string& before = held.record.hold().register_digest();
  if (state.register_items.empty() && before.empty()) return false;
  const std::vector<Standing> standing =
      StandingFor(state, held.record, instant_ms);
  return DigestOfTerms(RestsOn(standing, book,
                               held.incoming ? policy::Direction::kIncoming
                                             : policy::Direction::kOutgoing,
                               held.record.type())) != before;
}

int64_t FirstEndMs(absl::Span<const Standing> standing) {
  int64_t end_ms = 0;
  for (const Standing& each : standing) {
    if (end_ms == 0 || each.until_ms < end_ms) end_ms = each.until_ms;
  }
  return end_ms;
}

std::vector<std::string> EntryIdsOf(absl::Span<const Standing> standing) {
  std::set<std::string> ids;
  for (const Standing& each : standing) ids.insert(each.entry_id);
  return {ids.begin(), ids.end()};
}

bool MustBeWithdrawn(const State& state, const Transfer& transfer) {
  if (!IsUnderWay(transfer)) return false;
  const auto& ids = transfer.record.register_entries();
  return std::any_of(ids.begin(), ids.end(), [&](const std::string& id) {
    const auto item = state.register_items.find(id);
    return item != state.register_items.end() &&
           item->second.revoked_at_ms != 0;
  });
}

std::vector<std::string> EndingEntries(const State& state, int64_t instant_ms) {
  std::set<std::pair<int64_t, std::string>> ending;
  for (const auto& named : state.register_items) {
    const RegisterItem& item = named.second;
    const int64_t until_ms = item.entry.valid_until_ms();
    if (!item.Stands(instant_ms) || until_ms - instant_ms > kEndWarningMs) {
      continue;
    }
    const bool goes_on = std::any_of(
        state.register_items.begin(), state.register_items.end(),
        [&](const auto& other) { return GoesOnFrom(item, other.second); });
    if (!goes_on) ending.emplace(until_ms, named.first);
  }
  std::vector<std::string> ids;
  for (const auto& [until_ms, id] : ending) ids.push_back(id);
  return ids;
}

std::vector<std::string> OverdueRequests(const State& state,
                                         int64_t instant_ms) {
  std::set<std::pair<int64_t, std::string>> overdue;
  for (const auto& [id, item] : state.register_items) {
    if (item.entry.kind() == v1::REGISTER_KIND_SUBJECT_REQUEST &&
        item.approved_at_ms != 0 && item.revoked_at_ms == 0 &&
        item.entry.valid_until_ms() <= instant_ms) {
      overdue.emplace(item.entry.valid_until_ms(), id);
    }
  }
  std::vector<std::string> ids;
  for (const auto& [until_ms, id] : overdue) ids.push_back(id);
  return ids;
}

std::vector<std::string> DueToWithdraw(const State& state, size_t max) {
  std::vector<std::string> ids;
  for (const std::string& id : state.withdrawals) {
    if (ids.size() == max) break;
    ids.push_back(id);
  }
  return ids;
}

size_t CountWithdrawals(const State& state, const std::string& entry_id) {
  return static_cast<size_t>(std::count_if(
      state.withdrawals.begin(), state.withdrawals.end(),
      [&](const std::string& id) {
        const auto& ids = state.TransferAt(id).record.register_entries();
        return std::find(ids.begin(), ids.end(), entry_id) != ids.end();
      }));
}

}  // namespace enlace::core
