// jianbao: the command line.
#include "cli/app.h"
#include "cli/commands.h"

int main(int argc, char** argv) {
  jianbao::cli::App app;
  jianbao::cli::AddParseCommands(&app);
  jianbao::cli::AddIngestCommands(&app);
  jianbao::cli::AddRejectionCommands(&app);
  jianbao::cli::AddSearchCommands(&app);
  jianbao::cli::AddReadCommands(&app);
  jianbao::cli::AddEntityCommands(&app);
  jianbao::cli::AddCorrectionCommands(&app);
  jianbao::cli::AddOperatorCommands(&app);
  return app.Main(argc, argv);
}
