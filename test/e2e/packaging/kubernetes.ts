import { readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { readYaml, repository } from "./repository.js";

const folder = "deploy/kubernetes";
const labels = z.record(z.string(), z.string());
const selector = z.object({ matchLabels: labels });
const quantities = z.object({ cpu: z.string(), memory: z.string() });

/** Schema of a Kubernetes object of this kind with a name and labels. */
function object<S extends z.ZodRawShape>(apiVersion: string, kind: string, shape: S) {
  return z.object({
    apiVersion: z.literal(apiVersion),
    kind: z.literal(kind),
    metadata: z.object({ name: z.string(), labels }),
    ...shape,
  });
}

const probe = z.strictObject({
  httpGet: z.strictObject({ path: z.string(), port: z.string() }),
  periodSeconds: z.int().positive(),
  timeoutSeconds: z.int().positive(),
  failureThreshold: z.int().positive(),
});

const container = z.strictObject({
  name: z.string(),
  image: z.string(),
  ports: z.tuple([z.strictObject({ name: z.string(), containerPort: z.int(), protocol: z.literal("TCP") })]),
  envFrom: z.tuple([z.strictObject({ configMapRef: z.strictObject({ name: z.string() }) })]),
  env: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  volumeMounts: z.array(
    z.strictObject({ name: z.string(), mountPath: z.string(), readOnly: z.literal(true) }),
  ),
  startupProbe: probe,
  livenessProbe: probe,
  readinessProbe: probe,
  resources: z.strictObject({ requests: quantities, limits: quantities }),
  securityContext: z.record(z.string(), z.unknown()),
});

const pod = z.strictObject({
  automountServiceAccountToken: z.boolean(),
  enableServiceLinks: z.boolean(),
  terminationGracePeriodSeconds: z.int(),
  securityContext: z.record(z.string(), z.unknown()),
  topologySpreadConstraints: z.array(z.object({ labelSelector: selector })),
  containers: z.tuple([container]),
  volumes: z.tuple([
    z.strictObject({
      name: z.string(),
      secret: z.strictObject({ secretName: z.string(), defaultMode: z.int() }),
    }),
  ]),
});

export const configMap = readYaml(`${folder}/configmap.yaml`, object("v1", "ConfigMap", { data: labels }));

export const secret = readYaml(
  `${folder}/secret.example.yaml`,
  object("v1", "Secret", { type: z.literal("Opaque"), stringData: labels }),
);

export const service = readYaml(
  `${folder}/service.yaml`,
  object("v1", "Service", {
    spec: z.object({
      selector: labels,
      ports: z.tuple([z.object({ port: z.int(), targetPort: z.string() })]),
    }),
  }),
);

export const deployment = readYaml(
  `${folder}/deployment.yaml`,
  object("apps/v1", "Deployment", {
    spec: z.object({
      replicas: z.int(),
      selector,
      strategy: z.object({ rollingUpdate: z.object({ maxUnavailable: z.int(), maxSurge: z.int() }) }),
      template: z.strictObject({ metadata: z.object({ labels }), spec: pod }),
    }),
  }),
);

export const budget = readYaml(
  `${folder}/pod-disruption-budget.yaml`,
  object("policy/v1", "PodDisruptionBudget", { spec: z.object({ maxUnavailable: z.int(), selector }) }),
);

const rulePorts = z.array(z.object({ port: z.union([z.int(), z.string()]) }));

export const networkPolicy = readYaml(
  `${folder}/network-policy.yaml`,
  object("networking.k8s.io/v1", "NetworkPolicy", {
    spec: z.object({
      podSelector: selector,
      policyTypes: z.array(z.string()),
      ingress: z.tuple([
        z.object({ from: z.array(z.object({ podSelector: selector })).min(1), ports: rulePorts }),
      ]),
      egress: z.array(z.object({ ports: rulePorts })),
    }),
  }),
);

export const kustomization = readYaml(
  `${folder}/kustomization.yaml`,
  z.object({
    resources: z.array(z.string()),
    images: z.tuple([z.object({ name: z.string(), newName: z.string(), newTag: z.string() })]),
  }),
);

export const files = readdirSync(join(repository, folder));
