#include "policy/replay/fact_question.h"

#include <functional>
#include <limits>
#include <utility>
#include <vector>

#include "base/encoding.h"
#include "base/sha256.h"
#include "policy/engine/limit.h"
#include "policy/engine/rule.h"
#include "policy/engine/rule_index.h"
#include "policy/engine/vocabulary.h"
#include "policy/facts/date_text.h"
#include "policy/facts/extract.h"

namespace enlace::policy {
namespace {

const absl::CivilDay kLastDay(9999, 12, 31);

// The first number, or day, after which `atom` says otherwise.
void AddLimit(const Atom& atom, FactQuestion& question) {
  const bool at_least = atom.test == Atom::Test::kAtLeast;
  if (IsFullDate(atom.date)) {
    const absl::CivilDay day = ToCivilDay(atom.date);
    if (at_least) question.days.insert(day);
    if (!at_least && day != kLastDay) question.days.insert(day + 1);
  }
  // A number where a day was meant is compared all the same.
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  if (at_least) question.numbers.insert(atom.number);
  if (!at_least && atom.number != kMost) {
    question.numbers.insert(atom.number + 1);
  }
}

void AddAtom(const Atom& atom, FactQuestion& question) {
  switch (atom.test) {
    case Atom::Test::kOneOf:
      question.texts.insert(atom.texts.begin(), atom.texts.end());
      break;
    case Atom::Test::kIsTrue:
      question.truth = true;
      break;
    case Atom::Test::kAtMost:
    case Atom::Test::kAtLeast:
      AddLimit(atom, question);
      break;
    case Atom::Test::kPast:
      question.past = true;
      break;
    case Atom::Test::kFuture:
      question.future = true;
      break;
    case Atom::Test::kPresent:
    case Atom::Test::kNode:  // of parties, which are always told whole
      break;
  }
}

// SHA-256 over the names of all lists and their phrases, each with its length.
std::string DigestOfPhrases(const Vocabulary& vocabulary) {
  std::string bytes;
  const auto add = [&](const std::string& text) {
    AppendU64(bytes, text.size());
    bytes += text;
  };
  for (const auto& [name, list] : vocabulary.phrases) {
    add(name);
    AppendU64(bytes, list.members.size());
    for (const Word& phrase : list.members) add(phrase.text);
  }
  return HexEncode(ToBytes(Sha256(bytes)));
}

// The questions about records of one type that go one way.
class Questioner {
 public:
  Questioner(const Book& book, const RecordType& type, std::string phrases)
      : vocabulary_(book.vocabulary()),
        type_(type),
        phrases_(std::move(phrases)) {
    for (const auto& [name, fact] : vocabulary_.facts) {
      const auto found = fact.types.find(type.name());
      if (found != fact.types.end()) types_[fact.path] = found->second;
    }
  }

  FactQuestions Ask(const std::vector<const Rule*>& rules) {
    FactQuestion& caveats = At(kFactCaveats);
    caveats.type = {FactKind::kText, true, {}};
    for (const auto& [name, caveat] : vocabulary_.caveats) {
      caveats.texts.insert(name);
    }
    for (const Rule* rule : rules) {
      Add(rule->parties);
      for (const Condition& condition : rule->when) Add(condition);
      for (const Condition& condition : rule->unless) Add(condition);
      AddBasis(*rule);
      AddState(*rule);
      AddElements(*rule);
    }
    return std::move(questions_);
  }

 private:
  FactQuestion& At(absl::string_view name) {
    const auto [at, added] =
        questions_.emplace(std::string(name), FactQuestion());
    if (added) {
      const auto type = types_.find(name);
      if (type != types_.end()) at->second.type = type->second;
      if (name == kFactPhrases) at->second.under = phrases_;
    }
    return at->second;
  }

  void Add(const Condition& condition) {
    for (const Atom& atom : condition.atoms) AddAtom(atom, At(atom.fact));
  }

  void AddBasis(const Rule& rule) {
    const auto claims = vocabulary_.facts.find(vocabulary_.claims);
    if (rule.effect != Effect::kPermit || claims == vocabulary_.facts.end()) {
      return;
    }
    At(claims->second.path).texts.insert(rule.basis.begin(), rule.basis.end());
  }

  // What is known of a rule rather than of a record.
  void AddState(const Rule& rule) {
    const std::string digest = HexEncode(ToBytes(rule.digest));
    const auto add_persons = [&](const std::string& name, int count) {
      FactQuestion& persons = At(name);
      persons.type.kind = FactKind::kNumber;
      persons.numbers.insert(count);
      persons.under = digest;
    };
    for (const Review& review : rule.reviews) {
      add_persons(ApprovalFact(rule.id, review.role), review.count);
    }
    if (rule.urgent_override.has_value()) {
      add_persons(OverrideFact(rule.id, rule.urgent_override->role),
                  rule.urgent_override->count);
    }
    if (rule.limit.has_value()) {
      FactQuestion& used_up = At(LimitFact(rule.id));
      used_up.type.kind = FactKind::kBool;
      used_up.truth = true;
      used_up.under = digest;
    }
  }

  void AddElements(const Rule& rule) {
    const auto asked = rule.obligations.find(type_.name());
    if (asked == rule.obligations.end()) return;
    for (const ElementClause& clause : asked->second.elements) {
      // Of each element it is decided whether it goes.
      FactQuestion& count = At(clause.action.path);
      count.type.kind = FactKind::kNumber;
      for (int i = 1; i <= clause.most; ++i) count.numbers.insert(i);
      for (const Atom& atom : clause.condition.atoms) {
        FactQuestion& each = At(atom.fact);
        each.elements_max = clause.most;
        AddAtom(atom, each);
      }
    }
  }

  const Vocabulary& vocabulary_;
  const RecordType& type_;
  const std::string phrases_;
  std::map<std::string, FactType, std::less<>> types_;  // by path
  FactQuestions questions_;
};

}  // namespace

std::set<absl::CivilDay> FactQuestion::DaysOn(absl::CivilDay today) const {
  std::set<absl::CivilDay> all = days;
  if (past) all.insert(today);
  if (future && today != kLastDay) all.insert(today + 1);
  return all;
}

AskedFacts::AskedFacts(const Book& book)
    : AskedFacts(
          std::shared_ptr<const Book>(std::shared_ptr<const Book>(), &book)) {}

AskedFacts::AskedFacts(std::shared_ptr<const Book> book)
    : book_(std::move(book)) {
  const std::string phrases = DigestOfPhrases(book_->vocabulary());
  for (const auto& [name, type] : book_->schema().types()) {
    for (const Direction direction :
         {Direction::kOutgoing, Direction::kIncoming}) {
      const RuleIndex* index = book_->FindIndex(direction, name);
      if (index == nullptr) continue;
      questions_[{std::string(DirectionName(direction)), name}] =
          Questioner(*book_, type, phrases).Ask(index->rules());
    }
  }
}

const FactQuestions& AskedFacts::Of(absl::string_view direction,
                                    absl::string_view type) const {
  static const auto* const none = new FactQuestions();
  const auto found =
      questions_.find({std::string(direction), std::string(type)});
  return found == questions_.end() ? *none : found->second;
}

}  // namespace enlace::policy
