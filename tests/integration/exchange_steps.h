// What agencies do with a record on two real nodes, for tests that need one on
// its way and are about something else.

#ifndef ENLACE_TESTS_INTEGRATION_EXCHANGE_STEPS_H_
#define ENLACE_TESTS_INTEGRATION_EXCHANGE_STEPS_H_

#include <google/protobuf/message.h>

#include <set>
#include <string>

#include "enlace/v1/envelope.pb.h"
#include "enlace/v1/exchange_service.pb.h"
#include "enlace/v1/header.pb.h"
#include "enlace/v1/outcome.pb.h"
#include "tests/integration/two_nodes.h"

namespace enlace {

// A header of a trace request made now; agencies by their ids.
v1::Header HeaderFrom(TwoNodes& nodes, const std::string& sender,
                      const std::string& recipient);

// `record` under `header`, signed with the key.
v1::Submission ComposeWith(const v1::Header& header,
                           const google::protobuf::Message& record,
                           const std::string& key_pem);

// What the caller's node answers; the call itself must succeed.
v1::SubmitResult SubmitBytes(TwoNodes& nodes, const std::string& caller,
                             const std::string& bytes);

// The outcome, which must be there.
v1::Outcome OutcomeOf(const v1::SubmitResult& result);

// A record of mx-fgr for us-atf, which mx must permit; the outcome.
v1::Outcome SendPermitted(TwoNodes& nodes,
                          const google::protobuf::Message& record);

// The same of a node that may refuse the call; whether it permitted the record.
bool TrySend(TwoNodes& nodes, const google::protobuf::Message& record);

// Transfers that us-atf can collect; each must have its record.
std::set<std::string> InboxOfAtf(TwoNodes& nodes);

// What SendPermitted() does, and us-atf has it in its inbox; the transfer.
std::string Deliver(TwoNodes& nodes, const google::protobuf::Message& record);

}  // namespace enlace

#endif  // ENLACE_TESTS_INTEGRATION_EXCHANGE_STEPS_H_
