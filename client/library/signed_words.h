// Joint receipts that somebody kept, held against what two logs say now.
//
// A receipt has each node's decision under that node's signature, and names the
// entry that records it.  A nation that denies having received a record, or
// says that it decided otherwise, contradicts its own signature:
//
//   Reconciliation found = Reconcile(us, mx);
//   HoldSignedWords(proven, us, mx, found);
//   for (const BrokenWord& word : found.broken_words) ...
//
// Pure.

#ifndef ENLACE_CLIENT_LIBRARY_SIGNED_WORDS_H_
#define ENLACE_CLIENT_LIBRARY_SIGNED_WORDS_H_

#include "client/library/joint_receipt.h"
#include "client/library/reconciliation.h"

namespace enlace::client {

// Adds to `found` what the log of either nation does not bear out, and to each
// gap the word of the nation that lacks the record; who was said to be yet to
// answer has then answered.  Of a decision that let nothing cross there is
// nothing to hold: its entry opens to nobody else.  REQUIRES: `proven` comes
// from VerifyJointReceipt(), `found` from Reconcile() of the same logs.
void HoldSignedWords(const ProvenReceipt& proven, const ReconciledLog& first,
                     const ReconciledLog& second, Reconciliation& found);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_SIGNED_WORDS_H_
