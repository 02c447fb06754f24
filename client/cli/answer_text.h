// Words for the answer that a record asks for.

#ifndef ENLACE_CLIENT_CLI_ANSWER_TEXT_H_
#define ENLACE_CLIENT_CLI_ANSWER_TEXT_H_

#include <string>

#include "client/cli/language.h"
#include "enlace/v1/outcome.pb.h"

namespace enlace::client {

// "AWAITED"; "" if none is asked for.
std::string AnswerStateName(const v1::AnswerStatus& answer);

// "AWAITED", "ANSWERED by 16ab4efde795...".
std::string AnswerText(const v1::AnswerStatus& answer, Language language);

// The instant by which it is due, and whether it was put off; "" if none is
// asked for.
std::string AnswerDueText(const v1::AnswerStatus& answer, Language language);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_ANSWER_TEXT_H_
