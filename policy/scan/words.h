// The words of a text as phrases are compared with them.
//
// What separates words - blanks, punctuation, signs - may stand anywhere in a
// text that hides something: "S A R", "suspicious-activity-report",
// "suspiciousactivityreport".  So the letters stand here in one row, and beside
// it where words begin and end.  Pure.

#ifndef ENLACE_POLICY_SCAN_WORDS_H_
#define ENLACE_POLICY_SCAN_WORDS_H_

#include <unicode/unistr.h>

#include <vector>

namespace enlace::policy {

// Which letters are the same.
enum class Likeness {
  kSpelt,  // but for case, accents and compatibility forms
  kSeen,   // also what looks alike: Latin a, Cyrillic a; l, I and 1; O and 0
};

class Words {
 public:
  // `text` as CleanText() has it.
  Words(const icu::UnicodeString& text, Likeness likeness);

  bool empty() const { return row_.isEmpty(); }

  // Whether `phrase` occurs, beginning where a word begins and ending where one
  // ends.  A phrase of several words is found however it is cut; one of a
  // single word whole or in pieces of at most two letters, since words of a
  // language often make another ("de tener").
  bool Contain(const Words& phrase) const;

 private:
  bool Fits(int32_t begin, int32_t end, bool one_word) const;

  icu::UnicodeString row_;
  std::vector<int32_t> begins_;  // of each word, in order
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_SCAN_WORDS_H_
