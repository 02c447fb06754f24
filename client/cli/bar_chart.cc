#include "client/cli/bar_chart.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "client/cli/html_text.h"

namespace enlace::client {
namespace {

// In units of the drawing.
constexpr int kWidth = 640;
constexpr int kValueWidth = 70;
constexpr int kLabelWidthMax = 400;
constexpr int kGap = 6;
constexpr int kBarHeight = 14;
constexpr int kLineHeight = 20;
constexpr int kTextBase = 11;  // below the top of a bar
constexpr int kFontSize = 11;
// More than the mean width of a letter of that size, so that no label is cut.
constexpr double kLetterWidth = 6.2;

int LettersOf(const std::string& text) {
  return static_cast<int>(std::count_if(
      text.begin(), text.end(),
      // In UTF-8 all bytes of a letter but the first begin with 10.
      [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
      }));
}

int LabelWidthOf(const std::vector<Bar>& bars) {
  int letters = 0;
  for (const Bar& bar : bars) letters = std::max(letters, LettersOf(bar.label));
  return std::min(kLabelWidthMax,
                  static_cast<int>(letters * kLetterWidth) + 2 * kGap);
}

// "Trace requests: answered 120; pending *."
std::string Spoken(const std::string& title, const std::vector<Bar>& bars) {
  std::string spoken = title;
  for (size_t i = 0; i < bars.size(); ++i) {
    absl::StrAppend(&spoken, i == 0 ? ": " : "; ", bars[i].label, " ",
                    bars[i].text);
  }
  return absl::StrCat(spoken, ".");
}

std::string TextAt(int x, int top, absl::string_view more,
                   const std::string& text) {
  return absl::StrCat("<text x=\"", x, "\" y=\"", top + kTextBase,
                      "\" font-size=\"", kFontSize, "\"", more, ">",
                      EscapeHtml(text), "</text>");
}

}  // namespace

std::string BarChart(const std::string& title, const std::vector<Bar>& bars) {
  double full = 0;
  for (const Bar& bar : bars) full = std::max(full, bar.value.value_or(0));
  const int label_width = LabelWidthOf(bars);
  const int height = kLineHeight * static_cast<int>(bars.size());
  std::string svg = absl::StrCat(
      "<svg role=\"img\" viewBox=\"0 0 ", kWidth, " ", height,
      "\" aria-label=\"", EscapeHtml(Spoken(title, bars)), "\">\n<line x1=\"",
      label_width, "\" y1=\"0\" x2=\"", label_width, "\" y2=\"",
      height - kLineHeight + kBarHeight, "\" stroke=\"#000\"/>\n");
  int top = 0;
  for (const Bar& bar : bars) {
    const double share = full > 0 ? bar.value.value_or(0) / full : 0;
    const int width =
        static_cast<int>(share * (kWidth - label_width - kValueWidth) + 0.5);
    absl::StrAppend(&svg, TextAt(label_width - kGap, top,
                                 " text-anchor=\"end\"", bar.label));
    if (width > 0) {
      absl::StrAppend(&svg, "<rect x=\"", label_width, "\" y=\"", top,
                      "\" width=\"", width, "\" height=\"", kBarHeight,
                      "\" fill=\"#555\"/>");
    }
    absl::StrAppend(&svg, TextAt(label_width + width + kGap, top, "", bar.text),
                    "\n");
    top += kLineHeight;
  }
  return absl::StrCat(svg, "</svg>\n");
}

}  // namespace enlace::client
