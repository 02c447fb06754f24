// What a rule book asks of the texts of a record: which phrases its prose
// mentions, and which kinds of identifier stand where no field names them.
//
// Phrases are looked for in free texts (option `free_text`).  Identifiers are
// looked for in every text, since a name or a reference carries one as well as
// a sentence does; but of a field's own format nothing is said, nor of accounts
// in a field that is a number (option `chain: CHAIN_NUMBER`).
//
// Time: linear in the text for each phrase and kind; at most eight times the
// text is read (policy/scan/readings.h).  A record without prose costs a look
// at each of its texts, a book that asks for nothing costs nothing.

#ifndef ENLACE_POLICY_SCAN_TEXT_SCAN_H_
#define ENLACE_POLICY_SCAN_TEXT_SCAN_H_

#include <google/protobuf/message.h>

#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "policy/scan/phrase_scan.h"

namespace enlace::policy {

// Immutable, hence thread-safe.
class TextScan {
 public:
  // Each is nothing if a text cannot be read, so that nobody takes silence for
  // a clean text.
  struct Findings {
    std::optional<std::set<std::string>> phrases;
    std::optional<std::set<std::string>> identifiers;
  };

  // Looks for nothing.
  TextScan() = default;
  TextScan(PhraseScan phrases, bool identifiers)
      : phrases_(std::move(phrases)), identifiers_(identifiers) {}

  bool asks_for_phrases() const { return !phrases_.empty(); }
  bool asks_for_identifiers() const { return identifiers_; }

  // What is not asked for is the empty set.
  Findings Find(const google::protobuf::Message& record) const;

 private:
  PhraseScan phrases_;
  bool identifiers_ = false;
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_SCAN_TEXT_SCAN_H_
