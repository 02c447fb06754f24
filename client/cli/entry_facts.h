// What an opened entry says, from whichever of its parts says it.  Empty where
// neither is at hand.  Pure.

#ifndef ENLACE_CLIENT_CLI_ENTRY_FACTS_H_
#define ENLACE_CLIENT_CLI_ENTRY_FACTS_H_

#include <string>

#include "client/cli/language.h"
#include "client/library/audit_directory.h"
#include "enlace/v1/envelope.pb.h"

namespace enlace::client {

std::string SenderOf(const OpenedEntry& opened);
std::string RecipientOf(const OpenedEntry& opened);
std::string TypeOf(const OpenedEntry& opened);
std::string RecordIdOf(const OpenedEntry& opened);
v1::DecisionOutcome OutcomeOf(const OpenedEntry& opened);

// "B04 Purpose mismatch", or of a refusal its problem: "The record ... (CODE)".
std::string ReasonOf(const OpenedEntry& opened, Language language);

// "PERMIT", "ADMIN", "ROUTINE"; "" for what is not stated.
std::string OutcomeName(v1::DecisionOutcome outcome);
std::string ChannelName(v1::Channel channel);
std::string UrgencyName(v1::Urgency urgency);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_ENTRY_FACTS_H_
