#include "server/app/restore_outlook.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "base/file.h"
#include "base/sqlite.h"
#include "base/status_macros.h"
#include "proto/wire/checkpoint.h"
#include "server/app/trust.h"
#include "server/app/wording.h"
#include "server/core/apply.h"
#include "server/core/state.h"
#include "server/store/journal_check.h"
#include "server/store/journal_reader.h"
#include "server/store/key_store.h"
#include "server/store/store_layout.h"

namespace enlace::app {
namespace {

using audit::SigningState;
using audit::TreeHead;

constexpr Wording kSigns = {
    "At its start the node accepts records and signs: the log has all that was "
    "signed.\n",
    "Al arrancar, el nodo acepta registros y firma: la bitácora tiene todo lo "
    "que se firmó.\n"};
constexpr Wording kRecordsOnly = {
    "At its start the node accepts and records, and signs nothing: the signer "
    "anchor is missing.  That ends once the other nation's witness cosigns the "
    "published checkpoint, which it does only if it knows no longer log.\n",
    "Al arrancar, el nodo acepta y asienta, y no firma nada: falta el ancla de "
    "firma.  Eso termina cuando el testigo de la otra nación cofirma el punto "
    "de "
    "control publicado, lo que hace sólo si no conoce una bitácora más "
    "larga.\n"};
constexpr Wording kShorter = {
    "At its start the node will accept nothing: the log has $0 entries, and $1 "
    "were signed.  Restore a later backup, or the tail of the journal from the "
    "old disk.  Leave the anchor as it is: without it the node would accept "
    "records on a log that others know to be longer.\n",
    "Al arrancar, el nodo no aceptará nada: la bitácora tiene $0 asientos y se "
    "firmaron $1.  Restaure un respaldo posterior, o el final del diario desde "
    "el disco anterior.  Deje el ancla como está: sin ella el nodo aceptaría "
    "registros en una bitácora que otros saben más larga.\n"};
constexpr Wording kAnother = {
    "At its start the node will accept nothing: the log's first $0 entries are "
    "not those that were signed.  This is the backup of another history; find "
    "out which before anything else.\n",
    "Al arrancar, el nodo no aceptará nada: los primeros $0 asientos de la "
    "bitácora no son los que se firmaron.  Es el respaldo de otra historia; "
    "averigüe cuál antes de nada.\n"};
constexpr Wording kWithoutKey = {
    "$1 records are sealed under key epoch $0, which has no key: nobody can "
    "open them any more, but all that the journal and the log say of them "
    "stays.\n",
    "$1 registros están sellados con la época $0, cuya llave ya no existe: "
    "nadie puede abrirlos, pero queda todo lo que el diario y la bitácora "
    "dicen de ellos.\n"};

// The tree of the published checkpoint that the log's own key signed.
std::optional<TreeHead> Published(const Config& config,
                                  const wire::VerifierKey& log_key) {
  const absl::StatusOr<std::string> note =
      ReadFile(config.audit_directory + "/checkpoint");
  if (!note.ok()) return std::nullopt;
  // One that does not verify says nothing; a start makes it anew.
  const absl::StatusOr<wire::SignedCheckpoint> opened =
      wire::OpenCheckpoint(*note, {&log_key, 1}, {});
  if (!opened.ok()) return std::nullopt;
  return TreeHead{opened->checkpoint.size, opened->checkpoint.root};
}

// How many payloads no key opens, by epoch.
absl::StatusOr<std::map<uint32_t, uint64_t>> WithoutKey(
    const Config& config, const store::CheckedJournal& journal) {
  ASSIGN_OR_RETURN(const auto keys,
                   store::KeyStore::Open(config.key_directory + "/epochs"));
  const std::vector<uint32_t> epochs = keys->epochs();
  std::map<uint32_t, uint64_t> without;
  for (const auto& [epoch, payloads] : journal.payloads_of_epoch) {
    if (std::find(epochs.begin(), epochs.end(), epoch) == epochs.end()) {
      without[epoch] = payloads;
    }
  }
  return without;
}

// Whether this program can fold the journal: all of it, as the first start
// will.
absl::Status CheckReplays(store::JournalReader& journal) {
  core::State state;
  journal::v1::EventBatch batch;
  return journal
      .Follow(0,
              [&](uint64_t number,
                  const store::Manifest& manifest) -> absl::Status {
                ASSIGN_OR_RETURN(const std::string events,
                                 journal.ReadEvents(number, manifest));
                if (!batch.ParseFromString(events)) {
                  return absl::DataLossError(
                      "journal: not a serialized EventBatch");
                }
                return core::ApplyBatch(state, batch);
              })
      .status();
}

}  // namespace

absl::StatusOr<RestoreOutlook> LookAhead(const Config& config,
                                         const store::CheckedBackup& backup) {
  if (backup.manifest.node != config.node.Uri()) {
    return absl::FailedPreconditionError(
        absl::StrCat("`", backup.folder, "` is a backup of `",
                     backup.manifest.node, "`, and node.identity is `",
                     config.node.Uri(), "`; name a backup of this node"));
  }
  ASSIGN_OR_RETURN(const NationTrust own, LoadLinkFile(config.link_file_path));
  ASSIGN_OR_RETURN(
      const std::optional<TreeHead> anchor,
      audit::SignerAnchor::ReadLastSigned(config.anchor_directory + "/anchor",
                                          own.log_key.name()));
  ASSIGN_OR_RETURN(
      store::JournalReader journal,
      store::JournalReader::Open(store::JournalOf(backup.folder),
                                 sqlite::Database::Mode::kReadAtRest));
  RETURN_IF_ERROR(CheckReplays(journal));
  const auto root_of = [&](uint64_t size) {
    return store::LogRoot(journal, size);
  };
  RestoreOutlook outlook;
  outlook.log_size = backup.journal.end.audit_size;
  outlook.signed_size = anchor ? anchor->size : 0;
  ASSIGN_OR_RETURN(outlook.state,
                   audit::DecideSigning(outlook.log_size, anchor, root_of));
  // The published checkpoint was signed, whatever the anchor says.
  const std::optional<TreeHead> published = Published(config, own.log_key);
  if (published && outlook.state != SigningState::kRefuse) {
    ASSIGN_OR_RETURN(
        const SigningState beside,
        audit::DecideSigning(outlook.log_size, published, root_of));
    if (beside == SigningState::kRefuse) {
      outlook.state = beside;
      outlook.signed_size = published->size;
    }
  }
  ASSIGN_OR_RETURN(outlook.without_key, WithoutKey(config, backup.journal));
  return outlook;
}

std::string OutlookText(const RestoreOutlook& outlook,
                        policy::Language language) {
  std::string text;
  switch (outlook.state) {
    case SigningState::kSign:
      text = std::string(kSigns.In(language));
      break;
    case SigningState::kRecordOnly:
      text = std::string(kRecordsOnly.In(language));
      break;
    case SigningState::kRefuse:
      text = outlook.signed_size > outlook.log_size
                 ? absl::Substitute(kShorter.In(language), outlook.log_size,
                                    outlook.signed_size)
                 : absl::Substitute(kAnother.In(language), outlook.signed_size);
      break;
  }
  for (const auto& [epoch, payloads] : outlook.without_key) {
    absl::StrAppend(
        &text, absl::Substitute(kWithoutKey.In(language), epoch, payloads));
  }
  return text;
}

}  // namespace enlace::app
