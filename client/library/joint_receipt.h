// Joint receipts: what both nations' nodes decided about one record and what
// became of it, verified with the national roots alone and no server.
//
//   ASSIGN_OR_RETURN(v1::JointReceipt receipt, ParseReceipt(text));
//   ASSIGN_OR_RETURN(ProvenReceipt proven,
//                    VerifyJointReceipt(receipt, roots, receipt.level()));
//
// Each node's keys come from its nation's link file, which the root signed, as
// of the instant of the decision: a certificate that ran out since changes
// nothing.  docs/receipts.md.  Pure.

#ifndef ENLACE_CLIENT_LIBRARY_JOINT_RECEIPT_H_
#define ENLACE_CLIENT_LIBRARY_JOINT_RECEIPT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "certs/certificate.h"
#include "enlace/v1/audit.pb.h"
#include "enlace/v1/header.pb.h"
#include "enlace/v1/receipt.pb.h"
#include "proto/wire/checkpoint.h"

namespace enlace::client {

// The text of a receipt's file: proto3 JSON of the message.
std::string FormatReceipt(const v1::JointReceipt& receipt);

// Fails with kInvalidArgument on anything but that message; an unknown field
// is an error.
absl::StatusOr<v1::JointReceipt> ParseReceipt(absl::string_view text);

// Something that a node's log says of the record, after the decision.
struct ProvenEvent {
  v1::AuditStep step = v1::AUDIT_STEP_UNSPECIFIED;
  int64_t log_time_ms = 0;
  uint64_t index = 0;
};

// What is proven of one node.
struct ProvenNode {
  std::string nation;                // trust domain
  v1::DecisionStatement decision;    // version 0: the node has given none
  std::optional<uint64_t> log_size;  // of the checkpoint that covers it
  std::vector<wire::CosignedBy> cosignatures;  // of that checkpoint
  std::optional<v1::SharedOpening> shared;     // what the entry says
  std::vector<ProvenEvent> events;
};

struct ProvenReceipt {
  std::string record_id;
  std::string transfer_id;
  std::optional<v1::Header> header;  // if the originator's statement is there
  std::vector<ProvenNode> nodes;     // the sender's first

  // Whether two nodes have decided.
  bool joint() const;
};

// What the receipt says, with nothing verified.  Parts that cannot be read are
// left out.
ProvenReceipt ClaimsOf(const v1::JointReceipt& receipt);

// Verifies everything that the receipt holds, at `level`: L0 the nodes'
// signatures; L1 that each decision and event stands in a log that its nation
// signed; L2 that every other nation of the receipt has cosigned that log.
// Fails with kInvalidArgument, kUnauthenticated or kFailedPrecondition, with a
// reason where the part that failed gives one.
absl::StatusOr<ProvenReceipt> VerifyJointReceipt(
    const v1::JointReceipt& receipt,
    const std::vector<certs::TrustAnchor>& roots, v1::ReceiptLevel level);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_JOINT_RECEIPT_H_
