#include "server/audit/witnessed_folder.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "gtest/gtest.h"
#include "proto/wire/checkpoint.h"
#include "proto/wire/note.h"
#include "proto/wire/witness_request.h"
#include "tests/server/audit/audit_fixture.h"

namespace enlace::audit {
namespace {

constexpr char kSilentOrigin[] = "zz.example/audit";

class WitnessedFolderTest : public testing::Test {
 protected:
  // The log of these tests is cosigned at its first `size` entries.
  void Cosign(uint64_t size) {
    const wire::Checkpoint checkpoint = {std::string(kTestOrigin), size,
                                         ReferenceRoot(0, size)};
    wire::Note note{.text = wire::FormatCheckpoint(checkpoint),
                    .signatures = {}};
    note.signatures.push_back(
        *wire::SignCheckpoint(checkpoint, Keys().log, Keys().log_signer));
    // Without a proof, so always from nothing.
    anchor_.reset();
    anchor_ = *SignerAnchor::Open(folder_ / absl::StrCat("anchor", size));
    witness_ = std::make_unique<Witness>(
        Witness::Environment{Keys().witness, &Keys().witness_signer,
                             anchor_.get(), &clock_, folder_ / "forks"},
        std::vector<wire::VerifierKey>{Keys().log});
    ASSERT_EQ(witness_
                  ->Answer(wire::FormatWitnessRequest(
                      {.old_size = 0,
                       .proof = {},
                       .checkpoint = wire::FormatNote(note)}))
                  .status,
              200);
  }

  std::string PathOfTheLog() const {
    return wire::WitnessedCheckpointPath(kTestOrigin).substr(1);
  }

  const AnchorFolder folder_;
  FixedClock clock_;
  std::unique_ptr<SignerAnchor> anchor_;
  std::unique_ptr<Witness> witness_;
  FakeDisk disk_;
  FakeDirectory::Files files_;
  FakeDirectory directory_{disk_, files_};
};

TEST_F(WitnessedFolderTest, WhatWasCosignedIsThereAndSafe) {
  Cosign(5);
  WitnessedFolder folder(directory_, *witness_,
                         {std::string(kTestOrigin), kSilentOrigin});
  ASSERT_TRUE(folder.Update().ok());
  // Of a log that was never cosigned there is no file: 404, not an empty one.
  ASSERT_EQ(files_.durable.size(), 1u);
  const std::string note = files_.durable.at(PathOfTheLog());
  EXPECT_EQ(note, witness_->LatestCosigned(kTestOrigin));
  // Both lines stand on it.
  const auto opened =
      wire::OpenCheckpoint(note, absl::MakeConstSpan(&Keys().log, 1),
                           absl::MakeConstSpan(&Keys().witness, 1));
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->checkpoint.size, 5u);
  EXPECT_TRUE(CosignedAt(*opened, Keys().witness).has_value());
}

TEST_F(WitnessedFolderTest, WhatIsThereIsNotWrittenAgain) {
  Cosign(5);
  WitnessedFolder folder(directory_, *witness_, {std::string(kTestOrigin)});
  ASSERT_TRUE(folder.Update().ok());
  const int operations = disk_.operations;
  ASSERT_TRUE(folder.Update().ok());
  EXPECT_EQ(disk_.operations, operations);
}

TEST_F(WitnessedFolderTest, WhatFailedIsTriedAgain) {
  Cosign(7);
  WitnessedFolder folder(directory_, *witness_, {std::string(kTestOrigin)});
  for (const int fails_at : {1, 2}) {
    files_ = {};
    disk_ = {.fails_at = fails_at};
    EXPECT_FALSE(folder.Update().ok()) << fails_at;
    EXPECT_TRUE(files_.durable.empty()) << fails_at;
  }
  disk_ = {};
  ASSERT_TRUE(folder.Update().ok());
  EXPECT_EQ(files_.durable.at(PathOfTheLog()),
            witness_->LatestCosigned(kTestOrigin));
}

}  // namespace
}  // namespace enlace::audit
