#include "client/cli/framework_words.h"

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "client/cli/root_words.h"
#include "proto/wire/framework_approval.h"

namespace enlace::client {

void AddFrameworkWords(Command verb, FrameworkWords& words, Shell& shell) {
  verb.AddOption("--framework", words.path,
                 shell.Say({"Commitments that both nations approved, to hold "
                            "the figures against",
                            "Compromisos que ambas naciones aprobaron, para "
                            "cotejar con ellos las cifras"}))
      .Value("FILE");
  verb.AddOption("--approval", words.approval_paths,
                 shell.Say({"Approval of the framework, again for each signer",
                            "Aprobación del marco, una por cada firmante"}))
      .Value("FILE");
  AddRootWords(verb, words.root_paths, shell);
}

absl::StatusOr<std::optional<ResultsFramework>> LoadFramework(
    const FrameworkWords& words, Shell& shell) {
  if (words.path.empty()) {
    if (words.approval_paths.empty() && words.root_paths.empty()) {
      return std::nullopt;
    }
    return absl::InvalidArgumentError(
        shell.Say({"--approval and --root are about a framework; give it as "
                   "--framework",
                   "--approval y --root se refieren a un marco; indíquelo con "
                   "--framework"}));
  }
  ASSIGN_OR_RETURN(const std::string toml,
                   ReadFile(words.path, kFrameworkSizeMax));
  std::vector<std::string> approvals;
  for (const std::string& path : words.approval_paths) {
    ASSIGN_OR_RETURN(approvals.emplace_back(),
                     ReadFile(path, wire::kFrameworkApprovalSizeMax));
  }
  ASSIGN_OR_RETURN(const std::vector<certs::TrustAnchor> roots,
                   RootsOf(words.root_paths, shell));
  auto framework =
      ReadFramework(toml, approvals, roots, shell.clock().TimeNow());
  if (framework.ok()) return *std::move(framework);
  const std::string what =
      absl::StrCat(words.path, ": ", framework.status().message());
  // That it does not hold is an answer.
  return absl::IsPermissionDenied(framework.status())
             ? absl::FailedPreconditionError(what)
             : absl::Status(framework.status().code(), what);
}

}  // namespace enlace::client
