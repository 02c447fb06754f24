// An agency of the bench: its context, its node's door, the records it makes.

#ifndef ENLACE_TESTS_BENCH_AGENCY_H_
#define ENLACE_TESTS_BENCH_AGENCY_H_

#include <google/protobuf/message.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "certs/key.h"
#include "client/library/context.h"
#include "enlace/v1/envelope.pb.h"
#include "enlace/v1/exchange_service.grpc.pb.h"

namespace enlace::bench {

// Reads the context at `path`; ends the process if it is wrong.
client::Context ContextAt(const std::string& path);

// `count` stubs, each on a connection of its own.
std::vector<std::unique_ptr<v1::ExchangeService::Stub>> Connect(
    const client::Context& context, int count);

// Makes records to one recipient.  Not thread-safe.
class RecordMaker {
 public:
  // A record as it is submitted, and the names by which it is known.
  struct Record {
    std::string submission;  // serialized
    std::string message_id;
    std::string record_id;
  };

  // Every record is the one in `record_json`, a FirearmTraceRequest with a
  // serial number of its own; or a LinkTest with a code of its own.
  RecordMaker(const client::Context& sender, const client::Context& recipient,
              const std::string& record_json,
              const std::string& type = "FirearmTraceRequest");

  // Makes `count` bodies, seeds and statements, for Sign() to use up.
  void Prepare(int count);

  // Signs the next `count` records with one signature over a batch root; a
  // single one is signed by itself.  Makes what is missing.
  std::vector<Record> Sign(int count);

  // Leaves of a record, absent silent ones included.
  int leaves() const { return leaves_; }

 private:
  struct Unsigned {
    v1::Submission submission;
    std::string statement;
    std::string message_id;
  };
  Unsigned Make();
  // Makes the next record another one than the last.
  void Distinguish();

  const certs::PrivateKey signer_;
  const std::unique_ptr<google::protobuf::Message> record_;
  v1::Header header_;
  int leaves_ = 0;
  uint64_t made_ = 0;
  std::deque<Unsigned> prepared_;
};

}  // namespace enlace::bench

#endif  // ENLACE_TESTS_BENCH_AGENCY_H_
