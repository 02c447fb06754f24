// What can be wrong with a field, and how much it matters.
//
// A validator looks at one value and answers with a verdict; it never repeats
// the value.  A fault refuses the record or only warns: a real number can fail
// the check digit of its kind where those who issue it got it wrong.
// proto/validation/fault_text.h says what each fault is called.

#ifndef ENLACE_PROTO_VALIDATION_FAULT_H_
#define ENLACE_PROTO_VALIDATION_FAULT_H_

namespace enlace::validation {

enum class Fault {
  kNone,

  // Of a value that a format names, from the outside to the inside: what comes
  // first is reported.
  kFormatUnknown,  // this program does not know the format
  kSpelling,       // the value is right, but not in its normal spelling
  kLength,
  kCharacters,
  kForm,
  kCheckDigit,
  kDate,         // a date in it does not exist
  kCodeUnknown,  // a code in it is not in its list
  kNeverIssued,
  kPlaceholder,  // stands for nobody in particular
  kUncommon,     // possible, but rarely right
  kMismatch,     // not what the list has for the number beside it

  // Of a field.
  kMissing,
  kMissingHere,    // another field's value requires it
  kMissingBeside,  // another field must stand beside it
  kMissingAny,     // neither it nor another that would do
  kForbiddenHere,  // another field's value excludes it
  kTooManyElements,
  kTooFewElements,
  kDuplicate,
  kAlike,  // elements are the same in what they must differ in
  kTooLong,
  kTooShort,
  kTooSmall,
  kTooLarge,
  kControlCharacters,
  kPattern,
  kOrder,
  kDecimals,      // more decimals than the currency has
  kTimeSkipped,   // no clock of the zone showed it on that day
  kTimeRepeated,  // the clocks of the zone showed it twice on that day
  kOffset,        // the zone is not that far from UTC at that time
};

struct Verdict {
  Fault fault = Fault::kNone;
  bool refuses = false;

  friend bool operator==(const Verdict&, const Verdict&) = default;
};

constexpr Verdict Fine() { return {}; }
constexpr Verdict Refuse(Fault fault) { return {fault, true}; }
constexpr Verdict Warn(Fault fault) { return {fault, false}; }

}  // namespace enlace::validation

#endif  // ENLACE_PROTO_VALIDATION_FAULT_H_
