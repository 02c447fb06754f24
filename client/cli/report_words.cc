#include "client/cli/report_words.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "client/cli/label.h"
#include "client/cli/reason_text.h"
#include "proto/wire/record.h"

namespace enlace::client {
namespace {

struct Named {
  absl::string_view name;
  Phrase phrase;
};

constexpr Named kTables[] = {
    {"TRACE_REQUESTS", {"Trace requests", "Solicitudes de rastreo"}},
    {"TRACE_RESULTS", {"Trace results", "Resultados de rastreo"}},
    {"TRACES_FOLLOWED_UP",
     {"Traces to the first purchaser, followed up",
      "Rastreos hasta el primer comprador, con seguimiento"}},
    {"LEADS", {"Leads", "Indicios enviados"}},
    {"FINANCIAL_REQUESTS",
     {"Financial requests", "Solicitudes de información financiera"}},
    {"ALERTS",
     {"Alerts, by when they were acknowledged",
      "Alertas, según cuándo se acusó recibo"}},
    {"ALERTS_DISPOSED_OF",
     {"Alerts, by what became of them", "Alertas, según su desenlace"}},
    {"EXCHANGE", {"Records between agencies", "Registros entre autoridades"}},
    {"CONSENT_REQUESTS",
     {"Requests for consent to another use",
      "Solicitudes de consentimiento para otro uso"}},
    {"CORRECTIONS",
     {"Corrections and recalls, by when they were acknowledged",
      "Correcciones y retiros, según cuándo se acusó recibo"}},
    {"SEIZURES",
     {"Records that tell of a seizure, by the nation that tells it",
      "Registros que informan de un aseguramiento, por nación que lo "
      "informa"}},
    {"DECISIONS", {"Decisions of the node", "Decisiones del nodo"}},
    {"DENIALS", {"Denials, by reason", "Negativas, por motivo"}},
    {"SENT",
     {"Records permitted to leave an agency",
      "Registros a los que se permitió salir"}},
    {"HOLDS",
     {"Holds, by what became of them", "Retenciones, según su desenlace"}},
    {"ERASURES",
     {"Records erased since their time was up",
      "Registros borrados por vencer su plazo"}},
};

constexpr Named kLabels[] = {
    {"", {"all", "total"}},
    {"OTHER", {"others, together", "demás, en conjunto"}},
    {"ANSWERED", {"answered", "respondidas"}},
    {"PENDING", {"pending", "pendientes"}},
    {"P1", {"first purchaser", "primer comprador"}},
    {"P2_P3", {"foreign or government", "extranjero o gobierno"}},
    {"D_O3", {"ended in the trade", "terminó en el comercio"}},
    {"O1",
     {"foreign made, not imported",
      "fabricada en el extranjero, sin importación"}},
    {"O2", {"no records required", "sin registros obligatorios"}},
    {"S", {"serial number", "número de serie"}},
    {"I_W", {"insufficient or withdrawn", "insuficiente o retirada"}},
    {"UNTOLD", {"not told", "no consta"}},
    {"FOLLOWED_UP", {"followed up", "con seguimiento"}},
    {"NOT_FOLLOWED_UP", {"not followed up", "sin seguimiento"}},
    {"ACTED_ON", {"acted on", "con actuación"}},
    {"NOT_ACTED_ON", {"not acted on", "sin actuación"}},
    {"YOUNG", {"younger than 60 days", "de menos de 60 días"}},
    {"IN_TIME", {"in time", "a tiempo"}},
    {"LATE", {"late", "tarde"}},
    {"NEVER", {"not yet", "sin acuse"}},
    {"IN_TERM", {"less than 5 days old", "de menos de 5 días"}},
    {"SEIZURES", {"tell of a seizure", "informan de un aseguramiento"}},
    {"FIREARMS", {"firearms seized", "armas de fuego aseguradas"}},
    {"ROUNDS", {"rounds seized", "cartuchos asegurados"}},
    {"ALERTS", {"alerts", "alertas"}},
    {"HIT_IN_TIME", {"hit, in time", "hallazgo, a tiempo"}},
    {"HIT_LATE", {"hit, late", "hallazgo, tarde"}},
    {"NO_HIT_IN_TIME", {"no hit, in time", "sin hallazgo, a tiempo"}},
    {"NO_HIT_LATE", {"no hit, late", "sin hallazgo, tarde"}},
    {"NOT_DISPOSED_OF", {"nothing told", "sin desenlace"}},
    {"GRANTED", {"granted", "otorgado"}},
    {"REFUSED", {"refused", "negado"}},
    {"OUTGOING", {"outgoing", "de salida"}},
    {"INCOMING", {"incoming", "de entrada"}},
    {"PERMIT", {"permit", "permite"}},
    {"STAYED", {"within the nation", "dentro de la nación"}},
    {"DENY", {"deny", "niega"}},
    {"WITH_REDACTIONS", {"fields removed", "con supresiones"}},
    {"WITHOUT", {"whole", "íntegros"}},
    {"UP_TO_24_HOURS", {"open up to 24 hours", "abiertas hasta 24 horas"}},
    {"UP_TO_7_DAYS", {"open up to 7 days", "abiertas hasta 7 días"}},
    {"OLDER", {"open longer", "abiertas más tiempo"}},
    {"RELEASED", {"released", "liberadas"}},
    {"DENIED", {"denied", "negadas"}},
    {"LAPSED", {"lapsed", "caducadas"}},
    {"UNSPECIFIED", {"not stated", "no consta"}},
    {"ROUTINE", {"routine", "ordinaria"}},
    {"PRIORITY", {"priority", "prioritaria"}},
    {"URGENT", {"urgent", "urgente"}},
};

constexpr Named kReasons[] = {
    {"SUPPRESSED",
     {"hidden: it would tell of few records",
      "oculto: revelaría pocos registros"}},
    {"TOO_FEW", {"too few records", "muy pocos registros"}},
    {"NOT_REACHED",
     {"not measured: half have not ended yet",
      "sin medir: aún no concluye la mitad"}},
    {"NO_RECORDS", {"no records", "sin registros"}},
    {"NOT_LOGGED",
     {"not measured: audit logs have no entry of it",
      "sin medir: las bitácoras no lo asientan"}},
    {"NOT_TWO_NATIONS",
     {"not measured: not between two nations",
      "sin medir: no es entre dos naciones"}},
};

template <size_t N>
std::optional<Phrase> Find(const Named (&names)[N], absl::string_view name) {
  for (const Named& each : names) {
    if (each.name == name) return each.phrase;
  }
  return std::nullopt;
}

template <size_t N>
std::string TextOf(const Named (&names)[N], absl::string_view name,
                   Language language) {
  const std::optional<Phrase> phrase = Find(names, name);
  return phrase ? phrase->In(language) : std::string(name);
}

}  // namespace

std::string TableTitle(absl::string_view name, Language language) {
  return TextOf(kTables, name, language);
}

std::string ResultLabel(absl::string_view name, Language language) {
  if (const auto phrase = Find(kLabels, name)) return phrase->In(language);
  // "BorderAlert us.enlace.example".
  const std::pair<absl::string_view, absl::string_view> words =
      absl::StrSplit(name, absl::MaxSplits(' ', 1));
  const auto* type = wire::FindRecordType(words.first);
  // "B04": a reason of a denial.
  if (type == nullptr) return ReasonWithText(name, language);
  const std::string label = LabelOf(*type, language);
  return words.second.empty()
             ? label
             : absl::StrCat(label, Phrase{", from ", ", de "}.In(language),
                            words.second);
}

std::string WhyNotText(absl::string_view why, Language language) {
  return TextOf(kReasons, why, language);
}

absl::string_view StatisticName(Statistic statistic) {
  switch (statistic) {
    case Statistic::kCount:
      return "COUNT";
    case Statistic::kShare:
      return "SHARE";
    case Statistic::kMedian:
      return "MEDIAN";
    case Statistic::kP90:
      return "P90";
    case Statistic::kP99:
      return "P99";
    case Statistic::kSurvival:
      return "MEDIAN_WITH_PENDING";
    case Statistic::kDistinct:
      return "DISTINCT";
    case Statistic::kSum:
      break;
  }
  return "SUM";
}

std::string StatisticText(Statistic statistic, Language language) {
  switch (statistic) {
    case Statistic::kCount:
      return Phrase{"number", "número"}.In(language);
    case Statistic::kShare:
      return Phrase{"share", "proporción"}.In(language);
    case Statistic::kMedian:
      return Phrase{"median", "mediana"}.In(language);
    case Statistic::kP90:
      return Phrase{"9 of 10 within", "9 de cada 10 en"}.In(language);
    case Statistic::kP99:
      return Phrase{"99 of 100 within", "99 de cada 100 en"}.In(language);
    case Statistic::kSurvival:
      return Phrase{"median, pending ones included",
                    "mediana, incluidas las pendientes"}
          .In(language);
    case Statistic::kDistinct:
      return Phrase{"how many different", "cuántos distintos"}.In(language);
    case Statistic::kSum:
      break;
  }
  return Phrase{"sum", "suma"}.In(language);
}

absl::string_view UnitName(Unit unit) {
  switch (unit) {
    case Unit::kRecords:
      return "RECORDS";
    case Unit::kPercent:
      return "PERCENT";
    case Unit::kSeconds:
      return "SECONDS";
    case Unit::kHours:
      return "HOURS";
    case Unit::kDays:
      return "DAYS";
    case Unit::kFields:
      return "FIELDS";
    case Unit::kStates:
      return "STATES";
    case Unit::kFirearms:
      return "FIREARMS";
    case Unit::kRounds:
      break;
  }
  return "ROUNDS";
}

std::string UnitText(Unit unit, Language language) {
  switch (unit) {
    case Unit::kRecords:
      return "";
    case Unit::kPercent:
      return "%";
    case Unit::kSeconds:
      return "s";
    case Unit::kHours:
      return "h";
    case Unit::kDays:
      return Phrase{"d", "d"}.In(language);
    case Unit::kFields:
      return Phrase{"fields", "campos"}.In(language);
    case Unit::kStates:
      return Phrase{"states", "estados"}.In(language);
    case Unit::kFirearms:
      return Phrase{"firearms", "armas"}.In(language);
    case Unit::kRounds:
      break;
  }
  return Phrase{"rounds", "cartuchos"}.In(language);
}

std::string ValueText(const PublishedFigure& figure) {
  if (!figure.value) return "";
  const bool whole = figure.statistic == Statistic::kCount ||
                     figure.statistic == Statistic::kDistinct ||
                     figure.statistic == Statistic::kSum;
  return whole ? absl::StrFormat("%.0f", *figure.value)
               : absl::StrFormat("%.1f", *figure.value);
}

std::string CellText(const std::optional<uint64_t>& cell) {
  return cell ? absl::StrCat(*cell) : "*";
}

}  // namespace enlace::client
