// What an annex shows to the other nation and to the parties.  Pure.

#ifndef ENLACE_SERVER_AUDIT_SHARED_PART_H_
#define ENLACE_SERVER_AUDIT_SHARED_PART_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "enlace/v1/audit.pb.h"
#include "enlace/v1/receipt.pb.h"
#include "proto/wire/tlog_proof.h"

namespace enlace::audit {

// The shared opening of an entry, if it has one; of a batch that of the
// transfer, whose path is put into the extra line of `proof`.  Fails with
// kNotFound if no record of the batch is the transfer.
absl::StatusOr<v1::EntryProof> SharedPartOf(const v1::AnnexEntry& annex,
                                            absl::string_view transfer_id,
                                            wire::TlogProof& proof);

}  // namespace enlace::audit

#endif  // ENLACE_SERVER_AUDIT_SHARED_PART_H_
