#include "tests/simulation/sim_publishing.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/sha256.h"
#include "proto/wire/checkpoint.h"
#include "proto/wire/note.h"
#include "proto/wire/witness_decision.h"
#include "proto/wire/witness_request.h"
#include "tests/simulation/reach.h"

namespace enlace::simulation {
namespace {

using wire::WitnessStatus;

std::string PublishingFolder() {
  // In memory where that is to be had.
  std::string pattern = access("/dev/shm", W_OK) == 0
                            ? "/dev/shm/enlace-logs-XXXXXX"
                            : "/tmp/enlace-logs-XXXXXX";
  CHECK(mkdtemp(pattern.data()) != nullptr) << "no temporary folder";
  return pattern;
}

audit::WitnessAnswer AnswerOf(WitnessStatus status, std::string body) {
  return {static_cast<int>(status), std::move(body)};
}

// What a witness is asked about, as its log signed it.
wire::Checkpoint CheckpointIn(const std::string& body) {
  const auto request = wire::ParseWitnessRequest(body);
  CHECK_OK(request.status());
  const auto note = wire::ParseNote(request->checkpoint);
  CHECK_OK(note.status());
  const auto checkpoint = wire::ParseCheckpoint(note->text);
  CHECK_OK(checkpoint.status());
  return *checkpoint;
}

}  // namespace

SimPublishing::SimPublishing(Environment& env, uint64_t seed)
    : env_(env),
      random_(seed),
      folder_(PublishingFolder()),
      clock_(env.schedule) {
  std::vector<std::string> domains;
  for (const auto& [domain, node] : env_.nodes) domains.push_back(domain);
  neutral_ = std::make_unique<SimWitness>(
      std::string(kNeutralDomain), absl::StrCat(folder_, "/", kNeutralDomain),
      domains, clock_);
  for (const auto& [domain, node] : env_.nodes) {
    std::vector<std::string> others = domains;
    others.erase(std::find(others.begin(), others.end(), domain));
    logs_[domain] = std::make_unique<SimLog>(
        SimLog::Nation{domain, std::move(others), &node->store(),
                       &node->clock()},
        absl::StrCat(folder_, "/", domain),
        [this](const std::string& witness, const std::string& body) {
          return Ask(witness, body);
        });
  }
  domains.emplace_back(kNeutralDomain);
  liar_ = domains[random_.Next() % domains.size()];
}

SimPublishing::~SimPublishing() {
  logs_.clear();
  neutral_.reset();
  std::error_code error;
  std::filesystem::remove_all(folder_, error);
}

void SimPublishing::Fail(const std::string& domain, absl::string_view what) {
  env_.ledger.Violation(absl::StrCat("P4: ", what, " (", domain, ")"));
}

void SimPublishing::Open(const std::string& domain) {
  const absl::Status opened = logs_.at(domain)->Open();
  if (!opened.ok()) {
    Fail(domain, absl::StrCat("a log does not open: ", opened.message()));
  }
}

void SimPublishing::Start() {
  const absl::Status opened = neutral_->Open();
  if (!opened.ok()) Fail(std::string(kNeutralDomain), opened.message());
  for (const auto& [domain, log] : logs_) {
    Open(domain);
    PublishNowAndThen(domain);
  }
  SIM_REACHED("witness_that_lies");
  if (liar_ != kNeutralDomain) ForkNowAndThen();
}

void SimPublishing::PublishNowAndThen(const std::string& domain) {
  // Seldom once nothing goes wrong any more.
  const int64_t wait_ms = env_.healed ? random_.Between(20'000, 60'000)
                                      : random_.Between(2000, 12'000);
  env_.schedule.After(wait_ms, [this, domain] {
    // Its process ended and another one goes on.
    if (random_.Percent(15)) Open(domain);
    if (env_.nodes.at(domain)->up() && logs_.at(domain)->open()) {
      Publish(domain);
    }
    PublishNowAndThen(domain);
  });
}

std::vector<std::string> SimPublishing::WitnessesOf(
    const std::string& domain) const {
  std::vector<std::string> witnesses = {std::string(kNeutralDomain)};
  for (const auto& [other, log] : logs_) {
    if (other != domain) witnesses.push_back(other);
  }
  return witnesses;
}

void SimPublishing::Publish(const std::string& domain) {
  audit::AuditLog& log = logs_.at(domain)->log();
  const absl::Status published = logs_.at(domain)->Publish();
  const uint64_t size = env_.nodes.at(domain)->audit().leaves().size();
  if (log.checkpoint_size() != size ||
      log.signing_state() != audit::SigningState::kSign) {
    return Fail(domain, absl::StrCat("a log does not sign what is recorded: ",
                                     published.ToString()));
  }
  for (const std::string& witness : WitnessesOf(domain)) {
    const bool cosigned = log.cosigned_size(witness) == size;
    if (lies_ && witness == liar_) {
      if (!cosigned) SIM_REACHED("signed_without_a_witness");
    } else if (!cosigned) {
      Fail(domain,
           absl::StrCat(witness, " did not cosign: ", published.ToString()));
    }
  }
  if (absl::StrContains(log.StateText(), "incident")) {
    SIM_REACHED("witness_claims_what_must_not_be");
  }
}

absl::StatusOr<audit::WitnessAnswer> SimPublishing::Ask(
    const std::string& witness, const std::string& body) {
  if (!lies_ || witness != liar_) return AskTruly(witness, body);
  switch (random_.Between(0, 7)) {
    case 0:
      SIM_REACHED("witness_is_silent");
      return absl::UnavailableError("nobody answers");
    case 1:
      SIM_REACHED("witness_claims_a_longer_log");
      return AnswerOf(
          WitnessStatus::kNotTheLatest,
          absl::StrCat(CheckpointIn(body).size + 1 + random_.Next() % 9, "\n"));
    case 2:
      SIM_REACHED("witness_denies_what_it_cosigned");
      return AnswerOf(WitnessStatus::kNotTheLatest, "0\n");
    case 3:
      SIM_REACHED("witness_claims_a_fork");
      return AnswerOf(WitnessStatus::kInconsistent, "another history\n");
    case 4:
      SIM_REACHED("witness_signs_another_tree");
      return AnswerOf(WitnessStatus::kCosign, Forged(body));
    case 5:
      SIM_REACHED("witness_repeats_an_older_answer");
      return AnswerOf(WitnessStatus::kCosign, before_);
    case 6:
      return audit::WitnessAnswer{500, "not today\n"};
    default: {
      const audit::WitnessAnswer answer = AskTruly(witness, body);
      if (answer.status == static_cast<int>(WitnessStatus::kCosign)) {
        before_ = answer.body;
      }
      return answer;
    }
  }
}

audit::WitnessAnswer SimPublishing::AskTruly(const std::string& witness,
                                             const std::string& body) {
  const auto log = logs_.find(witness);
  return log == logs_.end() ? neutral_->Answer(body)
                            : log->second->witness().Answer(body);
}

std::string SimPublishing::Forged(const std::string& body) {
  wire::Checkpoint other = CheckpointIn(body);
  other.root = HashFromBytes(random_.Bytes(32));
  // Half of the time one that is set back, too.
  if (random_.Percent(50)) other.size = 1 + other.size / 2;
  const SimWitness& liar =
      liar_ == kNeutralDomain ? *neutral_ : logs_.at(liar_)->witness();
  const auto line = wire::CosignCheckpoint(other, WitnessKeyOf(liar_),
                                           liar.signer(), clock_.TimeNow());
  CHECK_OK(line.status());
  return wire::FormatSignatureLine(*line);
}

void SimPublishing::ForkNowAndThen() {
  env_.schedule.After(random_.Between(3000, 9000), [this] {
    if (!lies_ || env_.healed) return;
    for (const auto& [domain, log] : logs_) {
      if (domain != liar_) ShowFork(domain);
    }
    ForkNowAndThen();
  });
}

void SimPublishing::ShowFork(const std::string& domain) {
  SimLog& shown = *logs_.at(domain);
  const wire::VerifierKey key = LogKeyOf(liar_);
  const auto last = shown.witness().anchor().LastWitnessed(key.name());
  if (!last) return;
  wire::WitnessRequest request;
  request.old_size = last->head.size;
  wire::Checkpoint fork{key.name(), last->head.size,
                        HashFromBytes(random_.Bytes(32))};
  std::string kind = "fork-";
  switch (random_.Between(0, 2)) {
    case 0:
      break;
    case 1:  // a longer one, that is not shown to extend it
      kind = "unproven-";
      fork.size += 1 + random_.Next() % 9;
      request.proof.resize(1 + random_.Next() % 4,
                           HashFromBytes(random_.Bytes(32)));
      break;
    default:  // set back
      kind = "";
      fork.size = 1 + random_.Next() % last->head.size;
      if (fork.size == last->head.size) return;
      request.old_size = 0;
      break;
  }
  auto signature = wire::SignCheckpoint(fork, key, logs_.at(liar_)->signer());
  CHECK_OK(signature.status());
  const std::string text = wire::FormatCheckpoint(fork);
  request.checkpoint =
      wire::FormatNote({.text = text, .signatures = {*std::move(signature)}});
  const audit::WitnessAnswer answer =
      shown.witness().Answer(wire::FormatWitnessRequest(request));
  if (answer.status != static_cast<int>(kind == "unproven-"
                                            ? WitnessStatus::kInconsistent
                                            : WitnessStatus::kNotTheLatest) &&
      answer.status != static_cast<int>(WitnessStatus::kInconsistent)) {
    Fail(domain,
         absl::StrCat("a witness answered a fork with ", answer.status));
  }
  if (shown.witness().anchor().LastWitnessed(key.name()) != last) {
    Fail(domain, "a fork changed what a witness has cosigned last");
  }
  if (kind.empty()) {
    SIM_REACHED("log_set_back_refused");
    return;
  }
  evidence_.push_back({absl::StrCat(shown.folder(), "/forks/", kind,
                                    HexEncode(AsBytes(Sha256(text))), ".txt"),
                       text});
  if (kind == "fork-") {
    SIM_REACHED("fork_shown_to_a_witness");
  } else {
    SIM_REACHED("unproven_log_shown_to_a_witness");
  }
}

void SimPublishing::CheckEvidence() {
  for (const Evidence& each : evidence_) {
    const auto kept = ReadFile(each.file);
    if (!kept.ok() || !absl::StrContains(*kept, each.text) ||
        !absl::StrContains(*kept, LogKeyOf(liar_).name())) {
      Fail(each.file, "evidence of a fork is not kept");
    }
  }
  if (!evidence_.empty()) SIM_REACHED("evidence_of_a_fork_kept");
}

void SimPublishing::Finish() {
  lies_ = false;
  for (const auto& [domain, log] : logs_) {
    Publish(domain);
    if (log->log().StateText() != "ready") {
      Fail(domain, absl::StrCat("an incident outlasts the lies: ",
                                log->log().StateText()));
    }
  }
  CheckEvidence();
}

}  // namespace enlace::simulation
