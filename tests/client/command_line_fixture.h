// Whole command lines against a fake node.

#ifndef ENLACE_TESTS_CLIENT_COMMAND_LINE_FIXTURE_H_
#define ENLACE_TESTS_CLIENT_COMMAND_LINE_FIXTURE_H_

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "certs/tls_dial.h"
#include "tests/client/fake_node.h"
#include "tests/client/two_nations.h"

namespace enlace::client {

struct Ran {
  std::string out;
  std::string err;
  int code = 0;
};

class CommandLineTest : public testing::Test {
 protected:
  Ran Run(const std::vector<std::string>& words,
          const std::map<std::string, std::string>& variables = {});

  TwoNations nations_;
  FakeNode node_{nations_};
  bool terminal_ = false;
  // What a knock at the node's door brings.
  absl::StatusOr<certs::DialResult> dialled_ =
      absl::UnavailableError("nobody listens");
};

}  // namespace enlace::client

#endif  // ENLACE_TESTS_CLIENT_COMMAND_LINE_FIXTURE_H_
