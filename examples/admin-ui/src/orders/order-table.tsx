import { Anchor, Skeleton, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";
import classes from "../app/table.module.css";
import type { ListedOrderFragment } from "../graph/generated/operations";
import { ShortValue } from "../metadata/value/short-value";

const euros = new Intl.NumberFormat(undefined, { style: "currency", currency: "EUR" });
const columns = ["Order", "Customer", "Plan", "Item", "Total"];

export interface OrderTableProps {
  /** Undefined while loading: placeholders are shown. */
  readonly orders: readonly ListedOrderFragment[] | undefined;
}

export function OrderTable({ orders }: OrderTableProps): ReactNode {
  return (
    <div className={classes.frame}>
      <table className={classes.table} role="table" aria-label="Orders" aria-busy={orders === undefined}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <th role="columnheader" key={column}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {orders?.map((order) => <OrderRow key={order.id} order={order} />) ??
            [1, 2, 3].map((row) => <EmptyRow key={row} />)}
        </tbody>
      </table>
    </div>
  );
}

function OrderRow({ order }: { readonly order: ListedOrderFragment }): ReactNode {
  const { id, date, item, total, contractNumber, customer } = order;
  const plan = customer?.metadata?.find(({ key }) => key === "plan");
  return (
    <tr role="row">
      <td role="cell">
        {id}
        <Text size="xs" c="dimmed">
          {date}
        </Text>
      </td>
      <td role="cell" data-label="Customer">
        {customer === null ? (
          "Unknown customer"
        ) : (
          <Anchor
            component={Link}
            to={`/users/${encodeURIComponent(customer.id)}`}
            className={classes.rowLink}
            size="sm"
            fw={500}
          >
            {customer.displayName}
          </Anchor>
        )}
        <Text size="xs" c="dimmed">
          Contract {contractNumber}
        </Text>
      </td>
      <td role="cell" data-label="Plan">
        {plan === undefined ? "–" : <ShortValue value={plan.value} maxCharacters={30} />}
      </td>
      <td role="cell">{item}</td>
      <td role="cell">{euros.format(total)}</td>
    </tr>
  );
}

function EmptyRow(): ReactNode {
  return (
    <tr role="row">
      {columns.map((column) => (
        <td role="cell" key={column}>
          <Skeleton height={12} width={100} maw="100%" />
        </td>
      ))}
    </tr>
  );
}
