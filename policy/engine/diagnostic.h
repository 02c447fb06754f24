// Mistakes in a rule book, as a lawyer's editor should show them.
//
//   tracing.md:23:13: error: no record type has a field 'purchaser.brith_date'
//     fact birth purchaser.brith_date "birth" / "nacimiento"
//                ^~~~~~~~~~~~~~~~~~~~
//     help: did you mean 'purchaser.birth_date'?
//
// All mistakes of a book are reported in one run.  Messages start lower case,
// have no full stop, and separate the fault from the help.

#ifndef ENLACE_POLICY_ENGINE_DIAGNOSTIC_H_
#define ENLACE_POLICY_ENGINE_DIAGNOSTIC_H_

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace enlace::policy {

// A place in a file; lines and columns count from 1, columns in characters.
struct Location {
  std::string file;
  int line = 0;
  int column = 0;
  int width = 1;  // characters to underline

  bool operator==(const Location&) const = default;
};

// A word of a book and where it stands.
struct Word {
  std::string text;
  Location at;
};

// Collects mistakes.  Thread-compatible.
class Diagnostics {
 public:
  // Makes the lines of `file` available for printing.
  void AddSource(absl::string_view file, absl::string_view text);

  void Error(const Location& at, absl::string_view message,
             absl::string_view help = "");

  // `what` has no meaning here: an error at `word`, with the nearest of
  // `known` as help, or all of them if they are few.
  void Unknown(const Word& word, absl::string_view message,
               const std::vector<std::string>& known);

  bool ok() const { return errors_.empty(); }
  size_t size() const { return errors_.size(); }

  // Every error, by file, line and column, without repetition.
  std::string ToString() const;

 private:
  struct Entry {
    Location at;
    std::string message;
    std::string help;
  };

  std::string Print(const Entry& entry) const;

  std::map<std::string, std::vector<std::string>, std::less<>> sources_;
  std::vector<Entry> errors_;
};

// The one of `known` nearest to `word` by edits, if near enough, else "".
std::string Nearest(absl::string_view word,
                    const std::vector<std::string>& known);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_DIAGNOSTIC_H_
