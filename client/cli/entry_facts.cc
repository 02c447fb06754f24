#include "client/cli/entry_facts.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "client/cli/reason_text.h"
#include "proto/wire/problem_text.h"

namespace enlace::client {
namespace {

template <typename Field>
std::string EitherOf(const OpenedEntry& opened, const Field& field) {
  std::string text = opened.shared.has_value() ? field(*opened.shared) : "";
  if (text.empty() && opened.national.has_value()) {
    text = field(*opened.national);
  }
  return text;
}

std::string Bare(const std::string& name, absl::string_view prefix) {
  const absl::string_view bare = absl::StripPrefix(name, prefix);
  return bare == "UNSPECIFIED" ? "" : std::string(bare);
}

}  // namespace

std::string SenderOf(const OpenedEntry& opened) {
  return EitherOf(opened, [](const auto& part) { return part.sender(); });
}

std::string RecipientOf(const OpenedEntry& opened) {
  return EitherOf(opened, [](const auto& part) { return part.recipient(); });
}

std::string TypeOf(const OpenedEntry& opened) {
  return EitherOf(opened, [](const auto& part) { return part.type(); });
}

std::string RecordIdOf(const OpenedEntry& opened) {
  return EitherOf(opened, [](const auto& part) { return part.record_id(); });
}

v1::DecisionOutcome OutcomeOf(const OpenedEntry& opened) {
  if (opened.shared.has_value()) return opened.shared->outcome();
  if (opened.national.has_value()) return opened.national->outcome();
  return v1::DECISION_OUTCOME_UNSPECIFIED;
}

std::string ReasonOf(const OpenedEntry& opened, Language language) {
  if (!opened.national.has_value()) return "";
  const v1::NationalOpening& national = *opened.national;
  if (!national.reason().empty()) {
    return ReasonWithText(national.reason(), language);
  }
  if (national.problem().empty()) return "";
  const absl::string_view text =
      wire::LocalizedText(national.problem(), Phrase{"en", "es"}.In(language));
  return absl::StrCat(absl::StripSuffix(text, "."), " (", national.problem(),
                      ")");
}

std::string OutcomeName(v1::DecisionOutcome outcome) {
  return Bare(v1::DecisionOutcome_Name(outcome), "DECISION_OUTCOME_");
}

std::string ChannelName(v1::Channel channel) {
  return Bare(v1::Channel_Name(channel), "CHANNEL_");
}

std::string UrgencyName(v1::Urgency urgency) {
  return Bare(v1::Urgency_Name(urgency), "URGENCY_");
}

}  // namespace enlace::client
