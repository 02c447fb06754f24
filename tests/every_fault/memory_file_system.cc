// The file system through which SQLite sees disks in memory.

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <new>

#include "absl/strings/match.h"
#include "base/check.h"
#include "tests/every_fault/disk_file.h"

namespace enlace::every_fault {
namespace {

sqlite3_vfs* g_real = nullptr;

// What SQLite holds of an open file.
struct Handle {
  sqlite3_file base;  // first: SQLite sees only this
  std::shared_ptr<DiskFile> file;
  int level;
  bool mapped;
  unsigned shm_shared;     // bits
  unsigned shm_exclusive;  // bits
};

Handle* HandleOf(sqlite3_file* file) { return reinterpret_cast<Handle*>(file); }
DiskFile& FileOf(sqlite3_file* file) { return *HandleOf(file)->file; }

int Unlock(sqlite3_file* base, int level) {
  Handle* const handle = HandleOf(base);
  DiskFile& file = *handle->file;
  if (handle->level <= level) return SQLITE_OK;
  for (const void** each : {&file.reserved, &file.pending, &file.exclusive}) {
    if (*each == handle) *each = nullptr;
  }
  if (level == SQLITE_LOCK_NONE) --file.shared;
  handle->level = level;
  return SQLITE_OK;
}

void UnlockShm(Handle* handle, unsigned bits) {
  DiskFile& file = *handle->file;
  for (unsigned i = 0; i < SQLITE_SHM_NLOCK; ++i) {
    if ((bits & (1U << i)) == 0) continue;
    if ((handle->shm_shared & (1U << i)) != 0) --file.shm_shared[i];
    if ((handle->shm_exclusive & (1U << i)) != 0) {
      file.shm_exclusive[i] = nullptr;
    }
  }
  handle->shm_shared &= ~bits;
  handle->shm_exclusive &= ~bits;
}

int ShmUnmap(sqlite3_file* base, int) {
  Handle* const handle = HandleOf(base);
  if (!handle->mapped) return SQLITE_OK;
  UnlockShm(handle, ~0U);
  handle->mapped = false;
  // The next to open the log makes its index anew.
  if (--handle->file->mappings == 0) handle->file->regions.clear();
  return SQLITE_OK;
}

int Close(sqlite3_file* base) {
  ShmUnmap(base, 0);
  Unlock(base, SQLITE_LOCK_NONE);
  HandleOf(base)->~Handle();
  return SQLITE_OK;
}

int Read(sqlite3_file* base, void* out, int size, sqlite3_int64 offset) {
  DiskFile& file = FileOf(base);
  if (file.disk == nullptr) return SQLITE_IOERR_READ;
  const FaultKind met = file.disk->Meet(Operation::kRead);
  if (met == FaultKind::kError) return SQLITE_IOERR_READ;
  const auto from = static_cast<size_t>(offset);
  const auto wanted = static_cast<size_t>(size);
  const size_t end = std::min(file.visible.size(), from + wanted);
  const size_t given = end > from ? end - from : 0;
  char* const bytes = static_cast<char*>(out);
  if (given > 0) std::memcpy(bytes, file.visible.data() + from, given);
  std::memset(bytes + given, 0, wanted - given);
  if (met == FaultKind::kBitFlip && given > 0) {
    // Mostly where something stands: much of a small database is empty.
    simulation::SimRandom& random = file.disk->plan().random();
    size_t at = 0;
    for (int tries = 0; tries < 20; ++tries) {
      at = static_cast<size_t>(random.Next() % given);
      if (bytes[at] != 0) break;
    }
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.Between(0, 7)));
  }
  return given == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

// Up to which of `size` bytes at `offset` a torn write comes.
size_t TornSize(size_t offset, size_t size, simulation::SimRandom& random) {
  const size_t first = offset / kSectorSize + 1;
  const size_t last = (offset + size - 1) / kSectorSize;
  if (last < first) return 0;
  const size_t sector =
      first + static_cast<size_t>(random.Next() % (last - first + 1));
  return sector * kSectorSize - offset;
}

int Write(sqlite3_file* base, const void* bytes, int size,
          sqlite3_int64 offset) {
  DiskFile& file = FileOf(base);
  if (file.disk == nullptr) return SQLITE_IOERR_WRITE;
  MemoryDisk& disk = *file.disk;
  const FaultKind met = disk.Meet(Operation::kWrite);
  if (disk.down() || met == FaultKind::kError) return SQLITE_IOERR_WRITE;
  if (disk.full()) return SQLITE_FULL;
  auto count = static_cast<size_t>(size);
  const auto from = static_cast<size_t>(offset);
  if (met == FaultKind::kShortWrite) count /= 2;
  if (met == FaultKind::kTornWrite) {
    count = TornSize(from, count, disk.plan().random());
  }
  file.Write(from, static_cast<const char*>(bytes), count);
  disk.EndAfter(met);
  if (met == FaultKind::kShortWrite) return SQLITE_FULL;
  return disk.down() ? SQLITE_IOERR_WRITE : SQLITE_OK;
}

int Truncate(sqlite3_file* base, sqlite3_int64 size) {
  DiskFile& file = FileOf(base);
  if (file.disk == nullptr) return SQLITE_IOERR_TRUNCATE;
  MemoryDisk& disk = *file.disk;
  const FaultKind met = disk.Meet(Operation::kTruncate);
  if (disk.down() || met == FaultKind::kError) return SQLITE_IOERR_TRUNCATE;
  file.Truncate(static_cast<size_t>(size));
  disk.EndAfter(met);
  return disk.down() ? SQLITE_IOERR_TRUNCATE : SQLITE_OK;
}

int Sync(sqlite3_file* base, int) {
  DiskFile& file = FileOf(base);
  if (file.disk == nullptr) return SQLITE_IOERR_FSYNC;
  MemoryDisk& disk = *file.disk;
  const FaultKind met = disk.Meet(Operation::kSync);
  if (disk.down() || met == FaultKind::kError) return SQLITE_IOERR_FSYNC;
  if (met == FaultKind::kForgottenSync) {
    file.ForgetToSync();
    return SQLITE_IOERR_FSYNC;
  }
  file.Sync();
  disk.SettleDeletions();
  disk.EndAfter(met);
  return disk.down() ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

int FileSize(sqlite3_file* base, sqlite3_int64* size) {
  if (FileOf(base).disk == nullptr) return SQLITE_IOERR_FSTAT;
  *size = static_cast<sqlite3_int64>(FileOf(base).visible.size());
  return SQLITE_OK;
}

int Lock(sqlite3_file* base, int level) {
  Handle* const handle = HandleOf(base);
  DiskFile& file = *handle->file;
  if (file.disk == nullptr) return SQLITE_IOERR_LOCK;
  const auto others = [&](const void* holder) {
    return holder != nullptr && holder != handle;
  };
  if (handle->level >= level) return SQLITE_OK;
  if (level == SQLITE_LOCK_SHARED) {
    if (others(file.pending) || others(file.exclusive)) return SQLITE_BUSY;
    ++file.shared;
  } else if (level == SQLITE_LOCK_RESERVED) {
    if (others(file.reserved)) return SQLITE_BUSY;
    file.reserved = handle;
  } else {
    if (others(file.pending) || others(file.reserved)) return SQLITE_BUSY;
    file.pending = handle;
    if (file.shared > 1) return SQLITE_BUSY;
    file.exclusive = handle;
  }
  handle->level = level;
  return SQLITE_OK;
}

int CheckReservedLock(sqlite3_file* base, int* out) {
  *out = FileOf(base).reserved != nullptr;
  return SQLITE_OK;
}

int FileControl(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int SectorSize(sqlite3_file*) { return static_cast<int>(kPageSize); }
int Characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

int ShmMap(sqlite3_file* base, int region, int size, int extend,
           void volatile** out) {
  Handle* const handle = HandleOf(base);
  DiskFile& file = *handle->file;
  *out = nullptr;
  if (file.disk == nullptr) return SQLITE_IOERR_SHMMAP;
  if (!handle->mapped) ++file.mappings;
  handle->mapped = true;
  const auto wanted = static_cast<size_t>(region) + 1;
  if (file.regions.size() < wanted && extend == 0) return SQLITE_OK;
  while (file.regions.size() < wanted) {
    file.regions.push_back(std::make_unique<std::array<char, 32768>>());
    file.regions.back()->fill(0);
  }
  CHECK(static_cast<size_t>(size) == file.regions[wanted - 1]->size())
      << "a region of another size";
  *out = file.regions[wanted - 1]->data();
  return SQLITE_OK;
}

int ShmLock(sqlite3_file* base, int first, int count, int flags) {
  Handle* const handle = HandleOf(base);
  DiskFile& file = *handle->file;
  unsigned bits = 0;
  for (int i = first; i < first + count; ++i) bits |= 1U << i;
  if ((flags & SQLITE_SHM_UNLOCK) != 0) {
    UnlockShm(handle, bits);
    return SQLITE_OK;
  }
  if (file.disk == nullptr) return SQLITE_IOERR_SHMLOCK;
  const bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
  for (unsigned i = 0; i < SQLITE_SHM_NLOCK; ++i) {
    if ((bits & (1U << i)) == 0) continue;
    const void* const holder = file.shm_exclusive[i];
    if (holder != nullptr && holder != handle) return SQLITE_BUSY;
    const int own = (handle->shm_shared & (1U << i)) != 0 ? 1 : 0;
    if (exclusive && file.shm_shared[i] > own) return SQLITE_BUSY;
  }
  for (unsigned i = 0; i < SQLITE_SHM_NLOCK; ++i) {
    if ((bits & (1U << i)) == 0) continue;
    if (exclusive) {
      file.shm_exclusive[i] = handle;
    } else if ((handle->shm_shared & (1U << i)) == 0) {
      ++file.shm_shared[i];
    }
  }
  (exclusive ? handle->shm_exclusive : handle->shm_shared) |= bits;
  return SQLITE_OK;
}

void ShmBarrier(sqlite3_file*) {}

// Version 2: no memory-mapped reads.
constexpr sqlite3_io_methods kMethods = {2,
                                         Close,
                                         Read,
                                         Write,
                                         Truncate,
                                         Sync,
                                         FileSize,
                                         Lock,
                                         Unlock,
                                         CheckReservedLock,
                                         FileControl,
                                         SectorSize,
                                         Characteristics,
                                         ShmMap,
                                         ShmLock,
                                         ShmBarrier,
                                         ShmUnmap,
                                         nullptr,
                                         nullptr};

MemoryDisk* DiskOf(const char* name) {
  if (name == nullptr) return nullptr;
  for (MemoryDisk* disk : MemoryDisks()) {
    if (absl::StartsWith(name, disk->folder())) return disk;
  }
  return nullptr;
}

int Open(sqlite3_vfs*, const char* name, sqlite3_file* base, int flags,
         int* out_flags) {
  MemoryDisk* const disk = DiskOf(name);
  if (disk == nullptr) {
    return g_real->xOpen(g_real, name, base, flags, out_flags);
  }
  base->pMethods = nullptr;
  if (disk->down()) return SQLITE_CANTOPEN;
  // Our connections make a database file before they open it.
  const bool may_make =
      (flags & SQLITE_OPEN_CREATE) != 0 || (flags & SQLITE_OPEN_READWRITE) != 0;
  const auto found = disk->files().find(name);
  const bool exists = found != disk->files().end() && !found->second->deleted;
  if (!exists && !may_make) return SQLITE_CANTOPEN;
  auto& file = disk->files()[name];
  if (!exists) {
    file = std::make_shared<DiskFile>();
    file->disk = disk;
  }
  Handle* const handle = new (base) Handle();
  handle->file = file;
  handle->base.pMethods = &kMethods;
  if (out_flags != nullptr) *out_flags = flags;
  return SQLITE_OK;
}

int Delete(sqlite3_vfs*, const char* name, int sync_folder) {
  MemoryDisk* const disk = DiskOf(name);
  if (disk == nullptr || disk->down()) return SQLITE_IOERR_DELETE;
  const auto found = disk->files().find(name);
  if (found == disk->files().end() || found->second->deleted) {
    return SQLITE_IOERR_DELETE_NOENT;
  }
  const FaultKind met = disk->Meet(Operation::kDelete);
  if (disk->down() || met == FaultKind::kError) return SQLITE_IOERR_DELETE;
  if (sync_folder != 0) {
    disk->files().erase(name);
  } else {
    found->second->deleted = true;
  }
  disk->EndAfter(met);
  return disk->down() ? SQLITE_IOERR_DELETE : SQLITE_OK;
}

int Access(sqlite3_vfs*, const char* name, int, int* out) {
  MemoryDisk* const disk = DiskOf(name);
  *out = 0;
  if (disk == nullptr || disk->down()) return SQLITE_OK;
  const auto found = disk->files().find(name);
  *out = found != disk->files().end() && !found->second->deleted;
  return SQLITE_OK;
}

int FullPathname(sqlite3_vfs*, const char* name, int size, char* out) {
  std::snprintf(out, static_cast<size_t>(size), "%s", name);
  return SQLITE_OK;
}

// The same in every run.
int Randomness(sqlite3_vfs*, int size, char* out) {
  std::memset(out, 7, static_cast<size_t>(size));
  return size;
}

}  // namespace

std::vector<MemoryDisk*>& MemoryDisks() {
  static auto* const disks = new std::vector<MemoryDisk*>();
  return *disks;
}

void InstallMemoryDisks() {
  static sqlite3_vfs* const installed = [] {
    CHECK(sqlite3_initialize() == SQLITE_OK) << "SQLite";
    g_real = sqlite3_vfs_find(nullptr);
    auto* vfs = new sqlite3_vfs(*g_real);
    vfs->zName = "memory disks";
    vfs->szOsFile =
        std::max(static_cast<int>(sizeof(Handle)), g_real->szOsFile);
    vfs->xOpen = Open;
    vfs->xDelete = Delete;
    vfs->xAccess = Access;
    vfs->xFullPathname = FullPathname;
    vfs->xRandomness = Randomness;
    CHECK(sqlite3_vfs_register(vfs, /*makeDflt=*/1) == SQLITE_OK) << "SQLite";
    return vfs;
  }();
  CHECK(installed != nullptr) << "SQLite";
  sqlite3_randomness(0, nullptr);
}

}  // namespace enlace::every_fault
