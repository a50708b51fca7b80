#include "services/index/storage/rocksdb_store.h"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdarg>
#include <filesystem>
#include <future>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/log.h"
#include "libs/base/status.h"
#include "rocksdb/cache.h"
#include "rocksdb/convenience.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/options.h"
#include "rocksdb/sst_file_writer.h"
#include "rocksdb/statistics.h"
#include "rocksdb/table.h"
#include "rocksdb/utilities/checkpoint.h"

namespace jianbao::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, kFamilies> kFamilyNames = {"records", "postings"};  // on-disk names
constexpr char kRunFolder[] = "runs";  // sorted runs being written, inside the store's directory

// Tables go to the disk as they are written: else the log's next sync would wait for all of one at once.
constexpr uint64_t kBytesPerSync = uint64_t{1} << 20;

// By itself RocksDB cuts a cache into up to 64 parts, and a posting list that is large beside a part pushes out
// everything else in it, itself at last.
constexpr uint64_t kLeastCachePart = uint64_t{32} << 20;

int CachePartBits(uint64_t bytes) {
  int bits = 0;
  while (bits < 6 && bytes >> (bits + 1) >= kLeastCachePart) ++bits;
  return bits;
}

rocksdb::EnvOptions RunOptions() {
  rocksdb::EnvOptions options;
  options.bytes_per_sync = kBytesPerSync;
  return options;
}

rocksdb::Slice ToSlice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
std::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

absl::Status FromRocks(const rocksdb::Status& status, const char* what) {
  if (status.ok()) return absl::OkStatus();
  const std::string message = absl::StrCat(what, ": ", status.ToString());
  if (status.IsCorruption()) return Error(absl::StatusCode::kDataLoss, "STORE_CORRUPT", message);
  return Error(absl::StatusCode::kUnavailable, "STORE_UNAVAILABLE", message);
}

rocksdb::ColumnFamilyOptions FamilyOptions(Family family, const std::shared_ptr<rocksdb::Cache>& cache,
                                           const RocksDbOptions& options) {
  rocksdb::ColumnFamilyOptions result;
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.format_version = 5;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(8));
  result.write_buffer_size = options.write_buffer_bytes;
  result.level_compaction_dynamic_level_bytes = true;
  result.compression = rocksdb::kZSTD;
  if (family == Family::kRecords) {
    table.block_size = 32 << 10;  // an article is read whole; large blocks compress its text better
  } else {
    table.block_size = 8 << 10;
  }
  result.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return result;
}

rocksdb::DBOptions DatabaseOptions(const RocksDbOptions& options) {
  rocksdb::DBOptions result;
  result.create_if_missing = options.create_if_missing;
  result.create_missing_column_families = true;
  result.max_background_jobs = options.background_jobs;
  result.max_total_wal_size = 4 * options.write_buffer_bytes;
  result.bytes_per_sync = kBytesPerSync;
  // A torn tail is an unacknowledged write and is dropped; damage before it is reported instead of cutting off
  // acknowledged writes that follow.
  result.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  // Counters alone, without timers: they are kept per core and cost next to nothing.
  result.statistics = rocksdb::CreateDBStatistics();
  result.statistics->set_stats_level(rocksdb::StatsLevel::kExceptHistogramOrTimers);
  result.keep_log_file_num = 4;
  result.max_log_file_size = 4 << 20;
  return result;
}

// RocksDB keeps a log file of its own beside the data; a store that is only read is left as it is.
class SilentLogger final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char* /*format*/, va_list /*arguments*/) override {}
};

class RocksSnapshot final : public Snapshot {
 public:
  explicit RocksSnapshot(rocksdb::DB* db) : db_(db), snapshot_(db->GetSnapshot()) {}
  ~RocksSnapshot() override { db_->ReleaseSnapshot(snapshot_); }

  const rocksdb::Snapshot* get() const { return snapshot_; }

 private:
  rocksdb::DB* const db_;
  const rocksdb::Snapshot* const snapshot_;
};

rocksdb::ReadOptions ReadAt(const Snapshot* snapshot) {
  rocksdb::ReadOptions result;
  if (snapshot != nullptr) result.snapshot = static_cast<const RocksSnapshot*>(snapshot)->get();
  return result;
}

class RocksIterator final : public Iterator {
 public:
  explicit RocksIterator(std::unique_ptr<rocksdb::Iterator> it) : it_(std::move(it)) {}

  bool Valid() const override { return it_->Valid(); }
  void Seek(std::string_view target) override { it_->Seek(ToSlice(target)); }
  void SeekBefore(std::string_view target) override {
    it_->SeekForPrev(ToSlice(target));
    if (it_->Valid() && ToView(it_->key()) == target) it_->Prev();
  }
  void Next() override { it_->Next(); }
  void Prev() override { it_->Prev(); }
  std::string_view key() const override { return ToView(it_->key()); }
  std::string_view value() const override { return ToView(it_->value()); }
  absl::Status status() const override { return FromRocks(it_->status(), "cannot iterate"); }

 private:
  const std::unique_ptr<rocksdb::Iterator> it_;
};

class RocksRun final : public SortedRun {
 public:
  RocksRun(const rocksdb::Options& options, rocksdb::ColumnFamilyHandle* family, std::string path)
      : family_(family),
        path_(std::move(path)),
        writer_(RunOptions(), options, family, /*invalidate_page_cache=*/false) {}  // what is new is read soon
  ~RocksRun() override {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }

  absl::Status Open() { return FromRocks(writer_.Open(path_), "cannot create a sorted run"); }
  absl::Status Put(std::string_view key, std::string_view value) override {
    empty_ = false;
    return FromRocks(writer_.Put(ToSlice(key), ToSlice(value)), "cannot write a sorted run");
  }
  absl::Status Finish() { return FromRocks(writer_.Finish(), "cannot finish a sorted run"); }

  bool empty() const { return empty_; }
  rocksdb::ColumnFamilyHandle* family() const { return family_; }
  const std::string& path() const { return path_; }

 private:
  rocksdb::ColumnFamilyHandle* const family_;
  const std::string path_;
  rocksdb::SstFileWriter writer_;
  bool empty_ = true;
};

class RocksDbStore final : public Store {
 public:
  RocksDbStore(std::string directory, std::unique_ptr<rocksdb::DB> db,
               std::vector<rocksdb::ColumnFamilyHandle*> handles, std::shared_ptr<rocksdb::Env> env, bool read_only)
      : directory_(std::move(directory)),
        env_(std::move(env)),
        db_(std::move(db)),
        handles_(std::move(handles)),
        broken_(read_only) {}
  ~RocksDbStore() override {
    // What is in the log is safe; flushing it lets the next start skip the replay and frees the log.
    for (rocksdb::ColumnFamilyHandle* handle : handles_) {
      const rocksdb::Status flushed = broken_ ? rocksdb::Status::OK() : db_->Flush(rocksdb::FlushOptions(), handle);
      if (!flushed.ok()) log::Warning("store did not flush directory={} error={}", directory_, flushed.ToString());
    }
    for (rocksdb::ColumnFamilyHandle* handle : handles_) db_->DestroyColumnFamilyHandle(handle);
    const rocksdb::Status status = db_->Close();
    if (!status.ok()) log::Warning("store did not close cleanly directory={} error={}", directory_, status.ToString());
  }

  absl::StatusOr<bool> Get(Family family, std::string_view key, const Snapshot* snapshot,
                           PinnedValue* value) const override {
    auto slice = std::make_shared<rocksdb::PinnableSlice>();
    const rocksdb::Status status = db_->Get(ReadAt(snapshot), Handle(family), ToSlice(key), slice.get());
    if (status.IsNotFound()) return false;
    if (!status.ok()) return FromRocks(status, "cannot read");
    const std::string_view view = ToView(*slice);
    *value = PinnedValue(view, std::move(slice));
    return true;
  }

  std::unique_ptr<Iterator> NewIterator(Family family, const Snapshot* snapshot) const override {
    return std::make_unique<RocksIterator>(
        std::unique_ptr<rocksdb::Iterator>(db_->NewIterator(ReadAt(snapshot), Handle(family))));
  }

  std::unique_ptr<Snapshot> NewSnapshot() const override { return std::make_unique<RocksSnapshot>(db_.get()); }

  absl::Status Write(const WriteBatch& batch, bool sync) override {
    if (broken_) return Broken();
    rocksdb::WriteBatch rocks_batch;
    for (const WriteBatch::Operation& op : batch.operations()) {
      rocksdb::Status status;
      switch (op.kind) {
        case WriteBatch::Kind::kPut: status = rocks_batch.Put(Handle(op.family), op.key, op.value); break;
        case WriteBatch::Kind::kDelete: status = rocks_batch.Delete(Handle(op.family), op.key); break;
        case WriteBatch::Kind::kDeleteRange:
          status = rocks_batch.DeleteRange(Handle(op.family), op.key, op.value);
          break;
      }
      JIANBAO_RETURN_IF_ERROR(FromRocks(status, "cannot build a batch"));
    }
    rocksdb::WriteOptions write_options;
    write_options.sync = sync;
    const rocksdb::Status status = db_->Write(write_options, &rocks_batch);
    if (!status.ok()) broken_ = true;
    return FromRocks(status, "cannot write");
  }

  absl::StatusOr<std::unique_ptr<SortedRun>> NewSortedRun(Family family) override {
    if (broken_) return Broken();
    std::error_code error;
    fs::create_directories(fs::path(directory_) / kRunFolder, error);
    if (error) {
      return Error(absl::StatusCode::kUnavailable, "STORE_UNAVAILABLE",
                   absl::StrCat("cannot create the folder for sorted runs: ", error.message()));
    }
    const std::string path = (fs::path(directory_) / kRunFolder / absl::StrCat(next_run_++, ".sst")).string();
    auto run = std::make_unique<RocksRun>(db_->GetOptions(Handle(family)), Handle(family), path);
    JIANBAO_RETURN_IF_ERROR(run->Open());
    return run;
  }

  absl::Status Ingest(std::vector<std::unique_ptr<SortedRun>> runs) override {
    if (broken_) return Broken();
    std::vector<rocksdb::IngestExternalFileArg> args;
    for (rocksdb::ColumnFamilyHandle* handle : handles_) {
      rocksdb::IngestExternalFileArg arg;
      arg.column_family = handle;
      arg.options.move_files = true;
      arg.options.write_global_seqno = false;
      // Otherwise every file ingested while a snapshot lives gets a sequence number of its own and is rewritten once
      // the snapshot is gone.
      arg.options.snapshot_consistency = false;
      for (const std::unique_ptr<SortedRun>& run : runs) {
        auto* rocks_run = static_cast<RocksRun*>(run.get());
        if (rocks_run->family() != handle || rocks_run->empty()) continue;
        JIANBAO_RETURN_IF_ERROR(rocks_run->Finish());
        arg.external_files.push_back(rocks_run->path());
      }
      if (!arg.external_files.empty()) args.push_back(std::move(arg));
    }
    if (args.empty()) return absl::OkStatus();
    return FromRocks(db_->IngestExternalFiles(args), "cannot ingest sorted runs");
  }

  void ReclaimRange(Family family, std::string_view begin, std::string_view end) override {
    const rocksdb::Slice first = ToSlice(begin);
    const rocksdb::Slice last = ToSlice(end);
    const rocksdb::Status status =
        rocksdb::DeleteFilesInRange(db_.get(), Handle(family), &first, &last, /*include_end=*/false);
    if (!status.ok()) log::Warning("cannot reclaim a range error={}", status.ToString());
  }

  absl::Status Compact(const std::function<bool()>& cancelled) override {
    for (rocksdb::ColumnFamilyHandle* handle : handles_) {
      if (cancelled()) return absl::CancelledError("the compaction was given up");
      JIANBAO_RETURN_IF_ERROR(CompactFamily(handle, cancelled));
    }
    return absl::OkStatus();
  }

  absl::Status Checkpoint(const std::string& directory) const override {
    rocksdb::Checkpoint* raw = nullptr;
    JIANBAO_RETURN_IF_ERROR(FromRocks(rocksdb::Checkpoint::Create(db_.get(), &raw), "cannot start a checkpoint"));
    const std::unique_ptr<rocksdb::Checkpoint> checkpoint(raw);
    return FromRocks(checkpoint->CreateCheckpoint(directory), "cannot write a checkpoint");
  }

  absl::Status VerifyChecksums() const override {
    return FromRocks(db_->VerifyChecksum(rocksdb::ReadOptions()), "checksums do not match");
  }

  uint64_t ApproximateBytes() const override {
    uint64_t total = 0;
    for (rocksdb::ColumnFamilyHandle* handle : handles_) {
      uint64_t bytes = 0;
      if (db_->GetIntProperty(handle, rocksdb::DB::Properties::kLiveSstFilesSize, &bytes)) total += bytes;
      if (db_->GetIntProperty(handle, rocksdb::DB::Properties::kCurSizeAllMemTables, &bytes)) total += bytes;
    }
    return total;
  }

  std::vector<Figure> Figures() const override {
    std::vector<Figure> figures = {{"jianbao_store_bytes", "bytes on disk and in write buffers", Figure::Kind::kGauge,
                                    static_cast<double>(ApproximateBytes())},
                                   {"jianbao_store_writable_stores", "1 while the store takes writes, else 0",
                                    Figure::Kind::kGauge, broken_ ? 0.0 : 1.0}};
    AddProperties(&figures);
    AddTickers(*db_->GetDBOptions().statistics, &figures);
    return figures;
  }

 private:
  // Of all families together, but for the cache, which they share.
  void AddProperties(std::vector<Figure>* figures) const {
    using Properties = rocksdb::DB::Properties;
    struct Row {
      const std::string* property;
      const char* name;
      const char* help;
      bool shared;
    };
    const Row rows[] = {
        {&Properties::kBlockCacheUsage, "jianbao_store_block_cache_bytes", "cached blocks", true},
        {&Properties::kBlockCacheCapacity, "jianbao_store_block_cache_capacity_bytes", "room for cached blocks", true},
        {&Properties::kBlockCachePinnedUsage, "jianbao_store_block_cache_pinned_bytes", "cached blocks in use", true},
        {&Properties::kCurSizeAllMemTables, "jianbao_store_write_buffer_bytes", "written, not yet in files", false},
        {&Properties::kEstimateTableReadersMem, "jianbao_store_table_reader_bytes", "indexes and filters of files",
         false},
        {&Properties::kEstimatePendingCompactionBytes, "jianbao_store_pending_compaction_bytes",
         "to be rewritten to bring the levels into shape", false},
        {&Properties::kNumRunningCompactions, "jianbao_store_running_compactions", "files being rewritten", true},
        {&Properties::kNumRunningFlushes, "jianbao_store_running_flushes", "write buffers being written", true},
        {&Properties::kActualDelayedWriteRate, "jianbao_store_delayed_write_rate_bytes",
         "bytes a second that writes are slowed down to; 0: they are not", true},
        {&Properties::kIsWriteStopped, "jianbao_store_stopped_writes", "1 while writes must wait, else 0", true},
    };
    for (const Row& row : rows) {
      uint64_t total = 0;
      for (size_t i = 1; i < (row.shared ? 2 : handles_.size()); ++i) {
        uint64_t value = 0;
        if (db_->GetIntProperty(handles_[i], *row.property, &value)) total += value;
      }
      figures->push_back({row.name, row.help, Figure::Kind::kGauge, static_cast<double>(total)});
    }
  }

  static void AddTickers(const rocksdb::Statistics& statistics, std::vector<Figure>* figures) {
    struct Row {
      rocksdb::Tickers ticker;
      const char* name;
      const char* help;
      double unit = 1;
    };
    const Row rows[] = {
        {rocksdb::BLOCK_CACHE_HIT, "jianbao_store_block_cache_hits_total", "blocks found in the cache"},
        {rocksdb::BLOCK_CACHE_MISS, "jianbao_store_block_cache_misses_total", "blocks read from disk"},
        {rocksdb::BYTES_WRITTEN, "jianbao_store_written_bytes_total", "written by batches"},
        {rocksdb::BYTES_READ, "jianbao_store_read_bytes_total", "read by key"},
        {rocksdb::WAL_FILE_BYTES, "jianbao_store_log_bytes_total", "written to the write-ahead log"},
        {rocksdb::WAL_FILE_SYNCED, "jianbao_store_log_syncs_total", "times the write-ahead log was synced"},
        {rocksdb::FLUSH_WRITE_BYTES, "jianbao_store_flushed_bytes_total", "written from write buffers to files"},
        {rocksdb::COMPACT_WRITE_BYTES, "jianbao_store_compacted_bytes_total", "rewritten by compaction"},
        {rocksdb::STALL_MICROS, "jianbao_store_stall_seconds_total", "time that writes were held back", 1e-6},
    };
    for (const Row& row : rows) {
      figures->push_back({row.name, row.help, Figure::Kind::kCounter,
                          row.unit * static_cast<double>(statistics.getTickerCount(row.ticker))});
    }
  }

  rocksdb::ColumnFamilyHandle* Handle(Family family) const { return handles_[1 + static_cast<size_t>(family)]; }
  // RocksDB compacts on a thread that waits for it; this one asks meanwhile whether it is still wanted.
  absl::Status CompactFamily(rocksdb::ColumnFamilyHandle* handle, const std::function<bool()>& cancelled) {
    std::atomic<bool> give_up = false;
    rocksdb::CompactRangeOptions options;
    options.canceled = &give_up;
    auto compacted =
        std::async(std::launch::async, [&] { return db_->CompactRange(options, handle, nullptr, nullptr); });
    while (compacted.wait_for(std::chrono::milliseconds(50)) != std::future_status::ready) {
      if (cancelled()) give_up = true;
    }
    const rocksdb::Status status = compacted.get();
    if (status.IsIncomplete() || status.IsManualCompactionPaused()) {
      return absl::CancelledError("the compaction was given up");
    }
    return FromRocks(status, "cannot compact");
  }
  static absl::Status Broken() {
    return Error(absl::StatusCode::kUnavailable, "STORE_BROKEN",
                 "a write failed earlier; the store takes no more writes until it is reopened");
  }

  const std::string directory_;
  const std::shared_ptr<rocksdb::Env> env_;  // null: the machine's
  const std::unique_ptr<rocksdb::DB> db_;
  const std::vector<rocksdb::ColumnFamilyHandle*> handles_;  // RocksDB's default family, then ours
  std::atomic<bool> broken_;                                 // takes no more writes: one failed, or it is read-only
  std::atomic<uint64_t> next_run_ = 0;
};

absl::Status OpenFailure(const rocksdb::Status& status, const std::string& directory) {
  const std::string message = absl::StrCat("cannot open the store in ", directory, ": ", status.ToString());
  if (absl::StrContains(status.ToString(), "lock")) {
    return Error(absl::StatusCode::kFailedPrecondition, "STORE_IN_USE",
                 absl::StrCat(message, "; stop the process that holds it"));
  }
  if (absl::StrContains(status.ToString(), "create_if_missing")) {
    return Error(absl::StatusCode::kNotFound, "STORE_NOT_FOUND", message);
  }
  return Annotate(FromRocks(status, "cannot open"), directory);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> OpenRocksDbStore(const std::string& directory, const RocksDbOptions& options) {
  return OpenRocksDbStore(directory, options, nullptr);
}

absl::StatusOr<std::unique_ptr<Store>> OpenRocksDbStore(const std::string& directory, const RocksDbOptions& options,
                                                        std::shared_ptr<rocksdb::Env> env) {
  std::error_code error;
  // RocksDB would make the folder before it finds nothing in it.
  if (!options.create_if_missing && !fs::exists(fs::path(directory) / "CURRENT", error)) {
    return Error(absl::StatusCode::kNotFound, "STORE_NOT_FOUND", absl::StrCat("there is no store in ", directory));
  }
  if (!options.read_only) {
    fs::remove_all(fs::path(directory) / kRunFolder, error);  // left by a process that died while writing them
    if (options.create_if_missing) fs::create_directories(directory, error);
  }
  const std::shared_ptr<rocksdb::Cache> cache =
      rocksdb::NewLRUCache(options.block_cache_bytes, CachePartBits(options.block_cache_bytes));
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  families.emplace_back(rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions());
  for (int i = 0; i < kFamilies; ++i) {
    families.emplace_back(kFamilyNames[i], FamilyOptions(static_cast<Family>(i), cache, options));
  }
  rocksdb::DB* raw = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DBOptions db_options = DatabaseOptions(options);
  if (env != nullptr) db_options.env = env.get();
  if (options.read_only) db_options.info_log = std::make_shared<SilentLogger>();
  const rocksdb::Status status = options.read_only
                                     ? rocksdb::DB::OpenForReadOnly(db_options, directory, families, &handles, &raw)
                                     : rocksdb::DB::Open(db_options, directory, families, &handles, &raw);
  if (!status.ok()) return OpenFailure(status, directory);
  return std::make_unique<RocksDbStore>(directory, std::unique_ptr<rocksdb::DB>(raw), std::move(handles),
                                        std::move(env), options.read_only);
}

}  // namespace jianbao::storage
