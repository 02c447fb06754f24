#include "client/cli/examination.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/cli/table.h"

namespace enlace::client {
namespace {

absl::string_view MarkOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kGood:
      return "√";
    case Verdict::kDoubtful:
      return "‼";
    default:
      return "×";
  }
}

absl::string_view NameOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kGood:
      return "success";
    case Verdict::kDoubtful:
      return "warning";
    default:
      return "error";
  }
}

std::string PlaceOf(const Finding& finding) {
  return absl::StrCat("docs/doctor.md#", finding.id);
}

}  // namespace

void Examination::Begin(absl::string_view category) {
  category_ = std::string(category);
}

void Examination::Add(absl::string_view id, Verdict verdict, std::string text) {
  findings_.push_back({category_, std::string(id), verdict, std::move(text)});
}

bool Examination::AddStatus(absl::string_view id, const absl::Status& status,
                            const std::string& text) {
  if (status.ok()) {
    Add(id, Verdict::kGood, text);
  } else {
    Add(id, Verdict::kBad, absl::StrCat(text, ": no: ", status.message()));
  }
  return status.ok();
}

ExitCode Examination::code() const {
  const bool bad =
      std::any_of(findings_.begin(), findings_.end(),
                  [](const Finding& f) { return f.verdict == Verdict::kBad; });
  return bad ? ExitCode::kNo : ExitCode::kDone;
}

std::string Examination::Text() const {
  std::string text;
  std::string category;
  for (const Finding& finding : findings_) {
    if (finding.category != category) {
      absl::StrAppend(&text, category.empty() ? "" : "\n", finding.category,
                      "\n");
      category = finding.category;
    }
    absl::StrAppend(&text, MarkOf(finding.verdict), " ",
                    Printable(finding.text), "\n");
    if (finding.verdict != Verdict::kGood) {
      absl::StrAppend(&text, "    ", Say({"see ", "vea "}), PlaceOf(finding),
                      "\n");
    }
  }
  return text;
}

Json Examination::ToJson() const {
  Json checks = Json::Array();
  for (const Finding& finding : findings_) {
    Json json = Json::Object()
                    .Add("category", Json::String(finding.category))
                    .Add("id", Json::String(finding.id))
                    .Add("result", Json::String(NameOf(finding.verdict)))
                    .Add("text", Json::String(finding.text));
    if (finding.verdict != Verdict::kGood) {
      json.Add("hint", Json::String(PlaceOf(finding)));
    }
    checks.Append(std::move(json));
  }
  return Json::Object()
      .Add("success", Json::Bool(code() == ExitCode::kDone))
      .Add("checks", std::move(checks));
}

}  // namespace enlace::client
