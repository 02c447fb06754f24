#include "policy/engine/register_fact.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace enlace::policy {
namespace {

constexpr absl::string_view kPrefix = "register.";

absl::string_view NameOf(RegisterScope scope) {
  switch (scope) {
    case RegisterScope::kSender:
      return "sender";
    case RegisterScope::kRecipient:
      return "recipient";
    case RegisterScope::kMatter:
      break;
  }
  return "matter";
}

}  // namespace

std::string RegisterFact(RegisterScope scope, v1::RegisterKind kind) {
  const std::string name = v1::RegisterKind_Name(kind);
  return absl::StrCat(
      kPrefix, NameOf(scope), ".",
      absl::AsciiStrToLower(absl::StripPrefix(name, "REGISTER_KIND_")));
}

std::vector<std::string> RegisterFacts() {
  std::vector<std::string> facts;
  for (const RegisterScope scope :
       {RegisterScope::kSender, RegisterScope::kRecipient,
        RegisterScope::kMatter}) {
    for (int kind = 1; kind <= v1::RegisterKind_MAX; ++kind) {
      facts.push_back(RegisterFact(scope, v1::RegisterKind(kind)));
    }
  }
  return facts;
}

bool IsRegisterFact(absl::string_view path) {
  return absl::StartsWith(path, kPrefix);
}

}  // namespace enlace::policy
