#include "server/gate/header_facts.h"

#include <string>

#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"

namespace enlace::gate {
namespace {

// "CHANNEL_ADMIN" as "ADMIN".
std::string ShortName(absl::string_view name, absl::string_view prefix) {
  absl::ConsumePrefix(&name, prefix);
  return std::string(name);
}

}  // namespace

policy::RecordFacts HeaderFactsOf(policy::Direction direction,
                                  const v1::Header& header,
                                  const core::StateFacts& known,
                                  bool domestic) {
  policy::RecordFacts facts;
  facts.direction = direction;
  facts.type = header.type();
  facts.sender = header.sender();
  facts.recipient = header.recipient();
  facts.channel = ShortName(v1::Channel_Name(header.channel()), "CHANNEL_");
  facts.urgency = ShortName(v1::Urgency_Name(header.urgency()), "URGENCY_");
  facts.created_at = absl::FromUnixMillis(header.created_at_ms());
  facts.domestic = domestic;
  if (direction == policy::Direction::kOutgoing) {
    facts.repeated = known.repeated;
  }
  facts.names_parent = !header.parent().empty();
  const core::ParentFacts& parent = known.parent;
  // What was asked on one channel is never answered on another: a parent of
  // another channel counts as unknown.
  if (facts.names_parent && parent.known &&
      parent.channel == header.channel()) {
    facts.parent =
        policy::ParentFacts{parent.type, parent.sender, parent.recipient,
                            parent.open, known.consent_until_ms != 0};
  }
  return facts;
}

}  // namespace enlace::gate
