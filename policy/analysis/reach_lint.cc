#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "policy/analysis/lint_checks.h"
#include "policy/analysis/rule_logic.h"
#include "policy/engine/obligation.h"
#include "policy/engine/rule.h"

namespace enlace::policy {
namespace {

bool Includes(const std::vector<std::string>& all,
              const std::vector<std::string>& some) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

// Whether joining `b` with `a` leaves `b` as it is, but for who is named.
bool AsksAsMuch(const Obligations& b, const Obligations& a) {
  const Obligations joined = Join(a, b);
  const auto same = [](const FieldAction& x, const FieldAction& y) {
    return x.kind == y.kind && x.level == y.level && x.silent == y.silent;
  };
  return joined.elements == b.elements && joined.caveats == b.caveats &&
         joined.retention == b.retention && joined.answer == b.answer &&
         joined.receipt == b.receipt &&
         std::equal(joined.fields.begin(), joined.fields.end(),
                    b.fields.begin(), b.fields.end(), same);
}

bool ReviewsAsMuch(const Rule& b, const Rule& a) {
  const bool as_strict =
      !b.urgent_override || b.urgent_override == a.urgent_override;
  return as_strict && b.within <= a.within &&
         std::all_of(a.reviews.begin(), a.reviews.end(), [&](const Review& r) {
           return std::any_of(
               b.reviews.begin(), b.reviews.end(), [&](const Review& other) {
                 return other.role == r.role && other.count >= r.count;
               });
         });
}

// Whether `a` adds nothing where `b` applies too: no law, no reason, no terms.
bool AddsNothing(const Rule& a, const Rule& b) {
  if (a.effect != b.effect || a.reason != b.reason ||
      a.disclose != b.disclose || !Includes(b.implements, a.implements) ||
      !Includes(b.exception_to, a.exception_to)) {
    return false;
  }
  if (a.effect == Effect::kHold && !ReviewsAsMuch(b, a)) return false;
  if (a.effect == Effect::kPermit &&
      (!Includes(a.basis, b.basis) || a.basis_of_parent != b.basis_of_parent ||
       a.from_node != b.from_node)) {
    return false;
  }
  return std::all_of(a.obligations.begin(), a.obligations.end(),
                     [&](const auto& entry) {
                       const auto other = b.obligations.find(entry.first);
                       return other != b.obligations.end() &&
                              AsksAsMuch(other->second, entry.second);
                     });
}

class ReachLint {
 public:
  ReachLint(const Book& book, const LintSettings& settings, Findings& findings)
      : book_(book), settings_(settings), findings_(findings) {}

  void Check() {
    for (const Rule& rule : book_.rules()) {
      if (!CanApply(rule, book_, settings_.now)) {
        Add("never-applies", rule,
            {absl::StrCat("the conditions of rule ", rule.id,
                          " contradict each other"),
             absl::StrCat("las condiciones de la regla ", rule.id,
                          " se contradicen")},
            {"take one of them out, or write any of",
             "quite una de ellas, o escriba alguno"});
        continue;
      }
      for (const Rule& other : book_.rules()) {
        if (&other != &rule && CheckPair(rule, other)) break;
      }
    }
  }

 private:
  void Add(const char* kind, const Rule& rule, Bilingual what, Bilingual help) {
    findings_.push_back(
        {kind, rule.id, rule.at, std::move(what), std::move(help)});
  }

  // Whether `other` is sure to apply wherever `rule` does: not where it may be
  // lifted, nor before its limit is used up.
  bool Covers(const Rule& other, const Rule& rule) const {
    return Implies(rule, other) && !other.limit.has_value() &&
           book_.ExceptionsTo(other.id).empty();
  }

  // Whether there was something to say of `rule`.
  bool CheckPair(const Rule& rule, const Rule& other) {
    if (Includes(other.exception_to, {rule.id}) && Covers(other, rule)) {
      Add("overruled", rule,
          {absl::StrCat("wherever rule ", rule.id, " applies to known facts, ",
                        "exception ", other.id, " lifts it"),
           absl::StrCat("donde la regla ", rule.id, " se aplica a hechos ",
                        "conocidos, la excepción ", other.id, " la levanta")},
          {"narrow the exception, or take the rule out",
           "acote la excepción, o quite la regla"});
      return true;
    }
    if (rule.effect == Effect::kPermit && other.effect == Effect::kForbid &&
        Covers(other, rule)) {
      Add("overruled", rule,
          {absl::StrCat("wherever rule ", rule.id, " permits, ", other.id,
                        " forbids"),
           absl::StrCat("donde la regla ", rule.id, " permite, ", other.id,
                        " prohíbe")},
          {"take the permit out, or name the exception in the forbid",
           "quite el permiso, o nombre la excepción en la prohibición"});
      return true;
    }
    if (!AddsNothing(rule, other) || !Covers(other, rule)) return false;
    // Of twins the second one is one too many.
    const bool twins = AddsNothing(other, rule) && Covers(rule, other);
    if (twins && rule.id < other.id) return false;
    Add("shadowed", rule,
        {absl::StrCat("wherever rule ", rule.id, " applies, ", other.id,
                      " says the same"),
         absl::StrCat("donde se aplica la regla ", rule.id, ", ", other.id,
                      " dice lo mismo")},
        {"take it out, or say what it adds", "quítela, o diga qué agrega"});
    return true;
  }

  const Book& book_;
  const LintSettings& settings_;
  Findings& findings_;
};

}  // namespace

void CheckReach(const Book& book, const LintSettings& settings,
                Findings& findings) {
  ReachLint(book, settings, findings).Check();
}

}  // namespace enlace::policy
