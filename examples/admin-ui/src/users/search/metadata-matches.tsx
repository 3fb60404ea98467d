import { skipToken, useQuery } from "@apollo/client/react";
import { Button, Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { FailureNotice } from "../../graph/failure-notice";
import { UsersByMetadataDocument } from "../../graph/generated/operations";
import { toFailure } from "../../graph/to-failure";
import { maxColumns } from "../use-columns";
import { UserTable } from "../user-table";
import { SearchForm } from "./search-form";
import { searchMessageOf } from "./search-messages";
import { useMetadataSearch } from "./use-metadata-search";

const pageSize = 20;

/** Finds users by the value of a metadata key. */
export function MetadataMatches({ columns }: { readonly columns: readonly string[] }): ReactNode {
  const { key, value, after, search, openPage } = useMetadataSearch();
  // The searched key is a column, too.
  const shown = columns.includes(key) ? columns : [key, ...columns].slice(0, maxColumns);
  const variables = {
    where: [value === "" ? { key, exists: true } : { key, equals: value }],
    first: pageSize,
    after: after ?? null,
    keys: shown,
    hasKeys: true,
  };
  const { data, error, loading, refetch } = useQuery(
    UsersByMetadataDocument,
    key === "" ? skipToken : { variables, errorPolicy: "all" },
  );
  const matches = data?.usersByMetadata;
  const failure = error && toFailure(error, "read");
  return (
    <Stack gap="lg">
      <SearchForm
        searchedKey={key}
        searchedValue={value}
        suggestions={columns}
        isSearching={loading}
        onSearch={search}
      />
      {failure !== undefined && (
        <FailureNotice
          failure={failure}
          message={searchMessageOf(failure)}
          during="read"
          isRetrying={loading}
          onRetry={() => void refetch()}
        />
      )}
      {key !== "" && (matches != null || (loading && failure === undefined)) && (
        <UserTable
          users={matches?.nodes}
          columns={shown}
          emptyTitle={value === "" ? `No users have ${key}` : `No users have “${value}” as ${key}`}
          isSorted={false}
          rows={3}
          isStale={loading}
        />
      )}
      <Group justify="space-between" mih={36}>
        <Text size="sm" c="dimmed" role="status">
          {matches != null && !loading && countOf(matches.nodes.length, after, matches.hasNextPage)}
        </Text>
        <Group gap="sm">
          {after !== undefined && (
            <Button
              variant="default"
              onClick={() => {
                openPage(undefined);
              }}
            >
              First page
            </Button>
          )}
          {matches?.hasNextPage === true && (
            <Button
              variant="default"
              onClick={() => {
                openPage(matches.endCursor ?? undefined);
              }}
            >
              Next page
            </Button>
          )}
        </Group>
      </Group>
    </Stack>
  );
}

/** There is no total: the server would have to check every user for it. */
function countOf(users: number, after: string | undefined, hasNextPage: boolean): string {
  if (after !== undefined || hasNextPage) return `${users} users on this page`;
  return users === 1 ? "1 user" : `${users} users`;
}
