#include "server/gate/subject_search.h"

#include <algorithm>

namespace enlace::gate {

namespace jv1 = journal::v1;

absl::Status SubjectSearch::Take(absl::string_view events) {
  jv1::EventBatch batch;
  if (!batch.ParseFromArray(events.data(), static_cast<int>(events.size()))) {
    return absl::DataLossError("a batch of the journal cannot be read");
  }
  // A batch is on one page, whole.
  if (next_ == 0 && hits_.size() >= kHitsMax) next_ = last_;
  for (const jv1::Event& event : batch.events()) {
    if (event.has_decided()) {
      Take(event.decided().record(), event.decided().subjects(), next_ == 0);
    } else if (event.has_received()) {
      Take(event.received().record(), event.received().subjects(), next_ == 0);
    }
  }
  last_ = batch.number();
  return absl::OkStatus();
}

void SubjectSearch::Take(const jv1::RecordFacts& record,
                         const jv1::SubjectTags& subjects, bool may_add) {
  const auto about = by_record_.find(record.parent());
  if (about != by_record_.end()) {
    hits_[about->second].follow_ups.push_back(record.transfer_id());
  }
  if (!may_add || subjects.tags().empty()) return;
  SubjectHit hit{record.transfer_id(), {}, subjects.purpose(), {}};
  for (const auto& [key, identifier] : identifiers_) {
    const std::optional<std::string> tag =
        tag_subject_(subjects.period(), record.transfer_id(), identifier);
    // Nobody can be found in that year any more.
    if (!tag) return;
    if (std::find(subjects.tags().begin(), subjects.tags().end(), *tag) !=
        subjects.tags().end()) {
      hit.keys.insert(key);
    }
  }
  if (hit.keys.empty()) return;
  by_record_.emplace(record.record_id(), hits_.size());
  hits_.push_back(std::move(hit));
}

}  // namespace enlace::gate
