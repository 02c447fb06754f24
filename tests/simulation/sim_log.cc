#include "tests/simulation/sim_log.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/status_macros.h"

namespace enlace::simulation {
namespace {

std::string LogName(absl::string_view domain) {
  return absl::StrCat(domain, "/audit");
}

std::string WitnessName(absl::string_view domain) {
  return absl::StrCat(domain, "/witness");
}

certs::PrivateKey SignerOf(const std::string& key_name) {
  auto key = certs::PrivateKey::FromEd25519Seed(
      ToBytes(Sha256(absl::StrCat("simulated key of ", key_name))));
  CHECK_OK(key.status());
  return *std::move(key);
}

wire::VerifierKey KeyOf(const std::string& name, wire::NoteKeyType type) {
  auto key = wire::VerifierKey::Create(name, type, SignerOf(name).public_key());
  CHECK_OK(key.status());
  return *std::move(key);
}

}  // namespace

wire::VerifierKey LogKeyOf(absl::string_view trust_domain) {
  return KeyOf(LogName(trust_domain), wire::NoteKeyType::kEd25519);
}

wire::VerifierKey WitnessKeyOf(absl::string_view domain) {
  return KeyOf(WitnessName(domain), wire::NoteKeyType::kCosignatureV1);
}

SimWitness::SimWitness(std::string domain, std::string folder,
                       const std::vector<std::string>& watched, Clock& clock)
    : domain_(std::move(domain)),
      folder_(std::move(folder)),
      clock_(clock),
      signer_(SignerOf(WitnessName(domain_))) {
  for (const std::string& each : watched) watched_.push_back(LogKeyOf(each));
}

absl::Status SimWitness::Open() {
  Close();
  RETURN_IF_ERROR(MakeDirectories(folder_));
  RETURN_IF_ERROR(
      ReplaceFileDurably(folder_ + "/witness.vkey",
                         absl::StrCat(WitnessKeyOf(domain_).Format(), "\n")));
  ASSIGN_OR_RETURN(anchor_, audit::SignerAnchor::Open(folder_ + "/anchor"));
  witness_ = std::make_unique<audit::Witness>(
      audit::Witness::Environment{WitnessKeyOf(domain_), &signer_,
                                  anchor_.get(), &clock_, folder_ + "/forks"},
      watched_);
  return absl::OkStatus();
}

void SimWitness::Close() {
  witness_.reset();
  anchor_.reset();
}

audit::WitnessAnswer SimWitness::Answer(const std::string& body) {
  return witness_->Answer(body);
}

SimLog::SimLog(Nation nation, std::string folder, Ask ask)
    : nation_(std::move(nation)),
      folder_(std::move(folder)),
      ask_(std::move(ask)),
      signer_(SignerOf(LogName(nation_.trust_domain))),
      witness_(nation_.trust_domain, folder_, nation_.others, *nation_.clock) {}

audit::WitnessOfThisLog SimLog::Asked(const std::string& domain) const {
  return {WitnessKeyOf(domain), [this, domain](const std::string& body) {
            return ask_(domain, body);
          }};
}

absl::Status SimLog::Open() {
  Close();
  RETURN_IF_ERROR(witness_.Open());
  const wire::VerifierKey key = LogKeyOf(nation_.trust_domain);
  RETURN_IF_ERROR(ReplaceFileDurably(folder_ + "/audit.vkey",
                                     absl::StrCat(key.Format(), "\n")));
  audit::AuditLog::Environment environment{
      .key = key,
      .signer = &signer_,
      .anchor = &witness_.anchor(),
      .store = nation_.store,
      .audit_directory = folder_ + "/audit",
      .annex_directory = folder_ + "/annex",
      .witnesses = {},
      .clock = nation_.clock};
  for (const std::string& other : nation_.others) {
    environment.witnesses.emplace(other, Asked(other));
  }
  const std::string neutral(kNeutralDomain);
  environment.neutral.emplace(neutral, Asked(neutral));
  ASSIGN_OR_RETURN(log_, audit::AuditLog::Open(std::move(environment)));
  return absl::OkStatus();
}

void SimLog::Close() {
  log_.reset();
  witness_.Close();
}

absl::Status SimLog::Publish() {
  absl::Status status = log_->TryPublish();
  status.Update(log_->AskNeutral(std::string(kNeutralDomain)));
  return status;
}

}  // namespace enlace::simulation
