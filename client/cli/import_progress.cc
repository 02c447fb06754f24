#include "client/cli/import_progress.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"

namespace enlace::client {
namespace {

constexpr absl::Duration kPause = absl::Milliseconds(500);

// Blanks over what the line before was longer by.
constexpr absl::string_view kBlanks = "        ";

}  // namespace

ImportProgress::ImportProgress(uint64_t file_size, bool asked, Shell& shell)
    : file_size_(file_size),
      asked_(asked),
      shell_(shell),
      start_(shell.clock().TimeNow()) {}

void ImportProgress::Show(const ImportCounts& counts) {
  if (!asked_ && !shell_.draws()) return;
  const absl::Time now = shell_.clock().TimeNow();
  if (now - last_ < kPause) return;
  last_ = now;
  const absl::Duration passed = now - start_;
  const double seconds = std::max(absl::ToDoubleSeconds(passed), 1e-3);
  const uint64_t read = std::min(counts.offset, file_size_);
  std::string left = "?";
  if (read > 0) {
    const double rest =
        static_cast<double>(file_size_ - read) / static_cast<double>(read);
    left = absl::FormatDuration(absl::Trunc(passed * rest, absl::Seconds(1)));
  }
  const std::string line = absl::StrCat(
      counts.rows, shell_.Say({" rows, ", " filas, "}),
      static_cast<uint64_t>(static_cast<double>(counts.rows) / seconds),
      shell_.Say({"/s, good ", "/s, correctas "}), counts.good,
      shell_.Say({", bad ", ", con errores "}), counts.bad,
      shell_.Say({", answered ", ", respondidas "}), counts.settled,
      shell_.Say({", left ", ", faltan "}), left);
  if (shell_.draws()) {
    shell_.Draw(absl::StrCat("\r", line, kBlanks));
  } else {
    shell_.Note(line);
  }
}

void ImportProgress::End() {
  if (shell_.draws() && last_ != absl::InfinitePast()) shell_.Draw("\n");
}

}  // namespace enlace::client
