// Bars on a page, drawn in the page itself.
//
// It stands beside a table of the same values: whoever does not see it is told
// its title and what each bar says, and loses nothing.  One tone, and each bar
// has its label and its value in words.  Pure.

#ifndef ENLACE_CLIENT_CLI_BAR_CHART_H_
#define ENLACE_CLIENT_CLI_BAR_CHART_H_

#include <optional>
#include <string>
#include <vector>

namespace enlace::client {

struct Bar {
  std::string label;
  std::optional<double> value;  // nothing: hidden
  std::string text;             // of the value
};

// An <svg> with one bar below the other, all to the scale of the longest.
std::string BarChart(const std::string& title, const std::vector<Bar>& bars);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_BAR_CHART_H_
