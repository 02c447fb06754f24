// First contact: what the node is told by its persons and by the other nations.

#include <utility>

#include "server/core/first_contact.h"
#include "server/core/plan.h"
#include "tests/simulation/reach.h"
#include "tests/simulation/sim_node.h"

namespace enlace::simulation {
core::LinkFiles SimNode::FilesTowards(const std::string& peer) const {
  core::LinkFiles files = FirstLinkFiles(trust_domain_, peer);
  files.own = LinkFileDigest(trust_domain_, env_.link_serial(trust_domain_));
  files.peer = LinkFileDigest(peer, env_.link_serial(peer));
  return files;
}

bool SimNode::LinkOpen(const std::string& peer) {
  return core::CheckLinkOpen(state(), peer, FilesTowards(peer),
                             core::BatchInstantMs(state(), Now()))
      .ok();
}

void SimNode::AcceptLink(const std::string& peer, const std::string& person,
                         Reply reply) {
  if (!up()) return;
  const core::LinkAcceptance input{peer, FilesTowards(peer).peer, person,
                                   MakeNoteDraft(env_.random)};
  Accept([input](const core::State&, const policy::Book&) { return input; },
         std::move(reply));
}

void SimNode::TakeAnnouncement(
    const std::string& from, const core::LinkFiles& files,
    std::function<void(bool taken, bool accepted)> reply) {
  if (!up()) return;
  if (files != FilesTowards(from)) {
    SIM_REACHED("announcement_of_another_file");
    return reply(false, false);
  }
  const core::LinkAcceptanceByPeer input{from, files,
                                         MakeNoteDraft(env_.random)};
  Accept([input](const core::State&, const policy::Book&) { return input; },
         [this, from, files, reply = std::move(reply)](const core::Answer&) {
           const core::Link* const link = state().FindLink(from);
           reply(true, link != nullptr && link->contact.Accepted(files.peer));
         });
}

void SimNode::AnnounceTo(const std::string& peer) {
  const core::LinkFiles files = FilesTowards(peer);
  const core::Link* const link = state().FindLink(peer);
  if (link == nullptr || !link->contact.Accepted(files.peer)) return;
  const auto told = announced_.find(peer);
  if (told != announced_.end() && told->second == files.peer) return;
  SimNode* const other = env_.nodes.at(peer);
  // The same two files, as the other side names them.
  core::LinkFiles theirs = files;
  std::swap(theirs.own, theirs.peer);
  env_.network.Send(
      trust_domain_, peer,
      [this, other, files, theirs, generation = generation_] {
        other->TakeAnnouncement(
            trust_domain_, theirs,
            [this, other, files, generation](bool taken, bool accepted) {
              env_.network.Send(
                  other->trust_domain_, trust_domain_,
                  [this, other, files, generation, taken, accepted] {
                    if (!up() || generation != generation_ || !taken) return;
                    announced_[other->trust_domain_] = files.peer;
                    if (!accepted) return;
                    SIM_REACHED("acceptance_heard_in_an_answer");
                    const core::LinkAcceptanceByPeer input{
                        other->trust_domain_, files,
                        MakeNoteDraft(env_.random)};
                    Accept([input](const core::State&,
                                   const policy::Book&) { return input; },
                           nullptr);
                  });
            });
      });
}

}  // namespace enlace::simulation
