#include "proto/validation/pattern.h"

#include <re2/re2.h>

#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/strings/ascii.h"
#include "absl/synchronization/mutex.h"

namespace enlace::validation {
namespace {

class Patterns {
 public:
  const RE2& Find(absl::string_view pattern) ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    std::unique_ptr<RE2>& compiled = compiled_[std::string(pattern)];
    if (compiled == nullptr) {
      RE2::Options options;
      options.set_log_errors(false);
      compiled = std::make_unique<RE2>(std::string(pattern), options);
    }
    return *compiled;
  }

 private:
  absl::Mutex mutex_;
  std::map<std::string, std::unique_ptr<RE2>> compiled_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

bool MatchesPattern(absl::string_view text, absl::string_view pattern) {
  static auto& patterns = *new Patterns;
  const RE2& compiled = patterns.Find(pattern);
  return compiled.ok() &&
         RE2::FullMatch(re2::StringPiece(text.data(), text.size()), compiled);
}

bool IsCleanText(absl::string_view text, bool multi_line) {
  if (text.empty()) return false;
  if (absl::ascii_isspace(static_cast<unsigned char>(text.front())) ||
      absl::ascii_isspace(static_cast<unsigned char>(text.back()))) {
    return false;
  }
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && !(multi_line && c == '\n')) || byte == 0x7f) {
      return false;
    }
  }
  return true;
}

}  // namespace enlace::validation
