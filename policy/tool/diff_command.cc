#include "policy/tool/diff_command.h"

#include <algorithm>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/log.h"
#include "base/status_macros.h"
#include "policy/engine/keyword.h"
#include "policy/format/format_document.h"

namespace enlace::policy {
namespace {

// Fields that change alike are told in one line.
struct Told {
  DecisionChange change;
  std::vector<std::string> paths;
};

std::vector<Told> Grouped(const std::vector<DecisionChange>& changes) {
  std::vector<Told> groups;
  for (const DecisionChange& change : changes) {
    auto group =
        std::find_if(groups.begin(), groups.end(), [&](const Told& each) {
          return each.change.kind == change.kind &&
                 each.change.what == change.what;
        });
    if (group == groups.end()) {
      group = groups.insert(groups.end(), Told{change, {}});
    }
    if (!change.path.empty()) group->paths.push_back(change.path);
  }
  return groups;
}

// Whether nothing among `diff` lets more through.
bool AllTighter(const BookDiff& diff) {
  return std::all_of(diff.differences.begin(), diff.differences.end(),
                     [](const BookDifference& difference) {
                       return std::all_of(
                           difference.changes.begin(), difference.changes.end(),
                           [](const DecisionChange& change) {
                             return change.tendency == Tendency::kTighter;
                           });
                     });
}

class Teller {
 public:
  Teller(const BookDiff& diff, Language language)
      : diff_(diff), language_(language) {}

  std::string Text() const {
    std::string out;
    for (const BookDifference& difference : diff_.differences) {
      absl::StrAppend(&out, Name(difference.partition), "\n");
      for (const Told& told : Grouped(difference.changes)) {
        absl::StrAppend(&out, "  ", TendencyWord(told.change.tendency), ": ",
                        told.change.what.In(language_),
                        told.paths.empty() ? "" : ": ",
                        absl::StrJoin(told.paths, ", "), "\n");
      }
      if (difference.case_of_old_book) {
        absl::StrAppend(&out, "  ",
                        Say("the old book says of this record:",
                            "el libro anterior dice de este registro:"),
                        "\n");
      }
      absl::StrAppend(&out,
                      difference.case_block.empty()
                          ? Say("  no case can state this record\n",
                                "  ningún caso puede decir este registro\n")
                          : CaseOf(difference),
                      "\n");
    }
    for (const Partition& partition : diff_.silent) {
      absl::StrAppend(&out, Name(partition), "\n  ",
                      Say("rules differ, and no record was found on which the "
                          "decision does",
                          "las reglas difieren, y no se halló registro en que "
                          "difiera la decisión"),
                      "\n\n");
    }
    absl::StrAppend(&out, Summary(), "\n");
    return out;
  }

  std::string Json() const {
    std::vector<std::string> objects;
    for (const BookDifference& difference : diff_.differences) {
      for (const Told& told : Grouped(difference.changes)) {
        std::vector<std::string> paths;
        for (const std::string& path : told.paths) {
          paths.push_back(absl::StrCat("\"", path, "\""));
        }
        objects.push_back(absl::StrCat(
            "{\"direction\":\"",
            difference.partition.direction == Direction::kOutgoing ? "outgoing"
                                                                   : "incoming",
            "\",\"type\":\"", difference.partition.type, "\",\"kind\":\"",
            told.change.kind, "\",\"tendency\":\"", Code(told.change.tendency),
            "\",\"what\":\"", JsonEscape(told.change.what.In(language_)),
            "\",\"fields\":[", absl::StrJoin(paths, ","), "],\"case\":\"",
            JsonEscape(CaseOf(difference)), "\",\"caseOfOldBook\":",
            difference.case_of_old_book ? "true" : "false", "}"));
      }
    }
    return absl::StrCat(
        "{\"differences\":[", absl::StrJoin(objects, ",\n "),
        "],\n \"rulesDiffer\":", Differs() ? "true" : "false",
        ",\"onlyTightens\":", diff_.only_tightens ? "true" : "false",
        ",\"exhaustive\":", diff_.exhaustive ? "true" : "false",
        ",\"tried\":", diff_.tried, "}\n");
  }

  bool Differs() const {
    return !diff_.differences.empty() || !diff_.silent.empty();
  }

 private:
  std::string Say(absl::string_view en, absl::string_view es) const {
    return std::string(language_ == Language::kEnglish ? en : es);
  }

  std::string Name(const Partition& partition) const {
    return absl::StrCat(
        Phrase(partition.direction == Direction::kOutgoing ? Keyword::kOutgoing
                                                           : Keyword::kIncoming,
               language_),
        " ", partition.type);
  }

  static const char* Code(Tendency tendency) {
    switch (tendency) {
      case Tendency::kTighter:
        return "tighter";
      case Tendency::kLooser:
        return "looser";
      case Tendency::kNeither:
        break;
    }
    return "neither";
  }

  std::string TendencyWord(Tendency tendency) const {
    switch (tendency) {
      case Tendency::kTighter:
        return Say("tighter", "más estricto");
      case Tendency::kLooser:
        return Say("looser", "menos estricto");
      case Tendency::kNeither:
        break;
    }
    return Say("other", "otro");
  }

  // In the reader's language, ready to be pasted.
  std::string CaseOf(const BookDifference& difference) const {
    Diagnostics diagnostics;
    return FormatDocument("case", difference.case_block, language_,
                          diagnostics);
  }

  std::string Summary() const {
    if (!Differs()) return Say("no difference", "sin diferencias");
    std::string text = absl::StrCat(Say("differences: ", "diferencias: "),
                                    diff_.differences.size());
    if (diff_.only_tightens) {
      text +=
          Say("; tighter: the new book only adds forbids, holds and requires",
              "; más estricto: el libro nuevo solo agrega prohibiciones, "
              "retenciones y exigencias");
    } else if (AllTighter(diff_) && !diff_.differences.empty()) {
      text += Say("; all that was found is tighter",
                  "; todo lo que se halló es más estricto");
    }
    absl::StrAppend(&text, "; ",
                    diff_.exhaustive ? Say("every combination was tried: ",
                                           "se probó cada combinación: ")
                                     : Say("the search is not exhaustive: ",
                                           "la búsqueda no es exhaustiva: "),
                    diff_.tried, Say(" records tried", " registros probados"));
    return text;
  }

  const BookDiff& diff_;
  const Language language_;
};

absl::StatusOr<BookDiff> Compare(const std::string& before,
                                 const std::string& after,
                                 const DiffSettings& settings) {
  ASSIGN_OR_RETURN(const BookFiles old_files, FilesAt(before));
  ASSIGN_OR_RETURN(const BookFiles new_files, FilesAt(after));
  return DiffBooks(old_files, new_files, settings);
}

}  // namespace

int DiffBookFolders(const std::string& before, const std::string& after,
                    const DiffSettings& settings, Language language,
                    Format format, std::ostream& out, std::ostream& err) {
  const int exit =
      ForEachBook({before, after}, err,
                  [](const std::string&, const Book&) { return true; });
  if (exit != kExitDone) return exit;
  const absl::StatusOr<BookDiff> diff = Compare(before, after, settings);
  if (!diff.ok()) {
    err << "rulebook: " << std::string(diff.status().message()) << "\n";
    return kExitBroke;
  }
  const Teller teller(*diff, language);
  out << (format == Format::kJson ? teller.Json() : teller.Text());
  return teller.Differs() ? kExitNo : kExitDone;
}

}  // namespace enlace::policy
