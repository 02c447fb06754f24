#include "proto/wire/problem_text.h"

#include "absl/strings/match.h"
#include "proto/wire/enrolment_approval.h"
#include "proto/wire/enrolment_request.h"
#include "proto/wire/handshake_problem.h"
#include "proto/wire/problem.h"

namespace enlace::wire {
namespace {

constexpr ProblemText kTexts[] = {
    {kFieldInvalid,
     "A field of the record is missing or not in its form. Correct the fields "
     "named and send it again.",
     "Falta un campo del registro o no tiene la forma debida. Corrija los "
     "campos señalados y vuelva a enviarlo.",
     "correct the fields named; `enlace schema show TYPE` lists those of a "
     "record",
     "corrija los campos señalados; `enlace schema show TIPO` enumera los de "
     "un "
     "registro"},
    {kTypeUnknown, "This node does not know that type of record.",
     "Este nodo no conoce ese tipo de registro.",
     "use a type that `enlace schema list` names, or ask for a newer node",
     "use un tipo que indique `enlace schema list`, o solicite un nodo más "
     "reciente"},
    {kSchemaUnsupported,
     "The other side does not read this version of the record type. Use a "
     "version that both sides have announced.",
     "La otra parte no lee esta versión del tipo de registro. Use una versión "
     "que ambas partes hayan anunciado.",
     "send it in an older version, or wait until the other side is upgraded",
     "envíelo en una versión anterior, o espere a que la otra parte se "
     "actualice"},
    {kTooLarge, "The record or the batch is too large.",
     "El registro o el lote es demasiado grande.",
     "shorten texts or split the record; documents travel by digest",
     "abrevie los textos o divida el registro; los documentos viajan por "
     "huella"},
    {kSignatureInvalid,
     "The signature does not fit. Check which signing key is in use.",
     "La firma no corresponde. Revise qué clave de firma se utiliza.",
     "sign again with the agency's signing key; `enlace node doctor` checks it",
     "firme de nuevo con la clave de firma de la dependencia; `enlace node "
     "doctor` la revisa"},
    {kKeyUnknown,
     "The signing key is not known here. Its certificate must be announced "
     "first.",
     "La clave de firma no se conoce aquí. Primero debe anunciarse su "
     "certificado.",
     "have the operator enrol the signing certificate",
     "pida al operador que registre el certificado de firma"},
    {kCommitmentMismatch,
     "The record is not the one that its sender signed. It was not taken.",
     "El registro no es el que firmó su remitente. No fue aceptado.",
     "do not use it; tell the operator of the sender's node",
     "no lo use; avise al operador del nodo remitente"},
    {kRedactionMismatch,
     "The record lacks fields that nobody declared removed. It was not taken.",
     "Al registro le faltan campos que nadie declaró suprimidos. No fue "
     "aceptado.",
     "do not use it; tell the operator of the sender's node",
     "no lo use; avise al operador del nodo remitente"},
    {kReleaseInvalid,
     "The permit that came with the record is not valid. It was not taken.",
     "El permiso que acompaña al registro no es válido. No fue aceptado.",
     "do not use it; tell the operator of the sender's node",
     "no lo use; avise al operador del nodo remitente"},
    {kExpired, "The time of the record or of its permit has run out.",
     "El plazo del registro o de su permiso ha vencido.",
     "send it anew with a later end, or with a basis that is in force",
     "envíelo de nuevo con un plazo posterior o con un fundamento vigente"},
    {"RECORD_NOT_HELD", "The record is held no more.",
     "El registro ya no está retenido.",
     "see `enlace review list` for what waits",
     "consulte `enlace review list` para ver lo que espera"},
    {"RECORD_NOT_KEPT", "The node keeps nothing of that record any more.",
     "El nodo ya no conserva nada de ese registro.",
     "`enlace audit timeline` says what became of it",
     "`enlace audit timeline` dice qué fue de él"},
    {"BOOK_CHARTER_OUT_OF_TIME",
     "The charter that says who signs rule books does not hold now.",
     "El estatuto que dice quién firma los libros de reglas no está vigente.",
     "have the national root sign a new one",
     "pida que la raíz nacional firme uno nuevo"},
    {"BOOK_CHARTER_ROLLED_BACK",
     "A later charter has said already who signs rule books.",
     "Un estatuto posterior ya ha dicho quién firma los libros de reglas.",
     "put the nation's latest charter in the place of this one",
     "ponga en su lugar el estatuto más reciente de la nación"},
    {"BOOK_MEANS_OTHERWISE",
     "The rule book means something else here than what was signed.",
     "El libro de reglas significa aquí otra cosa que lo que se firmó.",
     "bundle it with this version of the program, and have it signed anew",
     "empaquételo con esta versión del programa y pida que se firme de nuevo"},
    {"BOOK_NOT_APPROVED", "Not enough reviewers have signed the rule book.",
     "No han firmado el libro de reglas suficientes revisores.",
     "`rulebook verify` says who is missing",
     "`rulebook verify` dice quién falta"},
    {"BOOK_NOT_DUE", "No rule book waits whose instant has come.",
     "Ningún libro de reglas espera cuyo momento haya llegado.",
     "see `enlace node status`", "consulte `enlace node status`"},
    {"BOOK_OBJECTED", "A reviewer objects to the rule book.",
     "Un revisor objeta el libro de reglas.",
     "change the rule, or have that person sign otherwise",
     "cambie la regla, o pida que esa persona firme otra cosa"},
    {"BOOK_OUT_OF_ORDER",
     "The rule book takes the place of another one than that in force.",
     "El libro de reglas sustituye a otro que el vigente.",
     "bundle it with `--previous` and the bundle in force",
     "empaquételo con `--previous` y el paquete vigente"},
    {"REGISTER_ENTRY_KNOWN",
     "That name stands for another entry of the register.",
     "Ese nombre corresponde a otro asiento del registro de garantías.",
     "take a name that was never used",
     "use un nombre que nunca se haya usado"},
    {"REGISTER_ENTRY_REVOKED", "The entry of the register was revoked.",
     "El asiento fue revocado.", "propose a new entry if it should count again",
     "proponga un asiento nuevo si debe valer otra vez"},
    {"REGISTER_ENTRY_UNKNOWN",
     "The register has no such entry, or another one than was signed.",
     "No existe ese asiento, o es otro que el que se firmó.",
     "look with `enlace register show`, then sign again",
     "consulte con `enlace register show` y firme de nuevo"},
    {"NOT_OVERRIDABLE",
     "The rule that holds the record cannot be set aside for it.",
     "La regla que retiene el registro no es dispensable en este caso.",
     "have it approved; `enlace review show` says by whom",
     "pida que se apruebe; `enlace review show` dice por quién"},
    {"RULE_CHANGED",
     "The rule that holds the record is another than the one that was looked "
     "at.",
     "La regla que retiene el registro es otra que la que se consultó.",
     "look again with `enlace review show`, then decide",
     "consulte de nuevo con `enlace review show` y luego decida"},
    {"RECORD_REVOKED",
     "The sender's nation took its permit back before the record was handed "
     "over.",
     "La nación del remitente retiró su permiso antes de que el registro se "
     "entregara.",
     "do not use it; ask the sender for the reason",
     "no lo use; pregunte el motivo al remitente"},
    {"RECEIPT_INVALID", "The receipt does not verify. Do not rely on it.",
     "El acuse no se verifica. No lo tome como prueba.",
     "obtain the receipt again from the own node",
     "obtenga de nuevo el acuse en el nodo propio"},
    {kClockSkew,
     "The record's time lies too far from this node's. Check the clock.",
     "La hora del registro se aparta demasiado de la de este nodo. Revise el "
     "reloj.",
     "set the clock of the machine that signs, then sign again",
     "ponga en hora el equipo que firma y firme de nuevo"},
    {kMessageIdReused,
     "Another record was sent under this message id before. Use a new one.",
     "Ya se envió otro registro con este identificador de mensaje. Use uno "
     "nuevo.",
     "leave the message id out: a new one is drawn",
     "omita el identificador de mensaje: se asigna uno nuevo"},
    {kParentUnknown,
     "The record that this one answers is not known here, or is closed.",
     "El registro al que este responde no se conoce aquí o está cerrado.",
     "check the id of the record that this one answers with `enlace status`",
     "revise con `enlace status` el identificador del registro que se "
     "responde"},
    {kRecipientUnknown, "The recipient is not known or takes no records.",
     "El destinatario no se conoce o no recibe registros.",
     "check the recipient's id; `enlace link list` names the nations",
     "revise el identificador del destinatario; `enlace link list` indica las "
     "naciones"},
    {kSenderMismatch,
     "The record names another sender than the agency that sent or signed it.",
     "El registro nombra a un remitente distinto de la dependencia que lo "
     "envió o lo firmó.",
     "use the context of the agency that sends",
     "use el contexto de la dependencia que envía"},
    {kCallerUnknown, "The certificate names nobody that this node knows.",
     "El certificado no nombra a nadie que este nodo conozca.",
     "check the context's certificate, or ask the operator to enrol the agency",
     "revise el certificado del contexto o pida al operador registrar la "
     "dependencia"},
    {kHandshakeFailed,
     "The connection ended before both sides had authenticated each other.",
     "La conexión terminó antes de que ambas partes se autenticaran.",
     "if it was meant to succeed, check certificate, root and TLS version with "
     "`enlace node doctor`",
     "si debía lograrse, revise certificado, raíz y versión de TLS con "
     "`enlace node doctor`"},
    {kCallerRevoked, "The certificate has been revoked.",
     "El certificado ha sido revocado.",
     "ask the operator for a new certificate",
     "solicite al operador un certificado nuevo"},
    {kNotEntitled, "You may not ask for this.",
     "Usted no tiene autorización para solicitar esto.",
     "check the record's id, and whose context this is",
     "revise el identificador del registro y de quién es el contexto"},
    {kRequestInvalid, "The request is not in its form.",
     "La solicitud no tiene la forma debida.",
     "correct what is named; `--help` shows the form",
     "corrija lo señalado; `--help` muestra la forma"},
    {kPolicyDenied, "The rule book does not permit this.",
     "El reglamento no permite esto.",
     "read the rules named; `enlace try` shows what would pass",
     "lea las reglas señaladas; `enlace try` muestra qué procedería"},
    {kQuotaExceeded, "The agreed number of records is used up for now.",
     "Por ahora se agotó el número de registros convenido.",
     "wait, or ask for a higher quota", "espere o solicite una cuota mayor"},
    {kLinkFileInvalid,
     "The link file is not one that a nation's root signed. Ask the other "
     "nation for it again.",
     "El archivo de enlace no está firmado por la raíz de la nación. "
     "Solicítelo de nuevo a la otra nación.",
     "ask the other nation for its link file again",
     "solicite de nuevo a la otra nación su archivo de enlace"},
    {kLinkFileExpired,
     "The time of the link file has run out, or has not begun. Ask the other "
     "nation for its new one.",
     "El archivo de enlace ha vencido o aún no es válido. Solicite el nuevo a "
     "la otra nación.",
     "ask the other nation for its new link file",
     "solicite a la otra nación su nuevo archivo de enlace"},
    {kLinkNotAccepted,
     "Both nations must first accept each other's link file; two operators do "
     "so with `enlace link accept`.",
     "Ambas naciones deben aceptar antes el archivo de enlace de la otra; lo "
     "hacen dos operadores con `enlace link accept`.",
     "two operators run `enlace link accept`",
     "dos operadores ejecutan `enlace link accept`"},
    {kLinkUnknown, "This node has no link to that nation.",
     "Este nodo no tiene enlace con esa nación.",
     "`enlace link list` names the nations of this node",
     "`enlace link list` indica las naciones de este nodo"},
    {kFingerprintMismatch,
     "That is not the fingerprint of the link file at this node. Accept "
     "nothing; ask the other nation by another way.",
     "Esa no es la huella del archivo de enlace de este nodo. No acepte nada; "
     "consulte a la otra nación por otra vía.",
     "ask the other nation for the fingerprint by another way",
     "pida la huella a la otra nación por otra vía"},
    {kAlreadyAccepted,
     "You have accepted this link file before, or it needs nobody more.",
     "Usted ya aceptó este archivo de enlace, o ya no hace falta nadie más.",
     "nothing is to be done; `enlace link list` shows who accepted",
     "no hay nada que hacer; `enlace link list` muestra quién aceptó"},
    {kMaintenanceWindowInvalid,
     "That cannot be planned: at most 12 hours, which begin within 30 days and "
     "have not ended.",
     "Eso no puede planearse: a lo más 12 horas, que empiecen dentro de 30 "
     "días y no hayan terminado.",
     "plan a shorter or a nearer time",
     "planee un tiempo más corto o más "
     "cercano"},
    {kEnrolmentInvalid,
     "The enrolment request is damaged, or says what such a request may not.",
     "La solicitud de alta está dañada, o dice algo que no debe decir.",
     "ask the agency to write it again with `enlace certs enrol`",
     "pida a la autoridad que la escriba de nuevo con `enlace certs enrol`"},
    {kEnrolmentExpired, "The enrolment request's time has run out.",
     "Venció el plazo de la solicitud de alta.",
     "ask the agency for a new one: it runs `enlace certs enrol` again",
     "pida otra a la autoridad: que repita `enlace certs enrol`"},
    {kEnrolmentFingerprint,
     "That is not the fingerprint of this enrolment request. Approve nothing; "
     "call the agency on a number that you have from elsewhere.",
     "Esa no es la huella de esta solicitud de alta. No apruebe nada; llame a "
     "la autoridad a un número que tenga por otra vía.",
     "ask the agency for the fingerprint by another way",
     "pida la huella a la autoridad por otra vía"},
    {kEnrolmentNotApproved,
     "The enrolment request is not approved: it takes two persons of the "
     "nation, each once, for this very request.",
     "La solicitud de alta no está aprobada: se requieren dos personas de la "
     "nación, cada una una vez, para esta misma solicitud.",
     "two persons who may do so run `enlace certs approve`",
     "dos personas facultadas ejecutan `enlace certs approve`"},
    {kSuspended, "This exchange is suspended.",
     "Este intercambio está suspendido.", "ask the operator why and until when",
     "pregunte al operador el motivo y hasta cuándo"},
    {kOverloaded, "The node has too much to do. Try again shortly.",
     "El nodo está saturado. Intente de nuevo en breve.",
     "try again shortly; the same record is taken once",
     "intente de nuevo en breve; el mismo registro se toma una vez"},
    {kStorageLow, "The node's disk is nearly full, so it takes no new records.",
     "El disco del nodo está casi lleno; no recibe registros nuevos.",
     "tell the operator; what was acknowledged is safe",
     "avise al operador; lo confirmado está a salvo"},
    {kPeerUnreachable,
     "The other nation's node does not answer. The record waits.",
     "El nodo de la otra nación no responde. El registro queda en espera.",
     "nothing is to be done; `enlace status` tells when it went",
     "no hay nada que hacer; `enlace status` indica cuándo salió"},
    {kClockUntrusted,
     "The node does not trust its clock and decides nothing until it does.",
     "El nodo no confía en su reloj y no decide nada hasta que confíe.",
     "tell the operator: the node's clock must be set",
     "avise al operador: debe ponerse en hora el nodo"},
    {"PEER_UNDECIDED", "The other nation's node has not decided yet.",
     "El nodo de la otra nación aún no ha decidido.",
     "ask again later with `enlace status`",
     "consulte más tarde con `enlace status`"},
    {kReceiptNotReady, "The receipt is not ready yet. Try again shortly.",
     "El acuse aún no está listo. Intente de nuevo en breve.",
     "try again shortly", "intente de nuevo en breve"},
    {kLogInconsistent,
     "The audit log does not verify. Operators have been told.",
     "La bitácora no se verifica. Se avisó a los operadores.",
     "do not rely on the log; tell the auditor",
     "no confíe en la bitácora; avise al auditor"},
    {kUnavailable, "The service cannot be reached. Try again.",
     "El servicio no está disponible. Intente de nuevo.",
     "try again; `enlace node doctor` tells what is missing",
     "intente de nuevo; `enlace node doctor` dice qué falta"},
    {kInternal, "The node failed. Tell its operator.",
     "El nodo falló. Avise a su operador.", "tell the operator the request id",
     "comunique al operador el identificador de la solicitud"},
};

constexpr ProblemText kGeneral = {"", "This could not be done.",
                                  "No fue posible hacerlo.", "", ""};

const ProblemText& TextOf(absl::string_view reason) {
  for (const ProblemText& text : kTexts) {
    if (text.reason == reason) return text;
  }
  return kGeneral;
}

bool IsSpanish(absl::string_view language) {
  return absl::EqualsIgnoreCase(language.substr(0, 2), "es") &&
         (language.size() == 2 || language[2] == '-' || language[2] == '_');
}

}  // namespace

absl::Span<const ProblemText> ProblemTexts() { return kTexts; }

absl::string_view LocalizedText(absl::string_view reason,
                                absl::string_view language) {
  const ProblemText& found = TextOf(reason);
  return IsSpanish(language) ? found.es : found.en;
}

absl::string_view LocalizedHint(absl::string_view reason,
                                absl::string_view language) {
  const ProblemText& found = TextOf(reason);
  return IsSpanish(language) ? found.hint_es : found.hint_en;
}

absl::string_view LocaleOf(absl::string_view language) {
  return IsSpanish(language) ? "es-MX" : "en-US";
}

}  // namespace enlace::wire
