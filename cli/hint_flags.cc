#include "cli/hint_flags.h"

#include "libs/base/error.h"
#include "libs/base/status.h"
#include "libs/names/names.h"
#include "libs/text/decode.h"

namespace jianbao::cli {

absl::Status CheckHints(const HintFlags& flags) {
  if (flags.encoding.has_value()) JIANBAO_RETURN_IF_ERROR(text::ParseEncoding(*flags.encoding).status());
  if (flags.edition.has_value() && !names::IsEdition(*flags.edition)) {
    return Error(absl::StatusCode::kInvalidArgument, "EDITION_MALFORMED", "--edition must be 1 to 32 of a-z, 0-9 and -")
        .Field("--edition");
  }
  return absl::OkStatus();
}

}  // namespace jianbao::cli
