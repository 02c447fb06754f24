// enlace link test AGENCY --out NAME: tests the link together with an agency of
// another nation, whose operator does the same; writes a report.

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "client/cli/context_examination.h"
#include "client/cli/json_message.h"
#include "client/cli/node_examination.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"
#include "client/library/agency_name.h"
#include "client/library/client.h"
#include "client/library/context.h"
#include "client/library/joint_receipt.h"
#include "client/library/link_rehearsal.h"

namespace enlace::client {
namespace {

// Between the decisions of the two nodes; a record waits up to a second or two
// for its turn on the link.
constexpr absl::Duration kBehindMax = absl::Seconds(1);
constexpr absl::Duration kAheadMax = absl::Seconds(30);

struct TestWords {
  std::string partner;
  std::string out;
  int wait_seconds = 120;
};

absl::StatusOr<certs::Identity> PartnerOf(const std::string& name,
                                          const Context& context) {
  ASSIGN_OR_RETURN(certs::Identity partner, AgencyOf(name, context));
  if (partner.trust_domain == context.agency.trust_domain) {
    return absl::InvalidArgumentError(
        "AGENCY must be one of another nation: the link is tested, not the "
        "own node");
  }
  return partner;
}

// The other node's clock, as its decision tells it: a record is decided there
// after it was decided here.
void ExamineClocks(const ProvenReceipt& proven, Examination& examination) {
  const absl::Duration apart =
      absl::Milliseconds(proven.nodes[1].decision.decided_at_ms() -
                         proven.nodes[0].decision.decided_at_ms());
  examination.Add(
      "test-clocks",
      apart >= -kBehindMax && apart <= kAheadMax ? Verdict::kGood
                                                 : Verdict::kDoubtful,
      absl::StrCat(examination.Say({"decided there ", "decidido allá "}),
                   absl::ToInt64Milliseconds(apart),
                   examination.Say({" ms after it was decided here, by the two "
                                    "nodes' clocks",
                                    " ms después que aquí, según los relojes "
                                    "de ambos nodos"})));
}

void ExamineTrial(const RehearsalResult& result, Examination& examination) {
  const Trial& trial = result.trial;
  const std::string state(
      absl::StripPrefix(v1::RecordState_Name(trial.state), "RECORD_STATE_"));
  const bool arrived = trial.state == v1::RECORD_STATE_DELIVERED ||
                       trial.state == v1::RECORD_STATE_COLLECTED;
  examination.Add("test-delivered", arrived ? Verdict::kGood : Verdict::kBad,
                  absl::StrCat(examination.Say({"own test record ",
                                                "registro de prueba propio "}),
                               HexEncode(result.record_id), ": ", state,
                               trial.reason.empty() || arrived ? "" : " ",
                               arrived ? "" : trial.reason));
  examination.Add(
      "test-receipt", trial.proven() ? Verdict::kGood : Verdict::kBad,
      trial.proven()
          ? examination.Say({"both nodes' receipts verify, each cosigned by "
                             "the other nation",
                             "los acuses de ambos nodos se verifican, cada uno "
                             "cofirmado por la otra nación"})
          : examination.Say({"no receipt of both nodes yet",
                             "aún no hay acuse de ambos nodos"}));
  if (trial.proven()) ExamineClocks(trial.receipt->proven, examination);
}

void ExamineResult(const RehearsalResult& result, Examination& examination) {
  examination.Begin("test");
  ExamineTrial(result, examination);
  examination.Add(
      "test-arrived", result.partner_tests > 0 ? Verdict::kGood : Verdict::kBad,
      absl::StrCat(examination.Say({"partner's test records that came, "
                                    "verified and were answered: ",
                                    "registros de prueba de la contraparte que "
                                    "llegaron, se verificaron y se "
                                    "contestaron: "}),
                   result.partner_tests));
  examination.Add(
      "test-answer", result.answered ? Verdict::kGood : Verdict::kBad,
      result.answered
          ? examination.Say({"the partner's answer came and verifies",
                             "la respuesta de la contraparte llegó y se "
                             "verifica"})
          : examination.Say({"no answer of the partner came",
                             "no llegó respuesta de la contraparte"}));
  if (result.unverified > 0) {
    examination.Add("test-unverified", Verdict::kBad,
                    absl::StrCat(examination.Say({"records of the inbox that "
                                                  "do not verify: ",
                                                  "registros del buzón que no "
                                                  "se verifican: "}),
                                 result.unverified));
  }
}

// What each operator keeps: NAME.txt, NAME.json, NAME.receipt.
absl::Status WriteReport(const TestWords& words, const Json& json,
                         const std::string& text,
                         const RehearsalResult& result) {
  RETURN_IF_ERROR(
      ReplaceFileDurably(absl::StrCat(words.out, ".json"), FormatJson(json)));
  RETURN_IF_ERROR(ReplaceFileDurably(absl::StrCat(words.out, ".txt"), text));
  if (!result.trial.proven()) return absl::OkStatus();
  return ReplaceFileDurably(absl::StrCat(words.out, ".receipt"),
                            FormatReceipt(result.trial.receipt->receipt));
}

absl::StatusOr<ExitCode> Test(const TestWords& words, Shell& shell) {
  ASSIGN_OR_RETURN(const std::string path, shell.ContextPath());
  ASSIGN_OR_RETURN(const Context* context, shell.context());
  ASSIGN_OR_RETURN(const certs::Identity partner,
                   PartnerOf(words.partner, *context));
  const absl::Time began = shell.clock().TimeNow();
  ASSIGN_OR_RETURN(const auto client, shell.NewClient());
  LinkRehearsal rehearsal(*client, partner, shell.clock(), shell.random());
  ASSIGN_OR_RETURN(const RehearsalResult result,
                   rehearsal.Run(absl::Seconds(words.wait_seconds),
                                 absl::StrCat(words.out, ".record")));
  Examination examination(shell.language());
  ExamineContext(path, shell.clock().TimeNow(), examination);
  ExamineNode(*context, shell, examination);
  ExamineResult(result, examination);
  const std::string from = TimeText(absl::ToUnixMillis(began));
  const std::string until =
      TimeText(absl::ToUnixMillis(shell.clock().TimeNow()));
  const Json json =
      Json::Object()
          .Add("agency", Json::String(context->agency.Uri()))
          .Add("partner", Json::String(partner.Uri()))
          .Add("began", Json::String(from))
          .Add("ended", Json::String(until))
          .Add("recordId", Json::String(HexEncode(result.record_id)))
          .Add("passed", Json::Bool(examination.code() == ExitCode::kDone))
          .Add("findings", examination.ToJson());
  const std::string text = absl::StrCat(
      FormatFields({{shell.Say({"joint test of", "prueba conjunta de"}),
                     context->agency.Uri()},
                    {shell.Say({"with", "con"}), partner.Uri()},
                    {shell.Say({"began", "inicio"}), from},
                    {shell.Say({"ended", "fin"}), until}}),
      "\n", examination.Text());
  RETURN_IF_ERROR(WriteReport(words, json, text, result));
  shell.Print(json, text);
  return examination.code();
}

}  // namespace

void AddLinkTest(Command link, Shell& shell) {
  Command verb = link.AddVerb(
      "test",
      shell.Say({"Test the link together with an agency of another nation, "
                 "which runs the same; 3 if something is wrong",
                 "Prueba el enlace junto con una autoridad de otra nación, que "
                 "ejecuta lo mismo; 3 si algo está mal"}),
      {"enlace link test OTHER_AGENCY --out joint-test"});
  auto words = std::make_shared<TestWords>();
  verb.AddOption("AGENCY", words->partner,
                 shell.Say({"Agency of the other nation: a URI or an id",
                            "Autoridad de la otra nación: un URI o un "
                            "identificador"}))
      .Required();
  verb.AddOption("--out", words->out,
                 shell.Say({"Name of the report: NAME.txt, NAME.json, "
                            "NAME.receipt",
                            "Nombre del informe: NAME.txt, NAME.json, "
                            "NAME.receipt"}))
      .Required()
      .Value("NAME");
  verb.AddOption("--wait", words->wait_seconds,
                 shell.Say({"How long to wait for the other side, in seconds",
                            "Cuánto esperar a la otra parte, en segundos"}))
      .Between(0, 86400)
      .Value("SECONDS");
  verb.OnRun(shell, [&shell, words] { return Test(*words, shell); });
}

}  // namespace enlace::client
