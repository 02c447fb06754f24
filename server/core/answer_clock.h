// The answer that a record asks for: when it is due, and what became of it.
//
// A permitted record whose permit asks for an answer has one clock at each
// node. It ends with the first answer that stands, or with the record itself; a
// notice puts it off once, as far as both books allow.  What is refused, held,
// revoked or runs out before its recipient has it stands no more: then the
// clock runs again.  docs/delivery.md, "Answers that are due".

#ifndef ENLACE_SERVER_CORE_ANSWER_CLOCK_H_
#define ENLACE_SERVER_CORE_ANSWER_CLOCK_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "enlace/journal/v1/journal.pb.h"
#include "enlace/v1/outcome.pb.h"
#include "policy/engine/decision.h"
#include "server/core/state.h"

namespace enlace::core {

// Notes in `record` by when `decision` asks for an answer, if it was made at
// `instant_ms` and permits.  What the record says already, on the word of the
// sender's node, is only ever shortened.
void AskForAnswer(const policy::Decision& decision, int64_t instant_ms,
                  journal::v1::RecordFacts& record);

// Shortens what `facts` says to another node's `due_ms` and `latest_ms`; 0: it
// asks for no answer.  Total: senseless instants count as none.
void JoinAnswerTime(int64_t due_ms, int64_t latest_ms,
                    journal::v1::AnswerFacts& facts);

// What became of the answer to `transfer` as of `now_ms`; empty if it asks for
// none.
v1::AnswerStatus AnswerStatusOf(const State& state, const Transfer& transfer,
                                int64_t now_ms);

// Transfer ids of at most `max` records whose answer is overdue at `now_ms` and
// for which the log does not say so yet, the longest due first.
std::vector<std::string> OverdueAnswers(const State& state, int64_t now_ms,
                                        size_t max);

// Folds that `transfer` is new, or has come to another state: its own clock and
// that of the record it answers.
void UpdateAnswerClocks(State& state, Transfer& transfer);

// Makes `transfer` known as one that answers its parent, puts that off or
// withdraws it.  Call before UpdateAnswerClocks().
void IndexReply(State& state, const Transfer& transfer);

// Folds `event`.  Fails with kDataLoss if no answer of that record is awaited,
// or it was marked before.
absl::Status MarkOverdue(State& state, const journal::v1::AnswerOverdue& event);

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_ANSWER_CLOCK_H_
