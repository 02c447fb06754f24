#include "tests/simulation/network.h"

#include "tests/simulation/reach.h"

namespace enlace::simulation {

int64_t Network::Delay() {
  return random_.Percent(faults_.long_delay) ? random_.Between(500, 15000)
                                             : random_.Between(1, 40);
}

void Network::Send(const std::string& from, const std::string& to,
                   std::function<void()> deliver) {
  if (cut_.count({from, to}) > 0) {
    SIM_REACHED("message_lost_in_partition");
    return;
  }
  if (random_.Percent(faults_.loss)) {
    SIM_REACHED("message_lost");
    return;
  }
  if (random_.Percent(faults_.duplication)) {
    SIM_REACHED("message_duplicated");
    schedule_.After(Delay(), deliver);
  }
  schedule_.After(Delay(), std::move(deliver));
}

void Network::Cut(const std::string& from, const std::string& to) {
  cut_.emplace(from, to);
}

void Network::Mend(const std::string& from, const std::string& to) {
  cut_.erase({from, to});
}

}  // namespace enlace::simulation
