import { Skeleton, Text } from "@mantine/core";
import type { ReactNode } from "react";

export interface MissingEntryProps {
  readonly panelKey: string;
  readonly isLoading: boolean;
}

export function MissingEntry({ panelKey, isLoading }: MissingEntryProps): ReactNode {
  if (isLoading) return <Skeleton height={160} aria-label="Loading" />;
  return <Text>The key “{panelKey}” does not exist or is not visible to you. It may have been deleted.</Text>;
}
