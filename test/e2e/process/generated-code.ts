import { expect, it } from "vitest";
import { z } from "zod";
import { startEmulator } from "zitadel-emulator";
import { createQuery } from "../../support/query.js";
import { toSubgraphEnv } from "../../support/test-env.js";
import { startProcess, withoutDeadlines } from "../subgraph-process.js";

/** Texts that are code in some position of generated code. */
const code = '"]+(globalThis.isInjected=true)+["';

export function describeGeneratedCode(): void {
  it("executes all kinds of operations where V8 does not generate code from texts", async () => {
    await using zitadel = await startEmulator();
    const subgraph = startProcess({
      ...toSubgraphEnv(zitadel),
      ...withoutDeadlines,
      NODE_OPTIONS: "--disallow-code-generation-from-strings",
    });
    const query = createQuery(await subgraph.url());
    const { accessToken: token } = await zitadel.issueTokens(
      "road-runner",
      "spa",
      "openid urn:zitadel:iam:user:metadata urn:zitadel:iam:org:project:id:zitadel:aud",
    );
    const { data: own } = await query("{ me { id } }", { token });
    const { me } = z.object({ me: z.object({ id: z.string() }) }).parse(own);
    const variables = { all: [{ __typename: "User", id: me.id }], key: code, yes: true };
    const entities = `query ($all: [_Any!]!, $key: String!, $yes: Boolean!) {
      _entities(representations: $all) {
        ... on User {
          id @include(if: $yes)
          a: metadataEntry(key: $key) { value }
          b: metadata(filter: { keys: [${JSON.stringify(code)}] }) { key }
        }
      }
    }`;
    const input = { userId: me.id, entries: [{ key: code, value: code }] };
    const set =
      "mutation ($input: SetUserMetadataInput!) { setUserMetadata(input: $input) { entries { key value } } }";
    // Repeated operations must not be executed in another way.
    for (let n = 0; n < 3; n++) {
      expect((await query(set, { token, variables: { input } })).data).toEqual({
        setUserMetadata: { entries: [{ key: code, value: code }] },
      });
      expect((await query(entities, { token, variables })).data).toEqual({
        _entities: [{ id: me.id, a: { value: code }, b: [{ key: code }] }],
      });
    }
  });
}
