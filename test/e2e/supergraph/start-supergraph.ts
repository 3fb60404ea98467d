import { type AccountsUser, defaultUser } from "../../support/supergraph/accounts-schema.js";
import { type Accounts, startAccounts } from "../../support/supergraph/accounts-subgraph.js";
import { createQuery, type Query } from "../../support/query.js";
import { startGateway, type SubgraphRequest } from "../../support/supergraph/gateway.js";
import { startTestEnv, type TestEnv } from "../../support/test-env.js";

/**
 * A ZITADEL, the metadata subgraph, the accounts subgraph and a gateway in front of both, connected by HTTP.
 */
export interface Supergraph extends AsyncDisposable {
  readonly env: TestEnv;
  readonly accounts: Accounts;
  /** Sends an operation to the gateway. */
  readonly query: Query;
  /** Logs a person in and adds the person to accounts. Returns the access token. */
  login(person: string): Promise<string>;
  /** Sets the people that `users` returns, and adds them to accounts. Returns their ids. */
  setPage(...people: readonly string[]): readonly string[];
  /** Requests of the gateway to the metadata subgraph since the previous `takeRequests`. */
  takeRequests(): readonly SubgraphRequest[];
}

/**
 * Starts the servers. `rootFieldsFrom`: the subgraph that provides `me` and `user`. `user`: the user type of
 * accounts.
 */
export async function startSupergraph(
  rootFieldsFrom: "metadata" | "accounts" = "accounts",
  user: AccountsUser = defaultUser,
): Promise<Supergraph> {
  const isInAccounts = rootFieldsFrom === "accounts";
  const env = await startTestEnv({
    SUBGRAPH_ROOT_FIELDS: isInAccounts ? "none" : "me,user",
    SUBGRAPH_USER_KEY: `${user.type}.${user.key}:${user.keyType}`,
  });
  const accounts = await startAccounts(isInAccounts ? ["me", "user"] : [], user);
  const gateway = await startGateway({ accounts: accounts.url, metadata: env.url });
  let takenCount = 0;

  function addToAccounts(name: string): string {
    const id = env.zitadel.directory.user(name);
    accounts.names.set(id, name);
    return id;
  }

  return {
    env,
    accounts,
    query: createQuery(gateway.url),
    async login(person) {
      const token = await env.login(person);
      accounts.sessions.set(token, addToAccounts(person));
      return token;
    },
    setPage(...people) {
      const ids = people.map(addToAccounts);
      accounts.page.splice(0, Infinity, ...ids);
      return ids;
    },
    takeRequests() {
      const requests = gateway.requests.slice(takenCount);
      takenCount = gateway.requests.length;
      return requests.filter(({ subgraph }) => subgraph === "metadata");
    },
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await accounts[Symbol.asyncDispose]();
      await env[Symbol.asyncDispose]();
    },
  };
}
