#include "policy/render/rule_sentence.h"

#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "policy/engine/atom_text.h"
#include "policy/engine/reason.h"
#include "policy/engine/schema.h"
#include "policy/engine/vocabulary.h"
#include "policy/facts/element_fact.h"
#include "policy/facts/extract.h"
#include "policy/render/field_names.h"

namespace enlace::policy {
namespace {

std::string Say(Language language, absl::string_view en, absl::string_view es) {
  return std::string(language == Language::kEnglish ? en : es);
}

// The label of `name` in one of the vocabulary's maps, or the name.
template <typename T>
std::string LabelOf(const std::map<std::string, T>& names,
                    const std::string& name, Language language) {
  const auto found = names.find(name);
  return found == names.end() ? name : found->second.label.In(language);
}

// A list of conditions, with words between them.
std::string ConditionText(const Condition& condition, const CodeWords& words,
                          const Book& book, Language language) {
  const std::string between = condition.all ? Say(language, " and ", " y ")
                                            : Say(language, " or ", " o ");
  return absl::StrJoin(
      condition.atoms, between, [&](std::string* out, const Atom& atom) {
        out->append(AtomText(atom, book.vocabulary(), language, words));
      });
}

CodeWords WordsFor(const Rule& rule, const Book& book, Language language) {
  const RecordType* type = book.schema().Find(rule.types.front());
  return [type, language](absl::string_view path, const std::string& code) {
    return type == nullptr ? code
                           : CodeName(*type, FieldPathOf(path), code, language);
  };
}

// `between` stands between two conditions.
std::string ConditionsText(const std::vector<Condition>& conditions,
                           const Rule& rule, const Book& book,
                           Language language, const Bilingual& between) {
  const CodeWords words = WordsFor(rule, book, language);
  std::vector<std::string> parts;
  for (const Condition& condition : conditions) {
    parts.push_back(ConditionText(condition, words, book, language));
  }
  return absl::StrJoin(parts, between.In(language));
}

// The label of the group that has these members and no others, or "".
std::string GroupLabel(const StringSet& identities,
                       const Vocabulary& vocabulary, Language language) {
  for (const auto& [name, group] : vocabulary.groups) {
    StringSet members;
    for (const Word& member : group.members) {
      const auto agency = vocabulary.agencies.find(member.text);
      if (agency != vocabulary.agencies.end()) {
        members.insert(agency->second.identity);
      }
    }
    // One agency is told by its own name.
    if (members.size() > 1 && members == identities) {
      return group.label.In(language);
    }
  }
  return "";
}

class Writer {
 public:
  Writer(const Rule& rule, const Book& book, Language language)
      : rule_(rule), book_(book), language_(language) {}

  RuleSentence Write() {
    sentence_.head = Head();
    Line("From", "De", PartiesText(rule_, kFactSender, book_, language_));
    Line("To", "A", PartiesText(rule_, kFactRecipient, book_, language_));
    Line("Only if", "Solo si", WhenText(rule_, book_, language_));
    Line("Unless", "Salvo que", UnlessText(rule_, book_, language_));
    if (rule_.limit.has_value()) {
      Line("Only over", "Solo a más de", LimitText(*rule_.limit, language_));
    }
    Line("Exception to", "Excepción a",
         absl::StrJoin(rule_.exception_to, ", "));
    Line("Exceptions", "Excepciones", Exceptions());
    Line("Claimed basis", "Fundamento invocado", Basis());
    for (const std::string& type : rule_.types) WriteFields(type);
    WriteTerms();
    Line("Until approved by", "Hasta que aprueben",
         ReviewersText(rule_, book_, language_));
    Line("Unless overridden when urgent, by",
         "Salvo dispensa en caso urgente, por", Overriders());
    if (!rule_.reason.empty()) {
      Line(
          "Reason", "Motivo",
          absl::StrCat(rule_.reason, " ", ReasonText(rule_.reason, language_)));
    }
    Line("Because", "Porque", rule_.because.In(language_));
    Line("In force", "Vigente", InForce());
    Line("The other nation", "La otra nación",
         rule_.disclose ? Say(language_, "may be told of this rule",
                              "puede conocer esta regla")
                        : Say(language_, "is not told of this rule",
                              "no conoce esta regla"));
    return std::move(sentence_);
  }

 private:
  void Line(absl::string_view en, absl::string_view es, std::string text) {
    if (text.empty()) return;
    sentence_.lines.push_back({Say(language_, en, es), std::move(text)});
  }

  std::string Overriders() const {
    if (!rule_.urgent_override.has_value()) return "";
    return absl::StrCat(rule_.urgent_override->count, " × ",
                        LabelOf(book_.vocabulary().roles,
                                rule_.urgent_override->role, language_));
  }

  std::string Head() const {
    const auto effect = [&] {
      switch (rule_.effect) {
        case Effect::kPermit:
          return Say(language_, "Permits", "Permite");
        case Effect::kForbid:
          return Say(language_, "Forbids", "Prohíbe");
        case Effect::kHold:
          return Say(language_, "Holds", "Retiene");
        case Effect::kRequire:
          return Say(language_, "Requires", "Exige");
        case Effect::kExcept:
          return Say(language_, "Exception", "Excepción");
      }
      return std::string();
    }();
    std::vector<std::string> types;
    for (const std::string& name : rule_.types) {
      const RecordType* type = book_.schema().Find(name);
      types.push_back(type == nullptr ? name : RecordName(*type, language_));
    }
    return absl::StrCat(effect, ", ",
                        rule_.direction == Direction::kOutgoing
                            ? Say(language_, "outgoing", "de salida")
                            : Say(language_, "incoming", "de entrada"),
                        ": ", absl::StrJoin(types, ", "));
  }

  std::string Exceptions() const {
    std::vector<std::string> ids;
    for (const Rule* exception : book_.ExceptionsTo(rule_.id)) {
      ids.push_back(exception->id);
    }
    return absl::StrJoin(ids, ", ");
  }

  std::string Basis() const {
    if (rule_.from_node && rule_.effect == Effect::kPermit) {
      return Say(language_, "none: a node claims none",
                 "ninguno: un nodo no invoca ninguno");
    }
    if (rule_.basis_of_parent) {
      return Say(language_, "that of the record answered",
                 "el del registro contestado");
    }
    std::vector<std::string> labels;
    for (const std::string& basis : rule_.basis) {
      labels.push_back(absl::StrCat(
          basis, " (", LabelOf(book_.vocabulary().bases, basis, language_),
          ")"));
    }
    return absl::StrJoin(labels, Say(language_, " and ", " y "));
  }

  void WriteFields(const std::string& name) {
    const RecordType* type = book_.schema().Find(name);
    const auto asked = rule_.obligations.find(name);
    if (type == nullptr || asked == rule_.obligations.end()) return;
    std::map<std::pair<std::string, std::string>, std::set<std::string>> lines;
    for (const FieldAction& action : asked->second.fields) {
      if (!action.rule_id.empty()) lines[Label(action)].insert(action.path);
    }
    for (const auto& [label, paths] : lines) {
      std::string text = FieldNames(*type, paths, language_);
      if (rule_.types.size() > 1) {
        text = absl::StrCat(RecordName(*type, language_), ": ", text);
      }
      if (!label.second.empty()) {
        absl::StrAppend(&text, " [", label.second, " ",
                        ReasonText(label.second, language_), "]");
      }
      sentence_.lines.push_back({label.first, std::move(text)});
    }
    for (const ElementClause& clause : asked->second.elements) {
      WriteElements(*type, clause);
    }
  }

  // "Removes each of, announced: Associates, when role is Witness [S10 ...]".
  void WriteElements(const RecordType& type, const ElementClause& clause) {
    std::string text = FieldNames(type, {clause.action.path}, language_);
    if (rule_.types.size() > 1) {
      text = absl::StrCat(RecordName(type, language_), ": ", text);
    }
    absl::StrAppend(&text, ", ", EachText(clause, rule_, book_, language_));
    if (!clause.action.reason.empty()) {
      absl::StrAppend(&text, " [", clause.action.reason, " ",
                      ReasonText(clause.action.reason, language_), "]");
    }
    Line("Removes one by one, announced", "Suprime uno por uno, con aviso",
         std::move(text));
  }

  // What is done, and the reason code.
  std::pair<std::string, std::string> Label(const FieldAction& action) const {
    if (action.kind == FieldAction::kRelease) {
      return {Say(language_, "Releases", "Divulga"), ""};
    }
    if (action.kind == FieldAction::kGeneralise) {
      return {
          absl::StrCat(Say(language_, "Makes coarser, to ", "Generaliza a "),
                       action.level),
          action.reason};
    }
    return {action.silent
                ? Say(language_, "Removes without notice", "Suprime sin aviso")
                : Say(language_, "Removes, announced", "Suprime, con aviso"),
            action.reason};
  }

  // The terms are the same for each type of a rule.
  void WriteTerms() {
    if (rule_.obligations.empty()) return;
    const Obligations& asked = rule_.obligations.begin()->second;
    std::vector<std::string> caveats;
    for (const std::string& caveat : asked.caveats) {
      caveats.push_back(LabelOf(book_.vocabulary().caveats, caveat, language_));
    }
    Line("Caveats", "Advertencias", absl::StrJoin(caveats, "; "));
    Line("Answer within", "Responder en", AnswerText(asked.answer));
    Line("Leaves once proven by", "Sale cuando lo prueba",
         ReceiptText(asked.receipt));
    if (asked.retention.days > 0) {
      Line(
          "Keep at most", "Conservar a lo más",
          absl::StrCat(asked.retention.days, Say(language_, " days", " días")));
    }
    if (asked.retention.months > 0) {
      Line("Keep at most", "Conservar a lo más",
           absl::StrCat(asked.retention.months,
                        Say(language_, " months", " meses")));
    }
  }

  // "" if none is asked for.
  std::string ReceiptText(ReceiptLevel level) const {
    switch (level) {
      case ReceiptLevel::kNone:
        return "";
      case ReceiptLevel::kSigned:
        return Say(language_, "the node's signed log (receipt L1)",
                   "el registro firmado del nodo (recibo L1)");
      case ReceiptLevel::kCosigned:
        return Say(language_,
                   "the node's log, cosigned by the other nation (receipt L2)",
                   "el registro del nodo, cofirmado por la otra nación "
                   "(recibo L2)");
    }
    return "";
  }

  // "48 hours; can be put off once by 120 hours"; "" if no answer is asked for.
  std::string AnswerText(const AnswerTime& answer) const {
    if (answer.minutes == 0) return "";
    std::string text = MinutesText(answer.minutes);
    if (answer.extension_minutes > 0) {
      absl::StrAppend(&text,
                      Say(language_, "; can be put off once by ",
                          "; puede aplazarse una vez por "),
                      MinutesText(answer.extension_minutes));
    }
    return text;
  }

  std::string MinutesText(int minutes) const {
    constexpr int kMinutesAnHour = 60;
    return minutes % kMinutesAnHour == 0
               ? absl::StrCat(minutes / kMinutesAnHour,
                              Say(language_, " hours", " horas"))
               : absl::StrCat(minutes, Say(language_, " minutes", " minutos"));
  }

  // Both days are in the rule's own zone; the last one is included.
  std::string InForce() const {
    const absl::TimeZone zone = book_.vocabulary().zone;
    std::string text;
    if (rule_.in_force_from != absl::InfinitePast()) {
      text =
          absl::StrCat(Say(language_, "from ", "desde "),
                       absl::FormatTime("%Y-%m-%d", rule_.in_force_from, zone));
    }
    if (rule_.in_force_until != absl::InfiniteFuture()) {
      absl::StrAppend(
          &text, text.empty() ? "" : " ", Say(language_, "through ", "hasta "),
          absl::FormatTime("%Y-%m-%d", rule_.in_force_until - absl::Seconds(1),
                           zone));
    }
    return text;
  }

  const Rule& rule_;
  const Book& book_;
  const Language language_;
  RuleSentence sentence_;
};

}  // namespace

RuleSentence SentenceOf(const Rule& rule, const Book& book, Language language) {
  return Writer(rule, book, language).Write();
}

std::string PartiesText(const Rule& rule, absl::string_view fact,
                        const Book& book, Language language) {
  std::vector<std::string> labels;
  for (const Atom& atom : rule.parties.atoms) {
    if (atom.fact != fact) continue;
    if (atom.test == Atom::Test::kNode) {
      return Say(language, "the node itself", "el propio nodo");
    }
    std::vector<std::string> members;
    for (const std::string& identity : atom.texts) {
      const std::string* name = book.vocabulary().AgencyOf(identity);
      members.push_back(name == nullptr ? identity
                                        : LabelOf(book.vocabulary().agencies,
                                                  *name, language));
    }
    const std::string group =
        GroupLabel(atom.texts, book.vocabulary(), language);
    const std::string all = absl::StrJoin(members, "; ");
    labels.push_back(group.empty() ? all : absl::StrCat(group, " (", all, ")"));
  }
  return absl::StrJoin(labels, "; ");
}

std::string WhenText(const Rule& rule, const Book& book, Language language) {
  return ConditionsText(rule.when, rule, book, language, {"; and ", "; y "});
}

std::string UnlessText(const Rule& rule, const Book& book, Language language) {
  // One suffices.
  return ConditionsText(rule.unless, rule, book, language, {"; or ", "; o "});
}

std::string EachText(const ElementClause& clause, const Rule& rule,
                     const Book& book, Language language) {
  return absl::StrCat(
      ElementText(clause, book.vocabulary(), language,
                  WordsFor(rule, book, language)),
      Say(language, "; what is not known of one counts against it",
          "; lo que de uno no se sabe cuenta en su contra"));
}

std::string ReviewersText(const Rule& rule, const Book& book,
                          Language language) {
  std::vector<std::string> persons;
  for (const Review& review : rule.reviews) {
    persons.push_back(
        absl::StrCat(review.count, " × ",
                     LabelOf(book.vocabulary().roles, review.role, language)));
  }
  std::string text = absl::StrJoin(persons, Say(language, " and ", " y "));
  if (rule.within != absl::InfiniteDuration()) {
    absl::StrAppend(&text, Say(language, ", within ", ", en "),
                    absl::ToInt64Hours(rule.within),
                    Say(language, " hours", " horas"));
  }
  return text;
}

}  // namespace enlace::policy
