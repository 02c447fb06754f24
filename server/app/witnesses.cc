#include "server/app/witnesses.h"

#include <algorithm>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "base/file.h"
#include "base/guarded_clock.h"
#include "base/log.h"
#include "base/status_macros.h"
#include "server/http/http_url.h"

namespace enlace::app {
namespace {

constexpr size_t kVkeyFileMax = 4 << 10;
// Between two questions to one witness, as it was quick or slow to answer.
constexpr absl::Duration kAskPause = absl::Milliseconds(200);
constexpr absl::Duration kAskPeriod = absl::Seconds(5);

absl::StatusOr<wire::VerifierKey> LoadWitnessKey(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kVkeyFileMax));
  ASSIGN_OR_RETURN(wire::VerifierKey key,
                   wire::VerifierKey::Parse(absl::StripSuffix(text, "\n")));
  if (key.type() != wire::NoteKeyType::kCosignatureV1) {
    return absl::InvalidArgumentError("not the key of a witness");
  }
  return key;
}

// The keys that sign or cosign logs already.
std::vector<wire::VerifierKey> KeysInUse(const Trust& trust) {
  std::vector<wire::VerifierKey> keys = {trust.own->log_key,
                                         trust.own->witness_key};
  for (const auto& [nation, peer] : trust.peers) {
    keys.push_back(peer.log_key);
    keys.push_back(peer.witness_key);
  }
  return keys;
}

}  // namespace

audit::AskWitness AskOverLink(peer::PeerLink& link) {
  return
      [&link](const std::string& body) -> absl::StatusOr<audit::WitnessAnswer> {
        v1::AddCheckpointRequest request;
        request.set_body(body);
        ASSIGN_OR_RETURN(const v1::AddCheckpointResponse response,
                         link.AddCheckpoint(request));
        return audit::WitnessAnswer{static_cast<int>(response.status()),
                                    response.body()};
      };
}

void DescribeWitnesses(const audit::AuditLog& log,
                       v1::GetNodeStatusResponse& status) {
  for (const audit::WitnessStanding& standing : log.WitnessesOfThisLog()) {
    v1::WitnessStatus& witness = *status.add_witnesses();
    witness.set_name(standing.key_name);
    witness.set_nation(standing.nation);
    witness.set_cosigned_size(standing.cosigned_size);
    if (standing.cosigned_at != absl::InfinitePast()) {
      witness.set_cosigned_at_ms(absl::ToUnixMillis(standing.cosigned_at));
    }
    if (standing.waiting_since != absl::InfiniteFuture()) {
      witness.set_waiting_since_ms(absl::ToUnixMillis(standing.waiting_since));
    }
  }
}

NeutralWitnesses::Asked::Asked(wire::VerifierKey witness_key, http::Url url)
    : key(std::move(witness_key)), client(std::move(url), {}) {}

absl::StatusOr<std::unique_ptr<NeutralWitnesses>> NeutralWitnesses::Load(
    const std::vector<NeutralWitnessConfig>& config, const Trust& trust) {
  auto neutral = absl::WrapUnique(new NeutralWitnesses());
  std::vector<wire::VerifierKey> in_use = KeysInUse(trust);
  for (const NeutralWitnessConfig& each : config) {
    ASSIGN_OR_RETURN(http::Url url, http::ParseUrl(each.url));
    absl::StatusOr<wire::VerifierKey> key = LoadWitnessKey(each.vkey_path);
    if (!key.ok()) return About(each.vkey_path, key.status());
    const bool known = std::any_of(
        in_use.begin(), in_use.end(), [&key](const wire::VerifierKey& other) {
          return other.public_key() == key->public_key() ||
                 other.name() == key->name();
        });
    if (known || trust.peers.contains(key->name())) {
      return About(each.vkey_path,
                   absl::InvalidArgumentError(
                       "this key or its name has another role already"));
    }
    in_use.push_back(*key);
    neutral->asked_.push_back(
        std::make_unique<Asked>(*std::move(key), std::move(url)));
  }
  return neutral;
}

NeutralWitnesses::~NeutralWitnesses() { Stop(); }

std::map<std::string, audit::WitnessOfThisLog> NeutralWitnesses::Askers() {
  std::map<std::string, audit::WitnessOfThisLog> askers;
  for (const auto& asked : asked_) {
    http::Client& client = asked->client;
    askers.emplace(asked->key.name(),
                   audit::WitnessOfThisLog{
                       asked->key,
                       [&client](const std::string& body)
                           -> absl::StatusOr<audit::WitnessAnswer> {
                         ASSIGN_OR_RETURN(http::Response response,
                                          client.Post("/add-checkpoint", body));
                         return audit::WitnessAnswer{response.status,
                                                     std::move(response.body)};
                       }});
  }
  return askers;
}

void NeutralWitnesses::Start(audit::AuditLog& log) {
  for (const auto& asked : asked_) {
    asked->ticker = std::make_unique<Ticker>(
        kAskPause, kAskPeriod, NodeClock(),
        [&log, &asked = *asked] { AskOne(log, asked); });
  }
}

void NeutralWitnesses::AskOne(audit::AuditLog& log, Asked& asked) {
  const absl::Status status = log.AskNeutral(asked.key.name());
  const std::string error = status.ok() ? "" : status.ToString();
  if (error == asked.last_error) return;
  asked.last_error = error;
  if (status.ok()) {
    Log(Severity::kInfo, "a neutral witness cosigns again",
        {{"witness", asked.key.name()}});
  } else {
    Log(Severity::kWarning, "a neutral witness did not cosign",
        {{"error", error}});
  }
}

void NeutralWitnesses::Wake() {
  for (const auto& asked : asked_) {
    if (asked->ticker != nullptr) asked->ticker->Wake();
  }
}

void NeutralWitnesses::Stop() {
  for (const auto& asked : asked_) asked->client.Stop();
  for (const auto& asked : asked_) {
    if (asked->ticker != nullptr) asked->ticker->Stop();
  }
}

}  // namespace enlace::app
