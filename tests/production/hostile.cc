#include "tests/production/hostile.h"

#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "grpcpp/client_context.h"
#include "jianbao/index/v1/index_service.pb.h"
#include "jianbao/ingest/v1/ingest_service.grpc.pb.h"
#include "jianbao/query/v1/query_service.grpc.pb.h"
#include "tests/support/health.h"
#include "tests/support/http.h"

namespace jianbao::testing {
namespace {

constexpr char kSearch[] = "/jianbao.query.v1.QueryService/Search";
constexpr char kPreface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

// A frame of HTTP/2: length, type, flags, stream, payload.
std::string Frame(uint8_t type, uint8_t flags, uint32_t stream, const std::string& payload) {
  const size_t size = payload.size();
  const unsigned char head[] = {static_cast<unsigned char>(size >> 16),
                                static_cast<unsigned char>(size >> 8),
                                static_cast<unsigned char>(size),
                                type,
                                flags,
                                static_cast<unsigned char>(stream >> 24),
                                static_cast<unsigned char>(stream >> 16),
                                static_cast<unsigned char>(stream >> 8),
                                static_cast<unsigned char>(stream)};
  return std::string(reinterpret_cast<const char*>(head), sizeof(head)) + payload;
}

// One header, without compression.
std::string Header(const std::string& name, const std::string& value) {
  return std::string(1, '\0') + static_cast<char>(name.size()) + name + static_cast<char>(value.size()) + value;
}

// Sends all of it, unless the other side will not have it, and lets go.
void SendRaw(const std::string& address, const std::string& bytes, absl::Duration linger) {
  const int fd = Connect(address);
  if (fd < 0) return;
  size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t n = send(fd, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (n <= 0) break;
    sent += static_cast<size_t>(n);
  }
  absl::SleepFor(linger);
  close(fd);
}

void SendGarbageToEveryMethod(const std::string& address) {
  std::mt19937 random(7);
  for (const std::string& method : AllMethods()) {
    for (const size_t size : {1, 64, 4096}) {
      std::string bytes(size, '\0');
      for (char& c : bytes) c = static_cast<char>(random());
      CallByName(address, method, bytes);
    }
  }
}

void SendHugeMessages(const std::string& address) {
  const std::string huge(80 << 20, 'x');
  for (const std::string& method : {std::string(kSearch), std::string("/jianbao.ingest.v1.IngestService/IngestIssue"),
                                    std::string("/jianbao.index.v1.IndexService/ApplyIssue")}) {
    CallByName(address, method, huge);
  }
}

void SendInvalidUtf8(const std::string& address) {
  // Field 1, a string in most requests, with bytes that begin no character.
  const std::string bytes = "\x0a\x04\xff\xfe\xc0\x80";
  for (const std::string& method : AllMethods()) CallByName(address, method, bytes);
}

void SendDeepNesting(const std::string& address) {
  // A message within a message within a message: field 2 of the query's tree and of its children.
  std::string bytes;
  for (int i = 0; i < 12'000; ++i) {
    std::string length;
    for (size_t size = bytes.size();; size >>= 7) {
      length.push_back(static_cast<char>((size & 0x7f) | (size > 0x7f ? 0x80 : 0)));
      if (size <= 0x7f) break;
    }
    bytes.insert(0, "\x12" + length);
    if (bytes.size() > 40'000) break;
  }
  CallByName(address, kSearch, bytes);
  CallByName(address, "/jianbao.index.v1.IndexService/Retrieve", bytes);
}

void OpenStreamsAndSayNothing(const std::string& address) {
  const auto stub = ingest::v1::IngestService::NewStub(rpc::MakeChannel(address, {.retries = false}));
  using Stream = grpc::ClientReaderWriterInterface<ingest::v1::IngestIssuesRequest, ingest::v1::IngestIssuesResponse>;
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts;
  std::vector<std::unique_ptr<Stream>> streams;
  for (int i = 0; i < 300; ++i) {
    contexts.push_back(std::make_unique<grpc::ClientContext>());
    contexts.back()->set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(2)));
    streams.push_back(stub->IngestIssues(contexts.back().get()));
  }
  for (const auto& context : contexts) context->TryCancel();
  for (const auto& stream : streams) stream->Finish();
}

void AskForHitsAndNeverRead(const std::string& address) {
  const auto stub = query::v1::QueryService::NewStub(rpc::MakeChannel(address, {.retries = false}));
  query::v1::StreamSearchRequest request;
  request.mutable_search()->set_query("本报讯");
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts;
  std::vector<std::unique_ptr<grpc::ClientReader<query::v1::StreamSearchResponse>>> readers;
  for (int i = 0; i < 100; ++i) {
    contexts.push_back(std::make_unique<grpc::ClientContext>());
    contexts.back()->set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(2)));
    readers.push_back(stub->StreamSearch(contexts.back().get(), request));
  }
  absl::SleepFor(absl::Milliseconds(500));
  for (const auto& context : contexts) context->TryCancel();
  for (const auto& reader : readers) reader->Finish();
}

void ConnectAndSayNothing(const std::string& address) {
  std::vector<int> connections;
  for (int i = 0; i < 400; ++i) connections.push_back(Connect(address));
  absl::SleepFor(absl::Milliseconds(200));
  for (const int fd : connections) close(fd);
}

void SpeakOtherProtocols(const std::string& address) {
  SendRaw(address, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", absl::Milliseconds(50));
  SendRaw(address, std::string(1 << 16, '\xff'), absl::Milliseconds(50));
  SendRaw(address, std::string(kPreface) + Frame(0x7f, 0xff, 1, std::string(1000, 'z')), absl::Milliseconds(50));
  SendRaw(address, std::string(kPreface).substr(0, 10), absl::Milliseconds(50));
}

void FloodWithPings(const std::string& address) {
  std::string bytes = std::string(kPreface) + Frame(4, 0, 0, "");
  for (int i = 0; i < 20'000; ++i) bytes += Frame(6, 0, 0, "01234567");
  SendRaw(address, bytes, absl::Milliseconds(100));
}

void ResetStreamsAtOnce(const std::string& address) {
  const std::string headers = Header(":method", "POST") + Header(":scheme", "http") + Header(":path", kSearch) +
                              Header(":authority", "x") + Header("content-type", "application/grpc") +
                              Header("te", "trailers");
  std::string bytes = std::string(kPreface) + Frame(4, 0, 0, "");
  for (uint32_t i = 0; i < 5000; ++i) {
    bytes += Frame(1, 4, 2 * i + 1, headers) + Frame(3, 0, 2 * i + 1, std::string("\0\0\0\x08", 4));
  }
  SendRaw(address, bytes, absl::Milliseconds(200));
}

}  // namespace

const std::vector<Attack>& Attacks() {
  static const auto* const kAttacks = new std::vector<Attack>{{"garbage to every method", SendGarbageToEveryMethod},
                                                              {"huge messages", SendHugeMessages},
                                                              {"invalid UTF-8", SendInvalidUtf8},
                                                              {"deep nesting", SendDeepNesting},
                                                              {"silent streams", OpenStreamsAndSayNothing},
                                                              {"hits that nobody reads", AskForHitsAndNeverRead},
                                                              {"silent connections", ConnectAndSayNothing},
                                                              {"other protocols", SpeakOtherProtocols},
                                                              {"ping flood", FloodWithPings},
                                                              {"rapid reset", ResetStreamsAtOnce}};
  return *kAttacks;
}

std::vector<std::string> AllMethods() {
  std::vector<std::string> methods;
  for (const google::protobuf::FileDescriptor* file :
       {ingest::v1::IngestIssueRequest::descriptor()->file(), query::v1::SearchRequest::descriptor()->file(),
        index::v1::ApplyIssueRequest::descriptor()->file()}) {
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        methods.push_back(absl::StrCat("/", file->service(s)->full_name(), "/", file->service(s)->method(m)->name()));
      }
    }
  }
  return methods;
}

}  // namespace jianbao::testing
