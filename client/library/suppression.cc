#include "client/library/suppression.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace enlace::client {
namespace {

constexpr size_t kNone = std::numeric_limits<size_t>::max();

// Flows over the hidden edges, capacities as residuals.
class HiddenFlow {
 public:
  // Leaves edge `without` out.
  HiddenFlow(const std::vector<TableEdge>& edges, size_t nodes, size_t without,
             uint64_t enough)
      : arcs_(nodes), enough_(enough) {
    for (size_t i = 0; i < edges.size(); ++i) {
      const TableEdge& edge = edges[i];
      if (i == without || !edge.hidden || edge.row_node == edge.column_node) {
        continue;
      }
      // No more than `enough` is ever asked for, so that is without limit.
      const uint64_t down = std::min(edge.value - edge.floor, enough);
      const uint64_t from_row = edge.is_margin ? down : enough;
      const uint64_t to_row = edge.is_margin ? enough : down;
      AddPair(edge.row_node, edge.column_node, from_row, to_row);
    }
  }

  // The largest flow from `source` to `sink`, or `enough_` if it is larger.
  uint64_t Largest(size_t source, size_t sink) {
    if (source == sink) return enough_;
    uint64_t flow = 0;
    while (flow < enough_) {
      const uint64_t more = Augment(source, sink, enough_ - flow);
      if (more == 0) break;
      flow += more;
    }
    return flow;
  }

 private:
  struct Arc {
    size_t to = 0;
    size_t back = 0;  // place of the opposite arc at `to`
    uint64_t capacity = 0;
  };

  void AddPair(size_t a, size_t b, uint64_t forward, uint64_t backward) {
    arcs_[a].push_back({b, arcs_[b].size(), forward});
    arcs_[b].push_back({a, arcs_[a].size() - 1, backward});
  }

  // Sends up to `most` along a shortest path with room; 0 if there is none.
  uint64_t Augment(size_t source, size_t sink, uint64_t most) {
    std::vector<std::pair<size_t, size_t>> came(arcs_.size(), {kNone, 0});
    std::vector<size_t> queue = {source};
    came[source].first = source;
    for (size_t head = 0; head < queue.size(); ++head) {
      const size_t node = queue[head];
      for (size_t i = 0; i < arcs_[node].size(); ++i) {
        const Arc& arc = arcs_[node][i];
        if (arc.capacity == 0 || came[arc.to].first != kNone) continue;
        came[arc.to] = {node, i};
        queue.push_back(arc.to);
      }
    }
    if (came[sink].first == kNone) return 0;
    uint64_t room = most;
    for (size_t node = sink; node != source; node = came[node].first) {
      room =
          std::min(room, arcs_[came[node].first][came[node].second].capacity);
    }
    for (size_t node = sink; node != source; node = came[node].first) {
      Arc& arc = arcs_[came[node].first][came[node].second];
      arc.capacity -= room;
      arcs_[arc.to][arc.back].capacity += room;
    }
    return room;
  }

  std::vector<std::vector<Arc>> arcs_;
  const uint64_t enough_;
};

// Of two candidates the one that tells less is hidden; totals tell most.
uint64_t CostOf(const TableEdge& edge) {
  return edge.is_margin ? 1 + 4 * edge.value : 1 + edge.value;
}

// The cheapest edge that alone makes the range of `at` wide enough; if none
// does, the one that widens it most, and of those the cheapest.
std::optional<size_t> BestToHide(std::vector<TableEdge>& edges, size_t nodes,
                                 size_t at, uint64_t enough) {
  std::optional<size_t> best;
  uint64_t best_width = 0;
  for (size_t i = 0; i < edges.size(); ++i) {
    TableEdge& edge = edges[i];
    if (edge.hidden || !edge.can_be_hidden) continue;
    edge.hidden = true;
    const uint64_t width = WidthOf(edges, nodes, at, enough);
    edge.hidden = false;
    if (!best || width > best_width ||
        (width == best_width && CostOf(edge) < CostOf(edges[*best]))) {
      best = i;
      best_width = width;
    }
  }
  return best;
}

// The visible edges of a cheapest way around `at`: whatever is hidden already
// costs nothing.
std::vector<size_t> CheapestWayAround(const std::vector<TableEdge>& edges,
                                      size_t nodes, size_t at) {
  constexpr uint64_t kFar = std::numeric_limits<uint64_t>::max();
  std::vector<uint64_t> cost(nodes, kFar);
  std::vector<size_t> by(nodes, kNone);
  cost[edges[at].row_node] = 0;
  // Bellman and Ford: tables are small.
  for (size_t round = 0; round < nodes; ++round) {
    for (size_t i = 0; i < edges.size(); ++i) {
      const TableEdge& edge = edges[i];
      if (i == at || (!edge.hidden && !edge.can_be_hidden)) continue;
      const uint64_t price = edge.hidden ? 0 : CostOf(edge);
      const auto relax = [&](size_t from, size_t to) {
        if (cost[from] == kFar || cost[from] + price >= cost[to]) return;
        cost[to] = cost[from] + price;
        by[to] = i;
      };
      relax(edge.row_node, edge.column_node);
      relax(edge.column_node, edge.row_node);
    }
  }
  std::vector<size_t> visible;
  size_t node = edges[at].column_node;
  if (cost[node] == kFar) return visible;
  while (node != edges[at].row_node) {
    const TableEdge& edge = edges[by[node]];
    if (!edge.hidden) visible.push_back(by[node]);
    node = edge.row_node == node ? edge.column_node : edge.row_node;
  }
  return visible;
}

// Hides what widens the range of `at`.  False if nothing can be hidden.
bool Widen(std::vector<TableEdge>& edges, size_t nodes, size_t at,
           uint64_t width) {
  const uint64_t before = WidthOf(edges, nodes, at, width);
  const std::optional<size_t> one = BestToHide(edges, nodes, at, width);
  if (!one) return false;
  edges[*one].hidden = true;
  const uint64_t alone = WidthOf(edges, nodes, at, width);
  if (alone >= width) return true;
  edges[*one].hidden = false;
  const std::vector<size_t> way = CheapestWayAround(edges, nodes, at);
  for (const size_t each : way) edges[each].hidden = true;
  if (!way.empty() && WidthOf(edges, nodes, at, width) > before) return true;
  edges[*one].hidden = true;
  return true;
}

}  // namespace

uint64_t WidthOf(const std::vector<TableEdge>& edges, size_t nodes, size_t at,
                 uint64_t enough) {
  const TableEdge& edge = edges[at];
  const auto way_back = [&](bool raised) {
    // A total has the other sign in what adds up.
    const bool from_column = raised != edge.is_margin;
    HiddenFlow flow(edges, nodes, at, enough);
    return from_column ? flow.Largest(edge.column_node, edge.row_node)
                       : flow.Largest(edge.row_node, edge.column_node);
  };
  const uint64_t up = way_back(true);
  if (up >= enough) return enough;
  const uint64_t down = std::min(edge.value - edge.floor, way_back(false));
  return std::min(enough, up + down);
}

void HideComplements(std::vector<TableEdge>& edges, size_t nodes,
                     uint64_t width) {
  bool changed = true;
  while (changed) {
    changed = false;
    for (size_t at = 0; at < edges.size(); ++at) {
      while (edges[at].hidden && WidthOf(edges, nodes, at, width) < width) {
        if (!Widen(edges, nodes, at, width)) break;
        changed = true;
      }
    }
  }
}

}  // namespace enlace::client
