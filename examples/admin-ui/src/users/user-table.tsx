import { Anchor, Skeleton, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";
import classes from "../app/table.module.css";
import type { UserLineFragment } from "../graph/generated/operations";
import { UserState } from "./user-state";

export interface UserTableProps {
  /** Undefined while loading: placeholders are shown. */
  readonly users: readonly UserLineFragment[] | undefined;
  readonly search: string;
  readonly rows: number;
  readonly isStale: boolean;
}

// Roles are explicit, because CSS turns rows into cards on small screens and screen readers would lose the
// table.
export function UserTable({ users, search, rows, isStale }: UserTableProps): ReactNode {
  if (users?.length === 0) {
    return (
      <div className={`${classes.frame} ${classes.empty}`}>
        <Text fw={500}>{search === "" ? "No users" : `No users match “${search}”`}</Text>
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
            <th role="columnheader">User name</th>
            <th role="columnheader">Email</th>
            <th role="columnheader" style={{ width: 120 }}>
              State
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {users?.map((user) => <UserRow key={user.id} user={user} />) ??
            Array.from({ length: rows }, (_, row) => <EmptyRow key={row} />)}
        </tbody>
      </table>
    </div>
  );
}

function UserRow({ user }: { readonly user: UserLineFragment }): ReactNode {
  return (
    <tr role="row">
      <td role="cell">
        <Anchor component={Link} to={`/users/${encodeURIComponent(user.id)}`} size="sm" fw={500}>
          {user.displayName}
        </Anchor>
      </td>
      <td role="cell">{user.userName}</td>
      <td role="cell">{user.email ?? "–"}</td>
      <td role="cell">
        <UserState state={user.state} />
      </td>
    </tr>
  );
}

function EmptyRow(): ReactNode {
  return (
    <tr role="row">
      {[140, 100, 180, 60].map((width) => (
        <td role="cell" key={width}>
          <Skeleton height={12} width={width} />
        </td>
      ))}
    </tr>
  );
}
