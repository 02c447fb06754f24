#include "tests/server/app/sealed_node.h"

#include <filesystem>
#include <utility>

#include "base/check.h"
#include "base/file.h"
#include "base/random.h"
#include "base/status_macros.h"
#include "server/core/outbox.h"
#include "tests/simulation/preparation.h"
#include "tests/simulation/sample_book.h"

namespace enlace::app {
namespace {

constexpr char kSender[] = "spiffe://us.enlace.example/agency/us-atf";
constexpr char kRecipient[] = "spiffe://us.enlace.example/agency/us-cbp";

std::shared_ptr<const policy::Book> Book() {
  return {&simulation::SampleBook(1), [](const policy::Book*) {}};
}

}  // namespace

SealedNode::SealedNode(std::string directory, absl::Time now) {
  clock_.now = now;
  auto store = store::SqliteStore::Open(StoreOf(directory));
  CHECK_OK(store.status());
  store_ = *std::move(store);
  auto keys = store::KeyStore::Open(KeysOf(directory));
  CHECK_OK(keys.status());
  keys_ = *std::move(keys);
  CHECK_OK(keys_->StartEpochIfDue(now, SystemRandom()));
  auto sequencer = core::Sequencer::Recover(*store_, clock_);
  CHECK_OK(sequencer.status());
  pipeline_ = std::make_unique<gate::Pipeline>(*std::move(sequencer), Book(),
                                               /*committed=*/nullptr);
  turn_ = std::make_unique<EpochTurn>(*store_, *keys_, *pipeline_);
}

std::vector<core::Answer> SealedNode::Run(std::vector<core::Input> inputs) {
  gate::Pipeline::Answers answers = pipeline_->Run(std::move(inputs));
  CHECK_OK(answers.status());
  return *std::move(answers);
}

std::string SealedNode::Send(absl::string_view body, bool limited) {
  simulation::SimRecord record;
  core::RecordFacts& facts = record.facts;
  facts.set_type("FirearmTraceRequest");
  facts.set_sender(kSender);
  facts.set_recipient(kRecipient);
  facts.set_message_id(SystemRandom().Bytes(16));
  facts.set_channel(v1::CHANNEL_INTEL);
  facts.set_urgency(v1::URGENCY_ROUTINE);
  facts.set_created_at_ms(absl::ToUnixMillis(now()));
  facts.set_valid_until_ms(absl::ToUnixMillis(now() + absl::Hours(1)));
  if (limited) {
    facts.set_retain_until_ms(absl::ToUnixMillis(now() + kSealedRecordKept));
  }
  record.body = std::string(body);
  core::PreparedSubmission input;
  pipeline_->Read([&](const core::State& state) {
    input = simulation::PrepareSubmission(
        record, "", state, simulation::SampleBook(1), now(), SystemRandom());
  });
  const std::string id = input.record.transfer_id();
  auto payload = keys_->SealPayload(body, id, SystemRandom());
  CHECK_OK(payload.status());
  input.payload = *std::move(payload);
  const core::HandOver handed{kRecipient, id,
                              simulation::MakeDraft(SystemRandom())};
  const core::Confirmation confirmed{kRecipient, id,
                                     simulation::MakeDraft(SystemRandom())};
  for (const core::Answer& answer : Run({input, handed, confirmed})) {
    CHECK(answer.kind == core::Answer::Kind::kDone) << answer.status;
  }
  return id;
}

uint64_t SealedNode::Tick() {
  const uint64_t before = store_->audit_size();
  core::Tick tick;
  pipeline_->Read([&](const core::State& state) {
    for (size_t i = core::DueForTick(state, now(), 1000); i > 0; --i) {
      tick.drafts.push_back(simulation::MakeDraft(SystemRandom()));
    }
  });
  if (!tick.drafts.empty()) Run({tick});
  return store_->audit_size() - before;
}

void SealedNode::StartEpoch() {
  const size_t before = keys_->epochs().size();
  clock_.now += absl::Hours(24 * 31);
  CHECK_OK(keys_->StartEpochIfDue(now(), SystemRandom()));
  CHECK(keys_->epochs().size() == before + 1) << "no epoch was started";
}

absl::Status SealedNode::FinishTurn() {
  while (keys_->epochs().size() > 1) RETURN_IF_ERROR(turn_->Step());
  return absl::OkStatus();
}

absl::StatusOr<std::string> SealedNode::Read(const std::string& transfer_id) {
  ASSIGN_OR_RETURN(const core::SealedPayload payload,
                   store_->ReadPayload(transfer_id));
  return keys_->OpenPayload(payload, transfer_id);
}

void SealedNode::Copy(const std::string& from, const std::string& to) {
  store::CopyStore(StoreOf(from), StoreOf(to));
  const auto keys = ReadFile(KeysOf(from));
  CHECK_OK(keys.status());
  CHECK_OK(MakeDirectories(to + "/keys"));
  CHECK_OK(ReplaceFileDurably(KeysOf(to), *keys, /*private_to_owner=*/true));
}

}  // namespace enlace::app
