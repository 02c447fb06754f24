// The tree of verbs describes itself, in both languages, and a wrong word is
// told from a right one.

#include "client/cli/command_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "client/cli/command_doc.h"
#include "client/cli/did_you_mean.h"
#include "client/cli/help_text.h"
#include "client/cli/help_topic.h"
#include "client/cli/word_walk.h"
#include "tests/client/two_nations.h"

namespace enlace::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// A tree in one language, and the shell that it needs.
class Tree {
 public:
  explicit Tree(const std::string& language)
      : shell_({.out = stream_,
                .err = stream_,
                .clock = clock_,
                .random = random_,
                .variable = [](const std::string&) { return ""; },
                .connect = nullptr,
                .dial = nullptr}) {
    shell_.options().language = language;
    app_ = MakeCommandTree(shell_);
  }

  const CLI::App& app() const { return *app_; }

 private:
  std::ostringstream stream_;
  StoppedClock clock_;
  CountingRandom random_;
  Shell shell_;
  std::unique_ptr<CLI::App> app_;
};

// Calls `visit` with every verb and group of both trees, side by side.
template <typename Visit>
void WalkBoth(const CommandDoc& en, const CommandDoc& es, const Visit& visit) {
  visit(en, es);
  ASSERT_EQ(en.verbs.size(), es.verbs.size()) << en.path;
  for (size_t i = 0; i < en.verbs.size(); ++i) {
    WalkBoth(en.verbs[i], es.verbs[i], visit);
  }
}

TEST(CommandTreeTest, EveryVerbAndOptionIsExplainedInBothLanguages) {
  const Tree en("en");
  const Tree es("es");
  int texts = 0;
  WalkBoth(Describe(en.app()), Describe(es.app()),
           [&texts](const CommandDoc& a, const CommandDoc& b) {
             EXPECT_NE(a.text, "") << a.path;
             EXPECT_NE(a.text, b.text) << a.path;
             EXPECT_FALSE(absl::EndsWith(a.text, ".")) << a.path;
             ASSERT_EQ(a.options.size(), b.options.size()) << a.path;
             for (size_t i = 0; i < a.options.size(); ++i) {
               const std::string name =
                   absl::StrCat(a.path, " ", a.options[i].names.back());
               EXPECT_NE(a.options[i].text, "") << name;
               EXPECT_NE(a.options[i].text, b.options[i].text) << name;
               EXPECT_EQ(a.options[i].names, b.options[i].names) << name;
               EXPECT_EQ(a.options[i].choices, b.options[i].choices) << name;
               EXPECT_NE(a.options[i].value, "TEXT") << name;
               ++texts;
             }
           });
  EXPECT_GT(texts, 50);
}

TEST(CommandTreeTest, EveryVerbHasOneToThreeExamplesOfItself) {
  const Tree en("en");
  const Tree es("es");
  WalkBoth(Describe(en.app()), Describe(es.app()),
           [](const CommandDoc& a, const CommandDoc& b) {
             EXPECT_EQ(a.examples, b.examples) << a.path;
             if (!a.verbs.empty()) return;
             EXPECT_FALSE(a.examples.empty()) << a.path;
             EXPECT_LE(a.examples.size(), 3U) << a.path;
             for (const std::string& example : a.examples) {
               EXPECT_TRUE(absl::StartsWith(example, a.path)) << example;
             }
           });
}

TEST(CommandTreeTest, EveryExampleIsARightCommandLine) {
  const Tree tree("en");
  WalkBoth(Describe(tree.app()), Describe(tree.app()),
           [&tree](const CommandDoc& verb, const CommandDoc&) {
             for (const std::string& example : verb.examples) {
               WordWalk walk(tree.app());
               std::vector<std::string> words = absl::StrSplit(example, ' ');
               words.erase(words.begin());
               for (const std::string& word : words) {
                 EXPECT_LT(walk.Take(word), WordWalk::Step::kUnknownVerb)
                     << example << ": " << word;
               }
               EXPECT_EQ(walk.awaited(), nullptr) << example;
               EXPECT_THAT(walk.missing(), IsEmpty()) << example;
             }
           });
}

TEST(CommandTreeTest, HelpFitsATerminalInBothLanguages) {
  for (const char* language : {"en", "es"}) {
    const Tree tree(language);
    const auto all = [](const CLI::App*) { return true; };
    std::string texts = HelpText(tree.app(), *LanguageOf(language));
    for (const CLI::App* verb : tree.app().get_subcommands(all)) {
      absl::StrAppend(&texts, HelpText(*verb, *LanguageOf(language)));
    }
    for (const HelpTopic& topic : HelpTopics()) {
      absl::StrAppend(&texts, topic.text.In(*LanguageOf(language)));
    }
    for (const absl::string_view line : absl::StrSplit(texts, '\n')) {
      const auto characters =
          std::count_if(line.begin(), line.end(), [](char c) {
            return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
          });
      if (!absl::StartsWith(line, "  enlace ")) {
        EXPECT_LE(characters, 80) << line;
      }
    }
  }
}

TEST(EditDistanceTest, CountsChangesAndSwapsOfNeighbours) {
  EXPECT_EQ(EditDistance("", ""), 0U);
  EXPECT_EQ(EditDistance("send", "send"), 0U);
  EXPECT_EQ(EditDistance("", "send"), 4U);
  EXPECT_EQ(EditDistance("send", ""), 4U);
  EXPECT_EQ(EditDistance("sned", "send"), 1U);
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3U);
  EXPECT_EQ(EditDistance("ca", "abc"), 3U);  // no place is changed twice
}

TEST(DidYouMeanTest, NamesWhatIsNearAndNothingElse) {
  const std::vector<std::string> verbs = {"send", "resend", "status", "show",
                                          "receipt"};
  EXPECT_THAT(Nearest("sned", verbs), ElementsAre("send"));
  EXPECT_THAT(Nearest("statsu", verbs), ElementsAre("status"));
  EXPECT_THAT(Nearest("rec", verbs), ElementsAre("receipt"));
  EXPECT_THAT(Nearest("frobnicate", verbs), IsEmpty());
  EXPECT_EQ(DidYouMean("sned", verbs, Language::kEnglish),
            "did you mean `send`?");
  EXPECT_EQ(DidYouMean("sned", verbs, Language::kSpanish),
            "¿quiso decir `send`?");
}

TEST(WordWalkTest, FollowsVerbsOptionsAndArguments) {
  using Step = WordWalk::Step;
  const Tree tree("en");
  WordWalk walk(tree.app());
  EXPECT_EQ(walk.Take("--lang"), Step::kOption);
  ASSERT_NE(walk.awaited(), nullptr);
  EXPECT_EQ(walk.awaited()->value, "LANG");
  EXPECT_EQ(walk.Take("fr"), Step::kUnknownChoice);
  EXPECT_EQ(walk.Take("frob"), Step::kUnknownVerb);
  EXPECT_EQ(walk.Take("link"), Step::kVerb);
  EXPECT_EQ(walk.Take("accept"), Step::kVerb);
  EXPECT_EQ(walk.at().path, "enlace link accept");
  EXPECT_EQ(walk.next_argument()->names.front(), "NATION");
  EXPECT_THAT(walk.missing(), SizeIs(2));
  EXPECT_EQ(walk.Take("-ojson"), Step::kOption);
  EXPECT_EQ(walk.Take("--output=xml"), Step::kUnknownChoice);
  EXPECT_EQ(walk.Take("--colour"), Step::kUnknownOption);
  EXPECT_EQ(walk.Take("--fingerprint=1"), Step::kOption);
  EXPECT_EQ(walk.Take("--"), Step::kSeparator);
  EXPECT_EQ(walk.Take("--not-an-option"), Step::kArgument);
  EXPECT_EQ(walk.next_argument(), nullptr);
  EXPECT_THAT(walk.missing(), IsEmpty());
  EXPECT_EQ(walk.Take("again"), Step::kTooMany);
}

}  // namespace
}  // namespace enlace::client
