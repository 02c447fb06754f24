#include "tests/server/audit/audit_fixture.h"

#include <google/protobuf/util/json_util.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/check.h"
#include "base/status_macros.h"
#include "enlace/v1/audit.pb.h"
#include "gtest/gtest.h"
#include "proto/wire/audit_entry.h"
#include "proto/wire/entry_bundle.h"
#include "proto/wire/merkle.h"
#include "proto/wire/tile.h"
#include "proto/wire/tile_reader.h"
#include "server/audit/annex_line.h"
#include "server/audit/tree_recovery.h"

namespace enlace::audit {

AnchorFolder::AnchorFolder() {
  const std::string shared_memory = "/dev/shm";
  const std::string parent = access(shared_memory.c_str(), W_OK) == 0
                                 ? shared_memory
                                 : testing::TempDir();
  path_ = parent + "/enlace-audit-XXXXXX";
  CHECK(mkdtemp(path_.data()) != nullptr) << "no temporary folder";
}

AnchorFolder::~AnchorFolder() {
  std::error_code error;
  std::filesystem::remove_all(path_, error);
}

std::string AnchorFolder::operator/(absl::string_view name) const {
  return absl::StrCat(path_, "/", name);
}

core::AuditRow TestRow(uint64_t index) {
  v1::AnnexEntry annex;
  annex.set_index(index);
  annex.set_shared_blind(std::string(32, 's'));
  annex.set_shared(absl::StrCat("shared ", index));
  annex.set_national_blind(std::string(32, 'n'));
  annex.set_national(absl::StrCat("national ", index));
  wire::AuditEntry entry;
  entry.log_time_ms = static_cast<int64_t>(index);
  entry.transfer_id = std::string(wire::kTransferIdSize, 't');
  entry.step = v1::AUDIT_STEP_COLLECTED;
  entry.shared = wire::SharedCommitment(annex.shared_blind(), annex.shared());
  entry.national =
      wire::NationalCommitment(annex.national_blind(), annex.national());
  return {.index = index,
          .entry = wire::EncodeAuditEntry(entry),
          .annex = annex.SerializeAsString()};
}

std::string TestEntry(uint64_t index) { return TestRow(index).entry; }

void FakeStore::GrowTo(uint64_t size) {
  while (rows.size() < size) rows.push_back(TestRow(rows.size()));
}

absl::Status FakeStore::Commit(const core::Batch& batch) {
  rows.insert(rows.end(), batch.audit.begin(), batch.audit.end());
  return absl::OkStatus();
}

absl::Status FakeStore::Replay(
    uint64_t, const std::function<absl::Status(absl::string_view)>&) {
  return absl::OkStatus();
}

absl::StatusOr<core::Snapshot> FakeStore::NewestSnapshot() {
  return core::Snapshot{};
}

absl::Status FakeStore::SaveSnapshot(core::Snapshot) {
  return absl::OkStatus();
}

absl::StatusOr<core::SealedPayload> FakeStore::ReadPayload(absl::string_view) {
  return absl::NotFoundError("none here");
}

absl::StatusOr<std::vector<core::AuditRow>> FakeStore::ReadAudit(
    uint64_t first, uint64_t count) {
  if (before_read) RETURN_IF_ERROR(before_read(first));
  const uint64_t size = std::min<uint64_t>(rows.size(), visible);
  first = std::min(first, size);
  count = std::min(count, size - first);
  rows_read += count;
  const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(first);
  return std::vector<core::AuditRow>(
      begin, begin + static_cast<std::ptrdiff_t>(count));
}

bool FakeDirectory::Fails(bool* takes_effect) {
  ++disk_.operations;
  if (disk_.fails_at == 0 || disk_.operations < disk_.fails_at) {
    *takes_effect = true;
    return false;
  }
  *takes_effect = disk_.takes_effect && disk_.operations == disk_.fails_at;
  return true;
}

absl::StatusOr<std::string> FakeDirectory::Read(absl::string_view path) const {
  const auto found = files_.visible.find(std::string(path));
  if (found == files_.visible.end()) return absl::NotFoundError(path);
  return found->second;
}

absl::Status FakeDirectory::Write(absl::string_view path,
                                  absl::string_view bytes) {
  bool takes_effect = false;
  const bool fails = Fails(&takes_effect);
  if (takes_effect) files_.visible[std::string(path)] = std::string(bytes);
  return fails ? absl::UnavailableError("the disk fails") : absl::OkStatus();
}

absl::Status FakeDirectory::Sync() {
  bool takes_effect = false;
  const bool fails = Fails(&takes_effect);
  if (takes_effect) files_.durable = files_.visible;
  return fails ? absl::UnavailableError("the disk fails") : absl::OkStatus();
}

void FakeDirectory::CutPower(
    Files& files, const std::function<bool(const std::string&)>& keep) {
  for (const auto& [path, bytes] : files.visible) {
    if (keep(path)) files.durable[path] = bytes;
  }
  files.visible = files.durable;
}

certs::PrivateKey SeededKey(char seed) {
  auto key = certs::PrivateKey::FromEd25519Seed(std::string(32, seed));
  CHECK_OK(key.status());
  return *std::move(key);
}

const TestKeys& Keys() {
  static const TestKeys* const keys = [] {
    certs::PrivateKey log = SeededKey('a');
    certs::PrivateKey witness = SeededKey('b');
    auto log_key = wire::VerifierKey::Create(
        kTestOrigin, wire::NoteKeyType::kEd25519, log.public_key());
    auto witness_key = wire::VerifierKey::Create(
        kTestWitness, wire::NoteKeyType::kCosignatureV1, witness.public_key());
    CHECK_OK(log_key.status());
    CHECK_OK(witness_key.status());
    certs::PrivateKey neutral = SeededKey('c');
    auto neutral_key = wire::VerifierKey::Create(
        kTestNeutral, wire::NoteKeyType::kCosignatureV1, neutral.public_key());
    CHECK_OK(neutral_key.status());
    return new TestKeys{std::move(log),     *std::move(log_key),
                        std::move(witness), *std::move(witness_key),
                        std::move(neutral), *std::move(neutral_key)};
  }();
  return *keys;
}

TestNode::TestNode() : signer(&Keys().log_signer) {
  ask = [this](const std::string& body) { return AskRealWitness(body); };
  ask_neutral = [this](const std::string& body) {
    return AskRealNeutral(body);
  };
}

absl::StatusOr<WitnessAnswer> TestNode::AskRealWitness(
    const std::string& body) {
  return witness->Answer(body);
}

absl::StatusOr<WitnessAnswer> TestNode::AskRealNeutral(
    const std::string& body) {
  return neutral->Answer(body);
}

absl::Status TestNode::Open() {
  Close();
  ASSIGN_OR_RETURN(anchor, SignerAnchor::Open(folder / "anchor"));
  ASSIGN_OR_RETURN(witness_anchor,
                   SignerAnchor::Open(folder / "witness-anchor"));
  witness = std::make_unique<Witness>(
      Witness::Environment{Keys().witness, &Keys().witness_signer,
                           witness_anchor.get(), &clock, folder / "forks"},
      std::vector<wire::VerifierKey>{Keys().log});
  ASSIGN_OR_RETURN(neutral_anchor,
                   SignerAnchor::Open(folder / "neutral-anchor"));
  neutral = std::make_unique<Witness>(
      Witness::Environment{Keys().neutral, &Keys().neutral_signer,
                           neutral_anchor.get(), &clock, folder / "neutral"},
      std::vector<wire::VerifierKey>{Keys().log});
  AuditLog::Environment environment{.key = Keys().log,
                                    .signer = signer,
                                    .anchor = anchor.get(),
                                    .store = &store,
                                    .audit_directory = "",
                                    .annex_directory = "",
                                    .witnesses = {},
                                    .clock = &clock};
  environment.neutral.emplace(
      std::string(kTestNeutral),
      WitnessOfThisLog{Keys().neutral, [this](const std::string& body) {
                         return ask_neutral(body);
                       }});
  environment.witnesses.emplace(
      std::string(kTestNation),
      WitnessOfThisLog{Keys().witness,
                       [this](const std::string& body) { return ask(body); }});
  ASSIGN_OR_RETURN(
      log,
      AuditLog::OpenIn(std::move(environment),
                       std::make_unique<FakeDirectory>(disk, audit_files),
                       std::make_unique<FakeDirectory>(disk, annex_files)));
  return absl::OkStatus();
}

void TestNode::Close() {
  log.reset();
  witness.reset();
  witness_anchor.reset();
  neutral.reset();
  neutral_anchor.reset();
  anchor.reset();
}

Hash ReferenceRoot(uint64_t first, uint64_t end) {
  static auto* const known =
      new std::map<std::pair<uint64_t, uint64_t>, Hash>();
  if (first == end) return Sha256("");
  if (end - first == 1)
    return Sha256({absl::string_view("\0", 1), TestEntry(first)});
  const auto found = known->find({first, end});
  if (found != known->end()) return found->second;
  uint64_t k = 1;
  while (2 * k < end - first) k *= 2;
  const Hash left = ReferenceRoot(first, first + k);
  const Hash right = ReferenceRoot(first + k, end);
  const Hash root =
      Sha256({absl::string_view("\1", 1), AsBytes(left), AsBytes(right)});
  return (*known)[{first, end}] = root;
}

namespace {

// What the file of a tile must hold in any log of these entries.
std::string MakeReferenceTile(const wire::Tile& tile) {
  const uint64_t first = tile.index * 256;
  const auto width = static_cast<uint64_t>(tile.width);
  std::string content;
  if (tile.level == wire::kEntriesLevel) {
    for (uint64_t i = first; i < first + width; ++i) {
      const std::string entry = TestEntry(i);
      content.push_back('\0');
      content.push_back(static_cast<char>(entry.size()));
      content += entry;
    }
    return content;
  }
  const uint64_t span = uint64_t{1} << (8 * tile.level);
  for (uint64_t i = first; i < first + width; ++i) {
    absl::StrAppend(&content, AsBytes(ReferenceRoot(i * span, (i + 1) * span)));
  }
  return content;
}

const std::string& ReferenceTile(const wire::Tile& tile) {
  static auto* const known = new std::map<std::string, std::string>();
  std::string& content = (*known)[wire::TilePath(tile)];
  if (content.empty()) content = MakeReferenceTile(tile);
  return content;
}

const std::string& ReferenceLine(uint64_t index) {
  static auto* const known = new std::map<uint64_t, std::string>();
  std::string& line = (*known)[index];
  if (!line.empty()) return line;
  line = *AnnexLine(TestRow(index));
  v1::AnnexEntry annex;
  CHECK(google::protobuf::util::JsonStringToMessage(line, &annex).ok());
  CHECK(annex.SerializeAsString() == TestRow(index).annex);
  return line;
}

absl::Status CheckAnnex(const std::map<std::string, std::string>& annex,
                        uint64_t size) {
  for (uint64_t bundle = 0; bundle * 256 < size; ++bundle) {
    const auto found = annex.find(AnnexPath(bundle));
    if (found == annex.end()) return absl::NotFoundError(AnnexPath(bundle));
    absl::string_view rest = found->second;
    for (uint64_t i = bundle * 256; i < std::min(size, bundle * 256 + 256);
         ++i) {
      if (!absl::ConsumePrefix(&rest, ReferenceLine(i))) {
        return absl::DataLossError(absl::StrCat("annex line ", i));
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status PublishingTest::PublishSize(uint64_t size) {
  store_.GrowTo(size);
  if (!tree_) {
    tree_.emplace(RecoverTree(store_, audit_, std::nullopt)->tree);
  }
  RETURN_IF_ERROR(AppendRows(store_, *tree_));
  const auto reader = [this](wire::NodeId node) { return tree_->Node(node); };
  if (!publisher_) {
    ASSIGN_OR_RETURN(publisher_, Publisher::Resume({&store_, &audit_, &annex_},
                                                   published_, reader));
  }
  ASSIGN_OR_RETURN(const Hash root, tree_->Root(size));
  return publisher_->Publish(size, root, reader);
}

absl::Status CheckPublished(const std::map<std::string, std::string>& audit,
                            const std::map<std::string, std::string>& annex,
                            uint64_t* size) {
  *size = 0;
  for (const auto& [path, bytes] : audit) {
    if (path == "checkpoint") continue;
    ASSIGN_OR_RETURN(const wire::Tile tile, wire::ParseTilePath(path));
    if (bytes != ReferenceTile(tile)) {
      return absl::DataLossError(absl::StrCat("file ", path));
    }
  }
  const auto note = audit.find("checkpoint");
  if (note == audit.end()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const wire::SignedCheckpoint checkpoint,
                   wire::OpenCheckpoint(note->second, {&Keys().log, 1},
                                        {&Keys().witness, 1}));
  *size = checkpoint.checkpoint.size;
  if (checkpoint.checkpoint.root != ReferenceRoot(0, *size)) {
    return absl::DataLossError("root of the checkpoint");
  }
  for (const wire::Tile& tile : wire::AllTiles(*size)) {
    if (!audit.contains(wire::TilePath(tile))) {
      return absl::NotFoundError(wire::TilePath(tile));
    }
    if (tile.level != 0) continue;
    const wire::Tile bundle{
        .level = wire::kEntriesLevel, .index = tile.index, .width = tile.width};
    if (!audit.contains(wire::TilePath(bundle))) {
      return absl::NotFoundError(wire::TilePath(bundle));
    }
  }
  return CheckAnnex(annex, *size);
}

}  // namespace enlace::audit
