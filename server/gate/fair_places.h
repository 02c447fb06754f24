// Who may use one of a few places next, when each use takes a while.
//
// Sources take turns as in a FairQueue; beyond that one source never has all
// places, if there are at least two: whoever comes while somebody else's work
// fills the rest finds one free.
//
//   if (places.TakeNow(source)) ... else places.Push(source, weight, work);
//   ... places.GiveBack(source);
//   while (auto next = places.TakeNext()) ...
//
// Thread-compatible.

#ifndef ENLACE_SERVER_GATE_FAIR_PLACES_H_
#define ENLACE_SERVER_GATE_FAIR_PLACES_H_

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "server/gate/fair_queue.h"

namespace enlace::gate {

template <typename Work>
class FairPlaces {
 public:
  // `waiting_max` as FairQueue's.  REQUIRES: places > 0.
  FairPlaces(size_t places, size_t waiting_max)
      : places_(places), waiting_(waiting_max) {}

  // Takes a place for `source`, if one is free and it has neither work in a
  // place nor work that waits.
  bool TakeNow(const std::string& source) {
    if (taken_ == places_ || taken_by_.contains(source) ||
        waiting_.Holds(source)) {
      return false;
    }
    Take(source);
    return true;
  }

  // False, and `work` is untouched, if too much waits.
  bool Push(const std::string& source, size_t weight, Work&& work) {
    return waiting_.Push(source, weight, std::move(work));
  }

  // Whether TakeNext() would take something.
  bool HasNext() const {
    return waiting_.HasIf(
        [this](const std::string& source) { return HasPlaceFor(source); });
  }

  // Takes a place for the work that is next, and the work; nothing if there is
  // no place for any.
  std::optional<std::pair<std::string, Work>> TakeNext() {
    auto next = waiting_.PopIf(
        [this](const std::string& source) { return HasPlaceFor(source); });
    if (next) Take(next->first);
    return next;
  }

  // REQUIRES: `source` took a place.
  void GiveBack(const std::string& source) {
    const auto taken = taken_by_.find(source);
    if (--taken->second == 0) taken_by_.erase(taken);
    --taken_;
  }

  // Whether nothing waits.
  bool empty() const { return waiting_.empty(); }

 private:
  bool HasPlaceFor(const std::string& source) const {
    if (taken_ == places_) return false;
    const auto taken = taken_by_.find(source);
    return taken == taken_by_.end() ||
           taken->second < std::max<size_t>(1, places_ - 1);
  }
  void Take(const std::string& source) {
    ++taken_by_[source];
    ++taken_;
  }

  const size_t places_;
  size_t taken_ = 0;
  std::map<std::string, size_t> taken_by_;  // none of them zero
  FairQueue<Work> waiting_;
};

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_FAIR_PLACES_H_
