#include "client/importers/parser_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "client/importers/row_parser.h"
#include "client/importers/sandbox.h"

namespace enlace::client {
namespace {

// Far above what a row of kRowSizeMax comes to.
constexpr uint32_t kMessageSizeMax = uint32_t{8} << 20;
constexpr size_t kLengthSize = 4;
constexpr size_t kBufferSize = size_t{64} << 10;

// How the process ends where it cannot do its work.
constexpr int kNotLockedIn = 3;
constexpr int kCannotReadOrWrite = 4;

void WriteAll(int output, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t size = write(output, bytes.data(), bytes.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) _exit(kCannotReadOrWrite);
    bytes.remove_prefix(static_cast<size_t>(size));
  }
}

size_t ReadSome(int input, char* buffer, size_t size) {
  while (true) {
    const ssize_t got = read(input, buffer, size);
    if (got >= 0) return static_cast<size_t>(got);
    if (errno != EINTR) _exit(kCannotReadOrWrite);
  }
}

[[noreturn]] void BeParser(int input, int output, const std::string& type,
                           pid_t parent) {
  // Ends with whoever started it; the check is for one that is gone already.
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent ||
      !EnterSandbox(input, output).ok()) {
    _exit(kNotLockedIn);
  }
  std::string frames;
  ParseRows(
      [&](char* buffer, size_t size) { return ReadSome(input, buffer, size); },
      type,
      [&](const importers::ParsedRow& row) {
        const std::string bytes = row.SerializeAsString();
        AppendU32(frames, static_cast<uint32_t>(bytes.size()));
        frames += bytes;
        if (frames.size() < kBufferSize && !row.end()) return;
        WriteAll(output, frames);
        frames.clear();
      });
  _exit(0);
}

}  // namespace

absl::StatusOr<std::unique_ptr<ParserProcess>> ParserProcess::Start(
    int input, const std::string& type) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) {
    return absl::ErrnoToStatus(errno, "cannot make a pipe");
  }
  const pid_t parent = getpid();
  const pid_t process = fork();
  if (process == 0) BeParser(input, ends[1], type, parent);
  close(ends[1]);
  if (process < 0) {
    close(ends[0]);
    return absl::ErrnoToStatus(errno, "cannot start the reader of the file");
  }
  return absl::WrapUnique(new ParserProcess(process, ends[0]));
}

ParserProcess::~ParserProcess() {
  close(output_);
  if (process_ <= 0) return;
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
}

absl::Status ParserProcess::EndedEarly() {
  int state = 0;
  const pid_t ended = waitpid(process_, &state, 0);
  process_ = -1;
  if (ended > 0 && WIFEXITED(state) && WEXITSTATUS(state) == kNotLockedIn) {
    return absl::FailedPreconditionError(
        "the process that reads the file cannot be locked in; run on Linux "
        "with seccomp");
  }
  return absl::DataLossError(absl::StrCat(
      "the process that reads the file ended early, after line ", line_,
      ended > 0 && WIFSIGNALED(state)
          ? absl::StrCat(", by signal ", WTERMSIG(state))
          : std::string(),
      "; rows that were kept are sent once when it runs again"));
}

absl::Status ParserProcess::Read(char* buffer, size_t size) {
  while (size > 0) {
    const ssize_t got = read(output_, buffer, size);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return EndedEarly();
    buffer += got;
    size -= static_cast<size_t>(got);
  }
  return absl::OkStatus();
}

absl::StatusOr<importers::ParsedRow> ParserProcess::Next() {
  if (process_ <= 0) return absl::DataLossError("the file was read already");
  char length[kLengthSize];
  RETURN_IF_ERROR(Read(length, kLengthSize));
  const uint32_t size = ReadU32(absl::string_view(length, kLengthSize));
  std::string bytes;
  importers::ParsedRow row;
  if (size > kMessageSizeMax) {
    return absl::DataLossError("the reader of the file makes no sense");
  }
  bytes.resize(size);
  RETURN_IF_ERROR(Read(bytes.data(), size));
  // Lines only go up: each names a record that is sent once.
  if (!row.ParseFromString(bytes) || (row.line() != 0 && row.line() <= line_)) {
    return absl::DataLossError("the reader of the file makes no sense");
  }
  if (row.line() != 0) line_ = row.line();
  return row;
}

}  // namespace enlace::client
