#include "policy/tool/explain_command.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_join.h"
#include "policy/engine/case.h"
#include "policy/engine/diagnostic.h"
#include "policy/engine/explain.h"
#include "policy/engine/near_miss.h"

namespace enlace::policy {
namespace {

// Whoever needs more reads the book.
constexpr size_t kMissesMax = 5;

void Explain(const Case& a_case, const Book& book, Language language,
             std::ostream& out) {
  const bool english = language == Language::kEnglish;
  out << a_case.id << " (" << a_case.at.file << ":" << a_case.at.line << ")\n"
      << ExplainText(book.Decide(a_case.facts, a_case.instant), book,
                     a_case.instant, language);
  const std::vector<NearMiss> misses =
      NearMisses(book, a_case.facts, a_case.instant, language);
  if (misses.empty()) return;
  out << (english ? "Permits that do not apply, and what each lacks:\n"
                  : "Permisos que no se aplican, y qué le falta a cada uno:\n");
  for (size_t i = 0; i < std::min(kMissesMax, misses.size()); ++i) {
    out << "  " << misses[i].rule_id << ": "
        << absl::StrJoin(misses[i].missing, "; ") << "\n";
  }
  if (misses.size() > kMissesMax) {
    out << "  " << (english ? "and " : "y ") << misses.size() - kMissesMax
        << (english ? " more\n" : " más\n");
  }
}

}  // namespace

int ExplainCase(const std::string& directory, const std::string& case_id,
                Language language, std::ostream& out, std::ostream& err) {
  bool known = true;
  const int exit =
      ForEachBook({directory}, err, [&](const std::string&, const Book& book) {
        std::vector<std::string> ids;
        for (const Case& each : book.cases()) {
          ids.push_back(each.id);
          if (each.id != case_id) continue;
          Explain(each, book, language, out);
          return true;
        }
        known = false;
        const bool english = language == Language::kEnglish;
        const std::string near = Nearest(case_id, ids);
        err << (english ? "rulebook: the book has no such case"
                        : "rulebook: el libro no tiene ese caso");
        if (!near.empty()) {
          err << (english ? "; did you mean '" : "; ¿quiso decir '") << near
              << (english ? "'?" : "'?");
        }
        err << "\n";
        return true;
      });
  return known ? exit : kExitUsage;
}

}  // namespace enlace::policy
