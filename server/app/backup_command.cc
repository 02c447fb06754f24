#include "server/app/backup_command.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/substitute.h"
#include "absl/time/clock.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "server/app/restore_outlook.h"
#include "server/app/wording.h"

namespace enlace::app {
namespace {

using Stage = store::BackupProgress::Stage;

constexpr absl::Duration kTellEvery = absl::Seconds(2);
// Shorter rests would cost more than they give.
constexpr absl::Duration kRestMin = absl::Milliseconds(5);
constexpr absl::Duration kRestMax = absl::Seconds(1);

constexpr Wording kStages[] = {{"copying", "copiando"},
                               {"reading back", "releyendo"},
                               {"checking", "verificando"}};
constexpr Wording kMade = {"made `$0`\n", "se hizo `$0`\n"};
constexpr Wording kVerifies = {"`$0` verifies\n", "`$0` es íntegro\n"};
constexpr Wording kAbout = {
    "  of          $0\n"
    "  made        $1\n"
    "  up to       batch $2, log of $3 entries, root $4\n"
    "  key epochs  $5\n",
    "  de             $0\n"
    "  hecho          $1\n"
    "  hasta          el lote $2, bitácora de $3 asientos, raíz $4\n"
    "  llaves         épocas $5\n"};
constexpr Wording kNoEpochs = {"none", "ninguna"};
constexpr Wording kCanBeRestored = {
    "`$0` can be restored to `$1`; nothing was written\n",
    "`$0` se puede restaurar en `$1`; no se escribió nada\n"};
constexpr Wording kRestored = {"restored to `$0`\n", "se restauró en `$0`\n"};

std::string Describe(const store::BackupManifest& manifest,
                     policy::Language language, const std::string& epochs) {
  return absl::Substitute(kAbout.In(language), manifest.node,
                          absl::FormatTime(absl::RFC3339_sec, manifest.instant,
                                           absl::UTCTimeZone()),
                          manifest.end.number, manifest.end.audit_size,
                          Base64Encode(AsBytes(manifest.log_root)), epochs);
}

std::string EpochsOf(const store::CheckedJournal& journal,
                     policy::Language language) {
  if (journal.payloads_of_epoch.empty())
    return std::string(kNoEpochs.In(language));
  return absl::StrJoin(journal.payloads_of_epoch, ", ",
                       [](std::string* out, const auto& each) {
                         absl::StrAppend(out, each.first);
                       });
}

}  // namespace

void ProgressTeller::Observe(const store::BackupProgress& progress) {
  const absl::Time now = clock_.TimeNow();
  if (progress.stage != stage_ || now - told_ >= kTellEvery) {
    Tell(progress, now);
  }
  if (pace_ == Pace::kFull) return;
  const absl::Duration worked = now - rested_;
  if (worked >= absl::ZeroDuration() && worked < kRestMin) return;
  // The first step, and a clock that went back, count as none.
  if (worked > absl::ZeroDuration()) {
    absl::SleepFor(std::min(worked, kRestMax));
  }
  rested_ = clock_.TimeNow();
}

void ProgressTeller::Tell(const store::BackupProgress& progress,
                          absl::Time now) {
  told_ = now;
  stage_ = progress.stage;
  const uint64_t percent =
      progress.total == 0 ? 100 : progress.done * 100 / progress.total;
  *output_.progress << "enlaced: "
                    << kStages[static_cast<int>(stage_)].In(output_.language)
                    << " " << percent << " %\n";
}

absl::Status BackUp(const Config& config, const std::string& folder,
                    Clock& clock, const CommandOutput& output) {
  ProgressTeller teller(output, clock, ProgressTeller::Pace::kHalf);
  const auto observe = [&](const store::BackupProgress& progress) {
    teller.Observe(progress);
  };
  store::BackupRequest request;
  request.store_directory = config.store_directory;
  request.folder = folder;
  request.node = config.node.Uri();
  request.instant = clock.TimeNow();
  ASSIGN_OR_RETURN(const store::CheckedBackup made,
                   store::MakeBackup(request, observe));
  *output.results << absl::Substitute(kMade.In(output.language), folder)
                  << Describe(made.manifest, output.language,
                              EpochsOf(made.journal, output.language));
  return absl::OkStatus();
}

absl::Status VerifyBackup(const std::string& folder, Clock& clock,
                          const CommandOutput& output) {
  ProgressTeller teller(output, clock, ProgressTeller::Pace::kFull);
  const auto observe = [&](const store::BackupProgress& progress) {
    teller.Observe(progress);
  };
  ASSIGN_OR_RETURN(const store::CheckedBackup backup,
                   store::CheckBackup(folder, observe));
  *output.results << absl::Substitute(kVerifies.In(output.language), folder)
                  << Describe(backup.manifest, output.language,
                              EpochsOf(backup.journal, output.language));
  return absl::OkStatus();
}

absl::Status Restore(const Config& config, const std::string& folder,
                     bool dry_run, Clock& clock, const CommandOutput& output) {
  ProgressTeller teller(output, clock, ProgressTeller::Pace::kFull);
  const auto observe = [&](const store::BackupProgress& progress) {
    teller.Observe(progress);
  };
  RETURN_IF_ERROR(store::CheckRestorable(config.store_directory));
  ASSIGN_OR_RETURN(const store::CheckedBackup backup,
                   store::CheckBackup(folder, observe));
  ASSIGN_OR_RETURN(const RestoreOutlook outlook, LookAhead(config, backup));
  *output.results << Describe(backup.manifest, output.language,
                              EpochsOf(backup.journal, output.language))
                  << OutlookText(outlook, output.language) << std::flush;
  if (dry_run) {
    *output.results << absl::Substitute(kCanBeRestored.In(output.language),
                                        folder, config.store_directory);
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(
      store::RestoreBackup(backup, config.store_directory, observe));
  *output.results << absl::Substitute(kRestored.In(output.language),
                                      config.store_directory);
  return absl::OkStatus();
}

}  // namespace enlace::app
