#include <algorithm>

#include "absl/strings/str_cat.h"
#include "policy/engine/checker.h"

namespace enlace::policy {
namespace {

class ObligationChecker {
 public:
  ObligationChecker(const ParsedRule& parsed, const RecordType& type,
                    const Context& context, Diagnostics& diagnostics)
      : parsed_(parsed),
        type_(type),
        context_(context),
        diagnostics_(diagnostics) {}

  Obligations Check() {
    // What a permit does not name is dropped; what a require does not name
    // stays as the permits have it.
    for (const Leaf& leaf : type_.leaves()) {
      FieldAction action;
      action.path = leaf.path;
      action.kind = parsed_.effect == Keyword::kPermit ? FieldAction::kDrop
                                                       : FieldAction::kRelease;
      action.silent = action.kind == FieldAction::kDrop && leaf.silent;
      out_.fields.push_back(std::move(action));
    }
    // Releases first: in one rule, too, the stricter line wins.
    for (const ParsedFields& fields : parsed_.fields) {
      if (fields.verb == Keyword::kRelease) Apply(fields);
    }
    for (const ParsedFields& fields : parsed_.fields) {
      if (fields.verb != Keyword::kRelease) Apply(fields);
    }
    out_.elements = CheckElements(parsed_, type_, context_, diagnostics_);
    CheckCaveats();
    CheckRetention();
    CheckAnswer();
    CheckReceipt();
    return std::move(out_);
  }

 private:
  void Apply(const ParsedFields& fields) {
    CheckReasonCode(fields.reason, diagnostics_);
    for (size_t i = 0; i < fields.targets.size(); ++i) {
      const ParsedTarget& target = fields.targets[i];
      if (fields.verb == Keyword::kGeneralise) {
        Generalise(fields, target, fields.levels[i]);
        continue;
      }
      for (const size_t leaf : Leaves(target)) {
        if (fields.verb == Keyword::kRelease) {
          Set(leaf, FieldAction::kRelease, "", fields);
        } else {
          CheckSilence(fields, target, leaf);
          Set(leaf, FieldAction::kDrop, "", fields);
        }
      }
    }
  }

  std::vector<size_t> Leaves(const ParsedTarget& target) {
    const std::string& name = target.name.text;
    std::vector<size_t> leaves = target.category ? type_.LeavesOfCategory(name)
                                                 : type_.LeavesUnder(name);
    if (!leaves.empty()) return leaves;
    std::vector<std::string> known;
    if (target.category) {
      for (const Leaf& leaf : type_.leaves()) known.push_back(leaf.category);
    } else {
      known = type_.paths();
    }
    diagnostics_.Unknown(
        target.name,
        absl::StrCat(type_.name(), " has no ",
                     target.category ? "category '" : "field '", name, "'"),
        known);
    return {};
  }

  void Generalise(const ParsedFields& fields, const ParsedTarget& target,
                  const Word& level) {
    if (target.category) {
      return diagnostics_.Error(target.name.at,
                                "a category cannot be made coarser",
                                "name the fields");
    }
    if (Leaves(target).empty()) return;
    const std::vector<std::string> known = type_.Levels(target.name.text);
    if (known.empty()) {
      return diagnostics_.Error(
          target.name.at,
          absl::StrCat("field '", target.name.text, "' has no coarser form"),
          "release or drop it, or name the date, address, name or number that "
          "is meant");
    }
    if (std::find(known.begin(), known.end(), level.text) == known.end()) {
      return diagnostics_.Unknown(
          level,
          absl::StrCat("field '", target.name.text, "' has no level '",
                       level.text, "'"),
          known);
    }
    for (const CoarserLeaf& coarser :
         type_.Generalise(target.name.text, level.text)) {
      Set(coarser.leaf,
          coarser.level.empty() ? FieldAction::kDrop : FieldAction::kGeneralise,
          coarser.level, fields);
    }
  }

  // Only a leaf that always carries a commitment can go without a trace.
  void CheckSilence(const ParsedFields& fields, const ParsedTarget& target,
                    size_t leaf) {
    if (!fields.silent || type_.leaves()[leaf].silent) return;
    diagnostics_.Error(
        target.name.at,
        absl::StrCat("'", type_.leaves()[leaf].path, "' of ", type_.name(),
                     " cannot be dropped silently: the schema does not mark "
                     "it silent, so the receiver would see that it is missing"),
        "drop it announced, or hold the record");
  }

  void Set(size_t leaf, FieldAction::Kind kind, const std::string& level,
           const ParsedFields& fields) {
    FieldAction action;
    action.path = type_.leaves()[leaf].path;
    action.kind = kind;
    action.level = level;
    action.silent =
        kind != FieldAction::kRelease && type_.leaves()[leaf].silent;
    action.rule_id = parsed_.id.text;
    action.reason = fields.reason.text;
    action.citation = CitationOf(parsed_);
    FieldAction& slot = out_.fields[leaf];
    // A release lifts the default; anything else only ever tightens.
    slot = slot.rule_id.empty() ? action : Stricter(slot, action);
  }

  void CheckCaveats() {
    for (const Word& caveat : parsed_.caveats) {
      if (context_.vocabulary.caveats.count(caveat.text) == 0) {
        diagnostics_.Unknown(caveat,
                             absl::StrCat("unknown caveat '", caveat.text, "'"),
                             Names(context_.vocabulary.caveats));
      }
      out_.caveats.insert(caveat.text);
    }
  }

  void CheckRetention() {
    const int count = parsed_.retain_count;
    switch (parsed_.retain_unit) {
      case Keyword::kDays:
        out_.retention.days = count;
        return;
      case Keyword::kMonths:
        out_.retention.months = count;
        return;
      default:
        out_.retention.months = 12 * count;
        return;
    }
  }

  void CheckAnswer() {
    if (parsed_.answer_minutes == 0) return;
    out_.answer = {parsed_.answer_minutes, parsed_.extension_minutes};
    if (context_.schema.HasAnswer(type_)) return;
    diagnostics_.Error(parsed_.clauses.at(Keyword::kAnswerWithin),
                       absl::StrCat("no record type answers ", type_.name()),
                       "ask for an answer only where there can be one");
  }

  void CheckReceipt() {
    const std::string& level = parsed_.receipt.text;
    if (level.empty()) return;
    if (parsed_.direction != Keyword::kOutgoing) {
      diagnostics_.Error(parsed_.clauses.at(Keyword::kReceipt),
                         "an incoming record was released by the other nation",
                         "ask for a receipt in outgoing rules only");
    }
    if (level == "L1") {
      out_.receipt = ReceiptLevel::kSigned;
    } else if (level == "L2") {
      out_.receipt = ReceiptLevel::kCosigned;
    } else {
      diagnostics_.Unknown(parsed_.receipt,
                           absl::StrCat("unknown receipt level '", level, "'"),
                           {"L1", "L2"});
    }
  }

  const ParsedRule& parsed_;
  const RecordType& type_;
  const Context& context_;
  Diagnostics& diagnostics_;
  Obligations out_;
};

}  // namespace

Obligations CheckObligations(const ParsedRule& parsed, const RecordType& type,
                             const Context& context, Diagnostics& diagnostics) {
  return ObligationChecker(parsed, type, context, diagnostics).Check();
}

}  // namespace enlace::policy
