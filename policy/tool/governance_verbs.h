// The verbs of `rulebook` that make a book law: bundle, sign, verify.

#ifndef ENLACE_POLICY_TOOL_GOVERNANCE_VERBS_H_
#define ENLACE_POLICY_TOOL_GOVERNANCE_VERBS_H_

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "policy/engine/language.h"
#include "policy/tool/bundle_command.h"
#include "policy/tool/sign_command.h"
#include "policy/tool/verify_command.h"

namespace enlace::policy {

// Outlives the parsing of the words.
class GovernanceVerbs {
 public:
  explicit GovernanceVerbs(CLI::App& app);
  GovernanceVerbs(const GovernanceVerbs&) = delete;
  GovernanceVerbs& operator=(const GovernanceVerbs&) = delete;

  // The exit code of the verb that was named; nothing if it was another.
  std::optional<int> Run(absl::Time now, Language language) const;

 private:
  void AddBundle(CLI::App& app);
  void AddSign(CLI::App& app);
  void AddVerify(CLI::App& app);

  CLI::App* bundle_ = nullptr;
  BundleSettings bundle_settings_;
  std::string effective_from_;

  CLI::App* sign_ = nullptr;
  SignSettings sign_settings_;
  std::vector<std::string> languages_;

  CLI::App* verify_ = nullptr;
  VerifySettings verify_settings_;
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_TOOL_GOVERNANCE_VERBS_H_
