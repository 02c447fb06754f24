// What the verbs of `enlace subject` share: the request and the person, the
// search, and its words.

#ifndef ENLACE_CLIENT_CLI_SUBJECT_WORDS_H_
#define ENLACE_CLIENT_CLI_SUBJECT_WORDS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/command.h"
#include "client/cli/shell.h"
#include "enlace/v1/subject_service.pb.h"

namespace enlace::client {

struct SubjectWords {
  std::string request;
  std::string person;  // file
};

void AddSubjectWords(Command verb, SubjectWords& words, Shell& shell);

// Every page of what the node finds, as one.
absl::StatusOr<v1::FindSubjectResponse> FindSubject(const SubjectWords& words,
                                                    Shell& shell);

// "criminal investigation" for the name of a purpose.
std::string PurposeText(const std::string& name, Shell& shell);

// "2026-05-04": the day in UTC.
std::string DayText(int64_t unix_ms);

// What is said of the statutory clock: when the answer is due, or since when it
// is overdue.
std::string DueText(int64_t due_ms, Shell& shell);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_SUBJECT_WORDS_H_
