#include "policy/tool/check_command.h"

#include "absl/status/status.h"
#include "base/encoding.h"
#include "policy/engine/book.h"
#include "policy/engine/rule.h"

namespace enlace::policy {

int CheckBooks(const std::vector<std::string>& directories, std::ostream& out,
               std::ostream& err) {
  int exit = kExitDone;
  for (const std::string& directory : directories) {
    const auto book = Book::Load(directory);
    if (book.ok()) {
      out << directory << ": " << (*book)->name() << ", "
          << (*book)->rules().size()
          << " rules, sha256:" << HexEncode(AsBytes((*book)->digest())) << "\n";
      continue;
    }
    const bool mistakes = absl::IsInvalidArgument(book.status());
    err << std::string(book.status().message()) << (mistakes ? "" : "\n");
    // Not being able to look is worse than having found something.
    if (exit != kExitBroke) exit = mistakes ? kExitNo : kExitBroke;
  }
  return exit;
}

}  // namespace enlace::policy
