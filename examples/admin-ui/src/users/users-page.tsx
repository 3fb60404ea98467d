import { Group, SegmentedControl, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { useSearchParams } from "react-router";
import { PageHeading } from "../app/page-heading";
import { ChooseColumns } from "./choose-columns";
import { MetadataMatches } from "./search/metadata-matches";
import { searchedBy } from "./search/use-metadata-search";
import { useColumns } from "./use-columns";
import { useListing } from "./use-listing";
import { UserList } from "./user-list";
import { UserSearch } from "./user-search";
import classes from "./users-page.module.css";

export function UsersPage(): ReactNode {
  const [params, setParams] = useSearchParams();
  const by = params.get(searchedBy) === "metadata" ? "metadata" : "name";
  const listing = useListing();
  const [columns, setColumns] = useColumns();
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-end">
        <Group gap="md">
          <PageHeading>Users</PageHeading>
          <SegmentedControl
            size="xs"
            aria-label="Find users by"
            value={by}
            data={[
              { value: "name", label: "By name" },
              { value: "metadata", label: "By metadata" },
            ]}
            onChange={(value) => {
              setParams(value === "metadata" ? { [searchedBy]: value } : {}, { preventScrollReset: true });
            }}
          />
        </Group>
        <div className={classes.controls}>
          <ChooseColumns columns={columns} page={listing.range} onChange={setColumns} />
          {by === "name" && <UserSearch search={listing.search} onSearch={listing.setSearch} />}
        </div>
      </Group>
      {by === "name" ? (
        <UserList listing={listing} columns={columns} />
      ) : (
        <MetadataMatches columns={columns} />
      )}
    </Stack>
  );
}
