#include "policy/engine/obligation.h"

#include <algorithm>
#include <tuple>

#include "base/check.h"

namespace enlace::policy {
namespace {

// Levels of all chains, the finest first.  A leaf has one chain, so levels of
// different chains never meet.
int LevelRank(absl::string_view level) {
  if (level == "initials" || level == "last4") return 1;
  return 0;
}

// Orders actions by strictness, and then by everything else in them, so that
// the order is total.
auto Strictness(const FieldAction& action) {
  return std::make_tuple(action.kind, LevelRank(action.level), action.silent,
                         !action.rule_id.empty());
}

int ShorterLimit(int a, int b) {
  if (a == 0 || b == 0) return std::max(a, b);
  return std::min(a, b);
}

}  // namespace

const FieldAction& Stricter(const FieldAction& a, const FieldAction& b) {
  const auto strict_a = Strictness(a);
  const auto strict_b = Strictness(b);
  if (strict_a != strict_b) return strict_a > strict_b ? a : b;
  const auto rest = [](const FieldAction& action) {
    return std::tie(action.rule_id, action.reason, action.citation,
                    action.level);
  };
  return rest(b) < rest(a) ? b : a;
}

Retention Stricter(const Retention& a, const Retention& b) {
  return {ShorterLimit(a.days, b.days), ShorterLimit(a.months, b.months)};
}

AnswerTime Stricter(const AnswerTime& a, const AnswerTime& b) {
  if (a.minutes == 0) return b;
  if (b.minutes == 0) return a;
  return {std::min(a.minutes, b.minutes),
          std::min(a.extension_minutes, b.extension_minutes)};
}

Obligations Join(const Obligations& a, const Obligations& b) {
  CHECK(a.fields.size() == b.fields.size());
  Obligations out;
  out.fields.reserve(a.fields.size());
  for (size_t i = 0; i < a.fields.size(); ++i) {
    out.fields.push_back(Stricter(a.fields[i], b.fields[i]));
  }
  out.elements = a.elements;
  out.elements.insert(b.elements.begin(), b.elements.end());
  out.caveats = a.caveats;
  out.caveats.insert(b.caveats.begin(), b.caveats.end());
  out.retention = Stricter(a.retention, b.retention);
  out.answer = Stricter(a.answer, b.answer);
  out.receipt = std::max(a.receipt, b.receipt);
  return out;
}

}  // namespace enlace::policy
