// The names that rules may use, and what they stand for.
//
//   book us-sample "..." / "..."
//   zone America/New_York
//   agency us-atf spiffe://us.enlace.example/agency/us-atf "..." / "..."
//   group firearm-tracing us-atf, mx-fgr "..." / "..."
//   basis US-TRACE "..." / "..."
//   fact purpose context.purpose_code "purpose" / "finalidad"
//   claims claimed-basis
//   values criminal-justice CRIM_INVESTIGATION, PROSECUTION "..." / "..."
//   caveat NO_PUBLIC_RELEASE "..." / "..."
//   role legal-officer "..." / "..."
//   phrases suspicious-report "suspicious activity report" "..." / "..."
//   accept uncited LAW/9 "..." / "..."

#ifndef ENLACE_POLICY_ENGINE_VOCABULARY_H_
#define ENLACE_POLICY_ENGINE_VOCABULARY_H_

#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "policy/engine/diagnostic.h"
#include "policy/engine/document.h"
#include "policy/engine/keyword.h"
#include "policy/engine/language.h"
#include "policy/engine/schema.h"

namespace enlace::policy {

struct Named {
  Bilingual label;
  Location at;
};

struct Agency : Named {
  std::string identity;  // "spiffe://us.enlace.example/agency/us-atf"
};

struct Group : Named {
  // Agencies of a group, words of a value group, phrases of a list.
  std::vector<Word> members;
};

struct FactName : Named {
  // "context.purpose_code" or "header.sender"; of a fact of single elements
  // "associates[].role".
  std::string path;

  // What it is in each record type that has it; facts of no field are in all.
  std::map<std::string, FactType> types;
};

// A finding of `rulebook lint` that the book accepts, and why.
struct Acceptance {
  Word kind;                   // "uncited"; the engine knows no kinds
  std::vector<Word> subjects;  // rules, paragraphs, agencies: by kind
  Bilingual reason;
};

// Immutable once parsed.
struct Vocabulary {
  std::string book;
  Bilingual title;
  absl::TimeZone zone = absl::UTCTimeZone();
  std::string claims;  // the fact that holds the claimed bases; "" if none
  std::map<std::string, Agency> agencies;
  std::map<std::string, Group> groups;
  std::map<std::string, Group> values;
  std::map<std::string, Named> bases;
  std::map<std::string, FactName> facts;
  std::map<std::string, Named> caveats;
  std::map<std::string, Named> roles;
  std::map<std::string, Group> phrases;
  std::vector<Acceptance> accepted;  // in the order of files and lines

  // The agency with that identity, or null, by short name.
  const std::string* AgencyOf(absl::string_view identity) const;
};

// Reads the vocabulary blocks among `blocks`.  Mistakes go to `diagnostics`;
// what is missing is reported at `start`, the start of the book.
Vocabulary ParseVocabulary(const std::vector<Block>& blocks,
                           const Schema& schema, const Location& start,
                           Diagnostics& diagnostics);

// The words that a vocabulary statement can start with.
const std::vector<Keyword>& VocabularyStatements();

// Whether `path` names a fact that comes from no field: one of the header or
// of the scan.
bool IsOutsideFields(absl::string_view path);

// The facts that come from no field, with their types.
const std::map<std::string, FactType>& FactTypesOutsideFields();

// The names in a map of the vocabulary, for suggestions.
template <typename T>
std::vector<std::string> Names(const std::map<std::string, T>& map) {
  std::vector<std::string> out;
  out.reserve(map.size());
  for (const auto& [name, value] : map) out.push_back(name);
  return out;
}

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_VOCABULARY_H_
