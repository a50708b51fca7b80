// Packing, posting lists and records: what goes in comes out, and damaged bytes are refused or harmless.
#include <random>
#include <string>
#include <vector>

#include "libs/base/checksum.h"
#include "libs/base/coding.h"
#include "libs/base/status_matchers.h"
#include "services/index/engine/analyzer.h"
#include "services/index/engine/bitpack.h"
#include "services/index/engine/entity_rows.h"
#include "services/index/engine/postings.h"
#include "services/index/engine/records.h"
#include "services/index/engine/scoring.h"
#include "services/index/engine/term.h"

namespace jianbao::engine {
namespace {

uint32_t Mask(int width) { return width == 32 ? UINT32_MAX : (uint32_t{1} << width) - 1; }
const uint8_t* Bytes(const std::string& bytes) { return reinterpret_cast<const uint8_t*>(bytes.data()); }

TEST(BitpackTest, FullBlocksOfEveryWidthComeBack) {
  std::mt19937 random(1);
  for (int width = 0; width <= 32; ++width) {
    std::vector<uint32_t> values(kBlockSize);
    for (uint32_t& value : values) value = random() & Mask(width);
    values[7] = Mask(width);
    EXPECT_EQ(WidthOf(values.data(), values.size()), width);
    std::string packed;
    PackFullBlock(values.data(), width, &packed);
    ASSERT_EQ(packed.size(), FullBlockBytes(width));
    std::vector<uint32_t> unpacked(kBlockSize);
    UnpackFullBlock(Bytes(packed), width, unpacked.data());
    EXPECT_EQ(unpacked, values) << width;
  }
}

TEST(BitpackTest, RunsOfEveryWidthComeBackFromAnyPlace) {
  std::mt19937 random(2);
  for (int width = 0; width <= 32; ++width) {
    for (const size_t n : {1, 2, 3, 63, 127}) {
      std::vector<uint32_t> values(n);
      for (uint32_t& value : values) value = random() & Mask(width);
      std::string packed;
      PackRun(values.data(), n, width, &packed);
      ASSERT_EQ(packed.size(), RunBytes(n, width));
      for (size_t first = 0; first < n; first += 5) {
        std::vector<uint32_t> unpacked(n - first);
        UnpackRun(Bytes(packed), Bytes(packed) + packed.size(), first, n - first, width, unpacked.data());
        EXPECT_EQ(unpacked, std::vector<uint32_t>(values.begin() + first, values.end())) << width << " " << n;
      }
    }
  }
}

TEST(BitpackTest, AddingUpGivesRunningSums) {
  std::vector<uint32_t> values(kBlockSize, 3);
  AddUpFullBlock(10, values.data());
  for (uint32_t i = 0; i < kBlockSize; ++i) EXPECT_EQ(values[i], 10 + 3 * (i + 1));
}

PostingData RandomPostings(size_t n, bool with_positions, std::mt19937* random) {
  PostingData data;
  LocalDoc doc = (*random)() % 3;
  for (size_t i = 0; i < n; ++i) {
    data.docs.push_back(doc);
    doc += 1 + (*random)() % ((*random)() % 10 == 0 ? 5000 : 4);
    data.counts.push_back(1 + ((*random)() % 8 == 0 ? (*random)() % 40 : 0));
    uint32_t position = 0;
    for (uint32_t j = 0; with_positions && j < data.counts.back(); ++j) {
      data.positions.push_back(position += 1 + (*random)() % 50);
    }
  }
  return data;
}

storage::PinnedValue Pinned(const std::string& bytes) { return storage::PinnedValue(bytes); }

// The worked example of docs/formats/postings.md.
TEST(PostingsFormatTest, TheBytesAreThoseOfTheFormatDocument) {
  PostingData data;
  data.docs = {5};
  data.counts = {1};
  data.positions = {3};
  EncodedPostings encoded;
  EncodePostings(data, nullptr, &encoded);
  EXPECT_EQ(encoded.list, std::string("\x03\x03\x03\x00\x05\x02\x03", 7));
  EXPECT_EQ(encoded.positions, "");
}

class PostingsTest : public testing::TestWithParam<size_t> {};

TEST_P(PostingsTest, AListComesBackWithBoundsThatHold) {
  std::mt19937 random(static_cast<uint32_t>(GetParam()));
  for (const bool with_positions : {false, true}) {
    const PostingData data = RandomPostings(GetParam(), with_positions, &random);
    std::vector<uint8_t> lengths(data.docs.back() + 1);
    for (uint8_t& length : lengths) length = static_cast<uint8_t>(random() % 200);
    EncodedPostings encoded;
    EncodePostings(data, lengths.data(), &encoded);
    ASSERT_OK_AND_ASSIGN(PostingList list, PostingList::Parse(Pinned(encoded.list), with_positions));
    if (!encoded.positions.empty()) list.SetPositions(Pinned(encoded.positions));
    PostingData decoded;
    ASSERT_TRUE(DecodePostings(list, with_positions, &decoded));
    EXPECT_EQ(decoded.docs, data.docs);
    EXPECT_EQ(decoded.counts, data.counts);
    EXPECT_EQ(decoded.positions, data.positions);
    for (size_t i = 0; list.has_directory() && i < data.docs.size(); ++i) {
      const BlockBounds bounds = list.Bounds(static_cast<uint32_t>(i / kBlockSize));
      EXPECT_GE(bounds.last_doc, data.docs[i]);
      EXPECT_GE(bounds.max_count, data.counts[i]);
      EXPECT_LE(bounds.min_length, lengths[data.docs[i]]);
      EXPECT_EQ(list.FindBlock(0, data.docs[i]), i / kBlockSize);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, PostingsTest, testing::Values(1, 2, 127, 128, 129, 256, 257, 5000));

TEST(PostingsDamageTest, DamagedBytesAreRefusedOrReadWithinBounds) {
  std::mt19937 random(3);
  for (int round = 0; round < 3000; ++round) {
    const PostingData data = RandomPostings(1 + random() % 400, true, &random);
    EncodedPostings encoded;
    EncodePostings(data, nullptr, &encoded);
    for (int i = 0; i < 3; ++i) encoded.list[random() % encoded.list.size()] = static_cast<char>(random());
    if (random() % 2 == 0) encoded.list.resize(random() % encoded.list.size());
    absl::StatusOr<PostingList> list = PostingList::Parse(Pinned(encoded.list), true);
    if (!list.ok() || list->size() > 1'000'000) continue;
    if (!encoded.positions.empty()) list->SetPositions(Pinned(encoded.positions));
    PostingData decoded;
    DecodePostings(*list, list->positions_ready(), &decoded);  // a sanitizer watches
  }
}

// Encoding subtracts without looking, so articles that do not ascend make the bytes that damage could.
TEST(PostingsDamageTest, ArticlesThatWrapAroundOrLeaveTheirBlockAreRefused) {
  PostingData data{{5, 4'000'000'000, 7}, {1, 1, 1}, {}};
  EncodedPostings encoded;
  EncodePostings(data, nullptr, &encoded);
  PostingData decoded;
  ASSERT_OK_AND_ASSIGN(PostingList list, PostingList::Parse(Pinned(encoded.list), false));
  EXPECT_FALSE(DecodePostings(list, false, &decoded));

  std::mt19937 random(4);
  EncodePostings(RandomPostings(3 * kBlockSize, false, &random), nullptr, &encoded);
  constexpr size_t kHeadBytes = 2;  // 384 << 1 as a varint
  encoded.list[kHeadBytes] = static_cast<char>(encoded.list[kHeadBytes] + 1);
  ASSERT_OK_AND_ASSIGN(list, PostingList::Parse(Pinned(encoded.list), false));
  EXPECT_FALSE(DecodePostings(list, false, &decoded)) << "the first block does not end where the directory says";
}

TEST(PostingsDamageTest, FrequenciesBeyondTheBytesOfPositionsAreRefusedBeforeTheyAreMadeRoomFor) {
  PostingData data{{1}, {UINT32_MAX}, {}};
  EncodedPostings encoded;
  EncodePostings(data, nullptr, &encoded);
  ASSERT_OK_AND_ASSIGN(PostingList list, PostingList::Parse(Pinned(encoded.list), true));
  for (const std::string positions : {std::string("\x00", 1), std::string("\x01\xff", 2)}) {
    list.SetPositions(Pinned(positions));
    EXPECT_LE(list.MostPositions(0), 8);
    PostingData decoded;
    EXPECT_FALSE(DecodePostings(list, true, &decoded));
  }
}

ArticleRecord SampleRecord() {
  ArticleRecord record;
  Document& document = record.document;
  document.name = "publications/qinghe/issues/2023-06-01/articles/1";
  document.publication = "publications/qinghe";
  document.issue = "publications/qinghe/issues/2023-06-01";
  document.date = absl::CivilDay(2023, 6, 1);
  document.page = 3;
  document.texts = {"标题", "引题", std::string("正\0文", 7), "沈砚秋"};
  document.keywords = {{1, "要闻"}, {200, "贺若澜"}};
  document.mentions = {{1, "贺若澜", {"賀若瀾"}, {"区长", "书记"}, 3}, {2, "青禾县", {}, {}}};
  document.payload = std::string(1000, '\xff');
  record.lengths = {2, 2, 2, 3};
  return record;
}

TEST(RecordsTest, AnArticleComesBackAndEveryFlippedByteIsNoticed) {
  const ArticleRecord record = SampleRecord();
  const std::string bytes = EncodeArticle(record.document, record.lengths);
  EXPECT_THAT(DecodeArticle(bytes), IsOkAndHolds(record));
  for (size_t i = 0; i < bytes.size(); i += 7) {
    std::string damaged = bytes;
    damaged[i] ^= 0x10;
    EXPECT_THAT(DecodeArticle(damaged), ErrorIs(absl::StatusCode::kDataLoss, "RECORD_CORRUPT")) << i;
  }
  EXPECT_FALSE(DecodeArticle("").ok());
  EXPECT_FALSE(DecodeArticle(bytes.substr(0, bytes.size() / 2)).ok());
}

TEST(RecordsTest, ArticlesOfFormats1And2ComeBackWithoutWhatTheyDidNotKeep) {
  ArticleRecord record = SampleRecord();
  for (Mention& mention : record.document.mentions) mention.position = 3;
  std::string bytes = EncodeArticle(record.document, record.lengths);
  EXPECT_THAT(DecodeArticle(bytes), IsOkAndHolds(record));
  const auto cut = [&bytes](size_t mentions) {
    bytes.resize(bytes.size() - sizeof(uint64_t) - mentions);  // the checksum, and one byte for each mention
    PutBigEndian64(Checksum64(bytes), &bytes);
  };
  cut(record.document.mentions.size());
  for (Mention& mention : record.document.mentions) mention.position = 0;
  EXPECT_THAT(DecodeArticle(bytes), IsOkAndHolds(record));
  cut(record.document.mentions.size());
  for (Mention& mention : record.document.mentions) mention.count = 0;
  EXPECT_THAT(DecodeArticle(bytes), IsOkAndHolds(record));
}

TEST(RecordsTest, EvidenceOfPeopleKeepsWhatIsPrintedAround) {
  const std::string key = EvidenceKey({1, "贺若澜"}, absl::CivilDay(2023, 6, 1), DocId(7));
  Surroundings around{"issues/1", "p", {"沈砚秋", "施昶"}, 1, {"青禾县"}};
  for (const char* issue : {"issues/1", "elsewhere", ""}) {
    around.issue = issue;
    const std::string value = EncodeEvidence("issues/1/articles/2", {1, "贺若澜", {}, {}, 1}, &around);
    ASSERT_OK_AND_ASSIGN(const Evidence evidence, DecodeEvidence(key, value));
    EXPECT_EQ(evidence.around, around);
    for (size_t cut = 1; cut < 20; ++cut) {
      EXPECT_THAT(DecodeEvidence(key, value.substr(0, value.size() - cut)),
                  ErrorIs(absl::StatusCode::kDataLoss, "RECORD_CORRUPT"));
    }
  }
  around.order.reset();
  const std::string value = EncodeEvidence("a", {1, "贺若澜", {}, {}, 1}, &around);
  ASSERT_OK_AND_ASSIGN(const Evidence evidence, DecodeEvidence(key, value));
  EXPECT_EQ(evidence.around, around);
}

TEST(RecordsTest, EvidenceOfFormat1CountsPrintedForms) {
  const EntityId id{1, "贺若澜"};
  const std::string key = EvidenceKey(id, absl::CivilDay(2023, 6, 1), DocId(7));
  std::string value = EncodeEvidence("a1", {1, "贺若澜", {"贺若澜", "贺若斓"}, {"区长"}, 5}, nullptr);
  ASSERT_OK_AND_ASSIGN(Evidence evidence, DecodeEvidence(key, value));
  EXPECT_EQ(evidence.id, id);
  EXPECT_EQ(evidence.doc, DocId(7));
  EXPECT_EQ(evidence.count, 5);
  value.pop_back();
  ASSERT_OK_AND_ASSIGN(evidence, DecodeEvidence(key, value));
  EXPECT_EQ(evidence.count, 2);
  value.pop_back();
  EXPECT_THAT(DecodeEvidence(key, value), ErrorIs(absl::StatusCode::kDataLoss, "RECORD_CORRUPT"));
}

TEST(RecordsTest, PostsThatEndAlikeLieSideBySide) {
  const Sighting sighting{{1, "贺若澜"}, absl::CivilDay(2023, 6, 1), DocId(7)};
  const std::string key = PostKey("衢江区区长", sighting);
  EXPECT_EQ(key.rfind(PostPrefix("区长"), 0), 0);
  EXPECT_NE(key.rfind(PostPrefix("县长"), 0), 0);
  ASSERT_OK_AND_ASSIGN(const Sighting decoded, DecodeSighting(key));
  EXPECT_EQ(decoded.id, sighting.id);
  EXPECT_EQ(decoded.date, sighting.date);
  EXPECT_EQ(decoded.doc, sighting.doc);
  EXPECT_FALSE(DecodeSighting("P").ok());
  EXPECT_FALSE(DecodeTitles("\x05").ok());
}

TEST(RecordsTest, StateAndManifestComeBack) {
  State state{Revision(7), DocId(9), 2, 5, {1, 2, 3, 4}};
  EXPECT_THAT(DecodeState(EncodeState(state)), IsOkAndHolds(state));
  Manifest manifest = NewManifest();
  manifest.segments = {{1, DocId(0), 10, 2}, {4, DocId(10), 5, 0}};
  manifest.next_segment = 5;
  EXPECT_THAT(DecodeManifest(EncodeManifest(manifest)), IsOkAndHolds(manifest));
  EXPECT_EQ(manifest.folded_end(), DocId(15));
}

TEST(RecordsTest, DatesInKeysAreInOrderOfTime) {
  std::string before, absent, after;
  PutDate(absl::CivilDay(1969, 12, 31), &before);
  PutDate(std::nullopt, &absent);
  PutDate(absl::CivilDay(2023, 1, 1), &after);
  EXPECT_LT(absent, before);
  EXPECT_LT(before, after);
}

TEST(LengthCodeTest, CodesAscendAndNeverOverstate) {
  uint8_t last = 0;
  for (uint32_t length = 0; length < 300'000; ++length) {
    const uint8_t code = EncodeLength(length);
    ASSERT_GE(code, last);
    ASSERT_LE(DecodeLength(code), length);
    ASSERT_GE(DecodeLength(code) * 17.0 / 16 + 1, length);
    last = code;
  }
  EXPECT_EQ(EncodeLength(UINT32_MAX), 255);
}

TEST(TermTest, PackedTermsSortAsTheirStringsDo) {
  std::mt19937 random(4);
  const std::vector<char32_t> chars = {U'a', U'z', U'é', U'中', U'国', 0xFFFD, 0x20000, 0x10FFFF};
  const std::vector<TermKind> kinds = {TermKind::kBigram, TermKind::kSplitBigram, TermKind::kUnigram,
                                       TermKind::kPunctuation};
  const auto make = [&] {
    const TermKind kind = kinds[random() % kinds.size()];
    const char32_t second = HasPositions(kind) ? chars[random() % chars.size()] : 0;
    return PackTerm(kind, static_cast<uint8_t>(random() % kTextFields), chars[random() % chars.size()], second);
  };
  for (int i = 0; i < 5000; ++i) {
    const PackedTerm a = make();
    const PackedTerm b = make();
    std::string text_a, text_b;
    AppendUnpacked(a, &text_a);
    AppendUnpacked(b, &text_b);
    EXPECT_EQ(a < b, text_a < text_b);
    EXPECT_EQ(PackedKind(a), KindOf(text_a));
  }
}

TEST(ScoringTest, BoundsHoldAndMoreIsNeverLess) {
  const LengthNorms norms = MakeLengthNorms(1'000'000, 2'000);
  const TermScorer scorer(7.3, &norms);
  for (uint32_t count = 1; count < 3000; count += 7) {
    for (int length = 0; length < 255; length += 5) {
      EXPECT_LE(scorer(count, static_cast<uint8_t>(length + 1)), scorer.Bound(count, static_cast<uint8_t>(length)));
      EXPECT_LE(scorer(count, static_cast<uint8_t>(length)), scorer.Bound(count + 1, static_cast<uint8_t>(length)));
    }
  }
  EXPECT_GT(InverseDocumentFrequency(1000, 1), InverseDocumentFrequency(1000, 500));
  EXPECT_GT(InverseDocumentFrequency(10, 10), 0);
}

}  // namespace
}  // namespace jianbao::engine
