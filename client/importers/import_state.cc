#include "client/importers/import_state.h"

#include <sys/stat.h>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/sha256_sum.h"
#include "base/status_macros.h"

namespace enlace::client {
namespace {

std::string DigestOf(const std::vector<std::string>& words) {
  Sha256Sum sum;
  for (const std::string& word : words) {
    std::string size;
    AppendU64(size, word.size());
    sum.Add(size);
    sum.Add(word);
  }
  return HexEncode(AsBytes(sum.Finish()));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Spool>> OpenImportSpool(
    const std::string& folder, absl::string_view file_digest,
    const std::vector<std::string>& words, Clock& clock) {
  RETURN_IF_ERROR(MakeDirectories(folder));
  if (chmod(folder.c_str(), 0700) != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("`", folder, "` is not ours alone; name another --state"));
  }
  ASSIGN_OR_RETURN(std::unique_ptr<Spool> spool,
                   Spool::Open(absl::StrCat(folder, "/spool.db"), clock));
  // Behind the spool's lock.
  const std::string path = absl::StrCat(folder, "/job");
  const std::string job = absl::StrCat("enlace import 1\nfile ", file_digest,
                                       "\nwords ", DigestOf(words), "\n");
  const absl::StatusOr<std::string> before = ReadFile(path);
  if (absl::IsNotFound(before.status())) {
    RETURN_IF_ERROR(ReplaceFileDurably(path, job, /*private_to_owner=*/true));
  } else if (!before.ok()) {
    return before.status();
  } else if (*before != job) {
    return absl::InvalidArgumentError(absl::StrCat(
        "`", folder,
        "` was used for another file, agency or option; to go on, type the "
        "same as before; to send these rows anew, name another --state"));
  }
  return spool;
}

std::string RowKey(absl::string_view file_digest, uint64_t line) {
  return absl::StrCat(file_digest, ":", line);
}

}  // namespace enlace::client
