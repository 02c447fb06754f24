// The steps of the audit log in words: for each a title, and a sentence that is
// filled from the entry's opening.
//
// A place in braces names what is put there:
//   {time} {record} {about} {recipient} {decided} {outcome} {reported} {caller}
//   {role} {reviewed} {agreed} {rules} {persons} {nation} {entries} {version}
//   {from} {due}
// Whoever adds a step adds its row; a test fails until then.

#ifndef ENLACE_CLIENT_CLI_AUDIT_STEP_TEXT_H_
#define ENLACE_CLIENT_CLI_AUDIT_STEP_TEXT_H_

#include <string>
#include <vector>

#include "client/cli/language.h"
#include "enlace/v1/audit.pb.h"

namespace enlace::client {

struct StepText {
  v1::AuditStep step;
  Phrase title;     // "decided by the sender's node"
  Phrase sentence;  // with places to fill
};

// nullptr for a step that has no row.
const StepText* FindStepText(v1::AuditStep step);

// "DECIDED_OUTGOING".
std::string StepName(v1::AuditStep step);

// "decided-outgoing", as it is typed; and back: AUDIT_STEP_UNSPECIFIED if there
// is no such step.
std::string StepWord(v1::AuditStep step);
v1::AuditStep StepOf(const std::string& word);

// Every step's word, in the order of their numbers.
std::vector<std::string> StepWords();

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_AUDIT_STEP_TEXT_H_
