import { Anchor, Skeleton, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";
import classes from "../app/table.module.css";
import type { ListedUserFragment } from "../graph/generated/operations";
import { ShortValue } from "../metadata/value/short-value";
import { UserState } from "./user-state";

export interface UserTableProps {
  /** Undefined while loading: placeholders are shown. */
  readonly users: readonly ListedUserFragment[] | undefined;
  /** The metadata keys that are shown as columns. */
  readonly columns: readonly string[];
  /** Shown in place of an empty table. */
  readonly emptyTitle: string;
  /** Whether the users are ordered by user name. */
  readonly isSorted: boolean;
  readonly rows: number;
  readonly isStale: boolean;
}

// Roles are explicit, because CSS turns rows into cards on small screens and screen readers would lose the
// table.
export function UserTable(props: UserTableProps): ReactNode {
  const { users, columns, emptyTitle, isSorted, rows, isStale } = props;
  if (users?.length === 0) {
    return (
      <div className={`${classes.frame} ${classes.empty}`}>
        <Text fw={500}>{emptyTitle}</Text>
        <Text size="sm" c="dimmed">
          Only users that you have permission to view are listed.
        </Text>
      </div>
    );
  }
  return (
    <div className={classes.frame}>
      <table className={classes.table} role="table" aria-label="Users" aria-busy={isStale}>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader">Name</th>
            <th role="columnheader" aria-sort={isSorted ? "ascending" : "none"}>
              User name {isSorted && <span aria-hidden>↑</span>}
            </th>
            {columns.map((key) => (
              <th role="columnheader" key={key}>
                {key}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {users?.map((user) => <UserRow key={user.id} user={user} columns={columns} />) ??
            Array.from({ length: rows }, (_, row) => <EmptyRow key={row} columns={columns} />)}
        </tbody>
      </table>
    </div>
  );
}

interface UserRowProps {
  readonly user: ListedUserFragment;
  readonly columns: readonly string[];
}

function UserRow({ user, columns }: UserRowProps): ReactNode {
  return (
    <tr role="row">
      <td role="cell">
        <Anchor
          component={Link}
          to={`/users/${encodeURIComponent(user.id)}`}
          className={classes.rowLink}
          size="sm"
          fw={500}
        >
          {user.displayName}
        </Anchor>{" "}
        {user.state !== "ACTIVE" && <UserState state={user.state} />}
        <Text size="xs" c="dimmed" truncate>
          {user.email}
        </Text>
      </td>
      <td role="cell">{user.userName}</td>
      {columns.map((key) => (
        <td role="cell" key={key} data-label={key}>
          <MetadataCell entries={user.metadata} columnKey={key} />
        </td>
      ))}
    </tr>
  );
}

interface MetadataCellProps {
  /** Null if the metadata of the user could not be read; undefined while it is loading. */
  readonly entries: ListedUserFragment["metadata"];
  readonly columnKey: string;
}

function MetadataCell({ entries, columnKey }: MetadataCellProps): ReactNode {
  if (entries === undefined) return undefined;
  if (entries === null) return "not available";
  const entry = entries.find(({ key }) => key === columnKey);
  return entry === undefined ? "–" : <ShortValue value={entry.value} maxCharacters={60} />;
}

function EmptyRow({ columns }: Pick<UserRowProps, "columns">): ReactNode {
  return (
    <tr role="row">
      {["name", "user name", ...columns].map((column) => (
        <td role="cell" key={column}>
          <Skeleton height={12} width={120} maw="100%" />
        </td>
      ))}
    </tr>
  );
}
