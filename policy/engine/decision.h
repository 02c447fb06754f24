// The answer of a rule book about one record, with its whole justification.
//
// A decision is plain data: comparable, copyable, without pointers into the
// book.  The node journals it, shows it to the sender and commits to it in the
// audit log.  It holds no value of the record.
//
// Obligations form a lattice: where two rules ask for different things, the
// stricter wins, whatever the order (policy/engine/obligation.h).

#ifndef ENLACE_POLICY_ENGINE_DECISION_H_
#define ENLACE_POLICY_ENGINE_DECISION_H_

#include <compare>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace enlace::policy {

// In order of strictness.
enum class Outcome { kPermit, kHold, kDeny };

// What happens to one leaf of the record, whether or not it is present.
struct FieldAction {
  enum Kind { kRelease, kGeneralise, kDrop };  // in order of strictness

  std::string path;  // "purchaser.birth_date.month"
  Kind kind = kDrop;
  std::string level;     // of kGeneralise only: "last4"
  bool silent = false;   // the receiver must not see that it was removed
  std::string rule_id;   // "" where no rule names the leaf: default drop
  std::string reason;    // code of the drop, e.g. "S10"; "" if none stated
  std::string citation;  // what the rule implements, joined with ", "

  // NOLINTNEXTLINE(modernize-use-nullptr): it takes <=> for a comparison.
  friend auto operator<=>(const FieldAction&, const FieldAction&) = default;
};

// The actions for the single elements of a list of which each is a leaf.
struct ElementActions {
  std::string path;                  // of the list: "associates"
  std::vector<FieldAction> actions;  // by index: "associates[0]", ...

  bool operator==(const ElementActions&) const = default;
};

// The actions for all leaves of a record type.  The rules of a book combine in
// few ways and every record has one of them, so decisions share their actions:
// copying costs nothing, and comparing one with itself neither.  Immutable.
class FieldActions {
 public:
  FieldActions();
  // NOLINTNEXTLINE(google-explicit-constructor): it is a list of actions.
  FieldActions(std::vector<FieldAction> actions)
      : actions_(std::make_shared<const std::vector<FieldAction>>(
            std::move(actions))) {}

  auto begin() const { return actions_->begin(); }
  auto end() const { return actions_->end(); }
  size_t size() const { return actions_->size(); }
  const FieldAction& operator[](size_t i) const { return (*actions_)[i]; }

  friend bool operator==(const FieldActions& a, const FieldActions& b) {
    return a.actions_ == b.actions_ || *a.actions_ == *b.actions_;
  }

 private:
  std::shared_ptr<const std::vector<FieldAction>> actions_;
};

// How long the receiver may keep the record, from the instant of the decision:
// the earlier of both limits.  0 = no limit of that kind.
struct Retention {
  int days = 0;
  int months = 0;

  bool operator==(const Retention&) const = default;
};

// How soon whoever receives the record should answer it, from the instant of
// the decision, and by how much a notice can put that off.
struct AnswerTime {
  int minutes = 0;  // 0: no answer is asked for
  int extension_minutes = 0;

  bool operator==(const AnswerTime&) const = default;
};

// What must prove a permit before the record leaves the node: docs/receipts.md.
// In order of strictness.
enum class ReceiptLevel {
  kNone,
  kSigned,    // L1: a checkpoint that the node signed
  kCosigned,  // L2: one that the other nation cosigned as well
};

// `count` approvals by persons who hold `role`.
struct Review {
  std::string role;
  int count = 1;

  bool operator==(const Review&) const = default;
};

struct Decision {
  Outcome outcome = Outcome::kDeny;

  // Rules that determined the outcome, sorted: the matching forbids; or none
  // (no legal basis); or the matching holds; or the matching permits, requires
  // and the exceptions that lifted a rule.
  std::vector<std::string> rule_ids;
  std::vector<std::string> citations;  // of these rules, sorted

  // Of a permit: rules whose limit the record uses up a little, sorted.
  std::vector<std::string> counts_against;

  // A code of policy/engine/reason.h; empty if permitted.
  std::string reason;
  std::vector<std::string> secondary_reasons;

  // One per leaf path of the record type, sorted by path.  A denial drops all;
  // a hold shows what a release would look like.
  FieldActions fields;

  // Lists that are released as a whole and of which some rule drops single
  // elements, sorted by path.  An element beyond these actions is not released.
  std::vector<ElementActions> elements;
  std::vector<std::string> caveats;  // sorted
  Retention retention;
  AnswerTime answer;
  ReceiptLevel receipt = ReceiptLevel::kNone;

  // Of a hold: who may release it, sorted by role, and until when.
  std::vector<Review> reviews;
  absl::Time deadline = absl::InfiniteFuture();

  // The first instant at which book and facts may say something else, because a
  // rule comes into force or ends or a day begins that a rule looks at: until
  // then a decision at any later instant is equal but for its deadline.
  absl::Time stable_until = absl::InfiniteFuture();

  // What the peer nation may be told beside the outcome.  `disclose` is true if
  // any rule of this decision says so; the two lists hold only those rules.
  // `public_reason` is the reason they give, or R01 where nothing may be told.
  bool disclose = false;
  std::vector<std::string> public_rule_ids;
  std::vector<std::string> public_citations;
  std::string public_reason;

  // Whether a rule that may not be named speaks against release: a forbid or a
  // hold without `disclose` applies, also where another one decided, and also
  // where it was approved.
  bool silent = false;

  std::string book_digest;  // 32 bytes

  bool operator==(const Decision&) const = default;
};

// What `decision` says of the leaf at `path`, or null if it does not know it.
// An element of a list, "associates[3]", is decided by itself where rules look
// at each, and otherwise as the list is.
const FieldAction* FindAction(const Decision& decision, absl::string_view path);

// "L1", "L2"; "" for none.
absl::string_view LevelName(ReceiptLevel level);

// The end of `retention` for a record released at `start`; InfiniteFuture
// without limits.  Months are counted in UTC and rounded down: one month from
// 31 January is 28 or 29 February.
absl::Time RetainUntil(const Retention& retention, absl::Time start);

// "permit", "hold", "deny".
absl::string_view OutcomeName(Outcome outcome);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_DECISION_H_
