#include "policy/replay/coarse_facts.h"

#include <algorithm>
#include <variant>

#include "policy/facts/element_fact.h"
#include "policy/facts/extract.h"

namespace enlace::policy {
namespace {

bool IsWhole(absl::string_view name) {
  const std::vector<absl::string_view>& whole = WholeFacts();
  return std::find(whole.begin(), whole.end(), name) != whole.end();
}

}  // namespace

const std::vector<absl::string_view>& WholeFacts() {
  static const auto* const names = new std::vector<absl::string_view>{
      kFactDirection,     kFactType,         kFactSender,
      kFactRecipient,     kFactChannel,      kFactUrgency,
      kFactDomestic,      kFactRepeated,     kFactDeniedSilently,
      kFactParentType,    kFactParentState,  kFactParentReply,
      kFactParentParties, kFactParentConsent};
  return *names;
}

CoarseFacts Coarsened(const AskedFacts& asked, const Facts& facts,
                      absl::CivilDay today) {
  CoarseFacts coarse;
  const FactQuestion nothing;
  for (const absl::string_view name : WholeFacts()) {
    coarse[std::string(name)] =
        CoarseOf(facts, name, nothing, today, /*whole=*/true);
  }
  const FactQuestions& questions = asked.Of(facts.StringOrEmpty(kFactDirection),
                                            facts.StringOrEmpty(kFactType));
  for (const auto& [name, question] : questions) {
    const absl::string_view list = ListOf(name);
    if (list.empty()) {
      coarse[name] = CoarseOf(facts, name, question, today, IsWhole(name));
      continue;
    }
    const int count = ElementCount(facts, list, question.elements_max);
    for (int i = 0; i < count; ++i) {
      const std::string own = ElementFact(name, i);
      coarse[own] = CoarseOf(facts, own, question, today, /*whole=*/false);
    }
  }
  return coarse;
}

absl::string_view TextOrEmpty(const CoarseFacts& facts,
                              absl::string_view name) {
  const auto found = facts.find(std::string(name));
  if (found == facts.end()) return "";
  const auto* text = std::get_if<CoarseText>(&found->second.value);
  return text == nullptr || !text->text.has_value()
             ? absl::string_view()
             : absl::string_view(*text->text);
}

}  // namespace enlace::policy
