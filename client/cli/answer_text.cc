#include "client/cli/answer_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/encoding.h"
#include "client/cli/json_message.h"

namespace enlace::client {

std::string AnswerStateName(const v1::AnswerStatus& answer) {
  if (answer.state() == v1::ANSWER_STATE_UNSPECIFIED) return "";
  return std::string(
      absl::StripPrefix(v1::AnswerState_Name(answer.state()), "ANSWER_STATE_"));
}

std::string AnswerText(const v1::AnswerStatus& answer, Language language) {
  std::string text = AnswerStateName(answer);
  if (!answer.answered_by().empty()) {
    absl::StrAppend(&text, Phrase{" by ", " por "}.In(language),
                    HexEncode(answer.answered_by()));
  }
  return text;
}

std::string AnswerDueText(const v1::AnswerStatus& answer, Language language) {
  if (answer.state() == v1::ANSWER_STATE_UNSPECIFIED) return "";
  std::string text = TimeText(answer.due_ms());
  if (answer.put_off()) {
    text += Phrase{" (put off)", " (prorrogada)"}.In(language);
  }
  return text;
}

}  // namespace enlace::client
