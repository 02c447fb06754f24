// A quarterly report as text for a terminal, and as one JSON value.  Pure.

#ifndef ENLACE_CLIENT_CLI_REPORT_TEXT_H_
#define ENLACE_CLIENT_CLI_REPORT_TEXT_H_

#include <string>
#include <utility>
#include <vector>

#include "client/cli/json.h"
#include "client/cli/language.h"
#include "client/library/quarterly_report.h"

namespace enlace::client {

// Labels and values of what the report is about, for FormatFields().
std::vector<std::pair<std::string, std::string>> ReportFields(
    const QuarterlyReport& report, Language language);

// Ids of the indicators that it has figures of, by number.
std::vector<std::string> IndicatorsOf(const QuarterlyReport& report);

std::string ReportText(const QuarterlyReport& report, Language language);

Json ReportJson(const QuarterlyReport& report);

// A row a figure and a row a cell, all with the same columns.
Json ReportRows(const QuarterlyReport& report);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_REPORT_TEXT_H_
