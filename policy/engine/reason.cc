#include "policy/engine/reason.h"

#include <algorithm>
#include <tuple>

namespace enlace::policy {
namespace {

size_t Rank(absl::string_view code) {
  const auto& all = Reasons();
  const auto it = std::find_if(all.begin(), all.end(),
                               [&](const Reason& r) { return r.code == code; });
  return static_cast<size_t>(it - all.begin());
}

}  // namespace

const std::vector<Reason>& Reasons() {
  static const auto* const kReasons = new std::vector<Reason>{
      {"T04", "signature or identity", "firma o identidad"},
      {"T05", "clock or validity", "reloj o vigencia"},
      {"T03", "size or rate", "tamaño o frecuencia"},
      {"T01", "not valid under the schema", "no es válido según el esquema"},
      {"T02", "replay or duplicate", "repetición o duplicado"},
      {"B01", "legal basis missing", "falta el fundamento jurídico"},
      {"B02", "legal basis not valid for this record",
       "el fundamento jurídico no es válido para este registro"},
      {"B03", "legal basis expired or not yet valid",
       "fundamento jurídico vencido o aún no vigente"},
      {"B04", "purpose mismatch", "la finalidad no corresponde"},
      {"B05", "agency not covered", "autoridad no comprendida"},
      {"S05", "tax secrecy", "secreto fiscal"},
      {"S02", "protected victim", "víctima protegida"},
      {"S07", "grand jury or wiretap material needs authority",
       "material de gran jurado o intervención requiere autorización"},
      {"S09", "precursor registry secrecy",
       "reserva del registro de precursores"},
      {"S04", "risk to a source or undercover officer",
       "riesgo para una fuente o agente encubierto"},
      {"V01", "sovereignty, or operational act on territory",
       "soberanía o acto operativo en el territorio"},
      {"V03", "authorization missing", "falta la autorización"},
      {"V02", "foreign agent not accredited or outside the circumscription",
       "agente extranjero sin acreditación o fuera de su circunscripción"},
      {"V09", "assurance previously violated",
       "compromiso incumplido con anterioridad"},
      {"V06", "death-penalty assurance missing",
       "falta la garantía sobre la pena de muerte"},
      {"V07", "human-rights vetting failed or pending",
       "revisión de derechos humanos fallida o pendiente"},
      {"V08", "third-country originator has not consented",
       "falta el consentimiento del tercer país de origen"},
      {"V05", "political or military offence", "delito político o militar"},
      {"V04", "security or public order", "seguridad u orden público"},
      {"S01", "U.S.-person data without a routine use",
       "datos de persona estadounidense sin uso rutinario"},
      {"S03", "minor", "persona menor de edad"},
      {"S06", "bank secrecy", "secreto bancario"},
      {"S08", "criminal-history record", "antecedentes penales"},
      {"S10", "sensitive or biometric data without necessity",
       "datos sensibles o biométricos sin necesidad"},
      {"B06", "no case or nexus", "sin caso ni vínculo"},
      {"B07", "reciprocity suspended", "reciprocidad suspendida"},
      {"R02", "deferred: harm to a pending investigation",
       "diferido: perjuicio a una investigación en curso"},
      {"R01", "responder has no data", "la autoridad no cuenta con datos"},
  };
  return *kReasons;
}

const Reason* FindReason(absl::string_view code) {
  const size_t rank = Rank(code);
  return rank < Reasons().size() ? &Reasons()[rank] : nullptr;
}

std::vector<std::string> SortReasons(std::vector<std::string> codes) {
  std::sort(codes.begin(), codes.end(),
            [](const std::string& a, const std::string& b) {
              return std::make_tuple(Rank(a), a) < std::make_tuple(Rank(b), b);
            });
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  return codes;
}

absl::string_view ReasonText(absl::string_view code, Language language) {
  const Reason* reason = FindReason(code);
  if (reason == nullptr) return code;
  return language == Language::kEnglish ? reason->en : reason->es;
}

}  // namespace enlace::policy
