// A history in which everything happens that a journal can tell: what a golden
// journal of today's format is made of.

#ifndef ENLACE_TESTS_SERVER_CORE_GOLDEN_HISTORY_H_
#define ENLACE_TESTS_SERVER_CORE_GOLDEN_HISTORY_H_

#include <set>
#include <string>
#include <vector>

#include "tests/server/core/core_node.h"

namespace enlace::core {

// Plays it on a node that has only made first contact.
void PlayGoldenHistory(CoreNode& node);

// The kinds of events in a journal, by the name of their field.
std::set<std::string> KindsIn(const std::vector<std::string>& batches);

// Every kind that there is.
std::set<std::string> AllEventKinds();

}  // namespace enlace::core

#endif  // ENLACE_TESTS_SERVER_CORE_GOLDEN_HISTORY_H_
