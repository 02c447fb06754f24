// What somebody may do to a text so that a reader or a program still gets it,
// and a plain search does not find it.

#ifndef ENLACE_TESTS_POLICY_SCAN_EVASION_H_
#define ENLACE_TESTS_POLICY_SCAN_EVASION_H_

#include <string>
#include <vector>

namespace enlace::policy {

struct Evasion {
  std::string name;
  std::string (*apply)(const std::string& ascii);
};

// Each alone, and some upon others.
std::vector<Evasion> Evasions();

}  // namespace enlace::policy

#endif  // ENLACE_TESTS_POLICY_SCAN_EVASION_H_
