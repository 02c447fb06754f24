#include "tests/simulation/ledger.h"

#include "absl/strings/str_cat.h"
#include "base/encoding.h"

namespace enlace::simulation {

void Ledger::Outcome(const SimRecord& record, absl::string_view bytes) {
  const MessageKey key = {record.facts.sender(), record.facts.message_id()};
  const Acknowledged now = {RecordIdOf(record), std::string(bytes),
                            record.warns};
  const auto [it, first] = acknowledged_.emplace(key, now);
  v1::Outcome outcome;
  if (!outcome.ParseFromString(now.outcome) ||
      outcome.record_id() != now.record_id) {
    Violation("P1: an outcome is not about the record it answers");
  }
  if (first) return;
  if (it->second.record_id != now.record_id) {
    Violation("P2: one message id was accepted for two records");
  } else if (it->second.outcome != now.outcome) {
    Violation("P2: a duplicate got another outcome than the original");
  }
}

void Ledger::RelayAnswer(absl::string_view transfer_id,
                         absl::string_view bytes) {
  const auto [it, first] =
      relay_answers_.emplace(std::string(transfer_id), std::string(bytes));
  if (!first && it->second != bytes) {
    Violation("P2: a repeated relay got another answer than the first");
  }
}

std::string Ledger::EffectOf(const core::RecordFacts& facts,
                             absl::string_view body) {
  return absl::StrCat(body, " of ", facts.created_at_ms());
}

void Ledger::Effect(const SimRecord& record) {
  const std::string effect = EffectOf(record.facts, record.body);
  if (++effects_[effect] == 2) {
    Violation(absl::StrCat("P2: a collector saw ", effect, " twice"));
  }
}

void Ledger::Confirmed(absl::string_view transfer_id) {
  confirmed_.emplace(transfer_id);
}

void Ledger::Root(const std::string& node, uint64_t size, const Hash& root) {
  const auto [it, first] = roots_[node].emplace(size, root);
  if (!first && it->second != root) {
    Violation(absl::StrCat("P4: ", node, " showed two roots of size ", size));
  }
}

void Ledger::Violation(std::string what) {
  if (violations_.size() < 20) violations_.push_back(std::move(what));
}

void Ledger::Trace(absl::string_view line) {
  trace_ = Sha256({AsBytes(trace_), line});
}

}  // namespace enlace::simulation
