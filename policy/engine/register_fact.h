// Facts that come from the register: which terms stand for the sender, the
// recipient or the case of a record, by kind of entry.
//
//   fact assurances register.recipient.assurance "..." / "..."
//
// Each is a set of texts.  docs/register.md.  Pure.

#ifndef ENLACE_POLICY_ENGINE_REGISTER_FACT_H_
#define ENLACE_POLICY_ENGINE_REGISTER_FACT_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "enlace/v1/register.pb.h"

namespace enlace::policy {

// Whom or what an entry is about, as the record sees it.
enum class RegisterScope { kSender, kRecipient, kMatter };

// "register.recipient.death_penalty_assurance".
std::string RegisterFact(RegisterScope scope, v1::RegisterKind kind);

// Every one of them.
std::vector<std::string> RegisterFacts();

bool IsRegisterFact(absl::string_view path);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_REGISTER_FACT_H_
