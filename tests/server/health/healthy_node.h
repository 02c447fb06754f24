// A node of which nothing is wrong, for tests that then make one thing wrong.

#ifndef ENLACE_TESTS_SERVER_HEALTH_HEALTHY_NODE_H_
#define ENLACE_TESTS_SERVER_HEALTH_HEALTHY_NODE_H_

#include <limits>

#include "absl/time/time.h"
#include "server/health/health.h"

namespace enlace::health {

inline constexpr absl::Time kNow = absl::FromUnixSeconds(1800000000);

inline Health HealthyNode() {
  const Lifetime year = {kNow - absl::Hours(24 * 100),
                         kNow + absl::Hours(24 * 265)};
  Health health;
  health.nation = "aa.example";
  health.version = "1.2.3";
  health.book_digest = "00ff";
  health.log_time = kNow - absl::Seconds(1);
  health.log.size = 1000;
  health.log.checkpoint_size = 1000;
  health.log.scrub_rounds = 7;
  health.log.scrubbed_at = kNow - absl::Hours(1);
  health.witnesses = {
      {.name = "bb.example/witness",
       .nation = "bb.example",
       .cosigned_size = 1000,
       .cosigned_at = kNow - absl::Seconds(1)},
      {.name = "watcher.example", .nation = "", .cosigned_size = 990}};
  health.links = {{.nation = "bb.example",
                   .connected = true,
                   .sent_sequence = 40,
                   .received_sequence = 30,
                   .witnessed_size = 800,
                   .link_file = year}};
  health.decided[{"outgoing", "permit"}] = 40;
  health.decided[{"outgoing", "deny"}] = 2;
  health.decided[{"incoming", "permit"}] = 30;
  health.turned_away["peers"] = 3;
  health.certificates["tls"] = year;
  health.certificates["statement"] = year;
  health.own_link_file = year;
  health.charter = year;
  health.disk = {.journal_bytes = 1 << 20,
                 .wal_bytes = 4096,
                 .free_bytes = uint64_t{20} << 30,
                 .reserve_bytes = uint64_t{2} << 30,
                 .snapshot_at = kNow - absl::Minutes(10)};
  health.process = {.resident_bytes = 50 << 20, .open_files = 40};
  return health;
}

}  // namespace enlace::health

#endif  // ENLACE_TESTS_SERVER_HEALTH_HEALTHY_NODE_H_
