#include "server/gate/formats.h"

#include <re2/re2.h>

#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/strings/ascii.h"
#include "absl/synchronization/mutex.h"

namespace enlace::gate {
namespace {

struct Format {
  absl::string_view name;
  absl::string_view pattern;
};

constexpr Format kFormats[] = {
    {"country", "[A-Z]{2}"},
    {"subdivision", "[A-Z]{2}-[A-Z0-9]{1,3}"},
    {"country-or-subdivision", "[A-Z]{2}(-[A-Z0-9]{1,3})?"},
    {"name", "\\P{Cc}{1,100}"},
    {"timezone", "[A-Za-z]+(/[A-Za-z0-9_+-]+){0,2}"},
    {"ncic-offense", "[0-9]{4}"},
    {"ffl", "[0-9]-[0-9]{2}-[0-9]{3}-[0-9]{2}-[0-9][A-HJ-M]-[0-9]{5}"},
    {"phone", "\\+[1-9][0-9]{6,14}"},
    {"email", "[^@\\s]{1,64}@[^@\\s]{1,255}"},
    {"document-number", "[A-Z0-9<-]{1,20}"},
    {"ssn", "[0-9]{3}-?[0-9]{2}-?[0-9]{4}"},
    {"itin", "9[0-9]{2}-?[0-9]{2}-?[0-9]{4}"},
    {"ein", "[0-9]{2}-?[0-9]{7}"},
    {"curp",
     "[A-Z]{4}[0-9]{6}[HMX][A-Z]{2}[BCDFGHJKLMNPQRSTVWXYZ]{3}[0-9A-Z][0-9]"},
    {"rfc", "[A-ZÑ&]{3,4}[0-9]{6}[A-Z0-9]{2}[0-9A]"},
    {"ine", "[A-Z0-9]{13,18}"},
    {"lei", "[A-Z0-9]{18}[0-9]{2}"},
    {"a-number", "A?[0-9]{7,9}"},
    {"vin", "[A-HJ-NPR-Z0-9]{17}"},
    {"plate", "[A-Z0-9-]{2,10}"},
    {"clabe", "[0-9]{18}"},
    {"aba", "[0-9]{9}"},
    {"iban", "[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}"},
    {"bic", "[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?"},
    {"currency", "[A-Z]{3}"},
    {"last4", "[0-9A-Z]{4}"},
    {"cas", "[0-9]{2,7}-[0-9]{2}-[0-9]"},
    {"imo", "[0-9]{7}"},
    {"mmsi", "[0-9]{9}"},
    {"iso6346", "[A-Z]{3}[UJZ][0-9]{7}"},
    {"aircraft-registration", "[A-Z0-9-]{3,10}"},
    {"money", "[0-9]{1,15}(\\.[0-9]{1,4})?"},
};

// Compiled once each: patterns come from descriptors, so there are few.
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

bool MatchesFormat(absl::string_view text, absl::string_view format) {
  for (const Format& row : kFormats) {
    if (row.name == format) return MatchesPattern(text, row.pattern);
  }
  return false;
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

}  // namespace enlace::gate
