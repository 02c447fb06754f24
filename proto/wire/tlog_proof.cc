#include "proto/wire/tlog_proof.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "proto/wire/log_text.h"
#include "proto/wire/merkle.h"

namespace enlace::wire {
namespace {

constexpr absl::string_view kHeader = "c2sp.org/tlog-proof@v1";
constexpr size_t kInclusionProofMax = 63;
constexpr size_t kProofSizeMax = 2 << 20;

absl::Status BadProof(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("receipt: ", why));
}

}  // namespace

std::string FormatTlogProof(const TlogProof& proof) {
  std::string text = absl::StrCat(kHeader, "\n");
  if (proof.extra.has_value()) {
    absl::StrAppend(&text, "extra ", Base64Encode(*proof.extra), "\n");
  }
  absl::StrAppend(&text, "index ", proof.index, "\n");
  for (const Hash& hash : proof.proof) {
    absl::StrAppend(&text, FormatHashLine(hash), "\n");
  }
  return absl::StrCat(text, "\n", proof.checkpoint);
}

absl::StatusOr<TlogProof> ParseTlogProof(absl::string_view text) {
  if (text.size() > kProofSizeMax) return BadProof("too long");
  if (TakeLine(text) != kHeader) return BadProof("unknown format");
  TlogProof proof;
  std::optional<absl::string_view> line = TakeLine(text);
  if (line.has_value() && absl::ConsumePrefix(&*line, "extra ")) {
    absl::StatusOr<std::string> extra = Base64Decode(*line);
    if (!extra.ok()) return BadProof("extra is not canonical base64");
    proof.extra = *std::move(extra);
    line = TakeLine(text);
  }
  if (!line.has_value() || !absl::ConsumePrefix(&*line, "index ")) {
    return BadProof("no index line");
  }
  const absl::StatusOr<uint64_t> index = ParseDecimal(*line);
  if (!index.ok()) return BadProof("index not canonical");
  proof.index = *index;
  for (line = TakeLine(text); line.has_value() && !line->empty();
       line = TakeLine(text)) {
    const absl::StatusOr<Hash> hash = ParseHashLine(*line);
    if (!hash.ok() || proof.proof.size() == kInclusionProofMax) {
      return BadProof("a hash is not canonical, or one too many");
    }
    proof.proof.push_back(*hash);
  }
  if (!line.has_value()) return BadProof("no blank line, no checkpoint");
  proof.checkpoint = std::string(text);
  return proof;
}

absl::StatusOr<VerifiedReceipt> VerifyReceipt(absl::string_view text,
                                              absl::string_view entry,
                                              const LogPolicy& policy) {
  ASSIGN_OR_RETURN(TlogProof proof, ParseTlogProof(text));
  ASSIGN_OR_RETURN(SignedCheckpoint checkpoint, policy.Open(proof.checkpoint));
  RETURN_IF_ERROR(VerifyInclusion(proof.index, checkpoint.checkpoint.size,
                                  HashLeaf(entry), proof.proof,
                                  checkpoint.checkpoint.root));
  return VerifiedReceipt{.index = proof.index,
                         .checkpoint = std::move(checkpoint),
                         .extra = std::move(proof.extra)};
}

}  // namespace enlace::wire
