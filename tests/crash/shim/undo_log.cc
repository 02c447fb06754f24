#include "tests/crash/shim/undo_log.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "tests/crash/shim/control.h"
#include "tests/crash/shim/real_calls.h"

namespace enlace::crash {
namespace {

// Of the record: whoever cannot keep it must not change a file.
[[noreturn]] void Fail(const char* what) {
  std::fprintf(stderr, "crash shim: cannot %s: %s\n", what,
               std::strerror(errno));
  std::abort();
}

std::string ReadRange(int descriptor, uint64_t from, uint64_t to,
                      const std::string& path) {
  std::string bytes(to - from, '\0');
  int reader = descriptor;
  // It may be open for writing only.
  if ((fcntl(descriptor, F_GETFL) & O_ACCMODE) == O_WRONLY) {
    static auto* const real_open = Real<decltype(::open)>("open");
    reader = real_open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (reader < 0) Fail("read what is overwritten");
  }
  size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = pread(reader, bytes.data() + done, bytes.size() - done,
                              static_cast<off_t>(from + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    done += static_cast<size_t>(got);
  }
  bytes.resize(done);
  if (reader != descriptor) {
    static auto* const real_close = Real<decltype(::close)>("close");
    real_close(reader);
  }
  return bytes;
}

uint64_t SizeOf(int descriptor) {
  struct stat status;
  if (fstat(descriptor, &status) != 0) Fail("look at a file");
  return static_cast<uint64_t>(status.st_size);
}

constexpr char kHexDigits[] = "0123456789abcdef";
constexpr size_t kHashDigitsMin = 16;

// "audit/tile/#/#.p/#:fsync": a crash point is a place in the program, so
// numbers and hashes in names are all one.
std::string PlaceName(const std::string& path, const char* call) {
  std::string name;
  for (size_t at = 0; at < path.size();) {
    const auto run = [&](const char* of) {
      return std::min(path.find_first_not_of(of, at), path.size()) - at;
    };
    size_t number = run(kHexDigits);
    if (number < kHashDigitsMin) number = run("0123456789");
    name += number > 0 ? '#' : path[at];
    at += std::max<size_t>(number, 1);
  }
  return name + ":" + call;
}

Control* MapControl() {
  static Control none;
  const char* state = std::getenv("ENLACE_DISK_STATE");
  if (state == nullptr) return &none;
  static auto* const real_open = Real<decltype(::open)>("open");
  const std::string path = std::string(state) + "/control";
  const int descriptor = real_open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) Fail("open the control page");
  static auto* const real_mmap = Real<decltype(::mmap)>("mmap");
  void* page = real_mmap(nullptr, sizeof(Control), PROT_READ | PROT_WRITE,
                         MAP_SHARED, descriptor, 0);
  if (page == MAP_FAILED) Fail("map the control page");
  return static_cast<Control*>(page);
}

}  // namespace

Control& TheControl() {
  static Control* const control = MapControl();
  return *control;
}

UndoLog& UndoLog::Get() {
  static auto& log = *new UndoLog;
  return log;
}

UndoLog::UndoLog() {
  const char* root = std::getenv("ENLACE_DISK_ROOT");
  const char* state = std::getenv("ENLACE_DISK_STATE");
  if (root == nullptr || state == nullptr) return;
  root_ = std::string(root) + "/";
  state_ = state;
  char folder[4096];
  if (getcwd(folder, sizeof folder) == nullptr) Fail("find the own folder");
  working_folder_ = std::string(folder) + "/";
  static auto* const real_open = Real<decltype(::open)>("open");
  log_ = real_open((state_ + "/changes").c_str(),
                   O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (log_ < 0) Fail("open the log of changes");
}

std::string UndoLog::PathBelow(const char* path) const {
  if (!active() || path == nullptr) return "";
  const std::string whole =
      (path[0] == '/' ? "" : working_folder_) + std::string(path);
  if (whole + "/" == root_ || whole == root_) return ".";
  if (whole.compare(0, root_.size(), root_) != 0) return "";
  std::string below = whole.substr(root_.size());
  while (!below.empty() && below.back() == '/') below.pop_back();
  return below;
}

std::string UndoLog::Absolute(const std::string& path) const {
  return root_ + path;
}

void UndoLog::Append(Record record, const std::string& path,
                     const std::string& other, const std::string& bytes) {
  record.path_size = static_cast<uint32_t>(path.size());
  record.other_size = static_cast<uint32_t>(other.size());
  record.bytes_size = bytes.size();
  // One call, so that a process that is killed leaves whole records and at most
  // a part of the last, of a change that did not happen yet.
  std::string whole(reinterpret_cast<const char*>(&record), sizeof record);
  whole += path;
  whole += other;
  whole += bytes;
  static auto* const real_write = Real<decltype(::write)>("write");
  if (real_write(log_, whole.data(), whole.size()) !=
      static_cast<ssize_t>(whole.size())) {
    Fail("write the log of changes");
  }
}

void UndoLog::BeforeWrite(const char* call, int descriptor, uint64_t inode,
                          const std::string& path, uint64_t offset,
                          uint64_t length) {
  Record record = MakeRecord(Change::kWrite, call, inode);
  record.offset = offset;
  record.length = length;
  record.old_size = SizeOf(descriptor);
  const uint64_t end = std::min(offset + length, record.old_size);
  Append(
      record, path, "",
      offset < end ? ReadRange(descriptor, offset, end, Absolute(path)) : "");
}

void UndoLog::BeforeTruncate(const char* call, int descriptor, uint64_t inode,
                             const std::string& path, uint64_t size) {
  Record record = MakeRecord(Change::kTruncate, call, inode);
  record.offset = size;
  record.old_size = SizeOf(descriptor);
  Append(record, path, "",
         size < record.old_size
             ? ReadRange(descriptor, size, record.old_size, Absolute(path))
             : "");
}

uint64_t UndoLog::KeepInode(const std::string& path) {
  struct stat status;
  if (lstat(Absolute(path).c_str(), &status) != 0) return 0;
  const std::string kept = state_ + "/inodes/" + std::to_string(status.st_ino);
  static auto* const real_link = Real<decltype(::link)>("link");
  if (real_link(Absolute(path).c_str(), kept.c_str()) != 0 && errno != EEXIST) {
    Fail("keep a file that is unlinked");
  }
  return status.st_ino;
}

Record MakeRecord(Change change, const char* call, uint64_t inode) {
  Record record = {};
  record.change = static_cast<uint8_t>(change);
  std::strncpy(record.call, call, sizeof record.call - 1);
  record.inode = inode;
  return record;
}

void Die() {
  kill(getpid(), SIGKILL);
  while (true) pause();
}

bool AtCrashPoint(const std::string& path, const char* call, bool after,
                  bool divisible) {
  Control& control = TheControl();
  const auto phase = static_cast<Phase>(control.phase.load());
  if (phase == Phase::kNever) return false;
  const bool half = phase == Phase::kHalf && divisible && !after;
  if (!half && phase != (after ? Phase::kAfter : Phase::kBefore)) return false;
  if (PlaceName(path, call) != control.name) return false;
  if (control.countdown.fetch_sub(1) != 1) return false;
  if (!half) Die();
  return true;
}

}  // namespace enlace::crash
