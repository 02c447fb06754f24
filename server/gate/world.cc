#include "server/gate/world.h"

#include <vector>

#include "server/core/plan.h"

namespace enlace::gate {

World WorldOf(const Pipeline& pipeline, absl::Time now) {
  World world;
  world.now = now;
  world.asked = pipeline.asked_facts();
  world.find_facts = [&pipeline,
                      now](absl::Span<const StateQuestion> questions) {
    std::vector<core::StateFacts> facts;
    facts.reserve(questions.size());
    pipeline.ReadAhead([&](const core::State& state) {
      const int64_t instant_ms = core::BatchInstantMs(state, now);
      for (const StateQuestion& asked : questions) {
        facts.push_back(core::FindStateFacts(state, *asked.record,
                                             asked.purpose, instant_ms));
      }
    });
    return facts;
  };
  return world;
}

}  // namespace enlace::gate
