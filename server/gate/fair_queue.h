// A line in which nobody waits for what somebody else has too much of.
//
// Whoever asks, a source, has a line of their own; sources are served in turn,
// one request each, and within a line the order holds.  One source may take
// up half of what all may: when it has, others still find room.
//
// Costs memory for the sources that have something waiting, and time that does
// not grow with them but for a look-up, and in PopIf() for those that it passes
// over.  Thread-compatible.

#ifndef ENLACE_SERVER_GATE_FAIR_QUEUE_H_
#define ENLACE_SERVER_GATE_FAIR_QUEUE_H_

#include <algorithm>
#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace enlace::gate {

template <typename Request>
class FairQueue {
 public:
  // Of the weights of what waits together.
  explicit FairQueue(size_t weight_max) : weight_max_(weight_max) {}

  bool HasRoom(const std::string& source, size_t weight) const {
    const auto known = lines_.find(source);
    const size_t of_source = known == lines_.end() ? 0 : known->second.weight;
    return weight_ + weight <= weight_max_ &&
           of_source + weight <= weight_max_ / 2;
  }

  // False, and `request` is untouched, if there is no room for it.
  bool Push(const std::string& source, size_t weight, Request&& request) {
    if (!HasRoom(source, weight)) return false;
    if (!Holds(source)) turns_.push_back(source);
    Line& line = lines_[source];
    line.waiting.emplace_back(weight, std::move(request));
    line.weight += weight;
    weight_ += weight;
    return true;
  }

  bool empty() const { return turns_.empty(); }

  // Whether something of `source` waits.
  bool Holds(const std::string& source) const {
    return lines_.contains(source);
  }

  // Of the request that is next.  REQUIRES: !empty().
  size_t next_weight() const {
    return lines_.at(turns_.front()).waiting.front().first;
  }

  // Takes the request that is next.  REQUIRES: !empty().
  Request Pop() { return Take(turns_.begin()).second; }

  // Whether PopIf() would take something.
  template <typename MayServe>
  bool HasIf(MayServe may_serve) const {
    return std::any_of(turns_.begin(), turns_.end(), may_serve);
  }

  // Takes the request that is next of those whose source may be served, and
  // says whose it is; nothing if there is none.
  template <typename MayServe>
  std::optional<std::pair<std::string, Request>> PopIf(MayServe may_serve) {
    const auto turn = std::find_if(turns_.begin(), turns_.end(), may_serve);
    if (turn == turns_.end()) return std::nullopt;
    return Take(turn);
  }

 private:
  struct Line {
    std::deque<std::pair<size_t, Request>> waiting;
    size_t weight = 0;
  };

  std::pair<std::string, Request> Take(std::deque<std::string>::iterator turn) {
    std::string source = std::move(*turn);
    turns_.erase(turn);
    const auto line = lines_.find(source);
    auto [weight, request] = std::move(line->second.waiting.front());
    line->second.waiting.pop_front();
    line->second.weight -= weight;
    weight_ -= weight;
    if (line->second.waiting.empty()) {
      lines_.erase(line);
    } else {
      turns_.push_back(source);
    }
    return {std::move(source), std::move(request)};
  }

  const size_t weight_max_;
  size_t weight_ = 0;
  std::map<std::string, Line> lines_;  // none of them empty
  std::deque<std::string> turns_;      // the sources of lines_, each once
};

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_FAIR_QUEUE_H_
