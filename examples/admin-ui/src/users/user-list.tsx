import { useQuery } from "@apollo/client/react";
import { Group, Pagination, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { FailureNotice } from "../graph/failure-notice";
import { UsersDocument } from "../graph/generated/operations";
import { toFailure } from "../graph/to-failure";
import type { Listing } from "./use-listing";
import { UserTable } from "./user-table";

export interface UserListProps {
  readonly listing: Listing;
  readonly columns: readonly string[];
}

/** Users in pages, optionally only those whose name contains a text. */
export function UserList({ listing: { search, page, range, setPage }, columns }: UserListProps): ReactNode {
  const { data, previousData, error, loading, refetch } = useQuery(UsersDocument, {
    variables: { ...range, keys: columns, hasKeys: columns.length > 0 },
    errorPolicy: "all",
  });
  // The previous page stays visible while the next one loads, so that the layout does not jump.
  const users = (data ?? (loading ? previousData : undefined))?.users;
  const pages = Math.ceil((users?.total ?? 0) / range.first);
  return (
    <Stack gap="lg">
      {error !== undefined && (
        <FailureNotice
          failure={toFailure(error, "read")}
          during="read"
          isRetrying={loading}
          onRetry={() => void refetch()}
        />
      )}
      {(users != null || (loading && error === undefined)) && (
        <UserTable
          users={users?.items}
          columns={columns}
          emptyTitle={search === "" ? "No users" : `No users match “${search}”`}
          isSorted
          rows={range.first}
          isStale={loading}
        />
      )}
      <Group justify="space-between" mih={36}>
        <Text size="sm" c="dimmed" role="status">
          {users != null && !loading && countOf(users.total)}
        </Text>
        {pages > 1 && (
          <Pagination
            total={pages}
            value={page}
            onChange={setPage}
            aria-label="Pages"
            getControlProps={(control) => ({ "aria-label": controls[control] })}
            getItemProps={(number) => ({ "aria-label": `Page ${number}` })}
          />
        )}
      </Group>
    </Stack>
  );
}

const controls = {
  first: "First page",
  last: "Last page",
  next: "Next page",
  previous: "Previous page",
} as const;

function countOf(total: number): string {
  return total === 1 ? "1 user" : `${total} users, ordered by user name`;
}
