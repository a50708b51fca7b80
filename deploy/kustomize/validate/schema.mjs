// Strict validation of manifests without a cluster: JSON schemas for required fields, types and enumerations, and the
// TypeScript compiler for fields that do not exist. An API that was removed has neither.
import { createRequire } from "node:module";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const OPERATOR = "@kubernetes-models/prometheus-operator";

export class Schema {
  // `folder` holds node_modules with the packages of package.json.
  constructor(folder) {
    this.folder = folder;
    this.require = createRequire(join(folder, "index.js"));
    this.ts = this.require("typescript");
  }

  // Every fault as a line of text.
  async validate(objects) {
    const faults = [];
    const typed = [];
    for (const object of objects) {
      const model = await this.model(object);
      if (!model) {
        faults.push(`${nameOf(object)}: no schema for ${object.apiVersion} ${object.kind}`);
        continue;
      }
      typed.push(object);
      try {
        new model(object).validate();
      } catch (error) {
        faults.push(`${nameOf(object)}: ${error.message}`);
      }
    }
    return faults.concat(this.unknownFields(typed));
  }

  async model({ apiVersion, kind }) {
    try {
      if (!apiVersion.startsWith("monitoring.coreos.com/"))
        return this.require(`kubernetes-models/${apiVersion}`)[kind];
      const file = join(this.folder, "node_modules", OPERATOR, apiVersion, "index.js");
      return (await import(pathToFileURL(file)))[kind];
    } catch {
      return undefined;
    }
  }

  // kubernetes-types names groups without their domain, and the core group `core`.
  typeModule({ apiVersion, kind }) {
    if (apiVersion.startsWith("monitoring.coreos.com/"))
      return { module: `${OPERATOR}/${apiVersion}`, type: `I${kind}` };
    const [group, version] = apiVersion.includes("/") ? apiVersion.split("/") : ["core", apiVersion];
    const module = `kubernetes-types/${group.split(".")[0]}/${version}`;
    return existsSync(join(this.folder, "node_modules", `${module}.d.ts`)) ? { module, type: kind } : undefined;
  }

  unknownFields(objects) {
    const lines = [];
    const faults = [];
    const owners = [];
    for (const object of objects) {
      const found = this.typeModule(object);
      if (!found) {
        faults.push(`${nameOf(object)}: no types for ${object.apiVersion} ${object.kind}`);
        continue;
      }
      lines.push(`export const o${lines.length}: import("${found.module}").${found.type} = ${JSON.stringify(object)};`);
      owners.push(object);
    }
    const file = join(this.folder, "manifests.ts");
    const options = {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      target: this.ts.ScriptTarget.ES2022,
      module: this.ts.ModuleKind.ESNext,
      moduleResolution: this.ts.ModuleResolutionKind.Bundler,
      types: [],
    };
    const host = this.ts.createCompilerHost(options);
    const { getSourceFile, fileExists, readFile } = host;
    const text = lines.join("\n");
    host.getSourceFile = (name, ...rest) =>
      name === file ? this.ts.createSourceFile(name, text, options.target) : getSourceFile(name, ...rest);
    host.fileExists = (name) => name === file || fileExists(name);
    host.readFile = (name) => (name === file ? text : readFile(name));
    const program = this.ts.createProgram([file], options, host);
    for (const found of this.ts.getPreEmitDiagnostics(program)) {
      const line = found.file?.getLineAndCharacterOfPosition(found.start).line;
      const owner = found.file?.fileName === file ? nameOf(owners[line]) : "types";
      faults.push(`${owner}: ${this.ts.flattenDiagnosticMessageText(found.messageText, " ")}`);
    }
    return faults;
  }
}

export function nameOf(object) {
  return `${object.kind} ${object.metadata?.name}`;
}
