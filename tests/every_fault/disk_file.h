// A file of a disk in memory: its bytes, its locks, its shared memory.

#ifndef ENLACE_TESTS_EVERY_FAULT_DISK_FILE_H_
#define ENLACE_TESTS_EVERY_FAULT_DISK_FILE_H_

#include <sqlite3.h>

#include <array>
#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/every_fault/memory_disk.h"

namespace enlace::every_fault {

inline constexpr size_t kPageSize = 4096;
inline constexpr size_t kSectorSize = 512;

struct DiskFile {
  MemoryDisk* disk = nullptr;  // null once its process ended
  std::string visible;
  std::string synced;
  std::set<size_t> dirty;  // pages that differ, perhaps
  bool deleted = false;    // but not on the disk

  void Write(size_t offset, const char* bytes, size_t size);
  void Truncate(size_t size);
  void Sync();
  // The pages count as written, and are not.
  void ForgetToSync() { dirty.clear(); }
  // What is found after `ending`.
  std::string Remains(MemoryDisk::Ending ending,
                      simulation::SimRandom& random) const;

  // SQLite's locks: how many hold the shared one, and who the others.
  int shared = 0;
  const void* reserved = nullptr;
  const void* pending = nullptr;
  const void* exclusive = nullptr;

  // Of the write-ahead log's index.
  std::vector<std::unique_ptr<std::array<char, 32768>>> regions;
  int mappings = 0;
  std::array<int, SQLITE_SHM_NLOCK> shm_shared{};
  std::array<const void*, SQLITE_SHM_NLOCK> shm_exclusive{};
};

// Makes disks in memory SQLite's default, once.
void InstallMemoryDisks();
// Those that exist.
std::vector<MemoryDisk*>& MemoryDisks();

}  // namespace enlace::every_fault

#endif  // ENLACE_TESTS_EVERY_FAULT_DISK_FILE_H_
