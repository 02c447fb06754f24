#include "client/cli/root_words.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "client/library/context.h"

namespace enlace::client {

void AddRootWords(Command verb, std::vector<std::string>& paths, Shell& shell) {
  verb.AddOption(
          "--root", paths,
          shell.Say({"National root to verify with, instead of the context's",
                     "Raíz nacional con que se verifica, en lugar de las del "
                     "contexto"}))
      .Value("FILE.pem");
}

absl::StatusOr<std::vector<certs::TrustAnchor>> RootsOf(
    const std::vector<std::string>& paths, Shell& shell) {
  std::vector<certs::TrustAnchor> roots;
  for (const std::string& path : paths) {
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

}  // namespace enlace::client
