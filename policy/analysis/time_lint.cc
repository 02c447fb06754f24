#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "policy/analysis/fact_values.h"
#include "policy/analysis/lint_checks.h"
#include "policy/engine/evaluate.h"
#include "policy/engine/keyword.h"
#include "policy/engine/rule.h"
#include "policy/engine/vocabulary.h"
#include "policy/facts/extract.h"

namespace enlace::policy {
namespace {

// Records of one type that go from one party to another.
struct Corridor {
  Direction direction = Direction::kOutgoing;
  std::string type;
  std::string sender;  // short names
  std::string recipient;

  std::string Text(Language language) const {
    return absl::StrCat(
        Phrase(direction == Direction::kOutgoing ? Keyword::kOutgoing
                                                 : Keyword::kIncoming,
               language),
        " ", type, " ", Phrase(Keyword::kFrom, language), " ", sender, " ",
        Phrase(Keyword::kTo, language), " ", recipient);
  }
};

class TimeLint {
 public:
  TimeLint(const Book& book, const LintSettings& settings, Findings& findings)
      : book_(book), settings_(settings), findings_(findings) {}

  void Check() {
    std::vector<std::pair<Direction, std::string>> ending;
    for (const Rule& rule : book_.rules()) {
      if (rule.in_force_until <= settings_.now) AddExpired(rule);
      if (rule.effect != Effect::kPermit ||
          rule.in_force_until == absl::InfiniteFuture()) {
        continue;
      }
      for (const std::string& type : rule.types) {
        ending.emplace_back(rule.direction, type);
      }
    }
    std::sort(ending.begin(), ending.end());
    ending.erase(std::unique(ending.begin(), ending.end()), ending.end());
    for (const auto& [direction, type] : ending) CheckType(direction, type);
    for (const auto& [rule, gap] : gaps_) AddGap(*rule, gap);
  }

 private:
  struct Gap {
    Corridor first;
    int corridors = 0;
  };

  std::string Day(absl::Time time) const {
    return absl::FormatCivilTime(
        absl::ToCivilDay(time, book_.vocabulary().zone));
  }

  void AddExpired(const Rule& rule) {
    const std::string day = Day(rule.in_force_until - absl::Seconds(1));
    findings_.push_back(
        {"expired",
         rule.id,
         rule.at,
         {absl::StrCat("rule ", rule.id, " ended on ", day),
          absl::StrCat("la regla ", rule.id, " terminó el ", day)},
         {"take it out, or put it in force again",
          "quítela, o póngala de nuevo en vigor"}});
  }

  void CheckType(Direction direction, const std::string& type) {
    std::vector<const Rule*> permits;
    for (const Rule& rule : book_.rules()) {
      if (rule.effect == Effect::kPermit && rule.direction == direction &&
          std::binary_search(rule.types.begin(), rule.types.end(), type)) {
        permits.push_back(&rule);
      }
    }
    std::map<std::string, std::string> senders = {
        {std::string(Phrase(Keyword::kNode, Language::kEnglish)),
         std::string(kSomeNode)}};
    std::map<std::string, std::string> recipients;
    for (const auto& [name, agency] : book_.vocabulary().agencies) {
      senders[name] = recipients[name] = agency.identity;
    }
    for (const auto& [sender, sender_id] : senders) {
      for (const auto& [recipient, recipient_id] : recipients) {
        Facts facts;
        facts.Set(kFactSender, sender_id);
        facts.Set(kFactRecipient, recipient_id);
        CheckCorridor({direction, type, sender, recipient}, facts, permits);
      }
    }
  }

  // The first instant from now on at which permits were in force and none is.
  void CheckCorridor(const Corridor& corridor, const Facts& facts,
                     const std::vector<const Rule*>& permits) {
    const Occasion occasion{facts, settings_.now, absl::CivilDay()};
    std::vector<const Rule*> here;
    for (const Rule* permit : permits) {
      if (permit->in_force_until > settings_.now &&
          PartiesMatch(*permit, occasion)) {
        here.push_back(permit);
      }
    }
    std::sort(here.begin(), here.end(), [](const Rule* a, const Rule* b) {
      return a->in_force_from < b->in_force_from;
    });
    const Rule* last = nullptr;
    for (const Rule* permit : here) {
      if (last != nullptr && permit->in_force_from > last->in_force_until) {
        break;
      }
      if (last == nullptr || permit->in_force_until > last->in_force_until) {
        last = permit;
      }
    }
    if (last == nullptr ||
        last->in_force_until >
            settings_.now + absl::Hours(24) * settings_.warning_days) {
      return;
    }
    Gap& gap = gaps_[last];
    if (gap.corridors++ == 0) gap.first = corridor;
  }

  void AddGap(const Rule& rule, const Gap& gap) {
    const std::string day = Day(rule.in_force_until);
    const int more = gap.corridors - 1;
    findings_.push_back(
        {"sunset-gap",
         rule.id,
         rule.at,
         {absl::StrCat("from ", day, " no permit is in force for ",
                       gap.first.Text(Language::kEnglish),
                       more == 0 ? ""
                                 : absl::StrCat(", and ", more,
                                                " more pairs of parties")),
          absl::StrCat(
              "desde ", day, " no rige permiso alguno para ",
              gap.first.Text(Language::kSpanish),
              more == 0 ? ""
                        : absl::StrCat(", y ", more, " pares más de partes"))},
         {"say which permit follows, or extend this one",
          "diga qué permiso le sigue, o prorrogue este"}});
  }

  const Book& book_;
  const LintSettings& settings_;
  Findings& findings_;
  // By the permit that ends last.
  std::map<const Rule*, Gap> gaps_;
};

}  // namespace

void CheckTimes(const Book& book, const LintSettings& settings,
                Findings& findings) {
  TimeLint(book, settings, findings).Check();
}

}  // namespace enlace::policy
