// A text as identifiers are looked for in it: capitals and digits in one row,
// and what separated them beside it, so that "1 2 3 - 45 - 6789" and
// "123-45-6789" are the same nine digits with other gaps.
//
// Digits of every script are digits; a letter of another alphabet that looks
// like a Latin letter or like a digit is that one.  Pure.

#ifndef ENLACE_POLICY_SCAN_CHARACTERS_H_
#define ENLACE_POLICY_SCAN_CHARACTERS_H_

#include <unicode/unistr.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace enlace::policy {

class Characters {
 public:
  // Capital N with tilde, one character here as it is one of a key.
  static constexpr char kEnye = '\xd1';
  // What separates the characters of one identifier is no longer than this.
  static constexpr size_t kGapMax = 4;

  // `text` as CleanText() has it.
  explicit Characters(const icu::UnicodeString& text);

  // With digits for the letters that look like them, O, I and L, where they
  // stand beside digits or alone.  Nothing if there is no such letter.
  std::optional<Characters> WithDigitsForLetters() const;

  size_t CountDigits() const;

  const std::string& row() const { return row_; }
  // The text itself, in capitals, what separates them included.
  const std::string& plain() const { return plain_; }

  // Whether the `size` characters from `at` are there, and what separates them
  // is short.
  bool Holds(size_t at, size_t size) const;

  // Whether something separates character `at` from the one before it, or
  // nothing is before it or `at` is the end.
  bool IsCut(size_t at) const;
  // The sign that does: the first that is no blank, else ' '; 0 if none.
  char CutBy(size_t at) const;
  // The last sign before character `at` that is no blank; 0 if none.
  char SignBefore(size_t at) const;

  // Whether a run of letters or of digits begins, or ends, at `at`.
  bool IsEdge(size_t at) const;

  // Whether the characters are cut at `a` and `b` after the first, and nowhere
  // else.
  bool IsCutOnlyAt(size_t at, size_t size, size_t a, size_t b) const;

  // Whether one sign at most, and blanks, separate the characters.
  bool IsCutAlike(size_t at, size_t size) const;

 private:
  void AddCharacter(char c);
  void AddSign(char c);

  struct Gap {
    size_t length = 0;
    char first = 0;  // no blank, if there is one
    char last = 0;
    bool mixed = false;  // more than one sign that is no blank
  };

  std::string row_;
  std::vector<Gap> gaps_ = {Gap()};  // before each character, and at the end
  std::string plain_;
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_SCAN_CHARACTERS_H_
