import type { Emulator } from "zitadel-emulator";
import { type Subgraph, startSubgraph } from "../soak/child.js";
import { waitUntilFollowing } from "../replica/replica-state.js";

/** A user with an entry `counter`, who subscribes with the token. */
export interface CounterUser {
  readonly id: string;
  readonly token: string;
}

export async function addCounterUsers(emulator: Emulator, count: number): Promise<readonly CounterUser[]> {
  const users: CounterUser[] = [];
  for (let n = 0; n < count; n++) {
    const id = emulator.addUser(`person-${n}`, { metadata: { counter: "0" } });
    const { accessToken } = await emulator.issueTokens(`person-${n}`, n % 2 === 0 ? "spa" : "spa-jwt", scope);
    users.push({ id, token: accessToken });
  }
  return users;
}

const scope = "openid profile urn:zitadel:iam:user:metadata urn:zitadel:iam:org:project:id:zitadel:aud";

/** Sets the counter in ZITADEL, without the subgraph. */
export async function setCounterInZitadel(
  { issuer, directory }: Emulator,
  userId: string,
  counter: number,
): Promise<void> {
  const response = await fetch(`${issuer}/v2/users/${userId}/metadata`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${directory.personalAccessToken("owner")}`,
    },
    body: JSON.stringify({ metadata: [{ key: "counter", value: btoa(String(counter)) }] }),
  });
  if (!response.ok) throw new Error(`ZITADEL returned ${response.status}: ${await response.text()}`);
}

/** Starts a subgraph with a replica that contains the users. Everyone may read everything. */
export async function startSubscribedSubgraph(
  { issuer, directory }: Emulator,
  variables: Readonly<Record<string, string>>,
): Promise<Subgraph> {
  const rules = [{ keys: ["*"], read: ["anyone"], write: ["self"], as: "service" }];
  const subgraph = await startSubgraph({
    ZITADEL_ISSUER: issuer,
    ZITADEL_PROJECT_ID: directory.project("shop"),
    ZITADEL_INTROSPECTION_CLIENT_ID: directory.app("api-basic"),
    ZITADEL_INTROSPECTION_CLIENT_SECRET: directory.secret("api-basic"),
    ZITADEL_SERVICE_USER_TOKEN: directory.personalAccessToken("owner"),
    METADATA_POLICY: JSON.stringify({ rules }),
    REPLICA: "memory",
    // Otherwise verification adds calls.
    REPLICA_VERIFY_INTERVAL_MS: "0",
    // ZITADEL shares its process with all clients.
    UPSTREAM_TIMEOUT_MS: "60000",
    REQUEST_TIMEOUT_MS: "120000",
    HOST: "127.0.0.1",
    PORT: "0",
    ...variables,
  });
  await waitUntilFollowing(subgraph);
  return subgraph;
}
