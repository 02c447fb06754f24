// A quarterly report as one page of HTML, to print on A4 or Letter: in both
// languages, one after the other, with a table beside each chart.
//
// Charts are drawn of published cells alone and hold no number that the table
// beside them does not; see also HtmlPage().  Pure.

#ifndef ENLACE_CLIENT_CLI_REPORT_HTML_H_
#define ENLACE_CLIENT_CLI_REPORT_HTML_H_

#include <string>

#include "client/cli/language.h"
#include "client/library/quarterly_report.h"

namespace enlace::client {

// `first` is the language that comes first.
std::string ReportHtml(const QuarterlyReport& report, Language first);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_REPORT_HTML_H_
