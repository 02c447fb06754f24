#include "client/cli/instant_text.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace enlace::client {

absl::StatusOr<int64_t> InstantOf(absl::string_view option,
                                  absl::string_view text, Shell& shell) {
  absl::Time at;
  std::string error;
  if (absl::ParseTime("%Y-%m-%d", text, &at, &error) ||
      absl::ParseTime(absl::RFC3339_full, text, &at, &error)) {
    return absl::ToUnixMillis(at);
  }
  return absl::InvalidArgumentError(absl::StrCat(
      option, shell.Say({" must be a day or an instant, such as 2027-01-01 or "
                         "2027-01-01T00:00:00Z",
                         " debe ser un día o un instante, como 2027-01-01 o "
                         "2027-01-01T00:00:00Z"})));
}

}  // namespace enlace::client
