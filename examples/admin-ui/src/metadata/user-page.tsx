import { useQuery } from "@apollo/client/react";
import { Anchor, Group, Skeleton, Stack, Text } from "@mantine/core";
import { IconChevronLeft } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Link, useParams } from "react-router";
import { PageHeading } from "../app/page-heading";
import { toFailure } from "../graph/to-failure";
import { FailureNotice } from "../graph/failure-notice";
import { type UserLineFragment, UserMetadataDocument } from "../graph/generated/operations";
import { UserState } from "../users/user-state";
import { EntryDrawer } from "./entry-drawer";
import { EntryList } from "./list/entry-list";
import { useLiveUpdates } from "./live/use-live-updates";

export function UserPage(): ReactNode {
  const { userId = "" } = useParams();
  const { data, error, loading, refetch } = useQuery(UserMetadataDocument, {
    variables: { userId },
    errorPolicy: "all",
  });
  useLiveUpdates(userId);
  const user = data?.user;
  const entries = user?.metadata ?? undefined;
  // The form of any other key reports that the user may not write it.
  const definitions = user?.metadataDefinitions?.filter(({ mayWrite }) => mayWrite) ?? [];
  const isMissing = user == null && !loading && error === undefined;
  return (
    <Stack gap="lg">
      <Anchor component={Link} to="/users" size="sm">
        <Group gap={4}>
          <IconChevronLeft size={16} aria-hidden />
          All users
        </Group>
      </Anchor>
      {user != null && <UserHead user={user} />}
      {user == null && loading && <Skeleton height={56} width={260} aria-label="Loading" />}
      {isMissing && <UserNotFound />}
      {user == null && error !== undefined && <PageHeading>User</PageHeading>}
      {error !== undefined && (
        <FailureNotice
          failure={toFailure(error, "read")}
          during="read"
          isRetrying={loading}
          onRetry={() => void refetch()}
        />
      )}
      {(entries !== undefined || (loading && error === undefined)) && (
        <EntryList key={userId} userId={userId} entries={entries} />
      )}
      <EntryDrawer userId={userId} entries={entries} definitions={definitions} isLoading={loading} />
    </Stack>
  );
}

function UserHead({ user }: { readonly user: UserLineFragment }): ReactNode {
  return (
    <Stack gap={2}>
      <Group gap="sm">
        <PageHeading>{user.displayName}</PageHeading>
        <UserState state={user.state} />
      </Group>
      <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
        {[user.userName, user.email, user.id].filter((it) => it !== null && it !== "").join(" · ")}
      </Text>
    </Stack>
  );
}

function UserNotFound(): ReactNode {
  return (
    <Stack gap={2}>
      <PageHeading>User not found</PageHeading>
      <Text c="dimmed">The user does not exist or is not visible to you.</Text>
    </Stack>
  );
}
