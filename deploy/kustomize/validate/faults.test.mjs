// Faults planted into the production overlay: each must be found, and the overlay itself has none.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { render } from "./check.mjs";
import { gatherFacts } from "./facts.mjs";
import { checkPolicy, overdue } from "./policy.mjs";
import { Schema } from "./schema.mjs";

const { JIANBAO_ROOT: root, JIANBAO_VALIDATORS: validators, JIANBAO_RENDER: command } = process.env;
let good, facts, schema;

before(() => {
  good = render(root, validators, command.split(" "), "production");
  facts = gatherFacts(root);
  schema = new Schema(validators);
});

// Objects of a copy of the overlay by "Kind name", with shortcuts to what most faults touch.
function copy() {
  const objects = structuredClone(good);
  const get = (kind, name) => objects.find((object) => object.kind === kind && object.metadata.name === name);
  const pod = (name) => (get("Deployment", name) ?? get("StatefulSet", name)).spec.template;
  return { objects, get, pod, container: (name) => pod(name).spec.containers[0] };
}

test("the overlay has no faults", async () => {
  assert.deepEqual(await schema.validate(good), []);
  assert.deepEqual(checkPolicy(good, facts), []);
});

const invalid = {
  "an unknown field of a container": ({ container }) => (container("query").livenesProbe = {}),
  "an unknown field of a probe": ({ container }) => (container("query").livenessProbe.grpc.servce = "x"),
  "a number as text": ({ get }) => (get("StatefulSet", "index").spec.replicas = "1"),
  "a port that is no number": ({ container }) => (container("index").livenessProbe.grpc.port = "health"),
  "a missing selector": ({ get }) => delete get("Deployment", "query").spec.selector,
  "a word that is no choice": ({ get }) => (get("Deployment", "query").spec.strategy.type = "Rolling"),
  "an API that was removed": ({ get }) => (get("HorizontalPodAutoscaler", "query").apiVersion = "autoscaling/v2beta1"),
  "a kind that does not exist": ({ get }) => (get("CronJob", "index-backup").kind = "CronJobs"),
  "a list where a map belongs": ({ get }) => (get("Service", "index").spec.selector = ["index"]),
  "a misspelt field of a network policy": ({ get }) => (get("NetworkPolicy", "dns").spec.policyType = ["Egress"]),
  "a monitor without endpoints": ({ get }) => delete get("ServiceMonitor", "jianbao").spec.endpoints,
  "an unknown field of a monitor": ({ get }) => (get("ServiceMonitor", "jianbao").spec.endpoints[0].pth = "/metrics"),
  "an unknown field of a rule": ({ get }) =>
    (get("PrometheusRule", "jianbao-cluster").spec.groups[0].rules[0].expresion = "1"),
};

for (const [name, plant] of Object.entries(invalid)) {
  test(`validation finds ${name}`, async () => {
    const cluster = copy();
    plant(cluster);
    assert.notDeepEqual(await schema.validate(cluster.objects), []);
  });
}

const wrong = {
  "a pod that may be root": [({ pod }) => delete pod("index").spec.securityContext.runAsNonRoot, /root/],
  "a container that undoes it": [({ container }) => (container("index").securityContext.runAsUser = 0), /undoes/],
  "a root that can be written": [
    ({ container }) => delete container("query").securityContext.readOnlyRootFilesystem,
    /written/,
  ],
  "a capability": [
    ({ container }) => (container("query").securityContext.capabilities.add = ["NET_RAW"]),
    /capabilities/,
  ],
  "no seccomp profile": [({ pod }) => delete pod("query").spec.securityContext.seccompProfile, /seccomp/],
  "a token of the cluster": [({ pod }) => delete pod("query").spec.automountServiceAccountToken, /token/],
  "no memory limit": [({ container }) => delete container("ingest").resources.limits, /limit/],
  "a limit below what was measured": [
    ({ container }) =>
      (container("index").resources = { requests: { cpu: "1", memory: "512Mi" }, limits: { memory: "512Mi" } }),
    /under load/,
  ],
  "an image without a tag": [({ container }) => (container("query").image = "registry.example.org/jianbao"), /tag/],
  "a flag that no program has": [
    ({ container }) => container("index").args.push("--data_folder=/x"),
    /no flag --data_folder/,
  ],
  "a flag of another program": [
    ({ container }) => container("query").args.push("--data_dir=/etc/jianbao/tls/x"),
    /no flag --data_dir/,
  ],
  "a setting that no program reads": [
    ({ objects }) => (settings(objects, "index").JIANBAO_INDEX_CACHE = "1"),
    /no program reads/,
  ],
  "a setting of another program": [
    ({ objects }) => (settings(objects, "query").JIANBAO_INDEX_LOG_LEVEL = "info"),
    /jianbao-query does not read/,
  ],
  "a program that is not there": [({ container }) => (container("query").command = ["jianbao-search"]), /no program/],
  "an index address without a service": [
    ({ container }) => replaceArgument(container("query"), "--index", "indx:50052"),
    /no service answers/,
  ],
  "a listen address beside the port": [
    ({ container }) => replaceArgument(container("query"), "--listen", "0.0.0.0:1"),
    /listens on/,
  ],
  "no startup probe": [({ container }) => delete container("index").startupProbe, /no gRPC startupProbe/],
  "a probe of a port that is not served": [
    ({ container }) => (container("index").livenessProbe.grpc.port = 50061),
    /none of its own/,
  ],
  "a probe for an unknown service": [
    ({ container }) => (container("index").readinessProbe.grpc.service = "ready"),
    /does not answer for/,
  ],
  "a probe that TLS would refuse": [
    ({ container }) =>
      (container("query").readinessProbe.grpc = { port: 50053, service: "jianbao.query.v1.QueryService" }),
    /certificate/,
  ],
  "a kill within the drain": [({ pod }) => (pod("index").spec.terminationGracePeriodSeconds = 30), /killed after/],
  "data on no volume": [({ objects }) => (settings(objects, "index").JIANBAO_INDEX_DATA_DIR = "/data"), /on no volume/],
  "an index without a folder": [
    ({ objects }) => delete settings(objects, "index").JIANBAO_INDEX_DATA_DIR,
    /no data folder/,
  ],
  "a volume that is not there": [({ container }) => (container("ingest").volumeMounts[0].name = "other"), /no volume/],
  "a selector of other pods": [
    ({ pod }) => (pod("query").metadata.labels["app.kubernetes.io/name"] = "querry"),
    /selector does not match/,
  ],
  "a service without pods": [
    ({ get }) => (get("Service", "query").spec.selector["app.kubernetes.io/name"] = "q"),
    /selects 0/,
  ],
  "a service port that leads nowhere": [
    ({ get }) => (get("Service", "query").spec.ports[0].targetPort = "http"),
    /leads nowhere/,
  ],
  "an index behind one address": [({ get }) => delete get("Service", "index").spec.clusterIP, /headless/],
  "a budget without pods": [
    ({ get }) => (get("PodDisruptionBudget", "query").spec.selector.matchLabels = { a: "b" }),
    /select one/,
  ],
  "a scaler of nothing": [
    ({ get }) => (get("HorizontalPodAutoscaler", "query").spec.scaleTargetRef.name = "q"),
    /not there/,
  ],
  "a fixed number beside the scaler": [({ get }) => (get("Deployment", "query").spec.replicas = 3), /undo/],
  "a spread of other pods": [
    ({ pod }) => (pod("query").spec.topologySpreadConstraints[0].labelSelector.matchLabels = { a: "b" }),
    /spread/,
  ],
  "no default denial": [({ objects }) => remove(objects, "NetworkPolicy", "default-deny"), /nothing denies/],
  "a closed edge": [
    ({ objects }) => remove(objects, "NetworkPolicy", "services-to-index"),
    /ingest > index : grpc is closed/,
  ],
  "a closed way out": [({ objects }) => remove(objects, "NetworkPolicy", "services-call-index"), /way out/],
  "clients at the index": [
    ({ get }) =>
      (get("NetworkPolicy", "clients-to-query").spec.podSelector.matchLabels["app.kubernetes.io/name"] = "index"),
    /client > index : grpc is open/,
  ],
  "anybody at the query service": [
    ({ get }) => delete get("NetworkPolicy", "clients-to-query").spec.ingress[0].from,
    /anybody/,
  ],
  "any port of the query service": [
    ({ get }) => delete get("NetworkPolicy", "clients-to-query").spec.ingress[0].ports,
    /: any is open/,
  ],
  "a monitor of a port that is not there": [
    ({ get }) => (get("ServiceMonitor", "jianbao").spec.endpoints[0].port = "http"),
    /port http/,
  ],
  "a job that alerts do not know": [
    ({ get }) => delete get("Service", "query").metadata.labels["app.kubernetes.io/component"],
    /query is scraped as job undefined/,
  ],
  "a namespace that admits any pod": [
    ({ get }) => (get("Namespace", "jianbao").metadata.labels["pod-security.kubernetes.io/enforce"] = "baseline"),
    /restricted/,
  ],
  "an alert that nobody explained": [
    ({ get }) => (get("PrometheusRule", "jianbao-cluster").spec.groups[0].rules[0].alert = "JianbaoOther"),
    /does not explain/,
  ],
};

for (const [name, [plant, expected]] of Object.entries(wrong)) {
  test(`the policies find ${name}`, () => {
    const cluster = copy();
    plant(cluster);
    assert.match(checkPolicy(cluster.objects, facts).join("\n"), expected);
  });
}

test("a pending name that exists is overdue", () => {
  assert.match(overdue({ ...facts, pending: new Set(["--data_dir"]) }).join("\n"), /--data_dir exists now/);
  assert.deepEqual(overdue({ ...facts, pending: new Set(["--not_yet"]) }), []);
});

function settings(objects, name) {
  return objects.find((object) => object.kind === "ConfigMap" && object.metadata.name.startsWith(`${name}-settings`))
    .data;
}

function replaceArgument(container, flag, value) {
  container.args = container.args.map((argument) => (argument.startsWith(`${flag}=`) ? `${flag}=${value}` : argument));
}

function remove(objects, kind, name) {
  objects.splice(
    objects.findIndex((object) => object.kind === kind && object.metadata.name === name),
    1,
  );
}
