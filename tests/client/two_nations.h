// Two nations with throw-away keys, a context file for an agency of each, and
// what their nodes would do to a record: release and deliver it.

#ifndef ENLACE_TESTS_CLIENT_TWO_NATIONS_H_
#define ENLACE_TESTS_CLIENT_TWO_NATIONS_H_

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/clock.h"
#include "base/random.h"
#include "certs/dev_pki.h"
#include "certs/identity.h"
#include "certs/key.h"
#include "client/library/context.h"
#include "enlace/v1/exchange_service.pb.h"

namespace enlace::client {

class StoppedClock final : public Clock {
 public:
  absl::Time TimeNow() override { return now; }

  absl::Time now = absl::FromUnixMillis(1767225600000);  // 2026-01-01
};

// The same bytes in every run.
class CountingRandom final : public Random {
 public:
  std::string Bytes(size_t size) override;

 private:
  int count_ = 0;
};

// An identity's statement key and what certifies it.
struct SigningParty {
  certs::Identity identity;
  certs::PrivateKey key;
  std::string chain_pem;
};

class TwoNations {
 public:
  TwoNations();
  ~TwoNations();
  TwoNations(const TwoNations&) = delete;
  TwoNations& operator=(const TwoNations&) = delete;

  const std::string& folder() const { return folder_; }
  std::string ContextPath(const std::string& agency) const;
  Context ContextOf(const std::string& agency) const;
  std::vector<certs::TrustAnchor> Roots() const;

  const SigningParty& party(const std::string& name) const {
    return parties_.at(name);
  }
  const certs::DevPki& pki(const std::string& nation) const {
    return pkis_.at(nation);
  }
  certs::PrivateKey LogKey(const std::string& nation) const;
  certs::PrivateKey WitnessKey(const std::string& nation) const;

  // The nation's link file, signed by its root; it holds around the clock's
  // now.
  std::string LinkFile(const std::string& nation) const;

  // What both nodes would hand to the recipient of a submission (of us-atf or
  // mx-fgr), with the leaves of `withheld` removed by the sender's node.
  v1::Delivery Deliver(const v1::Submission& submission,
                       const std::set<std::string>& withheld) const;

  // The chains of all parties.
  std::vector<std::string> Chains() const;

  // Replaces what differs from run to run: the folder and the key ids.
  std::string Stable(std::string text) const;

  void Write(const std::string& path, const std::string& bytes,
             bool only_for_owner = false) const;

  StoppedClock clock;
  CountingRandom random;

 private:
  void AddNation(const std::string& nation, const std::string& agency);
  void WriteContext(const std::string& nation, const std::string& other,
                    const std::string& agency) const;

  std::string folder_;
  std::map<std::string, certs::DevPki> pkis_;
  std::map<std::string, SigningParty> parties_;
};

// The file of a record example.
std::string ExamplePath(const std::string& name);

}  // namespace enlace::client

#endif  // ENLACE_TESTS_CLIENT_TWO_NATIONS_H_
