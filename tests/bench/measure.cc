#include "tests/bench/measure.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/check.h"

namespace enlace::bench {
namespace {

void SleepUntil(int64_t ns) {
  absl::SleepFor(absl::Nanoseconds(ns - SteadyNs()));
}

}  // namespace

int64_t SteadyNs() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

double CpuMicros(int pid) {
  std::ifstream file("/proc/" + (pid == 0 ? "self" : std::to_string(pid)) +
                     "/stat");
  std::stringstream text;
  text << file.rdbuf();
  // Fields 14 and 15; the name in parentheses may hold blanks.
  const std::string all = text.str();
  const size_t name_end = all.rfind(')');
  CHECK(name_end != std::string::npos) << "no process " << pid;
  std::istringstream fields(all.substr(name_end + 1));
  std::string skipped;
  for (int i = 3; i < 14; ++i) fields >> skipped;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  return (user + system) * 1e6 / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double Quantile(std::vector<double> values, double fraction) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const auto last = static_cast<double>(values.size() - 1);
  return values[static_cast<size_t>(fraction * last)];
}

void TouchMemory(size_t bytes) {
  constexpr size_t kBlock = 1 << 20;
  std::vector<std::string> blocks;
  for (size_t touched = 0; touched < bytes; touched += kBlock) {
    blocks.emplace_back(kBlock, 'x');
  }
}

Window::Window(double warm_up_s, double seconds, std::vector<int> pids)
    : begin_ns_(SteadyNs() + static_cast<int64_t>(warm_up_s * 1e9)),
      end_ns_(begin_ns_ + static_cast<int64_t>(seconds * 1e9)),
      pids_(std::move(pids)) {}

void Window::Note(int64_t began_ns, int64_t done_ns) {
  if (done_ns < begin_ns_ || done_ns >= end_ns_) return;
  const absl::MutexLock lock(&mutex_);
  micros_.push_back(static_cast<double>(done_ns - began_ns) / 1e3);
}

Window::Cpu Window::Sample() const {
  Cpu cpu{.own = CpuMicros(0)};
  for (const int pid : pids_) cpu.others += CpuMicros(pid);
  return cpu;
}

void Window::Sleep() {
  SleepUntil(begin_ns_);
  const Cpu before = Sample();
  SleepUntil(end_ns_);
  const Cpu after = Sample();
  const absl::MutexLock lock(&mutex_);
  used_ = {after.own - before.own, after.others - before.others};
}

std::string Window::Json() const {
  const absl::MutexLock lock(&mutex_);
  const double seconds = static_cast<double>(end_ns_ - begin_ns_) / 1e9;
  const auto count = static_cast<double>(micros_.size());
  const double each = std::max(count, 1.0);
  return absl::StrFormat(
      "{\"seconds\": %.3f, \"records\": %.0f, \"rate\": %.1f, "
      "\"cpu_us\": %.3f, \"cpu_us_load\": %.3f, \"cpu_us_nodes\": %.3f, "
      "\"p50_us\": %.1f, \"p99_us\": %.1f}",
      seconds, count, count / seconds, (used_.own + used_.others) / each,
      used_.own / each, used_.others / each, Quantile(micros_, 0.5),
      Quantile(micros_, 0.99));
}

}  // namespace enlace::bench
