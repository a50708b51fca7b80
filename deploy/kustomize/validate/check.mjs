// check.mjs ROOT VALIDATORS RENDER…: renders every overlay and validates it strictly, then against the policies. Ends
// with 1 where anything is wrong.
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gatherFacts } from "./facts.mjs";
import { outdated } from "./monitoring.mjs";
import { checkPolicy, overdue } from "./policy.mjs";
import { Schema } from "./schema.mjs";

export function render(root, validators, command, overlay) {
  const yaml = createRequire(join(validators, "index.js"))("js-yaml");
  const text = execFileSync(command[0], [...command.slice(1), join(root, "deploy/kustomize/overlays", overlay)], {
    encoding: "utf8",
  });
  return yaml.loadAll(text);
}

async function main([root, validators, ...command]) {
  const facts = gatherFacts(root);
  const schema = new Schema(validators);
  let faults = [...overdue(facts), ...outdated(root, validators)];
  for (const fault of faults) console.log(fault);
  for (const overlay of readdirSync(join(root, "deploy/kustomize/overlays"))) {
    const objects = render(root, validators, command, overlay);
    const found = [...(await schema.validate(objects)), ...checkPolicy(objects, facts)];
    for (const fault of found) console.log(`${overlay}: ${fault}`);
    console.log(`${overlay}: ${objects.length} objects, ${found.length} faults`);
    faults = faults.concat(found);
  }
  const job = render(root, validators, command, "../restore");
  const found = [...(await schema.validate(job)), ...checkPolicy(job, facts, { whole: false })];
  for (const fault of found) console.log(`restore: ${fault}`);
  return faults.length || found.length ? 1 : 0;
}

if (process.argv[1]?.endsWith("check.mjs")) process.exit(await main(process.argv.slice(2)));
