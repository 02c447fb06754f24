#include "certs/dev/link_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "certs/certificate.h"
#include "certs/identity.h"
#include "certs/key.h"
#include "proto/wire/fingerprint.h"
#include "proto/wire/link_file.h"

namespace enlace::certs {
namespace {

constexpr absl::Duration kBackdating = absl::Minutes(1);

struct Order {
  std::string pki;
  std::string previous;
  std::vector<std::string> add;     // chains of signing keys
  std::vector<std::string> remove;  // identities
  std::string out;
  int days = 7;
};

// Takes the agency out, if it is there.
void Remove(const std::string& agency, v1::LinkFile& content) {
  auto& agencies = *content.mutable_agencies();
  agencies.erase(std::remove_if(agencies.begin(), agencies.end(),
                                [&](const v1::LinkAgency& each) {
                                  return each.identity() == agency;
                                }),
                 agencies.end());
}

// Enters the agency that the chain in `path` is of, in place of its old entry.
absl::Status Enter(const std::string& path, v1::LinkFile& content) {
  ASSIGN_OR_RETURN(const std::string pem, ReadFile(path));
  ASSIGN_OR_RETURN(const auto chain, Certificate::ListFromPem(pem));
  ASSIGN_OR_RETURN(const Identity agency, chain.front().identity());
  Remove(agency.Uri(), content);
  v1::LinkAgency& entry = *content.add_agencies();
  entry.set_identity(agency.Uri());
  entry.set_signing_chain(pem);
  return absl::OkStatus();
}

absl::Status WriteNext(const Order& order) {
  ASSIGN_OR_RETURN(const std::string bytes, ReadFile(order.previous));
  ASSIGN_OR_RETURN(const auto previous, wire::LinkFile::Parse(bytes));
  ASSIGN_OR_RETURN(const std::string key_pem,
                   ReadFile(order.pki + "/root.key"));
  ASSIGN_OR_RETURN(const PrivateKey root_key, PrivateKey::FromPem(key_pem));
  const absl::Time now = RealClock().TimeNow();
  v1::LinkFile content = previous.content();
  content.set_serial(content.serial() + 1);
  content.set_valid_from_ms(absl::ToUnixMillis(now - kBackdating));
  content.set_valid_until_ms(
      absl::ToUnixMillis(now + absl::Hours(24 * order.days)));
  for (const std::string& agency : order.remove) Remove(agency, content);
  for (const std::string& path : order.add) {
    RETURN_IF_ERROR(Enter(path, content));
  }
  ASSIGN_OR_RETURN(const std::string next,
                   wire::SignLinkFile(content, root_key));
  RETURN_IF_ERROR(ReplaceFileDurably(order.out, next));
  ASSIGN_OR_RETURN(const auto written, wire::LinkFile::Parse(next));
  std::cout << order.out << ": link file " << content.serial() << " of "
            << content.trust_domain()
            << "\nfingerprint: " << wire::FingerprintDigits(written.digest())
            << "\n";
  return absl::OkStatus();
}

}  // namespace

int RunLink(int argc, char** argv) {
  Order order;
  CLI::App app{"Writes a nation's next link file. Not for production.",
               "enlace-dev-pki link"};
  app.add_option("PREVIOUS", order.previous, "The nation's link file so far")
      ->required();
  app.add_option("--pki", order.pki, "Folder with root.key")->required();
  app.add_option("--add", order.add,
                 "Chain (PEM) of the signing key of an agency to enter; "
                 "repeatable");
  app.add_option("--remove", order.remove,
                 "Identity of an agency to take out; repeatable");
  app.add_option("--out", order.out, "File to write")->required();
  app.add_option("--days", order.days, "Validity in days")
      ->check(CLI::Range(1, 366));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  const absl::Status status = WriteNext(order);
  if (status.ok()) return 0;
  std::cerr << "enlace-dev-pki link: " << status.message() << "\n";
  return 1;
}

}  // namespace enlace::certs
