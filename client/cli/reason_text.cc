#include "client/cli/reason_text.h"

#include <map>

namespace enlace::client {

std::string ReasonText(absl::string_view code, Language language) {
  static const auto* const kPhrases = new std::map<absl::string_view, Phrase>{
      {"B01", {"legal basis missing", "falta el fundamento jurídico"}},
      {"B02",
       {"legal basis not valid for this record",
        "el fundamento jurídico no es válido para este registro"}},
      {"B03",
       {"legal basis expired or not yet valid",
        "fundamento jurídico vencido o aún no vigente"}},
      {"B04", {"purpose mismatch", "la finalidad no corresponde"}},
      {"B05", {"agency not covered", "autoridad no comprendida"}},
      {"B06", {"no case or nexus", "sin caso ni vínculo"}},
      {"B07", {"reciprocity suspended", "reciprocidad suspendida"}},
      {"R01", {"responder has no data", "la autoridad no cuenta con datos"}},
      {"R02",
       {"deferred: harm to a pending investigation",
        "diferido: perjuicio a una investigación en curso"}},
      {"S01",
       {"U.S.-person data without a routine use",
        "datos de persona estadounidense sin uso rutinario"}},
      {"S02", {"protected victim", "víctima protegida"}},
      {"S03", {"minor", "persona menor de edad"}},
      {"S04",
       {"risk to a source or undercover officer",
        "riesgo para una fuente o agente encubierto"}},
      {"S05", {"tax secrecy", "secreto fiscal"}},
      {"S06", {"bank secrecy", "secreto bancario"}},
      {"S07",
       {"grand jury or wiretap material needs authority",
        "material de gran jurado o intervención requiere autorización"}},
      {"S08", {"criminal-history record", "antecedentes penales"}},
      {"S09",
       {"precursor registry secrecy", "reserva del registro de precursores"}},
      {"S10",
       {"sensitive or biometric data without necessity",
        "datos sensibles o biométricos sin necesidad"}},
      {"T01", {"not valid under the schema", "no es válido según el esquema"}},
      {"T02", {"replay or duplicate", "repetición o duplicado"}},
      {"T03", {"size or rate", "tamaño o frecuencia"}},
      {"T04", {"signature or identity", "firma o identidad"}},
      {"T05", {"clock or validity", "reloj o vigencia"}},
      {"V01",
       {"sovereignty, or operational act on territory",
        "soberanía o acto operativo en el territorio"}},
      {"V02",
       {"foreign agent not accredited or outside the circumscription",
        "agente extranjero sin acreditación o fuera de su circunscripción"}},
      {"V03", {"authorization missing", "falta la autorización"}},
      {"V04", {"security or public order", "seguridad u orden público"}},
      {"V05", {"political or military offence", "delito político o militar"}},
      {"V06",
       {"death-penalty assurance missing",
        "falta la garantía sobre la pena de muerte"}},
      {"V07",
       {"human-rights vetting failed or pending",
        "revisión de derechos humanos fallida o pendiente"}},
      {"V08",
       {"third-country originator has not consented",
        "falta el consentimiento del tercer país de origen"}},
      {"V09",
       {"assurance previously violated",
        "compromiso incumplido con anterioridad"}},
  };
  const auto it = kPhrases->find(code);
  return it == kPhrases->end() ? std::string(code) : it->second.In(language);
}

}  // namespace enlace::client
