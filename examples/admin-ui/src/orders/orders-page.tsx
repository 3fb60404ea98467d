import { useQuery } from "@apollo/client/react";
import { Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { PageHeading } from "../app/page-heading";
import { FailureNotice } from "../graph/failure-notice";
import { OrdersDocument } from "../graph/generated/operations";
import { toFailure } from "../graph/to-failure";
import { OrderTable } from "./order-table";

/** The latest orders, with the customer and their plan. */
export function OrdersPage(): ReactNode {
  const { data, error, loading, refetch } = useQuery(OrdersDocument, {
    variables: { first: 20 },
    errorPolicy: "all",
  });
  const orders = data?.orders;
  const failure = error && toFailure(error, "read");
  // The table shows unknown customers. Some gateways also report an error about the missing id.
  const isReported = failure !== undefined && (orders == null || failure.kind !== "serverError");
  return (
    <Stack gap="lg">
      <PageHeading>Orders</PageHeading>
      {isReported && (
        <FailureNotice failure={failure} during="read" isRetrying={loading} onRetry={() => void refetch()} />
      )}
      {(orders != null || (loading && error === undefined)) && <OrderTable orders={orders ?? undefined} />}
    </Stack>
  );
}
