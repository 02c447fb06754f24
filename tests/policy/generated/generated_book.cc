#include "tests/policy/generated/generated_book.h"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <random>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "policy/engine/schema.h"
#include "policy/engine/vocabulary.h"
#include "policy/facts/element_fact.h"
#include "policy/facts/extract.h"

namespace enlace::policy {
namespace {

constexpr int kLaws = 6;
constexpr int kGroups = 8;
constexpr char kClaimed[] = "context.legal_basis.basis_id";

// The pieces of a list are drawn in the order in which they stand, by every
// compiler; the arguments of a call are not.
std::string Drawn(std::initializer_list<absl::AlphaNum> pieces) {
  std::string out;
  for (const absl::AlphaNum& piece : pieces) absl::StrAppend(&out, piece);
  return out;
}

struct NamedFact {
  std::string name;
  FactType type;
};

class BookWriter {
 public:
  explicit BookWriter(const BookShape& shape)
      : shape_(shape), random_(shape.seed), types_(shape.types) {
    if (types_.empty()) types_ = schema_.TypeNames();
  }

  BookFiles Write() {
    // All types get their facts first: the vocabulary does not depend on the
    // number of rules.
    for (const std::string& type : types_) ChooseFacts(type);
    std::string rules;
    for (size_t i = 0; i < shape_.rules; ++i) {
      const std::string id = absl::StrCat("R-", i);
      if (shape_.varied && OneIn(12)) {
        absl::StrAppend(&rules, "```table ", id, "\n", Table(), "```\n\n");
      } else {
        absl::StrAppend(&rules, "```rule ", id, "\n", Rule(id), "```\n\n");
      }
    }
    return {{"rules.md", std::move(rules)}, {"vocabulary.md", Vocabulary()}};
  }

 private:
  int Below(int n) {
    return static_cast<int>(random_() % static_cast<uint32_t>(n));
  }
  bool OneIn(int n) { return Below(n) == 0; }

  template <typename T>
  const T& OneOf(const std::vector<T>& all) {
    return all[random_() % all.size()];
  }

  std::string NameOf(const std::string& path) {
    const auto [at, added] =
        names_.emplace(path, absl::StrCat("f", names_.size()));
    return at->second;
  }

  void ChooseFacts(const std::string& name) {
    const RecordType& type = *schema_.Find(name);
    std::vector<NamedFact>& facts = facts_[name];
    for (const auto& [path, kind] : FactTypesOutsideFields()) {
      // Parties have their clauses, and what the texts say is another matter.
      if (absl::StartsWith(path, "scan.") || path == "header.sender" ||
          path == "header.recipient" || !OneIn(shape_.varied ? 2 : 5)) {
        continue;
      }
      facts.push_back({NameOf(path), kind});
      if (path == kFactParentType) facts.back().type.values = types_;
    }
    for (int i = shape_.varied ? 12 : 5; i > 0; --i) {
      const std::string& path = OneOf(type.paths());
      const FactType kind = *type.FactAt(path);
      if (path == kClaimed || !IsFact(path, kind)) continue;
      facts.push_back({NameOf(path), kind});
    }
    if (type.FactAt(kClaimed).has_value()) claiming_.insert(name);
    if (!shape_.varied) return;
    const std::vector<std::string> elements = type.ElementPaths();
    for (int i = elements.empty() ? 0 : 8; i > 0; --i) {
      const std::string& path = OneOf(elements);
      const FactType kind = *type.FactAt(path);
      if (!IsFact(path, kind)) continue;
      element_facts_[{name, std::string(ListOf(path))}].push_back(
          {NameOf(path), kind});
    }
  }

  // A vocabulary may name the path: it is one thing in all types, and testable.
  bool IsFact(const std::string& path, const FactType& kind) const {
    if (kind.set &&
        (kind.kind == FactKind::kNumber || kind.kind == FactKind::kBool)) {
      return false;
    }
    return std::all_of(
        schema_.types().begin(), schema_.types().end(), [&](const auto& type) {
          const auto other = type.second.FactAt(path);
          return !other.has_value() ||
                 (other->kind == kind.kind && other->set == kind.set);
        });
  }

  static std::string Agency(int i) { return absl::StrCat("a", i); }
  std::string AnyAgency() { return Agency(Below(kGeneratedAgencies)); }
  static std::string Law(int i) { return absl::StrCat("LAW", i); }

  std::string Vocabulary() {
    std::string out =
        "# A generated book\n\n```vocabulary\n"
        "book generated \"Generated\" / \"Generado\"\n"
        "zone America/Mexico_City\n";
    for (int i = 0; i < kGeneratedAgencies; ++i) {
      absl::StrAppend(&out, "agency ", Agency(i), " ", GeneratedIdentity(i),
                      " \"A\" / \"A\"\n");
    }
    for (int i = 0; i < kGroups; ++i) {
      absl::StrAppend(&out, "group g", i, " ", Agency(i), ", ", Agency(i + 8),
                      ", ", Agency(i + 16), " \"G\" / \"G\"\n");
    }
    for (int i = 0; i < kLaws; ++i) {
      absl::StrAppend(&out, "basis ", Law(i), " \"L\" / \"L\"\n");
    }
    for (const auto& [path, name] : names_) {
      absl::StrAppend(&out, "fact ", name, " ", path, " \"f\" / \"f\"\n");
    }
    if (!names_.contains(std::string(kFactUrgency))) {
      absl::StrAppend(&out, "fact urgency ", kFactUrgency, " \"u\" / \"u\"\n");
    }
    absl::StrAppend(&out, "fact claimed ", kClaimed,
                    " \"c\" / \"c\"\nclaims claimed\n");
    for (int i = 0; i < 3; ++i) {
      absl::StrAppend(&out, "role r", i, " \"R\" / \"R\"\ncaveat C", i,
                      " \"C\" / \"C\"\n");
    }
    absl::StrAppend(&out, "```\n\n");
    for (int i = 0; i < kLaws; ++i) {
      absl::StrAppend(&out, "> **Law** {#", Law(i),
                      "/1 en sample recalled}\n> Text.\n>\n> Source: made "
                      "up.\n\n");
    }
    return out;
  }

  // A value of a text or code.
  std::string Word(const FactType& type) {
    if (type.kind == FactKind::kAgency) return AnyAgency();
    if (type.kind == FactKind::kEnum && !type.values.empty()) {
      return OneOf(type.values);
    }
    return absl::StrCat("v", Below(6));
  }

  std::string Day() {
    const int month = 1 + Below(12);
    return absl::StrFormat("2026-%02d-%02d", month, 1 + Below(28));
  }

  // A test of such a fact, of any form.
  std::string AnyTest(const FactType& type) {
    if (OneIn(8)) return OneIn(2) ? "is present" : "is absent";
    switch (type.kind) {
      case FactKind::kBool:
        return OneIn(3) ? "is not yes" : OneIn(2) ? "is yes" : "is no";
      case FactKind::kNumber:
        return Drawn({OneIn(3)   ? "is under"
                      : OneIn(2) ? "is at most"
                                 : "is at least",
                      " ", Below(20)});
      case FactKind::kDate:
        if (!type.set && OneIn(3)) {
          return Drawn({OneIn(2) ? "is at most " : "is at least ", Day()});
        }
        return OneOf<std::string>(
            {"is past", "is not past", "is future", "is not future"});
      default:
        break;
    }
    if (type.set) {
      return Drawn({OneIn(3) ? "does not include " : "includes ", Word(type)});
    }
    if (OneIn(3)) return Drawn({"is in ", Word(type), ", ", Word(type)});
    return Drawn({OneIn(4) ? "is not " : "is ", Word(type)});
  }

  // One of the few that the rules about `type` make of the fact.
  std::string Test(const std::string& type, const NamedFact& fact) {
    if (shape_.varied) return AnyTest(fact.type);
    std::vector<std::string>& usual = usual_[{type, fact.name}];
    if (usual.size() < 4) usual.push_back(AnyTest(fact.type));
    return OneOf(usual);
  }

  std::string Condition(const char* clause, const std::string& type,
                        int atoms) {
    std::string out = absl::StrCat(
        "  ", clause, OneIn(shape_.varied ? 3 : 6) ? " any of\n" : " all of\n");
    for (int i = 0; i < atoms; ++i) {
      const NamedFact& fact = OneOf(facts_[type]);
      absl::StrAppend(&out, "    - ", fact.name, " ", Test(type, fact), "\n");
    }
    return out;
  }

  // Clauses about single elements of the lists that the type has.
  std::string Elements(const std::string& type) {
    std::string out;
    for (const auto& [key, facts] : element_facts_) {
      if (key.first != type || !OneIn(2)) continue;
      out += Drawn({"  drop each ", key.second, " because S10 ",
                    OneIn(2) ? "when " : "unless ",
                    OneIn(2) ? "any of\n" : "all of\n"});
      for (int i = 1 + Below(3); i > 0; --i) {
        const NamedFact& fact = OneOf(facts);
        absl::StrAppend(&out, "    - ", fact.name, " ", AnyTest(fact.type),
                        "\n");
      }
    }
    return out;
  }

  std::string Parties(const char* clause) {
    const std::string who =
        OneIn(2) ? absl::StrCat("agency in group g", Below(kGroups))
                 : AnyAgency();
    return absl::StrCat("  ", clause, " ", who, "\n");
  }

  // Leaves that a rule may release or drop.
  std::string Leaves(const std::string& type) {
    std::set<std::string> paths;
    for (int i = 0; i < 5; ++i) {
      const Leaf& leaf = OneOf(schema_.Find(type)->leaves());
      if (!leaf.silent) paths.insert(leaf.path);
    }
    return absl::StrJoin(paths, ", ");
  }

  // A family of permits.
  std::string Table() {
    const std::string type = OneOf(types_);
    const NamedFact& fact = OneOf(facts_[type]);
    std::string out = absl::StrCat("permit outgoing ", type, "\n  implements ",
                                   Law(Below(kLaws)), "/1\n");
    if (claiming_.count(type) == 0) out += "  basis of parent\n";
    if (OneIn(2)) out += Condition("when", type, 1 + Below(2));
    absl::StrAppend(&out, "  | from | to | when ", fact.name, " | retain |\n");
    const int rows = 2 + Below(3);
    for (int i = 0; i < rows; ++i) {
      out += Drawn({"  | ", AnyAgency(), " | ",
                    i > 0 && OneIn(3) ? "" : AnyAgency(), " | ",
                    AnyTest(fact.type), " | ", 1 + Below(90), " days |\n"});
    }
    return out;
  }

  // What an exception within `scope` lifts.
  std::string Exception(const std::string& scope) {
    const std::vector<std::string>& rules = liftable_[scope];
    std::set<std::string> named;
    for (int i = 1 + Below(2); i > 0; --i) named.insert(OneOf(rules));
    return absl::StrCat("  exception to ", absl::StrJoin(named, ", "), "\n");
  }

  std::string Rule(const std::string& id) {
    const int kind = Below(20);
    std::string effect = kind < 11   ? "permit"
                         : kind < 15 ? "forbid"
                         : kind < 17 ? "hold"
                                     : "require";
    const std::string type = OneOf(types_);
    const int law = Below(kLaws);
    const std::string scope = absl::StrCat(
        shape_.incoming && OneIn(2) ? " incoming " : " outgoing ", type);
    const bool liftable = shape_.varied && !liftable_[scope].empty();
    if (liftable && OneIn(5)) effect = "except";
    std::string out =
        absl::StrCat(effect, scope, "\n  implements ", Law(law), "/1\n");
    if (effect == "except") {
      out += Exception(scope);
    } else if (effect != "permit") {
      liftable_[scope].push_back(id);
    }
    const bool permit = effect == "permit";
    const bool node = permit && OneIn(40);
    if (node) {
      out += "  from node\n";
    } else if (permit || OneIn(3)) {
      out += Parties("from");
    }
    if (permit || OneIn(3)) out += Parties("to");
    if (permit && !node) {
      if (claiming_.count(type) == 0 || OneIn(8)) {
        out += "  basis of parent\n";
      } else if (OneIn(4)) {
        absl::StrAppend(&out, "  basis ", Law(law), ", ", Law(Below(kLaws)),
                        "\n");
      }
    }
    if (!OneIn(6)) out += Condition("when", type, 1 + Below(3));
    if (OneIn(4)) out += Condition("when", type, 1 + Below(3));
    if (OneIn(3)) out += Condition("unless", type, 1 + Below(2));
    if (OneIn(4)) {
      out += Drawn({"  in force ", OneIn(2) ? "from " : "through ",
                    2025 + Below(2), OneIn(2) ? "-01-01\n" : "-07-01\n"});
    }
    if (OneIn(2)) out += "  disclose\n";
    return absl::StrCat(out, Obligations(effect, type));
  }

  std::string Obligations(const std::string& effect, const std::string& type) {
    std::string out;
    if (effect == "except") return out;
    const auto why = OneOf<std::string>({"B04", "S10", "V03", "S02", "B06"});
    if (effect == "forbid" || effect == "hold") {
      if (shape_.varied && OneIn(4)) {
        const char* time = OneIn(2) ? "day" : "hour";
        out += Drawn({"  over ", 1 + Below(9), " per ", time, " by ",
                      OneIn(2) ? "sender\n" : "recipient\n"});
      }
      absl::StrAppend(&out, "  reason ", why,
                      "\n  because \"No.\" / \"No.\"\n");
      if (effect == "hold") {
        out += Drawn({"  until approved by ", 1 + Below(2), " of r", Below(3),
                      " within ", 1 + Below(72), " hours\n"});
        if (OneIn(3)) {
          out += Drawn({"  override by ", 2 + Below(2), " of r", Below(3),
                        " when urgent\n"});
        }
      }
      return out;
    }
    const std::string leaves = Leaves(type);
    if (effect == "permit") {
      if (OneIn(3)) absl::StrAppend(&out, "  reason ", why, "\n");
      if (!leaves.empty()) absl::StrAppend(&out, "  release ", leaves, "\n");
      for (const auto& [key, facts] : element_facts_) {
        if (key.first == type && !OneIn(3)) {
          absl::StrAppend(&out, "  release ", key.second, "\n");
        }
      }
    } else if (!leaves.empty()) {
      absl::StrAppend(&out, "  drop ", leaves, " because S10 announced\n");
    }
    out += Elements(type);
    if (OneIn(3)) absl::StrAppend(&out, "  caveats C", Below(3), "\n");
    if (OneIn(3)) absl::StrAppend(&out, "  retain ", 1 + Below(90), " days\n");
    if (OneIn(3) && schema_.HasAnswer(*schema_.Find(type))) {
      absl::StrAppend(&out, "  answer within ", 1 + Below(90), " hours\n");
    }
    return out;
  }

  const BookShape& shape_;
  const Schema& schema_ = Schema::OfThisBuild();
  std::mt19937 random_;
  std::vector<std::string> types_;
  std::map<std::string, std::string> names_;  // of facts, by path
  std::map<std::string, std::vector<NamedFact>> facts_;
  // Of single elements, by type and list.
  std::map<std::pair<std::string, std::string>, std::vector<NamedFact>>
      element_facts_;
  // Tests, by type and fact.
  std::map<std::pair<std::string, std::string>, std::vector<std::string>>
      usual_;
  // Rules that can be excepted from, by direction and type.
  std::map<std::string, std::vector<std::string>> liftable_;
  std::set<std::string> claiming_;  // types that state the claimed bases
};

}  // namespace

std::string GeneratedIdentity(int agency) {
  return absl::StrCat("spiffe://a.example/agency/a", agency);
}

BookFiles GeneratedBook(const BookShape& shape) {
  return BookWriter(shape).Write();
}

}  // namespace enlace::policy
