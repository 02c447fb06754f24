#include "policy/tool/check_command.h"

#include "base/encoding.h"
#include "policy/engine/case.h"
#include "policy/engine/rule.h"

namespace enlace::policy {

int CheckBooks(const std::vector<std::string>& directories, std::ostream& out,
               std::ostream& err) {
  return ForEachBook(
      directories, err, [&](const std::string& directory, const Book& book) {
        out << directory << ": " << book.name() << ", " << book.rules().size()
            << " rules, " << book.cases().size()
            << " cases, sha256:" << HexEncode(AsBytes(book.digest())) << "\n";
        return true;
      });
}

}  // namespace enlace::policy
