// What was looked at, and whether it is well: the answer of `node doctor` and
// of `context validate`.
//
// Each finding has a place in docs/doctor.md of the same id, which says what to
// do.  Not thread-safe.

#ifndef ENLACE_CLIENT_CLI_EXAMINATION_H_
#define ENLACE_CLIENT_CLI_EXAMINATION_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "client/cli/exit_code.h"
#include "client/cli/json.h"
#include "client/cli/language.h"

namespace enlace::client {

enum class Verdict { kGood, kDoubtful, kBad };

struct Finding {
  std::string category;  // stable, such as "trust"
  std::string id;        // stable, such as "tls-chain"
  Verdict verdict = Verdict::kBad;
  std::string text;  // what holds, or what does not
};

class Examination {
 public:
  explicit Examination(Language language) : language_(language) {}

  Language language() const { return language_; }
  std::string Say(const Phrase& phrase) const { return phrase.In(language_); }

  // Starts a category; what is added next belongs to it.
  void Begin(absl::string_view category);

  void Add(absl::string_view id, Verdict verdict, std::string text);

  // Good if `status` is OK; else bad, with its message after the text.
  // Returns whether it is good.
  bool AddStatus(absl::string_view id, const absl::Status& status,
                 const std::string& text);

  const std::vector<Finding>& findings() const { return findings_; }

  // kNo if any is bad.
  ExitCode code() const;

  // One line a finding, under its category: mark, text, where to read on.
  std::string Text() const;
  Json ToJson() const;

 private:
  Language language_;
  std::string category_;
  std::vector<Finding> findings_;
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_EXAMINATION_H_
