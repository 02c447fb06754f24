#include "client/cli/alert_desk.h"

#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "client/cli/inbox_search.h"
#include "client/cli/sending.h"
#include "client/cli/short_form.h"
#include "client/library/context.h"
#include "proto/validation/normalize.h"
#include "proto/wire/message_id.h"

namespace enlace::client {
namespace {

constexpr size_t kFileSizeMax = 4 << 20;
constexpr absl::Duration kKeepSent = absl::Hours(7 * 24);

absl::Status In(absl::string_view file, const absl::Status& status) {
  return absl::InvalidArgumentError(absl::StrCat(file, ": ", status.message()));
}

absl::StatusOr<std::string> FolderOf(const AlertWords& words, Shell& shell) {
  if (!words.state.empty()) return words.state;
  ASSIGN_OR_RETURN(const Context* context, shell.context());
  std::string home = shell.variable("XDG_STATE_HOME");
  if (home.empty()) {
    const std::string user = shell.variable("HOME");
    if (user.empty()) {
      return absl::InvalidArgumentError(
          "no folder for what was told: give --state DIR or set HOME");
    }
    home = absl::StrCat(user, "/.local/state");
  }
  return absl::StrCat(home, "/enlace/alerts/", context->agency.trust_domain,
                      "/", context->agency.id);
}

absl::StatusOr<std::vector<Contact>> ContactsOf(const AlertWords& words,
                                                Shell& shell) {
  std::string file = words.contacts;
  if (file.empty()) {
    ASSIGN_OR_RETURN(const std::string context, shell.ContextPath());
    file =
        (std::filesystem::path(context).parent_path() / "alerts.toml").string();
    if (!FileExists(file)) return std::vector<Contact>();
  }
  const auto text = ReadFile(file, kFileSizeMax);
  if (!text.ok()) return In(file, text.status());
  auto contacts = ParseContacts(*text);
  if (!contacts.ok()) return In(file, contacts.status());
  return contacts;
}

// The one of `list` whose id `typed` begins.
template <typename T, typename IdOf>
absl::StatusOr<const T*> FindOne(const std::vector<T>& list,
                                 absl::string_view typed, IdOf id_of) {
  const T* found = nullptr;
  for (const T& each : list) {
    if (!IdMatches(id_of(each), typed)) continue;
    if (found != nullptr) {
      return absl::InvalidArgumentError("the id begins more than one record");
    }
    found = &each;
  }
  if (found == nullptr) {
    return absl::NotFoundError(absl::StrCat("no such record; give at least ",
                                            kIdPrefixMin, " digits of its id"));
  }
  return found;
}

}  // namespace

void AddAlertWords(Command verb, AlertWords& words, Shell& shell) {
  verb.AddOption("--state", words.state,
                 shell.Say({"Folder for what was told and sent from here",
                            "Carpeta de lo avisado y enviado desde aquí"}))
      .Value("DIR");
  verb.AddOption(
          "--contacts", words.contacts,
          shell.Say({"Posts to call, instead of alerts.toml beside the context",
                     "Puestos por llamar, en vez del alerts.toml junto al "
                     "contexto"}))
      .Value("FILE");
}

absl::StatusOr<AlertDesk> AlertDesk::Open(const AlertWords& words,
                                          Shell& shell) {
  ASSIGN_OR_RETURN(std::string folder, FolderOf(words, shell));
  AlertDesk desk(shell, std::move(folder));
  ASSIGN_OR_RETURN(desk.contacts_, ContactsOf(words, shell));
  RETURN_IF_ERROR(MakeDirectories(desk.folder_ + "/sent"));
  std::error_code error;
  std::filesystem::permissions(desk.folder_, std::filesystem::perms::owner_all,
                               error);
  const std::string file = desk.folder_ + "/ledger";
  const auto text = ReadFile(file, kFileSizeMax);
  if (absl::IsNotFound(text.status())) return desk;
  if (!text.ok()) return In(file, text.status());
  auto ledger = AlertLedger::Parse(*text);
  if (!ledger.ok()) return In(file, ledger.status());
  desk.ledger_ = *std::move(ledger);
  return desk;
}

absl::Status AlertDesk::ReadSent() {
  sent_.clear();
  std::error_code error;
  for (const auto& entry :
       std::filesystem::directory_iterator(folder_ + "/sent", error)) {
    const std::string path = entry.path().string();
    const auto bytes = ReadFile(path, kFileSizeMax);
    if (!bytes.ok()) return In(path, bytes.status());
    auto record = ReadSentRecord(*bytes);
    if (!record.ok()) return In(path, record.status());
    // A record that nobody asks for any more is not kept for ever.
    if (absl::FromUnixMillis(record->header.valid_until_ms()) + kKeepSent <
        shell_->clock().TimeNow()) {
      std::filesystem::remove(path, error);
      continue;
    }
    sent_.push_back(*std::move(record));
  }
  return absl::OkStatus();
}

absl::Status AlertDesk::Poll() {
  ASSIGN_OR_RETURN(
      std::vector<InboxItem> items,
      ReadInboxOf(*shell_, {.after = cursor_, .include_confirmed = true}));
  int doubtful = 0;
  for (const InboxItem& item : items) doubtful += item.record.ok() ? 0 : 1;
  if (doubtful > 0) {
    shell_->Warn(absl::StrCat(
        doubtful,
        shell_->Say({" deliveries do not verify and are not on the board",
                     " entregas no se verifican y no están en el tablero"})));
  }
  if (!items.empty()) cursor_ = items.back().delivery.cursor();
  std::move(items.begin(), items.end(), std::back_inserter(items_));
  RETURN_IF_ERROR(ReadSent());
  now_ = shell_->clock().TimeNow();
  board_ = AlertBoard(items_, now_);
  ledger_.Settle(board_);
  hits_ = HitBoard(items_, sent_, now_);
  return absl::OkStatus();
}

absl::StatusOr<const Alert*> AlertDesk::FindAlert(
    absl::string_view typed) const {
  return FindOne(board_, typed,
                 [](const Alert& alert) { return alert.record->record_id; });
}

absl::StatusOr<const Hit*> AlertDesk::FindHit(absl::string_view typed) const {
  return FindOne(hits_, typed, [](const Hit& hit) { return hit.request; });
}

const InboxItem& AlertDesk::ItemOf(absl::string_view record_id) const {
  for (const InboxItem& item : items_) {
    if (item.record.ok() && item.record->record_id == record_id) return item;
  }
  CHECK(false) << "no such record";
  return items_.front();
}

absl::Status AlertDesk::TakeLedger() {
  auto lock = FileLock::Acquire(folder_ + "/lock");
  if (absl::IsFailedPrecondition(lock.status())) {
    return absl::FailedPreconditionError(
        absl::StrCat(folder_, ": another `enlace alerts watch` uses it"));
  }
  RETURN_IF_ERROR(lock.status());
  lock_.emplace(*std::move(lock));
  return absl::OkStatus();
}

std::vector<AlertNews> AlertDesk::News() {
  CHECK(lock_.has_value()) << "the ledger is not taken";
  return ledger_.Tell(board_, hits_, now_);
}

absl::Status AlertDesk::SaveLedger() {
  CHECK(lock_.has_value()) << "the ledger is not taken";
  return ReplaceFileDurably(folder_ + "/ledger", ledger_.Format(),
                            /*private_to_owner=*/true);
}

absl::StatusOr<ExitCode> AlertDesk::Send(RecordDraft draft) {
  validation::NormalizeRecord(*draft.record);
  draft.message_id =
      wire::MakeMessageId(shell_->clock().TimeNow(), shell_->random());
  TravelWords words;
  words.keep = absl::StrCat(folder_, "/sent/", HexEncode(draft.message_id));
  const absl::StatusOr<ExitCode> code = Deliver(draft, words, *shell_);
  // After 5 it may have arrived, and `resend` sends the same again; after 6 it
  // waits for a person.
  const bool taken =
      code.ok() ? *code == ExitCode::kDone || *code == ExitCode::kNeedsPerson ||
                      *code == ExitCode::kTryAgain
                : ExitCodeOf(code.status().code()) == ExitCode::kTryAgain;
  if (!taken) {
    std::error_code error;
    std::filesystem::remove(words.keep, error);
  }
  return code;
}

}  // namespace enlace::client
