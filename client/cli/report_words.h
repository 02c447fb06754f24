// The stable names of a report in words that people read.  Names that nobody
// has words for (agencies, nations) stay as they are.  Pure.

#ifndef ENLACE_CLIENT_CLI_REPORT_WORDS_H_
#define ENLACE_CLIENT_CLI_REPORT_WORDS_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "client/cli/language.h"
#include "client/library/results.h"

namespace enlace::client {

// "Trace requests": a table, by its name.
std::string TableTitle(absl::string_view name, Language language);
// A column, a row or the group of a figure.  Empty: all.
std::string ResultLabel(absl::string_view name, Language language);
std::string WhyNotText(absl::string_view why, Language language);

std::string StatisticText(Statistic statistic, Language language);
std::string UnitText(Unit unit, Language language);
// Stable names: "P90", "HOURS".
absl::string_view StatisticName(Statistic statistic);
absl::string_view UnitName(Unit unit);

// The value of a figure, with one decimal unless it is a count: "12.5"; "" if
// it has none.
std::string ValueText(const PublishedFigure& figure);

// A cell: its count, or "*".
std::string CellText(const std::optional<uint64_t>& cell);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_REPORT_WORDS_H_
