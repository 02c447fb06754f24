#include "tests/every_fault/fault_plan.h"

#include <utility>

namespace enlace::every_fault {
namespace {

constexpr std::pair<FaultKind, absl::string_view> kNames[] = {
    {FaultKind::kNone, "none"},
    {FaultKind::kError, "error"},
    {FaultKind::kFull, "full"},
    {FaultKind::kShortWrite, "short-write"},
    {FaultKind::kTornWrite, "torn-write"},
    {FaultKind::kCrashBefore, "crash-before"},
    {FaultKind::kCrashAfter, "crash-after"},
    {FaultKind::kPowerCut, "power-cut"},
    {FaultKind::kPartialPowerCut, "partial-power-cut"},
    {FaultKind::kForgottenSync, "forgotten-sync"},
    {FaultKind::kBitFlip, "bit-flip"},
};

}  // namespace

std::string NameOf(FaultKind kind) {
  for (const auto& [each, name] : kNames) {
    if (each == kind) return std::string(name);
  }
  return "";
}

FaultKind FaultNamed(absl::string_view name) {
  for (const auto& [kind, each] : kNames) {
    if (each == name) return kind;
  }
  return FaultKind::kNone;
}

std::string NameOf(Operation operation) {
  switch (operation) {
    case Operation::kRead:
      return "read";
    case Operation::kWrite:
      return "write";
    case Operation::kSync:
      return "sync";
    case Operation::kTruncate:
      return "truncation";
    case Operation::kDelete:
      return "deletion";
    case Operation::kSnapshot:
      return "snapshot";
  }
  return "";
}

const std::vector<PossibleFault>& FaultsOf(Operation operation) {
  using Kind = FaultKind;
  static const auto* const kRead =
      new std::vector<PossibleFault>{{Kind::kError, 1}, {Kind::kBitFlip, 8}};
  static const auto* const kWrite = new std::vector<PossibleFault>{
      {Kind::kError, 1},     {Kind::kFull, 1},           {Kind::kShortWrite, 1},
      {Kind::kTornWrite, 2}, {Kind::kCrashBefore, 1},    {Kind::kCrashAfter, 1},
      {Kind::kPowerCut, 1},  {Kind::kPartialPowerCut, 8}};
  static const auto* const kSync =
      new std::vector<PossibleFault>{{Kind::kError, 1},
                                     {Kind::kForgottenSync, 1},
                                     {Kind::kCrashAfter, 1},
                                     {Kind::kPowerCut, 1},
                                     {Kind::kCrashBefore, 1}};
  static const auto* const kOther =
      new std::vector<PossibleFault>{{Kind::kError, 1},
                                     {Kind::kCrashBefore, 1},
                                     {Kind::kCrashAfter, 1},
                                     {Kind::kPowerCut, 1},
                                     {Kind::kPartialPowerCut, 8}};
  static const auto* const kSnapshot = new std::vector<PossibleFault>{
      {Kind::kError, 1},      {Kind::kFull, 1},     {Kind::kCrashBefore, 1},
      {Kind::kCrashAfter, 1}, {Kind::kPowerCut, 1}, {Kind::kTornWrite, 8},
      {Kind::kBitFlip, 8}};
  switch (operation) {
    case Operation::kRead:
      return *kRead;
    case Operation::kWrite:
      return *kWrite;
    case Operation::kSync:
      return *kSync;
    case Operation::kTruncate:
    case Operation::kDelete:
      return *kOther;
    case Operation::kSnapshot:
      return *kSnapshot;
  }
  return *kOther;
}

FaultKind FaultPlan::Next(Operation operation) {
  if (!counting_) return FaultKind::kNone;
  operations_.push_back(operation);
  if (struck_ || operations_.size() != fault_.operation) {
    return FaultKind::kNone;
  }
  struck_ = true;
  return fault_.kind;
}

}  // namespace enlace::every_fault
