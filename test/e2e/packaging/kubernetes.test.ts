import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { startTestEnv } from "../../support/test-env.js";
import { finalStage, requireSingle, readDockerfile } from "./dockerfile.js";
import {
  budget,
  configMap,
  deployment,
  files,
  kustomization,
  networkPolicy,
  secret,
  service,
} from "./kubernetes.js";
import { version } from "./repository.js";
import { shutdownSeconds, readConfigUsage } from "./read-config-usage.js";

const { spec: pod, metadata } = deployment.spec.template;
const [container] = pod.containers;
const [volume] = pod.volumes;
const [port] = container.ports;
const probes = [container.startupProbe, container.livenessProbe, container.readinessProbe];

/** A folder with the files of the mounted secret. */
const mounted = mkdtempSync(join(tmpdir(), "secrets-"));
for (const [key, value] of Object.entries(secret.stringData)) writeFileSync(join(mounted, key), value);
afterAll(() => {
  rmSync(mounted, { recursive: true });
});

const mountPath = container.volumeMounts[0]?.mountPath ?? "";
const variables = {
  NODE_ENV: "production",
  ...configMap.data,
  ...Object.fromEntries(container.env.map(({ name, value }) => [name, value.replace(mountPath, mounted)])),
};

describe("the pods of deploy/kubernetes", () => {
  it("start with their variables and secrets, and use every variable", () => {
    const { config, ignored } = readConfigUsage(variables);
    expect(ignored).toEqual([]);
    expect(config.zitadel.introspection?.value).toMatchObject({ kind: "basic" });
    expect(config.routerSecrets).toHaveLength(1);
    expect(config.port).toBe(port.containerPort);
  });

  it("read secrets only from files of a mounted directory, which Kubernetes updates", () => {
    expect(container.volumeMounts.map(({ name }) => name)).toEqual([volume.name]);
    expect(container.envFrom[0].configMapRef.name).toBe(configMap.metadata.name);
    expect(volume.secret.secretName).toBe(secret.metadata.name);
    expect(container.env.filter(({ name }) => !name.endsWith("_FILE"))).toEqual([]);
    expect(container.env.map(({ value }) => value).sort()).toEqual(
      Object.keys(secret.stringData)
        .map((key) => `${mountPath}/${key}`)
        .sort(),
    );
    expect(Object.keys(configMap.data).filter((name) => /SECRET|TOKEN|_KEY/.test(name))).toEqual([]);
    expect(volume.secret.defaultMode).toBe(0o440);
  });

  it("are probed at paths and ports that respond", async () => {
    await using env = await startTestEnv();
    for (const { httpGet } of probes) {
      expect(httpGet.port).toBe(port.name);
      expect((await fetch(new URL(httpGet.path, env.url))).status).toBe(200);
    }
  });

  it("use /livez for startup and liveness, and /readyz only for readiness", () => {
    expect(probes.map(({ httpGet }) => httpGet.path)).toEqual(["/livez", "/livez", "/readyz"]);
  });

  it("have a termination grace period that is longer than the shutdown", () => {
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(shutdownSeconds);
  });

  it("meet the restricted pod security standard, with a read-only file system", () => {
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(pod.enableServiceLinks).toBe(false);
  });

  it("run as the user of the image, with a group that may read the secrets", () => {
    const { runAsUser, runAsGroup, fsGroup } = pod.securityContext;
    expect(`${String(runAsUser)}:${String(runAsGroup)}`).toBe(
      requireSingle(finalStage(readDockerfile()), "USER").text,
    );
    expect(fsGroup).toBe(runAsGroup);
  });

  it("have resource requests and limits", () => {
    expect(container.resources).toMatchObject({
      requests: { cpu: "100m", memory: "256Mi" },
      limits: { cpu: "1", memory: "1Gi" },
    });
  });

  it("stay available during updates and node drains", () => {
    const { replicas, strategy } = deployment.spec;
    expect(replicas - budget.spec.maxUnavailable).toBeGreaterThanOrEqual(1);
    expect(budget.spec.maxUnavailable).toBeGreaterThanOrEqual(1);
    expect(strategy.rollingUpdate).toEqual({ maxUnavailable: 0, maxSurge: 1 });
  });
});

describe("the objects of deploy/kubernetes", () => {
  const objects = [configMap, secret, service, deployment, budget, networkPolicy];

  it("are all in the kustomization, except the example secret", () => {
    const others = ["kustomization.yaml", "secret.example.yaml"];
    expect([...kustomization.resources, ...others].sort()).toEqual([...files].sort());
  });

  it("have the same name and label", () => {
    const name = "zitadel-user-metadata-subgraph";
    for (const { metadata: each } of objects) {
      expect(each).toEqual({ name, labels: { "app.kubernetes.io/name": name } });
    }
  });

  it("select the labels of the pods", () => {
    const selected = [
      deployment.spec.selector.matchLabels,
      service.spec.selector,
      budget.spec.selector.matchLabels,
      networkPolicy.spec.podSelector.matchLabels,
      ...pod.topologySpreadConstraints.map(({ labelSelector }) => labelSelector.matchLabels),
    ];
    for (const labels of selected) expect(labels).toEqual(metadata.labels);
  });

  it("use the image of this version", () => {
    const [image] = kustomization.images;
    expect(image.name).toBe(container.image);
    expect(image.newTag).toBe(version);
  });

  it("route to the port that the pods listen on", () => {
    expect(service.spec.ports[0]).toMatchObject({ port: port.containerPort, targetPort: port.name });
  });

  it("allow ingress from named pods to that port, and egress only to DNS and ZITADEL", () => {
    const { policyTypes, ingress, egress } = networkPolicy.spec;
    expect(policyTypes).toEqual(["Ingress", "Egress"]);
    expect(ingress[0].ports).toEqual([{ port: port.name }]);
    expect(ingress[0].from.every(({ podSelector }) => Object.keys(podSelector.matchLabels).length > 0)).toBe(
      true,
    );
    expect(egress.map(({ ports }) => ports.map((rule) => rule.port))).toEqual([[53, 53], [443]]);
    expect(new URL(configMap.data["ZITADEL_ISSUER"] ?? "").protocol).toBe("https:");
  });
});
