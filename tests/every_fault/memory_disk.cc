#include "tests/every_fault/memory_disk.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/check.h"
#include "tests/every_fault/disk_file.h"

namespace enlace::every_fault {

void DiskFile::Write(size_t offset, const char* bytes, size_t size) {
  if (size == 0) return;
  if (visible.size() < offset + size) visible.resize(offset + size);
  std::memcpy(visible.data() + offset, bytes, size);
  for (size_t page = offset / kPageSize;
       page <= (offset + size - 1) / kPageSize; ++page) {
    dirty.insert(page);
  }
}

void DiskFile::Truncate(size_t size) {
  // Its last page and all behind it.
  for (size_t page = size / kPageSize; page * kPageSize < visible.size();
       ++page) {
    dirty.insert(page);
  }
  visible.resize(size);
}

void DiskFile::Sync() {
  synced.resize(visible.size());
  for (const size_t page : dirty) {
    const size_t offset = page * kPageSize;
    if (offset >= visible.size()) continue;
    std::memcpy(synced.data() + offset, visible.data() + offset,
                std::min(kPageSize, visible.size() - offset));
  }
  dirty.clear();
}

std::string DiskFile::Remains(MemoryDisk::Ending ending,
                              simulation::SimRandom& random) const {
  if (ending == MemoryDisk::Ending::kProcess) return visible;
  if (ending == MemoryDisk::Ending::kPower) return synced;
  // The size may be the old or the new one; so may each page.
  std::string remains = synced;
  if (random.Percent(50)) remains.resize(visible.size());
  for (const size_t page : dirty) {
    const size_t offset = page * kPageSize;
    if (!random.Percent(50) || offset >= visible.size()) continue;
    const size_t size = std::min(kPageSize, visible.size() - offset);
    if (remains.size() < offset + size) remains.resize(offset + size);
    std::memcpy(remains.data() + offset, visible.data() + offset, size);
  }
  return remains;
}

MemoryDisk::MemoryDisk(std::string folder, FaultPlan& plan)
    : folder_(std::move(folder)), plan_(plan) {
  InstallMemoryDisks();
  MemoryDisks().push_back(this);
}

MemoryDisk::~MemoryDisk() {
  for (const auto& [name, file] : files_) file->disk = nullptr;
  std::erase(MemoryDisks(), this);
}

void MemoryDisk::End(Ending ending) {
  std::map<std::string, std::shared_ptr<DiskFile>> remaining;
  for (const auto& [name, file] : files_) {
    auto copy = std::make_shared<DiskFile>();
    copy->visible = file->Remains(ending, plan_.random());
    if (ending == Ending::kProcess) {
      copy->synced = file->synced;
      copy->dirty = file->dirty;
      copy->deleted = file->deleted;
    } else {
      copy->synced = copy->visible;
      if (ending == Ending::kPartialPower && file->deleted) {
        copy->deleted = plan_.random().Percent(50);
      }
      if (copy->deleted) continue;
    }
    remaining.emplace(name, std::move(copy));
    file->disk = nullptr;
  }
  files_ = std::move(remaining);
  down_ = true;
}

void MemoryDisk::Start() {
  for (const auto& [name, file] : files_) file->disk = this;
  down_ = false;
  full_ = false;
  met_fault_ = false;
}

void MemoryDisk::SettleDeletions() {
  std::erase_if(files_,
                [](const auto& named) { return named.second->deleted; });
}

FaultKind MemoryDisk::Meet(Operation operation) {
  const FaultKind met = plan_.Next(operation);
  if (met == FaultKind::kNone) return met;
  met_fault_ = true;
  if (met == FaultKind::kFull) full_ = true;
  if (met == FaultKind::kCrashBefore) End(Ending::kProcess);
  return met;
}

void MemoryDisk::EndAfter(FaultKind met) {
  switch (met) {
    case FaultKind::kTornWrite:
    case FaultKind::kCrashAfter:
      return End(Ending::kProcess);
    case FaultKind::kPowerCut:
      return End(Ending::kPower);
    case FaultKind::kPartialPowerCut:
      return End(Ending::kPartialPower);
    default:
      return;
  }
}

}  // namespace enlace::every_fault
