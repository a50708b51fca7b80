// monitoring.mjs ROOT VALIDATORS: writes components/monitoring/programs anew, from the alerts and dashboards that stand in
// deploy/alerts and deploy/grafana: the Prometheus operator wants alerts in an object of its own, and kustomize takes no
// files from outside a component.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const HEAD = "# Written by deploy/kustomize/check --write, from deploy/alerts and deploy/grafana.\n";

// The files of the component by name.
export function programsComponent(root, validators) {
  const yaml = createRequire(join(validators, "index.js"))("js-yaml");
  const files = {};
  const kustomization = { apiVersion: "kustomize.config.k8s.io/v1alpha1", kind: "Component" };
  // Also keeps the component from being empty, which kustomize refuses.
  kustomization.labels = [{ pairs: { "app.kubernetes.io/part-of": "jianbao" } }];
  const alerts = listed(root, "deploy/alerts", ".yaml");
  if (alerts.length) {
    const groups = alerts.flatMap((file) => yaml.load(readFileSync(file, "utf8")).groups);
    const rule = {
      apiVersion: "monitoring.coreos.com/v1",
      kind: "PrometheusRule",
      metadata: { name: "jianbao-programs" },
      spec: { groups },
    };
    files["rules.yaml"] = HEAD + yaml.dump(rule, { lineWidth: -1 });
    kustomization.resources = ["rules.yaml"];
  }
  const dashboards = listed(root, "deploy/grafana", ".json");
  for (const file of dashboards) files[file.split("/").pop()] = readFileSync(file, "utf8");
  if (dashboards.length) {
    kustomization.configMapGenerator = [
      {
        name: "jianbao-dashboards",
        files: dashboards.map((file) => file.split("/").pop()),
        // Grafana's helper looks for the label.
        options: { labels: { grafana_dashboard: "1" }, disableNameSuffixHash: true },
      },
    ];
  }
  files["kustomization.yaml"] = HEAD + yaml.dump(kustomization, { lineWidth: -1 });
  return files;
}

const folderOf = (root) => join(root, "deploy/kustomize/components/monitoring/programs");

// Empty, or what to do.
export function outdated(root, validators) {
  const wanted = programsComponent(root, validators);
  const there = existsSync(folderOf(root)) ? readdirSync(folderOf(root)) : [];
  const same =
    there.length === Object.keys(wanted).length &&
    Object.entries(wanted).every(
      ([name, text]) => there.includes(name) && readFileSync(join(folderOf(root), name), "utf8") === text,
    );
  return same
    ? []
    : ["components/monitoring/programs is not what deploy/alerts and deploy/grafana say: run check --write"];
}

function listed(root, folder, ending) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(root, folder, name));
}

if (process.argv[1]?.endsWith("monitoring.mjs")) {
  const [root, validators] = process.argv.slice(2);
  rmSync(folderOf(root), { recursive: true, force: true });
  mkdirSync(folderOf(root), { recursive: true });
  for (const [name, text] of Object.entries(programsComponent(root, validators)))
    writeFileSync(join(folderOf(root), name), text);
}
