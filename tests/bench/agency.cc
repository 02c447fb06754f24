#include "tests/bench/agency.h"

#include <grpcpp/create_channel.h>

#include <utility>

#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/sha256.h"
#include "certs/tls.h"
#include "client/library/composition.h"
#include "enlace/v1/firearm_trace.pb.h"
#include "enlace/v1/link_test.pb.h"
#include "enlace/v1/options.pb.h"
#include "proto/wire/batch_root.h"
#include "proto/wire/commitment.h"
#include "proto/wire/dsse.h"
#include "proto/wire/leaf.h"
#include "proto/wire/message_id.h"
#include "proto/wire/statement.h"
#include "proto/wire/strict_parse.h"

namespace enlace::bench {
namespace {

// A LinkTest allows no more.
constexpr absl::Duration kValidity = absl::Hours(24);

template <typename T>
T Must(absl::StatusOr<T> value) {
  CHECK_OK(value.status());
  return *std::move(value);
}

v1::Header HeaderOf(const google::protobuf::Message& record,
                    const client::Context& sender,
                    const client::Context& recipient) {
  const google::protobuf::Descriptor& type = *record.GetDescriptor();
  v1::Header header;
  header.set_version(wire::kEnvelopeVersion);
  header.set_type(type.name());
  header.set_schema(type.options().GetExtension(v1::record).schema());
  header.set_sender(sender.agency.Uri());
  header.set_recipient(recipient.agency.Uri());
  header.set_channel(v1::CHANNEL_ADMIN);
  header.set_urgency(v1::URGENCY_ROUTINE);
  return header;
}

}  // namespace

client::Context ContextAt(const std::string& path) {
  return Must(client::LoadContext(path));
}

std::vector<std::unique_ptr<v1::ExchangeService::Stub>> Connect(
    const client::Context& context, int count) {
  std::vector<std::unique_ptr<v1::ExchangeService::Stub>> stubs;
  for (int i = 0; i < count; ++i) {
    const auto credentials = Must(
        certs::MakeChannelCredentials({.key_path = context.tls_key_path,
                                       .chain_path = context.tls_chain_path,
                                       .root_path = context.tls_root_path,
                                       .own_root_path = ""},
                                      context.node));
    grpc::ChannelArguments arguments = certs::SafeChannelArguments();
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    stubs.push_back(v1::ExchangeService::NewStub(
        grpc::CreateCustomChannel(context.endpoint, credentials, arguments)));
  }
  return stubs;
}

RecordMaker::RecordMaker(const client::Context& sender,
                         const client::Context& recipient,
                         const std::string& record_json,
                         const std::string& type)
    : signer_(Must(client::LoadSigner(sender))),
      record_(Must(client::DraftFromJson(type, record_json)).record),
      header_(HeaderOf(*record_, sender, recipient)),
      leaves_(static_cast<int>(Must(wire::LeavesOf(*record_)).size())) {}

void RecordMaker::Distinguish() {
  ++made_;
  if (auto* test = dynamic_cast<v1::LinkTest*>(record_.get())) {
    test->set_code(absl::StrFormat("%032x", made_));
    return;
  }
  auto& request = static_cast<v1::FirearmTraceRequest&>(*record_);
  request.mutable_firearm()->set_serial_number(
      absl::StrFormat("BENCH%08u", made_ % 100'000'000));
}

RecordMaker::Unsigned RecordMaker::Make() {
  Random& random = SystemRandom();
  const absl::Time now = RealClock().TimeNow();
  Distinguish();
  Unsigned record;
  v1::Submission& submission = record.submission;
  submission.set_body(wire::SerializeStrictly(*record_));
  submission.set_seed(random.Bytes(wire::kSeedSize));
  record.message_id = wire::MakeMessageId(now, random);
  header_.set_message_id(record.message_id);
  header_.set_created_at_ms(absl::ToUnixMillis(now));
  header_.set_valid_until_ms(absl::ToUnixMillis(now + kValidity));
  record.statement =
      Must(wire::MakeStatement(header_, submission.body(), submission.seed()));
  return record;
}

void RecordMaker::Prepare(int count) {
  for (int i = 0; i < count; ++i) prepared_.push_back(Make());
}

std::vector<RecordMaker::Record> RecordMaker::Sign(int count) {
  std::vector<Unsigned> next;
  std::vector<std::string> statements;
  for (int i = 0; i < count; ++i) {
    if (prepared_.empty()) Prepare(1);
    next.push_back(std::move(prepared_.front()));
    prepared_.pop_front();
    statements.push_back(next.back().statement);
  }
  std::vector<v1::SignedStatement> covered;
  if (count == 1) {
    covered.push_back(Must(wire::SignStatement(signer_, statements[0])));
  } else {
    covered = Must(wire::SignBatch(signer_, statements, SystemRandom()));
  }
  std::vector<Record> records;
  for (size_t i = 0; i < next.size(); ++i) {
    v1::Submission& submission = next[i].submission;
    *submission.mutable_statement() = std::move(covered[i]);
    records.push_back({wire::SerializeStrictly(submission),
                       std::move(next[i].message_id),
                       ToBytes(wire::RecordId(statements[i]))});
  }
  return records;
}

}  // namespace enlace::bench
