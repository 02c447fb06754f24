#include "policy/engine/keyword.h"

#include <cstddef>
#include <iterator>

namespace enlace::policy {
namespace {

struct Row {
  Keyword keyword;
  absl::string_view en;
  absl::string_view es;
};

constexpr Row kTable[] = {
    {Keyword::kPermit, "permit", "permitir"},
    {Keyword::kForbid, "forbid", "prohibir"},
    {Keyword::kHold, "hold", "retener"},
    {Keyword::kRequire, "require", "exigir"},
    {Keyword::kExcept, "except", "exceptuar"},
    {Keyword::kOutgoing, "outgoing", "salida"},
    {Keyword::kIncoming, "incoming", "entrada"},
    {Keyword::kImplements, "implements", "aplica"},
    {Keyword::kBasis, "basis", "fundamento"},
    {Keyword::kOfParent, "of parent", "del antecedente"},
    {Keyword::kFrom, "from", "de"},
    {Keyword::kTo, "to", "a"},
    {Keyword::kAgencyInGroup, "agency in group", "autoridad del grupo"},
    {Keyword::kNode, "node", "nodo"},
    {Keyword::kWhen, "when", "cuando"},
    {Keyword::kUnless, "unless", "salvo"},
    {Keyword::kExceptionTo, "exception to", "excepción a"},
    {Keyword::kOver, "over", "más de"},
    {Keyword::kPerHour, "per hour", "por hora"},
    {Keyword::kPerDay, "per day", "por día"},
    {Keyword::kBySender, "by sender", "por remitente"},
    {Keyword::kByRecipient, "by recipient", "por destinatario"},
    {Keyword::kBySenderAndRecipient, "by sender and recipient",
     "por remitente y destinatario"},
    {Keyword::kAllOf, "all of", "todo"},
    {Keyword::kAnyOf, "any of", "alguno"},
    {Keyword::kRelease, "release", "divulgar"},
    {Keyword::kGeneralise, "generalise", "generalizar"},
    {Keyword::kDrop, "drop", "suprimir"},
    {Keyword::kDropEach, "drop each", "suprimir cada"},
    {Keyword::kCategory, "category", "categoría"},
    {Keyword::kBecause, "because", "porque"},
    {Keyword::kAnnounced, "announced", "anunciado"},
    {Keyword::kSilently, "silently", "en silencio"},
    {Keyword::kCaveats, "caveats", "advertencias"},
    {Keyword::kRetain, "retain", "conservar"},
    {Keyword::kAnswerWithin, "answer within", "responder en"},
    {Keyword::kExtendableBy, "extendable by", "prorrogable por"},
    {Keyword::kReceipt, "receipt", "recibo"},
    {Keyword::kBeforeRelease, "before release", "antes de salir"},
    {Keyword::kReason, "reason", "motivo"},
    {Keyword::kInForce, "in force", "vigente"},
    {Keyword::kThrough, "through", "hasta"},
    {Keyword::kDisclose, "disclose", "revelable"},
    {Keyword::kUntilApprovedBy, "until approved by", "hasta que aprueben"},
    {Keyword::kOverrideBy, "override by", "dispensable por"},
    {Keyword::kWhenUrgent, "when urgent", "si es urgente"},
    {Keyword::kOf, "of", "de"},
    {Keyword::kWithin, "within", "en"},
    {Keyword::kMinutes, "minutes", "minutos"},
    {Keyword::kHours, "hours", "horas"},
    {Keyword::kDays, "days", "días"},
    {Keyword::kMonths, "months", "meses"},
    {Keyword::kYears, "years", "años"},
    {Keyword::kIs, "is", "es"},
    {Keyword::kIsNot, "is not", "no es"},
    {Keyword::kIsIn, "is in", "es uno de"},
    {Keyword::kIsUnder, "is under", "está bajo"},
    {Keyword::kIsPresent, "is present", "está presente"},
    {Keyword::kIsAbsent, "is absent", "está ausente"},
    {Keyword::kIsAtMost, "is at most", "es a lo más"},
    {Keyword::kIsAtLeast, "is at least", "es al menos"},
    {Keyword::kIsPast, "is past", "ya pasó"},
    {Keyword::kIsNotPast, "is not past", "no ha pasado"},
    {Keyword::kIsFuture, "is future", "está por venir"},
    {Keyword::kIsNotFuture, "is not future", "no está por venir"},
    {Keyword::kIncludes, "includes", "incluye"},
    {Keyword::kDoesNotInclude, "does not include", "no incluye"},
    {Keyword::kYes, "yes", "sí"},
    {Keyword::kNo, "no", "no"},
    {Keyword::kLike, "like", "como"},
    {Keyword::kOn, "on", "el"},
    {Keyword::kGiven, "given", "dado"},
    {Keyword::kApprovedBy, "approved by", "aprobado por"},
    {Keyword::kOverriddenBy, "overridden by", "dispensado por"},
    {Keyword::kOverLimitOf, "over the limit of", "sobre el límite de"},
    {Keyword::kThen, "then", "entonces"},
    {Keyword::kDeny, "deny", "negar"},
    {Keyword::kBy, "by", "por"},
    {Keyword::kIsUnreadable, "is unreadable", "es ilegible"},
    {Keyword::kBook, "book", "libro"},
    {Keyword::kZone, "zone", "huso"},
    {Keyword::kFact, "fact", "hecho"},
    {Keyword::kClaims, "claims", "invocados"},
    {Keyword::kAgency, "agency", "autoridad"},
    {Keyword::kGroup, "group", "grupo"},
    {Keyword::kValues, "values", "valores"},
    {Keyword::kCaveat, "caveat", "advertencia"},
    {Keyword::kRole, "role", "función"},
    {Keyword::kPhrases, "phrases", "frases"},
    {Keyword::kAccept, "accept", "aceptar"},
};

// The table is looked up by number.
constexpr bool StandsInOrder() {
  for (size_t i = 0; i < std::size(kTable); ++i) {
    if (static_cast<size_t>(kTable[i].keyword) != i) return false;
  }
  return true;
}
static_assert(StandsInOrder(), "the order is that of the enumeration");

}  // namespace

absl::string_view Phrase(Keyword keyword, Language language) {
  const Row& row = kTable[static_cast<size_t>(keyword)];
  return language == Language::kEnglish ? row.en : row.es;
}

std::vector<std::string> Phrases(const std::vector<Keyword>& keywords,
                                 Language language) {
  std::vector<std::string> out;
  out.reserve(keywords.size());
  for (const Keyword keyword : keywords) {
    out.emplace_back(Phrase(keyword, language));
  }
  return out;
}

}  // namespace enlace::policy
