import { expect, it } from "vitest";
import { z } from "zod";
import { startEmulator } from "zitadel-emulator";
import { createQuery } from "../../support/query.js";
import { toSubgraphEnv } from "../../support/test-env.js";
import { preload, startProcess, withoutDeadlines } from "../subgraph-process.js";

/** Writes all code that is generated from texts to stderr. */
const recordCode = preload(`
  const record = (parts) => process.stderr.write("generated: " + parts.join(", ").replaceAll("\\n", " ") + "\\n");
  globalThis.Function = new Proxy(Function, {
    construct(target, parts, newTarget) {
      record(parts);
      return Reflect.construct(target, parts, newTarget);
    },
    apply(target, self, parts) {
      record(parts);
      return Reflect.apply(target, self, parts);
    },
  });
  globalThis.eval = (text) => record([text]);
`);

/** In all texts of the client. */
const mark = "isInjected";
const code = `"]+(globalThis.${mark}=true)+["`;

export function describeGeneratedCode(): void {
  it("generates no code from texts of clients", async () => {
    await using zitadel = await startEmulator();
    const subgraph = startProcess({
      ...toSubgraphEnv(zitadel),
      ...withoutDeadlines,
      ...recordCode,
      SHUTDOWN_DELAY_MS: "0",
    });
    const query = createQuery(await subgraph.url());
    const token = zitadel.directory.personalAccessToken("manager");
    const { data: own } = await query(`query ${mark} { me { id } }`, { token });
    const { me } = z.object({ me: z.object({ id: z.string() }) }).parse(own);
    const entities = `query ${mark}($all: [_Any!]!, $key: String!, $yes: Boolean!) {
      _entities(representations: $all) {
        ... on User {
          id @include(if: $yes)
          ${mark}: metadataEntry(key: $key) { ${mark}: value }
          metadata(filter: { keys: [${JSON.stringify(code)}] }) { key }
        }
      }
    }`;
    const variables = { all: [{ __typename: "User", id: me.id }], key: code, yes: true };
    const set = `mutation ${mark}($input: SetUserMetadataInput!) {
      ${mark}: setUserMetadata(input: $input) { entries { value } }
    }`;
    const input = { userId: me.id, entries: [{ key: code, value: code }] };
    // Several times: a repeated operation could be executed in another way.
    for (let n = 0; n < 3; n++) {
      const written = await query(set, { token, variables: { input } });
      expect(written.data).toEqual({ [mark]: { entries: [{ value: code }] } });
      const read = await query(entities, { token, variables });
      expect(read.data).toEqual({
        _entities: [{ id: me.id, [mark]: { [mark]: code }, metadata: [{ key: code }] }],
      });
    }
    subgraph.child.kill("SIGTERM");
    const { stderr } = await subgraph.exited;
    // Fastify's router, at startup.
    expect(stderr).toContain("generated: ");
    expect(stderr).not.toContain(mark);
  });
}
