// Entries of the register, for the persons who keep it.

#ifndef ENLACE_CLIENT_CLI_REGISTER_TEXT_H_
#define ENLACE_CLIENT_CLI_REGISTER_TEXT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/json.h"
#include "client/cli/shell.h"
#include "enlace/v1/register_service.pb.h"

namespace enlace::client {

// "assurance" for REGISTER_KIND_ASSURANCE, and back.  Fails with
// kInvalidArgument, naming the kinds.
std::string KindText(v1::RegisterKind kind);
absl::StatusOr<v1::RegisterKind> KindOf(const std::string& text);
// Every kind.
std::vector<std::string> KindTexts();

// "active", "proposed".
std::string StateText(v1::RegisterState state);

// The identity of the agency that `name` stands for: a URI, or an id such as
// "us-atf".  Fails with kInvalidArgument.
absl::StatusOr<std::string> HolderOf(const std::string& name, Shell& shell);

// The identity of the person of the own nation that `name` stands for: a URI,
// or an id.  Fails with kInvalidArgument.
absl::StatusOr<std::string> PersonOf(const std::string& name, Shell& shell);

// The ids of transfers that are named by hex digits, sorted, each once.  Fails
// with kInvalidArgument.
absl::StatusOr<std::vector<std::string>> TransferIdsOf(
    const std::vector<std::string>& names);

// Whom or what the entry is about, in a few words.
std::string AboutText(const v1::RegisterEntry& entry, Shell& shell);

// The entry of a view.  Fails with kDataLoss if it cannot be read.
absl::StatusOr<v1::RegisterEntry> EntryOf(const v1::RegisterView& view);

Json JsonOf(const v1::RegisterEntry& entry, const v1::RegisterView& view);
std::string TextOf(const v1::RegisterEntry& entry, const v1::RegisterView& view,
                   Shell& shell);

// The node's entry of that name.  Fails with kNotFound.
absl::StatusOr<v1::RegisterView> FindEntry(const std::string& entry_id,
                                           Shell& shell);

// Signs what the person of the context does about the entry of these bytes, and
// has the node take it.
absl::StatusOr<v1::ChangeRegisterResponse> SignAndSend(
    v1::RegisterAct::Verb verb, const std::string& entry_id,
    const std::string& entry, Shell& shell);

// States the document that `entry` rests on: its digest, and where it is kept.
// Fails with kInvalidArgument if it cannot be read.
absl::Status SetDocument(const std::string& file, const std::string& reference,
                         v1::RegisterEntry& entry);

// Proposes `entry` and prints it; for a dry run only checks and prints it.
absl::StatusOr<ExitCode> ProposeEntry(const v1::RegisterEntry& entry,
                                      bool dry_run, Shell& shell);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_REGISTER_TEXT_H_
