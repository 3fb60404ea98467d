import { createRequire } from "node:module";
import { describe, expect, it, vi } from "vitest";
import { recordCalls, routes } from "../../support/zitadel-calls.js";
import { linesOf } from "../../support/observability.js";
import { setUserMetadata } from "../../support/query.js";
import { type OtlpReceiver, startOtlpReceiver, startTestTracing } from "../../support/tracing.js";
import { apis, startTestEnv, type TestEnv, useTestEnv } from "../../support/test-env.js";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const parentSpanId = "00f067aa0ba902b7";
const headers = { traceparent: `00-${traceId}-${parentSpanId}-01`, "x-request-id": "traced" };
const [server, client] = [2, 3];
const error = 2;
/** OpenTelemetry uses the system clock. Long timeouts let exports succeed on a slow machine. */
const longTimeouts = { OTEL_EXPORTER_OTLP_TIMEOUT: "60000", OTEL_BSP_EXPORT_TIMEOUT: "60000" };

/** Runs a function with tracing enabled. Returns what the receiver had received when tracing was stopped. */
async function runTraced(
  env: TestEnv,
  run: () => Promise<unknown>,
): Promise<OtlpReceiver & { sentHeaders: readonly Readonly<Record<string, string>>[] }> {
  await using receiver = await startOtlpReceiver();
  using recorded = recordCalls(env.zitadel.issuer);
  {
    await using tracing = await startTestTracing({
      ...longTimeouts,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    });
    expect(tracing.isOn).toBe(true);
    await run();
  }
  return { ...receiver, sentHeaders: recorded.take().map((call) => call.headers) };
}

const sdkModules = (): readonly string[] =>
  Object.keys(createRequire(import.meta.url).cache).filter((path) =>
    /@opentelemetry[\\/](sdk|exporter)/.test(path),
  );

// In a separate process, because loaded modules and the registered tracer provider are global to a process.
describe("traces", () => {
  const env = useTestEnv({ UPSTREAM_TIMEOUT_MS: "1000" });

  it("load no package and send nothing unless enabled", async () => {
    using recorded = recordCalls(env.zitadel.issuer);
    for (const variables of [
      {},
      { OTEL_SDK_DISABLED: "true", OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1" },
      { OTEL_TRACES_EXPORTER: "none", OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://127.0.0.1:1" },
    ]) {
      await using tracing = await startTestTracing(variables);
      expect(tracing.isOn).toBe(false);
      const { codes } = await env.query("{ me { metadata { key } } }", {
        token: await env.login("road-runner"),
        headers,
      });
      expect(codes).toEqual([]);
    }
    const calls = recorded.take();
    expect(calls.length).toBeGreaterThan(0);
    expect(calls.filter(({ headers: sent }) => "traceparent" in sent)).toEqual([]);
    expect(sdkModules()).toEqual([]);
  });

  it.each(apis)(
    "continue the caller's trace to each call to ZITADEL (API %s), without secrets",
    async (api) => {
      await using env = await startTestEnv({ ZITADEL_API_VERSION: api });
      const { id } = await env.addPerson();
      const token = env.pat("manager");
      const query = "query Names($id: ID!) { user(id: $id) { metadata { key value } } }";
      const set =
        'mutation Set($id: ID!) { setUserMetadata(input: { userId: $id, entries: [{ key: "s3cret-key", value: "s3cret-value" }] }) { user { id } } }';
      const { spans, bodies, sentHeaders } = await runTraced(env, async () => {
        expect((await env.query(query, { token, variables: { id }, headers })).codes).toEqual([]);
        expect((await env.query(set, { token, variables: { id } })).codes).toEqual([]);
      });
      expect(sdkModules()).not.toEqual([]);
      const [read, write] = spans.filter(({ kind }) => kind === server);
      expect(read).toMatchObject({
        traceId,
        parentSpanId,
        name: "query Names",
        service: "zitadel-user-metadata-subgraph",
        attributes: {
          "graphql.operation.type": "query",
          "graphql.operation.name": "Names",
          "graphql.error.codes": [],
          "request.id": "traced",
        },
        status: { code: 0 },
      });
      expect(write).toMatchObject({ name: "mutation Set" });
      expect(write?.parentSpanId).toBeUndefined();
      const calls = spans.filter((span) => span.kind === client && span.traceId === traceId);
      expect(calls.length).toBeGreaterThanOrEqual(2);
      for (const call of calls) expect(call.parentSpanId).toBe(read?.spanId);
      const list =
        api === "v2"
          ? "/zitadel.user.v2.UserService/ListUserMetadata"
          : "/management/v1/users/{userId}/metadata/_search";
      expect(calls).toContainEqual(
        expect.objectContaining({
          name: `POST ${list}`,
          attributes: expect.objectContaining({
            "http.request.method": "POST",
            "url.template": list,
            "http.response.status_code": 200,
          }),
        }),
      );
      const traceparents = sentHeaders.map((call) => call["traceparent"]);
      for (const call of calls) expect(traceparents).toContain(`00-${traceId}-${call.spanId}-01`);
      expect(sentHeaders.filter((call) => "tracestate" in call || "baggage" in call)).toEqual([]);
      for (const hidden of [id, token, "s3cret"]) expect(bodies.join()).not.toContain(hidden);
    },
  );

  it("contain the error codes of failed operations and calls", { tags: ["embedded"] }, async () => {
    const token = env.pat("manager");
    const query = `query Bad { user(id: "${env.zitadel.directory.user("wile-coyote")}") { metadata { key } } }`;
    const { spans } = await runTraced(env, async () => {
      // Covers all retries.
      env.emulator.failNext(routes.list, "hang", 10);
      await env.clock.run(env.query(query, { token, headers }));
      await setUserMetadata(env, undefined, "1", []);
    });
    env.emulator.reset();
    const [failed, rejected] = spans.filter(({ kind }) => kind === server);
    expect(failed).toMatchObject({
      attributes: { "graphql.error.codes": ["UPSTREAM_TIMEOUT"] },
      status: { code: error },
    });
    expect(rejected).toMatchObject({
      attributes: { "graphql.error.codes": ["UNAUTHENTICATED"] },
      status: { code: 0 },
    });
    expect(spans.filter(({ kind, status }) => kind === client && status.code === error)).toContainEqual(
      expect.objectContaining({ attributes: expect.objectContaining({ "error.type": "UPSTREAM_TIMEOUT" }) }),
    );
  });

  it("have their id in the log, including traces that start in the subgraph", async () => {
    const before = linesOf(env, "operation").length;
    const { spans } = await runTraced(env, () => env.query("{ __typename }"));
    expect(spans).toHaveLength(1);
    expect(linesOf(env, "operation").slice(before)).toMatchObject([{ traceId: spans[0]?.traceId }]);
  });

  it("are sampled and named according to OpenTelemetry's variables", async () => {
    await using receiver = await startOtlpReceiver();
    using recorded = recordCalls(env.zitadel.issuer);
    const token = await env.login("road-runner");
    const query = async (variables: Readonly<Record<string, string>>): Promise<void> => {
      const endpoint = { ...longTimeouts, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.url}/v1/traces` };
      await using tracing = await startTestTracing({ ...endpoint, ...variables });
      expect(tracing.isOn).toBe(true);
      await env.query("{ me { id } }", { token });
    };
    await query({ OTEL_TRACES_SAMPLER: "always_off" });
    expect(receiver.spans).toEqual([]);
    // A trace that is not sampled here must not be sampled downstream.
    expect(recorded.take().at(-1)?.headers["traceparent"]).toMatch(/-00$/);
    await query({ OTEL_SERVICE_NAME: "first", OTEL_RESOURCE_ATTRIBUTES: "service.name=second" });
    expect(receiver.spans.map(({ service }) => service)).toContain("first");
  });

  it("do not affect requests if they cannot be sent, and cause at most one warning per interval", async () => {
    const log = await (async () => {
      const endpoint = {
        OTEL_EXPORTER_OTLP_ENDPOINT: "http://user:s3cret@127.0.0.1:1",
        OTEL_BSP_SCHEDULE_DELAY: "10",
      };
      await using tracing = await startTestTracing({ ...endpoint, OTEL_EXPORTER_OTLP_TIMEOUT: "100" });
      for (let count = 0; count < 3; count++) {
        expect((await env.query("{ __typename }")).codes).toEqual([]);
        await vi.waitFor(() => {
          expect(tracing.log).toHaveLength(1);
        }, 60_000);
      }
      return tracing.log;
    })();
    expect(log).toEqual([expect.stringContaining("trace export failed")]);
    expect(log.join()).not.toContain("s3cret");
  });

  it("cause a warning without secrets if the endpoint is not a valid URL", async () => {
    await using tracing = await startTestTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://user:s3cret@[none" });
    expect(tracing.log).toEqual([expect.stringContaining("http://…@[none")]);
    expect(tracing.log.join()).not.toContain("s3cret");
  });
});
