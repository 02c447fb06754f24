#include "client/cli/audit_step_text.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace enlace::client {
namespace {

constexpr StepText kSteps[] = {
    {v1::AUDIT_STEP_DECIDED_OUTGOING,
     {"decided by the sender's node", "decidido por el nodo del remitente"},
     {"On {time} the sender's node {decided} {record}.",
      "El {time} el nodo del remitente {decided} {record}."}},
    {v1::AUDIT_STEP_DECIDED_INCOMING,
     {"decided by the recipient's node",
      "decidido por el nodo del "
      "destinatario"},
     {"On {time} the recipient's node {decided} {record}.",
      "El {time} el nodo del destinatario {decided} {record}."}},
    {v1::AUDIT_STEP_RELAYED,
     {"answered by the other node", "respondido por el otro nodo"},
     {"On {time} the sender's node had the other node's answer about {record}: "
      "{outcome}.",
      "El {time} el nodo del remitente tuvo la respuesta del otro nodo sobre "
      "{record}: {outcome}."}},
    {v1::AUDIT_STEP_COLLECTED,
     {"collected by its recipient", "recogido por su destinatario"},
     {"On {time} {recipient} confirmed that it has collected {record}.",
      "El {time} {recipient} confirmó que recogió {record}."}},
    {v1::AUDIT_STEP_REFUSED,
     {"refused before any decision", "rechazado antes de toda decisión"},
     {"On {time} a request of {caller}{about} was refused before any decision.",
      "El {time} se rechazó, antes de toda decisión, una solicitud de "
      "{caller}{about}."}},
    {v1::AUDIT_STEP_REPORTED,
     {"reported by the other node", "informado por el otro nodo"},
     {"On {time} the sender's node was told by the other node what became of "
      "{record}: {reported}.",
      "El {time} el otro nodo informó al nodo del remitente qué fue de "
      "{record}: {reported}."}},
    {v1::AUDIT_STEP_TRIED,
     {"tried without sending", "probado sin enviar"},
     {"On {time} {caller} asked what would be decided about {record}: "
      "{outcome}. Nothing was sent.",
      "El {time} {caller} preguntó qué se decidiría sobre {record}: {outcome}. "
      "No se envió nada."}},
    {v1::AUDIT_STEP_EXPIRED,
     {"ran out of time", "vencido"},
     {"On {time} time ran out for {record}.",
      "El {time} venció el plazo de {record}."}},
    {v1::AUDIT_STEP_HANDED_OVER,
     {"handed over for the first time", "entregado por primera vez"},
     {"On {time} the recipient's node was about to hand over for the first "
      "time "
      "{record}.",
      "El {time} el nodo del destinatario iba a entregar por primera vez "
      "{record}."}},
    {v1::AUDIT_STEP_REVOKED,
     {"permit taken back", "permiso revocado"},
     {"On {time} {caller} took back the permit for {record}, before it was "
      "handed over.",
      "El {time} {caller} revocó el permiso de {record}, antes de su "
      "entrega."}},
    {v1::AUDIT_STEP_LINK_ACCEPTED,
     {"link file accepted", "archivo de enlace aceptado"},
     {"On {time} {persons} accepted the link file of {nation}.",
      "El {time} {persons} aceptó el archivo de enlace de {nation}."}},
    {v1::AUDIT_STEP_LINK_ACCEPTED_BY_PEER,
     {"own link file accepted by the other nation",
      "archivo de enlace propio aceptado por la otra nación"},
     {"On {time} {nation} told that it has accepted this nation's link file.",
      "El {time} {nation} informó que aceptó el archivo de enlace de esta "
      "nación."}},
    {v1::AUDIT_STEP_REVIEWED,
     {"decided by a reviewer", "resuelto por quien revisa"},
     {"On {time} {caller}{role} {reviewed} what rule {rules} holds: {record}.",
      "El {time} {caller}{role} {reviewed} lo que retiene la regla {rules}: "
      "{record}."}},
    {v1::AUDIT_STEP_LOOKED_AT,
     {"looked at by a reviewer", "visto por quien revisa"},
     {"On {time} {caller} looked at what was held: {record}.",
      "El {time} {caller} vio lo que estaba retenido: {record}."}},
    {v1::AUDIT_STEP_ANSWER_OVERDUE,
     {"answer overdue", "respuesta vencida"},
     {"On {time} the answer was overdue that is asked for by {record}.{due}",
      "El {time} estaba vencida la respuesta que pide {record}.{due}"}},
    {v1::AUDIT_STEP_REGISTER_PROPOSED,
     {"entry of the register proposed",
      "asiento propuesto del registro nacional"},
     {"On {time} {persons} proposed entry {entries} of the register.",
      "El {time} {persons} propuso el asiento {entries} del registro "
      "nacional."}},
    {v1::AUDIT_STEP_REGISTER_APPROVED,
     {"entry of the register approved",
      "asiento aprobado del registro nacional"},
     {"On {time} {persons} approved entry {entries} of the register.",
      "El {time} {persons} aprobó el asiento {entries} del registro "
      "nacional."}},
    {v1::AUDIT_STEP_REGISTER_REVOKED,
     {"entry of the register ended", "asiento terminado del registro nacional"},
     {"On {time} {persons} ended entry {entries} of the register.",
      "El {time} {persons} dio por terminado el asiento {entries} del "
      "registro nacional."}},
    {v1::AUDIT_STEP_BOOK_SCHEDULED,
     {"rule book adopted", "libro de reglas adoptado"},
     {"On {time} version {version} of the rule book was adopted. It was signed "
      "by {persons} and decides from {from} on.",
      "El {time} se adoptó la versión {version} del libro de reglas. La firmó "
      "{persons} y decide desde el {from}."}},
    {v1::AUDIT_STEP_BOOK_ACTIVATED,
     {"rule book in force", "libro de reglas en vigor"},
     {"On {time} version {version} of the rule book came into force.",
      "El {time} entró en vigor la versión {version} del libro de reglas."}},
    {v1::AUDIT_STEP_OVERRIDDEN,
     {"rule set aside as urgent", "regla dispensada por urgencia"},
     {"On {time} {caller}{role} set aside rule {rules} for what is urgent: "
      "{record}.",
      "El {time} {caller}{role} dispensó la regla {rules} por ser urgente: "
      "{record}."}},
    {v1::AUDIT_STEP_OVERRIDE_REVIEWED,
     {"override looked at afterwards", "dispensa vista después"},
     {"On {time} {caller}{role} {agreed} that rule {rules} was set aside for "
      "{record}.",
      "El {time} {caller}{role} {agreed} que se dispensara la regla {rules} "
      "para {record}."}},
    {v1::AUDIT_STEP_LISTED,
     {"list shown", "lista mostrada"},
     {"On {time} {caller} was shown a list by {method}.",
      "El {time} {method} mostró una lista a {caller}."}},
    {v1::AUDIT_STEP_TURNED_AWAY,
     {"turned away at a door", "rechazado en una puerta"},
     {"By {time} {caller} had been turned away {times} times at the door for "
      "{door}{method}, from {first} to {last}.",
      "Hasta el {time} se había rechazado {times} veces a {caller} en la "
      "puerta "
      "de {door}{method}, del {first} al {last}."}},
    {v1::AUDIT_STEP_SUBJECT_SEARCHED,
     {"records of a person searched", "registros de una persona buscados"},
     {"On {time} {caller} was shown which records concern the person of "
      "request {entries}.",
      "El {time} se mostró a {caller} qué registros conciernen a la persona de "
      "la solicitud {entries}."}},
    {v1::AUDIT_STEP_INSPECTED,
     {"contents inspected", "contenido inspeccionado"},
     {"On {time} {caller} was about to be shown the contents of {record}.",
      "El {time} se iba a mostrar a {caller} el contenido de {record}."}},
    {v1::AUDIT_STEP_MAINTENANCE_PLANNED,
     {"maintenance planned", "mantenimiento planeado"},
     {"On {time} {persons} planned that this nation's node is away{window}.",
      "El {time} {persons} planeó que el nodo de esta nación no "
      "esté{window}."}},
    {v1::AUDIT_STEP_MAINTENANCE_PLANNED_BY_PEER,
     {"maintenance planned by the other nation",
      "mantenimiento planeado por la otra nación"},
     {"On {time} {nation} told that its node is planned to be away{window}.",
      "El {time} {nation} avisó que su nodo planea no estar{window}."}},
    {v1::AUDIT_STEP_ERASED,
     {"erased", "borrado"},
     {"On {time} this nation's node erased {record}.{kept}",
      "El {time} el nodo de esta nación borró {record}.{kept}"}},
};

}  // namespace

const StepText* FindStepText(v1::AuditStep step) {
  const auto* const found =
      std::find_if(std::begin(kSteps), std::end(kSteps),
                   [&](const StepText& each) { return each.step == step; });
  return found == std::end(kSteps) ? nullptr : found;
}

std::string StepName(v1::AuditStep step) {
  const std::string name = v1::AuditStep_Name(step);
  return std::string(absl::StripPrefix(name, "AUDIT_STEP_"));
}

std::string StepWord(v1::AuditStep step) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(StepName(step)),
                             {{"_", "-"}});
}

v1::AuditStep StepOf(const std::string& word) {
  const auto* const found = std::find_if(
      std::begin(kSteps), std::end(kSteps),
      [&](const auto& each) { return StepWord(each.step) == word; });
  return found == std::end(kSteps) ? v1::AUDIT_STEP_UNSPECIFIED : found->step;
}

std::vector<std::string> StepWords() {
  std::vector<std::string> words;
  const auto& steps = *v1::AuditStep_descriptor();
  for (int i = 0; i < steps.value_count(); ++i) {
    const auto step = static_cast<v1::AuditStep>(steps.value(i)->number());
    if (step != v1::AUDIT_STEP_UNSPECIFIED) words.push_back(StepWord(step));
  }
  return words;
}

}  // namespace enlace::client
