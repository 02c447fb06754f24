#include "tests/exploration/explorer.h"

#include <algorithm>
#include <deque>
#include <unordered_set>
#include <utility>

#include "absl/strings/str_cat.h"

namespace enlace::exploration {
namespace {

constexpr size_t kRim = 500;
constexpr size_t kViolationsMax = 10;

std::string NameOf(const Action& action) {
  static constexpr const char* kNames[] = {"submit",
                                           "relay",
                                           "report",
                                           "tell-revoked",
                                           "deliver",
                                           "deliver-twice",
                                           "lose-all-to",
                                           "ask-to-revoke",
                                           "hand-over",
                                           "confirm",
                                           "approve",
                                           "release",
                                           "schedule-book",
                                           "switch-book",
                                           "let-time-pass",
                                           "tick",
                                           "lie"};
  return absl::StrCat(kNames[static_cast<size_t>(action.kind)], " ",
                      action.target, action.crashes ? " and crash" : "");
}

// A moment, how it came to be, and what was not tried yet.
struct Place {
  World world;
  std::vector<Action> left;
};

class Explorer {
 public:
  Explorer(uint64_t states_max, uint64_t drain_share)
      : states_max_(states_max), drain_share_(drain_share) {}

  Exploration Run(const Budget& budget) {
    std::deque<std::pair<World, std::vector<Action>>> rim;
    World first(budget);
    Visit(first, {});
    rim.emplace_back(std::move(first), std::vector<Action>());
    while (!rim.empty() && rim.size() < kRim && !Full(states_max_)) {
      const auto [world, path] = std::move(rim.front());
      rim.pop_front();
      for (const Action& action : world.Actions()) {
        std::vector<Action> longer = path;
        longer.push_back(action);
        World next = world;
        if (Step(next, action, longer)) {
          rim.emplace_back(std::move(next), std::move(longer));
        }
      }
    }
    result_.complete = true;
    while (!rim.empty() && !Full(states_max_)) {
      const uint64_t share =
          result_.states + (states_max_ - result_.states) / rim.size() + 1;
      Deepen(std::move(rim.front().first), std::move(rim.front().second),
             share);
      rim.pop_front();
    }
    if (!rim.empty()) result_.complete = false;
    return std::move(result_);
  }

 private:
  bool Full(uint64_t states_max) const {
    return result_.states >= states_max ||
           result_.violations.size() >= kViolationsMax;
  }

  // Counts a moment if it is new; false if it is known.
  bool Visit(const World& world, const std::vector<Action>& path) {
    const uint64_t digest = world.Digest();
    if (!known_.insert(digest).second) return false;
    ++result_.states;
    result_.depth = std::max(result_.depth, path.size());
    World copy = world;
    copy.Check();
    if (copy.violations().empty() && digest % drain_share_ == 0) {
      ++result_.drained;
      copy.Drain();
      copy.CheckDrained();
    }
    if (copy.violations().empty()) return true;
    std::string how;
    for (const Action& action : path)
      absl::StrAppend(&how, "; ", NameOf(action));
    result_.violations.push_back(absl::StrCat(copy.violations().front(), how));
    return false;  // what follows from it is of no interest
  }

  bool Step(World& world, const Action& action,
            const std::vector<Action>& path) {
    ++result_.transitions;
    world.Take(action);
    return Visit(world, path);
  }

  void Deepen(World start, std::vector<Action> path, uint64_t states_max) {
    std::vector<Place> places;
    places.push_back({std::move(start), {}});
    places.back().left = InSomeOrder(places.back().world);
    while (!places.empty()) {
      if (Full(states_max)) {
        result_.complete = false;
        return;
      }
      Place& place = places.back();
      if (place.left.empty()) {
        places.pop_back();
        if (!path.empty()) path.pop_back();
        continue;
      }
      const Action action = place.left.back();
      place.left.pop_back();
      World next = place.world;
      path.push_back(action);
      if (!Step(next, action, path)) {
        path.pop_back();
        continue;
      }
      std::vector<Action> left = InSomeOrder(next);
      places.push_back({std::move(next), std::move(left)});
    }
  }

  // Not the same everywhere, or one sort of action would always come last.
  static std::vector<Action> InSomeOrder(const World& world) {
    std::vector<Action> actions = world.Actions();
    if (!actions.empty()) {
      std::rotate(actions.begin(),
                  actions.begin() +
                      static_cast<ptrdiff_t>(world.Digest() % actions.size()),
                  actions.end());
    }
    return actions;
  }

  const uint64_t states_max_;
  const uint64_t drain_share_;
  std::unordered_set<uint64_t> known_;
  Exploration result_;
};

}  // namespace

Exploration Explore(const Budget& budget, uint64_t states_max,
                    uint64_t drain_share) {
  return Explorer(states_max, drain_share).Run(budget);
}

}  // namespace enlace::exploration
