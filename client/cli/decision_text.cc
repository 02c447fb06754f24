#include "client/cli/decision_text.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/encoding.h"
#include "client/cli/json_message.h"
#include "client/cli/reason_text.h"
#include "client/cli/table.h"

namespace enlace::client {
namespace {

std::string Removal(absl::string_view path, const std::string& reason,
                    absl::string_view rule, absl::string_view law) {
  std::vector<std::string> parts;
  for (const absl::string_view part : {absl::string_view(reason), rule, law}) {
    if (!part.empty()) parts.push_back(Printable(part));
  }
  return absl::StrCat("  - ", Printable(path), parts.empty() ? "" : ": ",
                      absl::StrJoin(parts, "; "), "\n");
}

}  // namespace

std::string RedactionText(const v1::Redaction& redaction, Language language) {
  return Removal(redaction.path(), ReasonWithText(redaction.reason(), language),
                 redaction.rule_id(), redaction.citation());
}

std::string OutcomeText(const v1::Outcome& outcome, Language language) {
  const auto say = [&](const Phrase& phrase) { return phrase.In(language); };
  std::string text = FormatFields(
      {{say({"record", "registro"}), HexEncode(outcome.record_id())},
       {say({"transfer", "transferencia"}), HexEncode(outcome.transfer_id())},
       {say({"decision", "decisión"}),
        DecisionText(outcome.decision(), language)},
       {say({"reason", "motivo"}), ReasonWithText(outcome.reason(), language)},
       {say({"rules", "reglas"}), absl::StrJoin(outcome.rule_ids(), ", ")},
       {say({"law", "ley"}), absl::StrJoin(outcome.citations(), "; ")},
       {say({"caveats", "reservas"}), absl::StrJoin(outcome.caveats(), ", ")},
       {say({"limit counts anew", "límite se cuenta de nuevo"}),
        outcome.limited_until_ms() == 0 ? ""
                                        : TimeText(outcome.limited_until_ms())},
       {say({"safety notice", "aviso de seguridad"}),
        outcome.safety_notice().empty()
            ? ""
            : absl::StrCat(
                  HexEncode(outcome.safety_notice()),
                  say({" went instead: what the record warns of, nothing else",
                       " salió en su lugar: lo que el registro advierte, nada "
                       "más"}))},
       {say({"decided at", "decidido el"}), TimeText(outcome.decided_at_ms())},
       {say({"answer due", "respuesta a más tardar"}),
        outcome.answer_due_ms() == 0 ? "" : TimeText(outcome.answer_due_ms())},
       {say({"log entry", "asiento"}), absl::StrCat(outcome.entry_index())}});
  if (!outcome.redactions().empty()) {
    absl::StrAppend(&text, say({"removed:", "suprimido:"}), "\n");
  }
  for (const v1::Redaction& redaction : outcome.redactions()) {
    absl::StrAppend(&text, RedactionText(redaction, language));
  }
  return text;
}

std::string TryText(const v1::TryResponse& response, Language language) {
  const auto say = [&](const Phrase& phrase) { return phrase.In(language); };
  std::string removed;
  int released = 0;
  for (const v1::LeafPreview& leaf : response.leaves()) {
    if (leaf.released()) {
      ++released;
      continue;
    }
    std::string reason = ReasonWithText(leaf.reason(), language);
    if (leaf.silent()) {
      absl::StrAppend(&reason, reason.empty() ? "" : " ",
                      say({"(silently)", "(sin aviso)"}));
    }
    absl::StrAppend(&removed, Removal(leaf.path(), reason, leaf.rule_id(),
                                      leaf.citation()));
  }
  std::string text = FormatFields(
      {{say({"would be", "sería"}),
        absl::StrCat(DecisionText(response.decision(), language),
                     say({" (the peer was not asked)",
                          " (no se consultó a la otra nación)"}))},
       {say({"reason", "motivo"}), ReasonWithText(response.reason(), language)},
       {say({"rules", "reglas"}), absl::StrJoin(response.rule_ids(), ", ")},
       {say({"law", "ley"}), absl::StrJoin(response.citations(), "; ")},
       {say({"caveats", "reservas"}), absl::StrJoin(response.caveats(), ", ")},
       {say({"safety notice", "aviso de seguridad"}),
        response.safety_notice()
            ? say({"would go instead: what the record warns of, nothing else",
                   "saldría en su lugar: lo que el registro advierte, nada "
                   "más"})
            : ""},
       {say({"fields released", "campos liberados"}), absl::StrCat(released)}});
  if (!removed.empty()) {
    absl::StrAppend(&text, say({"would be removed:", "se suprimiría:"}), "\n",
                    removed);
  }
  if (!response.explanation().empty()) {
    // Line by line: what hides in a line is shown, the lines are kept.
    for (const absl::string_view line : absl::StrSplit(
             absl::StripTrailingAsciiWhitespace(response.explanation()),
             '\n')) {
      absl::StrAppend(&text, Printable(line), "\n");
    }
  }
  return text;
}

ExitCode Judge(v1::DecisionOutcome decision, absl::string_view reason,
               Shell& shell) {
  const ExitCode code = ExitCodeOf(decision);
  if (code == ExitCode::kDone) return code;
  std::string what = ReasonText(reason, shell.language());
  if (what.empty()) what = DecisionText(decision, shell.language());
  const std::string hint =
      code == ExitCode::kNeedsPerson
          ? shell.Say({"a person must decide; ask again with `enlace status`",
                       "una persona debe decidir; consulte con `enlace "
                       "status`"})
          : "";
  shell.Complain(code, what, reason, hint);
  return code;
}

}  // namespace enlace::client
