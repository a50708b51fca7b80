// What every overlay must hold to, beyond being valid. checkPolicy() returns each breach as a line of text.
import { nameOf } from "./schema.mjs";

const SERVING = ["Deployment", "StatefulSet"];
const WORKLOADS = [...SERVING, "CronJob", "Job"];
// Beyond the drain: starting it, writing what is in memory, the container runtime.
const SECONDS_BESIDE_DRAIN = 15;
// A limit leaves room for archives and calls that were not measured.
const ROOM_OVER_MEASURED = 1.5;

// `objects` are a whole installation, unless they are a job to be run in one.
export function checkPolicy(objects, facts, { whole = true } = {}) {
  const breaches = [];
  const say = (object, text) => breaches.push(`${nameOf(object)}: ${text}`);
  const cluster = new Cluster(objects);
  for (const object of cluster.workloads) {
    const pod = podOf(object);
    checkPod(pod, (text) => say(object, text));
    for (const container of pod.spec.containers) {
      checkContainer(container, (text) => say(object, text));
      checkProgram(container, cluster, facts, (text) => say(object, text));
      checkFolders(pod, object, container, cluster, (text) => say(object, text));
      if (SERVING.includes(object.kind)) {
        checkPorts(container, facts, (text) => say(object, text));
        checkDrain(pod, container, (text) => say(object, text));
        checkMeasured(container, facts, (text) => say(object, text));
      }
    }
    if (object.spec.selector && !matches(object.spec.selector.matchLabels, pod))
      say(object, "its selector does not match its pods");
    for (const spread of pod.spec.topologySpreadConstraints ?? []) {
      if (!matches(spread.labelSelector?.matchLabels, pod))
        say(object, "a topology spread counts other pods than its own");
    }
  }
  if (!whole) return breaches;
  checkReferences(cluster, say);
  breaches.push(...checkEdges(cluster));
  checkAlerts(cluster, facts, say);
  return breaches;
}

// Names on the pending list that exist by now.
export function overdue(facts) {
  const programs = Object.values(facts.flags);
  const known = new Set([...programs.flatMap((flags) => [...flags]), ...facts.variables, ...facts.healthNames]);
  return [...facts.pending]
    .filter((name) => known.has(name))
    .map((name) => `${name} exists now: take it from pending.txt`);
}

class Cluster {
  constructor(objects) {
    this.objects = objects;
    this.workloads = objects.filter((object) => WORKLOADS.includes(object.kind));
  }
  of(kind) {
    return this.objects.filter((object) => object.kind === kind);
  }
  find(kind, name) {
    return this.of(kind).find((object) => object.metadata.name === name);
  }
  selected(labels) {
    return this.workloads.filter((workload) => matches(labels, podOf(workload)));
  }
}

function podOf(workload) {
  return workload.kind === "CronJob" ? workload.spec.jobTemplate.spec.template : workload.spec.template;
}

function matches(labels, pod) {
  const own = pod.metadata.labels ?? {};
  return Object.entries(labels ?? { "": "" }).every(([key, value]) => own[key] === value);
}

function checkPod(pod, say) {
  const context = pod.spec.securityContext ?? {};
  if (context.runAsNonRoot !== true || !(context.runAsUser >= 10000)) say("its pods may run as root");
  if (context.seccompProfile?.type !== "RuntimeDefault") say("its pods have no seccomp profile");
  if (pod.spec.automountServiceAccountToken !== false) say("its pods hold a token of the cluster");
  for (const host of ["hostNetwork", "hostPID", "hostIPC"]) if (pod.spec[host]) say(`its pods have ${host}`);
  if ((pod.spec.volumes ?? []).some((volume) => volume.hostPath)) say("its pods mount a folder of the node");
}

function checkContainer(container, say) {
  const context = container.securityContext ?? {};
  if (context.readOnlyRootFilesystem !== true) say("its root can be written");
  if (context.allowPrivilegeEscalation !== false) say("it may gain rights");
  if (!context.capabilities?.drop?.includes("ALL") || context.capabilities.add) say("it has capabilities");
  if (context.privileged || context.runAsUser === 0 || context.runAsNonRoot === false)
    say("it undoes the pod's restrictions");
  const { requests = {}, limits = {} } = container.resources ?? {};
  if (!requests.cpu || !requests.memory || !limits.memory) say("it has no requests or no memory limit");
  else if (requests.memory !== limits.memory) say("its memory limit is not its request");
  if (!/:[^:/]+$/.test(container.image ?? "") || container.image.endsWith(":latest")) say("its image has no fixed tag");
}

function flagsOf(container) {
  const flags = {};
  for (const argument of container.args ?? []) {
    const parts = /^(--[a-z_]+)(?:=(.*))?$/.exec(argument);
    if (parts) flags[parts[1]] = parts[2] ?? "true";
  }
  return flags;
}

// Environment variables as the flags that they stand for: JIANBAO_INDEX_DATA_DIR is --data_dir of jianbao-index.
function settingsOf(container, cluster) {
  const prefix = `${container.command?.[0].toUpperCase().replace("-", "_")}_`;
  const data = (container.envFrom ?? []).flatMap((source) =>
    Object.entries(cluster.find("ConfigMap", source.configMapRef?.name)?.data ?? {}),
  );
  return Object.fromEntries(data.map(([name, value]) => [`--${name.slice(prefix.length).toLowerCase()}`, value]));
}

function checkProgram(container, cluster, facts, say) {
  const program = container.command?.[0];
  const known = facts.flags[program];
  if (!known) return say(`${program} is no program of the image`);
  for (const flag of Object.keys(flagsOf(container))) {
    if (!known.has(flag) && !facts.pending.has(flag)) say(`${program} has no flag ${flag}`);
  }
  for (const source of container.envFrom ?? []) {
    const settings = cluster.find("ConfigMap", source.configMapRef?.name);
    if (!settings) say(`there is no ConfigMap ${source.configMapRef?.name}`);
    for (const variable of Object.keys(settings?.data ?? {})) {
      if (!facts.variables.has(variable) && !facts.pending.has(variable)) say(`no program reads ${variable}`);
      if (!variable.startsWith(`${program.toUpperCase().replace("-", "_")}_`))
        say(`${program} does not read ${variable}`);
    }
  }
  for (const [flag, address] of Object.entries(flagsOf(container)).filter(([name]) =>
    /^--index(_address)?$/.test(name),
  )) {
    const [host, port] = address.split(":");
    const service = cluster.find("Service", host);
    if (!service?.spec.ports.some((known) => String(known.port) === port))
      say(`${flag}: no service answers at ${address}`);
  }
}

function checkPorts(container, facts, say) {
  const flags = flagsOf(container);
  const listening = { grpc: flags["--listen"], health: flags["--health_listen"], metrics: flags["--metrics_listen"] };
  const ports = Object.fromEntries((container.ports ?? []).map((port) => [port.name, port.containerPort]));
  for (const [name, address] of Object.entries(listening)) {
    if (address && Number(address.split(":")[1]) !== ports[name])
      say(`it listens on ${address}, its port ${name} is ${ports[name]}`);
    if (!address && ports[name]) say(`nothing listens on its port ${name}`);
  }
  for (const kind of ["startupProbe", "readinessProbe", "livenessProbe"]) {
    const probe = container[kind]?.grpc;
    if (!probe) {
      say(`it has no gRPC ${kind}`);
      continue;
    }
    const names = new Set([undefined, ""]);
    if (probe.port === ports.grpc) {
      names.add(facts.services[container.command[0]]);
      if (flags["--tls_cert"]) say(`its ${kind} has no certificate for the port it asks`);
    } else if (probe.port === ports.health) {
      for (const name of ["readiness", "liveness"])
        if (facts.healthNames.has(name) || facts.pending.has(name)) names.add(name);
    } else say(`its ${kind} asks port ${probe.port}, which is none of its own`);
    if (!names.has(probe.service)) say(`its ${kind} asks for ${probe.service}, which the program does not answer for`);
  }
}

function checkDrain(pod, container, say) {
  const flags = flagsOf(container);
  const drain = seconds(flags["--drain_wait"]) + seconds(flags["--drain_grace"]);
  if (!(pod.spec.terminationGracePeriodSeconds >= drain + SECONDS_BESIDE_DRAIN)) {
    say(`it drains for ${drain} s and is killed after ${pod.spec.terminationGracePeriodSeconds} s`);
  }
}

function seconds(duration) {
  const parts = /^(\d+)(s|m)$/.exec(duration ?? "");
  return parts ? Number(parts[1]) * (parts[2] === "m" ? 60 : 1) : NaN;
}

function checkMeasured(container, facts, say) {
  const wanted = facts.memory[container.name] * ROOM_OVER_MEASURED;
  if (!(mebibytes(container.resources?.limits?.memory) >= wanted))
    say(`under load it took ${facts.memory[container.name]} MiB, which its limit does not hold with room`);
}

function mebibytes(quantity) {
  const parts = /^(\d+)(Mi|Gi)$/.exec(quantity ?? "");
  return parts ? Number(parts[1]) * (parts[2] === "Gi" ? 1024 : 1) : NaN;
}

// Folders and files that flags name lie on volumes, those that are written on volumes that can be.
function checkFolders(pod, workload, container, cluster, say) {
  const volumes = new Map((pod.spec.volumes ?? []).map((volume) => [volume.name, volume]));
  for (const claim of workload.spec.volumeClaimTemplates ?? []) volumes.set(claim.metadata.name, claim);
  for (const mount of container.volumeMounts ?? [])
    if (!volumes.has(mount.name)) say(`it mounts ${mount.name}, which is no volume of its pod`);
  const mountOf = (path) => (container.volumeMounts ?? []).find((mount) => path.startsWith(`${mount.mountPath}/`));
  const settings = { ...settingsOf(container, cluster), ...flagsOf(container) };
  if (container.command?.[0] === "jianbao-index" && !settings["--data_dir"]) say("it has no data folder");
  for (const [flag, path] of Object.entries(settings)) {
    if (!path.startsWith("/")) continue;
    const mount = mountOf(path);
    if (!mount) say(`${flag}: ${path} lies on no volume`);
    else if (flag.endsWith("_dir") && mount.readOnly) say(`${flag}: ${path} cannot be written`);
    else if (/_(key|cert)$/.test(flag) && !volumes.get(mount.name)?.secret) say(`${flag}: ${path} is not of a secret`);
  }
}

function checkReferences(cluster, say) {
  for (const service of cluster.of("Service")) {
    const workloads = cluster.selected(service.spec.selector);
    if (workloads.length !== 1) say(service, `it selects ${workloads.length} workloads`);
    for (const port of service.spec.ports) {
      const named = workloads.flatMap((workload) =>
        podOf(workload).spec.containers.flatMap((container) => container.ports ?? []),
      );
      if (!named.some((own) => own.name === port.targetPort)) say(service, `its port ${port.name} leads nowhere`);
    }
  }
  for (const set of cluster.of("StatefulSet")) {
    if (cluster.find("Service", set.spec.serviceName)?.spec.clusterIP !== "None")
      say(set, "it has no headless service");
  }
  for (const budget of cluster.of("PodDisruptionBudget")) {
    if (cluster.selected(budget.spec.selector.matchLabels).length !== 1) say(budget, "it does not select one workload");
  }
  for (const scaler of cluster.of("HorizontalPodAutoscaler")) {
    const target = cluster.find(scaler.spec.scaleTargetRef.kind, scaler.spec.scaleTargetRef.name);
    if (!target) say(scaler, "it scales what is not there");
    else if (target.spec.replicas !== undefined) say(scaler, "applying the overlay would undo what it set");
  }
  for (const monitor of cluster.of("ServiceMonitor")) {
    const services = cluster
      .of("Service")
      .filter((service) =>
        Object.entries(monitor.spec.selector.matchLabels).every(
          ([key, value]) => service.metadata.labels?.[key] === value,
        ),
      );
    for (const service of services) {
      const job = service.metadata.labels[monitor.spec.jobLabel];
      const programs = cluster.selected(service.spec.selector).map((one) => podOf(one).spec.containers[0].command[0]);
      if (!programs.includes(job))
        say(monitor, `${service.metadata.name} is scraped as job ${job}, not by its program`);
    }
    for (const endpoint of monitor.spec.endpoints) {
      if (
        services.length === 0 ||
        services.some((service) => !service.spec.ports.some((port) => port.name === endpoint.port))
      )
        say(monitor, `not every service has a port ${endpoint.port}`);
    }
  }
  const namespace = cluster.of("Namespace")[0];
  if (namespace?.metadata.labels?.["pod-security.kubernetes.io/enforce"] !== "restricted")
    say(namespace ?? { kind: "Namespace" }, "it does not enforce restricted pods");
}

// Network edges "from > to : port" that policies open into the pods, and the ways out that they need.
function checkEdges(cluster) {
  const breaches = [];
  const policies = cluster.of("NetworkPolicy");
  const denied = policies.some(
    ({ spec }) =>
      Object.keys(spec.podSelector).length === 0 &&
      !spec.ingress &&
      !spec.egress &&
      spec.policyTypes.includes("Ingress") &&
      spec.policyTypes.includes("Egress"),
  );
  if (!denied) breaches.push("NetworkPolicy: nothing denies what is not allowed");
  const into = new Set();
  const outOf = new Set();
  for (const { spec } of policies) {
    for (const rule of spec.ingress ?? [])
      for (const edge of edgesOf(rule.from, rule.ports))
        for (const pod of namesIn(spec.podSelector)) into.add(`${edge.peer} > ${pod} : ${edge.port}`);
    for (const rule of spec.egress ?? [])
      for (const edge of edgesOf(rule.to, rule.ports))
        for (const pod of namesIn(spec.podSelector)) outOf.add(`${pod} > ${edge.peer} : ${edge.port}`);
  }
  const wanted = ["client > ingest : grpc", "client > query : grpc", "ingest > index : grpc", "query > index : grpc"];
  if (cluster.of("CronJob").length) wanted.push("index-backup > index : grpc");
  if (cluster.of("ServiceMonitor").length)
    for (const name of ["index", "ingest", "query"]) wanted.push(`prometheus > ${name} : metrics`);
  for (const edge of wanted) if (!into.has(edge)) breaches.push(`NetworkPolicy: ${edge} is closed`);
  for (const edge of into) if (!wanted.includes(edge)) breaches.push(`NetworkPolicy: ${edge} is open and not needed`);
  const ways = wanted.filter((edge) => !/^(client|prometheus)/.test(edge)).concat(["any > kube-dns : 53"]);
  for (const edge of ways) if (!outOf.has(edge)) breaches.push(`NetworkPolicy: the way out ${edge} is closed`);
  for (const edge of outOf)
    if (!ways.includes(edge)) breaches.push(`NetworkPolicy: the way out ${edge} is open and not needed`);
  return breaches;
}

function edgesOf(peers, ports) {
  const names = peers ? peers.flatMap((peer) => namesIn(peer.podSelector)) : ["anybody"];
  return names.flatMap((peer) => (ports ?? [{ port: "any" }]).map(({ port }) => ({ peer, port })));
}

function namesIn(selector) {
  const labels = selector?.matchLabels ?? {};
  if (labels["jianbao-client"] === "true") return ["client"];
  const name = labels["app.kubernetes.io/name"] ?? labels["k8s-app"];
  if (name) return [name];
  const among = (selector?.matchExpressions ?? []).find(
    (one) => one.key === "app.kubernetes.io/name" && one.operator === "In",
  );
  return among ? among.values : ["any"];
}

function checkAlerts(cluster, facts, say) {
  for (const rules of cluster.of("PrometheusRule")) {
    for (const alert of rules.spec.groups.flatMap((group) => group.rules).filter((rule) => rule.alert)) {
      if (!facts.sections.has(alert.alert.toLowerCase())) say(rules, `the runbook does not explain ${alert.alert}`);
    }
  }
}
