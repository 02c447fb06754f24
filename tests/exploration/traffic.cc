#include "tests/exploration/traffic.h"

#include <cstdint>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/simulation/environment.h"

namespace enlace::exploration {
namespace {

constexpr int64_t kShortMs = 10 * 60 * 1000;
constexpr int64_t kLongMs = int64_t{24} * 3600 * 1000;

Traffic Make(int number, int from, const char* sender, const char* recipient,
             v1::Channel channel, v1::Urgency urgency, int64_t life_ms) {
  Traffic traffic;
  traffic.from = from;
  traffic.transfer_id = std::string(16, static_cast<char>('A' + number));
  core::RecordFacts& facts = traffic.record.facts;
  facts.set_type("FirearmTraceRequest");
  facts.set_sender(
      absl::StrCat("spiffe://", DomainOf(from), "/agency/", sender));
  facts.set_recipient(
      absl::StrCat("spiffe://", DomainOf(1 - from), "/agency/", recipient));
  facts.set_message_id(std::string(16, static_cast<char>('a' + number)));
  facts.set_channel(channel);
  facts.set_urgency(urgency);
  facts.set_created_at_ms(simulation::kStartMs);
  facts.set_valid_until_ms(simulation::kStartMs + life_ms);
  traffic.record.body = absl::StrCat("body ", number);
  return traffic;
}

}  // namespace

const Traffic& TrafficOf(size_t m) {
  static const auto* const kAll =
      new std::vector<Traffic>{Make(0, 0, "us-atf", "mx-fgr", v1::CHANNEL_INTEL,
                                    v1::URGENCY_ROUTINE, kLongMs),
                               Make(1, 0, "us-cbp", "mx-fgr", v1::CHANNEL_ADMIN,
                                    v1::URGENCY_PRIORITY, kShortMs),
                               Make(2, 1, "mx-fgr", "us-atf", v1::CHANNEL_INTEL,
                                    v1::URGENCY_URGENT, kShortMs)};
  return kAll->at(m);
}

std::string DomainOf(int node) {
  return node == 0 ? "us.enlace.example" : "mx.enlace.example";
}

absl::Time TrafficTime(bool late) {
  return absl::FromUnixMillis(simulation::kStartMs + (late ? 2 * kShortMs : 0));
}

}  // namespace enlace::exploration
