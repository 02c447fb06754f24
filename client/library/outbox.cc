#include "client/library/outbox.h"

#include <utility>
#include <vector>

#include "base/status_macros.h"
#include "client/library/error.h"
#include "proto/wire/problem.h"

namespace enlace::client {
namespace {

constexpr size_t kPageSize = 128;

}  // namespace

absl::StatusOr<OutboxRound> Outbox::Round(
    absl::FunctionRef<void(const SpooledRecord& record,
                           const v1::SubmitResult& result)>
        settled) {
  OutboxRound round;
  uint64_t after = 0;
  while (true) {
    ASSIGN_OR_RETURN(std::vector<SpooledRecord> page,
                     spool_.Pending(after, kPageSize));
    if (page.empty()) return round;
    std::vector<SignedRecord> records;
    records.reserve(page.size());
    for (SpooledRecord& kept : page) {
      records.push_back(std::move(kept.record));
    }
    const size_t count = Client::CallSize(records);
    ASSIGN_OR_RETURN(
        const std::vector<v1::SubmitResult> results,
        client_.SubmitCall(absl::MakeConstSpan(records).first(count)));
    std::vector<std::pair<std::string, v1::SubmitResult>> answers;
    std::vector<size_t> answered;
    for (size_t i = 0; i < count; ++i) {
      const absl::Status problem = results[i].has_problem()
                                       ? wire::FromProblem(results[i].problem())
                                       : absl::OkStatus();
      if (!problem.ok() && ErrorOf(problem, "").again) {
        ++round.waiting;
        round.why = problem;
        continue;
      }
      answers.emplace_back(page[i].key, results[i]);
      answered.push_back(i);
    }
    RETURN_IF_ERROR(spool_.Settle(answers));
    for (const size_t i : answered) settled(page[i], results[i]);
    round.settled += answers.size();
    after = page[count - 1].position;
  }
}

}  // namespace enlace::client
