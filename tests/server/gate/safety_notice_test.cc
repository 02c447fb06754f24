// What a notice is made of, and what it must not hold.

#include "server/gate/safety_notice.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "base/file.h"
#include "enlace/v1/border_alert.pb.h"
#include "enlace/v1/firearm_trace.pb.h"
#include "enlace/v1/safety.pb.h"
#include "enlace/v1/substance_alert.pb.h"
#include "proto/validation/validate.h"
#include "proto/wire/leaf.h"
#include "proto/wire/message_id.h"
#include "proto/wire/record.h"
#include "proto/wire/statement.h"

namespace enlace::gate {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

template <typename T>
T Example(const std::string& name) {
  const auto json = ReadFile("tests/scenarios/records/" + name + ".json");
  T record;
  EXPECT_TRUE(json.ok());
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(*json, &record).ok());
  return record;
}

v1::SafetyNotice NoticeOf(const google::protobuf::Message& record) {
  const auto notice = WarningsOf(record);
  EXPECT_NE(notice, nullptr);
  v1::SafetyNotice copy;
  if (notice != nullptr) copy.CopyFrom(*notice);
  return copy;
}

TEST(SafetyNoticeTest, OneTypeOfRecordIsTheNotice) {
  std::vector<std::string> types;
  for (const auto* type : wire::RecordTypes()) {
    if (IsSafetyNotice(*type)) types.push_back(type->name());
  }
  EXPECT_THAT(types, ElementsAre("SafetyNotice"));
}

TEST(SafetyNoticeTest, EachWarningGoesOnceAndInOneOrder) {
  const auto* codes = v1::OfficerSafety_descriptor();
  v1::BorderAlert all = Example<v1::BorderAlert>("vehicle_alert");
  all.clear_officer_safety();
  for (int i = codes->value_count() - 1; i > 0; --i) {
    v1::BorderAlert one = Example<v1::BorderAlert>("vehicle_alert");
    const auto code = static_cast<v1::OfficerSafety>(codes->value(i)->number());
    one.clear_officer_safety();
    one.add_officer_safety(code);
    one.add_officer_safety(code);
    EXPECT_THAT(NoticeOf(one).officer_safety(), ElementsAre(code));
    all.add_officer_safety(code);
  }
  EXPECT_THAT(
      NoticeOf(all).officer_safety(),
      ElementsAre(v1::OFFICER_SAFETY_ARMED, v1::OFFICER_SAFETY_ESCORT,
                  v1::OFFICER_SAFETY_BOOBY_TRAP, v1::OFFICER_SAFETY_TOXIC));
}

TEST(SafetyNoticeTest, EveryHazardOfASubstanceIsToldAsToxic) {
  const auto* kinds = v1::HazardKind_descriptor();
  for (int i = 1; i < kinds->value_count(); ++i) {
    v1::SubstanceAlert alert;
    alert.mutable_toxic_hazard()->add_kinds(
        static_cast<v1::HazardKind>(kinds->value(i)->number()));
    EXPECT_THAT(NoticeOf(alert).officer_safety(),
                ElementsAre(v1::OFFICER_SAFETY_TOXIC));
  }
}

TEST(SafetyNoticeTest, WhatDoesNotWarnLeavesNone) {
  EXPECT_EQ(WarningsOf(v1::FirearmTraceRequest()), nullptr);
  v1::BorderAlert alert = Example<v1::BorderAlert>("vehicle_alert");
  alert.clear_officer_safety();
  EXPECT_EQ(WarningsOf(alert), nullptr);
  // Which substance it is says nothing of a danger by itself.
  v1::SubstanceAlert substance;
  substance.mutable_toxic_hazard()->set_un_number("2811");
  EXPECT_EQ(WarningsOf(substance), nullptr);
}

TEST(SafetyNoticeTest, ANoticeLeavesNoOther) {
  v1::SafetyNotice notice;
  notice.add_officer_safety(v1::OFFICER_SAFETY_ARMED);
  EXPECT_EQ(WarningsOf(notice), nullptr);
}

// Values of the alert that are texts of at least three characters.
std::set<std::string> TextsOf(const google::protobuf::Message& record) {
  std::set<std::string> texts;
  const auto leaves = wire::LeavesOf(record);
  EXPECT_TRUE(leaves.ok());
  for (const wire::Leaf& leaf : *leaves) {
    if (leaf.tag == wire::TypeTag::kString && leaf.value.size() > 2) {
      texts.insert(leaf.value);
    }
  }
  return texts;
}

TEST(SafetyNoticeTest, NothingElseOfTheRecordIsInIt) {
  v1::SubstanceAlert substance =
      Example<v1::SubstanceAlert>("substance_alert_seizure");
  substance.mutable_toxic_hazard()->add_kinds(v1::HAZARD_KIND_SKIN);
  substance.mutable_toxic_hazard()->set_un_number("2811");
  const v1::BorderAlert vehicle = Example<v1::BorderAlert>("vehicle_alert");
  v1::BorderAlert person = Example<v1::BorderAlert>("person_alert_protected");
  person.add_officer_safety(v1::OFFICER_SAFETY_ARMED);
  for (const google::protobuf::Message* record :
       std::vector<const google::protobuf::Message*>{&substance, &vehicle,
                                                     &person}) {
    const v1::SafetyNotice notice = NoticeOf(*record);
    const std::string bytes = notice.SerializeAsString();
    const std::set<std::string> texts = TextsOf(*record);
    EXPECT_GE(texts.size(), 8u);
    for (const std::string& text : texts) {
      EXPECT_FALSE(absl::StrContains(bytes, text)) << text;
    }
    EXPECT_THAT(notice.ports(), IsEmpty()) << "no type marks its ports";
    // The same for every alert, so that it tells of none.
    v1::SafetyNotice expected;
    v1::RecordContext& context = *expected.mutable_context();
    context.set_purpose_code(v1::PURPOSE_CODE_PUBLIC_SAFETY_URGENT);
    context.set_evidence_status(v1::EVIDENCE_STATUS_LEAD_ONLY);
    context.set_language("en");
    *expected.mutable_officer_safety() = notice.officer_safety();
    EXPECT_EQ(bytes, expected.SerializeAsString());
    EXPECT_TRUE(validation::ValidateRecord(notice).ok());
  }
}

TEST(SafetyNoticeTest, TheHeaderTellsOnlyWhereItGoesAndUntilWhen) {
  const absl::Time now = absl::FromUnixMillis(1772971200000);
  v1::Header denied;
  denied.set_sender("spiffe://us.enlace.example/agency/us-cbp");
  denied.set_recipient("spiffe://mx.enlace.example/agency/mx-anam");
  denied.set_parent(std::string(32, 'p'));
  denied.set_message_id(std::string(16, 'm'));
  denied.set_channel(v1::CHANNEL_JUDICIAL);
  denied.set_urgency(v1::URGENCY_ROUTINE);
  denied.set_created_at_ms(absl::ToUnixMillis(now - absl::Hours(3)));
  v1::BorderAlert alert;
  alert.add_officer_safety(v1::OFFICER_SAFETY_ARMED);
  const auto notice = WarningsOf(alert);
  struct Row {
    absl::Duration left;
    absl::Duration notice;
  };
  for (const Row& row : {Row{absl::Hours(1), absl::Hours(1)},
                         Row{absl::Hours(72), absl::Hours(72)},
                         Row{absl::Hours(500), absl::Hours(72)}}) {
    denied.set_valid_until_ms(absl::ToUnixMillis(now + row.left));
    v1::Header header =
        NoticeHeader(denied, *notice, "spiffe://us.enlace.example/node/1", now);
    EXPECT_EQ(header.sender(), "spiffe://us.enlace.example/node/1");
    EXPECT_EQ(header.recipient(), denied.recipient());
    EXPECT_EQ(header.channel(), v1::CHANNEL_JUDICIAL);
    EXPECT_EQ(header.urgency(), v1::URGENCY_URGENT);
    EXPECT_EQ(header.parent(), "");
    EXPECT_EQ(header.message_id(), "");
    EXPECT_EQ(header.created_at_ms(), absl::ToUnixMillis(now));
    EXPECT_EQ(header.valid_until_ms(), absl::ToUnixMillis(now + row.notice));
    header.set_version(wire::kEnvelopeVersion);
    header.set_message_id(wire::MakeMessageId(now, SystemRandom()));
    EXPECT_TRUE(wire::CheckHeader(header).ok());
  }
}

}  // namespace
}  // namespace enlace::gate
