#include "policy/engine/vocabulary.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "enlace/v1/header.pb.h"
#include "policy/engine/lexer.h"
#include "policy/engine/register_fact.h"
#include "policy/facts/element_fact.h"
#include "policy/facts/extract.h"
#include "policy/scan/identifier_scan.h"

namespace enlace::policy {
namespace {

std::vector<std::string> EnumNames(
    const google::protobuf::EnumDescriptor* type) {
  std::vector<std::string> names;
  for (int i = 0; i < type->value_count(); ++i) {
    if (type->value(i)->number() != 0) {
      names.push_back(ShortEnumName(*type->value(i)));
    }
  }
  return names;
}

class VocabularyParser {
 public:
  VocabularyParser(const Schema& schema, Location start,
                   Diagnostics& diagnostics)
      : schema_(schema), start_(std::move(start)), diagnostics_(diagnostics) {}

  Vocabulary Parse(const std::vector<Block>& blocks) {
    for (const Block& block : blocks) {
      if (block.kind != Block::Kind::kVocabulary) continue;
      for (const Line& line : SplitLines(block, diagnostics_)) {
        LineReader reader(line, block.language, diagnostics_);
        Keyword statement = Keyword::kBook;
        if (line.item) {
          reader.Fail("a vocabulary has no lists");
        } else if (reader.AcceptOneOf(VocabularyStatements(),
                                      "unknown vocabulary statement",
                                      statement)) {
          ParseStatement(statement, reader);
          reader.ExpectEnd();
        }
      }
    }
    CheckReferences();
    return std::move(vocabulary_);
  }

 private:
  void ParseStatement(Keyword statement, LineReader& reader) {
    Word name;
    if (!reader.ExpectName("a name", name)) return;
    switch (statement) {
      case Keyword::kBook:
        return ParseBook(name, reader);
      case Keyword::kZone:
        return ParseZone(name);
      case Keyword::kClaims:
        return ParseClaims(name);
      case Keyword::kAgency:
        return ParseAgency(name, reader);
      case Keyword::kFact:
        return ParseFact(name, reader);
      case Keyword::kGroup:
        return ParseGroup("group", name, vocabulary_.groups, reader);
      case Keyword::kValues:
        return ParseGroup("group of values", name, vocabulary_.values, reader);
      case Keyword::kBasis:
        return ParseNamed("basis", name, vocabulary_.bases, reader);
      case Keyword::kCaveat:
        return ParseNamed("caveat", name, vocabulary_.caveats, reader);
      case Keyword::kAccept:
        return ParseAcceptance(name, reader);
      case Keyword::kPhrases:
        return ParseGroup("list of phrases", name, vocabulary_.phrases, reader);
      default:
        return ParseNamed("role", name, vocabulary_.roles, reader);
    }
  }

  // Adds `entry` as `name`, unless that is taken.
  template <typename T>
  void Add(absl::string_view what, const Word& name,
           std::map<std::string, T>& map, T entry) {
    entry.at = name.at;
    const auto [it, added] = map.emplace(name.text, std::move(entry));
    if (!added) {
      diagnostics_.Error(
          name.at, absl::StrCat(what, " '", name.text, "' is defined twice"),
          absl::StrCat("first in ", it->second.at.file, ":",
                       it->second.at.line));
    }
  }

  void ParseBook(const Word& name, LineReader& reader) {
    if (!vocabulary_.book.empty()) {
      diagnostics_.Error(name.at, "the book is named twice");
    }
    vocabulary_.book = name.text;
    reader.ExpectBilingual(vocabulary_.title);
  }

  void ParseZone(const Word& name) {
    if (!absl::LoadTimeZone(name.text, &vocabulary_.zone)) {
      diagnostics_.Error(name.at,
                         absl::StrCat("unknown time zone '", name.text, "'"),
                         "use an IANA name such as Europe/Lisbon; the machine "
                         "needs the tzdata package");
    }
  }

  void ParseClaims(const Word& name) {
    if (!vocabulary_.claims.empty()) {
      diagnostics_.Error(name.at,
                         "the fact of the claimed bases is named "
                         "twice");
    }
    vocabulary_.claims = name.text;
    claims_at_ = name.at;
  }

  void ParseAgency(const Word& name, LineReader& reader) {
    if (name.text == Phrase(Keyword::kNode, Language::kEnglish) ||
        name.text == Phrase(Keyword::kNode, Language::kSpanish)) {
      diagnostics_.Error(
          name.at,
          absl::StrCat("'", name.text, "' is how rules name the node itself"),
          "give the agency another name");
    }
    Agency agency;
    Word identity;
    if (!reader.Expect("the agency's identity", identity)) return;
    if (!absl::StartsWith(identity.text, "spiffe://") ||
        !absl::StrContains(identity.text, "/agency/")) {
      diagnostics_.Error(identity.at, "this is not the identity of an agency",
                         "write spiffe://TRUST-DOMAIN/agency/NAME");
    }
    if (const std::string* other = vocabulary_.AgencyOf(identity.text)) {
      diagnostics_.Error(identity.at,
                         absl::StrCat("this is also agency '", *other, "'"));
    }
    agency.identity = identity.text;
    if (!reader.ExpectBilingual(agency.label)) return;
    Add("agency", name, vocabulary_.agencies, std::move(agency));
  }

  void ParseFact(const Word& name, LineReader& reader) {
    FactName fact;
    Word path;
    if (!reader.Expect("a field path", path)) return;
    fact.path = path.text;
    if (!reader.ExpectBilingual(fact.label)) return;
    if (IsOutsideFields(path.text)) {
      ResolveOutsideFields(path, fact);
    } else {
      ResolveField(path, fact);
    }
    Add("fact", name, vocabulary_.facts, std::move(fact));
  }

  void ResolveOutsideFields(const Word& path, FactName& fact) {
    const auto& known = FactTypesOutsideFields();
    const auto it = known.find(path.text);
    if (it == known.end()) {
      return diagnostics_.Unknown(
          path, absl::StrCat("there is no fact '", path.text, "'"),
          Names(known));
    }
    for (const std::string& type : schema_.TypeNames()) {
      FactType resolved = it->second;
      if (path.text == kFactParentType) resolved.values = schema_.TypeNames();
      fact.types.emplace(type, std::move(resolved));
    }
  }

  void ResolveField(const Word& path, FactName& fact) {
    std::vector<std::string> known;
    for (const auto& [name, type] : schema_.types()) {
      if (auto found = type.FactAt(path.text)) {
        fact.types.emplace(name, *std::move(found));
      }
      const std::vector<std::string> paths =
          ListOf(path.text).empty() ? type.paths() : type.ElementPaths();
      known.insert(known.end(), paths.begin(), paths.end());
    }
    if (fact.types.empty()) {
      return diagnostics_.Unknown(
          path, absl::StrCat("no record type has a field '", path.text, "'"),
          known);
    }
    const FactType& first = fact.types.begin()->second;
    for (const auto& [type, resolved] : fact.types) {
      if (resolved.kind != first.kind || resolved.set != first.set) {
        return diagnostics_.Error(
            path.at,
            absl::StrCat("field '", path.text, "' is of different kinds in ",
                         fact.types.begin()->first, " and ", type));
      }
    }
    if (first.set &&
        (first.kind == FactKind::kNumber || first.kind == FactKind::kBool)) {
      diagnostics_.Error(path.at,
                         "several numbers or yes-no values cannot be "
                         "tested");
    }
  }

  void ParseGroup(absl::string_view what, const Word& name,
                  std::map<std::string, Group>& map, LineReader& reader) {
    Group group;
    if (!reader.ExpectList("a member", group.members)) return;
    if (!reader.ExpectBilingual(group.label)) return;
    Add(what, name, map, std::move(group));
  }

  void ParseNamed(absl::string_view what, const Word& name,
                  std::map<std::string, Named>& map, LineReader& reader) {
    Named named;
    if (!reader.ExpectBilingual(named.label)) return;
    Add(what, name, map, std::move(named));
  }

  void ParseAcceptance(const Word& kind, LineReader& reader) {
    Acceptance acceptance;
    acceptance.kind = kind;
    if (reader.ExpectList("what the finding is about", acceptance.subjects) &&
        reader.ExpectBilingual(acceptance.reason)) {
      vocabulary_.accepted.push_back(std::move(acceptance));
    }
  }

  void CheckReferences() {
    for (const auto& [name, group] : vocabulary_.groups) {
      for (const Word& member : group.members) {
        if (vocabulary_.agencies.count(member.text) == 0) {
          diagnostics_.Unknown(
              member, absl::StrCat("unknown agency '", member.text, "'"),
              Names(vocabulary_.agencies));
        }
      }
    }
    if (vocabulary_.book.empty()) {
      diagnostics_.Error(start_, "the book has no name",
                         "add a ```vocabulary block with: book NAME \"...\" / "
                         "\"...\"");
    }
    CheckClaims();
    NamePhrases();
  }

  // The values of a fact of the scan: every list, wherever it is defined.
  void NamePhrases() {
    for (auto& [name, fact] : vocabulary_.facts) {
      if (fact.path != kFactPhrases) continue;
      for (auto& [type, resolved] : fact.types) {
        resolved.values = Names(vocabulary_.phrases);
      }
    }
  }

  void CheckClaims() {
    if (vocabulary_.claims.empty()) return;
    const auto fact = vocabulary_.facts.find(vocabulary_.claims);
    if (fact == vocabulary_.facts.end()) {
      return diagnostics_.Unknown(
          {vocabulary_.claims, claims_at_},
          absl::StrCat("unknown fact '", vocabulary_.claims, "'"),
          Names(vocabulary_.facts));
    }
    for (const auto& [type, resolved] : fact->second.types) {
      if (resolved.kind == FactKind::kText && resolved.set &&
          ListOf(fact->second.path).empty()) {
        continue;
      }
      return diagnostics_.Error(
          claims_at_, "the fact of the claimed bases must be a set of texts");
    }
  }

  const Schema& schema_;
  const Location start_;
  Diagnostics& diagnostics_;
  Vocabulary vocabulary_;
  Location claims_at_;
};

}  // namespace

const std::string* Vocabulary::AgencyOf(absl::string_view identity) const {
  for (const auto& [name, agency] : agencies) {
    if (agency.identity == identity) return &name;
  }
  return nullptr;
}

const std::vector<Keyword>& VocabularyStatements() {
  static const auto* const statements = new std::vector<Keyword>{
      Keyword::kBook,   Keyword::kZone, Keyword::kAgency,  Keyword::kGroup,
      Keyword::kBasis,  Keyword::kFact, Keyword::kClaims,  Keyword::kValues,
      Keyword::kCaveat, Keyword::kRole, Keyword::kPhrases, Keyword::kAccept};
  return *statements;
}

bool IsOutsideFields(absl::string_view path) {
  return absl::StartsWith(path, "header.") || absl::StartsWith(path, "scan.") ||
         IsRegisterFact(path);
}

const std::map<std::string, FactType>& FactTypesOutsideFields() {
  static const auto* const types = [] {
    auto* const all = new std::map<std::string, FactType>{
        {std::string(kFactSender), {FactKind::kAgency, false, {}}},
        {std::string(kFactRecipient), {FactKind::kAgency, false, {}}},
        {std::string(kFactChannel),
         {FactKind::kEnum, false, EnumNames(v1::Channel_descriptor())}},
        {std::string(kFactUrgency),
         {FactKind::kEnum, false, EnumNames(v1::Urgency_descriptor())}},
        {std::string(kFactCreatedAt), {FactKind::kDate, false, {}}},
        {std::string(kFactParentType), {FactKind::kEnum, false, {}}},
        {std::string(kFactParentState),
         {FactKind::kEnum, false, {"OPEN", "CLOSED"}}},
        {std::string(kFactParentReply), {FactKind::kBool, false, {}}},
        {std::string(kFactParentParties), {FactKind::kBool, false, {}}},
        {std::string(kFactParentConsent), {FactKind::kBool, false, {}}},
        {std::string(kFactDomestic), {FactKind::kBool, false, {}}},
        {std::string(kFactRepeated), {FactKind::kBool, false, {}}},
        {std::string(kFactDeniedSilently), {FactKind::kBool, false, {}}},
        {std::string(kFactEndorsedBy), {FactKind::kAgency, true, {}}},
        {std::string(kFactPhrases), {FactKind::kEnum, true, {}}},
        {std::string(kFactIdentifiers),
         {FactKind::kEnum, true, IdentifierNames()}},
    };
    for (std::string& path : RegisterFacts()) {
      all->emplace(std::move(path), FactType{FactKind::kText, true, {}});
    }
    return all;
  }();
  return *types;
}

Vocabulary ParseVocabulary(const std::vector<Block>& blocks,
                           const Schema& schema, const Location& start,
                           Diagnostics& diagnostics) {
  return VocabularyParser(schema, start, diagnostics).Parse(blocks);
}

}  // namespace enlace::policy
