#include "proto/wire/problem_text.h"

#include "absl/strings/match.h"
#include "proto/wire/problem.h"

namespace enlace::wire {
namespace {

constexpr ProblemText kTexts[] = {
    {kFieldInvalid,
     "A field of the record is missing or not in its form. Correct the fields "
     "named and send it again.",
     "Falta un campo del registro o no tiene la forma debida. Corrija los "
     "campos señalados y vuelva a enviarlo."},
    {kTypeUnknown, "This node does not know that type of record.",
     "Este nodo no conoce ese tipo de registro."},
    {kSchemaUnsupported,
     "The other side does not read this version of the record type. Use a "
     "version that both sides have announced.",
     "La otra parte no lee esta versión del tipo de registro. Use una versión "
     "que ambas partes hayan anunciado."},
    {kTooLarge, "The record or the batch is too large.",
     "El registro o el lote es demasiado grande."},
    {kSignatureInvalid,
     "The signature does not fit. Check which signing key is in use.",
     "La firma no corresponde. Revise qué clave de firma se utiliza."},
    {kKeyUnknown,
     "The signing key is not known here. Its certificate must be announced "
     "first.",
     "La clave de firma no se conoce aquí. Primero debe anunciarse su "
     "certificado."},
    {kCommitmentMismatch,
     "The record is not the one that its sender signed. It was not taken.",
     "El registro no es el que firmó su remitente. No fue aceptado."},
    {kRedactionMismatch,
     "The record lacks fields that nobody declared removed. It was not taken.",
     "Al registro le faltan campos que nadie declaró suprimidos. No fue "
     "aceptado."},
    {kReleaseInvalid,
     "The permit that came with the record is not valid. It was not taken.",
     "El permiso que acompaña al registro no es válido. No fue aceptado."},
    {kExpired, "The time of the record or of its permit has run out.",
     "El plazo del registro o de su permiso ha vencido."},
    {"RECORD_REVOKED",
     "The sender's nation took its permit back before the record was handed "
     "over.",
     "La nación del remitente retiró su permiso antes de que el registro se "
     "entregara."},
    {"RECEIPT_INVALID", "The receipt does not verify. Do not rely on it.",
     "El acuse no se verifica. No lo tome como prueba."},
    {kClockSkew,
     "The record's time lies too far from this node's. Check the clock.",
     "La hora del registro se aparta demasiado de la de este nodo. Revise el "
     "reloj."},
    {kMessageIdReused,
     "Another record was sent under this message id before. Use a new one.",
     "Ya se envió otro registro con este identificador de mensaje. Use uno "
     "nuevo."},
    {kParentUnknown,
     "The record that this one answers is not known here, or is closed.",
     "El registro al que este responde no se conoce aquí o está cerrado."},
    {kRecipientUnknown, "The recipient is not known or takes no records.",
     "El destinatario no se conoce o no recibe registros."},
    {kSenderMismatch,
     "The record names another sender than the agency that sent or signed it.",
     "El registro nombra a un remitente distinto de la dependencia que lo "
     "envió o lo firmó."},
    {kCallerUnknown, "The certificate names nobody that this node knows.",
     "El certificado no nombra a nadie que este nodo conozca."},
    {kCallerRevoked, "The certificate has been revoked.",
     "El certificado ha sido revocado."},
    {kNotEntitled, "You may not ask for this.",
     "Usted no tiene autorización para solicitar esto."},
    {kRequestInvalid, "The request is not in its form.",
     "La solicitud no tiene la forma debida."},
    {kPolicyDenied, "The rule book does not permit this.",
     "El reglamento no permite esto."},
    {kQuotaExceeded, "The agreed number of records is used up for now.",
     "Por ahora se agotó el número de registros convenido."},
    {kLinkFileInvalid,
     "The link file is not one that a nation's root signed. Ask the other "
     "nation for it again.",
     "El archivo de enlace no está firmado por la raíz de la nación. "
     "Solicítelo de nuevo a la otra nación."},
    {kLinkFileExpired,
     "The time of the link file has run out, or has not begun. Ask the other "
     "nation for its new one.",
     "El archivo de enlace ha vencido o aún no es válido. Solicite el nuevo a "
     "la otra nación."},
    {kLinkNotAccepted,
     "Both nations must first accept each other's link file; two operators do "
     "so with `enlace link accept`.",
     "Ambas naciones deben aceptar antes el archivo de enlace de la otra; lo "
     "hacen dos operadores con `enlace link accept`."},
    {kLinkUnknown, "This node has no link to that nation.",
     "Este nodo no tiene enlace con esa nación."},
    {kFingerprintMismatch,
     "That is not the fingerprint of the link file at this node. Accept "
     "nothing; ask the other nation by another way.",
     "Esa no es la huella del archivo de enlace de este nodo. No acepte nada; "
     "consulte a la otra nación por otra vía."},
    {kAlreadyAccepted,
     "You have accepted this link file before, or it needs nobody more.",
     "Usted ya aceptó este archivo de enlace, o ya no hace falta nadie más."},
    {kSuspended, "This exchange is suspended.",
     "Este intercambio está suspendido."},
    {kOverloaded, "The node has too much to do. Try again shortly.",
     "El nodo está saturado. Intente de nuevo en breve."},
    {kPeerUnreachable,
     "The other nation's node does not answer. The record waits.",
     "El nodo de la otra nación no responde. El registro queda en espera."},
    {kClockUntrusted,
     "The node does not trust its clock and decides nothing until it does.",
     "El nodo no confía en su reloj y no decide nada hasta que confíe."},
    {"PEER_UNDECIDED", "The other nation's node has not decided yet.",
     "El nodo de la otra nación aún no ha decidido."},
    {kReceiptNotReady, "The receipt is not ready yet. Try again shortly.",
     "El acuse aún no está listo. Intente de nuevo en breve."},
    {kLogInconsistent,
     "The audit log does not verify. Operators have been told.",
     "La bitácora no se verifica. Se avisó a los operadores."},
    {kUnavailable, "The service cannot be reached. Try again.",
     "El servicio no está disponible. Intente de nuevo."},
    {kInternal, "The node failed. Tell its operator.",
     "El nodo falló. Avise a su operador."},
};

constexpr ProblemText kGeneral = {"", "This could not be done.",
                                  "No fue posible hacerlo."};

bool IsSpanish(absl::string_view language) {
  return absl::EqualsIgnoreCase(language.substr(0, 2), "es") &&
         (language.size() == 2 || language[2] == '-' || language[2] == '_');
}

}  // namespace

absl::Span<const ProblemText> ProblemTexts() { return kTexts; }

absl::string_view LocalizedText(absl::string_view reason,
                                absl::string_view language) {
  const ProblemText* found = &kGeneral;
  for (const ProblemText& text : kTexts) {
    if (text.reason == reason) found = &text;
  }
  return IsSpanish(language) ? found->es : found->en;
}

absl::string_view LocaleOf(absl::string_view language) {
  return IsSpanish(language) ? "es-MX" : "en-US";
}

}  // namespace enlace::wire
