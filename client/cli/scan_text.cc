#include "client/cli/scan_text.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "client/cli/audit_source.h"
#include "client/cli/table.h"

namespace enlace::client {
namespace {

Json Count(uint64_t value) { return Json::Number(static_cast<int64_t>(value)); }

std::string SomeOf(uint64_t value) {
  return value == 0 ? "" : absl::StrCat(value);
}

std::string CosignersOf(const AuditSummary& summary, Language language) {
  std::string names;
  for (const wire::CosignedBy& by : summary.cosignatures) {
    absl::StrAppend(&names, names.empty() ? "" : ", ", by.witness);
  }
  return names.empty() ? Phrase{"not checked; give --witness-vkey",
                                "sin comprobar; indique --witness-vkey"}
                             .In(language)
                       : names;
}

Phrase Verdict(const ScanAnswer& answer) {
  if (!answer.complete) {
    return {"NOT COMPLETE", "NO ES COMPLETA"};
  }
  return {
      "complete: every entry up to the checkpoint was read, and none that "
      "could "
      "be a hit stayed closed",
      "completa: se leyó todo asiento hasta el punto de control, y ninguno que "
      "pudiera ser hallazgo quedó cerrado"};
}

}  // namespace

std::string TextOf(const ScanAnswer& answer, Language language) {
  const auto say = [&](const Phrase& phrase) { return phrase.In(language); };
  const ScanCount& count = answer.count;
  std::string text = FormatFields(
      {{say({"hits", "hallazgos"}), absl::StrCat(answer.hits)},
       {say({"entries read", "asientos leídos"}),
        absl::StrCat(count.read, say({" of ", " de "}), answer.summary.size)},
       {say({"checkpoint", "punto de control"}),
        absl::StrCat(answer.summary.origin, " ", answer.summary.size, " ",
                     HexEncode(AsBytes(answer.summary.root)))},
       {say({"cosigned by", "cofirmado por"}),
        CosignersOf(answer.summary, language)},
       {say({"openings missing", "aperturas faltantes"}),
        absl::StrCat(count.missing)},
       {say({"openings erased or not shown",
             "aperturas borradas o no "
             "mostradas"}),
        absl::StrCat(count.erased)},
       {say({"national part not shown", "parte nacional no mostrada"}),
        SomeOf(count.partial)},
       {say({"could be hits, do not open",
             "podrían ser hallazgos, no se "
             "abren"}),
        SomeOf(count.undecided)},
       {say({"answer", "respuesta"}), say(Verdict(answer))}});
  if (count.closed_places != 0) {
    absl::StrAppend(
        &text, say({"Not covered: ", "No abarca: "}), count.closed_places,
        say({" places of batches that do not open, decoys or records that are "
             "not shown; the decision about such a record is an entry of its "
             "own.\n",
             " lugares de lotes que no se abren, de relleno o de registros que "
             "no se muestran; la decisión sobre tal registro es un asiento "
             "propio.\n"}));
  }
  return text;
}

void AddTo(Json& object, const ScanAnswer& answer) {
  object.Add("complete", Json::Bool(answer.complete));
  object.Add("verified", Json::Bool(answer.summary.findings_count == 0));
  object.Add("origin", Json::String(answer.summary.origin));
  object.Add("size", Count(answer.summary.size));
  object.Add("root", Json::String(HexEncode(AsBytes(answer.summary.root))));
  object.Add("entriesRead", Count(answer.count.read));
  object.Add("openingsMissing", Count(answer.count.missing));
  object.Add("openingsErased", Count(answer.count.erased));
  object.Add("nationalNotShown", Count(answer.count.partial));
  object.Add("undecided", Count(answer.count.undecided));
  object.Add("closedPlaces", Count(answer.count.closed_places));
}

ExitCode Judge(const ScanAnswer& answer, Shell& shell) {
  const ExitCode judged = JudgeAudit(answer.summary, shell);
  if (judged != ExitCode::kDone || answer.complete) return judged;
  shell.Complain(
      ExitCode::kNo,
      absl::StrCat(
          answer.count.undecided,
          shell.Say({" entries could be hits and do not open",
                     " asientos podrían ser hallazgos y no se abren"})),
      "AUDIT_NOT_COMPLETE",
      shell.Say(
          {"give the folder with all openings, or ask by what needs none: "
           "--since, --until, --step, a whole transfer id",
           "indique la carpeta con todas las aperturas, o pregunte por lo "
           "que no las necesita: --since, --until, --step, un "
           "identificador de transferencia completo"}));
  return ExitCode::kNo;
}

}  // namespace enlace::client
