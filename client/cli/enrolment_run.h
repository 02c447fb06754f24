// One run of an agency's enrolment over its folder: takes what the words bring
// and goes as far as it can.

#ifndef ENLACE_CLIENT_CLI_ENROLMENT_RUN_H_
#define ENLACE_CLIENT_CLI_ENROLMENT_RUN_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "client/cli/checklist.h"
#include "client/cli/examination.h"
#include "client/cli/shell.h"
#include "client/library/client.h"
#include "client/library/enrolment_folder.h"
#include "client/library/link_trial.h"

namespace enlace::client {

// What the agency, and later its nation, brought; empty what did not come yet.
struct EnrolWords {
  std::string folder;
  std::string agency;
  EnrolmentWish wish;  // less the agency
  std::vector<std::string> links;
  std::vector<std::string> fingerprints;
  std::string certificates;
  std::string endpoint;
  std::string partner;
  int wait_seconds = 20;
};

class EnrolmentRun {
 public:
  // Both must outlive it.
  EnrolmentRun(const EnrolWords& words, Shell& shell);

  // Prints a line a step.  kDone once the agency is enrolled, kNeedsPerson if a
  // person must act next, kTryAgain while the test record is under way, kNo if
  // something is wrong.  Fails on what was brought and does not fit; what was
  // done before stays done.
  absl::StatusOr<ExitCode> Run();

 private:
  // Every step adds itself to the list and says whether it is done.
  absl::Status Advance();
  absl::StatusOr<bool> Ask();
  absl::StatusOr<bool> TakeLinks();
  absl::StatusOr<bool> TakeCertificates();
  absl::StatusOr<bool> WriteContext();
  absl::StatusOr<bool> AskTheDoctor();
  absl::StatusOr<bool> SendTestRecord();

  std::string Say(const Phrase& phrase) { return shell_.Say(phrase); }
  bool Wait(absl::string_view id, const Phrase& text,
            ExitCode code = ExitCode::kNeedsPerson);

  absl::StatusOr<wire::EnrolmentRequest> NewRequest();
  // The record that is kept, or a new one to the partner that the words name;
  // none if there is neither.
  absl::StatusOr<std::optional<SignedRecord>> TestRecord(Client& client);
  absl::Status Fail(const Trial& trial);
  absl::Status Prove(const SignedRecord& record, const Trial& trial);

  const EnrolWords& words_;
  Shell& shell_;
  EnrolmentFolder folder_;
  const absl::Time now_;
  Checklist checklist_;
  std::optional<wire::EnrolmentRequest> request_;
  std::optional<Examination> ill_;  // what the doctor found, if it found fault
  ExitCode code_ = ExitCode::kDone;
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_ENROLMENT_RUN_H_
