#include "policy/tool/decisions_command.h"

#include "policy/engine/book.h"
#include "policy/engine/case.h"
#include "policy/replay/decision_line.h"

namespace enlace::policy {

int WriteCaseDecisions(const std::string& path, std::ostream& out,
                       std::ostream& err) {
  return ForEachBook({path}, err, [&](const std::string&, const Book& book) {
    const AskedFacts asked(book);
    for (const Case& each : book.cases()) {
      const Decision decision = book.Decide(each.facts, each.instant);
      out << ToLine(LineOf(asked, each.facts, each.instant, decision)) << "\n";
    }
    return true;
  });
}

}  // namespace enlace::policy
