// The nodes that the tests of the exchange share, and what they ask of them.
//
// Started once; each test uses records of its own.  They end before main()
// does.

#ifndef ENLACE_TESTS_INTEGRATION_SHARED_NODES_H_
#define ENLACE_TESTS_INTEGRATION_SHARED_NODES_H_

#include <google/protobuf/message.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "enlace/v1/envelope.pb.h"
#include "enlace/v1/exchange_service.pb.h"
#include "enlace/v1/header.pb.h"
#include "enlace/v1/outcome.pb.h"
#include "enlace/v1/peer_service.grpc.pb.h"
#include "tests/integration/exchange_steps.h"
#include "tests/integration/two_nodes.h"

namespace enlace {

TwoNodes& Nodes();

// A header of a trace request made now.
v1::Header HeaderFrom(const std::string& sender, const std::string& recipient);

// `record` under `header`, signed by the agency `signer`.
v1::Submission Compose(const v1::Header& header,
                       const google::protobuf::Message& record,
                       const std::string& signer);

// What the caller's node answers; the call itself must succeed.
v1::SubmitResult SubmitBytes(const std::string& caller,
                             const std::string& bytes);

// A door of mx, opened with what the node of us has: as a hostile one would
// ask.
std::unique_ptr<v1::PeerService::Stub> UsNodeAtTheDoorOfMx();

// The size of a nation's log once what earlier tests set going is at rest.
uint64_t RestingLogSize(const std::string& nation);

}  // namespace enlace

#endif  // ENLACE_TESTS_INTEGRATION_SHARED_NODES_H_
