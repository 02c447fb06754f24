#include "client/importers/import_run.h"

#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "client/importers/import_state.h"
#include "client/importers/row_fault_text.h"
#include "client/library/outbox.h"
#include "proto/wire/problem.h"

namespace enlace::client {
namespace {

// Records of one transaction of the spool and one call of the node.
constexpr size_t kBatchSize = 128;

// A node that takes some records and not all is asked again, as long as it
// takes any; one that takes none, so many times.
constexpr int kVainRoundsMax = 30;
constexpr absl::Duration kPause = absl::Seconds(1);

std::string DecisionText(v1::DecisionOutcome decision) {
  return std::string(absl::StripPrefix(v1::DecisionOutcome_Name(decision),
                                       "DECISION_OUTCOME_"));
}

}  // namespace

std::vector<std::string> RejectsHeader() {
  return {"line", "field", "reason", "explanation", "column"};
}

std::vector<std::string> ResultsHeader() {
  return {"line", "outcome", "reason", "record_id", "transfer_id"};
}

absl::StatusOr<ImportCounts> ImportRun::Go(const Show& show) {
  RETURN_IF_ERROR(ReadHeader());
  while (counts_.stopped.ok()) {
    ASSIGN_OR_RETURN(const importers::ParsedRow row, job_.parser.Next());
    counts_.offset = row.offset();
    if (row.end()) break;
    RETURN_IF_ERROR(Take(row));
    if (batch_.size() == kBatchSize) RETURN_IF_ERROR(SendBatch());
    if (counts_.rows % kBatchSize == 0) show(counts_);
  }
  if (job_.client != nullptr) {
    RETURN_IF_ERROR(SendBatch());
    RETURN_IF_ERROR(SendRest(show));
    RETURN_IF_ERROR(WriteResults());
  }
  RETURN_IF_ERROR(job_.rejects.Finish());
  show(counts_);
  return counts_;
}

absl::Status ImportRun::ReadHeader() {
  ASSIGN_OR_RETURN(const importers::ParsedRow header, job_.parser.Next());
  std::vector<std::string> faults;
  for (const importers::CellFault& fault : header.faults()) {
    const v1::FieldViolation violation = RowViolation("", fault.fault());
    const bool spanish = absl::StartsWith(job_.language, "es");
    faults.push_back(absl::StrCat(
        fault.column() == 0 ? ""
                            : absl::StrCat(spanish ? "columna " : "column ",
                                           fault.column(), ": "),
        spanish ? violation.description_es() : violation.description()));
  }
  if (!faults.empty()) {
    return absl::InvalidArgumentError(absl::StrJoin(faults, "; "));
  }
  job_.checker.set_columns({header.columns().begin(), header.columns().end()});
  return absl::OkStatus();
}

absl::Status ImportRun::Take(const importers::ParsedRow& row) {
  ++counts_.rows;
  const CheckedRow checked = job_.checker.Check(row);
  if (checked.faults.empty()) return TakeGood(row.line(), row, checked.draft);
  Reject(row.line(), checked.faults);
  return absl::OkStatus();
}

absl::Status ImportRun::TakeGood(uint64_t line, const importers::ParsedRow& row,
                                 const RecordDraft& draft) {
  if (job_.client != nullptr) {
    std::string key = RowKey(job_.file_digest, line);
    ASSIGN_OR_RETURN(const std::optional<SpooledRecord> kept,
                     job_.spool->Find(key));
    if (kept.has_value()) {
      ++counts_.kept_before;
    } else {
      absl::StatusOr<SignedRecord> record = job_.client->Sign(draft);
      if (absl::IsInvalidArgument(record.status())) {
        std::vector<FoundFault> faults;
        for (v1::FieldViolation& violation :
             wire::ViolationsOf(record.status())) {
          const uint32_t column = job_.checker.ColumnOf(row, violation.field());
          faults.push_back({column, std::move(violation)});
        }
        if (faults.empty()) {
          faults.push_back({0, RowViolation("", importers::ROW_FAULT_NONE)});
        }
        Reject(line, faults);
        return absl::OkStatus();
      }
      RETURN_IF_ERROR(record.status());
      batch_.emplace_back(std::move(key), *std::move(record));
    }
    good_lines_.push_back(line);
  }
  ++counts_.good;
  return absl::OkStatus();
}

void ImportRun::Reject(uint64_t line, const std::vector<FoundFault>& faults) {
  ++counts_.bad;
  const bool spanish = absl::StartsWith(job_.language, "es");
  for (const FoundFault& fault : faults) {
    const v1::FieldViolation& violation = fault.violation;
    const bool translated = spanish && !violation.description_es().empty();
    job_.rejects.Add(
        {absl::StrCat(line), violation.field(), violation.reason(),
         translated ? violation.description_es() : violation.description(),
         fault.column == 0 ? "" : absl::StrCat(fault.column)});
  }
}

absl::Status ImportRun::SendBatch() {
  if (!batch_.empty()) {
    RETURN_IF_ERROR(job_.spool->Keep(batch_).status());
    batch_.clear();
  }
  return counts_.stopped.ok() ? Round() : absl::OkStatus();
}

// Sends all that waits, of earlier runs too.
absl::Status ImportRun::Round() {
  Outbox outbox(*job_.client, *job_.spool);
  const absl::StatusOr<OutboxRound> round =
      outbox.Round([this](const SpooledRecord&, const v1::SubmitResult&) {
        ++counts_.settled;
      });
  if (round.ok()) {
    waiting_ = round->waiting;
    return absl::OkStatus();
  }
  // What the spool says ends the run; what the call says is for the user.
  if (absl::IsDataLoss(round.status())) return round.status();
  counts_.stopped = round.status();
  return absl::OkStatus();
}

absl::Status ImportRun::SendRest(const Show& show) {
  int vain = 0;
  while (counts_.stopped.ok() && waiting_ > 0) {
    absl::SleepFor(kPause);
    const size_t before = waiting_;
    RETURN_IF_ERROR(Round());
    show(counts_);
    vain = waiting_ < before ? 0 : vain + 1;
    if (vain < kVainRoundsMax) continue;
    counts_.stopped = absl::UnavailableError(
        "the node takes no more records for now; run the same again");
  }
  return absl::OkStatus();
}

absl::Status ImportRun::WriteResults() {
  for (const uint64_t line : good_lines_) {
    ASSIGN_OR_RETURN(const std::optional<SpooledRecord> kept,
                     job_.spool->Find(RowKey(job_.file_digest, line)));
    if (!kept.has_value()) {
      return absl::DataLossError("the spool has lost a record; keep the files");
    }
    const std::string record_id = HexEncode(kept->record.record_id);
    v1::Outcome outcome;
    if (!kept->result.has_value()) {
      ++counts_.waiting;
      job_.results->Add({absl::StrCat(line), "WAITING", "", record_id, ""});
    } else if (kept->result->has_problem()) {
      ++counts_.refused;
      job_.results->Add({absl::StrCat(line), "REFUSED",
                         kept->result->problem().reason(), record_id, ""});
    } else if (!outcome.ParseFromString(kept->result->outcome())) {
      return absl::InternalError("the node's outcome cannot be read");
    } else {
      (outcome.decision() == v1::DECISION_OUTCOME_PERMIT ? counts_.permitted
       : outcome.decision() == v1::DECISION_OUTCOME_HOLD ? counts_.held
                                                         : counts_.denied)++;
      job_.results->Add({absl::StrCat(line), DecisionText(outcome.decision()),
                         outcome.reason(), record_id,
                         HexEncode(outcome.transfer_id())});
    }
  }
  return job_.results->Finish();
}

}  // namespace enlace::client
