// What a rule may test: named values taken from a record, its header, its
// parent and the register.
//
// A fact is known, absent or an error.  Absent and error are never guessed
// away: each kind of rule resolves them to the side that lets nothing out
// (docs/policy-language.md, "Absent facts").  A name that was never set is
// absent.
//
//   Facts facts;
//   facts.Set("header.sender", "spiffe://us.enlace.example/agency/us-atf");
//   facts.Set("context.minor", false);
//   facts.SetError("header.parent.state");  // a parent this node does not know

#ifndef ENLACE_POLICY_FACTS_FACTS_H_
#define ENLACE_POLICY_FACTS_FACTS_H_

#include <compare>
#include <cstdint>
#include <set>
#include <string>
#include <variant>

#include "absl/container/btree_map.h"
#include "absl/strings/string_view.h"

namespace enlace::policy {

// A day of the calendar, without a zone.  `month` and `day` are 0 where the
// source knows only the year, or only year and month.
struct Date {
  int year = 0;
  int month = 0;
  int day = 0;

  // NOLINTNEXTLINE(modernize-use-nullptr): it takes <=> for a comparison.
  friend auto operator<=>(const Date&, const Date&) = default;

  // "2026-03-08", "2026-03" or "2026".
  std::string ToString() const;
};

using StringSet = std::set<std::string>;
using Value = std::variant<bool, int64_t, std::string, StringSet, Date>;

enum class FactState { kAbsent, kKnown, kError };

// Copyable value.  Thread-compatible.
class Facts {
 public:
  // Makes `name` known; an empty set is known to be empty.
  void Set(absl::string_view name, Value value);
  void Set(absl::string_view name, absl::string_view value);
  void Set(absl::string_view name, const char* value);
  void Set(absl::string_view name, const std::string& value);

  // Marks `name` as something that could not be read or is not known here.
  void SetError(absl::string_view name);

  // Makes `name` absent again.
  void Clear(absl::string_view name);

  bool empty() const { return facts_.empty(); }
  FactState state(absl::string_view name) const;

  // The value, or null unless the state is known.
  const Value* Find(absl::string_view name) const;

  // Whether a fact whose name begins like that is known or an error.
  bool HasAnyWithPrefix(absl::string_view prefix) const;

  // The value if it is a known string, else "".
  absl::string_view StringOrEmpty(absl::string_view name) const;

  // One byte string for one set of facts, whatever the order they were set in:
  // what the fact commitment of a decision hashes.  The format is specified in
  // docs/policy-language.md.  It holds values of the record: seal it, never
  // log it.
  std::string Canonical() const;

  friend bool operator==(const Facts&, const Facts&) = default;

 private:
  // Monostate is an error.
  absl::btree_map<std::string, std::variant<std::monostate, Value>> facts_;
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_FACTS_FACTS_H_
