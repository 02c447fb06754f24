// A joint receipt as two nodes would make it, L2 and with every key published.

#ifndef ENLACE_TESTS_CLIENT_FAKE_RECEIPT_H_
#define ENLACE_TESTS_CLIENT_FAKE_RECEIPT_H_

#include "enlace/v1/header.pb.h"
#include "enlace/v1/receipt.pb.h"
#include "tests/client/two_nations.h"

namespace enlace::client {

// Of a record that us-atf sent to mx-fgr, which was handed over and collected;
// each nation's log has three entries or two, the events being batches.
v1::JointReceipt FakeReceipt(const TwoNations& nations,
                             const v1::SignedStatement& statement);

}  // namespace enlace::client

#endif  // ENLACE_TESTS_CLIENT_FAKE_RECEIPT_H_
