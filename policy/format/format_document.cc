#include "policy/format/format_document.h"

#include <cstddef>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "policy/engine/document.h"
#include "policy/format/block_layout.h"

namespace enlace::policy {

std::string FormatDocument(absl::string_view file, absl::string_view text,
                           std::optional<Language> language,
                           Diagnostics& diagnostics) {
  const Document document = ParseDocument(file, text, diagnostics);
  const std::vector<std::string> lines = absl::StrSplit(text, '\n');
  std::vector<std::string> out;
  size_t next = 0;
  for (const Block& block : document.blocks) {
    const auto fence = static_cast<size_t>(block.at.line - 1);
    const size_t end = fence + block.lines.size() + 2;  // after the last fence
    out.insert(out.end(), lines.begin() + static_cast<std::ptrdiff_t>(next),
               lines.begin() + static_cast<std::ptrdiff_t>(fence));
    const std::vector<std::string> laid_out =
        LayOut(block, language.value_or(block.language), diagnostics);
    out.insert(out.end(), laid_out.begin(), laid_out.end());
    next = end;
  }
  if (!diagnostics.ok()) return std::string(text);
  out.insert(out.end(), lines.begin() + static_cast<std::ptrdiff_t>(next),
             lines.end());
  return absl::StrJoin(out, "\n");
}

}  // namespace enlace::policy
