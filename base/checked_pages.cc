#include "base/checked_pages.h"

#include <sqlite3.h>

#include <cstdlib>
#include <cstring>
#include <string>

#include "absl/base/attributes.h"
#include "absl/base/const_init.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "base/check.h"
#include "base/encoding.h"
#include "base/sha256.h"

namespace enlace::sqlite {
namespace {

constexpr int kPageSizeMin = 512;
constexpr int kPageSizeMax = 65536;

struct CheckedFile {
  sqlite3_file base;
  sqlite3_file* real;  // owned
  bool pages;          // of the database itself; its journal has its own sums
};

CheckedFile& AsChecked(sqlite3_file* file) {
  return *reinterpret_cast<CheckedFile*>(file);
}

sqlite3_file* RealOf(sqlite3_file* file) { return AsChecked(file).real; }

// What is read or written in other pieces is the header alone, which is read
// once more with its page.
bool IsPage(int size, sqlite3_int64 offset) {
  return size >= kPageSizeMin && size <= kPageSizeMax &&
         (size & (size - 1)) == 0 && offset % size == 0;
}

std::string DigestOf(const char* page, int size, sqlite3_int64 offset) {
  std::string bytes;
  AppendU64(bytes, static_cast<uint64_t>(offset / size));
  bytes.append(page, static_cast<size_t>(size - kPageDigestSize));
  return ToBytes(Sha256(bytes)).substr(0, kPageDigestSize);
}

int Close(sqlite3_file* file) {
  sqlite3_file* const real = RealOf(file);
  const int code = real->pMethods->xClose(real);
  std::free(real);
  return code;
}

int Read(sqlite3_file* file, void* to, int size, sqlite3_int64 offset) {
  sqlite3_file* const real = RealOf(file);
  const int code = real->pMethods->xRead(real, to, size, offset);
  if (code != SQLITE_OK || !AsChecked(file).pages || !IsPage(size, offset)) {
    return code;
  }
  const char* const page = static_cast<const char*>(to);
  const absl::string_view said(page + size - kPageDigestSize, kPageDigestSize);
  return DigestOf(page, size, offset) == said ? SQLITE_OK : SQLITE_IOERR_DATA;
}

int Write(sqlite3_file* file, const void* from, int size,
          sqlite3_int64 offset) {
  sqlite3_file* const real = RealOf(file);
  if (!AsChecked(file).pages || !IsPage(size, offset)) {
    return real->pMethods->xWrite(real, from, size, offset);
  }
  std::string page(static_cast<const char*>(from), static_cast<size_t>(size));
  page.replace(page.size() - kPageDigestSize, kPageDigestSize,
               DigestOf(page.data(), size, offset));
  return real->pMethods->xWrite(real, page.data(), size, offset);
}

int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  return RealOf(file)->pMethods->xTruncate(RealOf(file), size);
}

int Sync(sqlite3_file* file, int flags) {
  return RealOf(file)->pMethods->xSync(RealOf(file), flags);
}

int FileSize(sqlite3_file* file, sqlite3_int64* size) {
  return RealOf(file)->pMethods->xFileSize(RealOf(file), size);
}

int Lock(sqlite3_file* file, int level) {
  return RealOf(file)->pMethods->xLock(RealOf(file), level);
}

int Unlock(sqlite3_file* file, int level) {
  return RealOf(file)->pMethods->xUnlock(RealOf(file), level);
}

int CheckReservedLock(sqlite3_file* file, int* reserved) {
  return RealOf(file)->pMethods->xCheckReservedLock(RealOf(file), reserved);
}

int FileControl(sqlite3_file* file, int operation, void* argument) {
  return RealOf(file)->pMethods->xFileControl(RealOf(file), operation,
                                              argument);
}

int SectorSize(sqlite3_file* file) {
  return RealOf(file)->pMethods->xSectorSize(RealOf(file));
}

int DeviceCharacteristics(sqlite3_file* file) {
  return RealOf(file)->pMethods->xDeviceCharacteristics(RealOf(file));
}

// The first version of the interface: no shared memory, no memory map.
const sqlite3_io_methods kMethods = {1,
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
                                     DeviceCharacteristics,
                                     nullptr,
                                     nullptr,
                                     nullptr,
                                     nullptr,
                                     nullptr,
                                     nullptr};

int Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags,
         int* flags_out) {
  auto* const below = static_cast<sqlite3_vfs*>(vfs->pAppData);
  CheckedFile& checked = AsChecked(file);
  checked.base.pMethods = nullptr;
  checked.real = static_cast<sqlite3_file*>(
      std::calloc(1, static_cast<size_t>(below->szOsFile)));
  if (checked.real == nullptr) return SQLITE_NOMEM;
  checked.pages = (flags & SQLITE_OPEN_MAIN_DB) != 0;
  const int code = below->xOpen(below, name, checked.real, flags, flags_out);
  if (code != SQLITE_OK) {
    if (checked.real->pMethods != nullptr) {
      checked.real->pMethods->xClose(checked.real);
    }
    std::free(checked.real);
    return code;
  }
  checked.base.pMethods = &kMethods;
  return SQLITE_OK;
}

}  // namespace

const char* CheckedPages() {
  ABSL_CONST_INIT static absl::Mutex mutex(absl::kConstInit);
  const absl::MutexLock lock(&mutex);
  sqlite3_vfs* const below = sqlite3_vfs_find(nullptr);
  const std::string name = absl::StrCat("checked pages on ", below->zName);
  const sqlite3_vfs* const known = sqlite3_vfs_find(name.c_str());
  if (known != nullptr) return known->zName;
  // SQLite keeps both for the life of the process.
  auto* const vfs = new sqlite3_vfs(*below);
  vfs->zName = strdup(name.c_str());
  vfs->szOsFile = sizeof(CheckedFile);
  vfs->pAppData = below;
  vfs->pNext = nullptr;
  vfs->xOpen = Open;
  CHECK(sqlite3_vfs_register(vfs, /*makeDflt=*/0) == SQLITE_OK) << name;
  return vfs->zName;
}

}  // namespace enlace::sqlite
