// What manifests are compared with: the flags and environment variables of the built programs, the service names of the
// contracts, the names that the health server answers for, the measured memory, the sections of the runbook.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const PROGRAMS = ["jianbao-index", "jianbao-ingest", "jianbao-query", "jianbao"];

export function gatherFacts(root) {
  const text = (...path) => readFileSync(join(root, ...path), "utf8");
  const pending = new Set(
    text("deploy/kustomize/validate/pending.txt")
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line && !line.startsWith("#")),
  );
  const flags = {};
  const variables = new Set();
  for (const program of PROGRAMS) {
    const help = helpOf(join(root, "build/bin", program));
    flags[program] = new Set(help.match(/--[a-z_]+/g));
    for (const [, variable] of help.matchAll(/\(Env:([A-Z_]+)\)/g)) variables.add(variable);
  }
  const services = {};
  for (const name of ["index", "ingest", "query"])
    services[`jianbao-${name}`] = serviceIn(text(`protos/jianbao/${name}/v1/${name}_service.proto`));
  const health = join(root, "libs/rpc/health_server.h");
  const healthNames = new Set(
    existsSync(health)
      ? [...readFileSync(health, "utf8").matchAll(/constexpr char k\w+\[\] = "(\w+)"/g)].map((match) => match[1])
      : [],
  );
  const memory = {};
  for (const peaks of Object.values(JSON.parse(text("deploy/load/baseline.json")).memory_mib)) {
    for (const [name, mib] of Object.entries(peaks)) memory[name] = Math.max(memory[name] ?? 0, mib);
  }
  const sections = new Set(
    [...text("deploy/RUNBOOK.md").matchAll(/^#+ (.+)$/gm)].map((match) =>
      match[1]
        .toLowerCase()
        .replace(/[^\w\- ]/g, "")
        .replaceAll(" ", "-"),
    ),
  );
  return { flags, variables, services, healthNames, memory, pending, sections };
}

// The tool's subcommands have flags of their own.
function helpOf(program) {
  const help = execFileSync(program, ["--help"], { encoding: "utf8" });
  if (!program.endsWith("/jianbao")) return help;
  return help + execFileSync(program, ["backup", "create", "--help"], { encoding: "utf8" });
}

function serviceIn(proto) {
  return `${/^package (\S+);/m.exec(proto)[1]}.${/^service (\w+)/m.exec(proto)[1]}`;
}
