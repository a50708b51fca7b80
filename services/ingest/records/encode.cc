#include "services/ingest/records/encode.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <string>

#include "libs/names/names.h"
#include "libs/text/chars.h"

namespace jianbao::records {
namespace {

using newspaper::Role;
using type::v1::Article;
using type::v1::Block;
using type::v1::Diagnostic;
using type::v1::Issue;
using type::v1::Span;

Block::Role EncodeRole(Role role) {
  switch (role) {
    case Role::kMasthead: return Block::MASTHEAD;
    case Role::kSlogan: return Block::SLOGAN;
    case Role::kKicker: return Block::KICKER;
    case Role::kHeadline: return Block::HEADLINE;
    case Role::kDeck: return Block::DECK;
    case Role::kSectionLabel: return Block::SECTION_LABEL;
    case Role::kSubhead: return Block::SUBHEAD;
    case Role::kBody: return Block::BODY;
    case Role::kSignature: return Block::SIGNATURE;
    case Role::kSource: return Block::SOURCE;
    case Role::kCaption: return Block::CAPTION;
    case Role::kCard: return Block::CARD;
    case Role::kNoise: return Block::NOISE;
  }
  return Block::ROLE_UNSPECIFIED;
}

Article::Genre EncodeGenre(newspaper::Genre genre) {
  switch (genre) {
    case newspaper::Genre::kNews: return Article::NEWS;
    case newspaper::Genre::kNotice: return Article::NOTICE;
    case newspaper::Genre::kFeature: return Article::FEATURE;
    case newspaper::Genre::kProfile: return Article::PROFILE;
    case newspaper::Genre::kCommentary: return Article::COMMENTARY;
    case newspaper::Genre::kHeadlineOnly: return Article::HEADLINE_ONLY;
    case newspaper::Genre::kFragment: return Article::FRAGMENT;
  }
  return Article::GENRE_UNSPECIFIED;
}

Issue::DateSource EncodeDateSource(newspaper::DateSource source) {
  switch (source) {
    case newspaper::DateSource::kUnknown: return Issue::DATE_SOURCE_UNSPECIFIED;
    case newspaper::DateSource::kPrinted: return Issue::PRINTED;
    case newspaper::DateSource::kInferred: return Issue::INFERRED;
    case newspaper::DateSource::kSupplied: return Issue::SUPPLIED;
  }
  return Issue::DATE_SOURCE_UNSPECIFIED;
}

type::v1::Mention::Kind EncodeKind(entities::Kind kind) {
  switch (kind) {
    case entities::Kind::kPerson: return type::v1::Mention::PERSON;
    case entities::Kind::kOrganization: return type::v1::Mention::ORGANIZATION;
    case entities::Kind::kPlace: return type::v1::Mention::PLACE;
    case entities::Kind::kDate: return type::v1::Mention::DATE;
    case entities::Kind::kMoney: return type::v1::Mention::MONEY;
    case entities::Kind::kMeasure: return type::v1::Mention::MEASURE;
  }
  return type::v1::Mention::KIND_UNSPECIFIED;
}

void EncodeSpan(text::ByteSpan span, Span* out) {
  out->set_begin(static_cast<int32_t>(span.begin));
  out->set_end(static_cast<int32_t>(span.end));
}

template <typename Field>
void EncodeSpans(const std::vector<text::ByteSpan>& spans, Field* out) {
  out->Reserve(static_cast<int>(spans.size()));
  for (const text::ByteSpan span : spans) EncodeSpan(span, out->Add());
}

// Confidence with two decimals: more would only pretend.
float EncodeConfidence(double confidence) {
  return static_cast<float>(std::lround(std::clamp(confidence, 0.0, 1.0) * 100)) / 100;
}

void EncodeMention(const entities::Mention& mention, type::v1::Mention* out) {
  out->set_kind(EncodeKind(mention.kind));
  out->set_text(mention.text);
  out->set_canonical(mention.canonical);
  for (const std::string& title : mention.titles) out->add_titles(title);
  for (const std::string& title : mention.former_titles) out->add_former_titles(title);
  EncodeSpans(mention.spans, out->mutable_spans());
  if (mention.value.has_value()) out->set_value(*mention.value);
  out->set_confidence(EncodeConfidence(mention.confidence));
}

void EncodeBlock(const newspaper::Block& block, Block* out) {
  out->set_role(EncodeRole(block.role));
  out->set_text(block.text);
  EncodeSpans(block.spans, out->mutable_spans());
  out->set_confidence(EncodeConfidence(block.confidence));
}

void EncodeHeads(const newspaper::Article& article, Article* out) {
  out->set_headline(article.headline);
  out->set_headline_derived(article.headline_derived);
  if (article.kicker.has_value()) out->set_kicker(*article.kicker);
  for (const std::string& deck : article.decks) out->add_decks(deck);
  for (const std::string& subhead : article.subheads) out->add_subheads(subhead);
  if (article.column.has_value()) out->set_column(*article.column);
  out->set_genre(EncodeGenre(article.genre));
}

void EncodeFacts(const newspaper::Article& article, Article* out) {
  for (const newspaper::Byline& byline : article.bylines) {
    auto* encoded = out->add_bylines();
    encoded->set_role(byline.role);
    for (const std::string& name : byline.names) encoded->add_names(name);
  }
  if (article.source.has_value()) out->set_source(*article.source);
  for (const std::string& signatory : article.signatories) out->add_signatories(signatory);
  if (article.dateline.has_value()) out->set_dateline(names::FormatDate(*article.dateline));
  if (article.jump_to_page.has_value()) out->set_jump_to_page(*article.jump_to_page);
  if (article.jump_from_page.has_value()) out->set_jump_from_page(*article.jump_from_page);
  out->set_truncated(article.truncated);
  out->set_confidence(EncodeConfidence(article.confidence));
}

void EncodeArticle(const newspaper::Article& article, const std::vector<entities::Mention>& mentions, Article* out) {
  EncodeHeads(article, out);
  EncodeFacts(article, out);
  out->mutable_blocks()->Reserve(static_cast<int>(article.blocks.size()));
  for (const newspaper::Block& block : article.blocks) EncodeBlock(block, out->add_blocks());
  out->set_body(article.body.text);
  out->mutable_body_alignment()->Reserve(static_cast<int>(article.body.runs.size()));
  for (const text::AlignedRun& run : article.body.runs) {
    auto* encoded = out->add_body_alignment();
    EncodeSpan(run.text, encoded->mutable_text());
    EncodeSpan(run.source, encoded->mutable_source());
  }
  out->mutable_mentions()->Reserve(static_cast<int>(mentions.size()));
  for (const entities::Mention& mention : mentions) EncodeMention(mention, out->add_mentions());
}

void EncodeIssue(const newspaper::ParsedIssue& page, Issue* out) {
  const newspaper::Issue& issue = page.issue;
  if (issue.publication.has_value()) out->set_publication(*issue.publication);
  if (issue.publish_date.has_value()) out->set_publish_date(names::FormatDate(*issue.publish_date));
  out->set_date_source(EncodeDateSource(issue.date_source));
  if (issue.date_range.has_value()) {
    out->mutable_date_range()->set_earliest(names::FormatDate(issue.date_range->earliest));
    out->mutable_date_range()->set_latest(names::FormatDate(issue.date_range->latest));
  }
  EncodeSpans(issue.date_evidence, out->mutable_date_evidence());
  if (issue.weekday.has_value()) out->set_weekday(*issue.weekday);
  if (issue.lunar_date.has_value()) out->set_lunar_date(*issue.lunar_date);
  if (issue.issue_number.has_value()) out->set_issue_number(*issue.issue_number);
  if (issue.page_count.has_value()) out->set_page_count(*issue.page_count);
  if (issue.page_number.has_value()) out->set_page_number(*issue.page_number);
  if (issue.organizer.has_value()) out->set_organizer(*issue.organizer);
  if (issue.publisher.has_value()) out->set_publisher(*issue.publisher);
  out->set_encoding(std::string(text::EncodingName(page.encoding)));
  out->set_encoding_detected(page.encoding_detected);
}

}  // namespace

type::v1::Mention EncodeMention(const entities::Mention& mention) {
  type::v1::Mention out;
  EncodeMention(mention, &out);
  return out;
}

ingest::v1::ParseIssueResponse EncodePage(const newspaper::ParsedIssue& page,
                                          const std::vector<std::vector<entities::Mention>>& mentions) {
  assert(mentions.size() == page.articles.size());
  ingest::v1::ParseIssueResponse out;
  EncodeIssue(page, out.mutable_issue());
  out.mutable_articles()->Reserve(static_cast<int>(page.articles.size()));
  for (size_t i = 0; i < page.articles.size(); ++i) EncodeArticle(page.articles[i], mentions[i], out.add_articles());
  out.mutable_unassigned()->Reserve(static_cast<int>(page.unassigned.size()));
  for (const newspaper::Block& block : page.unassigned) EncodeBlock(block, out.add_unassigned());
  for (const newspaper::Diagnostic& diagnostic : page.diagnostics) {
    Diagnostic* encoded = out.add_diagnostics();
    encoded->set_code(diagnostic.code);
    encoded->set_severity(diagnostic.severity == newspaper::Severity::kWarning ? Diagnostic::WARNING
                                                                               : Diagnostic::INFO);
    encoded->set_message(diagnostic.message);
    EncodeSpans(diagnostic.spans, encoded->mutable_spans());
  }
  return out;
}

int CountCharacters(std::string_view utf8) {
  int count = 0;
  for (const char32_t c : text::FromUtf8(utf8)) count += text::IsSpace(c) ? 0 : 1;
  return count;
}

type::v1::ArticleSummary Summarize(const Article& article) {
  type::v1::ArticleSummary out;
  out.set_name(article.name());
  out.set_headline(article.headline());
  out.set_headline_derived(article.headline_derived());
  out.set_genre(article.genre());
  if (article.has_column()) out.set_column(article.column());
  out.set_body_characters(CountCharacters(article.body()));
  out.set_confidence(article.confidence());
  return out;
}

}  // namespace jianbao::records
