#include "tests/client/two_nations.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/check.h"
#include "base/sha256.h"
#include "certs/dev/dev_link_file.h"
#include "proto/wire/opened_form.h"
#include "proto/wire/record.h"
#include "proto/wire/release.h"
#include "proto/wire/released_record.h"
#include "proto/wire/statement.h"
#include "proto/wire/verifier_key.h"

namespace enlace::client {
namespace {

std::string Domain(const std::string& nation) {
  return absl::StrCat(nation, ".enlace.example");
}

certs::PrivateKey SeededKey(const std::string& name) {
  return *certs::PrivateKey::FromEd25519Seed(ToBytes(Sha256(name)));
}

}  // namespace

std::string CountingRandom::Bytes(size_t size) {
  std::string bytes;
  while (bytes.size() < size) bytes += ToBytes(Sha256(absl::StrCat(count_++)));
  return bytes.substr(0, size);
}

TwoNations::TwoNations() {
  static std::atomic<int> count = 0;
  folder_ = absl::StrCat(testing::TempDir(), "enlace_nations_", getpid(), "_",
                         count++);
  AddNation("us", "us-atf");
  AddNation("mx", "mx-fgr");
  WriteContext("us", "mx", "us-atf");
  WriteContext("mx", "us", "mx-fgr");
}

TwoNations::~TwoNations() { std::filesystem::remove_all(folder_); }

void TwoNations::AddNation(const std::string& nation,
                           const std::string& agency) {
  auto pki = certs::DevPki::Create({.trust_domain = Domain(nation)}, clock.now);
  CHECK_OK(pki.status());
  Write(absl::StrCat(nation, "/root.pem"), pki->root_pem());
  const auto add = [&](const std::string& name, const certs::Identity& id) {
    const auto issued = *pki->IssueStatementSigning(id);
    const auto tls = *pki->IssueTls(id);
    Write(absl::StrCat(name, ".signing.key"), issued.key_pem, true);
    Write(absl::StrCat(name, ".signing.pem"), issued.chain_pem);
    Write(absl::StrCat(name, ".tls.key"), tls.key_pem, true);
    Write(absl::StrCat(name, ".tls.pem"), tls.chain_pem);
    parties_.emplace(
        name, SigningParty{id, *certs::PrivateKey::FromPem(issued.key_pem),
                           issued.chain_pem});
  };
  add(agency, {Domain(nation), certs::Identity::Kind::kAgency, agency});
  add(nation + "-node", {Domain(nation), certs::Identity::Kind::kNode, "1"});
  Write(absl::StrCat(nation, "/audit.vkey"),
        wire::VerifierKey::Create(Domain(nation) + "/audit",
                                  wire::NoteKeyType::kEd25519,
                                  LogKey(nation).public_key())
            ->Format());
  Write(absl::StrCat(nation, "/witness.vkey"),
        wire::VerifierKey::Create(Domain(nation) + "/witness",
                                  wire::NoteKeyType::kCosignatureV1,
                                  WitnessKey(nation).public_key())
            ->Format());
  pkis_.emplace(nation, *std::move(pki));
}

void TwoNations::WriteContext(const std::string& nation,
                              const std::string& other,
                              const std::string& agency) const {
  std::string text = absl::StrCat(
      "agency = \"", party(agency).identity.Uri(), "\"\n\n[node]\n",
      "endpoint = \"127.0.0.1:1\"\nidentity = \"",
      party(nation + "-node").identity.Uri(), "\"\n\n[tls]\nkey = \"../",
      agency, ".tls.key\"\nchain = \"../", agency, ".tls.pem\"\nroot = \"../",
      nation, "/root.pem\"\n\n[signing]\nkey = \"../", agency,
      ".signing.key\"\nchain = \"../", agency, ".signing.pem\"\n");
  for (const std::string& each : {nation, other}) {
    absl::StrAppend(&text, "\n[[nation]]\nroot = \"../", each,
                    "/root.pem\"\nlog_vkey = \"../", each,
                    "/audit.vkey\"\nwitness_vkey = \"../", each,
                    "/witness.vkey\"\n");
  }
  Write(absl::StrCat("contexts/", agency, ".toml"), text);
}

void TwoNations::Write(const std::string& path, const std::string& bytes,
                       bool only_for_owner) const {
  const std::filesystem::path file = absl::StrCat(folder_, "/", path);
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << bytes;
  chmod(file.c_str(), only_for_owner ? 0600 : 0644);
}

std::string TwoNations::ContextPath(const std::string& agency) const {
  return absl::StrCat(folder_, "/contexts/", agency, ".toml");
}

Context TwoNations::ContextOf(const std::string& agency) const {
  auto context = LoadContext(ContextPath(agency));
  CHECK_OK(context.status());
  return *std::move(context);
}

std::vector<certs::TrustAnchor> TwoNations::Roots() const {
  std::vector<certs::TrustAnchor> roots;
  for (const auto& [nation, pki] : pkis_) {
    roots.push_back(*certs::TrustAnchor::FromPem(pki.root_pem()));
  }
  return roots;
}

certs::PrivateKey TwoNations::LogKey(const std::string& nation) const {
  return SeededKey(nation + " log");
}

certs::PrivateKey TwoNations::WitnessKey(const std::string& nation) const {
  return SeededKey(nation + " witness");
}

std::vector<std::string> TwoNations::Chains() const {
  std::vector<std::string> chains;
  for (const auto& [name, each] : parties_) chains.push_back(each.chain_pem);
  return chains;
}

std::string TwoNations::LinkFile(const std::string& nation) const {
  const SigningParty& node = party(nation + "-node");
  const SigningParty& agency = party(nation == "us" ? "us-atf" : "mx-fgr");
  auto file = certs::DevLinkFile(
      pki(nation),
      {{.identity = node.identity,
        .endpoint = "127.0.0.1:1",
        .statement_chain = node.chain_pem,
        .log_key = LogKey(nation).public_key(),
        .witness_key = WitnessKey(nation).public_key()}},
      {{.identity = agency.identity, .signing_chain = agency.chain_pem}},
      {.valid_from = clock.now, .valid_until = clock.now + absl::Hours(24)});
  CHECK_OK(file.status());
  return *std::move(file);
}

v1::Delivery TwoNations::Deliver(const v1::Submission& submission,
                                 const std::set<std::string>& withheld) const {
  const auto statement =
      *wire::ParseStatement(submission.statement().statement());
  const auto record =
      wire::ParseRecord(statement.header().type(), submission.body());
  CHECK_OK(record.status());
  auto minimized = wire::OpenForm(**record, submission.seed(), withheld);
  CHECK_OK(minimized.status());
  const std::string form = std::move(minimized->form);
  const bool from_us =
      statement.header().sender() == party("us-atf").identity.Uri();
  v1::Delivery delivery;
  delivery.set_cursor(1);
  delivery.set_transfer_id("0123456789abcdef");
  delivery.set_delivered_at_ms(absl::ToUnixMillis(clock.now) + 5000);
  std::vector<v1::SignedRelease> releases;
  for (const bool first : {true, false}) {
    const SigningParty& node = party(first == from_us ? "us-node" : "mx-node");
    v1::ReleaseStatement release;
    release.set_version(1);
    release.set_node(node.identity.Uri());
    release.set_record_id(
        ToBytes(wire::RecordId(submission.statement().statement())));
    release.set_transfer_id(delivery.transfer_id());
    release.set_outcome(v1::DECISION_OUTCOME_PERMIT);
    release.set_book_digest(ToBytes(Sha256("book")));
    release.add_rule_ids("US-TRACE-2");
    release.add_citations("18 U.S.C. 923 note");
    release.set_decided_at_ms(absl::ToUnixMillis(clock.now) + 1000);
    release.set_valid_until_ms(absl::ToUnixMillis(clock.now) + 3600000);
    release.set_retain_until_ms(absl::ToUnixMillis(clock.now) + 7200000);
    release.set_form_digest(ToBytes(Sha256(form)));
    if (first) release.add_caveats("LEAD_NOT_PROOF");
    for (const std::string& path : minimized->removed) {
      if (!first) continue;
      v1::Redaction& redaction = *release.add_redactions();
      redaction.set_path(path);
      redaction.set_rule_id("US-MIN-2");
      redaction.set_reason("S10");
      redaction.set_citation("5 U.S.C. 552a(e)(1)");
      redaction.set_nation(node.identity.trust_domain);
    }
    auto signed_release = wire::SignRelease(release, node.key);
    CHECK_OK(signed_release.status());
    releases.push_back(*std::move(signed_release));
  }
  delivery.set_record(wire::MakeReleasedRecord(submission.statement(), form,
                                               /*full=*/false, releases));
  return delivery;
}

std::string TwoNations::Stable(std::string text) const {
  std::map<std::string, std::string> names = {{folder_, "DIR"}};
  for (const auto& [name, each] : parties_) {
    names[each.key.key_id()] = absl::StrCat("KEY-OF-", name);
  }
  return absl::StrReplaceAll(text, names);
}

std::string ExamplePath(const std::string& name) {
  return absl::StrCat("tests/scenarios/records/", name, ".json");
}

}  // namespace enlace::client
