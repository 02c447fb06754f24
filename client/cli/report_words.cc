#include "client/cli/report_words.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "client/cli/label.h"
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
     {"Corrections, by when they were acknowledged",
      "Correcciones, según cuándo se acusó recibo"}},
    {"DECISIONS", {"Decisions of the node", "Decisiones del nodo"}},
    {"DENIALS", {"Denials, by reason", "Negativas, por motivo"}},
    {"SENT",
     {"Records permitted to leave an agency",
      "Registros a los que se permitió salir"}},
    {"HOLDS",
     {"Holds, by what became of them", "Retenciones, según su desenlace"}},
};

constexpr Named kIndicators[] = {
    {"I1", {"Trace requests", "Solicitudes de rastreo"}},
    {"I2",
     {"Trace requests that were complete", "Solicitudes de rastreo completas"}},
    {"I3", {"Trace requests answered", "Solicitudes de rastreo respondidas"}},
    {"I4",
     {"Time to answer a trace request", "Tiempo de respuesta de un rastreo"}},
    {"I5",
     {"Traced to the first purchaser", "Rastreados hasta el primer comprador"}},
    {"I6",
     {"Sourced in the answering nation",
      "Con origen en la nación que responde"}},
    {"I7", {"Time to crime", "Tiempo al delito"}},
    {"I8", {"Traces followed up", "Rastreos con seguimiento"}},
    {"I9", {"States that took part", "Estados participantes"}},
    {"I10", {"Leads", "Indicios enviados"}},
    {"I11", {"Leads acted on", "Indicios con actuación"}},
    {"I12", {"Time to a financial reply", "Tiempo de respuesta financiera"}},
    {"I13",
     {"Alerts acknowledged in time",
      "Alertas con acuse dentro de su vigencia"}},
    {"I14",
     {"Alerts disposed of in time",
      "Alertas con desenlace dentro de su vigencia"}},
    {"I15", {"Alerts with a hit", "Alertas con hallazgo"}},
    {"I16", {"Quantities seized", "Cantidades aseguradas"}},
    {"I17", {"Decisions that deny", "Decisiones que niegan"}},
    {"I18", {"Records with removed fields", "Registros con campos suprimidos"}},
    {"I19", {"Backlog of holds", "Retenciones pendientes"}},
    {"I20",
     {"Holds released by review", "Retenciones liberadas tras revisión"}},
    {"I21",
     {"Reciprocity: sent by the first of each pair",
      "Reciprocidad: enviados por la primera de cada par"}},
    {"I22",
     {"Denied: basis expired or not yet valid",
      "Negadas: fundamento vencido o aún no vigente"}},
    {"I23",
     {"Consent refused, and time to an answer",
      "Consentimiento negado, y tiempo de respuesta"}},
    {"I24", {"Denied: errors of data", "Negadas: errores de datos"}},
    {"I25", {"Availability", "Disponibilidad"}},
    {"I26", {"Legal reports on time", "Informes legales a tiempo"}},
    {"I27",
     {"Corrections acknowledged within 5 days",
      "Correcciones con acuse en 5 días"}},
    {"I28", {"Retention kept", "Plazos de conservación cumplidos"}},
};

constexpr Named kLabels[] = {
    {"", {"all", "total"}},
    {"OTHER", {"others, together", "demás, en conjunto"}},
    {"ANSWERED", {"answered", "respondidas"}},
    {"PENDING", {"pending", "pendientes"}},
    {"P1", {"first purchaser", "primer comprador"}},
    {"P2_P3", {"foreign or government", "extranjero o gobierno"}},
    {"D", {"ended in the trade", "terminó en el comercio"}},
    {"S", {"serial number", "número de serie"}},
    {"O", {"no records", "sin registros"}},
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
    {"REFUSED_UNREAD",
     {"not measured: an incomplete record is refused before it is logged",
      "sin medir: un registro incompleto se rechaza antes de asentarse"}},
    {"NO_SUCH_MEASURE",
     {"not measured: no coded field of the records says it",
      "sin medir: ningún campo codificado de los registros lo dice"}},
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

std::string IndicatorTitle(absl::string_view id, Language language) {
  return TextOf(kIndicators, id, language);
}

std::string ResultLabel(absl::string_view name, Language language) {
  if (const auto phrase = Find(kLabels, name)) return phrase->In(language);
  // "BorderAlert us.enlace.example".
  const std::pair<absl::string_view, absl::string_view> words =
      absl::StrSplit(name, absl::MaxSplits(' ', 1));
  const auto* type = wire::FindRecordType(words.first);
  if (type == nullptr) return std::string(name);
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
    case Statistic::kSurvival:
      return "MEDIAN_WITH_PENDING";
    case Statistic::kDistinct:
      break;
  }
  return "DISTINCT";
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
    case Statistic::kSurvival:
      return Phrase{"median, pending ones included",
                    "mediana, incluidas las pendientes"}
          .In(language);
    case Statistic::kDistinct:
      break;
  }
  return Phrase{"how many different", "cuántos distintos"}.In(language);
}

absl::string_view UnitName(Unit unit) {
  switch (unit) {
    case Unit::kRecords:
      return "RECORDS";
    case Unit::kPercent:
      return "PERCENT";
    case Unit::kHours:
      return "HOURS";
    case Unit::kDays:
      return "DAYS";
    case Unit::kFields:
      return "FIELDS";
    case Unit::kStates:
      break;
  }
  return "STATES";
}

std::string UnitText(Unit unit, Language language) {
  switch (unit) {
    case Unit::kRecords:
      return "";
    case Unit::kPercent:
      return "%";
    case Unit::kHours:
      return "h";
    case Unit::kDays:
      return Phrase{"d", "d"}.In(language);
    case Unit::kFields:
      return Phrase{"fields", "campos"}.In(language);
    case Unit::kStates:
      break;
  }
  return Phrase{"states", "estados"}.In(language);
}

std::string ValueText(const PublishedFigure& figure) {
  if (!figure.value) return "";
  const bool whole = figure.statistic == Statistic::kCount ||
                     figure.statistic == Statistic::kDistinct;
  return whole ? absl::StrFormat("%.0f", *figure.value)
               : absl::StrFormat("%.1f", *figure.value);
}

std::string CellText(const std::optional<uint64_t>& cell) {
  return cell ? absl::StrCat(*cell) : "*";
}

}  // namespace enlace::client
