import type { ObservableQuery, OperationVariables } from "@apollo/client";
import type { AnyVariables, OperationResult, OperationResultSource } from "@urql/core";
import * as apollo from "./apollo.js";
import type { EntriesOfUser, KeysOfUser, Page, User, UserError, UsersWithMetadata } from "./operations.js";
import * as urql from "./urql.js";

/** What a page shows of one user: key → value, null where it could not be read. */
export type Shown = Readonly<Record<string, string | null>> | null;
export type Show<What> = (what: What, codes: readonly string[]) => void;

/** A client with a cache, as tests use it. What is watched is shown when it is answered, and whenever it changes. */
export interface OpenClient {
  watchMe(show: Show<Shown>): void;
  watchUser(userId: string, show: Show<Shown>): void;
  watchUsers(page: Page, show: Show<Readonly<Record<string, Shown>>>): void;
  set(change: EntriesOfUser): Promise<readonly UserError[]>;
  delete(keys: KeysOfUser): Promise<readonly UserError[]>;
  codesOf(error: unknown): readonly string[];
}

export type OpenClients = (url: string, token: () => string) => OpenClient;

export const openApollo: OpenClients = (url, token) => {
  const client = apollo.createApolloClient(url, token);
  return {
    watchMe: (show) => {
      watchApollo(apollo.watchMyMetadata(client), (data, codes) => {
        show(shownOf(data?.me), codes);
      });
    },
    watchUser: (userId, show) => {
      watchApollo(apollo.watchUserMetadata(client, userId), (data, codes) => {
        show(shownOf(data?.user), codes);
      });
    },
    watchUsers: (page, show) => {
      watchApollo(apollo.watchUsers(client, page), (data, codes) => {
        show(shownByName(data), codes);
      });
    },
    set: (change) => apollo.setMetadata(client, change),
    delete: (keys) => apollo.deleteMetadata(client, keys),
    codesOf: apollo.codesOf,
  };
};

export const openUrql: OpenClients = (url, token) => {
  const client = urql.createUrqlClient(url, token);
  return {
    watchMe: (show) => {
      watchUrql(urql.watchMyMetadata(client), (data, codes) => {
        show(shownOf(data?.me), codes);
      });
    },
    watchUser: (userId, show) => {
      watchUrql(urql.watchUserMetadata(client, userId), (data, codes) => {
        show(shownOf(data?.user), codes);
      });
    },
    watchUsers: (page, show) => {
      watchUrql(urql.watchUsers(client, page), (data, codes) => {
        show(shownByName(data), codes);
      });
    },
    set: (change) => urql.setMetadata(client, change),
    delete: (keys) => urql.deleteMetadata(client, keys),
    codesOf: urql.codesOf,
  };
};

function watchApollo<Data, Variables extends OperationVariables>(
  query: ObservableQuery<Data, Variables>,
  show: Show<Data | undefined>,
): void {
  query.subscribe(({ data, dataState, error, loading }) => {
    if (loading) return;
    show(dataState === "complete" ? data : undefined, error === undefined ? [] : apollo.codesOf(error));
  });
}

function watchUrql<Data, Variables extends AnyVariables>(
  query: OperationResultSource<OperationResult<Data, Variables>>,
  show: Show<Data | undefined>,
): void {
  query.subscribe(({ data, error }) => {
    show(data, error === undefined ? [] : urql.codesOf(error));
  });
}

function shownByName(page: UsersWithMetadata | undefined): Readonly<Record<string, Shown>> {
  return Object.fromEntries(page?.users?.items.map((user) => [user.displayName, shownOf(user)]) ?? []);
}

function shownOf(user: User | null | undefined): Shown {
  if (user?.metadata == null) return null;
  return Object.fromEntries(user.metadata.map(({ key, value }) => [key, value]));
}
