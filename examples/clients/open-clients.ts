import type { ObservableQuery, OperationVariables } from "@apollo/client";
import type { AnyVariables, OperationResult, OperationResultSource } from "@urql/core";
import * as apollo from "./apollo.js";
import type {
  DeleteUserMetadataVariables,
  Page,
  SetUserMetadataVariables,
  User,
  UserError,
  UsersWithMetadata,
} from "./operations.js";
import * as urql from "./urql.js";

/** The metadata that a page displays for one user: key → value. Null if it could not be read. */
export type DisplayedMetadata = Readonly<Record<string, string | null>> | null;
export type Display<Data> = (data: Data, codes: readonly string[]) => void;

/**
 * A client with a cache, for tests. The watch methods call `display` for the first result and for every
 * change.
 */
export interface OpenClient {
  watchMe(display: Display<DisplayedMetadata>): void;
  watchUser(userId: string, display: Display<DisplayedMetadata>): void;
  watchUsers(page: Page, display: Display<Readonly<Record<string, DisplayedMetadata>>>): void;
  set(change: SetUserMetadataVariables): Promise<readonly UserError[]>;
  delete(keys: DeleteUserMetadataVariables): Promise<readonly UserError[]>;
  codesOf(error: unknown): readonly string[];
}

export type OpenClients = (url: string, token: () => string) => OpenClient;

export const openApollo: OpenClients = (url, token) => {
  const client = apollo.createApolloClient(url, token);
  return {
    watchMe: (display) => {
      watchApollo(apollo.watchMyMetadata(client), (data, codes) => {
        display(toDisplayed(data?.me), codes);
      });
    },
    watchUser: (userId, display) => {
      watchApollo(apollo.watchUserMetadata(client, userId), (data, codes) => {
        display(toDisplayed(data?.user), codes);
      });
    },
    watchUsers: (page, display) => {
      watchApollo(apollo.watchUsers(client, page), (data, codes) => {
        display(toDisplayedByName(data), codes);
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
    watchMe: (display) => {
      watchUrql(urql.watchMyMetadata(client), (data, codes) => {
        display(toDisplayed(data?.me), codes);
      });
    },
    watchUser: (userId, display) => {
      watchUrql(urql.watchUserMetadata(client, userId), (data, codes) => {
        display(toDisplayed(data?.user), codes);
      });
    },
    watchUsers: (page, display) => {
      watchUrql(urql.watchUsers(client, page), (data, codes) => {
        display(toDisplayedByName(data), codes);
      });
    },
    set: (change) => urql.setMetadata(client, change),
    delete: (keys) => urql.deleteMetadata(client, keys),
    codesOf: urql.codesOf,
  };
};

function watchApollo<Data, Variables extends OperationVariables>(
  query: ObservableQuery<Data, Variables>,
  display: Display<Data | undefined>,
): void {
  query.subscribe(({ data, dataState, error, loading }) => {
    if (loading) return;
    display(dataState === "complete" ? data : undefined, error === undefined ? [] : apollo.codesOf(error));
  });
}

function watchUrql<Data, Variables extends AnyVariables>(
  query: OperationResultSource<OperationResult<Data, Variables>>,
  display: Display<Data | undefined>,
): void {
  query.subscribe(({ data, error }) => {
    display(data, error === undefined ? [] : urql.codesOf(error));
  });
}

function toDisplayedByName(page: UsersWithMetadata | undefined): Readonly<Record<string, DisplayedMetadata>> {
  return Object.fromEntries(page?.users?.items.map((user) => [user.displayName, toDisplayed(user)]) ?? []);
}

function toDisplayed(user: User | null | undefined): DisplayedMetadata {
  if (user?.metadata == null) return null;
  return Object.fromEntries(user.metadata.map(({ key, value }) => [key, value]));
}
