#include "policy/engine/rule_tables.h"

#include <algorithm>
#include <deque>
#include <map>
#include <tuple>
#include <utility>

#include "absl/strings/str_join.h"
#include "base/check.h"
#include "policy/engine/evaluate.h"
#include "policy/engine/vocabulary.h"
#include "policy/facts/extract.h"

namespace enlace::policy {
namespace {

constexpr size_t kWordBits = 64;

// An atom as one rule takes it.
struct Literal {
  const Atom* atom;
  uint32_t dimension;
  bool unknown;   // what the atom counts as without a truth
  bool opposite;  // of `unless`
};

// At least one of these must hold.
using Clause = std::vector<Literal>;

// Rules about the same parties lie side by side, so that whole words of other
// parties' rules are passed over.
auto Order(const Rule& rule) {
  std::vector<std::string> parties;
  for (const Atom& atom : rule.parties.atoms) {
    parties.push_back(absl::StrJoin(atom.texts, " "));
  }
  return std::make_tuple(rule.effect, std::move(parties), rule.id);
}

class Compiler {
 public:
  Compiler(absl::string_view type, const Vocabulary& vocabulary)
      : vocabulary_(vocabulary) {
    for (const auto& [name, fact] : vocabulary.facts) {
      const auto found = fact.types.find(std::string(type));
      if (found != fact.types.end() && found->second.set) {
        sets_.insert(fact.path);
      }
    }
  }

  RuleTables Compile(std::vector<const Rule*> rules) {
    std::sort(rules.begin(), rules.end(), [](const Rule* a, const Rule* b) {
      return Order(*a) < Order(*b);
    });
    tables_.rules = std::move(rules);
    tables_.words = (tables_.rules.size() + kWordBits - 1) / kWordBits;
    std::vector<Parts> parts;
    for (const Rule* rule : tables_.rules) NoteAspects(*rule);
    for (const Rule* rule : tables_.rules) parts.push_back(PartsOf(*rule));
    SortDimensions(parts);
    for (Dimension& dimension : tables_.dimensions) {
      dimension.Seal();
      tables_.looks_at_days |= dimension.aspect() == Dimension::Aspect::kDay;
      std::vector<Facts>& samples = samples_.emplace_back();
      for (uint32_t code = 0; code < dimension.size(); ++code) {
        samples.push_back(dimension.Sample(code));
      }
    }
    for (size_t bit = 0; bit < parts.size(); ++bit) {
      for (const Clause& clause : parts[bit].parties) {
        CHECK(Narrow(clause, bit, tables_.parties))
            << "each party stands alone";
      }
      for (const Clause& clause : parts[bit].bases) {
        CHECK(Narrow(clause, bit, tables_.bases)) << "each basis stands alone";
      }
      size_t any_of = 0;
      for (const Clause& clause : parts[bit].conditions) {
        if (!Narrow(clause, bit, tables_.conditions)) {
          Allow(clause, bit, any_of++);
        }
      }
    }
    ListFacts();
    MarkEffects();
    MarkExceptions();
    MarkEpochs();
    MarkWatches();
    return std::move(tables_);
  }

 private:
  struct Parts {
    std::vector<Clause> parties, conditions, bases;
  };

  Parts PartsOf(const Rule& rule) {
    const bool unknown = UnknownCountsAs(rule);
    Parts parts;
    CHECK(rule.parties.all) << "sender and recipient must both be right";
    AddClauses(rule.parties, unknown, false, parts.parties);
    for (const Condition& condition : rule.when) {
      AddClauses(condition, unknown, false, parts.conditions);
    }
    for (const Condition& condition : rule.unless) {
      AddClauses(condition, unknown, true, parts.conditions);
    }
    if (rule.effect == Effect::kPermit) AddBasis(rule, parts.bases);
    return parts;
  }

  // Every code says whether the fact is there, so a fact that is looked at in
  // another way too needs no dimension for that.
  Dimension::Aspect AspectOf(const Atom& atom) const {
    if (atom.test == Atom::Test::kPresent) {
      const auto other = other_aspect_.find(atom.fact);
      if (other != other_aspect_.end()) return other->second;
    }
    return Dimension::AspectOf(atom, sets_.count(atom.fact) > 0);
  }

  void NoteAspects(const Rule& rule) {
    for (const auto* conditions : {&rule.when, &rule.unless}) {
      for (const Condition& condition : *conditions) {
        for (const Atom& atom : condition.atoms) {
          const auto aspect =
              Dimension::AspectOf(atom, sets_.count(atom.fact) > 0);
          if (aspect != Dimension::Aspect::kPresence &&
              aspect != Dimension::Aspect::kElement) {
            other_aspect_.emplace(atom.fact, aspect);
          }
        }
      }
    }
  }

  // `all of` is a clause for each atom, and so is the opposite of `any of`.
  void AddClauses(const Condition& condition, bool unknown, bool opposite,
                  std::vector<Clause>& clauses) {
    Clause any;
    for (const Atom& atom : condition.atoms) {
      any.push_back({&atom, DimensionOf(atom, AspectOf(atom)),
                     unknown != opposite, opposite});
    }
    if (condition.all == opposite) return clauses.push_back(any);
    for (const Literal& literal : any) clauses.push_back({literal});
  }

  void AddBasis(const Rule& rule, std::vector<Clause>& clauses) {
    if (rule.from_node) return;
    const auto add = [&](Atom atom, Dimension::Aspect aspect) {
      atoms_.push_back(std::move(atom));
      clauses.push_back({{&atoms_.back(), DimensionOf(atoms_.back(), aspect),
                          /*unknown=*/false, /*opposite=*/false}});
    };
    if (rule.basis_of_parent) {
      Atom known;
      known.fact = std::string(kFactParentState);
      return add(std::move(known), Dimension::Aspect::kPresence);
    }
    const auto claims = vocabulary_.facts.find(vocabulary_.claims);
    CHECK(claims != vocabulary_.facts.end() && !rule.basis.empty());
    for (const std::string& basis : rule.basis) {
      Atom claimed;
      claimed.fact = claims->second.path;
      claimed.test = Atom::Test::kOneOf;
      claimed.texts = {basis};
      add(std::move(claimed), Dimension::Aspect::kClaim);
    }
  }

  uint32_t DimensionOf(const Atom& atom, Dimension::Aspect aspect) {
    const bool of_texts = aspect == Dimension::Aspect::kElement ||
                          aspect == Dimension::Aspect::kClaim;
    const auto [known, added] = dimension_of_.emplace(
        std::make_tuple(atom.fact, aspect, of_texts ? atom.texts : StringSet()),
        static_cast<uint32_t>(tables_.dimensions.size()));
    if (added) tables_.dimensions.emplace_back(atom.fact, aspect);
    if (atom.test != Atom::Test::kPresent) {
      tables_.dimensions[known->second].Add(atom);
    }
    return known->second;
  }

  bool Holds(const Literal& literal, uint32_t code) const {
    const Occasion occasion{samples_[literal.dimension][code],
                            absl::InfinitePast(), Dimension::kSampleToday};
    return policy::Holds(*literal.atom, occasion, literal.unknown) !=
           literal.opposite;
  }

  // Asks `clause` of the rule, if it is about one dimension.
  bool Narrow(const Clause& clause, size_t bit,
              std::vector<RuleTables::Column>& columns) {
    if (clause.empty()) return false;
    const uint32_t dimension = clause.front().dimension;
    const bool one = std::all_of(
        clause.begin(), clause.end(),
        [&](const Literal& literal) { return literal.dimension == dimension; });
    if (!one) return false;
    const RuleTables::Row first = ColumnOf(columns, dimension, true);
    for (uint32_t code = 0; code < tables_.dimensions[dimension].size();
         ++code) {
      const bool holds = std::any_of(
          clause.begin(), clause.end(),
          [&](const Literal& literal) { return Holds(literal, code); });
      if (!holds) Set(first + code, bit, false);
    }
    return true;
  }

  // Puts `clause` into the any-of with that number.
  void Allow(const Clause& clause, size_t bit, size_t number) {
    if (number == tables_.any_ofs.size()) {
      tables_.any_ofs.push_back({NewRows(1, true), {}});
    }
    RuleTables::AnyOf& any_of = tables_.any_ofs[number];
    Set(any_of.others, bit, false);
    for (const Literal& literal : clause) {
      const RuleTables::Row first =
          ColumnOf(any_of.columns, literal.dimension, false);
      const uint32_t size = tables_.dimensions[literal.dimension].size();
      for (uint32_t code = 0; code < size; ++code) {
        if (Holds(literal, code)) Set(first + code, bit, true);
      }
    }
  }

  RuleTables::Row ColumnOf(std::vector<RuleTables::Column>& columns,
                           uint32_t dimension, bool filled) {
    for (const RuleTables::Column& column : columns) {
      if (column.dimension == dimension) return column.first;
    }
    columns.push_back(
        {dimension, NewRows(tables_.dimensions[dimension].size(), filled)});
    return columns.back().first;
  }

  RuleTables::Row NewRows(size_t count, bool filled) {
    const size_t row =
        tables_.words == 0 ? 0 : tables_.bits.size() / tables_.words;
    tables_.bits.resize(tables_.bits.size() + count * tables_.words,
                        filled ? ~uint64_t{0} : 0);
    return static_cast<RuleTables::Row>(row);
  }

  void Set(RuleTables::Row row, size_t bit, bool value) {
    uint64_t& word = tables_.bits[row * tables_.words + bit / kWordBits];
    const uint64_t mask = uint64_t{1} << (bit % kWordBits);
    word = value ? word | mask : word & ~mask;
  }

  // A row of the rules that `fits`.
  template <typename Fits>
  RuleTables::Row Mark(const Fits& fits) {
    const RuleTables::Row row = NewRows(1, false);
    for (size_t bit = 0; bit < tables_.rules.size(); ++bit) {
      if (fits(*tables_.rules[bit])) Set(row, bit, true);
    }
    return row;
  }

  // Puts the dimensions into the order in which they are coded.
  void SortDimensions(std::vector<Parts>& all) {
    const std::vector<uint32_t> places = Sort(tables_.dimensions);
    for (Parts& parts : all) {
      for (auto* clauses : {&parts.parties, &parts.conditions, &parts.bases}) {
        for (Clause& clause : *clauses) {
          for (Literal& literal : clause) {
            literal.dimension = places[literal.dimension];
          }
        }
      }
    }
  }

  void ListFacts() {
    const std::vector<Dimension>& dimensions = tables_.dimensions;
    for (uint32_t first = 0; first < dimensions.size();) {
      uint32_t end = first;
      while (end < dimensions.size() &&
             dimensions[end].fact() == dimensions[first].fact()) {
        ++end;
      }
      tables_.facts.emplace_back(dimensions, first, end);
      first = end;
    }
  }

  void MarkEffects() {
    const auto mark = [&](Effect effect) {
      return Mark([&](const Rule& rule) { return rule.effect == effect; });
    };
    tables_.permits = mark(Effect::kPermit);
    tables_.forbids = mark(Effect::kForbid);
    tables_.holds = mark(Effect::kHold);
    tables_.asking = Mark([](const Rule& rule) {
      return rule.effect == Effect::kPermit || rule.effect == Effect::kRequire;
    });
    tables_.silent = Mark([](const Rule& rule) {
      return !rule.disclose &&
             (rule.effect == Effect::kForbid || rule.effect == Effect::kHold);
    });
    tables_.limits =
        Mark([](const Rule& rule) { return rule.limit.has_value(); });
    for (size_t bit = 0; bit < tables_.rules.size(); ++bit) {
      const Rule* rule = tables_.rules[bit];
      if (rule->effect == Effect::kHold) {
        tables_.approvable.push_back({bit, rule});
      }
      if (rule->limit.has_value()) tables_.limited.push_back({bit, rule});
    }
  }

  void MarkExceptions() {
    for (size_t bit = 0; bit < tables_.rules.size(); ++bit) {
      const std::vector<std::string>& named = tables_.rules[bit]->exception_to;
      if (named.empty()) continue;
      tables_.exceptions.push_back({bit, Mark([&](const Rule& rule) {
                                      return std::binary_search(
                                          named.begin(), named.end(), rule.id);
                                    })});
    }
  }

  void MarkEpochs() {
    std::vector<absl::Time>& cuts = tables_.cuts;
    for (const Rule* rule : tables_.rules) {
      cuts.push_back(rule->in_force_from);
      cuts.push_back(rule->in_force_until);
    }
    std::sort(cuts.begin(), cuts.end());
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
    // Every rule begins at some cut, so before the first none is in force.
    tables_.first_epoch = NewRows(1, false);
    const Facts none;
    for (const absl::Time cut : cuts) {
      const Occasion occasion{none, cut, absl::CivilDay()};
      Mark([&](const Rule& rule) { return InForce(rule, occasion); });
      CHECK(cut == absl::InfinitePast() || cut == absl::InfiniteFuture() ||
            cut == absl::FromUnixSeconds(absl::ToUnixSeconds(cut)))
          << "a rule begins or ends within a second";
    }
  }

  void MarkWatches() {
    std::map<std::pair<std::string, Atom::Test>, RuleTables::Row> known;
    for (size_t bit = 0; bit < tables_.rules.size(); ++bit) {
      const Rule& rule = *tables_.rules[bit];
      for (const auto* conditions : {&rule.when, &rule.unless}) {
        for (const Condition& condition : *conditions) {
          for (const Atom& atom : condition.atoms) {
            if (atom.test != Atom::Test::kPast &&
                atom.test != Atom::Test::kFuture) {
              continue;
            }
            auto at = known.find({atom.fact, atom.test});
            if (at == known.end()) {
              at = known
                       .emplace(std::pair(atom.fact, atom.test),
                                NewRows(1, false))
                       .first;
              tables_.watches.push_back({&atom, at->second});
            }
            Set(at->second, bit, true);
          }
        }
      }
    }
  }

  const Vocabulary& vocabulary_;
  StringSet sets_;  // paths of facts with several values
  std::map<std::string, Dimension::Aspect> other_aspect_;  // by fact
  std::deque<Atom> atoms_;  // of bases; only while compiling
  std::map<std::tuple<std::string, Dimension::Aspect, StringSet>, uint32_t>
      dimension_of_;
  std::vector<std::vector<Facts>> samples_;  // by dimension and code
  RuleTables tables_;
};

}  // namespace

RuleTables CompileRules(absl::string_view type, std::vector<const Rule*> rules,
                        const Vocabulary& vocabulary) {
  return Compiler(type, vocabulary).Compile(std::move(rules));
}

}  // namespace enlace::policy
