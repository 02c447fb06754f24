// Cards against files of tests/client/testdata.  To write them anew:
//   ENLACE_UPDATE_TRANSCRIPTS=1 build/release/bin/client_test

#include "client/cli/alert_card.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "client/cli/alert_card_html.h"
#include "enlace/v1/safety.pb.h"
#include "tests/client/alert_fixture.h"

namespace enlace::client {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::vector<Contact>& Contacts() {
  static const auto& contacts = *new std::vector<Contact>{
      {"TEST POST, duty desk", "+19565550100", 1, ""},
      {"TEST POST, watch commander", "+19565550101", 2, "us-cbp"}};
  return contacts;
}

void ExpectGolden(const std::string& name, const std::string& text) {
  const std::string path = absl::StrCat("tests/client/testdata/", name);
  const std::string expected = ReadFile(path).value_or("");
  if (std::getenv("ENLACE_UPDATE_TRANSCRIPTS") != nullptr) {
    std::ofstream(path) << text;
  }
  EXPECT_EQ(text, expected);
}

size_t WidthOf(const std::string& line) {
  return static_cast<size_t>(std::count_if(
      line.begin(), line.end(),
      [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

void ExpectOnePage(const std::string& text) {
  const std::vector<std::string> lines = absl::StrSplit(text, '\n');
  EXPECT_LE(lines.size(), kCardLinesMax + 1);  // the last one is empty
  for (const std::string& line : lines) {
    EXPECT_LE(WidthOf(line), kCardWidth) << line;
  }
}

class AlertCardTest : public testing::Test {
 protected:
  AlertCard Card(const v1::BorderAlert& alert, Language language,
                 absl::Time now = WindowStart() + absl::Hours(21)) {
    inbox_.Add(alert);
    inbox_.items().back().record->caveats = {"CONFIDENTIAL_LE_USE_ONLY",
                                             "RESERVADA"};
    return MakeAlertCard(AlertBoard(inbox_.items(), now).back(), Contacts(),
                         now, language);
  }

  AlertInbox inbox_;
};

TEST_F(AlertCardTest, IsOnePageInEnglish) {
  const AlertCard card = Card(VehicleAlert(), Language::kEnglish);
  ExpectGolden("alert_card_en.txt", AlertCardText(card));
  ExpectGolden("alert_card_en.html", AlertCardHtml(card));
  ExpectOnePage(AlertCardText(card));
}

TEST_F(AlertCardTest, IsOnePageInSpanish) {
  const AlertCard card = Card(VehicleAlert(), Language::kSpanish);
  ExpectGolden("alert_card_es.txt", AlertCardText(card));
  ExpectGolden("alert_card_es.html", AlertCardHtml(card));
  ExpectOnePage(AlertCardText(card));
}

TEST_F(AlertCardTest, ShowsTheClockOfThePlaceOnBothSidesOfTheChange) {
  // The clocks go forward on 2026-03-08.
  const std::string text =
      AlertCardText(Card(VehicleAlert(), Language::kEnglish));
  EXPECT_THAT(text, HasSubstr("from 2026-03-07 16:00 -06:00 (America/Chicago)"
                              " = 2026-03-07 22:00 UTC"));
  EXPECT_THAT(text, HasSubstr("until 2026-03-10 17:00 -05:00 (America/Chicago)"
                              " = 2026-03-10 22:00 UTC"));
}

TEST_F(AlertCardTest, WithoutAPortItTakesTheZoneThatTheAlertNames) {
  v1::BorderAlert alert = VehicleAlert();
  alert.clear_expected_ports();
  EXPECT_THAT(AlertCardText(Card(alert, Language::kEnglish)),
              HasSubstr("(America/Matamoros)"));
  alert.mutable_context()->clear_event_local_tz();
  inbox_ = AlertInbox();
  EXPECT_THAT(AlertCardText(Card(alert, Language::kEnglish)),
              HasSubstr("+00:00 (UTC)"));
}

TEST_F(AlertCardTest, TheLargestAlertStillFitsThePage) {
  v1::BorderAlert alert = VehicleAlert();
  std::string prose;
  while (prose.size() < 1990) prose += "ñandú ";
  alert.set_circumstances(prose + std::string(400, 'x'));
  alert.mutable_weapon_smuggling()->set_concealment(std::string(300, 'W'));
  alert.mutable_cargo()->set_container("CSQU3054383");
  alert.mutable_cargo()->set_shipper(std::string(200, 'W'));
  alert.mutable_vehicle()->set_trailer_number(std::string(40, 'W'));
  alert.mutable_aircraft()->set_registration("XA-TST");
  alert.mutable_aircraft()->set_operator_(std::string(100, 'W'));
  alert.mutable_vessel()->set_name(std::string(100, 'W'));
  alert.mutable_vessel()->set_imo("9074729");
  for (int i = 1; i <= 4; ++i) {
    alert.add_officer_safety(v1::OfficerSafety(i));
  }
  for (int i = 0; i < 8; ++i) alert.add_expected_ports("US-2304");
  for (const Language language : {Language::kEnglish, Language::kSpanish}) {
    inbox_ = AlertInbox();
    const std::string text = AlertCardText(Card(alert, language));
    ExpectOnePage(text);
    EXPECT_THAT(text, HasSubstr("[...]"));
    // Whatever is cut, these are not.
    EXPECT_THAT(text,
                HasSubstr(language == Language::kEnglish ? "no order"
                                                         : "no una orden"));
    EXPECT_THAT(text, HasSubstr("enlace alerts hit"));
    EXPECT_THAT(text, HasSubstr("+19565550100"));
  }
}

TEST_F(AlertCardTest, AnAlertThatEndedOffersNoHit) {
  const std::string text = AlertCardText(Card(
      VehicleAlert(), Language::kEnglish, WindowStart() + absl::Hours(72)));
  EXPECT_THAT(text, HasSubstr("EXPIRED"));
  EXPECT_THAT(text, Not(HasSubstr("enlace alerts hit")));
}

TEST_F(AlertCardTest, NoTextOfARecordSteersTheReaderOrFetchesAnything) {
  v1::BorderAlert alert = VehicleAlert();
  alert.set_circumstances("<img src=//x onerror='a()'> & \033[2J \u202e");
  const AlertCard card = Card(alert, Language::kEnglish);
  const std::string html = AlertCardHtml(card);
  EXPECT_THAT(html, Not(HasSubstr("<img")));
  EXPECT_THAT(html,
              HasSubstr("&lt;img src=//x onerror=&#39;a()&#39;&gt; &amp;"));
  for (const char* word : {"<script", "http:", "https:", "url(", "@import",
                           "<link", "\033", "\u202e"}) {
    EXPECT_THAT(html, Not(HasSubstr(word))) << word;
  }
  EXPECT_THAT(html, HasSubstr("default-src 'none'"));
  EXPECT_THAT(AlertCardText(card), Not(HasSubstr("\033")));
}

TEST_F(AlertCardTest, ANoticeOfWarningsAloneHasACardToo) {
  v1::SafetyNotice notice;
  notice.add_officer_safety(v1::OFFICER_SAFETY_BOOBY_TRAP);
  inbox_.Add(notice);
  const std::string text =
      AlertCardText(MakeAlertCard(AlertBoard(inbox_.items(), WindowStart())[0],
                                  {}, WindowStart(), Language::kEnglish));
  EXPECT_THAT(text, HasSubstr("!! WARNING: Booby trap"));
  EXPECT_THAT(text, Not(HasSubstr("ASKED FOR")));
  ExpectOnePage(text);
}

TEST_F(AlertCardTest, ANodesNoticeSaysThatNobodyAnswersIt) {
  v1::SafetyNotice notice;
  notice.add_officer_safety(v1::OFFICER_SAFETY_ARMED);
  inbox_.Add(notice, {.sender = "spiffe://us.enlace.example/node/1"});
  const Alert alert = AlertBoard(inbox_.items(), WindowStart())[0];
  const std::string text = AlertCardText(
      MakeAlertCard(alert, {}, WindowStart(), Language::kEnglish));
  EXPECT_THAT(text, HasSubstr("issued by node us.enlace.example/1"));
  EXPECT_THAT(text, HasSubstr("made by a node, which takes no answers"));
  EXPECT_THAT(text, Not(HasSubstr("alerts hit")));
  EXPECT_THAT(text, Not(HasSubstr("enlace reply")));
  EXPECT_THAT(AlertCardText(
                  MakeAlertCard(alert, {}, WindowStart(), Language::kSpanish)),
              HasSubstr("la hizo un nodo, que no recibe respuestas"));
}

}  // namespace
}  // namespace enlace::client
