// A receipt for people and for scripts.

#ifndef ENLACE_CLIENT_CLI_RECEIPT_TEXT_H_
#define ENLACE_CLIENT_CLI_RECEIPT_TEXT_H_

#include <string>

#include "client/cli/json.h"
#include "client/cli/shell.h"
#include "client/library/joint_receipt.h"
#include "enlace/v1/exchange_service.pb.h"

namespace enlace::client {

// A receipt and how it came here.
struct ShownReceipt {
  ProvenReceipt content;
  bool verified = false;
  std::string level;    // "L2"
  std::string file;     // that it was written to; "" for none
  v1::Problem missing;  // why the other half is; without a reason: it is not
};

Json JsonOf(const ShownReceipt& receipt);
std::string TextOf(const ShownReceipt& receipt, Shell& shell);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_RECEIPT_TEXT_H_
