#include "policy/engine/verdict.h"

#include <array>
#include <type_traits>

#include "policy/engine/rule_index.h"

namespace enlace::policy {
namespace {

// Words that are taken at once.  The compiler makes vector instructions of the
// loops over them.
template <size_t kWords>
using Block = std::array<uint64_t, kWords>;

// What is true of any rule.
struct Tally {
  // Permits by how far they got.
  uint64_t in_force = 0, for_parties = 0, met = 0, permit = 0;
};

template <size_t kWords>
class BlockPass {
 public:
  // From word `at` on.
  BlockPass(const RuleTables& tables, const CodedFacts& coded, size_t at)
      : tables_(tables),
        rows_(tables.bits.data() + at),
        codes_(coded.codes.data()),
        epoch_(coded.epoch),
        at_(at) {}

  void Run(Tally& tally, Verdict& verdict) const {
    Block<kWords> parties;
    parties.fill(~uint64_t{0});
    for (const auto& column : tables_.parties) And(parties, RowOf(column));
    Block<kWords> reached = parties;
    And(reached, Row(epoch_));
    Block<kWords> met = reached;
    if (Any(reached)) Narrow(met);
    Block<kWords> applies = met;
    if (Any(met)) {
      for (const auto& column : tables_.bases) And(applies, RowOf(column));
    }
    const uint64_t* in_force = Row(epoch_);
    const uint64_t* permits = Row(tables_.permits);
    const uint64_t* asking = Row(tables_.asking);
    for (size_t i = 0; i < kWords; ++i) {
      tally.in_force |= in_force[i] & permits[i];
      tally.for_parties |= reached[i] & permits[i];
      tally.met |= met[i] & permits[i];
      tally.permit |= applies[i] & permits[i];
    }
    uint64_t* const parties_out = verdict.parties.data() + at_;
    uint64_t* const unmet_out = verdict.unmet.data() + at_;
    uint64_t* const applies_out = verdict.applies.data() + at_;
    uint64_t* const asking_out = verdict.asking.data() + at_;
    for (size_t i = 0; i < kWords; ++i) {
      parties_out[i] = parties[i];
      unmet_out[i] = reached[i] & ~met[i] & permits[i];
      applies_out[i] = applies[i];
      asking_out[i] = applies[i] & asking[i];
    }
  }

 private:
  void Narrow(Block<kWords>& met) const {
    for (const auto& column : tables_.conditions) And(met, RowOf(column));
    for (const auto& any_of : tables_.any_ofs) {
      if (!Any(met)) return;
      Block<kWords> any{};
      Or(any, Row(any_of.others));
      for (const auto& column : any_of.columns) Or(any, RowOf(column));
      And(met, any.data());
    }
  }

  const uint64_t* Row(RuleTables::Row row) const {
    return rows_ + row * tables_.words;
  }
  const uint64_t* RowOf(const RuleTables::Column& column) const {
    return Row(column.first + codes_[column.dimension]);
  }

  static void And(Block<kWords>& block, const uint64_t* row) {
    for (size_t i = 0; i < kWords; ++i) block[i] &= row[i];
  }
  static void Or(Block<kWords>& block, const uint64_t* row) {
    for (size_t i = 0; i < kWords; ++i) block[i] |= row[i];
  }
  static bool Any(const Block<kWords>& block) {
    uint64_t any = 0;
    for (size_t i = 0; i < kWords; ++i) any |= block[i];
    return any != 0;
  }

  const RuleTables& tables_;
  const uint64_t* const rows_;  // of the first word
  const uint32_t* const codes_;
  const RuleTables::Row epoch_;
  const size_t at_;
};

uint64_t BitOf(size_t bit) { return uint64_t{1} << (bit % 64); }

bool Has(const RuleSet& set, size_t bit) {
  return (set[bit / 64] & BitOf(bit)) != 0;
}

// Takes the rules of `row`, which is as long, out of `set`.
void Remove(const uint64_t* row, RuleSet& set) {
  uint64_t* words = set.data();
  for (size_t i = 0; i < set.size(); ++i) words[i] &= ~row[i];
}

Stage NearestOf(const Tally& tally) {
  if (tally.permit != 0) return Stage::kApplies;
  if (tally.met != 0) return Stage::kBasis;
  if (tally.for_parties != 0) return Stage::kConditions;
  return tally.in_force != 0 ? Stage::kOtherParties : Stage::kNotInForce;
}

}  // namespace

bool HasAny(const RuleSet& set, const uint64_t* row) noexcept {
  const uint64_t* words = set.data();
  uint64_t any = 0;
  for (size_t i = 0; i < set.size(); ++i) any |= words[i] & row[i];
  return any != 0;
}

void RuleIndex::Except(const CodedFacts& coded,
                       Verdict& verdict) const noexcept {
  const uint64_t* const limits = tables_.at(tables_.limits);
  const uint64_t* const applies = verdict.applies.data();
  uint64_t* const limits_out = verdict.limits.data();
  for (size_t i = 0; i < tables_.words; ++i) {
    limits_out[i] = applies[i] & limits[i];
  }
  Remove(coded.within.data(), verdict.applies);
  // What an exception lifts is no exception, so none touches another.
  for (const RuleTables::Exception& exception : tables_.exceptions) {
    if (!Has(verdict.applies, exception.bit)) continue;
    Remove(tables_.at(exception.lifts), verdict.limits);
    if (!HasAny(verdict.applies, tables_.at(exception.lifts))) {
      verdict.applies[exception.bit / 64] &= ~BitOf(exception.bit);
    }
  }
  for (const RuleTables::Exception& exception : tables_.exceptions) {
    if (!Has(verdict.applies, exception.bit)) continue;
    Remove(tables_.at(exception.lifts), verdict.applies);
    Remove(tables_.at(exception.lifts), verdict.asking);
  }
}

void RuleIndex::Decide(const CodedFacts& coded,
                       Verdict& verdict) const noexcept {
  Tally tally;
  size_t at = 0;
  const auto take = [&]<size_t kWords>(std::integral_constant<size_t, kWords>) {
    for (; at + kWords <= tables_.words; at += kWords) {
      BlockPass<kWords>(tables_, coded, at).Run(tally, verdict);
    }
  };
  take(std::integral_constant<size_t, 8>());
  take(std::integral_constant<size_t, 4>());
  take(std::integral_constant<size_t, 2>());
  take(std::integral_constant<size_t, 1>());
  Except(coded, verdict);
  verdict.silent = HasAny(verdict.applies, tables_.at(tables_.silent));
  Remove(coded.approved.data(), verdict.applies);
  verdict.nearest = NearestOf(tally);
  verdict.terms = nullptr;
  if (tally.permit == 0 ||
      HasAny(verdict.applies, tables_.at(tables_.forbids))) {
    verdict.outcome = Outcome::kDeny;
    return;
  }
  verdict.outcome = HasAny(verdict.applies, tables_.at(tables_.holds))
                        ? Outcome::kHold
                        : Outcome::kPermit;
  verdict.terms = joined_.Find(verdict.asking);
}

}  // namespace enlace::policy
