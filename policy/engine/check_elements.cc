#include "absl/strings/str_cat.h"
#include "policy/engine/checker.h"

namespace enlace::policy {
namespace {

// The list that the clause is about, or null.  An element stays or goes as its
// originator signed it: whole, and by itself only where the schema says so.
const Leaf* FindList(const Word& list, const RecordType& type,
                     Diagnostics& diagnostics) {
  const Leaf* const leaf = type.FindLeaf(list.text);
  if (leaf != nullptr && leaf->elements_max > 0) return leaf;
  if (leaf != nullptr || !type.LeavesUnder(list.text).empty()) {
    diagnostics.Error(
        list.at,
        absl::StrCat("'", list.text, "' of ", type.name(),
                     " has no elements that can be removed one by one: the "
                     "schema does not split it"),
        "drop it as a whole");
    return nullptr;
  }
  std::vector<std::string> known;
  for (const Leaf& each : type.leaves()) {
    if (each.elements_max > 0) known.push_back(each.path);
  }
  diagnostics.Unknown(
      list, absl::StrCat(type.name(), " has no list '", list.text, "'"), known);
  return nullptr;
}

}  // namespace

std::set<ElementClause> CheckElements(const ParsedRule& parsed,
                                      const RecordType& type,
                                      const Context& context,
                                      Diagnostics& diagnostics) {
  std::set<ElementClause> out;
  for (const ParsedElements& elements : parsed.elements) {
    CheckReasonCode(elements.reason, diagnostics);
    const Leaf* const leaf = FindList(elements.list, type, diagnostics);
    if (leaf == nullptr) continue;
    ElementClause clause;
    clause.action.path = leaf->path;
    clause.action.rule_id = parsed.id.text;
    clause.action.reason = elements.reason.text;
    clause.action.citation = CitationOf(parsed);
    clause.most = leaf->elements_max;
    clause.exception = elements.exception;
    clause.condition = CheckCondition(elements.condition, {type.name()},
                                      context, diagnostics, leaf->path);
    out.insert(std::move(clause));
  }
  return out;
}

}  // namespace enlace::policy
