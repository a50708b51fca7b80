// Command-line flags of a service. Each flag is `--name`, has an environment variable, a default (the target's value
// when it is added) and a line of help. The command line wins over the environment. What is wrong is listed as a whole,
// so that a configuration is put right in one go. Not thread-safe; used in main only.
#ifndef JIANBAO_LIBS_RPC_FLAGS_H_
#define JIANBAO_LIBS_RPC_FLAGS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/config.h"

namespace jianbao::rpc {

class Flags {
 public:
  // Environment variables begin with `program` in upper case: jianbao-index --data_dir is JIANBAO_INDEX_DATA_DIR. A
  // command of a program is its own `program`: "jianbao-index restore".
  // `example` is a command that works, shown at the end of --help.
  Flags(const std::string& program, const std::string& description, const std::string& example);
  ~Flags();

  // `target` must outlive Parse().
  void Add(const std::string& name, std::string* target, const std::string& help);
  void Add(const std::string& name, std::vector<std::string>* target, const std::string& help);  // comma-separated
  void Add(const std::string& name, bool* target, const std::string& help);                      // --name, --name=false
  // With the range that is accepted, both ends inclusive.
  void Add(const std::string& name, int* target, int min, int max, const std::string& help);
  void Add(const std::string& name, int64_t* target, int64_t min, int64_t max, const std::string& help);
  // "10s", "500ms", "1m30s"; not negative.
  void Add(const std::string& name, absl::Duration* target, const std::string& help);
  // Anything else: `parse` sets the target and answers "", or says what would be right. `default_text` is shown.
  using Parser = std::function<std::string(const std::string& text)>;
  void Add(const std::string& name, const std::string& type, const std::string& default_text, Parser parse,
           const std::string& help);

  // More to look at once all flags are set: `check` returns a line for every problem.
  using Check = std::function<std::vector<std::string>()>;
  void AddCheck(Check check);

  // nullopt: go on. Else the exit code: 0 after --help, --version, or --check_config where nothing is wrong; 2 where
  // something is, and standard error lists all of it.
  std::optional<int> Parse(int argc, char** argv);

 private:
  struct Impl;
  const std::unique_ptr<Impl> impl_;
};

// --listen, --log_level, --drain_grace … : what every service understands, with the checks of ServerConfig.
void AddServerFlags(ServerConfig* config, Flags* flags);

// --{prefix}tls_ca, --{prefix}tls_cert, --{prefix}tls_key, --{prefix}token_file: how `peer` is called, e.g. "index_"
// and "the index".
void AddChannelFlags(const std::string& prefix, const std::string& peer, ChannelSecurity* security, Flags* flags);

}  // namespace jianbao::rpc

#endif  // JIANBAO_LIBS_RPC_FLAGS_H_
