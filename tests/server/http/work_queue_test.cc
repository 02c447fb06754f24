#include "server/http/work_queue.h"

#include <atomic>

#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"

namespace enlace::http {
namespace {

TEST(WorkQueueTest, RefusesWhatDoesNotFitAndDropsWhatWaitsAtTheEnd) {
  absl::Notification entered;
  absl::Notification leave;
  std::atomic<int> done = 0;
  WorkQueue queue(2);
  ASSERT_TRUE(queue.Offer([&] {
    entered.Notify();
    leave.WaitForNotification();
    ++done;
  }));
  entered.WaitForNotification();
  const auto count = [&done] { ++done; };
  EXPECT_TRUE(queue.Offer(count));
  EXPECT_TRUE(queue.Offer(count));
  EXPECT_FALSE(queue.Offer(count));
  leave.Notify();
  while (done < 3) {
  }
  EXPECT_TRUE(queue.Offer(count));
  queue.Stop();
  EXPECT_FALSE(queue.Offer(count));
  queue.Stop();
}

}  // namespace
}  // namespace enlace::http
