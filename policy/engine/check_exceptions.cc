#include <algorithm>

#include "absl/strings/str_cat.h"
#include "policy/engine/checker.h"

namespace enlace::policy {
namespace {

bool IsLifted(Effect effect) {
  return effect == Effect::kForbid || effect == Effect::kHold ||
         effect == Effect::kRequire;
}

// An exception cannot be excepted itself, so exceptions never form a ring.
class ExceptionChecker {
 public:
  ExceptionChecker(const std::vector<Rule>& rules,
                   const std::set<std::string>& unread,
                   Diagnostics& diagnostics)
      : rules_(rules), unread_(unread), diagnostics_(diagnostics) {}

  void Check(const ParsedRule& parsed, const Rule& exception) {
    std::set<std::string> seen;
    for (const Word& id : parsed.exception_to) {
      if (!seen.insert(id.text).second) {
        diagnostics_.Error(id.at, "this rule is named twice");
      } else if (unread_.count(id.text) == 0) {
        CheckNamed(id, exception);
      }
    }
  }

 private:
  void CheckNamed(const Word& id, const Rule& exception) {
    const auto named =
        std::find_if(rules_.begin(), rules_.end(),
                     [&](const Rule& rule) { return rule.id == id.text; });
    if (named == rules_.end()) return ReportUnknown(id);
    if (!IsLifted(named->effect)) {
      diagnostics_.Error(
          id.at,
          absl::StrCat("rule '", id.text,
                       named->effect == Effect::kPermit
                           ? "' permits, so there is nothing to except from"
                           : "' is an exception itself"),
          "name a rule that forbids, holds or requires; what narrows a permit "
          "or an exception stands in that rule");
      return;
    }
    for (const std::string& type : exception.types) {
      if (named->direction == exception.direction &&
          std::binary_search(named->types.begin(), named->types.end(), type)) {
        continue;
      }
      diagnostics_.Error(
          id.at,
          absl::StrCat("rule '", id.text, "' is not about ",
                       DirectionName(exception.direction), " ", type),
          "an exception has the direction of its rule, and no other types");
    }
  }

  void ReportUnknown(const Word& id) {
    std::vector<std::string> known;
    for (const Rule& rule : rules_) {
      if (IsLifted(rule.effect)) known.push_back(rule.id);
    }
    diagnostics_.Unknown(
        id, absl::StrCat("no rule '", id.text, "' in this book"), known);
  }

  const std::vector<Rule>& rules_;
  const std::set<std::string>& unread_;
  Diagnostics& diagnostics_;
};

}  // namespace

void CheckExceptions(const std::vector<ParsedRule>& parsed,
                     const std::vector<Rule>& rules,
                     const std::set<std::string>& unread,
                     Diagnostics& diagnostics) {
  ExceptionChecker checker(rules, unread, diagnostics);
  for (size_t i = 0; i < rules.size(); ++i) checker.Check(parsed[i], rules[i]);
}

}  // namespace enlace::policy
