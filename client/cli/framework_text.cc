#include "client/cli/framework_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/cli/html_text.h"
#include "client/cli/report_words.h"
#include "client/cli/short_form.h"
#include "client/cli/table.h"

namespace enlace::client {
namespace {

std::string Decimal(double value) { return absl::StrFormat("%.1f", value); }

std::string Definition(const Commitment& commitment, Language language) {
  return Phrase{commitment.definition_en, commitment.definition_es}.In(
      language);
}

}  // namespace

absl::string_view AttainmentName(Attainment attainment) {
  switch (attainment) {
    case Attainment::kMet:
      return "MET";
    case Attainment::kGap:
      return "GAP";
    case Attainment::kCannotBeSaid:
      break;
  }
  return "CANNOT_BE_SAID";
}

std::string AttainmentText(Attainment attainment, Language language) {
  switch (attainment) {
    case Attainment::kMet:
      return Phrase{"met", "cumplido"}.In(language);
    case Attainment::kGap:
      return Phrase{"gap", "brecha"}.In(language);
    case Attainment::kCannotBeSaid:
      break;
  }
  return Phrase{"cannot be said", "no puede decirse"}.In(language);
}

std::string TargetText(const Commitment& commitment, Language language) {
  const Phrase direction = commitment.at_most
                               ? Phrase{"at most ", "a lo sumo "}
                               : Phrase{"at least ", "al menos "};
  return absl::StrCat(direction.In(language), Decimal(commitment.target));
}

std::string BaselineText(const Commitment& commitment) {
  return absl::StrCat(Decimal(commitment.baseline), " (",
                      commitment.baseline_day, ", ", commitment.baseline_source,
                      ")");
}

std::string AttainedText(const JudgedCommitment& judged, Language language) {
  if (!judged.figure) {
    return Phrase{"the report has no such figure",
                  "el informe no tiene tal cifra"}
        .In(language);
  }
  const PublishedFigure& figure = *judged.figure;
  if (!figure.value) return WhyNotText(figure.why_not, language);
  const std::string unit = UnitText(figure.unit, language);
  return unit.empty() ? ValueText(figure)
                      : absl::StrCat(ValueText(figure), " ", unit);
}

std::string CommitmentsText(const std::vector<JudgedCommitment>& judged,
                            Language language) {
  Table table({"INDICATOR", "DEFINITION", "OF", "STATISTIC", "BASELINE",
               "TARGET", "FIGURE", "RESULT", "DUE", "OWNER"});
  for (const JudgedCommitment& each : judged) {
    const Commitment& commitment = each.commitment;
    table.Add({commitment.id, Definition(commitment, language),
               ResultLabel(commitment.group, language),
               StatisticText(commitment.statistic, language),
               BaselineText(commitment), TargetText(commitment, language),
               AttainedText(each, language),
               AttainmentText(each.attainment, language), commitment.due_day,
               ShortParty(commitment.owner)});
  }
  return table.Format();
}

std::string CommitmentsHtml(const std::vector<JudgedCommitment>& judged,
                            Language language) {
  const auto say = [&](const Phrase& phrase) {
    return absl::StrCat("<th scope=\"col\">", EscapeHtml(phrase.In(language)),
                        "</th>");
  };
  std::string html =
      absl::StrCat("<table>\n<caption>",
                   EscapeHtml(Phrase{"What the two nations agreed to reach",
                                     "Lo que ambas naciones acordaron alcanzar"}
                                  .In(language)),
                   "</caption>\n<thead><tr>", say({"Commitment", "Compromiso"}),
                   say({"Baseline", "Línea base"}), say({"Target", "Meta"}),
                   say({"Figure", "Cifra"}), say({"Result", "Resultado"}),
                   say({"Due", "Plazo"}), say({"Owner", "Responsable"}),
                   "</tr></thead>\n<tbody>\n");
  for (const JudgedCommitment& each : judged) {
    const Commitment& commitment = each.commitment;
    absl::StrAppend(&html, "<tr><th scope=\"row\">",
                    EscapeHtml(absl::StrCat(
                        commitment.id, " ", Definition(commitment, language),
                        " (", ResultLabel(commitment.group, language), ", ",
                        StatisticText(commitment.statistic, language), ")")),
                    "</th>");
    for (const std::string& cell :
         {BaselineText(commitment), TargetText(commitment, language),
          AttainedText(each, language),
          AttainmentText(each.attainment, language)}) {
      absl::StrAppend(&html, "<td>", EscapeHtml(cell), "</td>");
    }
    absl::StrAppend(&html, "<td class=\"day\">", EscapeHtml(commitment.due_day),
                    "</td><td>", EscapeHtml(ShortParty(commitment.owner)),
                    "</td></tr>\n");
  }
  return absl::StrCat(html, "</tbody>\n</table>\n");
}

Json JsonOf(const JudgedCommitment& judged) {
  const Commitment& commitment = judged.commitment;
  const bool told = judged.figure.has_value();
  return Json::Object()
      .Add("indicator", Json::String(commitment.id))
      .Add("group", Json::String(commitment.group))
      .Add("statistic", Json::String(StatisticName(commitment.statistic)))
      .Add("definitionEn", Json::String(commitment.definition_en))
      .Add("definitionEs", Json::String(commitment.definition_es))
      .Add("baseline", Json::String(Decimal(commitment.baseline)))
      .Add("baselineSource", Json::String(commitment.baseline_source))
      .Add("baselineDay", Json::String(commitment.baseline_day))
      .Add("direction",
           Json::String(commitment.at_most ? "AT_MOST" : "AT_LEAST"))
      .Add("target", Json::String(Decimal(commitment.target)))
      .Add("owner", Json::String(commitment.owner))
      .Add("due", Json::String(commitment.due_day))
      .Add("value", Json::String(told ? ValueText(*judged.figure) : ""))
      .Add("whyNot",
           Json::String(told ? judged.figure->why_not : "NO_SUCH_FIGURE"))
      .Add("result", Json::String(AttainmentName(judged.attainment)));
}

}  // namespace enlace::client
