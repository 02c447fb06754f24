#include "tests/server/store/faulty_vfs.h"

#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "base/check.h"

namespace enlace::store {
namespace {

struct DiskState {
  DiskFault fault = DiskFault::kNone;
  int countdown = 0;
  int operations = 0;
  bool simulate_syncs = false;
  sqlite3_vfs* real = nullptr;
};

DiskState& Disk() {
  static DiskState* const state = new DiskState();
  return *state;
}

// How to undo one change that was not synced.
struct Undo {
  sqlite3_int64 size = 0;  // of the file before
  sqlite3_int64 offset = 0;
  std::string bytes = {};  // what stood there
};

// SQLite's own file system takes less than 128 KiB in one call.
constexpr size_t kChunk = 1 << 16;

struct FaultyFile {
  sqlite3_file base;  // first: SQLite sees only this
  sqlite3_file* real;
  std::vector<Undo>* unsynced;
  const char* path;  // SQLite keeps it while the file is open; may be null
  bool ended;
};

std::vector<FaultyFile*>& OpenFaultyFiles() {
  static auto* const files = new std::vector<FaultyFile*>();
  return *files;
}

FaultyFile* Faulty(sqlite3_file* file) {
  return reinterpret_cast<FaultyFile*>(file);
}
sqlite3_file* RealOf(sqlite3_file* file) { return Faulty(file)->real; }

void LoseWhatWasNotSynced(const FaultyFile& file) {
  for (auto undo = file.unsynced->rbegin(); undo != file.unsynced->rend();
       ++undo) {
    for (size_t at = 0; at < undo->bytes.size(); at += kChunk) {
      const size_t size = std::min(kChunk, undo->bytes.size() - at);
      file.real->pMethods->xWrite(
          file.real, undo->bytes.data() + at, static_cast<int>(size),
          undo->offset + static_cast<sqlite3_int64>(at));
    }
    file.real->pMethods->xTruncate(file.real, undo->size);
  }
}

// SQLITE_OK, or what the operation that is about to happen ends with.
int Fault(int error) {
  DiskState& disk = Disk();
  ++disk.operations;
  if (disk.fault == DiskFault::kNone || --disk.countdown > 0) return SQLITE_OK;
  switch (disk.fault) {
    case DiskFault::kNone:
      return SQLITE_OK;
    case DiskFault::kError:
      return disk.countdown == 0 ? error : SQLITE_OK;
    case DiskFault::kErrors:
      return error;
    case DiskFault::kFull:
      return error == SQLITE_IOERR_WRITE ? SQLITE_FULL : SQLITE_OK;
    case DiskFault::kPowerCut:
      for (FaultyFile* file : OpenFaultyFiles()) LoseWhatWasNotSynced(*file);
      _exit(kDiskFaultExitCode);
    case DiskFault::kExit:
      _exit(kDiskFaultExitCode);
  }
  return error;
}

// Notes what `size` bytes at `offset` are before they change.
void Remember(sqlite3_file* file, sqlite3_int64 offset, size_t size) {
  sqlite3_file* real = RealOf(file);
  Undo undo{.offset = offset};
  real->pMethods->xFileSize(real, &undo.size);
  if (offset < undo.size) {
    undo.bytes.resize(std::min(size, static_cast<size_t>(undo.size - offset)));
    for (size_t at = 0; at < undo.bytes.size(); at += kChunk) {
      const size_t part = std::min(kChunk, undo.bytes.size() - at);
      real->pMethods->xRead(real, undo.bytes.data() + at,
                            static_cast<int>(part),
                            offset + static_cast<sqlite3_int64>(at));
    }
  }
  Faulty(file)->unsynced->push_back(std::move(undo));
}

int FaultyClose(sqlite3_file* file) {
  const int code = RealOf(file)->pMethods->xClose(RealOf(file));
  std::erase(OpenFaultyFiles(), Faulty(file));
  delete Faulty(file)->unsynced;
  return code;
}
int FaultyRead(sqlite3_file* file, void* out, int size, sqlite3_int64 offset) {
  return RealOf(file)->pMethods->xRead(RealOf(file), out, size, offset);
}
int FaultyWrite(sqlite3_file* file, const void* bytes, int size,
                sqlite3_int64 offset) {
  if (Faulty(file)->ended) return SQLITE_IOERR_WRITE;
  if (const int code = Fault(SQLITE_IOERR_WRITE)) return code;
  Remember(file, offset, static_cast<size_t>(size));
  return RealOf(file)->pMethods->xWrite(RealOf(file), bytes, size, offset);
}
int FaultyTruncate(sqlite3_file* file, sqlite3_int64 size) {
  if (Faulty(file)->ended) return SQLITE_IOERR_TRUNCATE;
  if (const int code = Fault(SQLITE_IOERR_TRUNCATE)) return code;
  Remember(file, size, static_cast<size_t>(1) << 40);
  return RealOf(file)->pMethods->xTruncate(RealOf(file), size);
}
int FaultySync(sqlite3_file* file, int flags) {
  if (Faulty(file)->ended) return SQLITE_IOERR_FSYNC;
  if (const int code = Fault(SQLITE_IOERR_FSYNC)) return code;
  const int code = Disk().simulate_syncs
                       ? SQLITE_OK
                       : RealOf(file)->pMethods->xSync(RealOf(file), flags);
  if (code == SQLITE_OK) Faulty(file)->unsynced->clear();
  return code;
}
int FaultyFileSize(sqlite3_file* file, sqlite3_int64* size) {
  return RealOf(file)->pMethods->xFileSize(RealOf(file), size);
}
int FaultyLock(sqlite3_file* file, int level) {
  return RealOf(file)->pMethods->xLock(RealOf(file), level);
}
int FaultyUnlock(sqlite3_file* file, int level) {
  return RealOf(file)->pMethods->xUnlock(RealOf(file), level);
}
int FaultyCheckLock(sqlite3_file* file, int* out) {
  return RealOf(file)->pMethods->xCheckReservedLock(RealOf(file), out);
}
int FaultyFileControl(sqlite3_file* file, int operation, void* argument) {
  return RealOf(file)->pMethods->xFileControl(RealOf(file), operation,
                                              argument);
}
int FaultySectorSize(sqlite3_file* file) {
  return RealOf(file)->pMethods->xSectorSize(RealOf(file));
}
int FaultyCharacteristics(sqlite3_file* file) {
  return RealOf(file)->pMethods->xDeviceCharacteristics(RealOf(file));
}
int FaultyShmMap(sqlite3_file* file, int page, int size, int extend,
                 void volatile** out) {
  return RealOf(file)->pMethods->xShmMap(RealOf(file), page, size, extend, out);
}
int FaultyShmLock(sqlite3_file* file, int offset, int count, int flags) {
  return RealOf(file)->pMethods->xShmLock(RealOf(file), offset, count, flags);
}
void FaultyShmBarrier(sqlite3_file* file) {
  RealOf(file)->pMethods->xShmBarrier(RealOf(file));
}
int FaultyShmUnmap(sqlite3_file* file, int remove) {
  return RealOf(file)->pMethods->xShmUnmap(RealOf(file), remove);
}

// Version 2: no memory-mapped reads.
constexpr sqlite3_io_methods kFaultyMethods = {2,
                                               FaultyClose,
                                               FaultyRead,
                                               FaultyWrite,
                                               FaultyTruncate,
                                               FaultySync,
                                               FaultyFileSize,
                                               FaultyLock,
                                               FaultyUnlock,
                                               FaultyCheckLock,
                                               FaultyFileControl,
                                               FaultySectorSize,
                                               FaultyCharacteristics,
                                               FaultyShmMap,
                                               FaultyShmLock,
                                               FaultyShmBarrier,
                                               FaultyShmUnmap,
                                               nullptr,
                                               nullptr};

int FaultyOpen(sqlite3_vfs* vfs, const char* name, sqlite3_file* file,
               int flags, int* out_flags) {
  FaultyFile* faulty = Faulty(file);
  std::memset(faulty, 0, static_cast<size_t>(vfs->szOsFile));
  faulty->real = reinterpret_cast<sqlite3_file*>(faulty + 1);
  sqlite3_vfs* real = Disk().real;
  const int code = real->xOpen(real, name, faulty->real, flags, out_flags);
  if (code != SQLITE_OK) return code;
  faulty->unsynced = new std::vector<Undo>();
  faulty->path = name;
  OpenFaultyFiles().push_back(faulty);
  faulty->base.pMethods = &kFaultyMethods;
  return SQLITE_OK;
}

// Closing the last connection deletes the write-ahead log of its database.
bool BelongsToAnEndedFile(absl::string_view name) {
  return std::any_of(OpenFaultyFiles().begin(), OpenFaultyFiles().end(),
                     [&](const FaultyFile* file) {
                       return file->ended && file->path != nullptr &&
                              absl::StartsWith(name, file->path);
                     });
}

int FaultyDelete(sqlite3_vfs*, const char* name, int sync) {
  if (BelongsToAnEndedFile(name)) return SQLITE_IOERR_DELETE;
  if (const int code = Fault(SQLITE_IOERR_DELETE)) return code;
  return Disk().real->xDelete(Disk().real, name, sync);
}

void InstallDisk() {
  static sqlite3_vfs* const installed = [] {
    CHECK(sqlite3_initialize() == SQLITE_OK);
    Disk().real = sqlite3_vfs_find(nullptr);
    auto* vfs = new sqlite3_vfs(*Disk().real);
    vfs->zName = "faulty";
    vfs->szOsFile =
        static_cast<int>(sizeof(FaultyFile)) + Disk().real->szOsFile;
    vfs->xOpen = FaultyOpen;
    vfs->xDelete = FaultyDelete;
    CHECK(sqlite3_vfs_register(vfs, /*makeDflt=*/1) == SQLITE_OK);
    return vfs;
  }();
  CHECK(installed != nullptr);
}

}  // namespace

void ArmDisk(DiskFault fault, int countdown) {
  InstallDisk();
  Disk().fault = fault;
  Disk().countdown = countdown;
  Disk().operations = 0;
}

void SimulateSyncs() {
  InstallDisk();
  Disk().simulate_syncs = true;
}

void EndFilesBelow(absl::string_view directory, Ending ending) {
  for (FaultyFile* file : OpenFaultyFiles()) {
    if (file->path == nullptr || !absl::StartsWith(file->path, directory)) {
      continue;
    }
    if (ending == Ending::kPower) LoseWhatWasNotSynced(*file);
    file->ended = true;
  }
}

void DisarmDisk() { Disk().fault = DiskFault::kNone; }

int DiskOperations() { return Disk().operations; }

}  // namespace enlace::store
