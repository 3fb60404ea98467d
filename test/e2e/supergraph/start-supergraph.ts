import { type AccountsUser, defaultUser } from "../../support/accounts-schema.js";
import { type Accounts, startAccounts } from "../../support/accounts-subgraph.js";
import type { Answer } from "../../support/graphql-response.js";
import { startGateway, type SubgraphRequest } from "../../support/gateway.js";
import { queryAt, type QueryOptions, startWorld, type World } from "../../support/test-env.js";

/** A ZITADEL, our subgraph, one of another team and a gateway before the two: four servers that talk HTTP. */
export interface Supergraph extends AsyncDisposable {
  readonly world: World;
  readonly accounts: Accounts;
  /** Asks the gateway. */
  query(query: string, options?: QueryOptions): Promise<Answer>;
  /** Logs a person in; accounts knows them by their name in the world. */
  login(person: string): Promise<string>;
  /** From now on `users` gives these, whom accounts knows by their names in the world. Answers their ids. */
  list(...people: readonly string[]): readonly string[];
  /** What the gateway asked our subgraph since the last time. */
  takeRequests(): readonly SubgraphRequest[];
}

/** Starts them, with `me` and `user` in the subgraph of this team, and users as accounts calls them. */
export async function startSupergraph(
  rootOwner: "metadata" | "accounts" = "accounts",
  user: AccountsUser = defaultUser,
): Promise<Supergraph> {
  const isTheirs = rootOwner === "accounts";
  const world = await startWorld({
    SUBGRAPH_ROOT_FIELDS: isTheirs ? "none" : "me,user",
    SUBGRAPH_USER_KEY: `${user.type}.${user.key}:${user.keyType}`,
  });
  const accounts = await startAccounts(isTheirs ? ["me", "user"] : [], user);
  const gateway = await startGateway({ accounts: accounts.url, metadata: world.url });
  let taken = 0;

  function addPerson(name: string): string {
    const id = world.zitadel.directory.user(name);
    accounts.names.set(id, name);
    return id;
  }

  return {
    world,
    accounts,
    query: queryAt(gateway.url),
    async login(person) {
      const token = await world.login(person);
      accounts.sessions.set(token, addPerson(person));
      return token;
    },
    list(...people) {
      const ids = people.map(addPerson);
      accounts.page.splice(0, Infinity, ...ids);
      return ids;
    },
    takeRequests() {
      const requests = gateway.requests.slice(taken);
      taken = gateway.requests.length;
      return requests.filter(({ subgraph }) => subgraph === "metadata");
    },
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await accounts[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}
