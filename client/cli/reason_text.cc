#include "client/cli/reason_text.h"

#include <google/protobuf/descriptor.h>

#include "absl/strings/str_cat.h"
#include "enlace/v1/options.pb.h"
#include "enlace/v1/reason.pb.h"

namespace enlace::client {

std::string ReasonText(absl::string_view code, Language language) {
  const auto& codes = *v1::ReasonCode_descriptor();
  for (int i = 0; i < codes.value_count(); ++i) {
    const v1::ValueRules& rules =
        codes.value(i)->options().GetExtension(v1::value);
    if (!rules.code().empty() && rules.code() == code) {
      return Phrase{rules.label_en(), rules.label_es()}.In(language);
    }
  }
  return "";
}

std::string ReasonWithText(absl::string_view code, Language language) {
  const std::string text = ReasonText(code, language);
  return text.empty() ? std::string(code) : absl::StrCat(code, " ", text);
}

std::string DecisionText(v1::DecisionOutcome outcome, Language language) {
  switch (outcome) {
    case v1::DECISION_OUTCOME_PERMIT:
      return Phrase{"permitted", "permitido"}.In(language);
    case v1::DECISION_OUTCOME_HOLD:
      return Phrase{"held", "retenido"}.In(language);
    default:
      return Phrase{"denied", "denegado"}.In(language);
  }
}

}  // namespace enlace::client
