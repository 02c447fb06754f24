#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "enlace/v1/options.pb.h"
#include "policy/analysis/lint_checks.h"
#include "policy/engine/obligation.h"
#include "policy/engine/rule.h"
#include "policy/engine/schema.h"
#include "policy/facts/extract.h"

namespace enlace::policy {
namespace {

// A message may contain itself.
constexpr int kDepthMax = 16;

bool HoldsFreeText(const google::protobuf::FieldDescriptor& field, int depth) {
  if (field.options().GetExtension(v1::field).free_text()) return true;
  const auto* message = field.message_type();
  if (message == nullptr || depth > kDepthMax) return false;
  for (int i = 0; i < message->field_count(); ++i) {
    if (HoldsFreeText(*message->field(i), depth + 1)) return true;
  }
  return false;
}

// The first leaf with free text that `actions` let out, or none.
std::string ReleasedFreeText(const RecordType& type,
                             const std::vector<FieldAction>& actions) {
  for (const FieldAction& action : actions) {
    if (action.kind != FieldAction::kRelease) continue;
    const auto fields = ResolvePath(&type.descriptor(), action.path);
    if (!fields.empty() && HoldsFreeText(*fields.back(), 0)) return action.path;
  }
  return "";
}

// Whether `obligations` let anything of a person through.
bool ReleasesPersons(const RecordType& type, const Obligations& obligations) {
  for (size_t i = 0; i < obligations.fields.size(); ++i) {
    if (obligations.fields[i].kind != FieldAction::kDrop &&
        absl::StartsWith(type.leaves()[i].category, "person.")) {
      return true;
    }
  }
  return false;
}

bool AsksScan(const Condition& condition) {
  return std::any_of(
      condition.atoms.begin(), condition.atoms.end(), [](const Atom& atom) {
        return atom.fact == kFactPhrases || atom.fact == kFactIdentifiers;
      });
}

bool AsksScan(const Rule& rule) {
  return std::any_of(rule.when.begin(), rule.when.end(),
                     [](const Condition& c) { return AsksScan(c); }) ||
         std::any_of(rule.unless.begin(), rule.unless.end(),
                     [](const Condition& c) { return AsksScan(c); });
}

class HandlingLint {
 public:
  HandlingLint(const Book& book, const LintSettings& settings,
               Findings& findings)
      : book_(book), settings_(settings), findings_(findings) {}

  void Check() {
    for (const Rule& rule : book_.rules()) {
      if (rule.effect == Effect::kHold) CheckHold(rule);
      if (rule.effect != Effect::kPermit) continue;
      if (rule.direction == Direction::kIncoming) CheckRetention(rule);
      if (rule.direction == Direction::kOutgoing) CheckTexts(rule);
    }
  }

 private:
  void Add(const char* kind, const Rule& rule, Bilingual what, Bilingual help) {
    findings_.push_back(
        {kind, rule.id, rule.at, std::move(what), std::move(help)});
  }

  void CheckHold(const Rule& rule) {
    if (rule.within == absl::InfiniteDuration()) {
      Add("no-deadline", rule,
          {absl::StrCat("what rule ", rule.id, " holds waits without end"),
           absl::StrCat("lo que retiene la regla ", rule.id,
                        " espera sin fin")},
          {"add 'within' and a time", "agregue 'en' y un plazo"});
    }
    if (settings_.held_roles.empty()) return;
    std::vector<Review> reviews = rule.reviews;
    if (rule.urgent_override) reviews.push_back(*rule.urgent_override);
    for (const Review& review : reviews) {
      if (settings_.held_roles.count(review.role) > 0) continue;
      Add("unheld-role", rule,
          {absl::StrCat("nobody holds the role '", review.role, "' that rule ",
                        rule.id, " waits for"),
           absl::StrCat("nadie tiene la función '", review.role,
                        "' que la regla ", rule.id, " espera")},
          {"give the role to somebody, or name another one",
           "dé la función a alguien, o nombre otra"});
    }
  }

  // What comes in of persons is kept by somebody: for how long, this book
  // should say.
  void CheckRetention(const Rule& rule) {
    for (const auto& [name, obligations] : rule.obligations) {
      if (obligations.retention != Retention() ||
          !ReleasesPersons(*book_.schema().Find(name), obligations) ||
          IsKeptByRequire(name)) {
        continue;
      }
      return Add(
          "no-retention", rule,
          {absl::StrCat("rule ", rule.id, " lets persons of ", name,
                        " in, and no rule says how long they are kept"),
           absl::StrCat("la regla ", rule.id, " deja entrar personas de ", name,
                        ", y ninguna dice cuánto se conservan")},
          {"add 'retain' to the permit, or a require for all such "
           "records",
           "agregue 'conservar' al permiso, o una exigencia para todos "
           "esos registros"});
    }
  }

  bool IsKeptByRequire(const std::string& type) const {
    return std::any_of(
        book_.rules().begin(), book_.rules().end(), [&](const Rule& rule) {
          const auto obligations = rule.obligations.find(type);
          return rule.effect == Effect::kRequire &&
                 rule.direction == Direction::kIncoming &&
                 rule.parties.atoms.empty() && rule.when.empty() &&
                 rule.unless.empty() && book_.ExceptionsTo(rule.id).empty() &&
                 obligations != rule.obligations.end() &&
                 obligations->second.retention != Retention();
        });
  }

  void CheckTexts(const Rule& rule) {
    for (const auto& [name, obligations] : rule.obligations) {
      const RecordType* type = book_.schema().Find(name);
      const std::string path = ReleasedFreeText(*type, obligations.fields);
      if (path.empty() || IsScanned(name)) continue;
      return Add(
          "unscanned-text", rule,
          {absl::StrCat("rule ", rule.id, " releases the free text ", path,
                        " of ", name, ", and no rule looks at what texts say"),
           absl::StrCat("la regla ", rule.id, " divulga el texto libre ", path,
                        " de ", name,
                        ", y ninguna mira lo que dicen los textos")},
          {"add a hold on what the scan finds, or release less",
           "agregue una retención por lo que halla el examen, o "
           "divulgue menos"});
    }
  }

  bool IsScanned(const std::string& type) const {
    return std::any_of(book_.rules().begin(), book_.rules().end(),
                       [&](const Rule& rule) {
                         return (rule.effect == Effect::kHold ||
                                 rule.effect == Effect::kForbid) &&
                                rule.direction == Direction::kOutgoing &&
                                std::binary_search(rule.types.begin(),
                                                   rule.types.end(), type) &&
                                !rule.limit.has_value() && AsksScan(rule);
                       });
  }

  const Book& book_;
  const LintSettings& settings_;
  Findings& findings_;
};

}  // namespace

void CheckHandling(const Book& book, const LintSettings& settings,
                   Findings& findings) {
  HandlingLint(book, settings, findings).Check();
}

}  // namespace enlace::policy
