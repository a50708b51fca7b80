// The commands, one function a group. Each declares its commands and is done; the app runs one of them.
#ifndef JIANBAO_CLI_COMMANDS_H_
#define JIANBAO_CLI_COMMANDS_H_

#include "cli/app.h"

namespace jianbao::cli {

void AddParseCommands(App* app);       // parse, mentions: in process, without a server
void AddIngestCommands(App* app);      // ingest
void AddRejectionCommands(App* app);   // rejections list, show, retry, delete
void AddSearchCommands(App* app);      // search, similar, suggest, export
void AddReadCommands(App* app);        // article, issue, issues
void AddEntityCommands(App* app);      // person, org, place, entity, office
void AddCorrectionCommands(App* app);  // merge, split, corrections list, revoke
void AddOperatorCommands(App* app);    // stats, delete, check, compact, backup create, list, verify, delete

}  // namespace jianbao::cli

#endif  // JIANBAO_CLI_COMMANDS_H_
