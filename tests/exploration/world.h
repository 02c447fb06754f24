// Everything that a moment of two nations consists of, as one value: the state
// of both nodes, what is stored and what is on its way, what agencies know, and
// which faults are still to come.
//
// A node is the real sequencer on the real state: before each step it recovers
// from the encoded state, as after a crash, and afterwards the events that it
// committed must give the same state again.

#ifndef ENLACE_TESTS_EXPLORATION_WORLD_H_
#define ENLACE_TESTS_EXPLORATION_WORLD_H_

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/core/input.h"
#include "server/core/state.h"
#include "tests/exploration/node_step.h"
#include "tests/simulation/sim_random.h"

namespace enlace::exploration {

inline constexpr int kNodes = 2;
inline constexpr size_t kMessages = 3;

// Which node lies, if one does; the promises are then those of the other.
inline constexpr int kHonest = 1;
inline constexpr int kLiar = 0;

enum class MessageKind : uint8_t {
  kRelay,
  kRelayAnswer,
  kReport,
  kReportTaken,
  kRevocation,
  kRevocationAnswer,
};

// On its way between the nodes; the same one is there once.
struct Message {
  int to = 0;
  MessageKind kind = MessageKind::kRelay;
  uint64_t link_sequence = 0;  // of a relay
  std::string bytes;           // facts, answer, evidence or revocation

  auto operator<=>(const Message&) const = default;
};

enum class ActionKind : uint8_t {
  kSubmit,  // message `target`, until it was answered
  kRelay,   // node `target` sends what is to be relayed
  kReport,  // and what evidence it owes
  kTellRevoked,
  kDeliver,  // what is on its way, the `target`th
  kDeliverTwice,
  kLoseAllTo,    // the network to node `target` is cut, and mended
  kAskToRevoke,  // the sender of message `target`
  kHandOver,     // to the recipient of message `target`
  kConfirm,
  kApprove,  // a person at node `target` approves what is held
  kRelease,
  kScheduleBook,
  kSwitchBook,
  kLetTimePass,  // until the short-lived messages are over
  kTick,
  kLie,  // the `target`th of what the liar can say
};

struct Action {
  ActionKind kind = ActionKind::kSubmit;
  int target = 0;
  bool crashes = false;  // after the commit, before anybody is answered
};

// How often each may still happen.
struct Budget {
  int crashes = 2;
  int partitions = 1;
  int duplicates = 1;
  int revocations = 1;
  int books = 1;
  int lies = 0;
};

class World {
 public:
  // First contact is made; nothing was submitted.
  explicit World(const Budget& budget);

  // What can happen next.
  std::vector<Action> Actions() const;
  // REQUIRES: `action` is one of Actions().
  void Take(const Action& action);
  // Without any fault until nothing is left to do.
  void Drain();

  uint64_t Digest() const;
  // What is broken now; and what is once nothing is left to do.
  void Check();
  void CheckDrained();
  const std::vector<std::string>& violations() const { return violations_; }

 private:
  struct Node {
    NodeStep step;
    std::set<std::string> payloads;  // transfer ids
  };

  core::State StateOf(int node) const;
  // Runs one batch of `input` at `node`.
  core::Answer Run(int node, core::Input input);
  // The same, and false if the node crashed before it could answer.
  bool RunAndAnswer(const Action& action, int node, core::Input input,
                    core::Answer& answer);
  // The same for every way to one state of the node.
  simulation::SimRandom RandomOf(int node) const;
  // What `node` would send now and is not on its way.
  std::vector<Message> ToSend(int node, const core::State& state,
                              ActionKind kind) const;
  void Submit(const Action& action);
  void AskToRevoke(size_t m);
  void Collect(const Action& action);
  void Approve(int node);
  void Release(int node);
  void ChangeBook(const Action& action);
  void Deliver(const Action& action);
  // Lies (world_lies.cc).
  std::vector<core::Input> Lies(const core::State& state) const;
  void Lie(size_t which);
  // World checks (world_checks.cc).
  void CheckNode(int node, const core::State& state, const core::State& other);
  void CheckAcknowledged(size_t m, const core::State& here);
  void CheckCollected(size_t m, const core::State& there);
  bool IsLiar(int node) const { return lied_ && node == kLiar; }
  void Fail(absl::string_view what);
  absl::Time Now() const;

  std::array<Node, kNodes> nodes_;
  std::set<Message> network_;
  std::array<std::string, kMessages> outcomes_;  // that the senders know
  std::array<bool, kMessages> handed_{};         // to the recipients
  std::array<bool, kMessages> confirmed_{};
  Budget budget_;
  bool late_ = false;
  bool lied_ = false;
  std::vector<std::string> violations_;
};

}  // namespace enlace::exploration

#endif  // ENLACE_TESTS_EXPLORATION_WORLD_H_
