#include "client/cli/person_file.h"

#include <cstdint>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "proto/validation/subject_identifier.h"

namespace enlace::client {
namespace {

constexpr size_t kFileSizeMax = 64 << 10;

absl::Status Wrong(int line, absl::string_view problem) {
  return absl::InvalidArgumentError(
      absl::StrCat("the person's file, line ", line, ": ", problem));
}

v1::SubjectKey KeyOf(absl::string_view word, absl::string_view value) {
  v1::SubjectKey key;
  if (word == "name") {
    key.set_name(std::string(value));
  } else {
    key.set_format(std::string(word));
    key.set_value(std::string(value));
  }
  return key;
}

}  // namespace

absl::StatusOr<std::vector<v1::SubjectKey>> ParsePerson(
    absl::string_view text) {
  struct Found {
    int line;
    v1::SubjectKey key;
  };
  std::vector<Found> found;
  std::optional<absl::CivilDay> born;
  int number = 0;
  for (const absl::string_view raw : absl::StrSplit(text, '\n')) {
    ++number;
    const absl::string_view line = absl::StripAsciiWhitespace(raw);
    if (line.empty() || line.front() == '#') continue;
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(line, absl::MaxSplits(':', 1));
    const absl::string_view word = absl::StripAsciiWhitespace(parts.first);
    const absl::string_view value = absl::StripAsciiWhitespace(parts.second);
    if (word != "born") {
      found.push_back({number, KeyOf(word, value)});
      continue;
    }
    absl::CivilDay day;
    if (born || !absl::ParseCivilTime(value, &day)) {
      return Wrong(number, "must be one day, such as 1990-01-31");
    }
    born = day;
  }
  std::vector<v1::SubjectKey> keys;
  for (auto& [line, key] : found) {
    if (!key.name().empty() && born) {
      v1::Date& date = *key.mutable_birth_date();
      date.set_year(static_cast<uint32_t>(born->year()));
      date.set_month(static_cast<uint32_t>(born->month()));
      date.set_day(static_cast<uint32_t>(born->day()));
    }
    const absl::Status sound = validation::IdentifiersOf(key).status();
    if (!sound.ok()) return Wrong(line, sound.message());
    keys.push_back(std::move(key));
  }
  if (keys.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the person's file must have a line such as `curp: ...`; numbers are ",
        absl::StrJoin(validation::SubjectFormats(), ", "),
        ", and `name: ...` goes with `born: 1990-01-31`"));
  }
  return keys;
}

absl::StatusOr<std::vector<v1::SubjectKey>> ReadPerson(
    const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kFileSizeMax));
  return ParsePerson(text);
}

}  // namespace enlace::client
