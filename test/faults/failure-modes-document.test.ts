import { expect, it } from "vitest";
import type { FaultScenario, FaultTable } from "./fault-scenario.js";
import { consequencesOf, type ResponseKind, responseKinds } from "../../src/zitadel/client/response-kinds.js";
import { connections } from "./tables/connections.js";
import { foreignResponses } from "./tables/foreign-responses.js";
import { invalidResponses } from "./tables/invalid-responses.js";
import { rateLimits } from "./tables/rate-limits.js";
import { rejections } from "./tables/rejections.js";
import { serverErrors } from "./tables/server-errors.js";
import { writes } from "./tables/writes.js";

const preface = `# Failure modes

What each operation returns if ZITADEL or the network fails. Each row is a test in \`test/faults\`, with
default settings.

The fault is injected into the operation's calls to ZITADEL, token checks excluded: into the first call
(*once*), the first calls (*three times*) or all calls (*always*). Calls take no time, unless they never get a
response. With slower calls the circuit breaker opens earlier, and fewer calls are made.

Each cell shows the result, the calls made and, for writes, whether ZITADEL stored the change. \`list\` reads a
user's metadata. \`other\` looks up ZITADEL's endpoints, which the process also does by itself.

- **Partial results.** A page with an error is returned. Users that could not be read are null, with the code
  at their path.
- **Retries of reads.** Two, after a failed or broken connection and after [some responses](#responses). None
  after a timeout.
- **Writes.** A write is sent again only if ZITADEL certainly applied nothing. If its
  [outcome is unknown](errors.md#outcome-of-a-write), the subgraph reads the user. If the user has the change,
  the write succeeded; otherwise the code is \`WRITE_OUTCOME_UNKNOWN\`. For a deletion the subgraph also checks
  that the user exists (\`getUser\`).
- **Circuit breaker.** It opens after ten consecutive failures over at least half a second. A page of 50 with
  three attempts each is faster than that, so it makes 150 calls.
- **Rate limit.** \`Retry-After\` pauses all calls. Requests that cannot wait that long fail immediately.
- **API version.** After a 404 of ZITADEL itself without an error id the subgraph detects the API version again,
  which takes one more \`list\`, and another one for v1.

## Responses

The subgraph decides by status, content type and body whether a response is from ZITADEL. It handles all calls
alike: reads, writes, OIDC endpoints, at startup and later. A response has ZITADEL's error format if its content
type is JSON and its body is \`{"code": …, "message": …}\` with a code of gRPC or Connect. OIDC endpoints respond
with \`{"error": …}\` and a code of OAuth.
`;

/** The conditions of \`classifyResponse\`. */
const conditions = {
  result: "200 with a JSON object",
  rejection: "4xx in ZITADEL's error format; 429 in it if the response is too large for ZITADEL",
  conflict: "500 with \`SQLSTATE 23505\`, to a write",
  rateLimited: "429 with any other body",
  requestTooLarge: "413, 414 or 431 without ZITADEL's error format",
  serverError: "500 and other 5xx; 499 in ZITADEL's error format",
  gatewayError: "502, 503, 504, 520 to 527, 530",
  notRouted: "404, 408 or 425 without ZITADEL's error format",
  foreign: "every other response, such as a redirect, 200 with a page, or 403 without ZITADEL's error format",
} as const satisfies Record<ResponseKind, string>;

const kinds = Object.keys(conditions).filter((kind): kind is ResponseKind => kind in responseKinds);

function formatResponses(): string {
  const yes = (value: boolean): string => (value ? "yes" : "no");
  const rows = kinds.map((kind) => {
    const { code, isTransient, opensCircuit, mayBeApplied, degrades } = consequencesOf({ kind });
    const outcome = mayBeApplied ? "unknown" : "not applied";
    const degraded = { server: "until any response", "kind of call": "for that kind of call" } as const;
    return [
      conditions[kind],
      code === undefined ? "depends on the call" : `\`${code}\``,
      yes(isTransient),
      yes(opensCircuit),
      degrades === undefined ? "no" : degraded[degrades],
      kind === "result" ? "applied; unknown without the date of the change" : outcome,
    ];
  });
  return [
    "| Response | Code | Retried | Counts for the circuit breaker | \`/readyz\` degraded | Outcome of a write |",
    "|---|---|---|---|---|---|",
    ...rows.map((cells) => `| ${cells.join(" | ")} |`),
    `
- **Retried.** Writes are retried only if the outcome is "not applied".
- **Code of a write.** \`WRITE_OUTCOME_UNKNOWN\` if the outcome is unknown and the subgraph cannot verify it. A proxy
  may replace ZITADEL's response, so only ZITADEL's own error proves that nothing was applied. Proxies send 413 and
  429 before they forward a request.
- **404.** A load balancer without a server for a path responds with it. It does not count for the circuit breaker,
  because it can concern a single path.
- **Log.** The message names status and content type.
`,
  ].join("\n");
}

/** Update with `npx vitest run test/faults/failure-modes-document.test.ts -u`. */
it("generates docs/failure-modes.md from the tables of the fault tests", async () => {
  const tables = [
    connections,
    serverErrors,
    foreignResponses,
    invalidResponses,
    rateLimits,
    rejections,
    writes,
  ];
  const text = [preface, formatResponses(), ...tables.map(formatTable)].join("\n");
  await expect(text).toMatchFileSnapshot("../../docs/failure-modes.md");
});

function formatTable({ title, scenarios }: FaultTable): string {
  return [
    `## ${title}\n`,
    "| Fault | `me` | One user | Page of 50 | `setUserMetadata` | `deleteUserMetadata` |",
    "|---|---|---|---|---|---|",
    ...scenarios.map(formatRow),
    "",
  ].join("\n");
}

function formatRow({ name, me, one, page, set, remove }: FaultScenario): string {
  return `| ${[name, me, one, page, set, remove].join(" | ")} |`;
}
