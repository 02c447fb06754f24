#include "policy/engine/reason.h"

#include <algorithm>
#include <tuple>

#include "enlace/v1/options.pb.h"
#include "enlace/v1/reason.pb.h"

namespace enlace::policy {
namespace {

// What is wrong with the message, then with its basis, then absolute bars, then
// conditions that could be met, then what only the responder knows.
constexpr absl::string_view kOrder[] = {
    "T04", "T05", "T03", "T01", "T02",                              //
    "B01", "B02", "B03", "B04", "B05",                              //
    "S05", "S02", "S07", "S09", "S04", "V01",                       //
    "V03", "V02", "V09", "V06", "V07", "V08", "V05", "V04",         //
    "S01", "S03", "S06", "S08", "S10", "B06", "B07", "R02", "R01",  //
};

size_t Rank(absl::string_view code) {
  const auto* const it = std::find(std::begin(kOrder), std::end(kOrder), code);
  return static_cast<size_t>(it - std::begin(kOrder));
}

std::vector<Reason> ReadReasons() {
  std::vector<Reason> reasons;
  const auto* type = v1::ReasonCode_descriptor();
  for (int i = 0; i < type->value_count(); ++i) {
    const v1::ValueRules& rules =
        type->value(i)->options().GetExtension(v1::value);
    if (rules.code().empty()) continue;
    reasons.push_back({rules.code(), rules.label_en(), rules.label_es()});
  }
  std::sort(reasons.begin(), reasons.end(),
            [](const Reason& a, const Reason& b) {
              return std::make_tuple(Rank(a.code), a.code) <
                     std::make_tuple(Rank(b.code), b.code);
            });
  return reasons;
}

}  // namespace

const std::vector<Reason>& Reasons() {
  static const auto* const reasons = new std::vector<Reason>(ReadReasons());
  return *reasons;
}

const Reason* FindReason(absl::string_view code) {
  const auto& all = Reasons();
  const auto it = std::find_if(all.begin(), all.end(),
                               [&](const Reason& r) { return r.code == code; });
  return it == all.end() ? nullptr : &*it;
}

std::vector<std::string> SortReasons(std::vector<std::string> codes) {
  // Many rules give few reasons, and a rank is looked for from the front.
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  std::sort(codes.begin(), codes.end(),
            [](const std::string& a, const std::string& b) {
              return std::make_tuple(Rank(a), a) < std::make_tuple(Rank(b), b);
            });
  return codes;
}

absl::string_view ReasonText(absl::string_view code, Language language) {
  const Reason* reason = FindReason(code);
  if (reason == nullptr) return code;
  return language == Language::kEnglish ? reason->en : reason->es;
}

}  // namespace enlace::policy
