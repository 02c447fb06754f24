// What concerns every verb: `enlace help TOPIC`.

#ifndef ENLACE_CLIENT_CLI_HELP_TOPIC_H_
#define ENLACE_CLIENT_CLI_HELP_TOPIC_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "client/cli/language.h"

namespace enlace::client {

struct HelpTopic {
  absl::string_view name;
  Phrase title;  // one line without a full stop
  Phrase text;   // lines of at most 80 characters; the last one ended
};

absl::Span<const HelpTopic> HelpTopics();

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_HELP_TOPIC_H_
