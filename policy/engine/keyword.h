// The words of the rule language, in both languages, in one table.
//
// A rule block is English or Spanish as its fence says (```rule, ```regla);
// the grammar is the same.  Ids, field paths and codes are the same in both.

#ifndef ENLACE_POLICY_ENGINE_KEYWORD_H_
#define ENLACE_POLICY_ENGINE_KEYWORD_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "policy/engine/language.h"

namespace enlace::policy {

enum class Keyword {
  // Effects and directions.
  kPermit,
  kForbid,
  kHold,
  kRequire,
  kExcept,
  kOutgoing,
  kIncoming,
  // Clauses.
  kImplements,
  kBasis,
  kOfParent,
  kFrom,
  kTo,
  kAgencyInGroup,
  kNode,
  kWhen,
  kUnless,
  kExceptionTo,
  kOver,
  kPerHour,
  kPerDay,
  kBySender,
  kByRecipient,
  kBySenderAndRecipient,
  kAllOf,
  kAnyOf,
  kRelease,
  kGeneralise,
  kDrop,
  kDropEach,
  kCategory,
  kBecause,
  kAnnounced,
  kSilently,
  kCaveats,
  kRetain,
  kAnswerWithin,
  kExtendableBy,
  kReceipt,
  kBeforeRelease,
  kReason,
  kInForce,
  kThrough,
  kDisclose,
  kUntilApprovedBy,
  kOverrideBy,
  kWhenUrgent,
  kOf,
  kWithin,
  kMinutes,
  kHours,
  kDays,
  kMonths,
  kYears,
  // Operators and values of atoms.
  kIs,
  kIsNot,
  kIsIn,
  kIsUnder,
  kIsPresent,
  kIsAbsent,
  kIsAtMost,
  kIsAtLeast,
  kIsPast,
  kIsNotPast,
  kIsFuture,
  kIsNotFuture,
  kIncludes,
  kDoesNotInclude,
  kYes,
  kNo,
  // Cases.
  kLike,
  kOn,
  kGiven,
  kApprovedBy,
  kOverriddenBy,
  kOverLimitOf,
  kThen,
  kDeny,
  kBy,
  kIsUnreadable,
  // Vocabulary statements.
  kBook,
  kZone,
  kFact,
  kClaims,
  kAgency,
  kGroup,
  kValues,
  kCaveat,
  kRole,
  kPhrases,
  kAccept,
};

// The words of `keyword`, separated by one space.
absl::string_view Phrase(Keyword keyword, Language language);

// The phrases of `keywords`, for the help of a diagnostic.
std::vector<std::string> Phrases(const std::vector<Keyword>& keywords,
                                 Language language);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_KEYWORD_H_
