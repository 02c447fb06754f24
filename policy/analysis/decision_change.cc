#include "policy/analysis/decision_change.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "policy/engine/obligation.h"

namespace enlace::policy {
namespace {

Bilingual NameOf(Outcome outcome) {
  switch (outcome) {
    case Outcome::kPermit:
      return {"permitted", "permitido"};
    case Outcome::kHold:
      return {"held", "retenido"};
    case Outcome::kDeny:
      return {"denied", "denegado"};
  }
  return {};
}

Bilingual NameOf(const FieldAction& action) {
  switch (action.kind) {
    case FieldAction::kRelease:
      return {"released", "divulgado"};
    case FieldAction::kGeneralise:
      return {absl::StrCat("made coarser to ", action.level),
              absl::StrCat("generalizado a ", action.level)};
    case FieldAction::kDrop:
      return action.silent
                 ? Bilingual{"removed silently", "suprimido en silencio"}
                 : Bilingual{"removed", "suprimido"};
  }
  return {};
}

Bilingual NameOf(const Retention& retention) {
  std::vector<std::string> en;
  std::vector<std::string> es;
  if (retention.months > 0) {
    en.push_back(absl::StrCat(retention.months, " months"));
    es.push_back(absl::StrCat(retention.months, " meses"));
  }
  if (retention.days > 0) {
    en.push_back(absl::StrCat(retention.days, " days"));
    es.push_back(absl::StrCat(retention.days, " días"));
  }
  if (en.empty()) return {"no limit", "sin límite"};
  return {absl::StrJoin(en, ", "), absl::StrJoin(es, ", ")};
}

Bilingual NameOf(ReceiptLevel level) {
  if (level == ReceiptLevel::kNone) return {"none", "ninguno"};
  return {std::string(LevelName(level)), std::string(LevelName(level))};
}

Bilingual NameOf(const AnswerTime& answer) {
  if (answer.minutes == 0) return {"none", "ninguno"};
  return {absl::StrCat(answer.minutes, " minutes, extendable by ",
                       answer.extension_minutes),
          absl::StrCat(answer.minutes, " minutos, prorrogable por ",
                       answer.extension_minutes)};
}

std::string ListOf(const std::vector<std::string>& words) {
  return words.empty() ? "-" : absl::StrJoin(words, ", ");
}

std::string ListOf(const std::vector<Review>& reviews) {
  std::vector<std::string> words;
  for (const Review& review : reviews) {
    words.push_back(absl::StrCat(review.count, " ", review.role));
  }
  return ListOf(words);
}

Bilingual Changed(const Bilingual& what, const Bilingual& after,
                  const Bilingual& before) {
  return {absl::StrCat(what.en, after.en, ", was ", before.en),
          absl::StrCat(what.es, after.es, ", era ", before.es)};
}

bool IsSubset(const std::vector<std::string>& some,
              const std::vector<std::string>& all) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

// Whether `reviews` ask for all that `others` do.
bool AskAsMuch(const std::vector<Review>& reviews,
               const std::vector<Review>& others) {
  return std::all_of(others.begin(), others.end(), [&](const Review& other) {
    return std::any_of(
        reviews.begin(), reviews.end(), [&](const Review& review) {
          return review.role == other.role && review.count >= other.count;
        });
  });
}

Tendency TendencyOf(bool tighter, bool looser) {
  if (tighter == looser) return Tendency::kNeither;
  return tighter ? Tendency::kTighter : Tendency::kLooser;
}

class Comparison {
 public:
  Comparison(const Decision& before, const Decision& after)
      : before_(before), after_(after) {}

  std::vector<DecisionChange> Make() {
    if (before_.outcome != after_.outcome) {
      Add(NameOf(after_.outcome).en, "",
          TendencyOf(after_.outcome > before_.outcome,
                     after_.outcome < before_.outcome),
          Changed({}, NameOf(after_.outcome), NameOf(before_.outcome)));
    }
    if (before_.outcome != Outcome::kDeny && after_.outcome != Outcome::kDeny) {
      CompareFields();
      CompareTerms();
    }
    return std::move(changes_);
  }

 private:
  void Add(const std::string& kind, const std::string& path, Tendency tendency,
           Bilingual what) {
    changes_.push_back({kind, path, tendency, std::move(what)});
  }

  void CompareFields() {
    for (size_t i = 0;
         i < std::min(before_.fields.size(), after_.fields.size()); ++i) {
      CompareActions(before_.fields[i], after_.fields[i]);
    }
    std::set<std::string> elements;
    for (const Decision* decision : {&before_, &after_}) {
      for (const ElementActions& list : decision->elements) {
        for (const FieldAction& action : list.actions) {
          elements.insert(action.path);
        }
      }
    }
    for (const std::string& path : elements) CompareElement(path);
  }

  void CompareActions(const FieldAction& old, const FieldAction& now) {
    if (old.kind == now.kind && old.level == now.level &&
        old.silent == now.silent) {
      return;
    }
    Add("field", now.path, TendencyOf(now.kind > old.kind, now.kind < old.kind),
        Changed({}, NameOf(now), NameOf(old)));
  }

  // Where only one of them looks at each element, the other one says of it what
  // it says of the list.
  void CompareElement(const std::string& path) {
    const FieldAction* old = FindAction(before_, path);
    const FieldAction* found = FindAction(after_, path);
    if (old == nullptr || found == nullptr) return;
    FieldAction now = *found;
    now.path = path;
    CompareActions(*old, now);
  }

  void CompareTerms() {
    if (before_.caveats != after_.caveats) {
      Add("caveats", "",
          TendencyOf(IsSubset(before_.caveats, after_.caveats),
                     IsSubset(after_.caveats, before_.caveats)),
          Changed({"caveats ", "advertencias "},
                  {ListOf(after_.caveats), ListOf(after_.caveats)},
                  {ListOf(before_.caveats), ListOf(before_.caveats)}));
    }
    if (before_.retention != after_.retention) {
      Add("retention", "",
          TendencyOf(
              Stricter(before_.retention, after_.retention) == after_.retention,
              Stricter(before_.retention, after_.retention) ==
                  before_.retention),
          Changed({"retention ", "conservación "}, NameOf(after_.retention),
                  NameOf(before_.retention)));
    }
    if (before_.answer != after_.answer) {
      Add("answer", "", Tendency::kNeither,
          Changed({"answer within ", "respuesta en "}, NameOf(after_.answer),
                  NameOf(before_.answer)));
    }
    if (before_.receipt != after_.receipt) {
      Add("receipt", "",
          TendencyOf(before_.receipt < after_.receipt,
                     after_.receipt < before_.receipt),
          Changed({"receipt ", "recibo "}, NameOf(after_.receipt),
                  NameOf(before_.receipt)));
    }
    CompareReviews();
  }

  void CompareReviews() {
    if (before_.outcome != Outcome::kHold || after_.outcome != Outcome::kHold) {
      return;
    }
    if (before_.reviews != after_.reviews) {
      Add("reviewers", "",
          TendencyOf(AskAsMuch(after_.reviews, before_.reviews),
                     AskAsMuch(before_.reviews, after_.reviews)),
          Changed({"reviewers ", "revisores "},
                  {ListOf(after_.reviews), ListOf(after_.reviews)},
                  {ListOf(before_.reviews), ListOf(before_.reviews)}));
    }
    if (before_.deadline != after_.deadline) {
      const bool sooner = after_.deadline < before_.deadline;
      Add("reviewers", "", TendencyOf(sooner, !sooner),
          sooner
              ? Bilingual{"the hold ends sooner", "la retención termina antes"}
              : Bilingual{"the hold ends later",
                          "la retención termina después"});
    }
  }

  const Decision& before_;
  const Decision& after_;
  std::vector<DecisionChange> changes_;
};

}  // namespace

std::vector<DecisionChange> ChangesBetween(const Decision& before,
                                           const Decision& after) {
  return Comparison(before, after).Make();
}

}  // namespace enlace::policy
