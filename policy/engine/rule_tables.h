// The rules of one record type and direction as bitmaps.
//
// Every rule has a bit.  A row is a bitmap of all of them.  What a rule asks of
// one dimension alone stands in a column: one row for each code, with the bits
// of the rules that are content with it.  All columns ANDed leave the rules
// that are content with everything.  An alternative over several dimensions
// (`any of`, or `unless all of`) is an any-of: the rows of its columns are ORed
// before they are ANDed with the rest.  A rule with two of them has a bit in
// two any-ofs.

#ifndef ENLACE_POLICY_ENGINE_RULE_TABLES_H_
#define ENLACE_POLICY_ENGINE_RULE_TABLES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "policy/engine/dimension.h"
#include "policy/engine/fact_coder.h"
#include "policy/engine/rule.h"

namespace enlace::policy {

struct Vocabulary;

// Plain data.  Points into the rules that it was made of.
struct RuleTables {
  using Row = uint32_t;  // an index of rows

  struct Column {
    uint32_t dimension;
    Row first;  // of code 0; the other codes follow
  };

  struct AnyOf {
    Row others;  // the rules that have no alternative here
    std::vector<Column> columns;
  };

  // Days that some rules compare with that of the decision.
  struct Watch {
    const Atom* atom;
    Row rules;
  };

  // A rule that holds or has a limit, and its bit.
  struct Numbered {
    size_t bit;
    const Rule* rule;
  };

  // A rule that makes an exception, its bit, and the rules that it lifts.
  struct Exception {
    size_t bit;
    Row lifts;
  };

  const uint64_t* at(Row row) const { return bits.data() + row * words; }

  std::vector<const Rule*> rules;  // by bit
  size_t words = 0;                // of a row
  std::vector<uint64_t> bits;      // all rows
  std::vector<Dimension> dimensions;
  std::vector<FactCoder> facts;  // by name

  std::vector<Column> parties, conditions, bases;
  std::vector<AnyOf> any_ofs;

  // Instants at which rules come into force or end, whole seconds, sorted.
  // Rules in force before the first have row `first_epoch`, those from the
  // first on the next.
  std::vector<absl::Time> cuts;
  Row first_epoch = 0;

  Row permits = 0, forbids = 0, holds = 0;
  Row asking = 0;  // permits and requires
  Row silent = 0;  // forbids and holds without `disclose`
  Row limits = 0;  // those with a limit

  std::vector<Watch> watches;
  std::vector<Numbered> approvable, limited;
  std::vector<Exception> exceptions;
  bool looks_at_days = false;
};

// Compiles `rules`, all those of one direction that name `type`.  REQUIRES:
// they were checked against `vocabulary` and outlive the tables.
RuleTables CompileRules(absl::string_view type, std::vector<const Rule*> rules,
                        const Vocabulary& vocabulary);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_RULE_TABLES_H_
