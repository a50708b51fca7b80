#include "services/index/hit_article.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/wire_format_lite.h"
#include "libs/base/error.h"

namespace jianbao::index {
namespace {

using engine::TextField;
using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;
using google::protobuf::io::CodedOutputStream;
using type::v1::Article;

struct Range {
  uint32_t begin = 0;
  uint32_t end = 0;
};

// A message whose fields are `read(number)`; false where the bytes are none.
template <typename ReadField>
bool ReadMessage(CodedInputStream* in, const ReadField& read) {
  uint32_t size = 0;
  if (!in->ReadVarint32(&size)) return false;
  const auto limit = in->PushLimit(static_cast<int>(size));
  while (const uint32_t tag = in->ReadTag()) {
    if (!read(tag)) return false;
  }
  const bool whole = in->BytesUntilLimit() == 0;
  in->PopLimit(limit);
  return whole;
}

bool ReadRange(CodedInputStream* in, Range* range) {
  return ReadMessage(in, [&](uint32_t tag) {
    const int field = WireFormatLite::GetTagFieldNumber(tag);
    if (field == type::v1::Span::kBeginFieldNumber) return in->ReadVarint32(&range->begin);
    if (field == type::v1::Span::kEndFieldNumber) return in->ReadVarint32(&range->end);
    return WireFormatLite::SkipField(in, tag);
  });
}

// Reads one run of the alignment and keeps it where a match touches it.
class RunReader {
 public:
  RunReader(const std::vector<engine::FieldMatches>& matches, Article* article) : article_(article) {
    for (const engine::FieldMatches& field : matches) {
      if (field.field == TextField::kBody) body_ = &field;
    }
  }

  bool Read(CodedInputStream* in) {
    Range text, source;
    const bool good = ReadMessage(in, [&](uint32_t tag) {
      const int field = WireFormatLite::GetTagFieldNumber(tag);
      if (field == type::v1::AlignedRun::kTextFieldNumber) return ReadRange(in, &text);
      if (field == type::v1::AlignedRun::kSourceFieldNumber) return ReadRange(in, &source);
      return WireFormatLite::SkipField(in, tag);
    });
    if (good && IsTouched(text)) {
      auto* run = article_->add_body_alignment();
      Put(text, run->mutable_text());
      Put(source, run->mutable_source());
    }
    return good;
  }

 private:
  bool IsTouched(Range text) const {
    if (body_ == nullptr) return false;
    const auto behind = std::upper_bound(body_->ranges.begin(), body_->ranges.end(), text.begin,
                                         [](uint32_t at, const auto& match) { return at < match.end; });
    return behind != body_->ranges.end() && behind->begin < text.end;
  }
  static void Put(Range range, type::v1::Span* span) {
    span->set_begin(static_cast<int32_t>(range.begin));
    span->set_end(static_cast<int32_t>(range.end));
  }

  Article* const article_;
  const engine::FieldMatches* body_ = nullptr;
};

// What is kept of the record as it is goes to `kept`.
bool Walk(const std::string& payload, RunReader* runs, std::string* kept) {
  CodedInputStream in(reinterpret_cast<const uint8_t*>(payload.data()), static_cast<int>(payload.size()));
  google::protobuf::io::StringOutputStream stream(kept);
  CodedOutputStream out(&stream);
  while (const uint32_t tag = in.ReadTag()) {
    switch (WireFormatLite::GetTagFieldNumber(tag)) {
      case Article::kBlocksFieldNumber:
      case Article::kMentionsFieldNumber:
        if (!WireFormatLite::SkipField(&in, tag)) return false;
        break;
      case Article::kBodyAlignmentFieldNumber:
        if (!runs->Read(&in)) return false;
        break;
      default:
        if (!WireFormatLite::SkipField(&in, tag, &out)) return false;
    }
  }
  return in.ConsumedEntireMessage();
}

}  // namespace

absl::StatusOr<Article> ToHitArticle(const engine::Document& document,
                                     const std::vector<engine::FieldMatches>& matches) {
  Article article;
  RunReader runs(matches, &article);
  std::string kept;
  if (!Walk(document.payload, &runs, &kept) || !article.MergeFromString(kept)) {
    return Error(
        absl::StatusCode::kDataLoss, "RECORD_CORRUPT",
        absl::StrCat("stored record of ", document.name, " cannot be read; run CheckIntegrity, restore a backup"));
  }
  article.set_body(document.text(TextField::kBody));
  return article;
}

}  // namespace jianbao::index
