#include "client/cli/framework_words.h"

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "client/library/context.h"
#include "proto/wire/framework_approval.h"

namespace enlace::client {
namespace {

// The roots of the command line, else those of the context.
absl::StatusOr<std::vector<certs::TrustAnchor>> RootsOf(
    const FrameworkWords& words, Shell& shell) {
  std::vector<certs::TrustAnchor> roots;
  for (const std::string& path : words.root_paths) {
    ASSIGN_OR_RETURN(const std::string pem, ReadFile(path));
    auto root = certs::TrustAnchor::FromPem(pem);
    if (!root.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ": ", root.status().message()));
    }
    roots.push_back(*std::move(root));
  }
  if (!roots.empty()) return roots;
  ASSIGN_OR_RETURN(const Context* context, shell.context());
  ASSIGN_OR_RETURN(const std::vector<Nation> nations, LoadTrust(*context));
  for (const Nation& nation : nations) roots.push_back(nation.root);
  return roots;
}

}  // namespace

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
  verb.AddOption("--root", words.root_paths,
                 shell.Say({"Root of a nation, again for the other; those of "
                            "the context",
                            "Raíz de una nación, otra vez para la otra; las "
                            "del contexto"}))
      .Value("FILE");
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
                   RootsOf(words, shell));
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
