#include "policy/scan/text_scan.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "policy/scan/identifier_scan.h"
#include "policy/scan/readings.h"
#include "policy/scan/record_texts.h"
#include "proto/validation/field_path.h"

namespace enlace::policy {
namespace {

// Whether the field of `text` is there to hold identifiers of `kind`.
bool MayHold(const RecordText& text, absl::string_view kind) {
  constexpr absl::string_view kAccounts[] = {"aba", "card", "clabe", "iban"};
  // The number of an account in one form or another.
  if (text.rules->chain() == v1::CHAIN_NUMBER &&
      std::find(std::begin(kAccounts), std::end(kAccounts), kind) !=
          std::end(kAccounts)) {
    return true;
  }
  return validation::FormatOf(*text.holder, *text.field) == kind;
}

}  // namespace

TextScan::Findings TextScan::Find(
    const google::protobuf::Message& record) const {
  Findings findings{std::set<std::string>(), std::set<std::string>()};
  if (phrases_.empty() && !identifiers_) return findings;
  VisitTexts(record, !identifiers_, [&](const RecordText& text) {
    const bool prose = !phrases_.empty() && text.rules->free_text();
    const bool numbers = identifiers_ && !HoldsNoIdentifier(text.text);
    if (!prose && !numbers) return;
    const auto readings = ReadingsOf(text.text);
    if (!readings.has_value()) {
      if (prose) findings.phrases.reset();
      if (numbers) findings.identifiers.reset();
      return;
    }
    if (prose && findings.phrases.has_value()) {
      phrases_.Find(*readings, *findings.phrases);
    }
    if (!numbers || !findings.identifiers.has_value()) return;
    for (const std::string& kind : FindIdentifiers(*readings)) {
      if (!MayHold(text, kind)) findings.identifiers->insert(kind);
    }
  });
  return findings;
}

}  // namespace enlace::policy
