// enlace review approve|reject: decides about held records, one or many.

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "client/cli/json_message.h"
#include "client/cli/progress.h"
#include "client/cli/review_hold.h"
#include "client/cli/short_form.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"
#include "client/library/node.h"

namespace enlace::client {
namespace {

using Verdict = v1::HoldDecision::Verdict;

constexpr size_t kDecisionsMax = 128;

struct DecideWords {
  std::vector<std::string> ids;
  HoldFilter filter;
  bool all = false;
  int count = -1;
  bool dry_run = false;
  std::string role;
  std::string reason;
};

struct Decided {
  v1::HoldDecision decision;
  v1::HoldResult result;
};

absl::StatusOr<std::vector<v1::HeldRecord>> Select(const DecideWords& words,
                                                   Shell& shell) {
  if (words.all == !words.ids.empty()) {
    return absl::InvalidArgumentError(
        "name the records by their ids, or all of a rule by --rule and --all");
  }
  if (words.all && words.filter.rule.empty()) {
    return absl::InvalidArgumentError(
        "--all needs --rule: records are decided about one rule at a time");
  }
  ASSIGN_OR_RETURN(std::vector<v1::HeldRecord> holds,
                   ReadHolds(words.filter, shell));
  if (words.all) return holds;
  std::vector<v1::HeldRecord> selected;
  for (const std::string& id : words.ids) {
    ASSIGN_OR_RETURN(selected.emplace_back(), FindHold(holds, id));
  }
  return selected;
}

// Of each record the rules that the caller may decide about and that it has not
// approved yet.
std::vector<v1::HoldDecision> DecisionsOf(
    const std::vector<v1::HeldRecord>& holds, const DecideWords& words,
    Verdict verdict) {
  std::vector<v1::HoldDecision> decisions;
  for (const v1::HeldRecord& hold : holds) {
    for (const v1::HoldingRule& rule : hold.rules()) {
      const bool mine = std::any_of(rule.reviews().begin(),
                                    rule.reviews().end(), IsForCaller);
      const bool meant =
          words.filter.rule.empty() || words.filter.rule == rule.rule_id();
      const bool done = verdict == v1::HoldDecision::VERDICT_APPROVE &&
                        rule.approved_by_caller();
      if (!mine || !meant || done) continue;
      v1::HoldDecision& decision = decisions.emplace_back();
      decision.set_record_id(hold.record_id());
      decision.set_rule_id(rule.rule_id());
      decision.set_rule_digest(rule.rule_digest());
      decision.set_verdict(verdict);
      decision.set_reason(words.reason);
      decision.set_role(words.role);
      // One rejection ends the record.
      if (verdict == v1::HoldDecision::VERDICT_REJECT) break;
    }
  }
  return decisions;
}

absl::StatusOr<std::vector<Decided>> Decide(
    const std::vector<v1::HoldDecision>& decisions, Shell& shell) {
  ASSIGN_OR_RETURN(Node * node, shell.node());
  Progress progress(shell, {"records decided", "registros decididos"});
  std::vector<Decided> all;
  for (size_t first = 0; first < decisions.size(); first += kDecisionsMax) {
    const size_t end = std::min(first + kDecisionsMax, decisions.size());
    v1::DecideHoldsRequest request;
    for (size_t i = first; i < end; ++i) {
      *request.add_decisions() = decisions[i];
    }
    ASSIGN_OR_RETURN(const v1::DecideHoldsResponse response,
                     node->DecideHolds(request));
    if (response.results_size() != request.decisions_size()) {
      return absl::InternalError("the node did not answer for each decision");
    }
    for (int i = 0; i < response.results_size(); ++i) {
      all.push_back({request.decisions(i), response.results(i)});
      progress.Advance();
    }
  }
  return all;
}

ExitCode Report(const std::vector<Decided>& all, Shell& shell) {
  Json list = Json::Array();
  Table table({"RECORD", "RULE", "STATE", "MISSING", "PROBLEM"});
  int refused = 0;
  int held = 0;
  for (const Decided& one : all) {
    Json row =
        Json::Object()
            .Add("recordId", Json::String(HexEncode(one.decision.record_id())))
            .Add("ruleId", Json::String(one.decision.rule_id()));
    const Json fields = JsonOf(one.result);
    for (const auto& [name, value] : fields.children()) row.Add(name, value);
    list.Append(std::move(row));
    table.Add({ShortId(one.decision.record_id()), one.decision.rule_id(),
               HoldStateText(one.result, shell),
               absl::StrCat(one.result.approvals_missing()),
               one.result.problem().reason()});
    refused += one.result.has_problem() ? 1 : 0;
    held += one.result.state() == v1::RECORD_STATE_HELD ? 1 : 0;
  }
  shell.Print(
      list,
      absl::StrCat(
          table.Format(), "\n", all.size() - static_cast<size_t>(refused),
          shell.Say({" decided, ", " decididos, "}), held,
          shell.Say({" of them still held; ", " de ellos siguen retenidos; "}),
          refused, shell.Say({" refused", " rechazados"}), "\n"));
  return refused == 0 ? ExitCode::kDone : ExitCode::kNo;
}

absl::StatusOr<ExitCode> Run(const DecideWords& words, Verdict verdict,
                             Shell& shell) {
  ASSIGN_OR_RETURN(const std::vector<v1::HeldRecord> holds,
                   Select(words, shell));
  const std::vector<v1::HoldDecision> decisions =
      DecisionsOf(holds, words, verdict);
  if (words.dry_run) {
    std::vector<Decided> would;
    for (const v1::HoldDecision& decision : decisions) {
      would.push_back({decision, {}});
      would.back().result.set_state(v1::RECORD_STATE_HELD);
    }
    const ExitCode code = Report(would, shell);
    shell.Note(shell.Say(
        {"nothing was decided: --dry-run", "no se decidió nada: --dry-run"}));
    return code;
  }
  if (words.all && words.count != static_cast<int>(decisions.size())) {
    return absl::InvalidArgumentError(
        absl::StrCat(decisions.size(),
                     " decisions would be made; look with "
                     "--dry-run, then confirm with --count ",
                     decisions.size()));
  }
  if (decisions.empty()) {
    shell.Complain(ExitCode::kNo,
                   shell.Say({"there is nothing for you to decide",
                              "no hay nada que usted pueda decidir"}),
                   "");
    return ExitCode::kNo;
  }
  ASSIGN_OR_RETURN(const std::vector<Decided> all, Decide(decisions, shell));
  return Report(all, shell);
}

Command AddVerb(Command review, const char* name, const Phrase& text,
                std::vector<std::string> examples,
                const std::shared_ptr<DecideWords>& words, Verdict verdict,
                Shell& shell) {
  Command verb = review.AddVerb(name, shell.Say(text), std::move(examples));
  verb.AddOption(
      "ID", words->ids,
      shell.Say({"Record or transfer ids, or their beginnings",
                 "Identificadores de registros o transferencias, o sus "
                 "principios"}));
  AddHoldFilter(verb, words->filter, shell);
  verb.AddFlag("--all", words->all,
               shell.Say({"All that --rule holds and the other options leave",
                          "Todo lo que retiene --rule y dejan las demás "
                          "opciones"}));
  verb.AddOption("--count", words->count,
                 shell.Say({"With --all: how many decisions you mean to make",
                            "Con --all: cuántas decisiones quiere tomar"}))
      .Value("N");
  verb.AddFlag("--dry-run", words->dry_run,
               shell.Say({"Only say what would be decided",
                          "Solo dice qué se decidiría"}));
  verb.AddOption("--role", words->role,
                 shell.Say({"Role to decide in, if you have several",
                            "Función en la que decide, si tiene varias"}))
      .Value("ROLE");
  verb.OnRun(shell,
             [&shell, words, verdict] { return Run(*words, verdict, shell); });
  return verb;
}

}  // namespace

void AddReviewApprove(Command review, Shell& shell) {
  AddVerb(review, "approve",
          {"Approve what a rule holds; with the last approval it is released",
           "Aprueba lo que retiene una regla; con la última aprobación se "
           "libera"},
          {"enlace review approve HOLD",
           "enlace review approve --rule RULE --all --dry-run"},
          std::make_shared<DecideWords>(), v1::HoldDecision::VERDICT_APPROVE,
          shell);
}

void AddReviewReject(Command review, Shell& shell) {
  auto words = std::make_shared<DecideWords>();
  const Command verb = AddVerb(review, "reject",
                               {"Reject a held record; it ends",
                                "Rechaza un registro retenido; termina"},
                               {"enlace review reject HOLD --reason V03"},
                               words, v1::HoldDecision::VERDICT_REJECT, shell);
  verb.AddOption("--reason", words->reason,
                 shell.Say({"Reason code, such as V03",
                            "Código del motivo, como V03"}))
      .Required()
      .Value("CODE");
}

}  // namespace enlace::client
