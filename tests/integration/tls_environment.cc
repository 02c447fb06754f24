// What main() of a real process does first.

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/check.h"
#include "certs/tls.h"
#include "tests/integration/tls_fixture.h"

namespace enlace::certs {
namespace {

class TlsEnvironment : public testing::Environment {
 public:
  void SetUp() override {
    if (std::getenv(kSkipInstallVariable) != nullptr) return;
    CHECK_OK(InstallTlsConfiguration());
  }
};

// Owned by GoogleTest.
[[maybe_unused]] testing::Environment* const tls_environment =
    testing::AddGlobalTestEnvironment(new TlsEnvironment);

}  // namespace
}  // namespace enlace::certs
