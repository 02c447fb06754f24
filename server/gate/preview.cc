#include "server/gate/preview.h"

#include <utility>

#include "server/gate/drafts.h"

namespace enlace::gate {

v1::TryResponse PreviewOf(const policy::Decision& decision,
                          absl::Span<const wire::CommittedLeaf> leaves,
                          std::string explanation) {
  v1::TryResponse response;
  response.set_decision(ToProto(decision.outcome));
  response.set_reason(decision.reason);
  response.mutable_rule_ids()->Assign(decision.rule_ids.begin(),
                                      decision.rule_ids.end());
  response.mutable_citations()->Assign(decision.citations.begin(),
                                       decision.citations.end());
  response.mutable_caveats()->Assign(decision.caveats.begin(),
                                     decision.caveats.end());
  response.set_explanation(std::move(explanation));
  for (const wire::CommittedLeaf& one : leaves) {
    const wire::Leaf& leaf = one.leaf;
    if (leaf.tag == wire::TypeTag::kAbsent) continue;
    v1::LeafPreview& preview = *response.add_leaves();
    preview.set_path(leaf.path);
    const policy::FieldAction* const action =
        policy::FindAction(decision, leaf.path);
    if (action == nullptr) continue;
    preview.set_rule_id(action->rule_id);
    preview.set_reason(action->reason);
    preview.set_citation(action->citation);
    preview.set_released(action->kind == policy::FieldAction::kRelease);
    preview.set_silent(action->silent);
  }
  return response;
}

}  // namespace enlace::gate
