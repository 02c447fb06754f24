#include "client/library/link_rehearsal.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "client/library/answer.h"
#include "enlace/v1/link_test.pb.h"

namespace enlace::client {
namespace {

constexpr absl::string_view kType = "LinkTest";
constexpr absl::Duration kPause = absl::Milliseconds(250);

// Repeats the code of the test that it answers.
RecordDraft AnswerTo(const wire::VerifiedRecord& record) {
  auto answer = std::make_unique<v1::LinkTest>();
  *answer->mutable_context() = ContextOfAnswer(record);
  const auto* test = google::protobuf::DynamicCastToGenerated<v1::LinkTest>(
      record.message.get());
  if (test != nullptr) answer->set_code(test->code());
  RecordDraft draft;
  draft.record = std::move(answer);
  return draft;
}

}  // namespace

LinkRehearsal::LinkRehearsal(Client& client, const certs::Identity& partner,
                             Clock& clock, Random& random)
    : client_(client), partner_(partner), clock_(clock), random_(random) {}

absl::StatusOr<RehearsalResult> LinkRehearsal::Run(absl::Duration wait,
                                                   const std::string& path) {
  if (FileExists(path)) {
    return absl::InvalidArgumentError(absl::StrCat(
        path, " is that of another test; name files that do not exist"));
  }
  const absl::Time until = clock_.TimeNow() + wait;
  ASSIGN_OR_RETURN(const SignedRecord record,
                   KeepTrial(client_, partner_, path, random_));
  RehearsalResult result;
  result.record_id = record.record_id;
  while (true) {
    if (!result.trial.proven()) {
      ASSIGN_OR_RETURN(result.trial, FollowTrial(client_, record,
                                                 absl::ZeroDuration(), clock_));
    }
    RETURN_IF_ERROR(TakeTests(result));
    if (result.complete() || result.trial.failed() ||
        clock_.TimeNow() >= until) {
      return result;
    }
    absl::SleepFor(kPause);
  }
}

absl::Status LinkRehearsal::TakeTests(RehearsalResult& result) {
  ASSIGN_OR_RETURN(const std::vector<InboxItem> items, client_.Inbox());
  result.unverified = 0;
  for (const InboxItem& item : items) {
    if (!item.record.ok()) {
      ++result.unverified;
    } else if (item.record->header.type() == kType &&
               item.record->header.sender() == partner_.Uri()) {
      RETURN_IF_ERROR(Take(item, result));
    }
  }
  return absl::OkStatus();
}

absl::Status LinkRehearsal::Take(const InboxItem& item,
                                 RehearsalResult& result) {
  const std::string& parent = item.record->header.parent();
  if (parent.empty()) {
    // Answered before it is confirmed: whoever ends in between answers twice,
    // which harms nobody.
    RETURN_IF_ERROR(client_.Reply(item, AnswerTo(*item.record)).status());
    ++result.partner_tests;
  } else if (parent == result.record_id) {
    result.answered = true;
  }
  return client_.Confirm({item.delivery.transfer_id()});
}

}  // namespace enlace::client
