#include "client/cli/alert_card_html.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/html_text.h"

namespace enlace::client {
namespace {

constexpr absl::string_view kStyle =
    "@page{margin:12mm}"
    "body{font:11pt/1.3 sans-serif;max-width:180mm;margin:auto;color:#000;"
    "background:#fff}"
    "h1{font-size:18pt;margin:0}h2{font-size:11pt;margin:3mm 0 0;"
    "text-transform:uppercase}"
    "p{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}"
    ".warning{border:1.5mm solid #000;padding:2mm;font-size:16pt;"
    "font-weight:bold;margin-bottom:3mm}"
    ".state{font-size:13pt;font-weight:bold}"
    ".ended{text-decoration:line-through}"
    ".id{font:bold 22pt monospace;overflow-wrap:anywhere}"
    ".label{font-size:9pt}";

std::string Paragraph(absl::string_view style, const std::string& text) {
  return absl::StrCat("<p", style.empty() ? "" : " class=\"", style,
                      style.empty() ? ">" : "\">", EscapeHtml(text), "</p>\n");
}

}  // namespace

std::string AlertCardHtml(const AlertCard& card) {
  std::string html;
  if (!card.warnings.empty()) {
    absl::StrAppend(
        &html, Paragraph("warning",
                         absl::StrCat(
                             Phrase{"WARNING: ", "PELIGRO: "}.In(card.language),
                             absl::StrJoin(card.warnings, ", "))));
  }
  absl::StrAppend(&html, "<h1", card.live ? "" : " class=\"ended\"", ">",
                  EscapeHtml(card.title), "</h1>\n",
                  Paragraph("state", card.state));
  for (const auto& [label, value] : card.identifiers) {
    absl::StrAppend(&html, Paragraph("label", label), Paragraph("id", value));
  }
  for (const AlertCard::Section& section : card.sections) {
    absl::StrAppend(&html, "<h2>", EscapeHtml(section.title), "</h2>\n");
    for (const std::string& line : section.lines) {
      absl::StrAppend(&html, Paragraph("", line));
    }
  }
  return HtmlPage(card.title, kStyle, html, card.language);
}

}  // namespace enlace::client
