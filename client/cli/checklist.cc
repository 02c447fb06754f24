#include "client/cli/checklist.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "client/cli/table.h"

namespace enlace::client {

void Checklist::Done(absl::string_view id, std::string text) {
  steps_.push_back({std::string(id), true, std::move(text)});
}

void Checklist::Next(absl::string_view id, std::string text) {
  steps_.push_back({std::string(id), false, std::move(text)});
  next_ = std::string(id);
}

Json Checklist::ToJson() const {
  Json steps = Json::Array();
  for (const Step& step : steps_) {
    steps.Append(Json::Object()
                     .Add("id", Json::String(step.id))
                     .Add("done", Json::Bool(step.done))
                     .Add("text", Json::String(step.text)));
  }
  return Json::Object()
      .Add("steps", std::move(steps))
      .Add("next", Json::String(next_));
}

std::string Checklist::Text() const {
  std::string text;
  for (const Step& step : steps_) {
    absl::StrAppend(&text, step.done ? "√ " : "→ ", Printable(step.text), "\n");
  }
  return text;
}

}  // namespace enlace::client
