// A rule as it is executed: every name looked up, every condition typed.

#ifndef ENLACE_POLICY_ENGINE_RULE_H_
#define ENLACE_POLICY_ENGINE_RULE_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/sha256.h"
#include "policy/engine/condition.h"
#include "policy/engine/diagnostic.h"
#include "policy/engine/language.h"
#include "policy/engine/limit.h"
#include "policy/engine/obligation.h"
#include "policy/facts/extract.h"
#include "policy/facts/facts.h"

namespace enlace::policy {

enum class Effect { kPermit, kForbid, kHold, kRequire, kExcept };

struct Rule {
  std::string id;
  Effect effect = Effect::kForbid;
  Direction direction = Direction::kOutgoing;
  std::vector<std::string> types;
  std::vector<std::string> implements;

  // Of a permit: bases that must all be claimed, unless inherited.
  std::vector<std::string> basis;
  bool basis_of_parent = false;

  // The sender is a node, which claims no basis.
  bool from_node = false;

  // Sender and recipient; no atoms = anyone.
  Condition parties;
  std::vector<Condition> when;    // all must hold
  std::vector<Condition> unless;  // none may hold

  // Of an exception: ids of the rules that do not apply where it does, sorted.
  std::vector<std::string> exception_to;

  // By record type; only permits and requires have any.
  std::map<std::string, Obligations, std::less<>> obligations;

  // Of a forbid or hold: so many records pass before it applies.
  std::optional<Limit> limit;

  std::vector<Review> reviews;  // of a hold
  // Of a hold: who may set it aside for an urgent record, two at least.
  std::optional<Review> urgent_override;
  absl::Duration within = absl::InfiniteDuration();

  std::string reason;
  Bilingual because;
  absl::Time in_force_from = absl::InfinitePast();
  absl::Time in_force_until = absl::InfiniteFuture();  // exclusive
  bool disclose = false;

  // SHA-256 of the rule's id and block: what an approval binds.
  Hash digest{};
  Location at;
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_RULE_H_
