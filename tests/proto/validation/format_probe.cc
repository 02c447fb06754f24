// Reads lines of a format, a tab and a value; answers each with "fine", "warn
// REASON" or "refuse REASON".

#include <iostream>
#include <string>

#include "absl/strings/str_split.h"
#include "proto/validation/fault_text.h"
#include "proto/validation/formats.h"

namespace enlace::validation {
namespace {

void Answer(absl::string_view format, absl::string_view value) {
  const Verdict verdict = CheckFormat(value, format);
  if (verdict.fault == Fault::kNone) {
    std::cout << "fine\n";
    return;
  }
  std::cout << (verdict.refuses ? "refuse " : "warn ")
            << MakeViolation("", verdict.fault).reason() << '\n';
}

}  // namespace
}  // namespace enlace::validation

int main() {
  std::string line;
  while (std::getline(std::cin, line)) {
    const std::pair<std::string, std::string> words =
        absl::StrSplit(line, absl::MaxSplits('\t', 1));
    enlace::validation::Answer(words.first, words.second);
  }
  return 0;
}
