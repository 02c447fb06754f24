// One field of a record for somebody who is not to see the rest, a court say:
// its value, the originator's signature that covers it, and the proof that both
// nations' cosigned logs are about that record.
//
//   ASSIGN_OR_RETURN(const v1::Disclosure disclosure,
//                    Disclose(record, "firearm.serial_number", receipt,
//                    roots));
//   WriteFile(FormatDisclosure(disclosure));
//   ...
//   ASSIGN_OR_RETURN(const ProvenField proven,
//                    VerifyDisclosure(disclosure, roots));
//
// Every other leaf is shown by its commitment alone, which tells nothing of it.
// What remains visible beside the field: the header, the number of leaves and
// the field's place among them, and of each node's entry the shared opening.
// docs/receipts.md, "Disclosure of one field".  Pure.

#ifndef ENLACE_CLIENT_LIBRARY_DISCLOSURE_H_
#define ENLACE_CLIENT_LIBRARY_DISCLOSURE_H_

#include <google/protobuf/message.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "certs/certificate.h"
#include "client/library/joint_receipt.h"
#include "enlace/v1/disclosure.pb.h"
#include "enlace/v1/envelope.pb.h"
#include "enlace/v1/header.pb.h"

namespace enlace::client {

// What its holder can open of a record.
struct OpenableRecord {
  v1::SignedStatement statement;
  std::string opened;  // the bytes of a v1::OpenedForm that fits the statement
};

// The whole record, as its sender kept it.  Fails with kInvalidArgument if
// statement, body and seed do not fit each other.
absl::StatusOr<OpenableRecord> OpenableOf(const v1::Submission& submission);

// What was released, as its recipient has it.  Fails likewise.
absl::StatusOr<OpenableRecord> OpenableOf(const v1::ReleasedRecord& released);

// Shows of `record` the leaf `path` alone.  `receipt` is of that record; what
// it tells of later events is left out.  Fails with kNotFound if the holder
// cannot open such a leaf; with kInvalidArgument if the receipt is another
// record's; else as VerifyJointReceipt() at L2.
absl::StatusOr<v1::Disclosure> Disclose(
    const OpenableRecord& record, absl::string_view path,
    const v1::JointReceipt& receipt,
    const std::vector<certs::TrustAnchor>& roots);

// The text of a disclosure's file: proto3 JSON of the message.
std::string FormatDisclosure(const v1::Disclosure& disclosure);

// Fails with kInvalidArgument on anything but what FormatDisclosure() writes.
absl::StatusOr<v1::Disclosure> ParseDisclosure(absl::string_view text);

struct ProvenField {
  std::string path;
  // The record with nothing but this leaf.
  std::unique_ptr<google::protobuf::Message> record;
  size_t withheld = 0;  // leaves that are not shown
  ProvenReceipt receipt;
};

// Verifies all of it with the national roots alone, at level L2; nothing may be
// in it that nothing vouches for.  Fails as VerifyJointReceipt() and
// wire::VerifyOpenedForm().
absl::StatusOr<ProvenField> VerifyDisclosure(
    const v1::Disclosure& disclosure,
    const std::vector<certs::TrustAnchor>& roots);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_DISCLOSURE_H_
