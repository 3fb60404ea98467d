import { useQuery } from "@apollo/client/react";
import { Group, Pagination, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { PageHeading } from "../app/page-heading";
import { toFailure } from "../graph/to-failure";
import { FailureNotice } from "../graph/failure-notice";
import { UsersDocument } from "../graph/generated/operations";
import { ChooseColumns } from "./choose-columns";
import { useColumns } from "./use-columns";
import { UserSearch } from "./user-search";
import { UserTable } from "./user-table";
import { useListing } from "./use-listing";
import classes from "./users-page.module.css";

const pageSize = 20;

export function UsersPage(): ReactNode {
  const { search, page, setSearch, setPage } = useListing();
  const [columns, setColumns] = useColumns();
  const range = { search: search === "" ? null : search, first: pageSize, offset: (page - 1) * pageSize };
  const { data, previousData, error, loading, refetch } = useQuery(UsersDocument, {
    variables: { ...range, keys: columns, hasKeys: columns.length > 0 },
    errorPolicy: "all",
  });
  // The previous page stays visible while the next one loads, so that the layout does not jump.
  const users = (data ?? (loading ? previousData : undefined))?.users;
  const pages = Math.ceil((users?.total ?? 0) / pageSize);
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-end">
        <PageHeading>Users</PageHeading>
        <div className={classes.controls}>
          <ChooseColumns columns={columns} page={range} onChange={setColumns} />
          <UserSearch search={search} onSearch={setSearch} />
        </div>
      </Group>
      {error !== undefined && (
        <FailureNotice
          failure={toFailure(error, "read")}
          during="read"
          isRetrying={loading}
          onRetry={() => void refetch()}
        />
      )}
      {(users != null || (loading && error === undefined)) && (
        <UserTable users={users?.items} columns={columns} search={search} rows={pageSize} isStale={loading} />
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
