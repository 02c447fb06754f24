#include "policy/engine/read_rules.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/sha256.h"
#include "policy/engine/parsed_rule.h"
#include "policy/engine/table.h"

namespace enlace::policy {
namespace {

Hash DigestOf(const Block& block) {
  return Sha256({"enlace.rule.v1", absl::string_view("\0", 1), block.id.text,
                 absl::string_view("\0", 1), absl::StrJoin(block.lines, "\n")});
}

class RuleReader {
 public:
  RuleReader(const Context& context, Diagnostics& diagnostics)
      : context_(context), diagnostics_(diagnostics) {}

  void Read(const Block& block) {
    if (block.kind == Block::Kind::kRule) {
      Add(block, ParseRule(block, diagnostics_));
    } else if (block.kind == Block::Kind::kTable) {
      for (const TableRow& row : RowsOf(block, diagnostics_)) {
        Add(row.block, ParseRuleLines(row.block, row.Clauses(), diagnostics_));
      }
    }
  }

  std::vector<Rule> Finish() {
    CheckExceptions(written_, rules_, unread_, diagnostics_);
    std::sort(rules_.begin(), rules_.end(),
              [](const Rule& a, const Rule& b) { return a.id < b.id; });
    return std::move(rules_);
  }

 private:
  void Add(const Block& block, std::optional<ParsedRule> parsed) {
    const auto [first, added] = seen_.emplace(block.id.text, block.at);
    if (!added) {
      diagnostics_.Error(
          block.id.at,
          absl::StrCat("rule '", block.id.text, "' is defined twice"),
          absl::StrCat("first in ", first->second.file, ":",
                       first->second.line));
    }
    if (!parsed.has_value()) {
      unread_.insert(block.id.text);
      return;
    }
    rules_.push_back(CheckRule(*parsed, context_, diagnostics_));
    rules_.back().digest = DigestOf(block);
    written_.push_back(*std::move(parsed));
  }

  const Context& context_;
  Diagnostics& diagnostics_;
  std::vector<Rule> rules_;
  std::vector<ParsedRule> written_;  // the same, in the same order
  std::set<std::string> unread_;
  std::map<std::string, Location> seen_;
};

}  // namespace

std::vector<Rule> ReadRules(const std::vector<Block>& blocks,
                            const Context& context, Diagnostics& diagnostics) {
  RuleReader reader(context, diagnostics);
  for (const Block& block : blocks) reader.Read(block);
  return reader.Finish();
}

}  // namespace enlace::policy
